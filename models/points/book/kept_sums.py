"""Sums the rules look back on, read from the data file only when a rule asks for them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable
from datetime import date
from decimal import Decimal
from typing import Any, Generic, TypeVar

from models.points.engine.counted import DAY, Tally

Days = Iterable[tuple[date, Decimal]]
T = TypeVar("T")


class KeptTally(Tally):
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


class Tallies(defaultdict[Any, Tally]):
    """The sums of one kind, each read when it is first asked for."""

    def __init__(self, read: Callable[[Any], Days]) -> None:
        super().__init__()
        self._read = read

    def __missing__(self, mark: object) -> Tally:
        self[mark] = found = KeptTally(lambda: self._read(mark))
        return found


class Taken(set[object]):
    """What is taken already (a certificate, a person's one time), asked of the data file."""

    def __init__(self, asked: Callable[[Any], bool]) -> None:
        super().__init__()
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
