"""A round of many visits by one member, written down as one grid."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.matters.matter import Matter
from models.pairing.workbench import home_ids
from models.values.problem import Invalid
from models.visits.visit import Visit, record_visit

if TYPE_CHECKING:
    from models.keeping.store import Store


@dataclass(frozen=True)
class RoundRow:
    """One row of the grid; a blank ``problem`` means none was found."""

    household: int
    met: str = ""
    said: str = ""
    needs: str = ""
    problem: str = ""
    day: date | None = None
    way: str = "home"


def round_homes(store: Store, member: int, day: date) -> list[int]:
    """The households of the grid: those the member looks after on that day, in order."""
    return home_ids(store, day, member=member)


def record_round(
    store: Store, member: int, day: date, reason: str, rows: Sequence[RoundRow], *, today: date
) -> int:
    """Write the visits of a round down in one act; returns how many.

    :raises Invalid: keys ``"3.day"`` name the row (from 1) and the field; nothing was kept.
    """
    faults: dict[str, str] = {}
    with store.act(f"登记一轮走访：{len(rows)} 户"):
        for place, row in enumerate(rows, 1):
            visit = Visit(
                member=member, household=row.household, day=row.day or day, way=row.way,
                reason=reason or None, met=row.met or None, said=row.said or None,
                needs=row.needs or None, entered=today,
            )
            try:
                record_visit(store, visit, problem_of(row.problem, visit.day))
            except Invalid as invalid:
                faults |= {f"{place}.{name}": said for name, said in invalid.faults.items()}
        if faults:
            raise Invalid(faults)
    return len(rows)


def problem_of(words: str, day: date) -> Matter | None:
    """The matter that a few words about a problem make, or None for no words."""
    return Matter(kind="problem", what=words.strip(), found=day) if words.strip() else None
