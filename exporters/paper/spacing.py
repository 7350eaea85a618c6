"""How roomily a form is set: a short one stays on one page, as a town office expects."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from exporters.paper.column_widths import readable_sizes
from exporters.paper.pages import Book, Format, house_style
from models.values.sheet import Sheet


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
        sizes = readable_sizes(sheet, book, form) or [None]
        yield from (Setting(size, beside, row) for size in sizes for beside in (False, True))
        yield from (Setting(size, True, tight) for size in sizes)
    yield Setting(row=row)
