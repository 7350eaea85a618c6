"""Ctrl+K: one box that finds people, households, pages and whatever can be done here."""

from __future__ import annotations

from functools import cached_property
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPoint, Qt
from PySide6.QtGui import QFocusEvent, QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QWidget

from ui.frame.found_list import FoundList
from ui.kit.theme import Plain
from ui.kit.tokens import px

if TYPE_CHECKING:
    from ui.frame.find import Finding

ROWS_SHOWN = 16
WIDE = 856


class Palette(QLineEdit):
    """The search box of the window; ``finding`` says what to list for what was typed."""

    def __init__(self, finding: Finding, window: QWidget) -> None:
        super().__init__(window)
        self.setObjectName("search")
        self.setPlaceholderText("找人、找户、找功能")
        self.setAccessibleName("搜索：找人、找户、找功能")
        self._finding, self._over = finding, window
        self._came_from: QWidget | None = None
        self.textEdited.connect(self.search)
        finding.learnt.connect(self._search_again)
        self._hint()

    @cached_property
    def list(self) -> FoundList:
        """The list, made when something is first looked for."""
        found = FoundList(self._over)
        found.clicked.connect(lambda _: self._go())
        found.hide()
        return found

    def call(self) -> None:
        """Ctrl+K was pressed."""
        self._came_from = self.window().focusWidget()
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()
        self.search(self.text())

    def search(self, text: str) -> None:
        """List what ``text`` finds; the first line is chosen."""
        self._finding.learn()
        finds = self._finding.look(text.strip())
        self.list.show_finds(finds)
        self.list.setVisible(bool(finds))
        corner = self.mapTo(self._over, QPoint(self.width(), self.height() + px(4)))
        wide = min(px(WIDE), self._over.width() - px(20))
        height = min(len(finds) * px("row") + px(10), ROWS_SHOWN * px("row"),
                     self._over.height() - corner.y() - px(10))
        self.list.setGeometry(max(px(10), corner.x() - wide), corner.y(), wide, height)
        self.list.raise_()

    def put_away(self) -> None:
        """Close the list and give the keyboard back to where it was."""
        self.list.hide()
        self.clear()
        if self._came_from is not None:
            self._came_from.setFocus()
        self._came_from = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Arrows choose, Enter goes, Esc puts away."""
        steps: dict[int, int] = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}
        step = steps.get(event.key())
        if step:
            self.list.step(step)
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._go()
        elif event.key() == Qt.Key.Key_Escape:
            self.put_away()
        else:
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Esc is the list's, while there is one, and then the page's."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and (
                event.key() == Qt.Key.Key_Escape and self._came_from is not None):
            event.accept()
        return super().event(event)

    def focusOutEvent(self, event: QFocusEvent) -> None:
        """Going elsewhere closes the list."""
        super().focusOutEvent(event)
        if event.reason() != Qt.FocusReason.PopupFocusReason:
            self.list.hide()

    def _go(self) -> None:
        find = self.list.chosen() if self.list.isVisible() else None
        if find is not None and find.go is not None:
            self.put_away()
            find.go()

    def _search_again(self) -> None:
        if self.hasFocus() and self.list.isVisible():
            self.search(self.text())

    def _hint(self) -> None:
        key = Plain("Ctrl+K", self)
        key.setObjectName("key")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, px(8), 0)
        row.addStretch(1)
        row.addWidget(key)
