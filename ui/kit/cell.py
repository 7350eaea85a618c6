"""One cell of a list: its state shape and words, cut with … only where sentences give way."""

from __future__ import annotations

from typing import Protocol, cast

from PySide6.QtCore import QEvent, QObject, QRect, QSize, Qt
from PySide6.QtGui import QFont, QHelpEvent, QKeyEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
)

from ui.kit.marks import Face, draw_mark
from ui.kit.table import FACE, Index, RecordTable
from ui.kit.theme import colour, lettering, px
from ui.kit.widths import words_width


class Listed(Protocol):
    """What a cell asks of the list it is painted in."""

    quiet: bool

    def hasFocus(self) -> bool:
        """Whether keys go to the list."""

    def underlined(self, index: Index) -> bool:
        """Whether the link of a cell is pointed at or has the keys."""


DOWN = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class Cell(QStyledItemDelegate):
    """Paints one cell: chosen row, soft line below, state shape, words cut with … when too long."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Qt asks for the cell to be painted."""
        face: Face = index.data(FACE)
        column = cast(RecordTable, index.model()).columns[index.column()]
        listed = cast(Listed, option.widget)
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        chosen = chosen and (not listed.quiet or listed.hasFocus())
        box = option.rect
        painter.save()
        painter.fillRect(box, colour("chosen" if chosen else "surface"))
        painter.setPen(colour("soft"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        letters = lettering("body", bold=face.bold or (chosen and column.lead))
        if face.link and listed.underlined(index):
            letters = QFont(letters)
            letters.setUnderline(True)
        self._words(painter, box, face, column.numeric, letters)
        if option.state & QStyle.StateFlag.State_HasFocus and listed.hasFocus():
            painter.setPen(QPen(colour("link"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(1, 1, -2, -2))
        painter.restore()

    def _words(
        self, painter: QPainter, box: QRect, face: Face, numeric: bool, letters: QFont
    ) -> None:
        tone = colour(face.mark.value if face.mark else face.tone or "ink")
        inner = box.adjusted(px(10), 0, -px(10), 0)
        if face.mark:
            draw_mark(painter, face.mark, inner, tone)
            inner.setLeft(inner.left() + px(18))
        painter.setPen(tone)
        painter.setFont(letters)
        words = painter.fontMetrics().elidedText(
            face.words, Qt.TextElideMode.ElideRight, inner.width() + 2
        )
        side = Qt.AlignmentFlag.AlignRight if numeric else Qt.AlignmentFlag.AlignLeft
        painter.drawText(inner, int(side | Qt.AlignmentFlag.AlignVCenter), words)

    def helpEvent(
        self, event: QHelpEvent, view: QAbstractItemView, option: QStyleOptionViewItem,
        index: Index,
    ) -> bool:
        """A sentence that is cut is told whole to whoever points at it."""
        if event.type() == QEvent.Type.ToolTip and index.isValid():
            face, table = index.data(FACE), cast(RecordTable, index.model())
            cut = words_width(face, table.columns[index.column()]) > option.rect.width()
            QToolTip.showText(event.globalPos(), face.text if cut else "", view)
            return True
        return super().helpEvent(event, view, option, index)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter keeps what was typed at once: the next key is already the next cell's.

        Qt would keep it a moment later, and keys that arrive in between would go to this cell.
        A shortcut finds the cell kept, too.
        """
        if (isinstance(event, QKeyEvent) and event.type() == QEvent.Type.KeyPress
                and event.key() in DOWN):
            self._keep(editor, QAbstractItemDelegate.EndEditHint.SubmitModelCache)
            return True
        if super().eventFilter(editor, event):
            return True
        if (isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride
                and _is_shortcut(event)):
            editor.event(event)
            if not event.isAccepted():
                self._keep(editor, QAbstractItemDelegate.EndEditHint.NoHint)
            return True
        return False

    def _keep(self, editor: QObject, hint: QAbstractItemDelegate.EndEditHint) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, hint)

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:
        """Rows are all of one height."""
        return QSize(px(60), px("row"))


def _is_shortcut(event: QKeyEvent) -> bool:
    """Ctrl or Alt with a key, or one of F1 to F35."""
    key = Qt.Key(event.key())
    keys = Qt.KeyboardModifier
    held = event.modifiers() & (keys.ControlModifier | keys.AltModifier)
    return key not in _HELD and (bool(held) or Qt.Key.Key_F1 <= key <= Qt.Key.Key_F35)


_HELD = {Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Shift, Qt.Key.Key_Meta, Qt.Key.Key_AltGr}
