"""A restore that is killed on its way: it was not made, or it was, with all that goes with it."""

from __future__ import annotations

import contextlib
from pathlib import Path
from typing import Any

import pytest

from models.checks.data_file import file_findings
from models.keeping import restoring
from models.keeping.backups import backup
from models.keeping.copies import UPGRADING, own_copies, whose_file
from models.keeping.datafile import Unusable
from models.keeping.heads import foot, read_head, seen
from models.keeping.migrations import known
from models.keeping.opening import begun, ended, open_store
from models.keeping.permissions import May, permissions
from models.keeping.restoring import restore
from models.keeping.settings import assign
from models.office.village import change_policy, policy
from models.registers.people import Person
from models.values import clock
from models.values.problem import Problem
from tests.faults.stories import make_older

STEPS = ("_copied", "_set_aside", "_must_take", "_bring_photos", "_bring_slots", "note_put_back",
         "set_setting", "note_coming", "sha256_of", "settle", "note_stands", "take_places")
WHO = "赵守田"
NOW = {each: [WHO] for each in May}
KEYS = pytest.mark.parametrize("key", [None, bytes(range(32))], ids=["plain", "encrypted"])


class Killed(BaseException):
    """Nothing of the program runs any more."""


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "村.lianxing"


def village(path: Path, key: bytes | None) -> tuple[Path, str]:
    """A file whose rights and rules came after its copy; the copy, and what a paper says since."""
    with open_store(path, key=key) as store:
        begun(store)
        store.operator = WHO
        store.save(Person(name="钱有余"))
        copy = backup(store).path
        assign(store, NOW)
        change_policy(store, "points", approve=[WHO])
        store.save(Person(name="孙小满"))
        ended(store)
        return copy, foot(store)


def killing(patch: pytest.MonkeyPatch, step: str, when: str, final: Path) -> list[str]:
    """Kill the program before or after a step of a restore; what is told where it came to that."""
    real, came = getattr(restoring, step), []

    def stroke(*given: Any, **more: Any) -> Any:
        if step == "settle" and given[1] != final:
            return real(*given, **more)
        came.append(step)
        if when == "after":
            real(*given, **more)
        raise Killed

    patch.setattr(restoring, step, stroke)
    return came


@KEYS
@pytest.mark.parametrize("when", ["before", "after"])
@pytest.mark.parametrize("step", STEPS)
def test_rights_rules_and_notes_are_those_of_now_wherever_it_was_killed(
    path: Path, key: bytes | None, step: str, when: str
) -> None:
    copy, printed = village(path, key)
    with pytest.MonkeyPatch.context() as patch, pytest.raises(Killed):
        killing(patch, step, when, path)
        restore(copy, path, key=key)
    with open_store(path, key=key) as store:
        assert begun(store)[0] == ""
        assert permissions(store) == NOW
        assert policy(store, "points", clock.today())["approve"] == [WHO]
        assert not list(file_findings(store, full=True))
        stands = step in ("note_stands", "take_places") or (step, when) == ("settle", "after")
        assert store.count("person") == (1 if stands else 2)
        held, said = seen(store, read_head(printed))
        assert held is not stands and ("恢复时退回过" in said) is stands
        ended(store)
    restore(copy, path, key=key)
    with open_store(path, key=key) as store:
        assert store.count("person") == 1 and permissions(store) == NOW
        assert begun(store)[0] == "" and not list(file_findings(store, full=True))


@pytest.mark.parametrize("step", ["settle", "note_stands"])
def test_a_copy_put_beside_its_file_where_another_lay_is_no_stranger_when_it_was_killed(
    path: Path, monkeypatch: pytest.MonkeyPatch, step: str
) -> None:
    copy, _ = village(path, None)
    place = path.with_name("又一个.lianxing")
    village(place, None)
    place.unlink()
    with monkeypatch.context() as patch, pytest.raises(Killed):
        killing(patch, step, "after", place)
        restore(copy, place)
    with open_store(place) as store:
        assert begun(store)[0] == "" and not list(file_findings(store, full=True))


@KEYS
def test_a_copy_of_an_earlier_version_is_brought_up_to_date_before_it_stands(
    path: Path, key: bytes | None
) -> None:
    village(path, key)
    older = path.with_name("旧.lianxing")
    make_older(older, known() - 1, key)
    with contextlib.closing(restoring.connect(older, key=key)) as db:
        db.execute("UPDATE data_file SET identity = ?", (whose_file(path, key).identity,))
    with pytest.MonkeyPatch.context() as patch, pytest.raises(Killed):
        killing(patch, "settle", "after", path)
        restore(older, path, key=key)
    with open_store(path, key=key) as store:
        assert permissions(store) == NOW and store.count("person") == 0
        assert [each.why for each in own_copies(store)] == ["手动", UPGRADING]
        assert not list(file_findings(store, full=True))


def test_a_copy_that_can_not_be_brought_up_to_date_takes_no_place(path: Path) -> None:
    """It stood there before this was asked, and did not open."""
    village(path, None)
    older = path.with_name("旧.lianxing")
    make_older(older, 2)
    db = restoring.connect(older)
    db.execute("CREATE TABLE visit (id INTEGER)")
    db.close()
    before = path.read_bytes()
    with pytest.raises(Unusable, match="升级不了"):
        restore(older, path)
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*恢复前*"))


def test_a_disk_that_is_full_while_the_copy_is_made_ready_leaves_the_file_as_it_was(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy, _ = village(path, None)
    before = path.read_bytes()

    def full(*_: object) -> None:
        raise Problem("磁盘满了，这一步没有保存。")

    monkeypatch.setattr(restoring, "set_setting", full)
    with pytest.raises(Problem, match="磁盘满了"):
        restore(copy, path)
    assert path.read_bytes() == before
    assert not list(path.parent.glob("*恢复前*")) and not list(path.parent.glob(".*.part*"))
