"""Papers that are no table: minutes, sheets, a year's book; cards to cut out."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING

from models.keeping.heads import foot
from models.returns.returning import Asked
from models.values.sheet import Ref, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store
    from models.values.kinds import Field


@dataclass(frozen=True)
class Pairs:
    """Boxed lines of labels and values: each row one or more (label, value).

    ``lines`` is the least height of a row in lines of text, for what is filled in by hand.
    """

    rows: tuple[tuple[tuple[str, str], ...], ...]
    lines: int = 1


@dataclass(frozen=True)
class Paragraph:
    """A heading and what stands under it; ``blank`` lines are ruled where nothing was written, and
    more where the page has room left.
    """

    heading: str
    text: str = ""
    blank: int = 2


@dataclass(frozen=True)
class Ticks:
    """A label and boxes to tick: (words, ticked)."""

    label: str
    choices: tuple[tuple[str, bool], ...]

    @property
    def words(self) -> str:
        """☑ 党员群众建议　□ 村干部提议."""
        return "　".join(f"{'■' if ticked else '□'} {words}" for words, ticked in self.choices)


@dataclass(frozen=True)
class Signatures:
    """The words before the blanks of the signature line; they stay on one page together."""

    labels: tuple[str, ...]


Block = Pairs | Paragraph | Ticks | Signatures | Sheet
"""A sheet is set as a table under the name it has, over as many pages as it takes."""


@dataclass(frozen=True)
class Document:
    """A paper ready to be set.

    ``parts`` are bound into it one after the other, each on a new page, with a table of contents
    in front (``entry`` is what that says of a part), and a ``cover`` before it. ``sides``: pages
    numbered — 1 — at the outer edge (GB/T 9704-2012 7.5), else in the middle. ``head`` as of a
    sheet.
    """

    code: str
    title: str
    blocks: tuple[Block, ...] = ()
    unit: str = ""
    when: str = ""
    made: date | None = None
    entry: str = ""
    parts: tuple[Document, ...] = ()
    sides: bool = True
    cover: bool = False
    refs: tuple[Ref, ...] = ()
    head: str = field(default="", compare=False)

    @property
    def papers(self) -> tuple[Document, ...]:
        """The papers one after the other: its parts, or itself."""
        return self.parts or (self,)


@dataclass(frozen=True)
class DocumentReturn:
    """One return that is a paper and no table, by code."""

    code: str
    title: str
    cadence: str
    make: Callable[[Store, Asked], Document]
    asks: tuple[Field, ...] = ()
    basis: str = ""
    internal: bool = True

    def draw(self, store: Store, asked: Asked) -> Document:
        """The finished paper for a period."""
        return replace(self.make(store, asked), head=foot(store))


# ── cards to cut out ─────────────────────────────────────────────────────────


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
