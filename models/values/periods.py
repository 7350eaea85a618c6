"""Stretches of time: those counted over, from year to week; working days; when a rule holds."""

from __future__ import annotations

import re
import tomllib
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from enum import Enum
from functools import cache
from typing import Any, Self

from models.values import clock
from models.values.counting_order import chinese_number
from models.values.problem import Problem
from resources import resource

WAYS = "2026年、2026年上半年、2026年三季度、2026年9月、2026年第38周"
_WRITTEN = re.compile(r"(\d{4})(?:[-./]?(H|Q|W|(?<=[-./]))(\d{1,2}))?")
_SAID = re.compile(r"""(?:(\d{4}|\d{2})(?:年度?)?)?第?
    (?:(?P<H>[上下])半年|(?P<Q>[一二三四1-4])季度?|(?P<W>\d{1,2})周|(?P<M>\d{1,2})月份?|全年)?""",
    re.VERBOSE)
_NUMERAL = re.compile("[一二三四五六七八九十]+(?=[月周])")


class Span(Enum):
    """How long a period is; the value is the letter it is written with."""

    YEAR = "Y"
    HALF = "H"
    QUARTER = "Q"
    MONTH = ""
    WEEK = "W"


_MONTHS = {Span.YEAR: 12, Span.HALF: 6, Span.QUARTER: 3, Span.MONTH: 1}
_ORDINALS = "一二三四"


@dataclass(frozen=True)
class Period:
    """One year, half year, quarter, month or ISO week; ``number`` counts from 1 within the year.

    A week belongs to the year that holds its Thursday (ISO 8601, GB/T 7408).
    """

    year: int
    span: Span = Span.YEAR
    number: int = 1

    def __post_init__(self) -> None:
        if not (1900 <= self.year <= 2200 and 1 <= self.number <= _count(self.year, self.span)):
            raise Problem(f"没有这个时段：{self}。请写成 {WAYS} 中的一种。")

    def __str__(self) -> str:
        if self.span is Span.YEAR:
            return f"{self.year:04}"
        width = 2 if self.span in (Span.MONTH, Span.WEEK) else 1
        return f"{self.year:04}-{self.span.value}{self.number:0{width}}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """The period written as 2026-Q3, 2026.9 or 2026年三季度, 26三季度, 三季度 (of this year).

        :raises Problem: for anything else, with the five ways of writing.
        """
        written = unicodedata.normalize("NFKC", text).strip().upper()
        found = _WRITTEN.fullmatch(written) or _WRITTEN.fullmatch(_written(written))
        if found is None:
            raise Problem(f"认不出“{text}”是哪个时段。请写成 {WAYS} 中的一种。")
        year, letter, number = found.groups()
        if number is None:
            return cls(int(year))
        return cls(int(year), Span(letter), int(number))

    @classmethod
    def of(cls, day: date, span: Span) -> Self:
        """The period of this length that holds ``day``."""
        if span is Span.WEEK:
            year, week, _ = day.isocalendar()
            return cls(year, span, week)
        return cls(day.year, span, (day.month - 1) // _MONTHS[span] + 1)

    @property
    def start(self) -> date:
        """The first day."""
        if self.span is Span.WEEK:
            return date.fromisocalendar(self.year, self.number, 1)
        return date(self.year, (self.number - 1) * _MONTHS[self.span] + 1, 1)

    @property
    def end(self) -> date:
        """The last day, still inside the period."""
        if self.span is Span.WEEK:
            return self.start + timedelta(days=6)
        months = self.number * _MONTHS[self.span]
        return date(self.year + months // 12, months % 12 + 1, 1) - timedelta(days=1)

    @property
    def days(self) -> tuple[date, date]:
        """The first and the last day."""
        return self.start, self.end

    @property
    def label(self) -> str:
        """2026年, 2026年上半年, 2026年三季度, 2026年9月, 2026年第38周."""
        return f"{self.year}年{_LABELS[self.span](self.number)}"

    def previous(self) -> Self:
        """The period of the same length just before."""
        return self.of(self.start - timedelta(days=1), self.span)

    def contains(self, day: date) -> bool:
        """Whether ``day`` lies inside, first and last day included."""
        return self.start <= day <= self.end

    def months(self) -> tuple[Self, ...]:
        """The months it touches, earliest first; a week may touch two."""
        months = [self.of(self.end, Span.MONTH)]
        while months[0].start > self.start:
            months.insert(0, months[0].previous())
        return tuple(months)


_LABELS: dict[Span, Callable[[int], str]] = {
    Span.YEAR: lambda n: "",
    Span.HALF: lambda n: f"{'上下'[n - 1]}半年",
    Span.QUARTER: lambda n: f"{_ORDINALS[n - 1]}季度",
    Span.MONTH: lambda n: f"{n}月",
    Span.WEEK: lambda n: f"第{n}周",
}


def _written(said: str) -> str:
    """2026年三季度 as 2026-Q3; without a year it is this year's. Empty when it is no period."""
    counted = _NUMERAL.sub(lambda found: str(chinese_number(found[0])), "".join(said.split()))
    found = _SAID.fullmatch(counted)
    if found is None or (not any(found.groupdict().values()) and "年" not in said):
        return ""  # a bare number is a year only where it is written whole
    year = found[1] or str(clock.today().year)
    year = year if len(year) == 4 else f"20{year}"
    for span in Span:
        number = found.groupdict().get(span.value or "M")
        if number:
            place = ("上下" if span is Span.HALF else _ORDINALS).find(number) + 1
            return f"{year}-{span.value}{place or number}"
    return year


def _count(year: int, span: Span) -> int:
    """How many periods of this length the year has; 28 December lies in its last ISO week."""
    return date(year, 12, 28).isocalendar().week if span is Span.WEEK else 12 // _MONTHS[span]


# ── working days ─────────────────────────────────────────────────────────────


HOLIDAYS_FILE = "calendar/holidays.toml"

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
    return read_holidays(resource(HOLIDAYS_FILE).read_text(encoding="utf-8"))


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


# ── From when until when a rule holds, and on what paper it rests


@dataclass(frozen=True)
class Citation:
    """Where a rule is written: the law or practice, its article (may be blank), its year."""

    law: str
    article: str
    year: int

    def __str__(self) -> str:
        name = self.law if self.law.startswith("“") else f"《{self.law}》"
        return f"{name}{self.article}"


@dataclass(frozen=True)
class Validity:
    """The first and last day on which a version applies; None is no limit on that side."""

    since: date | None = None
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the version applies on ``day``."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


def validity(row: Mapping[str, Any]) -> Validity:
    """The ``from`` and ``until`` of a row of a dated table."""
    return Validity(row.get("from"), row.get("until"))
