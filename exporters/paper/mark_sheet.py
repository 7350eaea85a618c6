"""A sheet that reads itself, on paper: a code in each corner, and frames to be marked by hand."""

from __future__ import annotations

import tempfile
from pathlib import Path
from typing import Any

from exporters.form import About
from exporters.paper.pages import MM, Book, Format, Type, start
from exporters.publish import private_file, publish_bytes
from models.values.marks import (
    CODE,
    CORNERS,
    FIRST_ROW,
    HEIGHT,
    PITCH,
    WIDTH,
    MarkFrame,
    MarkPage,
    MarkRow,
    MarkSheet,
    code_of,
    number_said,
)

_LEFT, _RIGHT = 9.0, 201.0
_PALE = 0.86
"""How light the figures in the frames are: seen by the eye, no mark to the reader."""
_LINE = 0.5
_APART, _SMALLEST = 0.8, 5.0
"""Millimetres between words and what follows them; points of the smallest of them."""


def write_mark_sheet(sheet: MarkSheet, path: Path) -> str:
    """Publish the sheet as a PDF. :returns: its SHA-256. :raises Problem: it can't be written."""
    return publish_bytes(path, mark_sheet_paper(sheet))


def mark_sheet_paper(sheet: MarkSheet) -> bytes:
    """The sheet as a PDF; nothing of it stays on the disk."""
    with tempfile.TemporaryDirectory() as folder:
        path = private_file(Path(folder), "paper.pdf")
        book = Book(path, About(sheet.title, when=sheet.under))
        for number, page in enumerate(sheet.pages, 1):
            _Page(book, sheet, page, number).draw()
        book.close()
        return path.read_bytes()


class _Page:
    """One page; all places in millimetres from the upper left."""

    def __init__(self, book: Book, sheet: MarkSheet, page: MarkPage, number: int) -> None:
        self._book, self._sheet, self._page, self._number = book, sheet, page, number

    def draw(self) -> None:
        """Draw everything, and let the page go."""
        sheet, song = self._sheet, self._book.type("song", 10.5)
        self._book.canvas.setPageSize((WIDTH * MM, HEIGHT * MM))
        for corner, (x, y) in enumerate(CORNERS):
            self._code(code_of(sheet.number, self._number, corner), x, y)
        self._words(self._book.type("title", 16), sheet.title, 20, 15, 190, "center")
        self._words(song, f"{sheet.under}　单号 {number_said(sheet.number)}", 20, 22, 190,
                    "center")
        self._words(self._book.type("song", 9.5), sheet.how, _LEFT, 28.5, _RIGHT)
        self._heads()
        for row in self._page.rows:
            self._row(row)
        self._rule(self._page.rows[-1].hand.y - 0.6 + PITCH)
        edge = 8 * MM
        self._book.end_page(Format(WIDTH * MM, HEIGHT * MM, edge, WIDTH * MM - edge,
                                   HEIGHT * MM - edge, 20 * MM))

    def _heads(self) -> None:
        small, base = self._book.type("hei", 9), FIRST_ROW - 2.2
        for word, left in self._sheet.heads:
            self._words(small, word, left, base, left + 30)
        for ask in self._sheet.asks:
            wide = ask.left + ask.step * (len(ask.words) - 1) + ask.width
            if len(ask.words[0]) > 1:  # words stand over the frames, figures in them
                for at, word in enumerate(ask.words):
                    middle = ask.left + at * ask.step + ask.width / 2
                    self._words(small, word, middle - 6, base, middle + 6, "center")
            else:
                self._words(small, ask.name, ask.left, base, wide, "center")
        self._words(small, self._sheet.hand, self._page.rows[0].hand.x + 1, base, _RIGHT)
        self._rule(FIRST_ROW)

    def _row(self, row: MarkRow) -> None:
        pale = self._book.type("hei", 8)
        self._rule(row.hand.y - 0.6)
        lefts = [left for _, left in self._sheet.heads]
        rights = [*lefts[1:], row.choices[0].frames[0].x]
        for word, left, right in zip(
                self._sheet.words[row.record], lefts, rights, strict=True):
            self._beside(word, left, right - _APART, row.hand.y + PITCH / 2 - 0.6)
        for choice in row.choices:
            for frame in choice.frames:
                self._frame(frame, pale)

    def _beside(self, word: str, left: float, right: float, middle: float) -> None:
        """What stands before the frames; a long name takes two lines: none runs into a frame, where
        it would be read as a mark.
        """
        kind = self._book.type("song", 10.5)
        lines, room = kind.lines(word, (right - left) * MM), (right - left) * MM
        while len(lines) > (kind.size < 10.5) + 1 and kind.size > _SMALLEST:
            kind = kind.at(kind.size - 0.5)
            lines = kind.lines(word, room)
        leading = kind.size * 1.15
        top = (HEIGHT - middle) * MM + leading * len(lines) / 2
        self._book.write_lines(kind, lines, "left", left * MM, right * MM, top, leading)

    def _frame(self, frame: MarkFrame, pale: Type) -> None:
        canvas: Any = self._book.canvas
        canvas.setLineWidth(_LINE)
        canvas.rect(frame.x * MM, (HEIGHT - frame.y - frame.height) * MM, frame.width * MM,
                    frame.height * MM)
        if frame.says.isdigit():
            canvas.setFillGray(_PALE)
            self._words(pale, frame.says, frame.x, frame.y + frame.height / 2 + 1.0,
                        frame.x + frame.width, "center")
            canvas.setFillGray(0)

    def _rule(self, y: float) -> None:
        self._book.canvas.setLineWidth(0.2)
        self._book.canvas.setStrokeGray(0.6)
        self._book.canvas.line(_LEFT * MM, (HEIGHT - y) * MM, _RIGHT * MM, (HEIGHT - y) * MM)
        self._book.canvas.setStrokeGray(0)

    def _words(self, kind: Type, words: str, left: float, base: float, right: float,
               side: str = "left") -> None:
        line = kind.line(words)
        self._book.write(kind, line, start(side, left * MM, right * MM, line[1]),
                         (HEIGHT - base) * MM)

    def _code(self, text: str, x: float, y: float) -> None:
        """A DataMatrix of 12 × 12 modules, drawn as boxes a hair wider than they are apart."""
        import zxingcpp

        drawn: Any = zxingcpp.create_barcode(text, zxingcpp.BarcodeFormat.DataMatrix).to_image(
            scale=1, add_quiet_zones=False)
        modules: Any = memoryview(drawn).tolist()
        side = CODE / len(modules)
        for down, line in enumerate(modules):
            for across, light in enumerate(line):
                if not light:
                    self._book.canvas.rect(
                        (x + across * side) * MM, (HEIGHT - y - (down + 1) * side) * MM - 0.05,
                        side * MM + 0.05, side * MM + 0.05, stroke=0, fill=1)
