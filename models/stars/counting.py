"""What a count looks at: the year's records up to a day."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.values.figure import Figure

if TYPE_CHECKING:
    from models.keeping.store import Store


class Counting:
    """Counts of one year as of one day; each figure is taken once and kept."""

    def __init__(self, store: Store, year: int, day: date) -> None:
        self.store, self.year = store, year
        self.first = date(year, 1, 1)
        self.day = day
        self.last = min(max(day, self.first), date(year, 12, 31))
        self.known: dict[str, Figure] = {}

    @property
    def days(self) -> tuple[str, str]:
        """First and last day looked at, as they stand in the data file."""
        return self.first.isoformat(), self.last.isoformat()
