"""How wide the columns of a printed form are, and how large its type can be."""

from __future__ import annotations

from collections.abc import Sequence

from exporters.form import alignment, wanted_width, widest_words
from exporters.pages import Book, Format, house_style
from models.returns.sheet import Column, Sheet

_GIVES = 0.5
"""What a column of sentences gives away before columns of names and numbers must."""


def measures(sheet: Sheet, book: Book, form: Format) -> tuple[float, list[float], list[float]]:
    """The size of type, the width of each column, and how far its figures keep from the right rule.

    All in points. Where no size suits, sentences give way first and wrap: numbers and names stay on
    one line.
    """
    style = house_style()
    edges = 2 * style["table"]["edge"]
    heavy = book.type("hei", 1).face
    widest = widest_words(sheet, lambda text: heavy.width(heavy.legible(text)) / 500)
    wanted = list(map(wanted_width, sheet.columns, widest))

    def natural(size: float) -> list[float]:
        return [each * size / 2 + edges for each in wanted]

    sizes = style["type"]["wide" if sheet.wide else "body"]
    size = next((each for each in sizes if sum(natural(each)) <= form.across), sizes[-1])
    widths = _fitted(natural(size), sheet.columns, form.across)
    slack = [width - edges - words * size / 2 for width, words in zip(widths, widest, strict=True)]
    insets = [
        min(max(spare / 2, 0.0), width / 5) if alignment(column) == "right" else 0.0
        for spare, width, column in zip(slack, widths, sheet.columns, strict=True)
    ]
    return size, widths, insets


def _fitted(widths: list[float], columns: Sequence[Column], across: float) -> list[float]:
    """``widths`` made to fill the text area exactly."""
    short = sum(widths) - across
    if short > 0:
        gives = [width * _GIVES if alignment(column) == "left" else 0.0
                 for width, column in zip(widths, columns, strict=True)]
        part = min(1.0, short / sum(gives)) if any(gives) else 0.0
        widths = [width - give * part for width, give in zip(widths, gives, strict=True)]
    return [width * across / sum(widths) for width in widths]
