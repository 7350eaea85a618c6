"""A finished sheet seen as it will be printed, then printed or kept as a PDF."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.kit.card import words
from ui.kit.job import Work
from ui.kit.page import press_button
from ui.kit.preview import Preview
from ui.kit.theme import px
from ui.parts.cover import print_paper, save_paper
from ui.parts.drawn_return import paper
from ui.parts.paper_view import WIDEST

if TYPE_CHECKING:
    from models.values.sheet import Sheet
    from ui.kit.page import Page


class PaperPane(QWidget):
    """Stands where the card stood; ``closed()`` leads back to it."""

    closed = Signal()
    wide = True

    def __init__(self, page: Page, sheet: Sheet) -> None:
        super().__init__()
        self.title = sheet.title
        self.preview, self.work = Preview(), Work(page.strip)
        self._print = self._act("打印…", "Ctrl+P", lambda: page.attempt(
            lambda: print_paper(page, self.work, sheet)))
        self._save = self._act("存成 PDF…", "Ctrl+S", lambda: page.attempt(
            lambda: save_paper(page, self.work, sheet)))
        self._leave = self._act("返回", "Esc", self.give_up)
        self._lay_out()
        self.setFocusProxy(self.preview)
        self.work.begin(lambda progress: paper(sheet), self.preview.show_paper, "正在排版…")

    def give_up(self) -> None:
        """Back to the card."""
        self.work.give_up()
        self.preview.say("")
        self.closed.emit()

    def _act(self, text: str, key: str, do: Callable[[], object]) -> QAction:
        act = QAction(text, self)
        act.setShortcut(QKeySequence(key))
        act.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        act.triggered.connect(do)
        self.addAction(act)
        return act

    def _lay_out(self) -> None:
        foot, whole = QHBoxLayout(), QVBoxLayout(self)
        foot.setSpacing(px(8))
        for each in (self._print, self._save, self._leave):
            foot.addWidget(press_button(each, main=each is self._print))
        foot.addStretch(1)
        whole.setContentsMargins(px(18), px(14), px(18), px(14))
        whole.setSpacing(px(8))
        whole.addWidget(words(self.title, "title"))
        whole.addWidget(self.work)
        self.preview.setMaximumWidth(px(WIDEST))
        whole.addWidget(self.preview, 1)
        whole.addLayout(foot)
