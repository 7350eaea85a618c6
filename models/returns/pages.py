"""Which pages of several papers are printed, and in which order, on one side or on both."""

from __future__ import annotations

import re
from collections.abc import Sequence

from models.values.labelled import Labelled
from models.values.problem import Problem


class Sides(Labelled):
    """Which sides of the leaves are printed at once."""

    ONE = "one", "单面"
    BOTH = "both", "双面，打印机自己翻面"
    FRONTS = "fronts", "手动双面：先印正面"
    BACKS = "backs", "手动双面：再印背面"
    BACKS_FROM_END = "backs_from_end", "手动双面：再印背面，从末张起"


Place = tuple[int, int]
"""A page of a paper, both from 0."""

_RANGE = re.compile(r"(\d+)(?:[-－—~～至到](\d+))?")


def chosen_pages(said: str, pages: int) -> list[int]:
    """The pages, from 0, that ``1-3，5`` asks for; blank asks for all ``pages``.

    :raises Problem: it is no list of pages, or one of them is not there.
    """
    found: list[int] = []
    for part in filter(None, re.split(r"[,，、;；\s]+", said.strip())):
        asked = _RANGE.fullmatch(part)
        if asked is None:
            raise Problem(f"页码“{part}”看不懂，请写成 1-3，5 这样；空着就全印。")
        start, end = asked.groups()
        first, last = int(start), int(end or start)
        if not 1 <= first <= last <= pages:
            raise Problem(f"页码“{part}”不对，这张报表共 {pages} 页。")
        found += range(first - 1, last)
    return found or list(range(pages))


def in_order(papers: Sequence[Sequence[int]], sides: str) -> list[Place | None]:
    """The pages in the order they are printed; None is a side left blank.

    On both sides every paper begins on a leaf of its own. The backs by hand are as many as the
    fronts, so that the leaves can be laid in again as they came.
    """
    places: list[Place | None] = []
    for paper, pages in enumerate(papers):
        places += [(paper, page) for page in pages]
        if sides != Sides.ONE and len(pages) % 2:
            places.append(None)
    if sides == Sides.FRONTS:
        return places[::2]
    if sides == Sides.BACKS:
        return places[1::2]
    if sides == Sides.BACKS_FROM_END:
        return places[1::2][::-1]
    return places[:-1] if places and places[-1] is None else places
