"""The pages of a Word document repeated, one card after another, in the same file."""

from __future__ import annotations

from xml.dom.minidom import Document

from models.values.word_document import Element, first, inside

_ONCE = ("w:bookmarkStart", "w:bookmarkEnd", "w:commentRangeStart", "w:commentRangeEnd",
         "w:commentReference", "w:sdtPr/w:id")
"""What a document holds once; a copy goes without."""
_BEFORE_BREAK = ("w:pStyle", "w:keepNext", "w:keepLines")
"""What stands before the page break in the settings of a paragraph (ECMA-376-1, 17.3.1.26)."""
_FIGURES = 1_000
"""So many drawings one page may have, that each keeps a number of its own."""


def again(document: Document, blank: Element, count: int) -> Element:
    """A body like ``blank`` for the copy ``count``, counted from 1: it begins on a new page."""
    page = blank.cloneNode(deep=True)
    for name in _ONCE:
        outer, _, within = name.rpartition("/")
        for each in page.getElementsByTagName(within):
            if not outer or each.parentNode.nodeName == outer:
                each.parentNode.removeChild(each)
    for at, each in enumerate(page.getElementsByTagName("wp:docPr"), 1):
        each.setAttribute("id", str(count * _FIGURES + at))
    for each in page.getElementsByTagName("w:p"):
        for name in ("w14:paraId", "w14:textId"):
            if each.hasAttribute(name):
                each.removeAttribute(name)
    settings = first(page, "w:sectPr")
    if settings is not None:
        page.removeChild(settings)
    blocks = list(inside(page, "w:p", "w:tbl"))
    if blocks and blocks[0].nodeName == blocks[-1].nodeName == "w:tbl":  # two would be one
        page.insertBefore(document.createElement("w:p"), page.firstChild)
    _begin_anew(document, page)
    return page


def _begin_anew(document: Document, page: Element) -> None:
    """The first paragraph of a page begins a new one."""
    paragraph = next(iter(page.getElementsByTagName("w:p")), None)
    if paragraph is None:
        return
    looks = first(paragraph, "w:pPr")
    if looks is None:
        looks = document.createElement("w:pPr")
        paragraph.insertBefore(looks, paragraph.firstChild)
    after = next((each for each in looks.childNodes if each.nodeType == each.ELEMENT_NODE
                  and each.nodeName not in _BEFORE_BREAK), None)
    if after is None or after.nodeName != "w:pageBreakBefore":
        looks.insertBefore(document.createElement("w:pageBreakBefore"), after)
