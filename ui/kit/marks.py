"""● ◐ ▲ ○: the state of something by shape and colour, sharp at every size."""

from __future__ import annotations

from typing import NamedTuple

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QIcon, QPainter, QPainterPath, QPaintEvent, QPen, QPixmap
from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.values.finding import Level
from ui.kit.theme import Mark, Plain
from ui.kit.tokens import colour, px


class Face(NamedTuple):
    """What is shown when plain text is not enough: words with a state mark, or a quieter tone.

    ``hint`` is what there is to know of it, told on pointing at it and read out.
    """

    words: str
    mark: Mark | None = None
    tone: str = ""
    bold: bool = False
    hint: str = ""

    @property
    def link(self) -> bool:
        """Whether it opens at one click; no other words are of this colour."""
        return self.tone == "link"

    @property
    def ink(self) -> str:
        """The colour of the words; that of ○ is too faint to be read."""
        if self.mark is None:
            return self.tone or "ink"
        return "faint" if self.mark is Mark.NONE else self.mark.value

    @property
    def said(self) -> str:
        """As it is read out: the shape is a word."""
        return "，".join(filter(None, (self.words, self.mark and self.mark.word, self.hint)))

    @property
    def text(self) -> str:
        """As it is copied: the shape is a character."""
        return f"{self.mark.shape} {self.words}" if self.mark else self.words


LEVEL_FACES: dict[str, Face] = {
    Level.ERROR: Face(Level.ERROR.label, Mark.LATE),
    Level.WARNING: Face(Level.WARNING.label, Mark.ASK),
    Level.NOTICE: Face(Level.NOTICE.label, Mark.NONE),
}


def draw_mark(painter: QPainter, mark: Mark, box: QRect, tone: QColor) -> None:
    """Draw ● ◐ ▲ ○ at the left of ``box``, sharp at every size."""
    side = px(12)
    shape = QRectF(box.left(), box.center().y() - side / 2 + 0.5, side, side)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(tone, max(1.2, side / 10)))
    painter.setBrush(tone if mark in (Mark.DONE, Mark.LATE) else Qt.BrushStyle.NoBrush)
    if mark is Mark.LATE:
        path = QPainterPath(shape.bottomLeft())
        path.lineTo(shape.bottomRight())
        path.lineTo(shape.center().x(), shape.top() + 1)
        path.closeSubpath()
        painter.fillPath(path, tone)
    else:
        painter.drawEllipse(shape.adjusted(0.5, 0.5, -0.5, -0.5))
    if mark is Mark.ASK:
        painter.setBrush(tone)
        painter.drawPie(shape.adjusted(0.5, 0.5, -0.5, -0.5), 90 * 16, 180 * 16)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setRenderHint(QPainter.RenderHint.Antialiasing, False)


def mark_icon(mark: Mark) -> QIcon:
    """The shape as an icon for a chip or a button."""
    side = px(12)
    picture = QPixmap(QSize(side, side) * 2)
    picture.setDevicePixelRatio(2)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    draw_mark(painter, mark, QRect(0, 0, side, side), colour(mark.value))
    painter.end()
    return QIcon(picture)


class FaceLabel(QWidget):
    """A sentence with its state drawn before it."""

    def __init__(self, face: Face | None = None) -> None:
        super().__init__()
        self.words = Plain(wrap=True)
        self.words.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._row = QHBoxLayout(self)
        self._row.addWidget(self.words, 1)
        self.say(face or Face(""))

    def say(self, face: Face) -> None:
        """Say this."""
        self.face = face
        self._row.setContentsMargins(px(18) if face.mark else 0, 0, 0, 0)
        self.words.setText(face.words)
        if self.words.property("ink") != face.ink:
            self.words.setProperty("ink", face.ink)
            self.words.style().polish(self.words)
        self.setAccessibleName(face.said)
        self.update()

    def text(self) -> str:
        """What is said, without the shape."""
        return self.face.words

    def paintEvent(self, event: QPaintEvent) -> None:
        """Draw the shape beside the first line."""
        if self.face.mark:
            line = QRect(0, 0, px(18), self.words.fontMetrics().height() + px(2))
            painter = QPainter(self)
            draw_mark(painter, self.face.mark, line, colour(self.face.mark.value))
            painter.end()
