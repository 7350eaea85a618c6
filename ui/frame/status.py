"""The bottom line: what was just saved and when, the page's figures, and 撤销."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QPushButton, QWidget

from models.values import clock
from ui.kit.theme import px

LONGEST_LABEL = 24

Newest = tuple[int, str, bool] | None
"""An act that can be taken back, as the store names it."""


class Status(QFrame):
    """The line at the bottom of the window; ``undo_asked()`` when 撤销 is pressed."""

    undo_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bottom")
        self.saved, self.summary, self.undo = QLabel(), QLabel(), QPushButton()
        self.undo.setProperty("link", True)
        self.undo.clicked.connect(self.undo_asked)
        self.undo.hide()
        self.saved.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(px(18), 0, px(18), 0)
        row.setSpacing(px(18))
        row.addWidget(self.saved)
        row.addWidget(self.summary)
        row.addStretch(1)
        row.addWidget(self.undo)

    def acted(self, newest: Newest) -> None:
        """Something was kept just now."""
        if newest is not None:
            self.say(f"已保存 {_short(newest[1])}")
        self.offer(newest)

    def say(self, words: str) -> None:
        """Say ``words`` with the time."""
        self.saved.setText(f"{words} {clock.now():%H:%M}")
        self.saved.show()

    def offer(self, newest: Newest) -> None:
        """Name what 撤销 would take back; nothing is offered for what left the village."""
        self.undo.setVisible(newest is not None and not newest[2])
        if newest is not None:
            self.undo.setText(f"撤销：{_short(newest[1])}　Ctrl+Z")
            self.undo.setAccessibleName(f"撤销：{newest[1]}")


def _short(label: str) -> str:
    return label if len(label) <= LONGEST_LABEL else f"{label[:LONGEST_LABEL]}…"
