"""The body of a Word document: its paragraphs, its tables and their cells, in reading order.

ECMA-376-1 (WordprocessingML): tables 17.4, paragraphs and runs 17.3, content controls 17.5.2.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path
from typing import IO
from zipfile import BadZipFile, ZipFile

from models.values.markup import Element, drop, first, is_a, parsed, says
from models.values.problem import Problem

Blank = Path | bytes
"""A blank form: its file, or what was kept of it."""
MAIN = "word/document.xml"
_WITHIN = ("sdt", "sdtContent", "ins", "smartTag", "hyperlink", "customXml")
"""What only stands around: what is in it counts."""


def main_part(archive: ZipFile) -> str:
    """The name of the part that holds the text, however spelled; blank in what is no document."""
    return next((each for each in archive.namelist() if each.lower() == MAIN), "")


def opened(blank: Blank) -> Path | IO[bytes]:
    """What a blank form is read from."""
    return BytesIO(blank) if isinstance(blank, bytes) else blank


def is_word(file: Blank) -> bool:
    """Whether a file is a Word document of today's format, whatever it is called."""
    try:
        with ZipFile(opened(file)) as archive:
            return bool(main_part(archive))
    except (BadZipFile, OSError, ValueError):
        return False


_CONTINUED = "continue"


def read_document(content: bytes) -> Element:
    """The main part of a document. :raises Problem: it is damaged or declares entities."""
    try:
        return parsed(content)
    except ValueError:
        raise Problem("不完整或已损坏。请用 WPS 或 Word 打开后另存为 .docx。") from None


def body_of(document: Element) -> Element:
    """The body."""
    found = first(document, "body")
    if found is None:
        raise Problem("里面没有正文。请核对文件。")
    return found


def inside(element: Element, *names: str) -> Iterator[Element]:
    """The children of these names, those within content controls among them."""
    for child in element:
        if is_a(child, *names):
            yield child
        elif is_a(child, *_WITHIN):
            yield from inside(child, *names)


@dataclass(frozen=True)
class Cell:
    """A cell on the grid of its table; ``on`` is one that a merged cell above reaches into."""

    row: int
    column: int
    columns: int
    element: Element
    on: bool = False


def cells_of(table: Element) -> list[Cell]:
    """The cells of a table; rows and columns count from 1."""
    found = []
    for row, line in enumerate(inside(table, "tr"), 1):
        before = first(line, "trPr", "gridBefore")
        column = 1 + (int(says(before, "val") or 0) if before is not None else 0)
        for cell in inside(line, "tc"):
            span = first(cell, "tcPr", "gridSpan")
            width = int(says(span, "val") or 1) if span is not None else 1
            merge = first(cell, "tcPr", "vMerge")
            on = merge is not None and says(merge, "val") in ("", _CONTINUED)
            found.append(Cell(row, column, width, cell, on))
            column += width
    return found


def paragraphs_of(cell: Element) -> list[Element]:
    """The paragraphs of a cell or of the body itself."""
    return list(inside(cell, "p"))


def runs_of(paragraph: Element) -> list[Element]:
    """The runs of a paragraph, in order."""
    return list(inside(paragraph, "r"))


def texts_of(paragraph: Element) -> list[Element]:
    """The elements that hold the words of a paragraph; those of a placeholder hold none."""
    return [text for run in runs_of(paragraph) for text in inside(run, "t")
            if not is_placeholder(run)]


def is_placeholder(run: Element) -> bool:
    """Whether a run only says 单击此处输入文字 in a content control."""
    return _control(run) is not None


def _control(run: Element) -> Element | None:
    """The mark of the content control around a run that still shows its placeholder."""
    at = run.getparent()
    while at is not None and not is_a(at, "body", "tc"):
        if is_a(at, "sdt"):
            shown = first(at, "sdtPr", "showingPlcHdr")
            if shown is not None:
                return shown
        at = at.getparent()
    return None


def drop_placeholder(run: Element) -> None:
    """A content control that shows its placeholder no longer."""
    shown = _control(run)
    if shown is not None:
        drop(shown)


def said(element: Element) -> str:
    """The words of a text element."""
    return element.text or ""


def words_of(paragraph: Element) -> str:
    """The words of a paragraph."""
    return "".join(map(said, texts_of(paragraph)))


def cell_words(cell: Element) -> str:
    """The words of a cell, line by line."""
    return "\n".join(map(words_of, paragraphs_of(cell))).strip("\n")
