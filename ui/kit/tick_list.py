"""Lines to be ticked: people of a household, columns of a return."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QListWidgetItem

from ui.kit.theme import px


class TickList(QListWidget):
    """Each line has words and a key; the space bar ticks it.

    ``lines`` are how many can be seen at once; one that is ``ordered`` can be drawn up and down.
    """

    def __init__(self, name: str, lines: int = 6, *, ordered: bool = False) -> None:
        super().__init__()
        self._lines = lines
        self.setAccessibleName(name)
        self.setFrameShape(QListWidget.Shape.NoFrame)
        self.setSpacing(px(2))
        if ordered:
            self.setDragDropMode(QListWidget.DragDropMode.InternalMove)

    def offer(self, lines: Sequence[tuple[str, Any]], ticked: Sequence[Any] = ()) -> None:
        """Show these lines, some of them ticked."""
        self.clear()
        for words, key in lines:
            item = QListWidgetItem(words, self)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(
                Qt.CheckState.Checked if key in ticked else Qt.CheckState.Unchecked)
            item.setData(Qt.ItemDataRole.UserRole, key)
        self.setFixedHeight(min(self._lines, max(2, len(lines))) * px(28) + px(6))

    def ticked(self) -> list[Any]:
        """The keys of those that are ticked, in their order."""
        items = [self.item(at) for at in range(self.count())]
        return [item.data(Qt.ItemDataRole.UserRole) for item in items
                if item.checkState() == Qt.CheckState.Checked]
