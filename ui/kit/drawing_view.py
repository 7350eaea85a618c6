"""A drawing on the screen, from the same strokes, boxes and words as its PDF and its picture."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QPainter, QPaintEvent, QPen, QPolygonF
from PySide6.QtWidgets import QWidget

from exporters.form import Align
from exporters.wall.drawing import (
    ASCENT,
    Box,
    Disc,
    Drawing,
    Fill,
    Polygon,
    Stroke,
    Words,
    colour,
    measured,
)
from ui.kit.theme import lettering

LETTER = 100
"""The size in which letters are set before they are scaled to the drawing, in pixels."""


class DrawingView(QWidget):
    """Shows one drawing as large as its width allows; ``grey`` as a mono printer prints it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drawing: Drawing | None = None
        self.grey = False
        self._widths: dict[Words, float] = {}
        self.setAccessibleName(name)

    def show_drawing(self, drawing: Drawing | None, *, grey: bool = False) -> None:
        """Show this drawing."""
        self.drawing, self.grey = drawing, grey
        elements = drawing.elements if drawing else ()
        self._widths = {each: measured(each.text, each.size, each.role)
                        for each in elements if isinstance(each, Words)}
        self.setAccessibleDescription("，".join(drawing.texts[:80]) if drawing else "")
        self.updateGeometry()
        self.update()

    def heightForWidth(self, width: int) -> int:
        """The drawing keeps its proportions."""
        if self.drawing is None:
            return width // 2
        return round(width * self.drawing.height / self.drawing.width)

    def hasHeightForWidth(self) -> bool:
        """Its height follows its width."""
        return True

    def sizeHint(self) -> QSize:
        """As wide as it is given."""
        return QSize(400, self.heightForWidth(400))

    def paintEvent(self, event: QPaintEvent) -> None:
        """Put every element down."""
        if self.drawing is None:
            return
        painter = QPainter(self)
        painter.setRenderHints(
            QPainter.RenderHint.Antialiasing | QPainter.RenderHint.TextAntialiasing)
        scale = min(self.width() / self.drawing.width, self.height() / self.drawing.height)
        painter.translate((self.width() - self.drawing.width * scale) / 2, 0)
        painter.scale(scale, scale)
        for each in self.drawing.elements:
            _PLAYERS[type(each)](self, painter, each)
        painter.end()

    # ── inside ───────────────────────────────────────────────────────────────

    def _ink(self, name: str) -> QColor:
        return QColor.fromRgbF(*colour(name, grey=self.grey))

    def _stroke(self, painter: QPainter, each: Stroke) -> None:
        pen = QPen(self._ink(each.ink), each.weight)
        pen.setCapStyle(Qt.PenCapStyle.FlatCap)
        if each.dashed:
            pen.setDashPattern([2 / each.weight, 1.5 / each.weight])
        painter.setPen(pen)
        painter.drawLine(QPointF(each.x1, each.y1), QPointF(each.x2, each.y2))

    def _box(self, painter: QPainter, each: Box) -> None:
        painter.setPen(QPen(self._ink(each.edge), each.weight) if each.edge else Qt.PenStyle.NoPen)
        painter.setBrush(self._ink(each.fill) if each.fill else Qt.BrushStyle.NoBrush)
        painter.drawRect(QRectF(each.x, each.y, each.width, each.height))

    def _words(self, painter: QPainter, each: Words) -> None:
        width = self._widths[each]
        left = Align(each.side).shift(width)
        painter.save()
        font = QFont(lettering())
        font.setPixelSize(LETTER)
        painter.setFont(font)
        painter.setPen(self._ink(each.ink))
        painter.translate(each.x - left, each.y + each.size * ASCENT)
        scale = each.size / LETTER
        across = painter.fontMetrics().horizontalAdvance(each.text) * scale
        painter.scale(scale * min(1.0, width / across if across else 1.0), scale)
        painter.drawText(QPointF(0, 0), each.text)
        painter.restore()

    def _disc(self, painter: QPainter, each: Disc) -> None:
        ink, box = self._ink(each.ink), QRectF(
            each.x - each.radius, each.y - each.radius, 2 * each.radius, 2 * each.radius)
        painter.setPen(QPen(ink, each.radius * 0.22))
        painter.setBrush(ink if each.filled is Fill.FULL else Qt.BrushStyle.NoBrush)
        painter.drawEllipse(box)
        if each.filled is Fill.HALF:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(ink)
            painter.drawPie(box, 90 * 16, 180 * 16)

    def _polygon(self, painter: QPainter, each: Polygon) -> None:
        ink = self._ink(each.ink)
        painter.setPen(QPen(ink, each.weight))
        painter.setBrush(ink if each.filled else Qt.BrushStyle.NoBrush)
        painter.drawPolygon(QPolygonF([QPointF(*point) for point in each.points]))


_PLAYERS: dict[type, Callable[[DrawingView, QPainter, Any], None]] = {
    Stroke: DrawingView._stroke, Box: DrawingView._box, Words: DrawingView._words,
    Disc: DrawingView._disc, Polygon: DrawingView._polygon,
}
