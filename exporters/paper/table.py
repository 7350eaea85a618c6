"""The table of a printed form: its head, its cells, rows that are never split."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from exporters.form import HeadCell, alignment, head_cells, head_rows, wording
from exporters.paper.pages import Book, Format, Line, Type, house_style, start
from exporters.paper.widths import Measure
from models.values.problem import Problem
from models.values.sheet import Sheet


class Setting(NamedTuple):
    """The page, the ``size`` of the type in points (None: what suits the widths), what gives way.

    ``beside`` puts the signatures at the left of the stamp's room instead of above it; ``row`` is
    the lowest row height, times the size; ``measure`` what the columns ask for, where it is known.
    """

    form: Format
    size: float | None = None
    beside: bool = False
    row: float = 0.0
    measure: Measure | None = None


def roomy(form: Format) -> Setting:
    """The rows of a form to be written on, in the size that suits the widths."""
    return Setting(form, row=house_style()["table"]["row"])



Cell = list[Line]


class Strip(NamedTuple):
    """One row ready to print: its height and its cells in the type they fit in."""

    height: float
    cells: list[Cell]
    type: Type


class Grid:
    """The columns of a table laid out on a page, as roomily as the setting says."""

    def __init__(self, sheet: Sheet, book: Book, setting: Setting) -> None:
        form = setting.form
        self._columns, self._book, self._form = sheet.columns, book, form
        self._style, self._row = house_style()["table"], setting.row
        self._words = [wording(each) for each in sheet.columns]
        self._sides = [alignment(each) for each in sheet.columns]
        measure = setting.measure or Measure(sheet, book)
        self._size, self._widths, self._insets = measure.columns(form, setting.size)
        self._body = book.type("body", self._size)
        self._heavy = book.type("hei", self._size)
        self._edges = [form.left + sum(self._widths[:i]) for i in range(len(self._widths) + 1)]
        self._rooms = [width - 2 * self._style["edge"] for width in self._widths]
        self._head = [(cell, self._head_lines(cell)) for cell in head_cells(sheet.columns)]
        self._head_heights = self._measure_head()
        self.head_height = sum(self._head_heights)

    def rows_a_page(self, rows: Sequence[Iterable[Any]]) -> float:
        """How many rows like these stand on a page."""
        heights = [self._strip(self._texts(each), self._body).height for each in rows]
        least = heights or [self._height(1, self._size)]
        return len(least) * (self._form.down - self.head_height) / sum(least)

    def row(self, values: Iterable[Any], number: int) -> Strip:
        """The row with ``values``, in smaller type when it would not fit on a page.

        :raises Problem: even the smallest type does not fit; ``number`` tells which row.
        """
        texts = self._texts(values)
        strip = self._strip(texts, self._body)
        while strip.height > self._form.down - self.head_height:
            smaller = strip.type.size - 1
            if smaller < house_style()["type"]["smallest"]:
                longest = max(range(len(texts)), key=lambda i: len(strip.cells[i]))
                raise Problem(
                    f"第 {number} 行的“{self._columns[longest].label}”太长，一页纸放不下。"
                    "请把它改短，或分成几行。"
                )
            strip = self._strip(texts, self._body.at(smaller))
        return strip

    def total(self, values: Iterable[Any]) -> Strip:
        """The 合计 row."""
        return self._strip(self._texts(values), self._heavy)

    def draw(self, strips: Sequence[Strip], top: float) -> float:
        """Draw the head and ``strips`` below it from ``top``. :returns: where the table ends."""
        canvas = self._book.canvas
        self._draw_head(top)
        y = first = top - self.head_height
        pen, using, lines = canvas.beginText(), None, []
        for strip in strips:
            if strip.type is not using:
                using = strip.type
                using.begin(pen)
            self._draw_cells(pen, strip, y)
            y -= strip.height
            lines.append((self._edges[0], y, self._edges[-1], y))
        canvas.drawText(pen)
        canvas.setLineWidth(self._style["rule"])
        canvas.lines(lines + [(x, first, x, y) for x in self._edges])
        return y

    def _texts(self, values: Iterable[Any]) -> list[str]:
        words = zip(self._words, values, strict=True)
        return [say(value) if value is not None else "" for say, value in words]

    def _strip(self, texts: list[str], kind: Type) -> Strip:
        cells = [kind.lines(text, room) for text, room in zip(texts, self._rooms, strict=True)]
        return Strip(self._height(max(map(len, cells)), kind.size), cells, kind)

    def _height(self, lines: int, size: float) -> float:
        height: float = (self._row + (lines - 1) * self._style["leading"]) * size
        return height

    def _draw_cells(self, pen: Any, strip: Strip, top: float) -> None:
        kind, edge, edges = strip.type, self._style["edge"], self._edges
        leading = kind.size * self._style["leading"]
        for i, cell in enumerate(strip.cells):
            y = top - (strip.height - len(cell) * leading) / 2 - kind.baseline(leading)
            left, right = edges[i] + edge, edges[i + 1] - edge
            for text, width in cell:
                if text:
                    x = start(self._sides[i], left, right - self._insets[i], width)
                    kind.draw(pen, text, max(left, x), y)
                y -= leading

    def _head_lines(self, cell: HeadCell) -> Cell:
        across = sum(self._widths[cell.column:cell.column + cell.columns])
        return self._heavy.even_lines(cell.text, across - 2 * self._style["edge"])

    def _measure_head(self) -> list[float]:
        """The heights of the head's lines; a cell that reaches down makes the last one higher."""
        heights = [0.0] * head_rows(self._columns)
        for cell, lines in self._head:
            if cell.rows == 1:
                heights[cell.row] = max(heights[cell.row], self._height(len(lines), self._size))
        for cell, lines in self._head:
            short = self._height(len(lines), self._size) - sum(heights[cell.row:])
            if cell.rows > 1 and short > 0:
                heights[-1] += short
        return heights

    def _draw_head(self, top: float) -> None:
        canvas, leading = self._book.canvas, self._size * self._style["leading"]
        canvas.setLineWidth(self._style["rule"])
        for cell, lines in self._head:
            y = top - sum(self._head_heights[:cell.row])
            height = sum(self._head_heights[cell.row:cell.row + cell.rows])
            left, right = self._edges[cell.column], self._edges[cell.column + cell.columns]
            canvas.setFillGray(1 - self._style["head"])
            canvas.rect(left, y - height, right - left, height, fill=1)
            canvas.setFillGray(0)
            self._book.write_lines(self._heavy, lines, "center", left, right,
                                   y - (height - len(lines) * leading) / 2, leading)
