"""A file whose identity and whole log were written anew, and the honest ways to another file."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from cli import commands as cli
from models.checks.data_file import REPLACED, file_findings, mend_found
from models.keeping.backups import backup
from models.keeping.heads import lost_heads, replaced
from models.keeping.opening import begun, ended, open_store
from models.keeping.restoring import restore
from models.keeping.store import Store
from models.keeping.user_folders import notes_file
from models.office.village import Unit
from models.registers.people import Person
from models.values.finding import Level
from tests.models.keeping.anew import computed_anew


def worked_on(path: Path, *names: str) -> None:
    """Open it as the program does, do something, and close it."""
    with open_store(path) as store:
        begun(store)
        for name in names:
            store.save(Person(name=name))
        ended(store)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    worked_on(tmp_path / "村.lianxing", "赵守田", "钱有余")
    return tmp_path / "村.lianxing"


def written_anew(path: Path, identity: str = "f" * 32) -> None:
    """Somebody changes a person, the identity, and computes the whole chain from it."""
    with Store(path) as store:
        store._db.execute("UPDATE data_file SET identity = ?", (identity,))
        computed_anew(store, identity)


def said_at_opening(path: Path) -> str:
    with open_store(path) as store:
        said, _ = begun(store)
        ended(store)
    return said


def found(path: Path, *, full: bool = True) -> dict[str, str]:
    with Store(path) as store:
        return {each.rule: each.level for each in file_findings(store, full=full)}


@pytest.mark.parametrize("full", [False, True])
def test_a_file_with_another_identity_and_chain_is_noticed(path, full) -> None:
    """Inside it nothing is amiss, and nothing outside is known of it under its new identity."""
    written_anew(path)
    assert found(path, full=full) == {REPLACED: Level.WARNING}
    with Store(path) as store:
        assert list(lost_heads(store, full=True)) == []


def test_it_is_said_at_every_opening_until_somebody_says_why(path) -> None:
    written_anew(path)
    for _ in range(2):
        said = said_at_opening(path)
        assert "做到第 2 步" in said and "照现在的留下" in said and "备份" in said
    with Store(path) as store:
        assert mend_found(store, list(file_findings(store)), keeping="从县里拷来的") == 1
        assert "从县里拷来的" in store.query("SELECT label FROM act ORDER BY id DESC")[0][0]
    assert found(path) == {} and said_at_opening(path) == ""


def test_the_command_says_it_and_takes_the_reason(path, capsys) -> None:
    written_anew(path)
    data = ["--data", str(path)]
    assert cli.main([*data, "check"]) == 0
    assert capsys.readouterr().err.count("不是在本软件里") == 2, "opened, and checked"
    assert cli.main([*data, "check", "--keep", "换了电脑"]) == 0
    capsys.readouterr()
    assert cli.main([*data, "check", "--full"]) == 0
    assert "不是在本软件里" not in capsys.readouterr().err


def test_what_was_known_of_the_file_is_not_forgotten_meanwhile(path) -> None:
    """It comes back, and is held against its own past again."""
    kept = Path(shutil.copy(path, path.with_name("旧.bak")))
    written_anew(path)
    said_at_opening(path)
    shutil.copy(kept, path)
    assert found(path) == {} and said_at_opening(path) == ""
    with Store(path) as store:
        store._db.execute("DELETE FROM change WHERE act = 2")
        store._db.execute("DELETE FROM act WHERE id = 2")
        store._db.execute("DELETE FROM person WHERE id = 2")
    assert "history-lost" in found(path)


def test_a_new_village_begun_where_one_was_deleted_is_no_other_file(path) -> None:
    path.unlink()
    worked_on(path, "吴有粮")
    assert found(path) == {} and said_at_opening(path) == ""
    written_anew(path)
    assert REPLACED in found(path)


def test_who_begins_a_new_one_first_hides_nothing(path, tmp_path) -> None:
    forged = Path(shutil.copy(path, tmp_path / "别处.lianxing"))
    path.unlink()
    worked_on(path)
    written_anew(forged)
    shutil.move(forged, path)
    assert "做到第 2 步" in said_at_opening(path) and REPLACED in found(path)


def test_two_sample_villages_one_after_the_other_are_no_forgery(tmp_path, capsys) -> None:
    data = tmp_path / "示例.lianxing"
    for _ in range(2):
        assert cli.main(["--data", str(data), "demo", "--households", "12"]) == 0
        assert cli.main(["--data", str(data), "check", "--full"]) == 0
        assert "不是在本软件里" not in capsys.readouterr().err
        data.unlink()


def test_a_file_of_this_pc_moved_to_the_place_of_another_is_known(path, tmp_path) -> None:
    other = tmp_path / "乙村.lianxing"
    worked_on(other, "孙小满")
    path.unlink()
    shutil.move(other, path)
    assert found(path) == {} and said_at_opening(path) == ""


def test_a_file_from_elsewhere_copied_over_it_is_a_warning_with_a_way_out(
    path, tmp_path, monkeypatch
) -> None:
    with monkeypatch.context() as elsewhere:
        elsewhere.setenv("XDG_DATA_HOME", str(tmp_path / "别的电脑"))
        worked_on(tmp_path / "乙村.lianxing", "孙小满")
    shutil.copy(tmp_path / "乙村.lianxing", path)
    assert found(path) == {REPLACED: Level.WARNING}


def test_restores_explain_themselves(path, tmp_path) -> None:
    with Store(path) as store:
        copy = backup(store).path
    worked_on(path, "周全")
    restore(copy, path)
    assert found(path) == {} and said_at_opening(path) == ""
    other = tmp_path / "别处" / "村.lianxing"
    other.parent.mkdir()
    worked_on(other, "孙小满")
    other.unlink()
    restore(copy, other)
    assert found(other) == {} and said_at_opening(other) == ""


def test_a_village_restored_into_an_empty_file_is_known(path, tmp_path) -> None:
    with Store(path) as store:
        store.save(Unit(name="石井沟村", star_set="rural"))
        copy = backup(store).path
    empty = tmp_path / "新电脑" / "村.lianxing"
    empty.parent.mkdir()
    worked_on(empty)
    restore(copy, empty)
    assert found(empty) == {}


@pytest.mark.parametrize("part", [{"stood": 7}, {"stood": {"identity": 3}}, {"before": []},
                                  {"stood": {"identity": "a", "heads": [[]]}}])
def test_a_note_altered_by_hand_stops_nothing(path, part) -> None:
    notes = json.loads(notes_file().read_bytes())
    notes_file().write_text(json.dumps({at: each | part for at, each in notes.items()}))
    with Store(path) as store:
        replaced(store)
    said_at_opening(path)
