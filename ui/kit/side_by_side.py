"""A list at the left and what belongs to it at the right: a card, or a form in its place."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QSplitter, QStackedWidget, QWidget

from ui.kit.card import panel
from ui.kit.theme import px


class Beside(QSplitter):
    """The card stays behind a form that stands in its place."""

    def __init__(self, left: QWidget, card: QWidget, sizes: tuple[int, int] = (650, 518)) -> None:
        super().__init__(Qt.Orientation.Horizontal)
        self.card, self.left = card, panel(left)
        self.right = QStackedWidget()
        self.right.addWidget(card)
        self.setHandleWidth(px(14))
        self.addWidget(self.left)
        self.addWidget(panel(self.right))
        self.setStretchFactor(0, sizes[0])
        self.setStretchFactor(1, sizes[1])
        self.setSizes(list(sizes))
        self.setChildrenCollapsible(False)

    @property
    def pane(self) -> Any:
        """The form that stands in the place of the card, or None."""
        shown = self.right.currentWidget()
        return None if shown is self.card else shown

    def put(self, pane: Any) -> None:
        """Show a form (with a signal ``closed``) instead of the card until it is closed.

        One that says it is ``wide`` has the list's room too.
        """
        if self.pane is not None:
            self.pane.give_up()
        pane.closed.connect(lambda: self._take_away(pane))
        self.right.addWidget(pane)
        self.right.setCurrentWidget(pane)
        self.left.setVisible(not getattr(pane, "wide", False))

    def _take_away(self, pane: QWidget) -> None:
        self.right.removeWidget(pane)
        self.right.setCurrentWidget(self.card)
        self.left.show()
        pane.deleteLater()
