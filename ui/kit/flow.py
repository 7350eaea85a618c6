"""Buttons and chips laid out like words: what no longer fits goes on in the next line."""

from __future__ import annotations

from PySide6.QtCore import QPoint, QRect, QSize, Qt
from PySide6.QtWidgets import QLayout, QLayoutItem, QWidget

from ui.kit.theme import px


class Flow(QLayout):
    """One line while there is room, more when the window is narrow or 关怀版 is large."""

    def __init__(self, parent: QWidget | None = None, gap: int = 8) -> None:
        super().__init__(parent)
        self._items: list[QLayoutItem] = []
        self._gap = gap
        self.setContentsMargins(0, 0, 0, 0)

    def addItem(self, item: QLayoutItem) -> None:
        """Qt adds at the end."""
        self._items.append(item)

    def count(self) -> int:
        """How many items there are."""
        return len(self._items)

    def itemAt(self, at: int) -> QLayoutItem | None:
        """The item at a place, None behind the last."""
        return self._items[at] if 0 <= at < len(self._items) else None

    def takeAt(self, at: int) -> QLayoutItem | None:
        """Give an item away."""
        return self._items.pop(at) if 0 <= at < len(self._items) else None

    def expandingDirections(self) -> Qt.Orientation:
        """It asks for no more than it needs."""
        return Qt.Orientation(0)

    def hasHeightForWidth(self) -> bool:
        """The narrower, the higher."""
        return True

    def heightForWidth(self, width: int) -> int:
        """How high the lines are in that width."""
        return self._place(QRect(0, 0, width, 0), keep=False)

    def setGeometry(self, room: QRect) -> None:
        """Put everything in its place."""
        super().setGeometry(room)
        self._place(room, keep=True)

    def sizeHint(self) -> QSize:
        """All on one line."""
        hints = [each.sizeHint() for each in self._shown()]
        across = sum(each.width() for each in hints) + px(self._gap) * max(len(hints) - 1, 0)
        return self._with_margins(across, max((each.height() for each in hints), default=0))

    def minimumSize(self) -> QSize:
        """One below the other."""
        least = [each.minimumSize() for each in self._shown()]
        return self._with_margins(max((each.width() for each in least), default=0),
                                  max((each.height() for each in least), default=0))

    def _shown(self) -> list[QLayoutItem]:
        return [each for each in self._items if not each.isEmpty()]

    def _with_margins(self, across: int, down: int) -> QSize:
        margins = self.contentsMargins()
        return QSize(across + margins.left() + margins.right(),
                     down + margins.top() + margins.bottom())

    def _place(self, room: QRect, *, keep: bool) -> int:
        """Place the items (when they are to ``keep`` it); how high the room has to be."""
        inner, gap = room.marginsRemoved(self.contentsMargins()), px(self._gap)
        x, y, line = inner.x(), inner.y(), 0
        for each in self._shown():
            size = each.sizeHint().boundedTo(QSize(max(inner.width(), 0), 10_000))
            if x > inner.x() and x + size.width() > inner.x() + inner.width():
                x, y, line = inner.x(), y + line + gap, 0
            if keep:
                each.setGeometry(QRect(QPoint(x, y), size))
            x, line = x + size.width() + gap, max(line, size.height())
        return y + line - room.y() + self.contentsMargins().bottom()
