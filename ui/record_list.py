"""The list itself: how rows are painted, and keys that do what Excel's do."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QObject,
    QRect,
    QSize,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QFontMetrics,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QPainter,
    QPaintEvent,
    QPen,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QMenu,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QTableView,
    QWidget,
)

from models.intake.pasted import cells_pasted
from ui.marks import Face, draw_mark
from ui.table import FACE, Edit, RecordTable, tab_separated
from ui.theme import colour, lettering, px

TYPE_AHEAD_SECONDS = 1.0
NARROWEST = 0.6
"""What is left of a column of sentences when a list is narrow."""

SENTENCE, LOOKED_AT = 18, 20
"""From this width on a column holds sentences; how many rows are measured."""

_DOWN = {Qt.Key.Key_Return, Qt.Key.Key_Enter}


class Cell(QStyledItemDelegate):
    """Paints one cell: chosen row, soft line below, state shape, words cut with … when too long."""

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex) -> None:
        """Qt asks for the cell to be painted."""
        face: Face = index.data(FACE)
        table: RecordTable = index.model()  # type: ignore[assignment]
        column = table.columns[index.column()]
        chosen = bool(option.state & QStyle.StateFlag.State_Selected)
        chosen = chosen and (not option.widget.quiet or option.widget.hasFocus())
        box = option.rect
        painter.save()
        painter.fillRect(box, colour("chosen" if chosen else "surface"))
        painter.setPen(colour("soft"))
        painter.drawLine(box.bottomLeft(), box.bottomRight())
        self._words(painter, box, face, column.numeric, face.bold or (chosen and column.lead))
        if option.state & QStyle.StateFlag.State_HasFocus and option.widget.hasFocus():
            painter.setPen(QPen(colour("link"), 2))
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.drawRect(box.adjusted(1, 1, -2, -2))
        painter.restore()

    def _words(
        self, painter: QPainter, box: QRect, face: Face, numeric: bool, bold: bool
    ) -> None:
        tone = colour(face.mark.value if face.mark else face.tone or "ink")
        inner = box.adjusted(px(10), 0, -px(10), 0)
        if face.mark:
            draw_mark(painter, face.mark, inner, tone)
            inner.setLeft(inner.left() + px(18))
        painter.setPen(tone)
        painter.setFont(lettering("body", bold=bold))
        words = painter.fontMetrics().elidedText(
            face.words, Qt.TextElideMode.ElideRight, inner.width() + 2
        )
        side = Qt.AlignmentFlag.AlignRight if numeric else Qt.AlignmentFlag.AlignLeft
        painter.drawText(inner, int(side | Qt.AlignmentFlag.AlignVCenter), words)

    def eventFilter(self, editor: QObject, event: QEvent) -> bool:
        """Enter keeps what was typed at once: the next key is already the next cell's.

        Qt would keep it a moment later, and keys that arrive in between would go to this cell.
        A shortcut finds the cell kept, too.
        """
        if event.type() == QEvent.Type.KeyPress and event.key() in _DOWN:
            self._keep(editor, QAbstractItemDelegate.EndEditHint.SubmitModelCache)
            return True
        if super().eventFilter(editor, event):
            return True
        if event.type() == QEvent.Type.ShortcutOverride and _is_shortcut(event):
            editor.event(event)
            if not event.isAccepted():
                self._keep(editor, QAbstractItemDelegate.EndEditHint.NoHint)
            return True
        return False

    def _keep(self, editor: QObject, hint: QAbstractItemDelegate.EndEditHint) -> None:
        self.commitData.emit(editor)
        self.closeEditor.emit(editor, hint)

    def sizeHint(self, option: QStyleOptionViewItem, index: QModelIndex) -> QSize:
        """Rows are all of one height."""
        return QSize(px(60), px("row"))


class RecordList(QTableView):
    """A list of records.

    ``shown(id)`` when another row becomes the current one (0: none), ``opened(id)`` on Enter or
    double click where nothing is typed in. Rows are of one height, never measured from contents.
    """

    shown = Signal(int)
    opened = Signal(int)

    def __init__(self, table: RecordTable, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = table
        self.right_click: Callable[[], QMenu | None] = lambda: None
        self.quiet = False
        self._typed, self._typed_at = "", 0.0
        self.empty = QLabel(self.viewport())  # first: Qt resizes the list while it is being made
        self.empty.setProperty("role", "faint")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self.setAccessibleName(name)
        self.show_table(table)
        self._dress()
        self.doubleClicked.connect(lambda index: self._open(index))

    def _dress(self) -> None:
        # Scrolling moves the picture, and only the rows that come in are painted anew.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setItemDelegate(Cell(self))
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
        self.customContextMenuRequested.connect(self._menu)
        self.setEditTriggers(
            QAbstractItemView.EditTrigger.EditKeyPressed
            | QAbstractItemView.EditTrigger.AnyKeyPressed
            | QAbstractItemView.EditTrigger.DoubleClicked
        )
        self.setWordWrap(False)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setHighlightSections(False)
        across.setStretchLastSection(True)
        down.setVisible(False)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._measure()

    def _measure(self) -> None:
        """Fixed heights and the columns' natural widths, at the present enlargement."""
        self.verticalHeader().setDefaultSectionSize(px("row"))
        self.horizontalHeader().setFixedHeight(px(33))
        self._fit()

    def _fit(self) -> None:
        """Natural widths; in a narrow list room to spare goes first, then sentences give way.

        Names, days and numbers are never cut: rather the list is scrolled.
        """
        columns = self.table.columns
        widths = [px(column.width * 7 + 22) for column in columns]
        short = sum(widths) - self.viewport().width()
        if short > 0:
            least = [min(each) for each in zip(widths, self._needed(), strict=True)]
            sentences = [int(px(column.width * 7 + 22) * NARROWEST) for column in columns]
            for floors in (least, [min(each) for each in zip(least, sentences, strict=True)]):
                for at in sorted(range(len(widths)), key=lambda at: -widths[at]):
                    wide = floors is least or columns[at].width >= SENTENCE
                    given = max(0, min(short, widths[at] - floors[at])) if wide else 0
                    widths[at] -= given
                    short -= given
        for at, width in enumerate(widths):
            self.setColumnWidth(at, width)

    def _needed(self) -> list[int]:
        """How wide the words of each column are, as far as one sees at once."""
        measure = QFontMetrics(lettering("body", bold=True)).horizontalAdvance
        rows = range(min(len(self.table.ids), LOOKED_AT))
        return [
            max([measure(column.label), *(
                measure(face.words) + (px(18) if face.mark else 0)
                for face in (self.table.face(row, at) for row in rows)
            )]) + px(22)
            for at, column in enumerate(self.table.columns)
        ]

    # ── what pages use ───────────────────────────────────────────────────────

    @property
    def is_grid(self) -> bool:
        """Whether it is typed into like a sheet of Excel."""
        return any(column.editable for column in self.table.columns)

    def show_table(self, table: RecordTable) -> None:
        """Show another table in this list; the list itself stays, for whoever listens to it."""
        self.table = table
        table.typed_in = lambda: self.state() == self.State.EditingState
        table.layoutChanged.connect(self._count_again)
        table.layoutChanged.connect(self._fit)
        self.setModel(table)
        self.horizontalHeader().setSortIndicator(-1, Qt.SortOrder.AscendingOrder)
        self.setTabKeyNavigation(self.is_grid)
        self.setSortingEnabled(any(column.key for column in table.columns))
        self._fit()
        self._count_again()

    def chosen(self) -> list[int]:
        """The ids of the selected rows, in the order shown."""
        rows = sorted({index.row() for index in self.selectionModel().selectedIndexes()})
        return [self.table.id_at(row) for row in rows]

    def current(self) -> int:
        """The id of the current row, 0 when there is none."""
        return self.table.id_at(self.currentIndex().row()) if self.currentIndex().isValid() else 0

    def choose(self, id_: int) -> bool:
        """Make a record the current one; whether it is in the list."""
        row = self.table.row_of(id_)
        if row < 0:
            return False
        self._go(row, max(self.currentIndex().column(), 0))
        return True

    def keep_current(self) -> None:
        """After the list was read afresh: stay on what was looked at, else on the first row."""
        if not self.currentIndex().isValid() and self.table.ids:
            self._go(0, 0)
        elif not self.table.ids:
            self.shown.emit(0)

    def say_empty(self, words: str) -> None:
        """What stands in the list while there is nothing in it."""
        self.empty.setText(words)
        self._count_again()

    # ── keys and mouse ───────────────────────────────────────────────────────

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Excel's keys; the rest is Qt's and type-ahead."""
        if event.matches(QKeySequence.StandardKey.Copy):
            text = tab_separated(self.table, self.selectionModel())
            QGuiApplication.clipboard().setText(text)
        elif event.matches(QKeySequence.StandardKey.Paste):
            self.table.put(self._pasted())
        elif event.key() == Qt.Key.Key_D and event.modifiers() == _CTRL:
            self.table.put(self._filled_down())
        elif event.key() in _DOWN and self.state() != self.State.EditingState:
            self._open(self.currentIndex())
        else:
            super().keyPressEvent(event)

    def keyboardSearch(self, search: str) -> None:
        """Type-ahead over the first columns, without reading the whole list."""
        now = time.monotonic()
        self._typed = search if now - self._typed_at > TYPE_AHEAD_SECONDS else self._typed + search
        self._typed_at = now
        here = max(self.currentIndex().row(), 0)
        order = [*range(here, len(self.table.ids)), *range(here)]
        for row in order[:2000]:
            if any(self.table.face(row, at).words.startswith(self._typed) for at in (0, 1)):
                self._go(row, max(self.currentIndex().column(), 0))
                return

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """What was laid aside is shown; Enter goes on below, as in Excel, and Tab beside.

        Below is the record that stood there while this one was typed in, though the list be in
        another order now; a row that left the list makes room for the next.
        """
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        at, enter = self.currentIndex(), QAbstractItemDelegate.EndEditHint.SubmitModelCache
        row, column = at.row(), at.column()
        here, below = self.table.id_at(row), self.table.id_at(row + 1)
        self.table.catch_up()
        if hint == enter or self.table.row_of(here) < 0:
            left = (self.table.row_of(each) for each in ((below, here) if hint == enter else ()))
            self._go(next((each for each in left if each >= 0), row), column)
        elif hint in _BESIDE:
            beside = self.moveCursor(_BESIDE[hint], Qt.KeyboardModifier.NoModifier)
            self._go(beside.row(), beside.column())
            if self.table.columns[beside.column()].editable:
                self.edit(beside)

    def focusInEvent(self, event: QFocusEvent) -> None:
        """Whoever comes by keyboard lands on a row."""
        super().focusInEvent(event)
        if not self.currentIndex().isValid() and self.table.ids:
            self._go(0, 0)

    def currentChanged(self, current: QModelIndex, previous: QModelIndex) -> None:
        """Tell the page which record is looked at."""
        super().currentChanged(current, previous)
        if current.row() != previous.row() or not previous.isValid():
            self.shown.emit(self.table.id_at(current.row()) if current.isValid() else 0)

    def paintEvent(self, event: QPaintEvent) -> None:
        """The rows paint themselves; what no cell covers is painted here."""
        whole, last = self.viewport().rect(), len(self.table.ids) - 1
        below, beside = QRect(whole), QRect(whole)
        if last >= 0:
            below.setTop(self.rowViewportPosition(last) + self.rowHeight(last))
        across = self.horizontalHeader()
        beside.setLeft(across.length() - across.offset())
        painter = QPainter(self.viewport())
        for bare in (below, beside):
            painter.fillRect(bare, colour("surface"))
        painter.end()
        super().paintEvent(event)

    def changeEvent(self, event: QEvent) -> None:
        """关怀版 changed the sizes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "empty"):
            self._measure()

    def resizeEvent(self, event: Any) -> None:
        """Fit the columns, and keep the words of an empty list in the middle."""
        super().resizeEvent(event)
        self._fit()
        self.empty.setGeometry(self.viewport().rect().adjusted(px(24), 0, -px(24), 0))

    def _open(self, index: QModelIndex) -> None:
        if not index.isValid():
            return
        if self.table.columns[index.column()].editable:
            self._go(index.row() + 1, index.column())
        else:
            self.opened.emit(self.table.id_at(index.row()))

    def _go(self, row: int, column: int) -> None:
        index = self.table.index(min(row, len(self.table.ids) - 1), column)
        choice = QItemSelectionModel.SelectionFlag
        self.selectionModel().setCurrentIndex(index, choice.ClearAndSelect | choice.Rows)
        self.scrollTo(index)

    def _menu(self, at: Any) -> None:
        menu = self.right_click()
        if menu is not None:
            menu.popup(self.viewport().mapToGlobal(at))

    def _count_again(self) -> None:
        self.empty.setVisible(bool(self.empty.text()) and not self.table.ids)

    def _pasted(self) -> list[Edit]:
        at, columns = self.currentIndex(), self.table.columns
        lines = cells_pasted(QGuiApplication.clipboard().text())
        return [
            Edit(self.table.id_at(at.row() + down), columns[at.column() + along].key,
                 " ".join(text.split("\n")).strip())
            for down, line in enumerate(lines) if self.table.id_at(at.row() + down)
            for along, text in enumerate(line)
            if at.column() + along < len(columns) and columns[at.column() + along].editable
        ]

    def _filled_down(self) -> list[Edit]:
        column, rows = self.currentIndex().column(), sorted(
            {index.row() for index in self.selectionModel().selectedIndexes()}
        )
        if len(rows) < 2 or not self.table.columns[column].editable:
            return []
        text, key = self.table.face(rows[0], column).words, self.table.columns[column].key
        return [Edit(self.table.id_at(row), key, text) for row in rows[1:]]


_CTRL = Qt.KeyboardModifier.ControlModifier

_BESIDE = {
    QAbstractItemDelegate.EndEditHint.EditNextItem: QAbstractItemView.CursorAction.MoveNext,
    QAbstractItemDelegate.EndEditHint.EditPreviousItem: QAbstractItemView.CursorAction.MovePrevious,
}


def _is_shortcut(event: QEvent) -> bool:
    """Ctrl or Alt with a key, or one of F1 to F35."""
    key = Qt.Key(event.key())
    held = event.modifiers() & (_CTRL | Qt.KeyboardModifier.AltModifier)
    return key not in _HELD and (bool(held) or Qt.Key.Key_F1 <= key <= Qt.Key.Key_F35)


_HELD = {Qt.Key.Key_Control, Qt.Key.Key_Alt, Qt.Key.Key_Shift, Qt.Key.Key_Meta, Qt.Key.Key_AltGr}
