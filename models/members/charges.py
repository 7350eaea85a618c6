"""包片: who is responsible for a 片区, a 网格 or the whole village, from a day until a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.keeping.lasting import Before
from models.keeping.record import Record, field, required
from models.office.village import groups
from models.values.kinds import DAY, LINK, NOTE, Choices

if TYPE_CHECKING:
    from models.keeping.store import Store
    from models.office.village import Group

CHARGES = Choices(leader="管区领导", cadre="包村干部", chief="片长", grid="网格员",
                  member="包片党员", other="其他责任人")
AREAS = ("area", "grid")
"""The kinds of group that households belong to beside their 村民小组."""


class Charge(Record, table="charge", label="包片责任", lasts=Before("since", "until")):
    """One person's responsibility; without a group for the whole village."""

    group: int | None = field("片区或网格", LINK, width=10)
    role: str = required("责任", options=CHARGES, width=9)
    person: int = required("责任人", LINK, width=8)
    since: date = required("起", DAY, width=11)
    until: date | None = field("止", DAY, width=11)
    note: str | None = field("备注", NOTE, width=14)


def areas(store: Store) -> list[Group]:
    """The 片区 and 网格, in the village's own order."""
    return [each for kind in AREAS for each in groups(store, kind)]


def in_charge(store: Store, day: date) -> dict[tuple[int | None, str], list[str]]:
    """Group (None: the village) and role → the names of those responsible on a day."""
    names = dict(store.query("SELECT id, name FROM person WHERE id IN (SELECT person FROM charge)"))
    found: dict[tuple[int | None, str], list[str]] = {}
    for each in store.on(Charge, day, "since, id"):
        found.setdefault((each.group, each.role), []).append(names[each.person])
    return found
