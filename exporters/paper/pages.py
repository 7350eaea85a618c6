"""The pages of a paper: their size and margins, the words put on them, 第 x 页 共 y 页."""

from __future__ import annotations

import tomllib
from functools import cache
from pathlib import Path
from typing import Any, NamedTuple

from exporters.paper.typesetting import Line, Type, start, type_for
from models.values.sheet import Sheet
from resources import resource

MM = 72 / 25.4
"""Points in a millimetre."""

_TOTAL = "total-pages"


class Format(NamedTuple):
    """The size of a page and the edges of its text area, in points from the lower left corner."""

    width: float
    height: float
    left: float
    right: float
    top: float
    bottom: float

    @property
    def across(self) -> float:
        """The width of the text area."""
        return self.right - self.left

    @property
    def down(self) -> float:
        """The height of the text area."""
        return self.top - self.bottom


def format_for(sheet: Sheet) -> Format:
    """The page ``sheet`` is printed on: A4 or A3, upright or lying."""
    style = house_style()
    short, long = (each * MM for each in style["paper"][sheet.paper])
    width, height = (long, short) if sheet.wide else (short, long)
    kind = "board" if sheet.one_page else "landscape" if sheet.wide else "portrait"
    edge = style["margins"][kind]
    return Format(
        width, height, edge["left"] * MM, width - edge["right"] * MM,
        height - edge["top"] * MM, edge["bottom"] * MM,
    )


class Book:
    """The pages of one PDF; ``missing`` maps characters no face has to the text they stood in.

    The same words give the same bytes.
    """

    def __init__(self, path: Path, title: str, author: str) -> None:
        from reportlab.pdfgen.canvas import Canvas

        self.missing: dict[str, str] = {}
        self.pages = 0
        self.canvas = Canvas(str(path), invariant=1, pageCompression=1)
        self.canvas.setTitle(title)
        self.canvas.setAuthor(author)
        self.canvas.setCreator("联星村级台账")
        self._numbers = self.type("song", house_style()["type"]["page"])

    def type(self, role: str, size: float) -> Type:
        """The type for ``role`` in ``size`` points, noting what it can't print in ``missing``."""
        return type_for(role, size, self.missing)

    def write(self, kind: Type, line: Line, x: float, y: float) -> None:
        """Write one measured line from ``x`` on the baseline ``y``, as dark as its role asks."""
        pen = self.canvas.beginText()
        stroke = kind.face.stroke * kind.size
        if stroke:
            self.canvas.setLineWidth(stroke)
            pen.setTextRenderMode(2)
        kind.begin(pen)
        kind.draw(pen, line[0], x, y)
        if stroke:
            pen.setTextRenderMode(0)
        self.canvas.drawText(pen)

    def write_lines(self, kind: Type, lines: list[Line], side: str, left: float, right: float,
                    top: float, leading: float) -> None:
        """Write measured lines one below the other, the first one's top at ``top``."""
        y = top - kind.baseline(leading)
        for line in lines:
            self.write(kind, line, start(side, left, right, line[1]), y)
            y -= leading

    def end_page(self, form: Format) -> None:
        """Number the page and begin another; the total is filled in when the book is closed."""
        self.pages += 1
        kind, middle = self._numbers, (form.left + form.right) / 2
        y = form.bottom - house_style()["type"]["page_below"] * MM - kind.size
        number = kind.line(f"第 {self.pages} 页　")
        self.write(kind, number, middle - number[1], y)
        self.canvas.saveState()
        self.canvas.translate(middle, y)
        self.canvas.doForm(_TOTAL)
        self.canvas.restoreState()
        self.canvas.setPageSize((form.width, form.height))
        self.canvas.showPage()

    def close(self) -> None:
        """Fill in the number of pages and finish the file."""
        total = self._numbers.line(f"共 {self.pages} 页")
        size = self._numbers.size
        self.canvas.beginForm(_TOTAL, 0, -size, total[1] + size, 2 * size)
        self.write(self._numbers, total, 0, 0)
        self.canvas.endForm()
        self.canvas.save()


@cache
def house_style() -> dict[str, Any]:
    """The measures of the house style for printed forms (resources/paper.toml)."""
    return tomllib.loads(resource("paper.toml").read_text(encoding="utf-8"))
