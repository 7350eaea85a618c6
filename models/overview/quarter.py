"""The figures of the running quarter, each a count of records, with what it is measured against."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.values.periods import Period, Span

if TYPE_CHECKING:
    from models.keeping.store import Store


@dataclass(frozen=True)
class QuarterFigure:
    """One figure: what it counts, how many, and in words what it is measured against.

    ``place`` is the page whose records it counts.
    """

    label: str
    value: int
    aside: str
    place: str


def quarter_figures(store: Store, today: date) -> list[QuarterFigure]:
    """The register, pairing, and what was done from the first day of the quarter until today."""
    quarter = Period.of(today, Span.QUARTER)
    return [
        *_registers(store, today), *_visits(store, quarter, today),
        _meetings(store, quarter, today), _matters(store, quarter, today),
    ]


def _registers(store: Store, today: date) -> list[QuarterFigure]:
    from models.members.member import members_on
    from models.pairing.workbench import coverage

    homes = store.count("household", "left IS NULL")
    people = store.count("person", "left IS NULL")
    members = members_on(store, today)
    learning = sum(each.kind == "probationary" for each in members)
    paired = coverage(store, today)
    return [
        QuarterFigure("户", homes, f"{people:,} 人", "people"),
        QuarterFigure("党员", len(members), f"其中预备 {learning} 名", "members"),
        QuarterFigure("已结对", paired.paired, f"应结对 {paired.due:,} 户", "pairing"),
    ]


def _visits(store: Store, quarter: Period, today: date) -> list[QuarterFigure]:
    from models.visits.figures import figures_between, summed

    made = summed(figures_between(store, quarter.start, today))
    times = made.at_home + made.otherwise
    return [QuarterFigure("走访（次）", times, f"到 {made.homes:,} 户", "visits")]


def _meetings(store: Store, quarter: Period, today: date) -> QuarterFigure:
    from models.meetings.calendar import calendar

    lines = calendar(store, quarter, today)
    held = sum(each.state == "held" for each in lines)
    late = sum(each.state == "late" for each in lines)
    aside = f"逾期 {late} 次" if late else "没有逾期"
    return QuarterFigure("会议（次）", held, aside, "meetings")


def _matters(store: Store, quarter: Period, today: date) -> QuarterFigure:
    from models.matters.ledger import balance

    stand = balance(store, quarter.start, today)
    return QuarterFigure("办结事项", stand.solved, f"未结 {stand.open} 件", "matters")
