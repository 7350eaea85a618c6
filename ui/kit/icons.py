"""The line icons of the window, drawn from ``resources/icons`` in the colour a place asks for."""

from __future__ import annotations

from functools import cache

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSize
from PySide6.QtGui import QColor, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from resources import resource
from ui.kit.theme import colour

_INK = b"#22201E"


class _Line(QIconEngine):
    """One icon, redrawn at whatever size is asked so that it stays sharp under 关怀版."""

    def __init__(self, name: str, off: str, on: str) -> None:
        super().__init__()
        self._name, self._off, self._on = name, off, on

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        chosen = self._on if state == QIcon.State.On else self._off
        ink = colour("faint") if mode == QIcon.Mode.Disabled else colour_or_own(chosen)
        _drawing(self._name, ink.name()).render(painter, QRectF(rect))

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(QColor(0, 0, 0, 0))
        painter = QPainter(picture)
        self.paint(painter, QRect(QPoint(), size), mode, state)
        painter.end()
        return picture

    def clone(self) -> QIconEngine:
        return _Line(self._name, self._off, self._on)


@cache
def icon(name: str, off: str = "second", on: str = "accent") -> QIcon:
    """The icon called ``name``; ``off`` and ``on`` are colours of the theme (or ``white``)."""
    return QIcon(_Line(name, off, on))


def colour_or_own(name: str) -> QColor:
    """A colour of the theme, or one of Qt's own names."""
    return QColor("white") if name == "white" else colour(name)


@cache
def _drawing(name: str, ink: str) -> QSvgRenderer:
    lines = resource(f"icons/{name}.svg").read_bytes().replace(_INK, ink.encode())
    return QSvgRenderer(QByteArray(lines))
