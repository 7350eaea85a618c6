"""How often a household is to be visited, by its categories: overdue and due next."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.keeping.lasting import on
from models.office.village import policy
from models.pairing.workbench import IN_FORCE, base_sql
from models.registers.people import HouseholdCategory
from models.registers.stays import head_on
from models.values.codes import HOUSEHOLD_CATEGORY

if TYPE_CHECKING:
    from models.keeping.store import Store


@dataclass(frozen=True)
class DueVisit:
    """A household, who should go, when somebody was there last and by when the next is due.

    ``last`` is None when nobody was there yet; ``late`` is days over, negative while there is time.
    """

    household: int
    number: str
    group: str
    head: str
    member: int | None
    member_name: str
    last: date | None
    due: date
    late: int


def due_visits(store: Store, today: date, *, member: int | None = None) -> list[DueVisit]:
    """Every household that should be paired, with its next visit, the longest overdue first.

    Where nobody was yet it counts from the pairing; without one from the household's first day,
    from 1 January of this year at the earliest.
    """
    told = policy(store, "visits", today)
    ways = ",".join(f"'{way}'" for way in told["ways"] if way.isalpha())
    rows = store.query(
        f"""SELECT h.id, h.number, coalesce(g.name, ''),
                   coalesce({head_on()}, ''),
                   x.member, coalesce(p.name, ''), x.since, h.since,
                   (SELECT max(v.day) FROM visit v WHERE v.household = h.id AND v.day <= ?1
                    AND v.way IN ({ways})),
                   (SELECT group_concat(c.category) FROM household_category c
                    WHERE c.household = h.id AND {on(HouseholdCategory, "c")})
            FROM household h LEFT JOIN "group" g ON g.id = h."group"
            LEFT JOIN pairing x ON x.household = h.id AND x.role = 'main'
                 AND {IN_FORCE}
            LEFT JOIN member m ON m.id = x.member LEFT JOIN person p ON p.id = m.person
            WHERE h.id IN ({base_sql(store, today)}) AND (?2 IS NULL OR x.member = ?2)
            ORDER BY g.place, g.id, h.number""",
        (today.isoformat(), member),
    )
    year_began = date(today.year, 1, 1).isoformat()
    lines = []
    for *home, paired, founded, last, categories in rows:
        months = rhythm(told["rhythm"], (categories or "").split(","))
        begun = date.fromisoformat(last or paired or max(founded or "", year_began))
        due = add_months(begun, months)
        seen = date.fromisoformat(last) if last else None
        lines.append(DueVisit(*(*home, seen, due, (today - due).days)))
    return sorted(lines, key=lambda each: each.due)


def overdue(store: Store, today: date, *, member: int | None = None) -> list[DueVisit]:
    """The households whose visit should have been made already."""
    return [each for each in due_visits(store, today, member=member) if each.late > 0]


def rhythm(months: Mapping[str, int], categories: list[str]) -> int:
    """Months between two visits: the shortest of the categories, those of the parent included."""
    known = [
        months[name]
        for code in categories if code in HOUSEHOLD_CATEGORY
        for name in (code, HOUSEHOLD_CATEGORY[code].parent) if name in months and name
    ]
    return min(known, default=months[""])


def add_months(day: date, months: int) -> date:
    """The same day of a later month, or its last day when the month is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))
