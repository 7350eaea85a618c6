"""A grid: what the cells of one sheet say, each where it stands."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any

from models.values.problem import Problem


class Scanned(Problem):
    """The pages have no words: they are pictures, to be read as such."""


class Locked(Problem):
    """The file has a password, which is not given yet or not the right one."""


@dataclass(frozen=True)
class Seen:
    """How a cell stood in a picture that was read: how sure its weakest character is, 0–1; where.

    ``place`` is (left, top, right, bottom) of the page, 0–1; ``doubts`` say why it must be looked
    at before it is kept, and a doubtful cell has its ``strip`` of the picture as PNG.
    """

    sure: float
    page: int
    place: tuple[float, float, float, float]
    doubts: tuple[str, ...] = ()
    strip: bytes = b""


@dataclass
class Grid:
    """One sheet: ``rows[0][0]`` is A1; merges, hidden rows and columns count from 1.

    A merge is (first row, first column, last row, last column). ``lacking`` says of a cell, by row
    and column, why it has no value though something stands in it; ``struck`` are the cells with a
    line through them or some of their characters, ``seen`` those that were read from a picture.
    ``above`` is what stands over a table on a page, where the table is not all there is.
    """

    name: str
    rows: list[list[Any]]
    merges: list[tuple[int, int, int, int]] = field(default_factory=list)
    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    hidden: bool = False
    seen: dict[tuple[int, int], Seen] = field(default_factory=dict)
    lacking: dict[tuple[int, int], str] = field(default_factory=dict)
    struck: set[tuple[int, int]] = field(default_factory=set)
    above: tuple[str, ...] = ()

    @cached_property
    def width(self) -> int:
        """How many columns the widest row has."""
        return max(map(len, self.rows), default=0)

    @cached_property
    def covering(self) -> dict[tuple[int, int], tuple[int, int]]:
        """Row and column of every cell a merge covers → those of the cell that says its value."""
        return {
            (row, column): (top, left) for top, left, bottom, right in self.merges
            for row in range(top, min(bottom, len(self.rows)) + 1)
            for column in range(left, min(right, self.width) + 1)
        }

    def go_on_with(self, more: Grid) -> None:
        """Lay the rows of the next page under these, with all that is known of their cells."""
        by = len(self.rows)
        self.rows += more.rows
        self.merges += [(top + by, left, bottom + by, right)
                        for top, left, bottom, right in more.merges]
        self.seen |= {(row + by, column): seen for (row, column), seen in more.seen.items()}
        self.struck |= {(row + by, column) for row, column in more.struck}
        self.lacking |= {(row + by, column): why for (row, column), why in more.lacking.items()}
        for reckoned in ("width", "covering"):
            self.__dict__.pop(reckoned, None)

    def place(self, row: int, column: int) -> tuple[int, int]:
        """Where the value of a cell stands: in the cell itself, or at the head of its merge."""
        return self.covering.get((row, column), (row, column))

    def at(self, row: int, column: int) -> Any:
        """The value of a cell, counted from 1; blank beyond the edge."""
        line = self.rows[row - 1] if row <= len(self.rows) else ()
        return line[column - 1] if column <= len(line) else ""


def text(value: Any) -> str:
    """What a cell says, without blanks around it; whole numbers without ``.0``."""
    if isinstance(value, str):
        return value.strip()
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value).strip()
