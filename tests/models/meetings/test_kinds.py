"""The kinds of meeting are complete, point at real vote rules, and fall due when they should."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pytest

from models.meetings.kinds import Cadence, MeetingKind, due_in, kind, kinds
from models.meetings.rules import all_rules
from models.values.periods import Period, Span
from models.values.problem import Problem

DAY = date(2026, 9, 1)

SHIPPED = {
    "party-meeting": ("支部党员大会", "quarter"),
    "committee": ("支部委员会会议", "month"),
    "group-meeting": ("党小组会", "month"),
    "party-lecture": ("党课", "quarter"),
    "party-day": ("主题党日", "month"),
    "life-meeting": ("组织生活会", "year"),
    "appraisal": ("民主评议党员", "year"),
    "talk": ("谈心谈话", "year"),
    "joint-meeting": ("村“两委”联席会议", None),
    "villagers": ("村民会议", None),
    "representatives": ("村民代表会议", "quarter"),
    "villager-group": ("村民小组会议", None),
    "supervision": ("村务监督委员会会议", None),
    "night-school": ("干部夜校", None),
}


@pytest.mark.parametrize("day", [date(2015, 5, 1), date(2025, 12, 31), date(2026, 1, 1), DAY])
def test_each_kind_stands_once_on_any_day(day):
    found = {each.code: (each.title, each.cadence.every.name.lower() if each.cadence else None)
             for each in kinds(day)}
    assert {code: found.get(code) for code in SHIPPED} == SHIPPED
    assert len(found) == len(kinds(day))


def test_the_three_lessons_are_these():
    assert [each.title for each in kinds(DAY) if each.three_lessons] == [
        "支部党员大会",
        "支部委员会会议",
        "党小组会",
        "党课",
    ]


def test_every_purpose_has_a_rule_and_every_rule_a_meeting():
    offered = {purpose for each in kinds(DAY) for purpose in each.purposes}
    assert offered == {each.purpose for each in all_rules()}


def test_a_member_meeting_may_admit_elect_and_decide():
    assert {"party-meeting", "admit-member", "party-election", "four-step-3"} <= set(
        kind("party-meeting", DAY).purposes
    )


def test_the_law_of_the_day_is_named():
    assert str(kind("representatives", date(2025, 12, 31)).source) == (
        "《中华人民共和国村民委员会组织法》第二十六条"
    )
    amended = kind("representatives", date(2026, 1, 1))
    assert (amended.source.year, amended.mark) == (2026, "参考")


def test_unread_texts_are_marked():
    for each in kinds(DAY):
        assert each.mark in ("", "参考", "本地规定")
        assert each.mark or each.source.article, each.code


def test_an_unknown_kind_is_refused_with_the_known_ones():
    with pytest.raises(Problem, match=r"没有“picnic”这种会议，可以用的有：支部党员大会、"):
        kind("picnic", DAY)


def test_a_quarter_asks_for_three_committee_meetings():
    slots = due_in(kind("committee", DAY), Period.parse("2026-Q3"))
    assert [(str(slot.period), slot.first, slot.last) for slot in slots] == [
        ("2026-07", date(2026, 7, 1), date(2026, 7, 31)),
        ("2026-08", date(2026, 8, 1), date(2026, 8, 31)),
        ("2026-09", date(2026, 9, 1), date(2026, 9, 30)),
    ]
    assert {slot.kind for slot in slots} == {"committee"}


def asked(meeting: MeetingKind, period: str) -> list[str]:
    return [str(slot.period) for slot in due_in(meeting, Period.parse(period))]


@pytest.mark.parametrize(
    ("code", "period", "asks"),
    [
        ("party-meeting", "2026-Q3", ["2026-Q3"]),
        ("party-meeting", "2026-H2", ["2026-Q3", "2026-Q4"]),
        ("party-meeting", "2026", ["2026-Q1", "2026-Q2", "2026-Q3", "2026-Q4"]),
        ("party-meeting", "2026-08", ["2026-Q3"]),
        ("life-meeting", "2026", ["2026"]),
        ("life-meeting", "2026-Q3", ["2026"]),
        ("committee", "2026-12", ["2026-12"]),
        ("committee", "2026-W38", ["2026-09"]),
        ("committee", "2026-W40", ["2026-09", "2026-10"]),
        ("villagers", "2026", []),
        ("night-school", "2026", []),
    ],
)
def test_what_a_period_asks_for(code, period, asks):
    assert asked(kind(code, DAY), period) == asks


def test_twice_a_month_gives_two_numbered_slots():
    often = replace(kind("night-school", DAY), cadence=Cadence(Span.MONTH, 2))
    slots = due_in(often, Period.parse("2026-Q3"))
    assert [(str(slot.period), slot.number) for slot in slots][:3] == [
        ("2026-07", 1),
        ("2026-07", 2),
        ("2026-08", 1),
    ]


def test_weeks_belong_to_the_month_of_their_thursday():
    weekly = replace(kind("night-school", DAY), cadence=Cadence(Span.WEEK))
    assert asked(weekly, "2026-09") == ["2026-W36", "2026-W37", "2026-W38", "2026-W39"]
    assert asked(weekly, "2026-10")[0] == "2026-W40"


def test_a_year_has_its_iso_weeks():
    weekly = replace(kind("night-school", DAY), cadence=Cadence(Span.WEEK))
    weeks = asked(weekly, "2026")
    assert (weeks[0], weeks[-1], len(weeks)) == ("2026-W01", "2026-W53", 53)


def test_a_fixed_weekday_is_one_day():
    fridays = replace(kind("night-school", DAY), cadence=Cadence(Span.WEEK, weekday=5))
    slots = due_in(fridays, Period.parse("2026-W38"))
    assert [(slot.first, slot.last) for slot in slots] == [(date(2026, 9, 18), date(2026, 9, 18))]
