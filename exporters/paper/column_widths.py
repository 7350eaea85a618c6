"""How wide the columns of a printed form are, and how large its type can be."""

from __future__ import annotations

from collections.abc import Sequence

from exporters.form import alignment, wanted_width, widest_words
from exporters.paper.pages import Book, Format, house_style
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
        min(max(spare / 2, 0.0), width / 5) if alignment(column) == "right" else 0.0
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
    return [width * _GIVES if alignment(column) == "left" else 0.0
            for width, column in zip(widths, columns, strict=True)]


def _fitted(widths: list[float], columns: Sequence[Column], across: float) -> list[float]:
    """``widths`` made to fill the text area exactly."""
    short = sum(widths) - across
    if short > 0:
        gives = _given(widths, columns)
        part = min(1.0, short / sum(gives)) if any(gives) else 0.0
        widths = [width - give * part for width, give in zip(widths, gives, strict=True)]
    return [width * across / sum(widths) for width in widths]
