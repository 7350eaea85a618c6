"""The stretches of time points are counted over, and what has been counted in them so far."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from functools import lru_cache
from typing import NamedTuple

from models.values.codes import Labelled
from models.values.periods import Period, Span

ZERO = Decimal(0)
DAY = timedelta(days=1)


class Per(Labelled):
    """Over what stretch something is counted or given anew."""

    DAY = "day", "每天"
    MONTH = "month", "每月"
    TWO_MONTHS = "two-months", "每两个月"
    QUARTER = "quarter", "每季度"
    HALF = "half", "每半年"
    YEAR = "year", "每年"
    ONCE = "once", "总共"


class ItemUnit(Labelled):
    """What one event of an item is counted by."""

    PERSON_TIME = "person-time", "人次"
    HOUSEHOLD_TIME = "household-time", "户次"
    HOUSEHOLD_DAY = "household-day", "户/天"
    PERSON_ONCE = "person-once", "每人一次"
    HOUSEHOLD_ONCE = "household-once", "每户一次"
    PERSON_YEAR = "person-year", "每人每年一次"
    HOUSEHOLD_YEAR = "household-year", "每户每年一次"


_MONTHS: dict[str, int] = {
    Per.MONTH: 1, Per.TWO_MONTHS: 2, Per.QUARTER: 3, Per.HALF: 6, Per.YEAR: 12}
_SPANS = {12: Span.YEAR, 6: Span.HALF, 3: Span.QUARTER, 1: Span.MONTH}


class Stretch(NamedTuple):
    """First and last day, both inside."""

    start: date
    end: date


@lru_cache(maxsize=8192)
def stretch(per: str, day: date) -> Stretch:
    """The day, month, two months (from January), quarter, half or year that holds ``day``.

    ``once`` is all time.
    """
    if per == Per.DAY:
        return Stretch(day, day)
    if per == Per.ONCE:
        return Stretch(date.min, date.max)
    months = _MONTHS[per]
    first = (day.month - 1) // months * months + 1
    after = date(day.year + (first + months > 12), (first + months - 1) % 12 + 1, 1)
    return Stretch(date(day.year, first, 1), after - DAY)


@lru_cache(maxsize=8192)
def period_name(booking: str, day: date) -> str:
    """How the booking period of ``day`` is written: 2026-03, 2026-Q1, 2026-H1 or 2026."""
    return str(Period.of(day, _SPANS[_MONTHS[booking]]))


def booked_day(
    on: date, entered: date, cutoff_day: int | None, published: Iterable[Stretch] = ()
) -> date:
    """The day an event counts from: its own, unless it came too late for it.

    Entered after the sitting of its month (``cutoff_day``), it waits for the next month's. When the
    period it would go to has been published, it goes to the day it was entered, and past that to
    the first day whose notice is not out.
    """
    day = on
    if cutoff_day is not None:
        month = stretch(Per.MONTH, on)
        if entered > min(month.start + (cutoff_day - 1) * DAY, month.end):
            day = month.end + DAY
    if any(out.start <= day <= out.end for out in published):
        day = max(day, entered)
        for out in sorted(published):
            if out.start <= day <= out.end:
                day = out.end + DAY
    return day


class DayTally:
    """Points by day; a sum over whole months looks at months only."""

    __slots__ = ("_days", "_months")

    def __init__(self) -> None:
        self._days: dict[date, Decimal] = {}
        self._months: dict[int, Decimal] = {}

    def add(self, day: date, points: Decimal) -> None:
        """Counts ``points``, signed, on ``day``."""
        month = day.year * 12 + day.month
        self._days[day] = self._days.get(day, ZERO) + points
        self._months[month] = self._months.get(month, ZERO) + points

    def between(self, start: date, end: date) -> Decimal:
        """The sum from ``start`` to ``end``, both inside."""
        if start == end:
            return self._days.get(start, ZERO)
        if start.day > 1 or (end != date.max and (end + DAY).day > 1):
            return sum(self.days(start, end).values(), ZERO)
        months = range(start.year * 12 + start.month, end.year * 12 + end.month + 1)
        if len(months) > len(self._months):
            return sum((p for month, p in self._months.items() if month in months), ZERO)
        return sum((self._months.get(month, ZERO) for month in months), ZERO)

    def days(self, start: date, end: date) -> dict[date, Decimal]:
        """What each day of the stretch sums to, days of nothing left out."""
        return {day: p for day, p in self._days.items() if p and start <= day <= end}
