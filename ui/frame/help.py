"""帮助: the manual that travels with the program, open at the page about where one is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import (
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

from models.overview.manual import (
    Topic,
    quick_card,
    sought,
    topic_called,
    topic_for,
    topics,
    trouble_in,
)
from resources import resource
from ui.kit.card import panel, words
from ui.kit.keys import act
from ui.kit.marks import Face
from ui.kit.message_strip import Strip
from ui.kit.page import press_button
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark, lettering
from ui.kit.tokens import colour, px

if TYPE_CHECKING:
    from ui.kit.place import Place

WIDE = 780
"""So many pixels are read at ease in one line."""
HEADINGS = {1: "page", 2: "title"}


class Help(QWidget):
    """The pages at the left, narrowed by what is sought; the text at the right.

    ``turned(title)`` when another page is shown, ``closed()`` on Esc, ``paper_wanted(draw)`` for
    the quick card.
    """

    turned = Signal(str)
    closed = Signal()
    paper_wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.sought, self.text, self.count = QLineEdit(), QTextBrowser(), words(role="faint")
        self.sought.setPlaceholderText("说要做的事，或拼音首字母；Enter 下一处")
        self.sought.setAccessibleName("在帮助里找")
        self.sought.textEdited.connect(lambda _: self._narrow())
        self.sought.returnPressed.connect(self.find_next)
        self.list = RecordList(self._table(), "帮助的各页")
        self.list.say_empty("没有找到，换个说法试试。")
        self.list.shown.connect(self._show)
        self.list.opened.connect(lambda _: self.text.setFocus())
        self.text.setAccessibleName("帮助正文")
        self.text.setSearchPaths([str(resource("help"))])
        self.text.setOpenLinks(False)
        self.text.anchorClicked.connect(self._follow)
        self.zones = [self.text, self.list, self.sought]
        act(self, "返回", "Esc", self.closed.emit)
        act(self, "打印速查卡…", "Ctrl+P", lambda: self.paper_wanted.emit(quick_card))
        act(self, "找", "Ctrl+F", self.sought.setFocus)
        self._lay_out()
        self._narrow()

    def open(self, topic: Topic) -> None:
        """Show a page from its beginning, with its neighbours beside it."""
        self.sought.clear()
        self._narrow()
        at = topics().index(topic) + 1
        self.list.choose(at)
        self._show(at)
        self.text.setFocus()

    def seek(self, text: str) -> None:
        """Look for words in all pages."""
        self.sought.setText(text)
        self._narrow()
        self.sought.setFocus()

    def open_for(self, place: Place | None, page: QWidget | None, window: QWidget) -> None:
        """Show what is written about where one stands, and about the sentence one is shown."""
        strips = (strip for holder in (page, window) if holder is not None
                  for strip in holder.findChildren(Strip) if strip.isVisibleTo(holder))
        said = next((strip.words.text() for strip in strips), "")
        standing: tuple[str, ...] = getattr(page, "subjects", tuple)()
        self.open(topic_for(place.title if place else "", standing, said))
        self.text.find(trouble_in(said) or "\n")

    def find_next(self) -> None:
        """Go to the next place in the page that says what is sought, and round again."""
        sought = self.sought.text().strip()
        if sought and not self.text.find(sought):
            self.text.moveCursor(QTextCursor.MoveOperation.Start)
            self.text.find(sought)

    # ── inside ───────────────────────────────────────────────────────────────

    def _narrow(self) -> None:
        found = sought(self.sought.text())
        self.list.table.show_ids([topics().index(each) + 1 for each in found])
        self.count.setText(f"{len(found)} 页" if found else "")
        if not found:
            self.text.clear()
        elif self.sought.text().strip():
            self.list.choose(self.list.table.ids[0])
        self.list.keep_current()

    def _show(self, at: int) -> None:
        if at:
            topic = topics()[at - 1]
            self.text.setMarkdown(f"# {topic.title}\n\n{topic.text}")
            dress(self.text.document())
            self.text.moveCursor(QTextCursor.MoveOperation.Start)
            self.find_next()
            self.turned.emit(f"{topic.chapter} › {topic.title}")

    def _follow(self, link: QUrl) -> None:
        self.open(topic_called(link.fileName().removesuffix(".md"), link.fragment()))

    def _table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            return [(topics()[at - 1].title, topics()[at - 1].chapter) for at in ids]

        return RecordTable((Column("各页", 20, lead=True), Column("", 8, face=lambda each: Face(
            each, tone="faint"))), rows)

    def _lay_out(self) -> None:
        self.text.document().setDocumentMargin(px(18))
        self.text.setFrameShape(QFrame.Shape.NoFrame)
        self.text.setLineWrapMode(QTextEdit.LineWrapMode.FixedPixelWidth)
        self.text.setLineWrapColumnOrWidth(px(WIDE))
        left, foot, whole = QVBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        left.setSpacing(px(8))
        left.addWidget(self.sought)
        left.addWidget(self.list, 1)
        for each in self.actions()[:2]:
            foot.addWidget(press_button(each))
        foot.addStretch(1)
        foot.addWidget(self.count)
        left.addLayout(foot)
        across = QSplitter(Qt.Orientation.Horizontal)
        across.setHandleWidth(px(14))
        across.addWidget(panel(left, 10))
        across.addWidget(panel(self.text))
        across.setStretchFactor(1, 1)
        across.setSizes([360, 808])
        across.setChildrenCollapsible(False)
        whole.setContentsMargins(px(18), px(10), px(18), px(12))
        whole.addWidget(across, 1)


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
