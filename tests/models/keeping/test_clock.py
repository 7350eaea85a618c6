"""Time is looked at: at opening, and before every act that is dated by it."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from cli import commands as cli
from models.keeping import opening
from models.keeping.heads import note
from models.keeping.opening import LEAP, LONG_AWAY, SLACK, begun, ended, odd_clock
from models.keeping.settings import keep_draft
from models.keeping.store import Store
from models.registers.people import Person
from models.values import clock as machine
from models.values.problem import Problem

NOON = datetime(2099, 3, 1, 12)
SECOND, MINUTE, HOUR, DAY = (timedelta(**{each: 1}) for each in (
    "seconds", "minutes", "hours", "days"))


class Pc:
    """A PC whose clock is set by hand while it runs."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now, self.running, self.start = NOON, 5000.0, "one"
        monkeypatch.setattr(machine, "now", lambda: self.now)
        monkeypatch.setattr(machine, "running", lambda: self.running)
        monkeypatch.setattr(opening, "boot", lambda: self.start)

    def wait(self, gone: timedelta) -> None:
        self.now += gone
        self.running += gone.total_seconds()

    def set_by(self, leap: timedelta) -> None:
        self.now += leap

    def off(self, gone: timedelta) -> None:
        self.now += gone
        self.running, self.start = 60.0, f"after {self.start}"


@pytest.fixture
def pc(monkeypatch: pytest.MonkeyPatch) -> Pc:
    return Pc(monkeypatch)


@pytest.fixture
def working(store: Store, pc: Pc) -> Store:
    store.save(Person(name="赵守田"))
    begun(store)
    return store


# ── while one works ──────────────────────────────────────────────────────────


@pytest.mark.parametrize(("leap", "said"), [
    (-5 * MINUTE, "往回拨了约 5 分钟"), (-3 * HOUR, "往回拨了约 3 小时"),
    (-400 * DAY, "往回拨了约 400 天"), (2 * HOUR, "往前拨了约 2 小时"),
    (3653 * DAY, "往前拨了约 3653 天")])
def test_a_clock_set_between_two_acts_is_said_before_the_second(
    working: Store, pc: Pc, leap: timedelta, said: str
) -> None:
    pc.wait(20 * MINUTE)
    pc.set_by(leap)
    with pytest.raises(Problem, match=f"{said}.*再做一次就行.*请先校准"):
        working.save(Person(name="钱有余"))
    assert working.count("person") == working.count("act") == 1
    working.save(Person(name="钱有余"))
    assert working.count("person") == 2, "said once: whoever knows better goes on"
    working.save(Person(name="孙小满"))


@pytest.mark.parametrize("way", ["undo", "redo"])
def test_taking_back_and_doing_again_are_dated_too(working: Store, pc: Pc, way: str) -> None:
    if way == "redo":
        working.undo()
    pc.set_by(-5 * MINUTE)
    with pytest.raises(Problem, match="往回拨了约 5 分钟"):
        getattr(working, way)()
    getattr(working, way)()


@pytest.mark.parametrize("leap", [-SLACK, LEAP, -30 * SECOND, 5 * MINUTE])
def test_what_a_pc_does_to_its_clock_by_itself_is_not_said(
    working: Store, pc: Pc, leap: timedelta
) -> None:
    pc.set_by(leap)
    working.save(Person(name="钱有余"))


def test_a_night_in_between_is_no_leap(working: Store, pc: Pc) -> None:
    pc.wait(16 * HOUR)
    working.save(Person(name="钱有余"))


def test_small_steps_back_add_up(working: Store, pc: Pc) -> None:
    pc.set_by(-40 * SECOND)
    working.save(Person(name="钱有余"))
    pc.set_by(-40 * SECOND)
    with pytest.raises(Problem, match="往回拨了"):
        working.save(Person(name="孙小满"))


def test_what_is_typed_is_put_aside_whatever_the_clock_says(working: Store, pc: Pc) -> None:
    pc.set_by(-DAY)
    keep_draft(working, "纪要", {"写": "了一半"})
    with working.act("软件自己记的", own=True):
        working.save(Person(name="钱有余"))


def test_a_clock_nobody_watches_would_be_believed(working: Store, pc: Pc) -> None:
    """The fault the law is there for."""
    working.watch = None
    pc.set_by(-5 * MINUTE)
    working.save(Person(name="钱有余"))
    earlier, later = (at for (at,) in working.query("SELECT at FROM act ORDER BY id DESC LIMIT 2"))
    assert earlier < later


# ── at opening ───────────────────────────────────────────────────────────────


def opened_again(store: Store) -> str:
    """What is said when the file is let go and opened again."""
    ended(store)
    return begun(store)[0]


@pytest.mark.parametrize("leap", [5 * MINUTE, 3 * HOUR, 40000 * DAY])
def test_a_clock_before_the_newest_act_is_said(working: Store, pc: Pc, leap: timedelta) -> None:
    pc.off(-leap)
    said = opened_again(working)
    assert f"{pc.now:%Y-%m-%d %H:%M}，比最近一次操作（2099-03-01 12:00）还早。请先校准" in said


def test_a_clock_before_the_last_opening_is_said_though_nothing_was_done(
    working: Store, pc: Pc
) -> None:
    pc.off(3 * DAY)
    assert opened_again(working) == ""
    pc.off(-DAY)
    assert "比上次打开（2099-03-04 12:00）还早" in opened_again(working)


def test_days_that_passed_while_the_machine_ran_on_are_said(working: Store, pc: Pc) -> None:
    pc.set_by(2 * DAY)
    assert "电脑没有关过，相差 2 天" in opened_again(working)


def test_a_machine_that_was_switched_off_is_not_said_to_have_run(working: Store, pc: Pc) -> None:
    """The fault this is against: after a start it had run longer than at the opening before."""
    pc.off(3 * DAY)
    pc.wait(2 * HOUR)
    assert pc.running > 5000 and opened_again(working) == ""
    pc.off(LONG_AWAY + DAY)
    assert "相差 91 天" in opened_again(working)


def test_a_note_of_an_earlier_version_knows_no_start(working: Store, pc: Pc) -> None:
    note(working, open=False, boot=None)
    pc.set_by(2 * DAY)
    assert odd_clock(working) == ""


def test_the_start_of_this_machine_is_known_and_stays() -> None:
    assert opening.boot() == opening.boot()


def test_the_command_line_says_it_before_it_does_anything(
    tmp_path: Path, pc: Pc, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "村.lianxing"
    with Store(path) as store:
        store.save(Person(name="赵守田"))
    pc.off(-5 * MINUTE)
    assert cli.main(["--data", str(path), "find", "赵"]) == cli.DONE
    assert capsys.readouterr().err.startswith("电脑的时间是 2099-03-01 11:55，比最近一次操作")
