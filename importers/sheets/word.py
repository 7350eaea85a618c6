"""The tables of a Word document (.docx) as grids: what every cell says, and which are merged.

Only ``word/document.xml`` is read (ECMA-376, 17.4): ``gridSpan``, ``vMerge``, ``hMerge``,
``gridBefore``; deleted and hidden words are no words of a cell, a table in a cell is its text.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from pathlib import Path

from importers.sheets.archive import FOR_A_LIST, local, open_archive, parse
from importers.sheets.grid import Grid
from importers.sheets.sheet_xml import MOST_AREA, too_large
from models.values.problem import Problem
from models.values.word_document import MAIN, main_part

_MOST_OVER = 5
"""Paragraphs over a table that may be its title."""
_OFF = ("0", "false", "off", "none")


def read_word(path: Path) -> list[Grid]:
    """Every table of the document, in its order; 表1, 表2 … are their names.

    :raises Problem: it breaks a limit, or there is no table in it.
    """
    tables = _Tables()
    with open_archive(path, FOR_A_LIST, MAIN) as archive:
        parse(archive, main_part(archive), tables.start, tables.end, tables.words)
    if not tables.grids:
        raise Problem(f"{path.name} 里没有表格。只能读文档里画好的表格："
                      "请把内容做成表格，或复制到表格软件里，存成 .xlsx 再导入。")
    return tables.grids


@dataclass
class _Cell:
    """The cell that is being read."""

    span: int = 1
    below: str = ""
    beside: bool = False
    said: list[str] = field(default_factory=list)
    struck: list[bool] = field(default_factory=list)

    @property
    def text(self) -> str:
        return "".join(self.said).strip()


class _Tables:
    """The handlers of one pass over the document."""

    def __init__(self) -> None:
        self.grids: list[Grid] = []
        self._depth = self._alternative = self._area = 0
        self._cell: _Cell | None = None
        self._over: list[str] = []
        self._column = 0
        self._open: dict[int, tuple[int, int]] = {}
        self._inside, self._hidden, self._struck = "", False, False

    def start(self, name: str, attributes: dict[str, str]) -> None:
        """An element begins."""
        tag = local(name)
        value = next((each for key, each in attributes.items() if local(key) == "val"), "")
        if tag == "Fallback":
            self._alternative += 1
        elif tag == "tbl":
            self._depth += 1
            if self._depth == 1:
                above = tuple(filter(None, map(str.strip, "".join(self._over).split("\n"))))
                self.grids.append(Grid(f"表{len(self.grids) + 1}", [], above=above[-_MOST_OVER:]))
                self._open, self._over = {}, []
        elif self._depth == 1 and tag in ("tr", "gridBefore", "tc"):
            self._place(tag, value)
        elif self._cell is not None:
            self._about(tag, value)
        elif not self._depth and tag == "t":
            self._inside = tag

    def _place(self, tag: str, value: str) -> None:
        grid = self.grids[-1]
        if tag == "tr":
            grid.rows.append([])
            self._column = 0
        elif tag == "gridBefore":
            self._column = _number(value, 0)
            grid.rows[-1] += [""] * self._column
        else:
            self._cell = _Cell()

    def _about(self, tag: str, value: str) -> None:
        """What is said of the cell, or of the words that follow."""
        assert self._cell is not None
        on = value not in _OFF
        if self._depth == 1 and tag in ("gridSpan", "vMerge", "hMerge"):
            if tag == "gridSpan":
                self._cell.span = _number(value, 1)
            elif tag == "vMerge":
                self._cell.below = value or "continue"
            else:
                self._cell.beside = (value or "continue") == "continue"
        elif tag == "r":
            self._hidden = self._struck = False
        elif tag in ("strike", "dstrike"):
            self._struck = on
        elif tag == "vanish":
            self._hidden = on
        elif tag in ("br", "cr", "tab"):
            self._cell.said.append(" " if tag == "tab" else "\n")
        elif tag == "t":
            self._inside = tag

    def words(self, said: str) -> None:
        """Text between the elements."""
        if self._inside and self._cell is not None and not (self._hidden or self._alternative):
            self._cell.said.append(said)
            if said.strip():
                self._cell.struck.append(self._struck)
        elif self._inside and not (self._depth or self._alternative):
            self._over.append(said)

    def end(self, name: str) -> None:
        """An element ends."""
        tag = local(name)
        if tag == "Fallback":
            self._alternative -= 1
        elif tag == "tbl":
            self._depth -= 1
        elif tag == "t":
            self._inside = ""
        elif tag == "p" and self._cell is not None:
            self._cell.said.append("\n")
        elif tag == "p" and not self._depth:
            self._over.append("\n")
        elif tag == "tc" and self._depth == 1 and self._cell is not None:
            self._close(self._cell)
            self._cell = None

    def _close(self, cell: _Cell) -> None:
        grid, first = self.grids[-1], self._column + 1
        row, last = len(grid.rows), self._column + cell.span
        self._column = last
        self._area += cell.span
        if self._area > MOST_AREA or last > 200:
            raise too_large(grid.name)
        grid.rows[-1] += [cell.text, *[""] * (cell.span - 1)]
        if any(cell.struck):
            grid.struck.add((row, first))
        if cell.beside and row <= len(grid.rows) and first > 1:
            _extend(grid, row, first - 1, last)
            return
        if cell.below == "continue" and first in self._open:
            top, right = self._open[first]
            _grown(grid, (top, first, row - 1, right), (top, first, row, right))
            return
        self._open.pop(first, None)
        if cell.below == "restart":
            self._open[first] = (row, last)
        if cell.span > 1:
            grid.merges.append((row, first, row, last))


def _grown(grid: Grid, before: tuple[int, int, int, int], after: tuple[int, int, int, int]) -> None:
    if before in grid.merges:
        grid.merges.remove(before)
    grid.merges.append(after)


def _extend(grid: Grid, row: int, left: int, last: int) -> None:
    """Let the merge that ends at ``left``, or its cell alone, reach on to ``last``."""
    found = next((each for each in grid.merges if each[0] == row == each[2] and each[3] == left),
                 (row, left, row, left))
    _grown(grid, found, (row, found[1], row, last))


def _number(value: str, otherwise: int) -> int:
    return min(int(value), 200) if value.isdecimal() and int(value) else otherwise
