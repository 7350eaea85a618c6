"""What is said beside the grid after every key: enough or how many are missing, and for what."""

from __future__ import annotations

from datetime import date

import pytest

from models.meetings.attendance import Attendance
from models.meetings.calendar import MeetingPlan, from_plan, notice_words, plan, prepare
from models.meetings.meeting import Meeting
from models.meetings.rules import all_rules
from models.meetings.sign_in import (
    Seat,
    missing_in_words,
    ordinary_purpose,
    readiness,
    seats_of,
    share_words,
)
from models.points.book.attendance import uses, write_down
from tests.models.meetings.a_village_year import held, settle_branch

DAY = date(2026, 9, 26)


def roster(present, due=10, without=1):
    marks = ["present"] * present + [None] * (due - present)
    rows = [Attendance(meeting=0, person=at, status=mark) for at, mark in enumerate(marks, 1)]
    rest = [Attendance(meeting=0, person=90 + at, vote=False) for at in range(without)]
    return [*rows, *rest]


def test_ordinary_and_special_are_measured_side_by_side():
    meeting = Meeting(kind="party-meeting", purpose="admit-member", held=DAY, entered=DAY)
    found = readiness(meeting, roster(4), all_rules(), "party-meeting")
    assert (found.came, found.due, found.listed) == (4, 10, 11)
    assert missing_in_words(found.ordinary) == "还差1人到半数（5人）才能开会；预备党员不计"
    assert missing_in_words(found.special) == "还差2人到过半数（6人）才能开会；预备党员不计"
    enough = readiness(meeting, roster(6), all_rules(), "party-meeting")
    assert missing_in_words(enough.special).startswith("可以开会：已到6人")


def test_a_kind_without_a_rule_is_not_measured(store):
    meeting = Meeting(kind="party-day", held=DAY, entered=DAY)
    found = readiness(meeting, roster(3), all_rules(), ordinary_purpose(store, meeting))
    assert found.ordinary is None and found.special is None and found.faults == ()


def test_numbers_that_cannot_be_true_are_said():
    meeting = Meeting(
        kind="party-meeting", purpose="party-meeting", held=date(1999, 1, 1), entered=DAY
    )
    found = readiness(meeting, roster(3), all_rules(), "party-meeting")
    assert "还没有可用的人数规定" in found.faults[0]


@pytest.mark.parametrize(
    ("operator", "fraction", "words"),
    [
        (">=", "1/2", "半数"),
        (">", "1/2", "过半数"),
        (">=", "2/3", "三分之二"),
        (">", "2/3", "超过三分之二"),
        (">=", "3/7", "3/7"),
    ],
)
def test_shares_are_said_as_people_say_them(operator, fraction, words):
    assert share_words(operator, fraction) == words


def test_where_the_attendance_is_used(store):
    said = uses(store, Meeting(kind="party-meeting", held=DAY, entered=DAY))
    assert said == ["三会一课季报", "党员出勤表", "五星取数：党员大会次数"]


def test_a_meeting_begins_as_the_last_one_of_its_kind_was(store):
    branch = settle_branch(store)
    held(store, branch, "committee", date(2026, 3, 5), started="19:30")
    fresh = prepare(store, "committee", date(2026, 4, 5)).record()
    assert (fresh.chair, fresh.recorder, fresh.started, fresh.place) == (
        branch.people[0],
        branch.people[2],
        "19:30",
        "村部",
    )
    assert prepare(store, "party-day", date(2026, 4, 5)).get("chair") is None
    assert prepare(store, None, date(2026, 4, 5)).get("kind") is None


def test_a_plan_is_announced_and_fulfilled(store):
    branch = settle_branch(store)
    planned = plan(
        store,
        MeetingPlan(
            kind="party-day",
            on_day=date(2026, 9, 15),
            started="8:00",
            place="文化广场",
            title="清洁家园",
        ),
    )
    assert notice_words(planned) == (
        "通知：定于2026年9月15日（星期二）8:00在文化广场召开主题党日，内容：清洁家园。"
        "请准时参加，有事请提前请假。"
    )
    meeting = from_plan(store, planned, date(2026, 9, 16)).record()
    assert (meeting.held, meeting.title) == (date(2026, 9, 15), "清洁家园")
    rows = [Attendance(meeting=0, person=each, status="present") for each in branch.people[:3]]
    kept, _ = write_down(store, meeting, rows, date(2026, 9, 16), planned)
    assert store.get(MeetingPlan, planned.id).meeting == kept.id


def test_seats_say_group_and_class(store):
    branch = settle_branch(store)
    found = seats_of(store, [branch.people[1], branch.people[16], branch.applicant],
                     date(2026, 9, 15))
    assert list(found.values()) == [Seat("槐乙", "一组"), Seat("槐午", "二组", True), Seat("槐申")]
