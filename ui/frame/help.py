"""帮助: the chapters of the manual that travel with the program, open at the page one is on."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import (
    QAction,
    QKeySequence,
    QTextBlock,
    QTextBlockFormat,
    QTextCharFormat,
    QTextCursor,
    QTextDocument,
)
from PySide6.QtWidgets import (
    QFrame,
    QHBoxLayout,
    QLineEdit,
    QSplitter,
    QTextBrowser,
    QTextEdit,
    QVBoxLayout,
    QWidget,
)

from resources import resource
from ui.kit.card import panel
from ui.kit.page import press_button
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark, colour, lettering, px

if TYPE_CHECKING:
    from ui.kit.page import Page
    from ui.kit.place import Place

CHAPTERS = (
    "welcome", "home", "people", "members", "liaison", "points", "meetings", "stars", "returns",
    "town", "settings", "trouble", "glossary",
)
"""In the order one reads them; a place's chapter has the place's key."""

WIDE = 780
"""So many pixels are read at ease in one line."""
HEADINGS = {1: "page", 2: "title"}


class Chapter(NamedTuple):
    """One chapter: its key, its heading, and all of its text as Markdown."""

    key: str
    title: str
    text: str


@cache
def chapters() -> tuple[Chapter, ...]:
    """Every chapter, in order."""
    texts = [resource(f"help/{key}.md").read_text(encoding="utf-8") for key in CHAPTERS]
    titles = [text.partition("\n")[0].removeprefix("# ") for text in texts]
    return tuple(map(Chapter, CHAPTERS, titles, texts))


@cache
def headings() -> tuple[tuple[Chapter, str], ...]:
    """Every chapter and every heading in one."""
    return tuple((each, words.lstrip("# ")) for each in chapters()
                 for words in each.text.splitlines() if words.startswith("#"))


class Help(QWidget):
    """The chapters at the left, narrowed by what is searched; the text at the right.

    ``turned(title)`` when another chapter is shown, ``closed()`` on Esc.
    """

    turned = Signal(str)
    closed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.sought, self.text = QLineEdit(), QTextBrowser()
        self.sought.setPlaceholderText("在帮助里找，Enter 下一处")
        self.sought.setAccessibleName("在帮助里找")
        self.sought.textEdited.connect(lambda _: self._narrow())
        self.sought.returnPressed.connect(self.find_next)
        self.list = RecordList(self._table(), "帮助的各章")
        self.list.say_empty("没有找到，换个说法试试。")
        self.list.shown.connect(self._show)
        self.list.opened.connect(lambda _: self.text.setFocus())
        self.text.setAccessibleName("帮助正文")
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._follow)
        self.zones = [self.text, self.list, self.sought]
        self._act("返回", "Esc", self.closed.emit)
        self._act("找", "Ctrl+F", self.sought.setFocus)
        self._lay_out()
        self._narrow()

    def open(self, key: str) -> None:
        """Show a chapter from its beginning."""
        self.sought.clear()
        self._narrow()
        self.list.choose(CHAPTERS.index(key) + 1)
        self._show(CHAPTERS.index(key) + 1)
        self.text.setFocus()

    def open_at(self, key: str, heading: str) -> None:
        """Show what stands under a heading of a chapter."""
        self.open(key)
        self._go_to(heading)

    def seek(self, text: str) -> None:
        """Look for words in all chapters."""
        self.sought.setText(text)
        self._narrow()
        self.sought.setFocus()

    def open_for(self, place: Place | None, page: Page | None) -> None:
        """Show what is written about this page: the section looked at, else its whole chapter."""
        if place is None or page is None:
            self.open("trouble")
            return
        keys = [key for key in (place.chapter, place.key) if key in CHAPTERS]
        for name in filter(None, (*page.subjects(), place.title)):
            key = next((key for key in keys if _place_in(key, name)), None)
            if key is not None:
                self.open_at(key, name)
                return
        self.open(keys[0])

    def find_next(self) -> None:
        """Go to the next place in the chapter that says what is sought, and round again."""
        sought = self.sought.text().strip()
        if sought and not self.text.find(sought):
            self.text.moveCursor(QTextCursor.MoveOperation.Start)
            self.text.find(sought)

    # ── inside ───────────────────────────────────────────────────────────────

    def _narrow(self) -> None:
        sought = self.sought.text().strip().casefold()
        self.list.show_ids([
            at for at, each in enumerate(chapters(), 1) if sought in each.text.casefold()
        ])
        self.text.moveCursor(QTextCursor.MoveOperation.Start)
        self.find_next()

    def _show(self, at: int) -> None:
        if at:
            chapter = chapters()[at - 1]
            self.text.setMarkdown(chapter.text)
            dress(self.text.document())
            self.text.moveCursor(QTextCursor.MoveOperation.Start)
            self.find_next()
            self.turned.emit(chapter.title)

    def _go_to(self, name: str) -> None:
        """What is written of ``name`` stands on top."""
        block = self.text.document().begin()
        while block.isValid():
            heads = block.blockFormat().headingLevel() > 1 and name in block.text()
            if heads or (block.textList() and block.text().startswith(f"{name}：")):
                self.text.moveCursor(QTextCursor.MoveOperation.End)
                self.text.setTextCursor(QTextCursor(block))
                return
            block = block.next()

    def _follow(self, link: QUrl) -> None:
        self.open(link.fileName().removesuffix(".md"))

    def _table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            return [(chapters()[at - 1].title,) for at in ids]

        return RecordTable((Column("各章", 20, lead=True),), rows)

    def _act(self, words: str, key: str, do: Any) -> None:
        act = QAction(words, self)
        act.setShortcut(QKeySequence(key))
        act.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        act.triggered.connect(do)
        self.addAction(act)

    def _lay_out(self) -> None:
        self.text.document().setDocumentMargin(px(18))
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)
        self.text.setLineWrapColumnOrWidth(px(WIDE))
        left, foot = QVBoxLayout(), QHBoxLayout()
        left.setSpacing(px(8))
        left.addWidget(self.sought)
        left.addWidget(self.list, 1)
        foot.addWidget(press_button(self.actions()[0]))
        foot.addStretch(1)
        left.addLayout(foot)
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setHandleWidth(px(14))
        across.addWidget(panel(left, 10))
        across.addWidget(panel(self.text))
        across.setStretchFactor(1, 1)
        across.setSizes([260, 908])
        across.setChildrenCollapsible(False)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(px(18), px(10), px(18), px(12))
        whole.addWidget(across)


def _place_in(key: str, name: str) -> bool:
    """Whether a heading or a step of the chapter is about ``name``."""
    about = rf"^(##.*{re.escape(name)}|\d\. \*\*{re.escape(name)}\*\*：)"
    return re.search(about, chapters()[CHAPTERS.index(key)].text, re.MULTILINE) is not None


def dress(document: QTextDocument) -> None:
    """Give Markdown the lettering of the window: room between lines, keys on a grey ground."""
    block = document.begin()
    while block.isValid():
        level = block.blockFormat().headingLevel()
        _room(block, level)
        if level:
            cursor = _chosen(document, block.position(), block.length() - 1)
            cursor.setCharFormat(_heading(level))
        for start, length in _keys(block):
            _chosen(document, start, length).mergeCharFormat(_key())
        block = block.next()
    for mark in Mark:
        _paint(document, mark)


def _room(block: QTextBlock, level: int) -> None:
    shape = QTextBlockFormat()
    shape.setLineHeight(150, QTextBlockFormat.LineHeightTypes.ProportionalHeight.value)
    in_table = QTextCursor(block).currentTable() is not None
    shape.setTopMargin(px(16) if level > 1 else 0)
    shape.setBottomMargin(0 if in_table else px(6))
    QTextCursor(block).mergeBlockFormat(shape)


def _keys(block: QTextBlock) -> list[tuple[int, int]]:
    """Where in the block keys are written, as (position, length)."""
    found, each = [], block.begin()
    while not each.atEnd():
        piece = each.fragment()
        if piece.charFormat().fontFixedPitch():
            found.append((piece.position(), piece.length()))
        each += 1
    return found


def _heading(level: int) -> QTextCharFormat:
    letters = QTextCharFormat()
    letters.setFont(lettering(HEADINGS[level], bold=True))
    return letters


def _key() -> QTextCharFormat:
    letters = QTextCharFormat()
    letters.setFont(lettering())
    letters.setBackground(colour("side"))
    return letters


def _paint(document: QTextDocument, mark: Mark) -> None:
    """Show the shapes ● ◐ ▲ ○ as large and in the colours the lists have them."""
    letters = QTextCharFormat()
    letters.setFont(lettering("page"))
    letters.setForeground(colour(mark.value))
    found = document.find(mark.shape)
    while not found.isNull():
        found.mergeCharFormat(letters)
        found = document.find(mark.shape, found)


def _chosen(document: QTextDocument, start: int, length: int) -> QTextCursor:
    cursor = QTextCursor(document)
    cursor.setPosition(start)
    cursor.setPosition(start + length, QTextCursor.MoveMode.KeepAnchor)
    return cursor
