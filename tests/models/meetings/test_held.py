"""A meeting too few came to is not held anywhere: it is still due, and counts for nothing."""

from __future__ import annotations

from datetime import date

import pytest

from models.meetings.calendar import calendar, reminders
from models.meetings.due_list import often_absent
from models.overview.member import member_card, member_lines
from models.returns.catalogue import return_called
from models.returns.drilling import behind
from models.returns.facts.view import View
from models.returns.returning import Asked
from models.stars.plan import Plan, dates_of
from models.stars.sources import open_source, year_until
from models.stars.weekly import draft
from models.values.periods import Period
from tests.models.meetings.a_village_year import held, settle_branch

attendance_list = return_called("attendance").draw
meetings_held = return_called("meetings").draw
quarter_return = return_called("meetings-quarter").draw

DAY, LATER = date(2026, 8, 29), date(2026, 9, 20)
QUARTER = Period.parse("2026-Q3")
ASKED = Asked.of(QUARTER, date(2026, 10, 8))
SHORT = "8月29日支部党员大会到会7人，不成会（至少8人）"


@pytest.fixture
def branch(store):
    """Seven of sixteen came on the first day; nobody has met again yet."""
    settled = settle_branch(store)
    held(store, settled, "party-meeting", DAY, "qqqqqqqqqqr", chair=settled.people[16])
    return settled


def due(store, today: date):
    return next(each for each in calendar(store, QUARTER, today)
                if each.kind.code == "party-meeting")


def test_it_is_still_due_and_says_what_became_of_it(store, branch):
    line = due(store, date(2026, 9, 1))
    assert (line.state, line.meeting, line.fallen[0].held) == ("open", None, DAY)
    assert SHORT in line.words
    assert line in reminders(store, date(2026, 9, 1))
    assert due(store, date(2026, 10, 8)).state == "late"
    held(store, branch, "party-meeting", LATER)
    line = due(store, date(2026, 10, 8))
    assert (line.state, line.meeting.held, line.fallen) == ("held", LATER, None)
    assert sum(each.state == "held" for each in calendar(store, QUARTER, LATER)) == 1


def test_the_weekly_report_does_not_say_it_was_held(store, branch):
    report = draft(store, DAY)
    assert "召开" not in report.done
    assert f"{SHORT}，还要再开。" in report.problems


def test_a_star_does_not_count_it(store, branch):
    held(store, branch, "party-meeting", LATER)
    figure = open_source(store, "party-meeting", "branch", year_until(2026, ASKED.day))
    assert figure.value == 1
    assert [each.reason for each in figure.missed] == ["到会7人，不成会（至少8人）"]


def test_a_plan_of_stars_that_names_it_does_not_print_its_day(store, branch):
    plan = Plan(year=2026, standard=1, made=DAY, assembly=1)
    assert dates_of(store, plan) == {}
    later = held(store, branch, "party-meeting", LATER)
    assert dates_of(store, plan.but(assembly=later.rowid)) == {"assembly": LATER}


def test_the_returns_count_and_rate_only_what_was_held(store, branch):
    held(store, branch, "party-meeting", LATER)
    told = f"不成会、不计入：{SHORT}。"
    for drawn, total in ((quarter_return(store, ASKED), 8), (meetings_held(store, ASKED), None)):
        assert told in drawn.notes
        if total is None:
            assert [row.values[2] for row in drawn.rows] == [LATER]
        else:
            assert drawn.total[total] == 1
    sheet = attendance_list(store, ASKED)
    assert told in sheet.notes and {row.values[3] for row in sheet.rows} == {1}


def test_a_figure_of_the_return_names_it_among_those_nearly_counted(store, branch):
    held(store, branch, "party-meeting", LATER)
    sheet = quarter_return(store, ASKED)
    at = next(n for n, row in enumerate(sheet.rows) if row.values[1] == "支部党员大会")
    found = behind(store, sheet, ASKED, at, 8)
    assert len(found.counted) == 1
    assert [each.reason for each in found.missed] == ["到会7人，不成会（至少8人）"]


def test_members_are_neither_due_at_it_nor_away_from_it(store, branch):
    for day in (date(2026, 8, 30), date(2026, 8, 31)):
        held(store, branch, "party-meeting", day, "qqqqqqqqqqr", chair=branch.people[16])
    assert often_absent(store, QUARTER.start, QUARTER.end, 1) == {}
    assert {each.due for each in member_lines(store, LATER).values()} == {0}
    card = member_card(store, branch.members[0], LATER)
    assert card.attendance.startswith("0／0")
    assert "（不成会）" in card.attended[0].words


def test_a_form_of_the_town_is_filled_without_it(store, branch):
    view = View(store, QUARTER, ASKED.day)
    assert view.meetings == []
