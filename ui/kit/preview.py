"""A paper or a drawing on the screen, page under page, exactly as it will be printed."""

from __future__ import annotations

import threading
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QPointF, QRect, QRectF, QSize, Qt, Signal
from PySide6.QtGui import (
    QColor,
    QFont,
    QImage,
    QKeyEvent,
    QPainter,
    QPaintEvent,
    QPen,
    QPolygonF,
    QResizeEvent,
)
from PySide6.QtWidgets import QAbstractScrollArea, QPushButton, QWidget

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
    measured,
)
from exporters.wall.drawing import colour as drawn_colour
from ui.kit.card import Flow, words
from ui.kit.theme import lettering, plain_tip
from ui.kit.tokens import colour, px

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

PDFIUM = threading.Lock()
"""PDFium draws for one thread at a time."""

POINTS_PER_INCH = 72
ZOOMS = (0.5, 0.75, 1.0, 1.25, 1.5, 2.0)
KEPT_PAGES = 6
_LARGER = {Qt.Key.Key_Plus, Qt.Key.Key_Equal}


def drawn_page(paper: PdfDocument, at: int, scale: float) -> QImage:
    """Page ``at`` (from 0) as a picture, ``scale`` pixels to a point."""
    with PDFIUM:
        bitmap = paper[at].render(scale=scale, prefer_bgrx=True)
        picture = QImage(
            bytes(bitmap.buffer), bitmap.width, bitmap.height, bitmap.stride,
            QImage.Format.Format_RGB32,
        )
        return picture.copy()


class Preview(QAbstractScrollArea):
    """Shows a PDF; ``turned(page, pages)`` when another page is at the top, counted from 1;
    ``replaced()`` when another paper is there, or none.

    Page Up and Page Down turn, + and - enlarge, Home and End go to the first and last page.
    """

    turned = Signal(int, int)
    replaced = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paper: PdfDocument | None = None
        self._sizes: list[tuple[float, float]] = []
        self._pictures: dict[tuple[int, float], QImage] = {}
        self._zoom, self._page, self._words, self._whole = 1.0, 0, "", False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("版面预览")
        self.setFrameShape(self.Shape.NoFrame)
        self.verticalScrollBar().valueChanged.connect(self._scrolled)

    @property
    def pages(self) -> int:
        """How many pages are shown."""
        return len(self._sizes)

    def show_paper(self, pdf: bytes) -> None:
        """Show this paper from its first page."""
        from pypdfium2 import PdfDocument

        self._forget()
        with PDFIUM:
            self._paper = PdfDocument(pdf)
            self._sizes = [self._paper.get_page_size(at) for at in range(len(self._paper))]
        self.verticalScrollBar().setValue(0)
        self._lay_out()
        self.replaced.emit()
        self._tell_page(0)

    def say(self, words: str) -> None:
        """Show a sentence where there is no paper."""
        self._forget()
        self._words = words
        self._lay_out()
        self.turned.emit(0, 0)

    def turn(self, to: int) -> None:
        """Bring page ``to`` (from 0) to the top."""
        if self._sizes:
            at = max(0, min(to, len(self._sizes) - 1))
            self.verticalScrollBar().setValue(self._top(at) - self._gap())
            self._tell_page(at)

    def step(self, pages: int) -> None:
        """Turn so many pages on, or back."""
        self.turn(self._page + pages)

    def enlarge(self, steps: int) -> None:
        """Show the paper larger or smaller; 0 fits its width."""
        zoom, self._whole = self._scale() / self._filling(), False
        at = min(range(len(ZOOMS)), key=lambda n: abs(ZOOMS[n] - zoom))
        self._zoom = ZOOMS[max(0, min(len(ZOOMS) - 1, at + steps))] if steps else 1.0
        self._again()

    def show_whole(self) -> None:
        """Show each page whole, as large as the room allows."""
        self._whole = True
        self._again()

    def picture(self, at: int, across: int) -> QImage:
        """Page ``at`` (from 0), so many pixels wide."""
        assert self._paper is not None
        return drawn_page(self._paper, at, across / self._sizes[at][0])

    # ── what Qt asks ─────────────────────────────────────────────────────────

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Turning and enlarging by key."""
        key = event.key()
        turns: dict[int, int] = {
            Qt.Key.Key_PageDown: self._page + 1, Qt.Key.Key_PageUp: self._page - 1,
            Qt.Key.Key_Home: 0, Qt.Key.Key_End: len(self._sizes) - 1}
        to = turns.get(key)
        if to is not None:
            self.turn(to)
        elif key in _LARGER or key == Qt.Key.Key_Minus:
            self.enlarge(1 if key in _LARGER else -1)
        else:
            super().keyPressEvent(event)

    def paintEvent(self, event: QPaintEvent) -> None:
        """Paint the pages in sight, drawing those that were not looked at yet."""
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), colour("side" if self._sizes else "surface"))
        if not self._sizes:
            painter.setPen(colour("faint"))
            painter.setFont(lettering())
            inside = self.viewport().rect().adjusted(px(24), 0, -px(24), 0)
            painter.drawText(inside, _CENTRED, self._words)
        for at in range(len(self._sizes)):
            box = self._box(at)
            if box.intersects(self.viewport().rect()):
                painter.drawImage(box, self._picture(at))
                painter.setPen(colour("line"))
                painter.drawRect(box.adjusted(-1, -1, 0, 0))
        if self.hasFocus():
            painter.setPen(QPen(colour("link"), 2))
            painter.drawRect(self.viewport().rect().adjusted(1, 1, -1, -1))
        painter.end()

    def resizeEvent(self, event: QResizeEvent) -> None:
        """The paper keeps to the width it has."""
        super().resizeEvent(event)
        self._lay_out()

    # ── inside ───────────────────────────────────────────────────────────────

    def _forget(self) -> None:
        if self._paper is not None:
            with PDFIUM:
                self._paper.close()
        self._paper, self._sizes, self._pictures = None, [], {}
        self.replaced.emit()

    def _gap(self) -> int:
        return px(10)

    def _again(self) -> None:
        page = self._page
        self._lay_out()
        self.turn(page)

    def _filling(self) -> float:
        """Pixels to a point when the widest page fills the width."""
        widest = max((width for width, _ in self._sizes), default=1.0)
        return max(0.1, (self.viewport().width() - 2 * self._gap()) / widest)

    def _scale(self) -> float:
        """Pixels to a point: the width filled, times the zoom; or the whole page in the room."""
        if not self._whole:
            return self._filling() * self._zoom
        highest = max((height for _, height in self._sizes), default=1.0)
        return min(self._filling(),
                   max(0.1, (self.viewport().height() - 2 * self._gap()) / highest))

    def _top(self, at: int) -> int:
        scale = self._scale()
        above = sum(round(height * scale) + self._gap() for _, height in self._sizes[:at])
        return above + self._gap()

    def _box(self, at: int) -> QRect:
        scale = self._scale()
        width, height = (round(side * scale) for side in self._sizes[at])
        whole = max(self.viewport().width(), self._widest())
        left = (whole - width) // 2 - self.horizontalScrollBar().value()
        return QRect(left, self._top(at) - self.verticalScrollBar().value(), width, height)

    def _widest(self) -> int:
        widest = max((width for width, _ in self._sizes), default=0.0)
        return round(widest * self._scale()) + 2 * self._gap()

    def _picture(self, at: int) -> QImage:
        assert self._paper is not None
        ratio = self.devicePixelRatioF()
        wanted = (at, self._scale() * ratio)
        if wanted not in self._pictures:
            while len(self._pictures) >= KEPT_PAGES:
                del self._pictures[next(iter(self._pictures))]
            self._pictures[wanted] = drawn_page(self._paper, at, wanted[1])
        return self._pictures[wanted]

    def _lay_out(self) -> None:
        view, end = self.viewport().size(), self._top(len(self._sizes))
        down, across = self.verticalScrollBar(), self.horizontalScrollBar()
        down.setPageStep(view.height())
        down.setSingleStep(px("row"))
        down.setRange(0, max(0, end - view.height()) if self._sizes else 0)
        across.setPageStep(view.width())
        across.setRange(0, max(0, self._widest() - view.width()) if self._zoom > 1 else 0)
        self.viewport().update()

    def _scrolled(self, value: int) -> None:
        self.viewport().update()
        middle = value + self.viewport().height() // 2
        tops = [at for at in range(len(self._sizes)) if self._top(at) <= middle]
        if tops and tops[-1] != self._page:
            self._tell_page(tops[-1])

    def _tell_page(self, at: int) -> None:
        self._page = at
        self.turned.emit(at + 1, len(self._sizes))


class PageBar(QWidget):
    """Over a preview: smaller, the whole width, the whole page, larger; which page; back, on."""

    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self.page = words(role="faint")
        row = Flow(self)
        for said, name, do in (
            ("－", "缩小", lambda: preview.enlarge(-1)),
            ("适宽", "适宽", lambda: preview.enlarge(0)),
            ("整页", "看整页", preview.show_whole),
            ("＋", "放大", lambda: preview.enlarge(1)),
            ("‹", "前一页", lambda: preview.step(-1)),
            ("›", "后一页", lambda: preview.step(1)),
        ):
            button = QPushButton(said)
            button.setAccessibleName(name)
            button.setToolTip(plain_tip(name))
            button.clicked.connect(do)
            row.addWidget(button)
        row.insertWidget(4, self.page)
        preview.turned.connect(self._say)
        self._say(0, 0)

    def _say(self, page: int, pages: int) -> None:
        self.page.setText(f"第 {page} / {pages} 页")
        self.setVisible(pages > 0)


_CENTRED = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)


# ── A drawing, from the same strokes as its PDF


LETTER = 100
"""The size in which letters are set before they are scaled to the drawing, in pixels."""


class DrawingView(QWidget):
    """Shows one drawing as large as its width allows; ``grey`` as a mono printer prints it."""

    def __init__(self, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.drawing: Drawing | None = None
        self.grey = False
        self._widths: dict[Words, float] = {}
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
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
        return QColor.fromRgbF(*drawn_colour(name, grey=self.grey))

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
