"""One sheet of a town's blank form: what it says, what is blank, and what it lets in."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property

Area = tuple[int, int, int, int]
"""First row, first column, last row, last column; all count from 1."""


def letter(column: int) -> str:
    """A for 1, AA for 27."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def number(letters: str) -> int:
    """1 for A, 27 for AA."""
    total = 0
    for each in letters:
        total = total * 26 + ord(each) - 64
    return total


def ref(row: int, column: int) -> str:
    """B5 for row 5, column 2."""
    return f"{letter(column)}{row}"


@dataclass(frozen=True)
class Cell:
    """A cell the form has prepared. ``rich`` text is drawn in several hands and is left alone."""

    text: str = ""
    formula: bool = False
    locked: bool = True
    format: str = "General"
    rich: bool = False

    @property
    def blank(self) -> bool:
        """Whether nothing stands here yet."""
        return not self.text and not self.formula


@dataclass(frozen=True)
class Check:
    """What a cell lets in (数据有效性): a list, a length, a number, a day.

    ``low`` and ``high`` are the limits where they are plain numbers.
    """

    areas: tuple[Area, ...]
    kind: str
    options: tuple[str, ...] = ()
    operator: str = "between"
    low: float | None = None
    high: float | None = None

    def covers(self, row: int, column: int) -> bool:
        """Whether a cell is under this check."""
        return any(top <= row <= bottom and left <= column <= right
                   for top, left, bottom, right in self.areas)

    def lets_in(self, size: float) -> bool:
        """Whether a number, or the length of a text, is within the limits."""
        low, high = self.low, self.high
        if low is None:
            return True
        return {
            "between": high is None or low <= size <= high,
            "notBetween": high is None or not low <= size <= high,
            "equal": size == low, "notEqual": size != low,
            "greaterThan": size > low, "greaterThanOrEqual": size >= low,
            "lessThan": size < low, "lessThanOrEqual": size <= low,
        }.get(self.operator, True)


@dataclass(frozen=True)
class Page:
    """One sheet: ``cells`` are those the file holds, blank prepared ones among them.

    ``hidden`` are the rows nobody sees.
    """

    name: str
    cells: dict[tuple[int, int], Cell]
    merges: tuple[Area, ...] = ()
    checks: tuple[Check, ...] = field(default=())
    protected: bool = False
    hidden: frozenset[int] = frozenset()

    @cached_property
    def _merged(self) -> dict[tuple[int, int], Area]:
        return {
            (row, column): area for area in self.merges
            for row in range(area[0], area[2] + 1) for column in range(area[1], area[3] + 1)
        }

    @cached_property
    def height(self) -> int:
        """The last row with a cell."""
        return max((row for row, _ in self.cells), default=0)

    @cached_property
    def width(self) -> int:
        """The last column with a cell."""
        return max((column for _, column in self.cells), default=0)

    def area(self, row: int, column: int) -> Area:
        """The merged area a cell belongs to, or the cell alone."""
        return self._merged.get((row, column), (row, column, row, column))

    def at(self, row: int, column: int) -> Cell:
        """What stands at a place; a merged cell says the same everywhere."""
        top, left, _, _ = self.area(row, column)
        return self.cells.get((top, left), Cell())

    def text(self, row: int, column: int) -> str:
        """The words at a place."""
        return self.at(row, column).text

    def texts(self, first: int, last: int) -> Iterator[tuple[int, int, str]]:
        """Every written cell from one row to another: row, column, words; merged ones once."""
        for (row, column), cell in sorted(self.cells.items()):
            if first <= row <= last and cell.text and self.area(row, column)[:2] == (row, column):
                yield row, column, cell.text

    def prepared(self, row: int, column: int) -> bool:
        """Whether the form has a cell here."""
        return (row, column) in self.cells or (row, column) in self._merged

    def free(self, row: int, column: int) -> bool:
        """Whether a value may be written here: blank, no formula, not locked, first of its area."""
        cell = self.at(row, column)
        first = self.area(row, column)[:2] == (row, column)
        return first and cell.blank and not (self.protected and cell.locked)

    def check(self, row: int, column: int) -> Check | None:
        """What the cell lets in, or None when anything goes."""
        return next((each for each in self.checks if each.covers(row, column)), None)
