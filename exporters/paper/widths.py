"""How wide the columns of a printed table are: as their words ask, sentences taking the rest."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from exporters.form import (
    Align,
    alignment,
    bends,
    heading_width,
    widest_words,
)
from exporters.paper.fonts import Typeface
from exporters.paper.pages import Book, Format, house_style
from models.values.sheet import Sheet

_HAIR = 0.05
"""Points more than words need, that no sum of fractions breaks a day at its last figure."""

Columns = list[float]
"""The widths of the columns, in points."""

_GIVES = 0.5
"""What a column of sentences keeps of its natural width, however little room there is."""

_LINES, _MOST_LINES = 6, 40
"""In so many lines the longest sentence of a column is still read at ease; is read at all."""


def _widest(sheet: Sheet, face: Typeface) -> list[float]:
    return widest_words(sheet, lambda text: face.width(face.legible(text)) / 500)


def sizes(sheet: Sheet) -> list[float]:
    """The sizes of type a table may be set in, the largest first."""
    kinds: list[float] = house_style()["type"]["wide" if sheet.wide else "body"]
    return kinds


class Measure:
    """What the words of a sheet's columns ask for, in half-characters, in any size of type."""

    def __init__(self, sheet: Sheet, book: Book) -> None:
        self._sheet, total = sheet, replace(sheet, rows=(), total=sheet.total)
        faces = (replace(sheet, total=None), "body"), (total, "hei")
        self._widest = [max(words) for words in zip(
            *(_widest(part, book.type(role, 1).face) for part, role in faces), strict=True)]
        pairs = list(zip(sheet.columns, self._widest, strict=True))
        self._wanted = [max(words or column.width, heading_width(column))
                        for column, words in pairs]
        self._least = [min(wanted, max(heading_width(column), column.width * _GIVES))
                       if bends(column, words) else wanted
                       for (column, words), wanted in zip(pairs, self._wanted, strict=True)]

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
                if sum(self._points(self._eased(_LINES), each)) <= form.across]

    def widths(self, size: float, across: float) -> Columns:
        """The columns made to fill the text area exactly, their sentences in as few lines as may
        be, in each column alike.
        """
        wanted = self._points(self._wanted, size)
        eased = (self._points(self._eased(lines), size) for lines in range(1, _MOST_LINES))
        least = next((each for each in eased if sum(each) <= across),
                     self._points(self._least, size))
        spare, asked = across - sum(least), sum(wanted) - sum(least)
        share = min(1.0, spare / asked) if spare > 0 and asked > 0 else 0.0
        widths = [low + (high - low) * share for low, high in zip(least, wanted, strict=True)]
        return [width * across / sum(widths) for width in widths]

    def _eased(self, lines: int) -> list[float]:
        """What the columns need so that no sentence takes more lines than so many."""
        return [max(least, min(wanted, wanted / lines + 2))
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
