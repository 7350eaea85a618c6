"""The visits as a list shows them: whose, where, when, how, and whether a problem was found."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.registers.people import HEAD

if TYPE_CHECKING:
    from models.keeping.store import Store


@dataclass(frozen=True)
class VisitLine:
    """One visit; ``problems`` found on it, of which ``solved`` are closed. ``day`` is ISO text."""

    id: int
    day: str
    member: str
    number: str
    head: str
    way: str
    reason: str
    said: str
    problems: int
    solved: int


@dataclass(frozen=True)
class SheetLine:
    """One printed visit sheet: ``done`` of its ``rows`` are keyed back."""

    id: int
    number: int
    member: str
    printed: str
    reason: str
    rows: int
    done: int


def visit_ids(store: Store, first: date, last: date) -> list[int]:
    """The visits of a stretch of days, the newest first."""
    rows = store.query(
        "SELECT id FROM visit WHERE day BETWEEN ? AND ? ORDER BY day DESC, id DESC",
        (first.isoformat(), last.isoformat()),
    )
    return [row for (row,) in rows]


def visit_lines(store: Store, ids: Sequence[int]) -> list[VisitLine]:
    """The visits with these ids, in this order."""
    rows = store.query(
        f"""SELECT v.id, v.day, p.name, h.number,
                   coalesce((SELECT q.name FROM person q WHERE q.household = h.id
                       AND q.relation = '{HEAD}' AND q.left IS NULL LIMIT 1), ''),
                   v.way, coalesce(v.reason, ''), coalesce(v.said, ''),
                   (SELECT count(*) FROM matter m WHERE m.visit = v.id),
                   (SELECT count(*) FROM matter m WHERE m.visit = v.id AND m.closed IS NOT NULL)
            FROM visit v JOIN member b ON b.id = v.member JOIN person p ON p.id = b.person
            JOIN household h ON h.id = v.household
            WHERE v.id IN ({','.join(map(str, map(int, ids)))})"""
    )
    lines = {row[0]: VisitLine(*row) for row in rows}
    return [lines[each] for each in ids if each in lines]


def sheet_lines(store: Store) -> list[SheetLine]:
    """Every visit sheet that was printed, the newest first."""
    rows = store.query(
        """SELECT s.id, s.number, p.name, s.printed, coalesce(s.reason, ''), count(r.id),
                  coalesce(sum(r.visit IS NOT NULL OR r.missed = 1), 0)
           FROM visit_sheet s JOIN member m ON m.id = s.member JOIN person p ON p.id = m.person
           JOIN visit_sheet_row r ON r.sheet = s.id
           GROUP BY s.id ORDER BY s.number DESC"""
    )
    return [SheetLine(*row) for row in rows]


def matters_of(store: Store, visit: int) -> list[int]:
    """The matters found on a visit."""
    return [row for (row,) in store.query("SELECT id FROM matter WHERE visit = ?", (visit,))]
