"""How a workbook's page is set up: its columns, and a paper on which no type prints below 9 points.

Excel, WPS and LibreOffice shrink a page to the width of its paper: what is too wide for that has
its sentences set narrower, then a larger paper, then several pages side by side, each with the
columns that say whose line it is.
"""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from functools import cache
from math import ceil
from typing import Any, NamedTuple

from exporters.form import bends, half_width, heading_width, wanted_width, widest_words
from models.values.sheet import Sheet
from resources import resource

LEAST = 9
"""Points: no type is printed smaller."""

_PAPERS = {"A4": (210, 297), "A3": (297, 420)}
"""Millimetres: the short side and the long one."""

_GIVES = 0.5
"""What a column of sentences keeps of its natural width, however little room there is."""


class PageSetup(NamedTuple):
    """The widths of the columns in half-characters, the paper, and the pages side by side."""

    widths: list[float]
    paper: str
    lying: bool
    pages: int = 1

    @property
    def scale(self) -> float:
        """How much smaller than on the screen it is printed; 1 is not smaller."""
        return min(1.0, _across(self.paper, self.lying) * self.pages / sum(self.widths))

    @property
    def height(self) -> float:
        """The points of rows that a page holds."""
        margins: dict[str, float] = workbook_style()["margins"]
        paper = _PAPERS[self.paper][not self.lying]
        return (paper - margins["top"] - margins["bottom"]) / 25.4 * 72 / self.scale

    @property
    def printed(self) -> float:
        """The size in which the body is printed, in points."""
        return float(workbook_style()["body"]) * self.scale


class PageHeights(NamedTuple):
    """Points: what one page holds, the title and the head above its lines, the foot under them."""

    page: float
    title: float
    head: float
    foot: float

    def spread(self, lines: Sequence[float]) -> float:
        """How many times higher the lines stand, so that no page holds the foot alone.

        A spreadsheet keeps no rows together; a little higher, the last lines go along with the
        foot. 1 where that is so already, or no such height helps.
        """
        return next((by for holding in (_HOLDING, _HOLDING[:1]) for by in _SPREADS
                     if all(self._ends_well(self.page * more, lines, by) for more in holding)), 1.0)

    def _ends_well(self, page: float, lines: Sequence[float], by: float) -> bool:
        used, on_page = self.title + self.head, 0
        for each in lines:
            if used + by * each > page:
                used, on_page = self.head, 0
            used, on_page = used + by * each, on_page + 1
        return on_page >= _COME_ALONG and used + self.foot <= page - _SPARE


_SPREADS = [1 + hundredth / 100 for hundredth in range(31)]
_COME_ALONG, _SPARE = 2, 6
"""Lines that a foot is given at least, and points: programs round the height of a row apart."""
_HOLDING = (1.0, 1.13, 1.16)
"""Without 宋体 its place is taken by a face with wider figures, so the columns are wider: shrunk to
the paper, a page then holds so many times more (LibreOffice 7.4 on end and lying)."""


def page_setup(sheet: Sheet) -> PageSetup:
    """The first paper that the columns have room on."""
    wanted, least = _widths(sheet)
    offered = [(sheet.paper, sheet.wide), ("A4", True), ("A3", True)]
    for paper, lying in offered[sheet.paper == "A3" and not sheet.one_page:]:
        room = _readable(paper, lying)
        if sum(least) <= room or sheet.one_page:
            return PageSetup(_fitted(wanted, least, room, _across(paper, lying)), paper, lying)
    room = _readable("A3", True)
    return PageSetup(least, "A3", True, ceil(sum(least) / room))


def _widths(sheet: Sheet) -> tuple[list[float], list[float]]:
    """The widths the columns want, and those at which only sentences wrap more often."""
    extra = workbook_style()["extra_width"]
    pairs = list(zip(sheet.columns, widest_words(sheet, half_width), strict=True))
    wanted = [wanted_width(column, words) + extra for column, words in pairs]
    least = [
        min(want, max(heading_width(column), column.width * _GIVES) + extra)
        if bends(column, words) else want
        for (column, words), want in zip(pairs, wanted, strict=True)
    ]
    return wanted, least


def _fitted(
    wanted: list[float], least: list[float], room: float, across: float
) -> list[float]:
    """The widths stretched towards that of the paper, or sentences drawn in to what it holds."""
    stretch = max(1.0, min(across / sum(wanted), workbook_style()["stretch"]))
    spare, asked = room - sum(least), sum(wanted) - sum(least)
    share = min(1.0, spare / asked) if spare > 0 and asked > 0 else 1.0 if asked <= 0 else 0.0
    return [round((low + (high - low) * share) * stretch, 1)
            for low, high in zip(least, wanted, strict=True)]


def _across(paper: str, lying: bool) -> float:
    room: float = workbook_style()["across"][paper]["landscape" if lying else "portrait"]
    return room


def _readable(paper: str, lying: bool) -> float:
    """How many half-characters fit the width of a paper at the smallest size."""
    return _across(paper, lying) * float(workbook_style()["body"]) / LEAST - 1


@cache
def workbook_style() -> dict[str, Any]:
    """The measures of the house style for workbooks (resources/paper.toml)."""
    style: dict[str, Any] = tomllib.loads(
        resource("paper.toml").read_text(encoding="utf-8")
    )["workbook"]
    return style
