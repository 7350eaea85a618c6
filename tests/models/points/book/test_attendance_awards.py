"""Points follow the attendance: awarded for coming, taken back and given again by a correction."""

from __future__ import annotations

from datetime import date

import pytest

from models.meetings.meeting import Meeting, attendance_of, hold
from models.points.book.accounts import open_for_all
from models.points.book.approval import approve
from models.points.book.attendance import follow_attendance, item_for, write_down
from models.points.book.scheme_versions import examples, put_in_force, take_example
from models.points.book.slips import Slip
from tests.models.meetings.a_village_year import held, settle_branch

FIRST, DAY, TODAY = date(2026, 1, 1), date(2026, 9, 15), date(2026, 9, 20)


@pytest.fixture
def branch(store):
    return settle_branch(store)


@pytest.fixture
def scheme(store, branch):
    name = next(key for key, each in examples() if "会议积分上限" in each.name)
    with store.act("启用细则"):
        put_in_force(
            store,
            take_example(store, name, FIRST),
            basis="党员大会",
            adopted=FIRST,
            valid_from=FIRST,
        )
        open_for_all(store, "member", FIRST)


def states(store):
    return [(each.person, each.op, each.state) for each in store.find(Slip)]


def test_without_a_scheme_nothing_is_awarded(store, branch):
    meeting = held(store, branch, "party-day", DAY)
    assert item_for(store, meeting) is None
    assert follow_attendance(store, meeting, TODAY) == 0


def test_the_item_is_known_by_the_name_of_the_kind(store, branch, scheme):
    titles = {
        kind: item_for(store, Meeting(kind=kind, held=DAY, entered=DAY))[1].title
        for kind in ("party-meeting", "committee", "party-day")
    }
    assert titles == {"party-meeting": "党员大会", "committee": "支委会", "party-day": "主题党日"}
    assert item_for(store, Meeting(kind="villagers", held=DAY, entered=DAY)) is None
    before = Meeting(kind="party-day", held=date(2025, 5, 1), entered=DAY)
    assert item_for(store, before) is None


def test_a_correction_reverses_and_awards_anew(store, branch, scheme):
    meeting = held(store, branch, "party-day", DAY, "dqr")
    assert follow_attendance(store, meeting, TODAY) == 17
    assert follow_attendance(store, meeting, TODAY) == 0
    approve(store, [each.id for each in store.find(Slip)], TODAY)
    rows = attendance_of(store, meeting.id)
    changed = [rows[0].but(status="absent"), rows[1].but(status="present"), *rows[2:]]
    _, left = write_down(store, meeting.but(chair=None), changed, TODAY)
    assert left == ""
    assert states(store)[17:] == [
        (rows[0].person, "reverse", "approved"),
        (rows[1].person, "award", "pending"),
    ]


def test_what_still_waits_is_withdrawn(store, branch, scheme):
    meeting = held(store, branch, "party-day", DAY, "r")
    follow_attendance(store, meeting, TODAY)
    rows = attendance_of(store, meeting.id)
    hold(store, meeting.but(chair=None), [rows[0].but(status="leave"), *rows[1:]])
    assert follow_attendance(store, meeting, TODAY) == 1
    assert states(store)[0] == (rows[0].person, "award", "withdrawn")


def test_an_undone_meeting_takes_its_points_along(store, branch, scheme):
    rows = attendance_of(store, held(store, branch, "party-day", date(2026, 8, 15)).id)
    fresh = [row.but(id=None, meeting=0) for row in rows]
    write_down(store, Meeting(kind="party-day", held=DAY, entered=DAY), fresh, TODAY)
    assert store.count("slip") == 18
    store.undo()
    assert store.count("slip") == 0 and store.count("meeting") == 1
