"""The line at the foot of the window: what was saved when, and what can be taken back."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton, QSizePolicy, QWidget

from models.values import clock
from ui.kit.card import Elided
from ui.kit.keys import announce
from ui.kit.theme import plain_tip
from ui.kit.tokens import care, px

LONGEST_LABEL = 24


class Status(QFrame):
    """The line at the bottom of the window; ``undo_asked()``, ``redo_asked()`` and
    ``history_asked()`` when one of the three is pressed."""

    undo_asked = Signal()
    redo_asked = Signal()
    history_asked = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("bottom")
        self.saved, self.summary = Elided(), Elided()
        self.undo, self.redo = QPushButton(), QPushButton()
        self.history = QPushButton("历史　F9")
        self.saved.hide()
        row = QHBoxLayout(self)
        row.setContentsMargins(px(18), 0, px(18), 0)
        row.setSpacing(px(18))
        row.addWidget(self.saved)
        row.addWidget(self.summary)
        row.addStretch(1)
        for button, asked in ((self.undo, self.undo_asked), (self.redo, self.redo_asked),
                              (self.history, self.history_asked)):
            button.setProperty("link", True)
            button.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
            button.clicked.connect(asked)
            button.hide()
            row.addWidget(button)

    def say(self, words: str) -> None:
        """Say ``words`` with the time."""
        self.saved.setText(f"{words} {clock.now():%H:%M}")
        self.saved.show()
        announce(self, words)

    def offer(self, undo: str, redo: str) -> None:
        """Name what can be taken back and done again; blank: nothing. The larger the letters, the
        fewer of the name: all of it is in the tip."""
        self.history.show()
        most = min(LONGEST_LABEL, int((1 if undo and redo else 2) * LONGEST_LABEL / care() ** 2))
        for button, said, label, key in ((self.undo, "撤销", undo, "Ctrl+Z"),
                                         (self.redo, "重做", redo, "Ctrl+Y")):
            button.setVisible(bool(label))
            button.setText(f"{said}：{short(label, most)}　{key}")
            button.setAccessibleName(f"{said}：{label}")
            button.setToolTip(plain_tip(f"{said}：{label}"))


def short(label: str, most: int = LONGEST_LABEL) -> str:
    """A label that fits the line."""
    return label if len(label) <= most else f"{label[:most]}…"
