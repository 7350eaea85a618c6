"""A drawing in a place it is taller than."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QScrollArea

if TYPE_CHECKING:
    from PySide6.QtGui import QResizeEvent

    from ui.kit.preview import DrawingView


class TallDrawing(QScrollArea):
    """A drawing as wide as its place, scrolled where it is taller."""

    def __init__(self, view: DrawingView) -> None:
        super().__init__()
        self._view = view
        self.setWidget(view)
        self.setWidgetResizable(True)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)

    def fit(self) -> None:
        """Make the drawing as tall as its width wants."""
        self._view.setMinimumHeight(self._view.heightForWidth(self.viewport().width()))

    def resizeEvent(self, event: QResizeEvent) -> None:
        """As wide as the place is now."""
        super().resizeEvent(event)
        self.fit()
