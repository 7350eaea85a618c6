"""Working days follow the year's holiday notice, and say so when there is none."""

from __future__ import annotations

from datetime import date

import pytest

from models.values.periods import add_workdays, read_holidays, shipped_holidays
from models.values.problem import Problem


@pytest.mark.parametrize(
    ("start", "n", "end"),
    [
        (date(2026, 11, 2), 5, date(2026, 11, 9)),
        (date(2026, 11, 6), 1, date(2026, 11, 9)),
        (date(2026, 11, 7), 1, date(2026, 11, 9)),
        (date(2026, 9, 30), 1, date(2026, 10, 8)),
        (date(2026, 9, 30), 3, date(2026, 10, 10)),
        (date(2026, 9, 30), 5, date(2026, 10, 13)),
        (date(2026, 2, 13), 1, date(2026, 2, 14)),
        (date(2026, 2, 13), 2, date(2026, 2, 24)),
        (date(2025, 12, 31), 1, date(2026, 1, 4)),
        (date(2025, 9, 26), 4, date(2025, 10, 9)),
        (date(2024, 2, 9), 2, date(2024, 2, 19)),
        (date(2026, 11, 2), 0, date(2026, 11, 2)),
    ],
)
def test_the_nth_working_day(start, n, end):
    assert add_workdays(start, n) == (end, False)


def test_a_year_without_a_notice_is_counted_by_weekends_and_provisional():
    assert add_workdays(date(2031, 10, 1), 3) == (date(2031, 10, 6), True)


def test_running_over_into_an_unknown_year_is_provisional():
    known = read_holidays("[[year]]\nyear = 2026\nsource = ''\noff = []\nwork = []\n")
    assert add_workdays(date(2026, 12, 29), 2, known) == (date(2026, 12, 31), False)
    assert add_workdays(date(2026, 12, 29), 3, known) == (date(2027, 1, 1), True)


def test_a_village_may_hold_its_own_table():
    text = """
[[year]]
year = 2027
source = "通知"
off = [{ name = "假", first = 2027-03-01, last = 2027-03-02 }]
work = [2027-02-28]
"""
    assert add_workdays(date(2027, 2, 27), 2, read_holidays(text)) == (date(2027, 3, 3), False)


def test_worked_days_are_weekends_and_never_off():
    calendar = shipped_holidays()
    assert all(day.isoweekday() > 5 for day in calendar.worked)
    assert not calendar.worked & calendar.off
    assert {day.year for day in calendar.worked | calendar.off} == calendar.years


@pytest.mark.parametrize(("year", "holidays"), [(2024, 11), (2025, 13), (2026, 13)])
def test_exchanges_keep_the_number_of_legal_holidays(year, holidays):
    calendar = shipped_holidays()
    weekdays_off = [day for day in calendar.off if day.year == year and day.isoweekday() <= 5]
    worked = [day for day in calendar.worked if day.year == year]
    assert len(weekdays_off) - len(worked) == holidays


def test_a_negative_number_is_refused():
    with pytest.raises(Problem, match="工作日数填的是-1，不能小于0，请改正。"):
        add_workdays(date(2026, 11, 2), -1)
