"""The pages of a Word document repeated, one card after another, in the same file."""

from __future__ import annotations

from copy import deepcopy

from models.values.markup import Element, drop, every, first, is_a, made
from models.values.word_document import inside

_ONCE = ("bookmarkStart", "bookmarkEnd", "commentRangeStart", "commentRangeEnd",
         "commentReference", "sdtPr/id")
"""What a document holds once; a copy goes without."""
_BEFORE_BREAK = ("pStyle", "keepNext", "keepLines")
"""What stands before the page break in the settings of a paragraph (ECMA-376-1, 17.3.1.26)."""
_FIGURES = 1_000
"""So many drawings one page may have, that each keeps a number of its own."""


def again(blank: Element, count: int) -> Element:
    """A body like ``blank`` for the copy ``count``, counted from 1: it begins on a new page."""
    page = copied(blank)
    for at, each in enumerate(every(page, "docPr"), 1):
        each.set("id", str(count * _FIGURES + at))
    settings = first(page, "sectPr")
    if settings is not None:
        drop(settings)
    blocks = list(inside(page, "p", "tbl"))
    if blocks and is_a(blocks[0], "tbl") and is_a(blocks[-1], "tbl"):  # two would be one
        page.insert(0, made(page, "p"))
    _begin_anew(page)
    return page


def copied(element: Element) -> Element:
    """A part of a document again, without what the document holds once."""
    copy = deepcopy(element)
    for name in _ONCE:
        outer, _, within = name.rpartition("/")
        for each in every(copy, within):
            if not outer or is_a(each.getparent(), outer):
                drop(each)
    for each in copy.iter("*"):
        for name in [key for key in each.attrib if key.endswith(("}paraId", "}textId"))]:
            del each.attrib[name]
    return copy


def _begin_anew(page: Element) -> None:
    """The first paragraph of a page begins a new one."""
    paragraph = next(iter(every(page, "p")), None)
    if paragraph is None:
        return
    looks = first(paragraph, "pPr")
    if looks is None:
        looks = made(paragraph, "pPr")
        paragraph.insert(0, looks)
    before = [each for each in looks if is_a(each, *_BEFORE_BREAK)]
    at = looks.index(before[-1]) + 1 if before else 0
    if at == len(looks) or not is_a(looks[at], "pageBreakBefore"):
        looks.insert(at, made(looks, "pageBreakBefore"))
