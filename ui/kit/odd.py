"""What is asked about cells that were typed and may stand: said once, and marked ◐ till retyped."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Protocol

from ui.kit.marks import Face
from ui.kit.theme import Mark

Cell = tuple[int, str]
"""A row's id and the key of a column."""


class Typed(Protocol):
    """One cell that was filled in."""

    @property
    def id(self) -> int:
        """Of the row."""
    @property
    def key(self) -> str:
        """Of the column."""
    @property
    def text(self) -> str:
        """What was typed."""


class Odd:
    """The questions of one list. Asked of what is typed before it is kept: what is kept is the
    measure of the next.
    """

    def __init__(self) -> None:
        self._asked: dict[Cell, str] = {}
        self.say: Callable[[str], object] = lambda sentence: None

    def of(
        self, asks: dict[str, Callable[[int, str], str]], edits: Sequence[Typed]
    ) -> dict[Cell, str]:
        """The questions about these edits; ``asks`` are by column."""
        found = {(each.id, each.key): asks[each.key](each.id, each.text)
                 for each in edits if each.key in asks and each.text.strip()}
        return {cell: asked for cell, asked in found.items() if asked}

    def settle(
        self, edits: Sequence[Typed], found: dict[Cell, str], name: Callable[[int, str], str]
    ) -> None:
        """The edits are kept: their cells are asked about anew, the first of them in words."""
        for each in edits:
            self._asked.pop((each.id, each.key), None)
        self._asked |= found
        if found:
            cell, asked = next(iter(found.items()))
            self.say(f"{name(*cell)}：{asked}" + f"还有 {len(found) - 1} 格也要看。" * (
                len(found) > 1))

    def face(self, cell: Cell, face: Face) -> Face:
        """How a cell is shown that is asked about."""
        asked = self._asked.get(cell)
        return face if asked is None else face._replace(mark=Mark.ASK, hint=asked)
