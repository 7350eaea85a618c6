"""What the search box found: the list below it, and how a line of it is painted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.kit.theme import colour, icon, lettering, px

if TYPE_CHECKING:
    from ui.frame.find import Find
    from ui.kit.table import Index


_MIDDLE = Qt.AlignmentFlag.AlignVCenter


class Found(QAbstractListModel):
    """The lines below the box."""

    def __init__(self) -> None:
        super().__init__()
        self.finds: list[Find] = []

    def show(self, finds: Iterable[Find]) -> None:
        """Show these lines."""
        self.beginResetModel()
        self.finds = list(finds)
        self.endResetModel()

    def rowCount(self, parent: Index = QModelIndex()) -> int:  # noqa: B008
        """How many lines."""
        return len(self.finds)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """The words of a line, and the line itself for painting."""
        find = self.finds[index.row()]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{find.label}　{find.why}"
        return find if role == Qt.ItemDataRole.UserRole else None


class FoundLine(QStyledItemDelegate):
    """Paints a line: icon, label, and at the right why it was found."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt asks for the line to be painted."""
        find: Find = index.data(Qt.ItemDataRole.UserRole)
        box, side = option.rect.adjusted(px(10), 0, -px(10), 0), px(18)
        if option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, colour("chosen"))
        icon(find.icon).paint(painter, box.left(), box.center().y() - side // 2, side, side)
        painter.setFont(lettering("small"))
        painter.setPen(colour("faint"))
        painter.drawText(box, int(_MIDDLE | Qt.AlignmentFlag.AlignRight), find.why)
        why = painter.fontMetrics().horizontalAdvance(find.why) + px(12)
        painter.setFont(lettering())
        painter.setPen(colour("ink"))
        inner = box.adjusted(side + px(10), 0, -why, 0)
        words = painter.fontMetrics().elidedText(
            find.label, Qt.TextElideMode.ElideRight, inner.width()
        )
        painter.drawText(inner, int(_MIDDLE | Qt.AlignmentFlag.AlignLeft), words)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> Any:
        """Every line is one row high."""
        size = super().sizeHint(option, index)
        size.setHeight(px("row"))
        return size


class FoundList(QListView):
    """The list itself; the keyboard stays in the box."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self.found = Found()
        self.setObjectName("found")
        self.setModel(self.found)
        self.setItemDelegate(FoundLine(self))
        self.setUniformItemSizes(True)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setAccessibleName("找到的")

    def show_finds(self, finds: Iterable[Find]) -> None:
        """Show these lines, the first chosen."""
        self.found.show(finds)
        self.step(0)

    def step(self, by: int) -> None:
        """Choose another line; 0 chooses the first."""
        count = len(self.found.finds)
        row = (self.currentIndex().row() + by) % count if by and count else 0
        self.setCurrentIndex(self.found.index(row))

    def chosen(self) -> Find | None:
        """The chosen line, or None."""
        row = self.currentIndex().row()
        return self.found.finds[row] if 0 <= row < len(self.found.finds) else None
