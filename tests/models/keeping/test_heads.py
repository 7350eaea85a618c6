"""What is known of a file outside of it: heads on paper, in copies, in the note of this PC."""

from __future__ import annotations

import json
from datetime import date
from pathlib import Path

import pytest

from models.checks.data_file import file_findings
from models.keeping import datafile
from models.keeping.backups import backup, newest_good
from models.keeping.datafile import NotWritable
from models.keeping.heads import PutBack, foot, head_of, lost_heads, read_head, seen
from models.keeping.opening import begun, ended, open_store
from models.keeping.restoring import copies_of_unreadable, rebuilt, restore
from models.keeping.store import Store
from models.keeping.user_folders import notes_file
from models.registers.people import Person
from models.returns.catalogue import return_called
from models.returns.returning import Asked
from models.values import clock as machine
from models.values.periods import Period
from models.values.problem import Problem
from tests.models.keeping.anew import computed_anew


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("XDG_DATA_HOME", str(tmp_path / "本机"))
    with Store(tmp_path / "村.lianxing") as store:
        for name in ("赵守田", "钱有余", "孙小满"):
            store.save(Person(name=name))
    return tmp_path / "村.lianxing"


def person_changed(path: Path) -> None:
    """Somebody changes a person and every hash with it: inside the file nothing is amiss."""
    with Store(path) as store:
        computed_anew(store, store.query("SELECT previous FROM act WHERE id = 1")[0][0])


def rules(store: Store, *, full: bool = True) -> set[str]:
    return {each.rule for each in file_findings(store, full=full)}


def test_a_paper_tells_the_head_and_the_file_says_whether_it_holds_it(path: Path, clock) -> None:
    clock.set(date(2026, 9, 26))
    with Store(path) as store:
        asked = Asked.of(Period.parse("2026-Q3"), date(2026, 9, 26))
        printed = return_called("people", store).draw(store, asked).head
        assert printed == foot(store) and printed.startswith("账册指纹 3 · ")
        store.save(Person(name="周全"))
        held, said = seen(store, read_head(printed))
        assert held and "以后又做了 1 步" in said
        assert seen(store, read_head("3 0000 0000 0000"))[0] is False
        assert "只到第 4 步" in seen(store, read_head("9 · 0000-0000-0000"))[1]
        for odd in ("三步", f"{'9' * 20} 0000 0000 0000"):
            with pytest.raises(Problem, match="没有看懂"):
                read_head(odd)


def test_a_chain_computed_anew_is_noticed_by_the_note_and_by_a_copy(path: Path) -> None:
    with Store(path) as store:
        printed = foot(store)
        ended(store)
        backup(store)
    person_changed(path)
    with Store(path) as store:
        assert seen(store, read_head(printed))[0] is False
        assert rules(store) >= {"history-lost"} and not rules(store) & {"log-broken",
                                                                        "record-altered"}
    notes_file().unlink()
    with Store(path) as store:
        assert list(lost_heads(store)) == []
        assert ["备份" in each for each in lost_heads(store, full=True)] == [True]


def test_a_log_cut_off_with_its_rows_is_noticed_by_the_note(path: Path) -> None:
    with Store(path) as store:
        ended(store)
        for sql in ("DELETE FROM change WHERE act = 3", "DELETE FROM act WHERE id = 3",
                    "DELETE FROM person WHERE id = 3"):
            store._db.execute(sql)
        assert rules(store) == {"history-lost"}


def test_what_a_restore_took_back_is_no_forgery(path: Path) -> None:
    with Store(path) as store:
        copy = backup(store).path
        for name in ("周全", "吴有粮"):
            store.save(Person(name=name))
        printed, later = foot(store), backup(store).path
        ended(store)
    _, kept = restore(copy, path)
    with Store(path) as store:
        store.save(Person(name="郑重"))
        ended(store)
        assert rules(store) == set()
        assert "恢复时退回" in seen(store, read_head(printed))[1]
    assert kept is not None
    restore(kept, path)
    with Store(path) as store:
        assert rules(store) == set() and seen(store, read_head(printed))[0]
        assert later.exists()


def test_a_copy_put_elsewhere_on_this_pc_is_no_forgery_nor_makes_one_of_its_file(
    path: Path, tmp_path: Path
) -> None:
    """Both go on; each is held against its own past."""
    elsewhere = tmp_path / "别处" / "村.lianxing"
    with Store(path) as store:
        copy = backup(store).path
        store.save(Person(name="周全"))
        ended(store)
    restore(copy, elsewhere)
    for name in ("吴有粮", "郑重"):
        for each in (elsewhere, path):
            with Store(each) as store:
                assert begun(store)[1] is False and rules(store) == set()
                store.save(Person(name=name))
                ended(store)
                assert rules(store) == set()
    for each in (elsewhere, path):
        person_changed(each)
        with Store(each) as store:
            assert rules(store) == {"history-lost"}


def test_a_copy_put_where_its_file_went_missing_says_what_is_lost_with_it(path: Path) -> None:
    with Store(path) as store:
        copy = backup(store).path
        store.save(Person(name="周全"))
        printed = foot(store)
        ended(store)
    path.unlink()
    elsewhere = path.with_name("新.lianxing")
    restore(copy, elsewhere)
    with Store(elsewhere) as store:
        assert rules(store) == set()
        assert "恢复时退回过" in seen(store, read_head(printed))[1]
    elsewhere.unlink()
    with Store(path) as store:
        store.save(Person(name="另一个"))
    path.unlink()
    elsewhere.write_bytes(copy.read_bytes())
    with Store(elsewhere) as store:
        assert rules(store) == {"history-lost"}, "copied by hand it is what a cut log would be"


def test_what_is_done_after_a_restore_is_guarded_as_before(path: Path, clock) -> None:
    """The fault this is against: a restore that excuses whatever becomes of its numbers later."""
    clock.set(date(2026, 9, 1))
    with Store(path) as store:
        copy = backup(store).path
        for name in "赵钱孙李周吴郑王冯":
            store.save(Person(name=f"{name}有粮"))
        backup(store)
        ended(store)
    clock.set(date(2026, 9, 2))
    restore(copy, path)
    clock.set(date(2026, 9, 3))
    with Store(path) as store:
        store.save(Person(name="周全"))
        ended(store)
        backup(store)
        assert rules(store) == set()
    person_changed(path)
    with Store(path) as store:
        assert rules(store, full=False) == {"history-lost"}
    notes_file().unlink()
    with Store(path) as store:
        assert rules(store) == {"history-lost"}


def test_a_restore_that_only_the_file_tells_of_explains_nothing(path: Path) -> None:
    """Whoever computes the chain anew writes what they like into it."""
    with Store(path) as store:
        ended(store)
        store.save(PutBack(at=machine.now(), act=0, last=99, copy="没有的备份"))
    person_changed(path)
    with Store(path) as store:
        assert rules(store) == {"history-lost"}


# ── left uncleanly ───────────────────────────────────────────────────────────


def test_a_file_that_was_not_let_go_was_left_uncleanly(path: Path) -> None:
    with Store(path) as store:
        begun(store)
    with Store(path) as store:
        assert begun(store)[1]
        ended(store)
        assert not begun(store)[1]


def test_a_note_by_another_hand_is_no_reason_to_fail(path: Path) -> None:
    with Store(path) as store:
        ended(store)
        every = json.loads(notes_file().read_bytes())
        halves = [{name: value for name in every} for value in (3, {"heads": [1]})]
        for wrong in ([], {"x": 1}, *halves):
            notes_file().write_text(json.dumps(wrong))
            assert rules(store) == set() and begun(store)[1] is False
        ended(store)
        assert head_of(store) is not None


# ── for looking; damaged ─────────────────────────────────────────────────────


def test_where_nothing_can_be_written_a_file_opens_for_looking(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def closed(self: object, path: Path) -> None:
        raise NotWritable("不能写入。")

    monkeypatch.setattr(datafile.Lock, "__init__", closed)
    content = path.read_bytes()
    with open_store(path) as store:
        assert store.reading and store.count("person") == 3
        with pytest.raises(Problem, match="放在不能写入的地方，只能查看"):
            store.save(Person(name="周全"))
    assert path.read_bytes() == content
    with pytest.raises(NotWritable):
        open_store(path.with_name("没有.lianxing"))


def test_an_index_is_made_anew_on_a_copy_and_the_file_stays(path: Path) -> None:
    with Store(path) as store:
        root, = store.query("SELECT rootpage FROM sqlite_master WHERE name = 'person_name'")[0]
        size, = store.query("PRAGMA page_size")[0]
    content = bytearray(path.read_bytes())
    at = content.index("钱有余".encode(), (root - 1) * size)
    content[at:at + 3] = "孙".encode()
    path.write_bytes(content)
    with Store(path) as store:
        assert store.integrity(full=True)
        copy = rebuilt(store)
        assert "重建索引" in copy.name and path.read_bytes() == bytes(content)
    restore(copy, path)
    with Store(path) as store:
        assert store.integrity(full=True) == [] and store.count("person") == 3


def test_a_file_beyond_reading_finds_its_newest_good_copy(path: Path) -> None:
    with Store(path) as store:
        good = backup(store).path
        ended(store)
        backup(store).path.write_bytes(b"ruined" * 999)
    path.write_bytes(b"ruined" * 999)
    found = newest_good(copies_of_unreadable(path), None)
    assert found is not None and found.path == good
