"""The rules of developing members by version: the steps, and what must lie between them."""

from __future__ import annotations

import calendar
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from functools import cache
from typing import Any

from models.values.codes import Labelled
from models.values.periods import Citation, HolidayCalendar, Validity, add_workdays, validity
from models.values.problem import Problem
from resources import resource

APPLY, ACTIVIST, REVIEW, ADMIT = "apply", "activist", "review", "admit"
APPROVE, EXTEND, CONFIRM, CONFIRM_APPROVE = "approve", "extend", "confirm", "confirm-approve"
"""The steps of resources/development that the register of members and the intervals hang on."""


class LengthUnit(Labelled):
    """What a stretch of time is counted in."""

    MONTH = "month", "个月"
    DAY = "day", "天"
    WORKDAY = "workday", "个工作日"


@dataclass(frozen=True)
class StepKind:
    """A step there is on the way; ``stage`` is the person's name from it on, "" if as before."""

    code: str
    title: str
    stage: str = ""
    repeats: bool = False
    optional: bool = False


@dataclass(frozen=True)
class Length:
    """A stretch of time: so many months, days or working days."""

    number: int
    unit: LengthUnit

    @property
    def words(self) -> str:
        """3个月, 5个工作日."""
        return f"{self.number}{self.unit.label}"

    def after(self, day: date, holidays: HolidayCalendar | None = None) -> tuple[date, bool]:
        """The day so long after ``day``, and whether it is 暂算 for want of a holiday notice."""
        if self.unit == LengthUnit.WORKDAY:
            return add_workdays(day, self.number, holidays)
        if self.unit == LengthUnit.DAY:
            return day + timedelta(days=self.number), False
        return months_after(day, self.number), False


@dataclass(frozen=True)
class Interval:
    """What the rule says of one step: not before, not later than, lasting at least.

    ``after`` is the step it counts from; ``every`` says it comes again after so long.
    """

    step: str
    basis: str
    after: str = ""
    least: Length | None = None
    within: Length | None = None
    lasts: Length | None = None
    every: bool = False
    note: str = ""


@dataclass(frozen=True)
class RuleSet:
    """One version of 发展党员工作细则; ``skips`` are steps it does not ask for."""

    id: str
    validity: Validity
    intervals: tuple[Interval, ...]
    skips: tuple[str, ...]
    source: Citation
    note: str = ""

    def of(self, step: str) -> tuple[Interval, ...]:
        """What this version says of a step."""
        return tuple(each for each in self.intervals if each.step == step)


def steps() -> tuple[StepKind, ...]:
    """The steps in their order."""
    return tuple(
        StepKind(row["code"], row["title"], row.get("stage", ""), row.get("repeats", False),
             row.get("optional", False))
        for row in _table()["step"]
    )


def step_called(code: str) -> StepKind:
    """The step with that code. :raises Problem: there is none."""
    for each in steps():
        if each.code == code:
            return each
    raise Problem(f"没有“{code}”这个发展步骤，请从列表里选。")


def rule_sets() -> tuple[RuleSet, ...]:
    """Every version, oldest first."""
    return tuple(_set(row) for row in _table()["set"])


def rule_set_on(day: date) -> RuleSet:
    """The version in force on a day; before the first one, the first."""
    sets = rule_sets()
    return next((each for each in sets if each.validity.covers(day)), sets[0])


def months_after(day: date, months: int) -> date:
    """The same day so many months on, or the last of a shorter month."""
    total = day.year * 12 + day.month - 1 + months
    year, month = divmod(total, 12)
    return date(year, month + 1, min(day.day, calendar.monthrange(year, month + 1)[1]))


def _set(row: Mapping[str, Any]) -> RuleSet:
    source = Citation(**row["source"])
    return RuleSet(
        row["id"], validity(row), tuple(_interval(each, source) for each in row["intervals"]),
        tuple(row["skips"]), source, row.get("note", ""),
    )


def _interval(row: Mapping[str, Any], source: Citation) -> Interval:
    named = Citation(source.law, row.get("article", ""), source.year)
    return Interval(
        row["step"], f"依据{named}（参考）", row.get("after", ""), _length(row.get("least")),
        _length(row.get("within")), _length(row.get("lasts")), row.get("every", False),
        row.get("note", ""),
    )


def _length(written: str | None) -> Length | None:
    if written is None:
        return None
    number, unit = written.split()
    return Length(int(number), LengthUnit(unit.removesuffix("s")))


@cache
def _table() -> dict[str, Any]:
    return tomllib.loads(resource("development/rules.toml").read_text(encoding="utf-8"))
