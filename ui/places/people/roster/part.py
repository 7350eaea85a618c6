"""One view of the import with keys of its own, so that two views never fight over Ctrl+S."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.kit.page import press_button
from ui.kit.theme import px


class Part(QWidget):
    """``body`` holds what is seen, ``foot`` the buttons, in the order ``act`` made them."""

    def __init__(self) -> None:
        super().__init__()
        self.body, self.foot = QVBoxLayout(), QHBoxLayout()
        for each in (self.body, self.foot):
            each.setSpacing(px(8))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(px(10))
        whole.addLayout(self.body, 1)
        whole.addLayout(self.foot)
        self.foot.addStretch(1)

    def act(
        self, text: str, key: str, do: Callable[[], object], *, main: bool = False
    ) -> QAction:
        """Something that can be done here: a button, and a key while the keyboard is here."""
        made = QAction(text, self)
        if key:
            made.setShortcut(QKeySequence(key))
        made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        made.triggered.connect(lambda: do())
        self.addAction(made)
        self.foot.insertWidget(self.foot.count() - 1, press_button(made, main=main))
        return made
