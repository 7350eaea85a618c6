"""Cards to cut out, eight to an A4: the lines of a sheet, each on a card of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from models.returns.sheet import Sheet


@dataclass(frozen=True)
class Card:
    """One card: the large first line, then (label, words) below; blank lines are left out."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Cards:
    """The cards of a sheet, ``across`` by ``down`` to a page of A4."""

    sheet: Sheet
    across: int = 2
    down: int = 4

    def __len__(self) -> int:
        return len(self.sheet.rows)

    def __iter__(self) -> Iterator[Card]:
        first, *others = self.sheet.columns
        for row in self.sheet.rows:
            lines = tuple(
                (column.label, column.show(value))
                for column, value in zip(others, row.values[1:], strict=True) if value
            )
            yield Card(first.show(row.values[0]), lines)

    @property
    def pages(self) -> int:
        """How many sheets of paper they take."""
        return -(-len(self) // (self.across * self.down))
