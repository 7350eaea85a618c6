"""What a printed page holds, measured from the PDF itself: words, rules, boxes, in points."""

from __future__ import annotations

import ctypes
from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import NamedTuple

import pypdfium2.raw as pdfium
from pypdfium2 import PdfDocument


class Box(NamedTuple):
    """A rectangle, in points from the lower left corner of the page."""

    left: float
    bottom: float
    right: float
    top: float

    @property
    def middle(self) -> tuple[float, float]:
        """Its centre."""
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2

    def within(self, other: Box, slack: float = 0.5) -> bool:
        """Whether all of it lies in the other."""
        return (self.left >= other.left - slack and self.right <= other.right + slack
                and self.bottom >= other.bottom - slack and self.top <= other.top + slack)

    def shared(self, other: Box) -> float:
        """How much of the smaller one lies in the other, from 0 to 1."""
        across = min(self.right, other.right) - max(self.left, other.left)
        down = min(self.top, other.top) - max(self.bottom, other.bottom)
        least = min(self.area, other.area)
        return across * down / least if across > 0 and down > 0 and least > 0 else 0.0

    @property
    def area(self) -> float:
        """Its area in square points."""
        return (self.right - self.left) * (self.top - self.bottom)


class Sign(NamedTuple):
    """One character with its ink and the size of its type."""

    char: str
    ink: Box
    size: float


@dataclass
class Line:
    """Characters that follow each other on one line of one size."""

    signs: list[Sign] = field(default_factory=list)

    @property
    def text(self) -> str:
        """What it says."""
        return "".join(each.char for each in self.signs)

    @property
    def size(self) -> float:
        """The size of its type."""
        return self.signs[0].size

    @cached_property
    def box(self) -> Box:
        """All of its ink."""
        inks = [each.ink for each in self.signs]
        return Box(min(each.left for each in inks), min(each.bottom for each in inks),
                   max(each.right for each in inks), max(each.top for each in inks))


@dataclass
class Page:
    """One page: its size, its lines of text in the order they were drawn, its rules and boxes."""

    width: float
    height: float
    lines: list[Line]
    uprights: list[Box]
    boxes: list[Box]
    filled: list[Box]

    @property
    def a4(self) -> bool:
        """Whether it is no larger than an A4."""
        return max(self.width, self.height) < 850

    @property
    def text(self) -> str:
        """All it says, line by line."""
        return "\n".join(each.text for each in self.lines)


def pages_of(path: Path) -> list[Page]:
    """Every page of a PDF."""
    document = PdfDocument(path)
    try:
        return [_page(page) for page in document]
    finally:
        document.close()


def about_of(path: Path) -> dict[str, str]:
    """What a PDF says of itself: Title, Author, Subject, Keywords …"""
    document = PdfDocument(path)
    try:
        return dict(document.get_metadata_dict())
    finally:
        document.close()


def _page(page: object) -> Page:
    width, height = page.get_size()
    read = Page(width, height, list(_lines(page)), [], [], [])
    for each in page.get_objects(filter=[pdfium.FPDF_PAGEOBJ_PATH], max_depth=2):
        _sort(read, each)
    return read


def _lines(page: object) -> Iterator[Line]:
    text = page.get_textpage()
    matrix, line, base, left = pdfium.FS_MATRIX(), Line(), 0.0, 0.0
    x, y = ctypes.c_double(), ctypes.c_double()
    for at in range(text.count_chars()):
        char = chr(pdfium.FPDFText_GetUnicode(text, at))
        if char.isspace() or pdfium.FPDFText_IsGenerated(text, at):
            if char in "\r\n" and line.signs:
                yield line
                line = Line()
            continue
        pdfium.FPDFText_GetMatrix(text, at, matrix)
        pdfium.FPDFText_GetCharOrigin(text, at, x, y)
        size = pdfium.FPDFText_GetFontSize(text, at) * abs(matrix.d or matrix.b)
        if line.signs and (abs(y.value - base) > 0.5 or abs(size - line.size) > 0.1
                           or x.value < left):
            yield line
            line = Line()
        base, left = y.value, x.value
        line.signs.append(Sign(char, Box(*text.get_charbox(at)), size))
    if line.signs:
        yield line


def _sort(read: Page, path: object) -> None:
    """A path as what it is: a filled or an open box, or each upright of a grid of rules."""
    fill, stroke = ctypes.c_int(), ctypes.c_int()
    pdfium.FPDFPath_GetDrawMode(path, fill, stroke)
    points = list(_points(path))
    if fill.value and not _white(path):
        read.filled.append(Box(*path.get_bounds()))
        return
    for (x1, y1), (x2, y2) in points:
        if abs(x1 - x2) < 0.1 < abs(y1 - y2):
            read.uprights.append(Box(x1, min(y1, y2), x2, max(y1, y2)))
    if len(points) == 4:
        read.boxes.append(Box(*path.get_bounds()))


def _white(path: object) -> bool:
    """Whether it is filled with nothing but the colour of the paper."""
    inks = [ctypes.c_uint() for _ in range(4)]
    pdfium.FPDFPageObj_GetFillColor(path, *inks)
    return all(each.value == 255 for each in inks[:3])


def _points(path: object) -> Iterator[tuple[tuple[float, float], tuple[float, float]]]:
    x, y, last = ctypes.c_float(), ctypes.c_float(), (0.0, 0.0)
    matrix = path.get_matrix()
    for at in range(pdfium.FPDFPath_CountSegments(path)):
        segment = pdfium.FPDFPath_GetPathSegment(path, at)
        pdfium.FPDFPathSegment_GetPoint(segment, x, y)
        here = matrix.on_point(x.value, y.value)
        if pdfium.FPDFPathSegment_GetType(segment) == pdfium.FPDF_SEGMENT_LINETO:
            yield last, here
        last = here
