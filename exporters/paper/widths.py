"""How wide the columns of a printed table are: as their words ask, sentences taking the rest."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace

from exporters.form import Align, alignment, bends, heading_width, widest_words, widths_of_words
from exporters.paper.bending import LINES, Columns, asked, narrowing
from exporters.paper.fonts import Typeface
from exporters.paper.pages import Book, Format, house_style
from models.values.sheet import Column, Sheet

_HAIR = 0.05
"""Points more than words need, that no sum of fractions breaks a day at its last figure."""

_GIVES = 0.5
"""What a column of sentences keeps of its natural width, however little room there is."""

_CODE, _LONG_CODE = re.compile("[!-~]+"), 18
"""What is broken over two lines only when it is longer than that, in half-characters."""

_TYPICAL = 100
"""So many rows tell how long the sentences of a table are."""


def _words(sheet: Sheet, face: Typeface) -> list[list[float]]:
    return widths_of_words(sheet, lambda text: face.width(face.legible(text)) / 500)


def _typical(words: Sequence[Sequence[float]]) -> list[list[float]]:
    """The words of rows from all over the table, and of those with the widest of a column."""
    rows = range(max(map(len, words), default=0))
    chosen = {*rows[::len(rows) // _TYPICAL + 1],
              *(max(rows, key=column.__getitem__) for column in words if rows)}
    return [[column[row] for row in sorted(chosen)] for column in words]


def _longest_code(text: str) -> float:
    """How many figures and letters of a number, a code or a word stand together."""
    return float(min(max(map(len, _CODE.findall(text)), default=0), _LONG_CODE))


def _lowest(column: Column, words: float, wanted: float, code: float, told: bool) -> float:
    """How narrow a column may become: sentences to their heading and the longest code in them, and
    one in which nothing is said to its heading, in a table that is ``told`` and not written on.
    """
    blank = told and not words
    if not blank and not bends(column, words):
        return wanted
    room = column.width * _GIVES if not (words or told) else code
    return min(wanted, max(heading_width(column), room))


def sizes(sheet: Sheet) -> list[float]:
    """The sizes of type a table may be set in, the largest first."""
    kinds: list[float] = house_style()["type"]["wide" if sheet.wide else "body"]
    return kinds


class Measure:
    """What the words of a sheet's columns ask for, in half-characters, in any size of type."""

    def __init__(self, sheet: Sheet, book: Book) -> None:
        self._sheet, total = sheet, replace(sheet, rows=(), total=sheet.total)
        rows = _words(replace(sheet, total=None), book.type("body", 1).face)
        heavy = _words(total, book.type("hei", 1).face)
        self._widest = [max([0.0, *one, *other]) for one, other in zip(rows, heavy, strict=True)]
        self._wanted = [max(words or column.width, heading_width(column))
                        for column, words in zip(sheet.columns, self._widest, strict=True)]
        told, codes = bool(sheet.rows) and not sheet.by_hand, widest_words(sheet, _longest_code)
        pairs = list(zip(sheet.columns, self._widest, self._wanted, codes, strict=True))
        lowest = [_lowest(column, words, wanted, code, told)
                  for column, words, wanted, code in pairs]
        self._least = [min(wanted, max(low, column.width * _GIVES)) if words or not told else low
                       for (column, words, wanted, _), low in zip(pairs, lowest, strict=True)]
        self._known, self._narrowing = list[Columns](), narrowing(_typical(rows), lowest)

    def columns(
        self, form: Format, size: float | None = None
    ) -> tuple[float, Columns, list[float]]:
        """The size of type, the width of each column, and how far its figures keep from the right
        rule.

        All in points; ``size`` when it is settled already. Numbers and names stay on one line; what
        they leave is shared out to the sentences, which then take about equally many lines.
        """
        fitting = self.at_ease(form) or self.readable(form)
        size = size or next(iter(fitting), sizes(self._sheet)[-1])
        return size, self.widths(size, form.across), self.insets(size, form.across)

    def readable(self, form: Format, offered: Sequence[float] = ()) -> list[float]:
        """The sizes, the largest first, at which nothing but sentences has to wrap."""
        return [each for each in offered or sizes(self._sheet)
                if sum(self._points(self._least, each)) <= form.across]

    def at_ease(self, form: Format, offered: Sequence[float] = ()) -> list[float]:
        """Those of them at which no sentence takes more than a few lines."""
        return [each for each in offered or sizes(self._sheet)
                if sum(self._points(self._eased(LINES), each)) <= form.across]

    def widths(self, size: float, across: float) -> Columns:
        """The columns made to fill the text area exactly, so that the rows take as few lines as may
        be.
        """
        wanted = self._points(self._wanted, size)
        narrower = (self._points(each, size) for each in self._narrowed())
        least = next((each for each in narrower if sum(each) <= across),
                     self._points(self._least, size))
        spare, more = across - sum(least), sum(wanted) - sum(least)
        share = min(1.0, spare / more) if spare > 0 and more > 0 else 0.0
        widths = [low + (high - low) * share for low, high in zip(least, wanted, strict=True)]
        return [width * across / sum(widths) for width in widths]

    def _narrowed(self) -> Iterator[Columns]:
        """Ever narrower columns, worked out once for all sizes and papers."""
        yield from self._known
        for each in self._narrowing:
            self._known.append(each)
            yield each

    def _eased(self, lines: int) -> list[float]:
        """What the columns need so that no sentence takes more lines than so many."""
        return [max(least, min(wanted, asked(wanted, lines)))
                for least, wanted in zip(self._least, self._wanted, strict=True)]

    def insets(self, size: float, across: float) -> list[float]:
        """How far figures keep from the right rule of a column that is wider than they need."""
        edges = 2 * house_style()["table"]["edge"]
        pairs = zip(self.widths(size, across), self._widest, strict=True)
        slack = [(width, width - edges - words * size / 2) for width, words in pairs]
        return [
            min(max(spare / 2, 0.0), width / 5) if alignment(column) == Align.RIGHT else 0.0
            for column, (width, spare) in zip(self._sheet.columns, slack, strict=True)
        ]

    def _points(self, halves: Sequence[float], size: float) -> Columns:
        edges = 2 * house_style()["table"]["edge"]
        return [each * size / 2 + edges + _HAIR for each in halves]
