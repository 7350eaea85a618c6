"""How the window looks: colours, sizes, lettering and icons, all growing together."""

from __future__ import annotations

import tomllib
from enum import Enum
from functools import cache
from string import Template
from typing import Any

from PySide6.QtCore import QByteArray, QPoint, QRect, QRectF, QSettings, QSize
from PySide6.QtGui import (
    QColor,
    QFont,
    QFontDatabase,
    QIcon,
    QIconEngine,
    QPainter,
    QPalette,
    QPixmap,
)
from PySide6.QtSvg import QSvgRenderer
from PySide6.QtWidgets import QApplication

from resources import resource
from ui.kit.qt_words import speak_chinese


class Mark(Enum):
    """The state of something, readable by shape, colour and word alike."""

    DONE = "done"
    ASK = "ask"
    LATE = "late"
    NONE = "none"

    @property
    def shape(self) -> str:
        """The shape as a character, for text that is copied or printed."""
        return {"done": "●", "ask": "◐", "late": "▲", "none": "○"}[self.value]


@cache
def tokens() -> dict[str, Any]:
    """The tokens of ``resources/theme.toml``, as written."""
    return tomllib.loads(resource("theme.toml").read_text(encoding="utf-8"))


@cache
def colour(name: str) -> QColor:
    """The colour called ``name``."""
    return QColor(tokens()["colours"][name])


def px(size: str | float) -> int:
    """A size of the tokens (or so many pixels at 100 %) as it is now, under 关怀版."""
    plain = tokens()["sizes"][size] if isinstance(size, str) else size
    return round(plain * care())


def care() -> float:
    """How much larger than designed everything is shown; 1.0 is 100 %."""
    app = QApplication.instance()
    return float((app.property("care") if app else None) or 1.0)


def kept_care() -> float:
    """The enlargement this user left behind."""
    return float(str(_settings().value("care", 1.0)))


def lettering(size: str = "body", *, bold: bool = False) -> QFont:
    """The font for a role (``body``, ``small``, ``title``, ``page``) with tabular figures."""
    return _font(px(size), bold)


@cache
def _font(pixels: int, bold: bool) -> QFont:
    font = QFont()
    font.setFamilies(list(_families()))
    font.setPixelSize(pixels)
    font.setBold(bold)
    font.setFeature(QFont.Tag("tnum"), 1)
    return font


@cache
def _families() -> tuple[str, ...]:
    fonts, there = tokens()["fonts"], {name.casefold() for name in QFontDatabase.families()}
    text = [name for name in fonts["text"] if name.casefold() in there]
    rare = [name for name in fonts["rare"] if name.casefold() in there]
    return tuple(dict.fromkeys([*text, *rare])) or ("sans-serif",)


def dress(app: QApplication, enlarged: float = 1.0) -> None:
    """Give the whole program its look at ``enlarged`` times the designed size."""
    if app.property("care") is None:
        app.setStyle("Fusion")
        speak_chinese(app)
    app.setProperty("care", enlarged)
    app.setFont(lettering())
    app.setStyleSheet(_sheet())
    app.setPalette(_palette())


def grow(steps: int) -> float:
    """关怀版: ``steps`` up or down (0: back to 100 %), kept for this user; how large now."""
    offered: list[float] = tokens()["care"]["steps"]
    at = min(range(len(offered)), key=lambda n: abs(offered[n] - care()))
    enlarged = offered[max(0, min(len(offered) - 1, at + steps))] if steps else 1.0
    app = QApplication.instance()
    if enlarged != care() and isinstance(app, QApplication):
        dress(app, enlarged)
        _settings().setValue("care", enlarged)
    return enlarged


def _settings() -> QSettings:
    return QSettings(QSettings.Format.IniFormat, QSettings.Scope.UserScope, "Lianxing", "window")


def _palette() -> QPalette:
    palette, roles = QPalette(), QPalette.ColorRole
    for role, name in {
        roles.Window: "paper", roles.WindowText: "ink", roles.Base: "surface",
        roles.AlternateBase: "paper", roles.Text: "ink", roles.Button: "surface",
        roles.ButtonText: "ink", roles.BrightText: "late", roles.Highlight: "chosen",
        roles.HighlightedText: "ink", roles.Link: "link", roles.LinkVisited: "link",
        roles.ToolTipBase: "surface", roles.ToolTipText: "ink", roles.PlaceholderText: "faint",
        roles.Mid: "line", roles.Dark: "edge", roles.Light: "surface", roles.Accent: "accent",
    }.items():
        palette.setColor(role, colour(name))
    for role in (roles.WindowText, roles.Text, roles.ButtonText):
        palette.setColor(QPalette.ColorGroup.Disabled, role, colour("faint"))
    return palette


def _sheet() -> str:
    sizes = {f"{name}_px": f"{px(name)}px" for name in tokens()["sizes"]}
    steps = {f"s{n}": f"{px(n)}px" for n in (1, 2, 3, 4, 6, 8, 10, 12, 16, 18, 24, 32, 38, 64)}
    arrow = resource("icons/down.svg").as_posix()
    text = Template(resource("theme.qss").read_text(encoding="utf-8"))
    return text.substitute(tokens()["colours"], **sizes, **steps, arrow=arrow)


# ── icons ────────────────────────────────────────────────────────────────────


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
