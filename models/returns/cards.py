"""Cards to cut out, eight to an A4: the lines of a sheet, each on a card of its own."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

from models.values.sheet import Sheet


@dataclass(frozen=True)
class Card:
    """One card: whose it is, large, then (label, words) below; blank lines are left out."""

    title: str
    lines: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Cards:
    """The cards of a sheet, ``across`` by ``down`` to a page of A4.

    The first two columns say whose card it is.
    """

    sheet: Sheet
    across: int = 2
    down: int = 4

    def __len__(self) -> int:
        return len(self.sheet.rows)

    def __iter__(self) -> Iterator[Card]:
        for row in self.sheet.rows:
            said = [(column.label, column.show(value))
                    for column, value in zip(self.sheet.columns, row.values, strict=True)]
            title = " ".join(words for _, words in said[:2] if words)
            yield Card(title, tuple(line for line in said[2:] if line[1]))

    @property
    def pages(self) -> int:
        """How many sheets of paper they take."""
        return -(-len(self) // (self.across * self.down))
