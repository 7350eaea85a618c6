"""Working days, for periods such as five working days of public notice (公示)."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from models.values.problem import Problem
from resources import resource

HOLIDAYS_FILE = resource("calendar/holidays.toml")

ONE_DAY = timedelta(days=1)


@dataclass(frozen=True)
class HolidayCalendar:
    """The years whose notice is known, the days off in them and the weekend days worked."""

    years: frozenset[int]
    off: frozenset[date]
    worked: frozenset[date]

    def is_workday(self, day: date) -> bool:
        """Whether people work on ``day``; in a year not known, Monday to Friday."""
        if day in self.worked:
            return True
        return day not in self.off and day.isoweekday() <= 5


def read_holidays(text: str) -> HolidayCalendar:
    """The calendar written in TOML ``text``, laid out as in resources/calendar/holidays.toml."""
    years: list[dict[str, Any]] = tomllib.loads(text)["year"]
    return HolidayCalendar(
        years=frozenset(year["year"] for year in years),
        off=frozenset(
            rest["first"] + number * ONE_DAY
            for year in years
            for rest in year["off"]
            for number in range((rest["last"] - rest["first"]).days + 1)
        ),
        worked=frozenset(day for year in years for day in year["work"]),
    )


@cache
def shipped_holidays() -> HolidayCalendar:
    """The calendar that comes with the program."""
    return read_holidays(HOLIDAYS_FILE.read_text(encoding="utf-8"))


def add_workdays(
    day: date, n: int, calendar: HolidayCalendar | None = None
) -> tuple[date, bool]:
    """The ``n``-th working day after ``day`` (itself not counted), and whether that is 暂算.

    It is provisional when a year that was counted through has no holiday notice in ``calendar``
    (default: the shipped one).

    :raises Problem: ``n`` is negative.
    """
    if n < 0:
        raise Problem(f"工作日数填的是{n}，不能小于0，请改正。")
    known = calendar or shipped_holidays()
    provisional = False
    while n > 0:
        day += ONE_DAY
        provisional = provisional or day.year not in known.years
        n -= known.is_workday(day)
    return day, provisional
