"""How many of the households that should be paired are, always with its base."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.pairing.rules import rules
from models.registers.stays import STAYS

if TYPE_CHECKING:
    from models.keeping.store import Store


@dataclass(frozen=True)
class Coverage:
    """Of one group (``group`` None: without one, name empty) or of the village."""

    group: int | None
    name: str
    paired: int
    due: int

    @property
    def gaps(self) -> int:
        """Households that should be paired and are not."""
        return self.due - self.paired

    @property
    def words(self) -> str:
        """已结对 571 户／应结对 600 户，95.2%."""
        share = f"，{self.paired / self.due:.1%}" if self.due else ""
        return f"已结对 {self.paired} 户／应结对 {self.due} 户{share}"


def base_sql(store: Store, day: date) -> str:
    """SQL for the ids of the households that should be paired on a day; ``?1`` is the day."""
    there = "coalesce(h.since, '') <= ?1 AND (h.left IS NULL OR h.left > ?1)"
    if not rules(store, day).inhabited_only:
        return f"SELECT h.id FROM household h WHERE {there}"
    return f"""SELECT DISTINCT h.id FROM household h JOIN {STAYS} s ON s.household = h.id
               WHERE {there} AND coalesce(s.since, '') <= ?1 AND (s.left IS NULL OR s.left > ?1)"""


def coverage_by_group(store: Store, day: date) -> list[Coverage]:
    """One line for each group, in the village's order."""
    rows = store.query(
        f"""WITH base AS ({base_sql(store, day)}),
            main AS (SELECT DISTINCT household FROM pairing WHERE role = 'main'
                     AND since <= ?1 AND (until IS NULL OR until >= ?1))
            SELECT h."group", coalesce(g.name, ''), count(main.household), count(*)
            FROM base JOIN household h ON h.id = base.id
            LEFT JOIN main ON main.household = h.id LEFT JOIN "group" g ON g.id = h."group"
            GROUP BY h."group" ORDER BY g.id IS NULL, g.place, g.id""",
        (day.isoformat(),),
    )
    return [Coverage(*row) for row in rows]


def coverage(store: Store, day: date) -> Coverage:
    """The whole village."""
    groups = coverage_by_group(store, day)
    return Coverage(None, "全村", sum(e.paired for e in groups), sum(e.due for e in groups))
