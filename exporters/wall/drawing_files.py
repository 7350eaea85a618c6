"""Drawings put on paper and into pictures: PDF in any size, A4 tiles to be glued, PNG."""

from __future__ import annotations

import math
from collections.abc import Callable, Sequence
from io import BytesIO
from pathlib import Path
from typing import Any, NamedTuple

from exporters.form import About, Align
from exporters.paper.pages import blank, type_for
from exporters.publish import publish, publish_bytes
from exporters.wall.drawing import (
    ASCENT,
    POINT,
    Box,
    Disc,
    Drawing,
    Element,
    Fill,
    Polygon,
    Stroke,
    Words,
    colour,
    style,
    within,
)

MM = 1 / POINT


def write_pdf(drawings: Sequence[Drawing], path: Path, *, grey: bool = False) -> str:
    """Publish drawings as pages of their own size. :returns: the SHA-256 of the file."""
    return publish(path, lambda temporary: _draw_pages(drawings, temporary, grey))


def write_tiles(drawings: Sequence[Drawing], path: Path, *, grey: bool = False) -> str:
    """Publish drawings cut into A4 sheets that overlap, with cutting marks and their places."""
    return publish(path, lambda temporary: _draw_tiles(drawings, temporary, grey))


def write_png(drawing: Drawing, path: Path, *, pixels: int = 2000, grey: bool = False) -> str:
    """Publish a drawing as a picture ``pixels`` wide. :returns: the SHA-256 of the file."""
    return publish_bytes(path, picture(drawing, pixels=pixels, grey=grey))


def picture(drawing: Drawing, *, pixels: int = 2000, grey: bool = False) -> bytes:
    """A drawing as PNG, ``pixels`` wide, for the window and for files: the PDF's page, no other."""
    import pypdfium2

    page, image = BytesIO(), BytesIO()
    _draw_pages([drawing], page, grey)
    with pypdfium2.PdfDocument(page.getvalue()) as document:
        document[0].render(scale=pixels / (drawing.width * MM)).to_pil().save(image, format="PNG")
    return image.getvalue()


def _canvas(target: Path | BytesIO, drawing: Drawing) -> Any:
    return blank(target, About(drawing.title, drawing.unit, made=drawing.made))


def _draw_pages(drawings: Sequence[Drawing], target: Path | BytesIO, grey: bool) -> None:
    canvas = _canvas(target, drawings[0])
    for each in drawings:
        canvas.setPageSize((each.width * MM, each.height * MM))
        play(canvas, each.elements, each.height, grey=grey)
        canvas.showPage()
    canvas.save()


def play(canvas: Any, elements: Sequence[Element], height: float, *, grey: bool = False) -> None:
    """Put elements down on a reportlab canvas; ``height`` (mm) is where the drawing's top lies."""
    pen = _Pen(canvas, height, grey)
    for each in elements:
        _PLAYERS[type(each)](pen, each)


class _Pen:
    """A reportlab canvas that counts millimetres from the top."""

    def __init__(self, canvas: Any, height: float, grey: bool) -> None:
        self.canvas, self._height, self._grey = canvas, height, grey

    def at(self, x: float, y: float) -> tuple[float, float]:
        return x * MM, (self._height - y) * MM

    def fill(self, ink: str) -> None:
        self.canvas.setFillColorRGB(*colour(ink, grey=self._grey))

    def edge(self, ink: str, weight: float) -> None:
        self.canvas.setStrokeColorRGB(*colour(ink, grey=self._grey))
        self.canvas.setLineWidth(weight * MM)


def _stroke(pen: _Pen, each: Stroke) -> None:
    pen.edge(each.ink, each.weight)
    pen.canvas.setDash([2 * MM, 1.5 * MM] if each.dashed else [])
    pen.canvas.line(*pen.at(each.x1, each.y1), *pen.at(each.x2, each.y2))
    pen.canvas.setDash([])


def _box(pen: _Pen, each: Box) -> None:
    if each.fill:
        pen.fill(each.fill)
    if each.edge:
        pen.edge(each.edge, each.weight)
    x, y = pen.at(each.x, each.y + each.height)
    pen.canvas.rect(x, y, each.width * MM, each.height * MM,
                    stroke=int(bool(each.edge)), fill=int(bool(each.fill)))


def _words(pen: _Pen, each: Words) -> None:
    kind = type_for(each.role, each.size * MM, {})
    text, width = kind.line(each.text)
    x, y = pen.at(each.x, each.y + each.size * ASCENT)
    x -= Align(each.side).shift(width)
    pen.fill(each.ink)
    writing = pen.canvas.beginText()
    kind.begin(writing)
    kind.draw(writing, text, x, y)
    pen.canvas.drawText(writing)


def _disc(pen: _Pen, each: Disc) -> None:
    pen.fill(each.ink)
    pen.edge(each.ink, each.radius * 0.22)
    x, y = pen.at(each.x, each.y)
    radius = each.radius * MM
    pen.canvas.circle(x, y, radius, stroke=1, fill=int(each.filled is Fill.FULL))
    if each.filled is Fill.HALF:
        pen.canvas.wedge(x - radius, y - radius, x + radius, y + radius, 90, 180, stroke=0, fill=1)


def _polygon(pen: _Pen, each: Polygon) -> None:
    pen.fill(each.ink)
    pen.edge(each.ink, each.weight)
    path = pen.canvas.beginPath()
    path.moveTo(*pen.at(*each.points[0]))
    for point in each.points[1:]:
        path.lineTo(*pen.at(*point))
    path.close()
    pen.canvas.drawPath(path, stroke=1, fill=int(each.filled))


_PLAYERS: dict[type, Callable[[_Pen, Any], None]] = {
    Stroke: _stroke, Box: _box, Words: _words, Disc: _disc, Polygon: _polygon,
}


class Tiling(NamedTuple):
    """Width and height of the A4 sheet as it lies (mm), sheets down and across, and how much of its
    size the drawing keeps.
    """

    width: float
    height: float
    down: int
    across: int
    scale: float


def tiles(drawing: Drawing) -> Tiling:
    """How a drawing is put together from A4 sheets: the way that takes the fewest, the largest
    among those; a little smaller where that saves sheets that would be all but white.
    """
    cut = style()["tile"]
    short, long = cut["paper"]
    return min((
        Tiling(float(width), float(height), down, across, scale)
        for width, height in ((long, short), (short, long))
        for scale in (1.0, cut["smaller"])
        for across in [_sheets(drawing.width * scale, width - 2 * cut["margin"], cut["overlap"])]
        for down in [_sheets(drawing.height * scale, height - 2 * cut["margin"], cut["overlap"])]
    ), key=lambda each: (each.down * each.across, -each.scale))


def _sheets(length: float, room: float, overlap: float) -> int:
    return max(1, math.ceil((length - overlap) / (room - overlap)))


def _draw_tiles(drawings: Sequence[Drawing], path: Path, grey: bool) -> None:
    canvas = _canvas(path, drawings[0])
    for each in drawings:
        width, height, down, across, scale = tiles(each)
        for row in range(down):
            for column in range(across):
                canvas.setPageSize((width * MM, height * MM))
                _draw_tile(canvas, each, (width, height), (row, column), (down, across), scale,
                           grey)
                canvas.showPage()
    canvas.save()


def _draw_tile(
    canvas: Any, drawing: Drawing, paper: tuple[float, float], place: tuple[int, int],
    count: tuple[int, int], scale: float, grey: bool,
) -> None:
    cut = style()["tile"]
    margin, overlap = cut["margin"], cut["overlap"]
    room = paper[0] - 2 * margin, paper[1] - 2 * margin
    left, top = place[1] * (room[0] - overlap), place[0] * (room[1] - overlap)
    canvas.saveState()
    window = canvas.beginPath()
    window.rect(margin * MM, margin * MM, room[0] * MM, room[1] * MM)
    canvas.clipPath(window, stroke=0, fill=0)
    canvas.translate((margin - left) * MM, (paper[1] - margin + top - drawing.height * scale) * MM)
    canvas.scale(scale, scale)
    seen = within(drawing.elements, left / scale, top / scale, (left + room[0]) / scale,
                  (top + room[1]) / scale)
    play(canvas, seen, drawing.height, grey=grey)
    canvas.restoreState()
    play(canvas, _cutting_marks(paper, place, count), paper[1], grey=grey)


def _cutting_marks(
    paper: tuple[float, float], place: tuple[int, int], count: tuple[int, int]
) -> list[Element]:
    """Ticks at the corners of the printed part, the line to glue up to, and which sheet this is."""
    cut = style()["tile"]
    margin, overlap, tick = cut["margin"], cut["overlap"], cut["mark"]
    width, height = paper
    found: list[Element] = []
    for x in (margin, width - margin):
        outward = -tick if x == margin else tick
        for y in (margin, height - margin):
            found.append(Stroke(x + outward, y, x, y, 0.2, "ink"))
            found.append(Stroke(x, y - tick if y == margin else y + tick, x, y, 0.2, "ink"))
    if place[1] + 1 < count[1]:
        x = width - margin - overlap
        found.append(Stroke(x, margin, x, height - margin, 0.2, "second", dashed=True))
    if place[0] + 1 < count[0]:
        y = height - margin - overlap
        found.append(Stroke(margin, y, width - margin, y, 0.2, "second", dashed=True))
    words = (f"第 {place[0] + 1} 行第 {place[1] + 1} 列，共 {count[0]} 行 {count[1]} 列"
             "　沿角线裁切，虚线以外压在下一张下面")
    found.append(Words(width / 2, height - margin + 2, words, 3.2, "center", ink="second"))
    return found
