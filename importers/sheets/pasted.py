"""Cells that were copied somewhere, as a grid: from a spreadsheet, a Word table, a chat."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from importers.sheets.grid import Grid
from importers.sheets.sheet_xml import MOST_AREA, MOST_COLUMNS, MOST_ROWS, too_large
from models.values.spreadsheet import cells_pasted

PASTED = "粘贴的内容"
"""What the grid is called."""
_HIDDEN = re.compile(r"display\s*:\s*none", re.IGNORECASE)
_STRUCK = re.compile(r"line-through", re.IGNORECASE)
_BREAKS, _CELLS = frozenset({"br", "p", "div", "li"}), frozenset({"td", "th"})


def pasted(copied: str, html: str = "") -> Grid:
    """The cells of what was copied, as text and, where the other program gave it, as a page.

    Of a page with one table the merged cells are known, the hidden rows, what is struck through,
    and the breaks in a cell that Word does not mark in the text. Else tabs and lines part cells.

    :raises Problem: it is too large.
    """
    table = _Table()
    table.feed(html)
    grid = table.grid if table.count == 1 and table.grid.rows else Grid(
        PASTED, [list(row) for row in cells_pasted(copied)])
    if len(grid.rows) > MOST_ROWS or grid.width > MOST_COLUMNS:
        raise too_large(PASTED)
    return grid


class _Table(HTMLParser):
    """The handlers of one pass over a copied page."""

    def __init__(self) -> None:
        super().__init__()
        self.grid, self.count = Grid(PASTED, []), 0
        self._depth = self._area = 0
        self._said: list[str] | None = None
        self._at, self._struck = (0, 0), 0
        self._column, self._open = 0, set[tuple[int, int]]()

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """An element begins."""
        told = {name: value or "" for name, value in attrs}
        if tag == "table":
            self._depth += 1
            self.count += self._depth == 1
        elif tag in ("s", "del", "strike"):
            self._struck += 1
        elif tag in _BREAKS and self._said is not None:
            self._said.append("\n")
        if self._depth != 1 or self.count != 1:
            return
        if tag == "tr":
            self.grid.rows.append([])
            self._column = 0
            if _HIDDEN.search(told.get("style", "")):
                self.grid.hidden_rows.add(len(self.grid.rows))
        elif tag in _CELLS and self.grid.rows:
            self._begin(told)

    def _begin(self, told: dict[str, str]) -> None:
        row = len(self.grid.rows)
        while (row, self._column + 1) in self._open:
            self._column += 1
            self.grid.rows[-1].append("")
        wide, deep = _span(told.get("colspan", "")), _span(told.get("rowspan", ""))
        left = self._column + 1
        self._area += wide * deep
        if self._area > MOST_AREA:
            raise too_large(PASTED)
        for down in range(1, deep):
            self._open |= {(row + down, left + along) for along in range(wide)}
        if wide * deep > 1:
            self.grid.merges.append((row, left, row + deep - 1, left + wide - 1))
        self.grid.rows[-1] += [""] * wide
        self._column += wide
        self._said, self._at = [], (row, left)
        if _STRUCK.search(told.get("style", "")):
            self.grid.struck.add(self._at)

    def handle_endtag(self, tag: str) -> None:
        """An element ends."""
        if tag == "table":
            self._depth -= 1
        elif tag in ("s", "del", "strike"):
            self._struck = max(0, self._struck - 1)
        elif tag in _CELLS and self._depth == 1 and self._said is not None:
            lines = (" ".join(each.split()) for each in "".join(self._said).split("\n"))
            row, column = self._at
            self.grid.rows[row - 1][column - 1] = "\n".join(filter(None, lines))
            self._said = None

    def handle_data(self, data: str) -> None:
        """Text between the elements; a line of the page's own source is no line of the cell."""
        if self._said is not None:
            self._said.append(re.sub(r"\s+", " ", data))
            if self._struck and data.strip():
                self.grid.struck.add(self._at)


def _span(said: str) -> int:
    return max(1, min(int(said), MOST_COLUMNS)) if said.isdecimal() else 1
