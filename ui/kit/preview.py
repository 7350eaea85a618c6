"""A paper on the screen, page under page, exactly as the printer will print it."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, Qt, Signal
from PySide6.QtGui import QImage, QKeyEvent, QPainter, QPaintEvent, QPen, QResizeEvent
from PySide6.QtWidgets import QAbstractScrollArea, QWidget

from ui.kit.theme import colour, lettering, px

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

PDFIUM = threading.Lock()
"""PDFium draws for one thread at a time."""

POINTS_PER_INCH = 72
ZOOMS = (1.0, 1.25, 1.5, 2.0)
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
    """Shows a PDF; ``turned(page, pages)`` when another page is at the top, counted from 1.

    Page Up and Page Down turn, + and - enlarge, Home and End go to the first and last page.
    """

    turned = Signal(int, int)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._paper: PdfDocument | None = None
        self._sizes: list[tuple[float, float]] = []
        self._pictures: dict[tuple[int, float], QImage] = {}
        self._zoom, self._page, self._words = 1.0, 0, ""
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

    def enlarge(self, steps: int) -> None:
        """Show the paper larger or smaller; 0 fits its width."""
        at = min(range(len(ZOOMS)), key=lambda n: abs(ZOOMS[n] - self._zoom))
        self._zoom = ZOOMS[max(0, min(len(ZOOMS) - 1, at + steps))] if steps else 1.0
        page = self._page
        self._lay_out()
        self.turn(page)

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

    def _gap(self) -> int:
        return px(10)

    def _scale(self) -> float:
        """Pixels to a point: the widest page fills the width, times the zoom."""
        widest = max((width for width, _ in self._sizes), default=1.0)
        return max(0.1, (self.viewport().width() - 2 * self._gap()) / widest) * self._zoom

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


_CENTRED = int(Qt.AlignmentFlag.AlignCenter | Qt.TextFlag.TextWordWrap)
