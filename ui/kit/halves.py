"""Panels beside one another, whose border can be moved; the page is as high as they need."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QSplitter, QStackedWidget, QWidget

from ui.kit.card import panel
from ui.kit.tokens import px


class Halves(QSplitter):
    """Each in a white panel; a splitter of Qt's own would press their words together.

    They are put together from the outside in: what is put into something else is dressed anew, to
    the last label.
    """

    def __init__(
        self, *halves: QWidget | QLayout, sizes: Sequence[int], margin: int = 0,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(Qt.Orientation.Horizontal, parent)
        self.setHandleWidth(px(14))
        self.halves = [panel(each, margin, self) for each in halves]
        self.setSizes(list(sizes))
        self.setChildrenCollapsible(False)

    def hasHeightForWidth(self) -> bool:
        """The narrower its halves, the more lines their bars and words take."""
        return True

    def heightForWidth(self, _: int) -> int:
        """The least height of the higher half."""
        return max((layout.minimumHeightForWidth(half.width()) for half in self.halves
                    if not half.isHidden() and (layout := half.layout()) is not None), default=0)


class Beside(Halves):
    """The card stays behind a form that stands in its place."""

    def __init__(
        self, left: QWidget | QLayout, card: QWidget, sizes: tuple[int, int] = (650, 518),
        parent: QWidget | None = None,
    ) -> None:
        self.card, self.right = card, QStackedWidget()
        super().__init__(left, self.right, sizes=sizes, parent=parent)
        self.right.addWidget(card)
        self.left = self.halves[0]
        self.setStretchFactor(0, sizes[0])
        self.setStretchFactor(1, sizes[1])

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
        if self.right.currentWidget() is pane:  # not when another stands there already
            self.right.setCurrentWidget(self.card)
            self.left.show()
        self.right.removeWidget(pane)
        pane.deleteLater()
