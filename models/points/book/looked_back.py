"""What the rules look back on (caps, certificates, 就高), asked of the data file by SQL."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Generic, TypeVar

from models.points.engine.counted import DAY, DayTally
from models.points.engine.ledger import Counts, Posted
from models.values.kinds import from_stored

if TYPE_CHECKING:
    from models.keeping.store import Store


Days = Iterable[tuple[date, Decimal]]
T = TypeVar("T")


class KeptTally(DayTally):
    """Points by day as the data file holds them, with what the present act adds.

    ``months`` reads the kept sums by month (``2026-03``): whole months then need no days.
    ``moves`` is what was added since it was last emptied, in order.
    """

    __slots__ = ("_kept", "_read", "_read_months", "moves")

    def __init__(
        self, read: Callable[[], Days], months: Callable[[], dict[str, Decimal]] | None = None
    ) -> None:
        super().__init__()
        self._read: Callable[[], Days] | None = read
        self._read_months = months
        self._kept: dict[str, Decimal] | None = None
        self.moves: list[tuple[date, Decimal]] = []

    def add(self, day: date, points: Decimal) -> None:
        """Counts ``points``, signed, on ``day``."""
        self.moves.append((day, points))
        super().add(day, points)

    def between(self, start: date, end: date) -> Decimal:
        """The sum from ``start`` to ``end``, both inside."""
        whole = start.day == 1 and (end == date.max or (end + DAY).day == 1)
        if self._read is None or self._read_months is None or not whole:
            self._load()
            return super().between(start, end)
        if self._kept is None:
            self._kept = self._read_months()
        first, last = start.isoformat()[:7], end.isoformat()[:7]
        kept = (points for month, points in self._kept.items() if first <= month <= last)
        return sum(kept, super().between(start, end))

    def written(self) -> None:
        """What the act added stands in the data file now, and will be read from there."""
        if self._read is not None:
            self._days.clear()
            self._months.clear()
            self._kept = None

    def days(self, start: date, end: date) -> dict[date, Decimal]:
        """What each day of the stretch sums to, days of nothing left out."""
        self._load()
        return super().days(start, end)

    def _load(self) -> None:
        if self._read is not None:
            read, self._read = self._read, None
            for day, points in read():
                super().add(day, points)


class Tallies(defaultdict[Any, DayTally]):
    """The sums of one kind, each read when it is first asked for."""

    def __init__(self, read: Callable[[Any], Days]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, mark: object) -> DayTally:
        self[mark] = found = KeptTally(lambda: self._read(mark))
        return found


class KeptTaken:
    """What is taken already (a certificate, a person's one time), asked of the data file once."""

    def __init__(self, asked: Callable[[Any], bool]) -> None:
        self._asked = asked
        self._known: dict[object, bool] = {}

    def __contains__(self, mark: object) -> bool:
        if mark not in self._known:
            self._known[mark] = self._asked(mark)
        return self._known[mark]

    def add(self, mark: object) -> None:
        """Takes it."""
        self._known[mark] = True

    def discard(self, mark: object) -> None:
        """Lets it go again."""
        self._known[mark] = False


class Groups(defaultdict[object, list[T]], Generic[T]):
    """Awards that compete (就高不重复), by their subject, read when first asked for."""

    def __init__(self, read: Callable[[Any], list[T]]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, mark: object) -> list[T]:
        self[mark] = found = self._read(mark)
        return found


# ── the answers, by SQL ──────────────────────────────────────────────────────


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
            keys=KeptTaken(self._key_taken), units=KeptTaken(self._unit_taken),
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
