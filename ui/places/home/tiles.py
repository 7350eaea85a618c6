"""The figures of the quarter on the workbench: each opens into the records it counts."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from ui.kit.card import words
from ui.kit.theme import px

if TYPE_CHECKING:
    from models.overview.due import Tile

ACROSS = 2


class TileFace(QWidget):
    """One figure; ``pressed()`` by mouse or Enter."""

    pressed = Signal()

    def __init__(self, tile: Tile) -> None:
        super().__init__()
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        column, beside = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(2))
        column.addWidget(words(tile.label, "second"))
        beside.setSpacing(px(10))
        beside.addWidget(words(f"{tile.value:,}", "figure"))
        beside.addWidget(words(tile.aside, "faint"), 1, Qt.AlignmentFlag.AlignBottom)
        column.addLayout(beside)
        self.setAccessibleName(f"{tile.label} {tile.value:,}，{tile.aside}")

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        """Pressed: see what it counts."""
        self.pressed.emit()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Enter opens it too."""
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.pressed.emit()
        else:
            super().keyPressEvent(event)


class Tiles(QWidget):
    """The figures; ``pressed(tile)``, and under them place for what one opens into."""

    pressed = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.grid, self.whole = QGridLayout(), QVBoxLayout(self)
        self.grid.setHorizontalSpacing(px(24))
        self.grid.setVerticalSpacing(px(10))
        self.whole.setContentsMargins(0, 0, 0, 0)
        self.whole.addLayout(self.grid)

    def show_tiles(self, tiles: Sequence[Tile]) -> None:
        """Show these in place of the former ones."""
        while (item := self.grid.takeAt(0)) is not None:
            if (former := item.widget()) is not None:
                former.deleteLater()
        for at, each in enumerate(tiles):
            face = TileFace(each)
            face.pressed.connect(lambda each=each: self.pressed.emit(each))
            self.grid.addWidget(face, at // ACROSS, at % ACROSS)
            if at == 0:
                self.setFocusProxy(face)
