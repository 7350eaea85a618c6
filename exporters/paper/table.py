"""The table of a printed form: its columns, how roomily it is set, rows that are never split."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from typing import Any, NamedTuple

from exporters.form import (
    Align,
    HeadCell,
    alignment,
    head_cells,
    head_rows,
    wanted_width,
    widest_words,
    wording,
)
from exporters.paper.pages import Book, Format, Line, Type, house_style, start
from models.values.problem import Problem
from models.values.sheet import Column, Sheet

_GIVES = 0.5
"""What a column of sentences gives away before columns of names and numbers must."""


def measures(
    sheet: Sheet, book: Book, form: Format, size: float | None = None
) -> tuple[float, list[float], list[float]]:
    """The size of type, the width of each column, and how far its figures keep from the right rule.

    All in points; ``size`` when it is settled already. Where no size suits, sentences give way
    first and wrap: numbers and names stay on one line.
    """
    edges = 2 * house_style()["table"]["edge"]
    widest = _widest(sheet, book)
    sizes = [size] if size else _sizes(sheet)
    fitting = (each for each in sizes if sum(_natural(sheet, widest, each)) <= form.across)
    size = next(fitting, sizes[-1])
    widths = _fitted(_natural(sheet, widest, size), sheet.columns, form.across)
    slack = [width - edges - words * size / 2 for width, words in zip(widths, widest, strict=True)]
    insets = [
        min(max(spare / 2, 0.0), width / 5) if alignment(column) == Align.RIGHT else 0.0
        for spare, width, column in zip(slack, widths, sheet.columns, strict=True)
    ]
    return size, widths, insets


def readable_sizes(sheet: Sheet, book: Book, form: Format) -> list[float]:
    """The sizes of type, the largest first, at which only sentences have to wrap."""
    widest = _widest(sheet, book)

    def least(size: float) -> float:
        widths = _natural(sheet, widest, size)
        return sum(widths) - sum(_given(widths, sheet.columns))

    return [each for each in _sizes(sheet) if least(each) <= form.across]


def _sizes(sheet: Sheet) -> list[float]:
    sizes: list[float] = house_style()["type"]["wide" if sheet.wide else "body"]
    return sizes


def _widest(sheet: Sheet, book: Book) -> list[float]:
    heavy = book.type("hei", 1).face
    return widest_words(sheet, lambda text: heavy.width(heavy.legible(text)) / 500)


def _natural(sheet: Sheet, widest: Sequence[float], size: float) -> list[float]:
    edges = 2 * house_style()["table"]["edge"]
    wanted = map(wanted_width, sheet.columns, widest)
    return [each * size / 2 + edges for each in wanted]


def _given(widths: Sequence[float], columns: Sequence[Column]) -> list[float]:
    return [width * _GIVES if alignment(column) == Align.LEFT else 0.0
            for width, column in zip(widths, columns, strict=True)]


def _fitted(widths: list[float], columns: Sequence[Column], across: float) -> list[float]:
    """``widths`` made to fill the text area exactly."""
    short = sum(widths) - across
    if short > 0:
        gives = _given(widths, columns)
        part = min(1.0, short / sum(gives)) if any(gives) else 0.0
        widths = [width - give * part for width, give in zip(widths, gives, strict=True)]
    return [width * across / sum(widths) for width in widths]


# ── how roomily it is set ────────────────────────────────────────────────────


class Setting(NamedTuple):
    """The ``size`` of the type in points (None: what suits the widths), and what gives way.

    ``beside`` puts the signatures at the left of the stamp's room instead of above it; ``row`` is
    the lowest row height, times the size.
    """

    size: float | None = None
    beside: bool = False
    row: float = 0.0


def settings(sheet: Sheet, book: Book, form: Format) -> Iterator[Setting]:
    """How ``sheet`` may be set, the finest first; the last one is for what takes several pages.

    What is hung up is set so small that all of it is seen at once. Of a short form the type is made
    smaller, then the tail drawn together, then the rows, before a second page is begun.
    """
    style = house_style()
    row, tight = style["table"]["row"], style["table"]["tight"]
    if sheet.one_page:
        yield from (Setting(size, row=row) for size in style["type"]["board"])
        return
    if len(sheet.rows) <= style["table"]["short"]:
        sizes: list[float | None] = [*readable_sizes(sheet, book, form)] or [None]
        yield from (Setting(size, beside, row) for size in sizes for beside in (False, True))
        yield from (Setting(size, True, tight) for size in sizes)
    yield Setting(row=row)


# ── the table ────────────────────────────────────────────────────────────────


Cell = list[Line]


class Strip(NamedTuple):
    """One row ready to print: its height and its cells in the type they fit in."""

    height: float
    cells: list[Cell]
    type: Type


class Grid:
    """The columns of a table laid out on ``form``, as roomily as the setting says."""

    def __init__(self, sheet: Sheet, book: Book, form: Format, setting: Setting) -> None:
        self._columns, self._book, self._form = sheet.columns, book, form
        self._style, self._row = house_style()["table"], setting.row
        self._words = [wording(each) for each in sheet.columns]
        self._sides = [alignment(each) for each in sheet.columns]
        self._size, self._widths, self._insets = measures(sheet, book, form, setting.size)
        self._body = book.type("body", self._size)
        self._heavy = book.type("hei", self._size)
        self._edges = [form.left + sum(self._widths[:i]) for i in range(len(self._widths) + 1)]
        self._rooms = [width - 2 * self._style["edge"] for width in self._widths]
        self._head = [(cell, self._head_lines(cell)) for cell in head_cells(sheet.columns)]
        self._head_heights = self._measure_head()
        self.head_height = sum(self._head_heights)

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
        return self._heavy.lines(cell.text, across - 2 * self._style["edge"])

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
