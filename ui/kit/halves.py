"""Panels beside one another, whose border can be moved; the page is as high as they need."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLayout, QSplitter, QWidget

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
