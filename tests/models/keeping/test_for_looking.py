"""A file that can't be written is looked at: on a shut folder, set to read only, open elsewhere."""

from __future__ import annotations

import os
import shutil
import stat
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from cli import commands as cli
from models.keeping.backups import copy_verified
from models.keeping.datafile import DatabaseError, Held, Unusable, connect, journal_of
from models.keeping.opening import ELSEWHERE, NO_PLACE, READ_ONLY, begun, ended, open_store
from models.keeping.permissions import who_works
from models.keeping.restoring import restore
from models.keeping.settings import keep_draft, kept_draft
from models.keeping.store import Store
from models.registers.people import Person
from models.registers.search import catch_up, search
from models.values.problem import Problem


@pytest.fixture
def path(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Path]:
    """A file in a folder of its own; here nobody is let past the rights, as root would be."""
    home = tmp_path / "家"
    home.mkdir()
    with Store(home / "村.lianxing") as store:
        store.save(Person(name="赵守田"))
        catch_up(store)

    def let(place: Path, how: int, **more: object) -> bool:
        return os.path.exists(place) and (  # noqa: PTH110
            how != os.W_OK or bool(os.stat(place).st_mode & stat.S_IWUSR))  # noqa: PTH116

    monkeypatch.setattr("models.keeping.opening.os.access", let)
    yield home / "村.lianxing"
    home.chmod(0o755)


def shut_folder(path: Path) -> None:
    path.parent.chmod(0o555)


def set_read_only(path: Path) -> None:
    path.chmod(0o400)


@pytest.mark.parametrize(("shut", "said"), [(shut_folder, NO_PLACE), (set_read_only, READ_ONLY)])
def test_it_opens_for_looking_and_every_write_says_why_and_what_to_do(
    path: Path, tmp_path: Path, shut: Callable[[Path], None], said: Problem,
    capsys: pytest.CaptureFixture[str],
) -> None:
    shut(path)
    before = path.read_bytes()
    with open_store(path) as store:
        store.operator = "文书"
        begun(store)
        assert store.reading and who_works(store) == "文书 · 只能查看"
        assert len(search(store, "zst")) == 1
        for write in (lambda: store.save(Person(name="钱有余")), store.undo,
                      lambda: store.act("试").__enter__(), store.must_write):
            with pytest.raises(Problem) as refused:
                write()
            assert refused.value.sentence == said.sentence
        assert keep_draft(store, "纪要", {"写": "了"}) is None and kept_draft(store, "纪要") is None
        ended(store)
    roster = tmp_path / "户.csv"
    roster.write_text("户号,姓名,与户主关系\n001,钱有余,户主\n", encoding="utf-8")
    assert cli.main(["--data", str(path), "find", "赵"]) == cli.DONE
    assert capsys.readouterr().err.startswith(said.sentence)
    assert cli.main(["--data", str(path), "import", "roster", str(roster)]) == cli.PROBLEM
    assert capsys.readouterr().err.count(said.sentence) == 2
    assert cli.main(["--data", str(path), "handover", "--out", str(tmp_path / "x.lxjj"),
                     "--gives", "甲", "--takes", "乙"]) == cli.PROBLEM
    assert said.sentence in capsys.readouterr().err
    assert path.read_bytes() == before


def test_a_file_open_elsewhere_is_looked_at_beside(path: Path) -> None:
    with Store(path) as store:
        found: list[object] = []

        def other() -> None:
            with pytest.raises(Held):
                open_store(path)
            with open_store(path, beside=True) as looking:
                found.append((looking.looking, looking.count("person")))
                with pytest.raises(Held, match="请回到那个窗口"):
                    looking.save(Person(name="钱有余"))

        thread = threading.Thread(target=other)
        thread.start()
        thread.join()
        assert found == [(ELSEWHERE, 1)]
        store.save(Person(name="孙小满"))


def half_done(path: Path, folder: Path) -> Path:
    """What lies on the disk when the power goes in the middle of an act: the journal beside it."""
    db = connect(path)
    db.execute("PRAGMA cache_size = 5")
    db.execute("BEGIN IMMEDIATE")
    db.executemany("INSERT INTO person (name) VALUES (?)", [(f"半截{at}",) for at in range(3000)])
    for each in (path, journal_of(path)):
        assert each.stat().st_size
        shutil.copy(each, folder)
    db.execute("ROLLBACK")
    db.close()
    return folder / path.name


def test_an_act_broken_off_goes_along_to_where_it_can_be_taken_back(
    path: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left = half_done(path, tmp_path)
    before = left.read_bytes()

    def medium(db: object, key: object) -> None:
        raise DatabaseError("attempt to write a readonly database")

    with monkeypatch.context() as shut:
        shut.setattr("models.keeping.datafile._unlock", medium)
        with pytest.raises(Unusable, match=r"和旁边的 村\.lianxing-journal 一起复制到本机硬盘"):
            open_store(left)
    assert left.read_bytes() == before
    with open_store(left) as store:
        assert [each.name for each in store.find(Person)] == ["赵守田"]


@pytest.mark.parametrize("shut", [shut_folder, set_read_only])
def test_what_may_not_be_written_is_not_replaced_by_a_restore_either(path, tmp_path, shut) -> None:
    with Store(path) as store:
        copy = copy_verified(store, tmp_path / "备份.lianxing").path
        store.save(Person(name="钱有余"))
    before, beside = path.read_bytes(), sorted(path.parent.iterdir())
    shut(path)
    with pytest.raises(Problem, match=r"村\.lianxing 不能恢复，资料没有改动.*只读|不能写入"):
        restore(copy, path)
    assert path.read_bytes() == before and sorted(path.parent.iterdir()) == beside
