"""What the search box found: the list below it, and how a line of it is painted."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QAbstractListModel, QModelIndex, QRect, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QListView, QStyle, QStyledItemDelegate, QStyleOptionViewItem, QWidget

from ui.kit.theme import icon, lettering
from ui.kit.tokens import colour, px

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
            return "　".join(filter(None, (find.label, find.about, find.where, find.key)))
        return find if role == Qt.ItemDataRole.UserRole else None

    def flags(self, index: Index) -> Qt.ItemFlag:
        """A heading is not chosen."""
        return super().flags(index) if self.finds[index.row()].go else Qt.ItemFlag.NoItemFlags


class FoundLine(QStyledItemDelegate):
    """Paints a line: icon, name, what tells it apart, and at the right its place and its key."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt asks for the line to be painted."""
        find: Find = index.data(Qt.ItemDataRole.UserRole)
        box, side = option.rect.adjusted(px(10), 0, -px(10), 0), px(18)
        if find.go is None:
            painter.fillRect(option.rect, colour("paper"))
        elif option.state & QStyle.StateFlag.State_Selected:
            painter.fillRect(option.rect, colour("chosen"))
        if find.icon:
            icon(find.icon).paint(painter, box.left(), box.center().y() - side // 2, side, side)
            box.setLeft(box.left() + side + px(10))
        at_home = "　".join(filter(None, (find.where, find.key)))
        box.setRight(_words(painter, box, at_home, "second", right=True) - px(12))
        end = self._name(painter, box, find)
        box.setLeft(max(end + px(14), option.rect.left() + option.rect.width() * 3 // 10))
        _words(painter, box, find.about, "second")

    def _name(self, painter: QPainter, box: QRect, find: Find) -> int:
        """The name with what was typed marked in it; where it ends."""
        start, end = find.span
        at = QRect(box)
        rest = "ink" if find.go else "second"
        for part, tone, bold in ((find.label[:start], rest, find.go is None),
                                 (find.label[start:end], "accent", True),
                                 (find.label[end:], rest, find.go is None)):
            if part:
                painter.setFont(lettering(bold=bold))
                at.setLeft(_words(painter, at, part, tone, small=False))
        return at.left()

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> Any:
        """Every line is one row high."""
        size = super().sizeHint(option, index)
        size.setHeight(px("row"))
        return size


def _words(
    painter: QPainter, box: QRect, words: str, tone: str, *, right: bool = False, small: bool = True
) -> int:
    """Write in a box; where the words end, or begin when they stand at the right."""
    if small:
        painter.setFont(lettering("small"))
    painter.setPen(colour(tone))
    metrics = painter.fontMetrics()
    shown = metrics.elidedText(words, Qt.TextElideMode.ElideRight, box.width())
    side = Qt.AlignmentFlag.AlignRight if right else Qt.AlignmentFlag.AlignLeft
    painter.drawText(box, int(_MIDDLE | side), shown)
    wide = metrics.horizontalAdvance(shown)
    return box.right() - wide if right else box.left() + wide


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
        """Choose another line that is no heading; 0 chooses the first."""
        lines = [row for row, each in enumerate(self.found.finds) if each.go]
        here = self.currentIndex().row()
        at = (lines.index(here) + by) % len(lines) if by and here in lines else 0
        self.setCurrentIndex(self.found.index(lines[at]) if lines else QModelIndex())

    def chosen(self) -> Find | None:
        """The chosen line, or None."""
        row = self.currentIndex().row()
        return self.found.finds[row] if 0 <= row < len(self.found.finds) else None
