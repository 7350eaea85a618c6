"""A paper that is no table: minutes, the six sheets, a year's book; blocks from top to bottom."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.returns.returning import Asked
from models.values.sheet import Ref

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
    """A heading and what stands under it; ``blank`` lines are ruled where nothing was written."""

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


Block = Pairs | Paragraph | Ticks | Signatures


@dataclass(frozen=True)
class Document:
    """A paper ready to be set.

    ``parts`` are bound into it one after the other, each on a new page, with a table of contents
    in front (``entry`` is what that says of a part). ``sides``: pages numbered — 1 — at the outer
    edge (GB/T 9704-2012 7.5), else in the middle.
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
    refs: tuple[Ref, ...] = ()

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
        return self.make(store, asked)
