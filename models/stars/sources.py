"""Which figure answers which clause of the standard, for the year of a plan up to a day."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from models.economy.organisations import COUNCILS, councils
from models.figures.economy import (
    COUNCILS_SET_UP,
    INCOME,
    JOBS,
    LED,
    OPERATING,
    TIED_TWICE,
    projects_for,
)
from models.figures.liaison import COVERAGE, SEEN_RATE
from models.figures.matters import DISPUTE_RATE, MENDED_RATE, SOLVE_RATE
from models.figures.measure import AnyMeasure, Days, Rate, Ratio
from models.figures.meetings import CLEANINGS, SIGNED, TRAININGS, activities_for, of_kind
from models.figures.reckon import opened, parts, reckon, records
from models.figures.registers import RESERVES, TRAINING_RATE
from models.figures.services import IN_USE, honours_for
from models.office.star_sets import SourceName, source_names
from models.values.figure import Figure, Ref, Seen
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store

MEETINGS = ("party-meeting", "committee", "group-meeting", "party-lecture", "party-day",
            "life-meeting", "appraisal")

COUNTS: dict[str, AnyMeasure] = {
    **{code: of_kind(code) for code in MEETINGS},
    "meetings": SIGNED, "reserves": RESERVES, "paired": COVERAGE, "visited": SEEN_RATE,
    "trained": TRAINING_RATE, "trainings": TRAININGS, "cleaning": CLEANINGS,
    "solved": SOLVE_RATE, "disputes-solved": DISPUTE_RATE, "rectified": MENDED_RATE,
    "income": INCOME, "operating-profit": OPERATING, "tied": TIED_TWICE, "led": LED, "jobs": JOBS,
    "facilities": IN_USE, "councils": COUNCILS_SET_UP,
}

OF_A_STAR: dict[str, Callable[[str], AnyMeasure]] = {
    "activities": activities_for, "projects": projects_for, "honours": honours_for,
}
"""Counts that take only what was written down for the star asked."""


def source(code: str) -> SourceName:
    """The count with that code. :raises Problem: there is none, with those there are."""
    for each in source_names():
        if each.code == code:
            return each
    known = "、".join(f"{each.code}（{each.label}）" for each in source_names())
    raise Problem(f"没有“{code}”这个取数来源。可用的有：{known}。")


def measured(code: str, star: str) -> AnyMeasure:
    """What a source counts for a star's clause. :raises Problem: there is no such source."""
    source(code)
    return OF_A_STAR[code](star) if code in OF_A_STAR else COUNTS[code]


def year_until(year: int, day: date) -> Days:
    """The days of a year up to one of them; before the year its first day, after it all of it."""
    first = date(year, 1, 1)
    return Days(first, min(max(day, first), date(year, 12, 31)))


Asked = tuple[str, str]
"""A source, and the star whose clause asks for it."""


def counted(store: Store, asked: Iterable[Asked], days: Days) -> dict[Asked, Figure]:
    """The figures of all that is asked, reckoned together and none of them opened yet."""
    measures = {each: measured(*each) for each in asked}
    found = reckon(store, [(each, days) for each in measures.values()])
    return {each: _closed(measure, found.value(measure, days))
            for each, measure in measures.items()}


def records_counted(
    store: Store, asked: Iterable[Asked], days: Days
) -> dict[Asked, tuple[Ref, ...]]:
    """The records that the figures of all that is asked count."""
    measures = {each: parts(measured(*each))[0] for each in asked}
    found = records(store, dict.fromkeys(measures.values()), days)
    return {each: found[measure] for each, measure in measures.items()}


def open_source(store: Store, code: str, star: str, days: Days) -> Figure:
    """One figure with the records it counted, and those it missed with the reason."""
    measure = measured(code, star)
    figure = opened(store, measure, days)
    if measure is not COUNCILS_SET_UP:
        return figure
    lacking = tuple(Seen(("organisation", 0), label, "还没有登记")
                    for label, each in councils(store, days.last).items() if each is None)
    return _of_six(replace(figure, missed=lacking))


def _closed(measure: AnyMeasure, value: Ratio | Decimal | int) -> Figure:
    if isinstance(value, Ratio):
        assert isinstance(measure, Rate)
        return Figure(value.part, measure.part.unit, base=value.base,
                      base_label=measure.base_label)
    figure = Figure(Decimal(value), measure.unit)
    return _of_six(figure) if measure is COUNCILS_SET_UP else figure


def _of_six(councils_set_up: Figure) -> Figure:
    """一约五会 are six, set up or not: the only base that no record stands for."""
    return replace(councils_set_up, base=Decimal(len(COUNCILS)), base_label="一约五会")
