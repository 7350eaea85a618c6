"""Stretches of time, the period an entry is booked to, and sums by day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.points.engine.counted import DayTally, Stretch, booked_day, period_name, stretch

DAYS = st.dates(date(2020, 1, 1), date(2030, 12, 31))


@pytest.mark.parametrize(
    ("per", "start", "end"),
    [
        ("day", date(2026, 12, 9), date(2026, 12, 9)),
        ("month", date(2026, 12, 1), date(2026, 12, 31)),
        ("two-months", date(2026, 11, 1), date(2026, 12, 31)),
        ("quarter", date(2026, 10, 1), date(2026, 12, 31)),
        ("half", date(2026, 7, 1), date(2026, 12, 31)),
        ("year", date(2026, 1, 1), date(2026, 12, 31)),
        ("once", date.min, date.max),
    ],
)
def test_stretch(per: str, start: date, end: date) -> None:
    assert stretch(per, date(2026, 12, 9)) == (start, end)


@given(DAYS, st.sampled_from(["month", "two-months", "quarter", "half", "year"]))
def test_stretches_meet_without_gap(day: date, per: str) -> None:
    here = stretch(per, day)
    assert here.start <= day <= here.end
    assert stretch(per, here.end + timedelta(days=1)).start == here.end + timedelta(days=1)


@pytest.mark.parametrize(
    ("on", "entered", "cutoff", "booked"),
    [
        ("2026-04-20", "2026-04-25", 25, "2026-04"),
        ("2026-04-26", "2026-04-26", 25, "2026-05"),
        ("2026-04-20", "2026-04-26", 25, "2026-05"),
        ("2026-05-03", "2026-05-09", 8, "2026-06"),
        ("2026-12-28", "2026-12-28", 25, "2027-01"),
        ("2026-02-28", "2026-02-28", 31, "2026-02"),
        ("2026-04-26", "2026-06-30", None, "2026-04"),
    ],
)
def test_cutoff_day(on: str, entered: str, cutoff: int | None, booked: str) -> None:
    day = booked_day(date.fromisoformat(on), date.fromisoformat(entered), cutoff)
    assert period_name("month", day) == booked


def test_published_period_takes_nothing_more() -> None:
    first = Stretch(date(2026, 1, 1), date(2026, 3, 31))
    second = Stretch(date(2026, 4, 1), date(2026, 4, 30))
    march, june = date(2026, 3, 15), date(2026, 6, 10)
    assert booked_day(march, june, None, [first]) == june
    assert booked_day(march, march, None, [second, first]) == date(2026, 5, 1)
    assert booked_day(june, june, None, [first]) == june


@given(st.lists(st.tuples(DAYS, st.integers(-9, 9))), DAYS, DAYS, st.booleans())
def test_tally_is_a_sum_over_days(
    added: list[tuple[date, int]], one: date, other: date, aligned: bool
) -> None:
    start, end = min(one, other), max(one, other)
    if aligned:
        start, end = stretch("quarter", start).start, stretch("month", end).end
    tally = DayTally()
    for day, points in added:
        tally.add(day, Decimal(points))
    assert tally.between(start, end) == sum(p for day, p in added if start <= day <= end)
