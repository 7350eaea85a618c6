"""Saved means saved: no kill, no failing disk and no power cut takes back what was acknowledged."""

from __future__ import annotations

import pytest

from tests.faults.stories import STORIES
from tests.faults.sweep import harm, swept

LONG = "beginning,bringing-up,backup"
SHORT = "restore,restore-interrupted,publish"
CONTROLS = {
    "a journal in memory alone, and killed": ("kill", "--setting", "journal_mode=memory"),
    "the same, and a disk that fails": ("error", "--setting", "journal_mode=memory"),
    "no syncs": ("power", "--setting", "synchronous=0"),
    "the journal removed and the removal not synced": (
        "power",
        "--setting",
        "journal_mode=delete",
        "--setting",
        "synchronous=2",
    ),
    "a disk that lies about syncs": ("lying",),
}


def test_a_killed_day_of_saving_loses_nothing() -> None:
    found = swept("saving", "kill", step=2)
    assert found["points"] >= 250
    assert harm(found) == {}


def test_what_the_user_is_told_of_a_failing_disk_is_true() -> None:
    found = swept("saving", "error", step=7)
    assert found["points"] >= 150
    assert found["looked up"] > 0
    assert harm(found) == {}


def test_a_power_cut_takes_nothing_back() -> None:
    found = swept("saving", "power", step=8)
    assert found["points"] >= 200
    assert harm(found) == {}


def test_an_encrypted_file_is_as_safe() -> None:
    for fault, step in (("kill", 29), ("power", 71)):
        assert harm(swept("saving", fault, "--encrypted", step=step)) == {}


@pytest.mark.parametrize("control", CONTROLS.values(), ids=CONTROLS)
def test_the_harness_sees_harm_where_there_is_harm(control: tuple[str, ...]) -> None:
    found = swept("saving", *control, step=29)
    assert any(name in found for name in ("harm: lost", "harm: corrupt", "harm: half"))


@pytest.mark.parametrize(("fault", "far", "near"), [
    ("kill", 11, 3), ("error", 37, 11), ("power", 37, 7)])
def test_a_file_is_absent_old_or_whole(fault: str, far: int, near: int) -> None:
    found = swept(LONG, fault, step=far) + swept(SHORT, fault, step=near)
    assert found["points"] >= 80
    assert harm(found) == {}


@pytest.mark.soak
@pytest.mark.parametrize("secret", [(), ("--encrypted",)], ids=["plain", "encrypted"])
@pytest.mark.parametrize("fault", ["kill", "error", "power"])
@pytest.mark.parametrize("story", STORIES)
def test_every_single_point(story: str, fault: str, secret: tuple[str, ...]) -> None:
    assert harm(swept(story, fault, *secret, *(("--some", "8") if fault == "power" else ()))) == {}


@pytest.mark.soak
@pytest.mark.parametrize("control", CONTROLS.values(), ids=CONTROLS)
def test_every_control_sees_harm(control: tuple[str, ...]) -> None:
    assert harm(swept("saving", *control))
