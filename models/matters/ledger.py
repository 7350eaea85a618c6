"""The ledger of matters: what is open, what is overdue, and a balance that always agrees."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

from models.keeping.named_rows import named_rows
from models.matters.matter import OPEN
from models.registers.stays import head_on
from models.values.periods import shipped_holidays

if TYPE_CHECKING:
    from models.keeping.store import Store

OPENED = "('found', 'reopened')"
"""Steps after which a matter is open; ``closed`` is the one after which it is not."""


@dataclass(frozen=True)
class MatterLine:
    """A matter as a list shows it; days are ISO text, ``late`` is working days over the limit."""

    id: Annotated[int, "m.id"]
    number: Annotated[str, "coalesce(m.number, '')"]
    kind: Annotated[str, "m.kind"]
    what: Annotated[str, "m.what"]
    found: Annotated[str, "m.found"]
    household: Annotated[str, "coalesce(h.number, '')"]
    head: Annotated[str, f"coalesce({head_on()}, '')"]
    owner: Annotated[str, "coalesce(m.owner, '')"]
    level: Annotated[str | None, "m.level"]
    deadline: Annotated[str | None, "m.deadline"]
    state: Annotated[str, "m.state"]
    late: int = 0


def stands(day: str) -> str:
    """SQL: by matter the newest step up to a day that left it open or closed, and its day.

    What no step tells, taken in from elsewhere, the matter says itself: found, and closed.
    """
    untold = """UNION ALL SELECT m.id, '{0}', m.{0}, {1} FROM matter m WHERE m.{0} IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM matter_step t WHERE t.matter = m.id
                                AND t.kind = '{0}')"""
    return f"""SELECT s.matter, s.kind, s.day, max(s.day || printf('%012d', s.id))
               FROM (SELECT matter, kind, day, id FROM matter_step
                     WHERE kind IN ('found', 'reopened', 'closed')
                     {untold.format('found', -1)} {untold.format('closed', 0)}) s
               WHERE s.day <= {day} GROUP BY s.matter"""


NEWEST = """SELECT s.matter, s.level, s.deadline, max(s.day || printf('%012d', s.id))
            FROM matter_step s WHERE s.day <= {day} GROUP BY s.matter"""
"""By matter the newest step up to a day: who has it, until when."""


def open_on(store: Store, day: date, *, kinds: Sequence[str] = ()) -> list[int]:
    """The matters that were open at the end of a day."""
    kind = f"AND m.kind IN ({','.join('?' * len(kinds))})" if kinds else ""
    rows = store.query(
        f"""SELECT m.id FROM matter m JOIN ({stands('?')}) t ON t.matter = m.id
            WHERE t.kind IN {OPENED} {kind} ORDER BY m.id""", (day.isoformat(), *kinds))
    return [row for (row,) in rows]


def matter_ids(
    store: Store, *, state: str | None = None, kind: str | None = None, open_only: bool = False,
    overdue: date | None = None, household: int | None = None, member: int | None = None,
) -> list[int]:
    """The matters asked for, those with the nearest deadline first; ``overdue`` is today."""
    where, values = ["1"], []
    for column, value in (("state", state), ("kind", kind), ("household", household),
                          ("member", member)):
        if value is not None:
            where.append(f"{column} = ?")
            values.append(value)
    if open_only or overdue is not None:
        where.append(f"state IN {OPEN}")
    if overdue is not None:
        where.append("deadline < ?")
        values.append(overdue.isoformat())
    rows = store.query(
        f"""SELECT id FROM matter WHERE {' AND '.join(where)}
            ORDER BY state NOT IN {OPEN}, deadline IS NULL, deadline, found DESC, id DESC""",
        values,
    )
    return [row for (row,) in rows]


def matter_lines(store: Store, ids: Sequence[int], today: date) -> list[MatterLine]:
    """The matters with these ids, in this order."""
    rows = named_rows(
        store, MatterLine,
        f"""FROM matter m LEFT JOIN household h ON h.id = m.household
            WHERE m.id IN ({','.join(map(str, map(int, ids)))})""", (today.isoformat(),)
    )
    lines = {
        each.id: replace(each, late=_late(each.deadline, each.state, today)) for each in rows
    }
    return [lines[each] for each in ids if each in lines]


def _late(deadline: str | None, state: str, today: date) -> int:
    if deadline is None or state not in OPEN:
        return 0
    return workdays_late(date.fromisoformat(deadline), today)


def workdays_late(deadline: date, today: date) -> int:
    """How many working days have begun since the deadline; 0 until it has passed."""
    calendar = shipped_holidays()
    days = (today - deadline).days
    return sum(calendar.is_workday(deadline + timedelta(n)) for n in range(1, days + 1))
