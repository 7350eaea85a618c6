"""What the rules look back on (caps, certificates, 就高), asked of the data file by SQL."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from models.points.book.kept_sums import Groups, Taken, Tallies
from models.points.engine.ledger import Counts, Posted
from models.values.kinds import from_stored

if TYPE_CHECKING:
    from models.keeping.store import Store

LIVE = """s.op = 'award' AND s.state = 'approved' AND NOT EXISTS (
    SELECT 1 FROM slip r WHERE r."of" = s.id AND r.op = 'reverse' AND r.state = 'approved')"""
"""The awards that stand, as SQL over ``slip s``."""

PERSON = "person"
"""What the identity of a person begins with, whatever account the person belongs to."""


class LookingBack:
    """Answers for one kind of account; ``rows`` and ``people`` are the ids behind the names.

    A mark's subject is (account's name, None) or (``PERSON``, the person's id).
    """

    def __init__(
        self, store: Store, kind: str, rows: Mapping[str, int],
        people: Mapping[tuple[str, str], int], posted: Callable[[int], Posted],
    ) -> None:
        self.store, self.kind = store, kind
        self.rows, self.people, self.posted = rows, people, posted

    def counts(self) -> Counts:
        """The engine's indexes, each filled when a rule asks."""
        return Counts(
            items=Tallies(self._items), categories=Tallies(self._categories),
            heads=Tallies(self._heads), awarded=Tallies(self._awarded),
            keys=Taken(self._key_taken), units=Taken(self._unit_taken),
            groups=Groups(self._group),
        )

    def _subject(self, subject: tuple[str, str | None]) -> tuple[str, list[Any]]:
        """The slips of an account or of a person, as SQL over ``slip s``."""
        name, person = subject
        if person is not None:
            return "s.person = ? AND s.kind = ?", [int(person), self.kind]
        return "s.account = ?", [self.rows[name]]

    def _days(self, sql: str, values: list[Any]) -> list[tuple[date, Decimal]]:
        rows = self.store.query(sql, values)
        return [(date.fromisoformat(day), from_stored(points)) for day, points in rows]

    def _items(self, mark: Any) -> list[tuple[date, Decimal]]:
        subject, item = mark
        if subject[1] is None:
            return self._days(
                """SELECT event_day, sum(credited) FROM entry
                   WHERE account = ? AND item = ? GROUP BY event_day""",
                [self.rows[subject[0]], item],
            )
        where, values = self._subject(subject)
        return self._days(
            f"""SELECT e.event_day, sum(e.credited) FROM slip s JOIN entry e ON e.award = s.id
                WHERE {where} AND s.item = ? GROUP BY e.event_day""", [*values, item],
        )

    def _categories(self, mark: Any) -> list[tuple[date, Decimal]]:
        return self._of_head("event_day", mark)

    def _heads(self, mark: Any) -> list[tuple[date, Decimal]]:
        return self._of_head("booked", mark)

    def _of_head(self, day: str, mark: Any) -> list[tuple[date, Decimal]]:
        return self._days(
            f"""SELECT {day}, sum(credited) FROM entry
                WHERE account = ? AND category = ? GROUP BY {day}""",
            [self.rows[mark[0]], mark[1]],
        )

    def _awarded(self, track: Any) -> list[tuple[date, Decimal]]:
        kind, _, member_class = str(track).partition("/")
        return self._days(
            """SELECT e.event_day, sum(e.credited) FROM entry e JOIN account a ON a.id = e.account
               WHERE e.asked > 0 AND a.kind = ? AND a.member_class IS ? GROUP BY e.event_day""",
            [kind, member_class or None],
        )

    def _key_taken(self, mark: Any) -> bool:
        code, person, item, key = mark
        named = None if person is None else self.people.get((code, person))
        return bool(self.store.query(
            f"""SELECT 1 FROM slip s WHERE s.account = ? AND s.item = ? AND s.key = ? AND {LIVE}
                AND (? IS NULL OR s.person = ?) LIMIT 1""",
            (self.rows[code], item, key, named, named),
        ))

    def _unit_taken(self, mark: Any) -> bool:
        subject, item, *counted = mark
        where, values = self._subject(subject)
        within = ""
        if counted:
            on = counted[0]
            first, last = (on, on) if isinstance(on, date) else (
                date(on, 1, 1), date(on, 12, 31))
            within = " AND s.on_day BETWEEN ? AND ?"
            values += [first.isoformat(), last.isoformat()]
        sql = f"SELECT 1 FROM slip s WHERE {where}{within} AND s.item = ? AND {LIVE} LIMIT 1"
        return bool(self.store.query(sql, (*values, item)))

    def _group(self, mark: Any) -> list[Posted]:
        code, one_of, subject = mark
        rows = self.store.query(
            f"""SELECT s.id FROM slip s WHERE s.account = ? AND s.one_of = ? AND s.subject IS ?
                AND {LIVE} ORDER BY s.place""", (self.rows[code], one_of, subject),
        )
        return [self.posted(row) for (row,) in rows]
