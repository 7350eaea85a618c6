"""How a table is set: on which page, in which size, how roomily. The finest is offered first."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import replace
from math import ceil
from typing import Any

from exporters.form import some_rows
from exporters.paper.pages import Book, Format, Trial, house_style, page_format
from exporters.paper.table import Grid, Setting
from exporters.paper.widths import Measure, sizes
from models.values.sheet import Row, Rows, Sheet


def settings(sheet: Sheet, book: Book, *, a4: bool = False) -> Iterator[Setting]:
    """How ``sheet`` may be set on one page, the finest first.

    What is hung up is set so small that all of it is seen at once. Of a short form the type is made
    smaller, then the tail drawn together, then the rows, before a second page is begun.

    :param a4: nothing larger than an A4.
    """
    style = house_style()
    if sheet.one_page:
        paper = "A4" if a4 else sheet.paper
        board = page_format(paper, "board", lying=sheet.wide)
        measure = Measure(sheet, book)
        yield from (Setting(board, size, row=style["table"]["row"], measure=measure)
                    for size in style["type"]["board"])
        return
    row, tight = style["table"]["row"], style["table"]["tight"]
    if len(sheet.rows) <= style["table"]["short"]:
        measure = Measure(sheet, book)
        form, fitting = _suited(measure, list(_form_pages(sheet, a4)), sizes(sheet))
        yield from (Setting(form, size, beside, row, measure)
                    for size in fitting for beside in (False, True))
        yield from (Setting(form, size, True, tight, measure) for size in fitting)


def _form_pages(sheet: Sheet, a4: bool) -> Iterator[Format]:
    """Upright for few columns, else lying; an A3 for more than that holds."""
    if not sheet.wide:
        yield page_format("A4", "portrait", lying=False)
    yield page_format("A4", "landscape", lying=True)
    yield page_format("A4", "roster-lying", lying=True)
    if not a4:
        yield page_format("A3", "landscape", lying=True)


def _suited(
    measure: Measure, forms: Sequence[Format], offered: Sequence[float]
) -> tuple[Format, Sequence[float]]:
    """The first page the columns have room on, and the sizes that fit it; an A4 where words that
    bend more often are all it takes.
    """
    for fitting in (measure.at_ease, measure.readable):
        for form in forms:
            if form.a4 and (found := fitting(form, offered)):
                return form, found
    last = forms[-1]
    return last, measure.at_ease(last, offered) or measure.readable(last, offered) or offered[-1:]


# ── several pages


_LOOKED_AT = 120
"""So many rows tell how high the rows of a roster are, and are soon printed on trial."""


def rosters(sheet: Sheet, book: Book, *, a4: bool = False) -> list[Setting]:
    """How ``sheet`` is set on several pages: drawn together from the start, upright where its
    columns have room; and in smaller type, should that save the page its last rows would take.

    First the largest type in which a page holds as many rows as a roster's should; else the largest
    that takes the fewest. A board, what is written on and what fills many pages has only that.

    :param a4: as in :func:`settings`.
    """
    if sheet.one_page:
        return list(settings(sheet, book, a4=a4))[-1:]
    style, some = house_style(), some_rows(sheet, _LOOKED_AT)
    offered = _offered(sheet, book, a4=a4)
    held = {each: Grid(sheet, book, each).rows_a_page(some) for each in offered}
    rows_wanted = 0 if sheet.by_hand else style["table"]["rows"]
    enough = [each for each, rows in held.items() if rows >= rows_wanted]
    taken = {each: ceil(len(sheet.rows) / rows) for each, rows in held.items()}
    fewest = [each for each in offered if taken[each] == min(taken.values())]
    best = max(enough or fewest, key=lambda each: (each.size or 0, held[each]))
    if sheet.by_hand or len(sheet.rows) > _LOOKED_AT:
        return [best]
    smaller = [each for each in offered if (each.size or 0) < (best.size or 0)]
    return [best, *sorted(smaller, key=lambda each: -(each.size or 0))]


def takes_more_than_a4(sheet: Sheet) -> bool:
    """Whether ``sheet`` is printed on an A3, and has an A4 form beside it."""
    book = Trial()
    several = rosters(sheet, book) if sheet.one_page else _offered(sheet, book)
    return not several[0].form.a4


def _offered(sheet: Sheet, book: Book, *, a4: bool = False) -> list[Setting]:
    """On which pages, in which sizes, the columns have room; an A3 only where no A4 has any."""
    style, measure = house_style(), Measure(sheet, book)
    pages, row = _roster_pages(a4), style["table"]["row" if sheet.by_hand else "roster"]
    offered = [
        Setting(form, size, row=row, measure=measure)
        for form in pages for size in measure.readable(form, style["type"]["roster"])
    ] or [Setting(pages[-1], style["type"]["roster"][-1], row=row, measure=measure)]
    return [each for each in offered if each.form.a4] or offered


def _roster_pages(a4: bool) -> list[Format]:
    wide = [] if a4 else [page_format("A3", "landscape", lying=True)]
    return [page_format("A4", "roster", lying=False),
            page_format("A4", "roster-lying", lying=True), *wide]


# ── a wide table on several A4


_KEYS = frozenset({"序号", "行", "行次", "姓名", "党员", "户号", "户主"})
"""The headings of the columns that say whose line it is."""
_ORDER = "一二三四五六七八九"


def shared_out(sheet: Sheet, book: Book) -> list[Sheet]:
    """The sheet in parts whose columns have room on an A4, each beginning with its keys; itself
    where they have.

    What closes the form stands under the last part.
    """
    form = page_format("A4", "roster-lying", lying=True)
    if sheet.one_page or Measure(sheet, book).readable(form, house_style()["type"]["roster"]):
        return [sheet]
    keys = [i for i, each in enumerate(sheet.columns[:_NEAR]) if each.label in _KEYS] or [0]
    parts, under = list[list[int]](), list[int]()
    for at in (i for i in range(len(sheet.columns)) if i not in keys):
        if under and not _fits(_part(sheet, [*keys, *under, at]), book, form):
            parts.append(under)
            under = []
        under.append(at)
    parts.append(under)
    return [
        replace(_part(sheet, [*keys, *each]), title=f"{sheet.title}（{_ORDER[number]}）",
                **({} if number == len(parts) - 1 else _OPEN))
        for number, each in enumerate(parts)
    ]


_NEAR = 6
"""The keys of a line are among its first columns."""
_OPEN: dict[str, Any] = {"notes": (), "signatures": (), "seal": False}


def _part(sheet: Sheet, columns: list[int]) -> Sheet:
    """The sheet with some of its columns."""
    def picked(row: Row) -> Row:
        return row._replace(values=tuple(row.values[i] for i in columns))

    total = sheet.total and tuple(sheet.total[i] for i in columns)
    return replace(sheet, columns=tuple(sheet.columns[i] for i in columns), total=total,
                   rows=Rows(len(sheet.rows), lambda: map(picked, sheet.rows)))


def _fits(sheet: Sheet, book: Book, form: Format) -> bool:
    return bool(Measure(sheet, book).at_ease(form, house_style()["type"]["roster"]))
