"""How the window looks: colours, sizes, lettering, icons; and Qt's own words in Chinese."""

from __future__ import annotations

import html
from enum import Enum
from functools import cache
from string import Template
from typing import Any

from PySide6 import QtCore
from PySide6.QtCore import (
    QByteArray,
    QLibraryInfo,
    QLocale,
    QPoint,
    QRect,
    QRectF,
    QSize,
    QTranslator,
)
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
from PySide6.QtWidgets import QApplication, QLabel, QWidget

from resources import resource
from ui.kit.tokens import Dress, care, colour, kept_care, px, tokens, user_settings


class Plain(QLabel):
    """A label that says what it is given as it stands: names are data, never markup."""

    def __init__(
        self, text: str = "", parent: QWidget | None = None, *, wrap: bool = False
    ) -> None:
        super().__init__(text, parent, wordWrap=wrap)
        self.setTextFormat(QtCore.Qt.TextFormat.PlainText)  # only now: it takes Qt 10 ms


def plain_tip(words: str) -> str:
    """Words for a tip, which Qt reads as markup when they look like it."""
    return f"<qt>{html.escape(words)}</qt>".replace("\n", "<br>") if "<" in words else words


class Mark(Enum):
    """The state of something, readable by shape, colour and word alike."""

    DONE = "done"
    ASK = "ask"
    LATE = "late"
    NONE = "none"

    @property
    def word(self) -> str:
        """What a screen reader says for the shape."""
        return {"done": "已办", "ask": "待办", "late": "要紧", "none": "未办"}[self.value]

    @property
    def shape(self) -> str:
        """The shape as a character, for text that is copied or printed."""
        return {"done": "●", "ask": "◐", "late": "▲", "none": "○"}[self.value]


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
    if Dress.dressed and enlarged == Dress.care:
        return
    if not Dress.dressed:
        app.setStyle("Fusion")
        speak_chinese(app)
    Dress.care, Dress.dressed = enlarged, True
    app.setFont(lettering())
    app.setStyleSheet(_sheet())
    app.setPalette(_palette())


def dress_once() -> None:
    """Dress the program as this user left it, if nobody has dressed it yet."""
    app = QApplication.instance()
    if not Dress.dressed and isinstance(app, QApplication):
        dress(app, kept_care())


def grow(steps: int) -> float:
    """关怀版: ``steps`` up or down (0: back to 100 %), kept for this user; how large now."""
    offered: list[float] = tokens()["care"]["steps"]
    at = min(range(len(offered)), key=lambda n: abs(offered[n] - care()))
    enlarged = offered[max(0, min(len(offered) - 1, at + steps))] if steps else 1.0
    app = QApplication.instance()
    if enlarged != care() and isinstance(app, QApplication):
        dress(app, enlarged)
        user_settings().setValue("care", enlarged)
    return enlarged


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
    ringed = {f"r{n}": f"{px(n) - 1}px" for n in (2, 3, 6, 8, 10, 12)}  # in a border 1 px wider
    drawn = {name: resource(f"icons/{icon}.svg").as_posix() for name, icon in (
        ("arrow", "down"), ("rising", "rising"), ("falling", "falling"))}
    text = Template(resource("theme.qss").read_text(encoding="utf-8"))
    return text.substitute(tokens()["colours"], **sizes, **steps, **ringed, **drawn)


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


# ── Qt's own words: menus of text fields, file dialogs, key names


WORDS = {
    "QWidgetTextControl": {
        "&Undo": "撤销(&U)", "&Redo": "重做(&R)", "Cu&t": "剪切(&T)", "&Copy": "复制(&C)",
        "Copy &Link Location": "复制链接地址(&L)", "&Paste": "粘贴(&P)", "Delete": "删除",
        "Select All": "全选",
    },
    "QAbstractSpinBox": {"Step &up": "加(&U)", "Step &down": "减(&D)"},
    "QPlatformTheme": {
        "OK": "确定", "Save": "保存", "Save All": "全部保存", "Open": "打开", "&Yes": "是(&Y)",
        "Yes to &All": "全部是(&A)", "&No": "否(&N)", "N&o to All": "全部否(&O)", "Abort": "中止",
        "Retry": "重试", "Ignore": "忽略", "Close": "关闭", "Cancel": "取消", "Discard": "不保存",
        "Help": "帮助", "Apply": "应用", "Reset": "重置", "Restore Defaults": "恢复默认",
    },
    "QFileDialog": {
        "&Look in:": "位置(&L)：", "File &name:": "文件名(&N)：",
        "Files of &type:": "文件类型(&T)：", "&Open": "打开(&O)", "&Save": "保存(&S)",
        "&Choose": "选择(&C)", "Directory:": "文件夹：", "Parent Directory": "上一级文件夹",
    },
    "QAbstractFileIconProvider": {
        "Drive": "磁盘", "File": "文件", "Folder": "文件夹", "%1 File": "%1 文件",
        "File Folder": "文件夹", "Shortcut": "快捷方式", "Alias": "快捷方式", "Unknown": "不认得",
    },
    "QLabel": {"&Copy": "复制(&C)", "Select All": "全选"},
    "QPrintDialog": {"Copies": "份数"},
    "QTextBrowser": {"untitled": "没有标题"},
    "QCalendarWidget": {"Calendar": "日历"},
}
"""What the translation that comes with Qt lacks, or says otherwise than this program; the most used
words stand here too, so that they are Chinese where that file is missing."""

WORDS["QLineEdit"] = WORDS["QWidgetTextControl"]

WORDS["QShortcut"] = {  # key names are as they stand on the keyboard
    "Return": "Enter", "Enter": "Enter", "Backspace": "Backspace", "Space": "空格", "Left": "←",
    "Right": "→", "Up": "↑", "Down": "↓",
}


class OwnWords(QTranslator):
    """Asked before Qt's own translation; what it does not know is left to that."""

    def translate(
        self, context: Any, source: Any, disambiguation: Any = None, n: int = -1
    ) -> Any:
        """Chinese for a source text of Qt's; None leaves it to the next."""
        return WORDS.get(context, {}).get(source)

    def isEmpty(self) -> bool:
        """There are words in it."""
        return False


def speak_chinese(app: QApplication) -> None:
    """Once for a program: Qt's own texts, its calendar and its numbers in Chinese."""
    if app.property("chinese"):
        return
    app.setProperty("chinese", True)
    QLocale.setDefault(QLocale(QLocale.Language.Chinese, QLocale.Country.China))
    of_qt, own = QTranslator(app), OwnWords(app)
    of_qt.load("qtbase_zh_CN", QLibraryInfo.path(QLibraryInfo.LibraryPath.TranslationsPath))
    for each in (of_qt, own):
        app.installTranslator(each)
