"""The list itself: how rows are painted, and keys that do what Excel's do."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QRect,
    Qt,
    QTimer,
    Signal,
)
from PySide6.QtGui import (
    QFocusEvent,
    QGuiApplication,
    QKeyEvent,
    QKeySequence,
    QMouseEvent,
    QPainter,
    QPaintEvent,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QAbstractItemDelegate,
    QAbstractItemView,
    QHeaderView,
    QLabel,
    QMenu,
    QTableView,
    QWidget,
)

from models.values.spreadsheet import cells_pasted
from ui.kit.cell import DOWN, Cell, Widths, head_width
from ui.kit.table import FACE, Edit, Index, RecordTable, tab_separated
from ui.kit.theme import colour, px

TYPE_AHEAD_SECONDS, LOOK_MILLISECONDS = 1.0, 40


class RecordList(QTableView):
    """A list of records.

    ``shown(id)`` when another row becomes the current one (0: none), ``opened(id)`` on Enter or
    double click where nothing is typed in. Rows are of one height, never measured from contents.
    """

    shown = Signal(int)
    opened = Signal(int)
    squeezed = True
    """Sentences give way in a narrow place; else the list is scrolled to the side."""

    def __init__(self, table: RecordTable, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table = table
        self._widths, self._read = Widths(table), list[range]()
        self.right_click: Callable[[], QMenu | None] = lambda: None
        self.quiet = False
        self._typed, self._typed_at = "", 0.0
        self.empty = QLabel(self.viewport())  # first: Qt resizes the list while it is being made
        self.empty.setProperty("role", "faint")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self._later = QTimer(self, singleShot=True, interval=LOOK_MILLISECONDS)
        self._later.timeout.connect(self._widen)
        self._pointed, self._tall = QPersistentModelIndex(), 0
        self.setAccessibleName(name)
        self.show_table(table)
        self._dress()
        self.doubleClicked.connect(self._double_clicked)
        self.clicked.connect(self._follow)

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
        self.viewport().setMouseTracking(True)
        across, down = self.horizontalHeader(), self.verticalHeader()
        across.setHighlightSections(False)
        down.setVisible(False)
        down.setSectionResizeMode(QHeaderView.ResizeMode.Fixed)
        self._measure()

    def _measure(self) -> None:
        """Fixed heights and the columns' natural widths, at the present enlargement."""
        self.verticalHeader().setDefaultSectionSize(px("row"))
        self.horizontalHeader().setFixedHeight(px(33))
        self._anew()

    def _fit(self) -> None:
        """Share the room among the columns, as far as their words are known."""
        if not self.isVisible():
            return
        if self._widths.columns is not self.table.columns:
            self._widths.begin()
            self._read = self.table.read_so_far()
        self._learn()
        unsaid = self.horizontalHeader().isHidden()
        heads = [
            0 if self.isColumnHidden(at) else px(20) if unsaid else head_width(column)
            for at, column in enumerate(self.table.columns)
        ]
        room = self.viewport().width()
        widths = self._widths.shared(room, heads, squeezed=self.squeezed)
        for at, width in enumerate(widths):
            if heads[at]:
                self.setColumnWidth(at, width)
        self._stand(self.horizontalScrollBar().sizeHint().height() if sum(widths) > room else 0)

    def _stand(self, bar: int = 0) -> None:
        if self._tall:
            head = 0 if self.horizontalHeader().isHidden() else px(33)
            self.setFixedHeight(head + self._tall * px("row") + px(2) + bar)

    def _learn(self) -> bool:
        """Measure what is in sight, then bit by bit the rest; whether a column needs more."""
        first = max(0, self.rowAt(0))
        if self.table.ids and self.table.columns:
            self.table.face(min(first, len(self.table.ids) - 1), 0)
        last = first + self.viewport().height() // px("row")
        now = [rows for rows in self._read if rows.start <= last and first < rows.stop]
        now = now or self._read[-1:]
        self._read = [rows for rows in self._read if rows not in now]
        if self._read and not self._later.isActive():
            self._later.start()
        return any([self._widths.learn(rows) for rows in now])

    def _anew(self) -> None:
        """Other rows, columns or letters: nothing is known of their widths."""
        self._widths.begin()
        self._read = self.table.read_so_far()
        self._fit()

    def _was_read(self, rows: range) -> None:
        """Rows came into sight: should they need more room, it is given at once, but not faster
        than they are painted."""
        self._read.append(rows)
        if not self._later.isActive():
            self._later.start()

    def _widen(self) -> None:
        if self.isVisible() and self._learn():
            self._fit()

    # ── what pages use ───────────────────────────────────────────────────────

    @property
    def is_grid(self) -> bool:
        """Whether it is typed into like a sheet of Excel."""
        return any(column.editable for column in self.table.columns)

    def show_table(self, table: RecordTable) -> None:
        """Show another table in this list; the list itself stays, for whoever listens to it."""
        self.table = table
        self._widths, self._read = Widths(table), []
        self._pointed = QPersistentModelIndex()
        table.typed_in = lambda: self.state() == self.State.EditingState
        table.layoutChanged.connect(self._count_again)
        table.layoutChanged.connect(self._anew)
        table.read.connect(self._was_read)
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

    def stand(self, rows: int) -> None:
        """Be as tall as so many rows, and the bar below them where they are too wide."""
        self._tall = max(1, rows)
        self._stand()
        self._fit()

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
        elif event.key() in DOWN and self.state() != self.State.EditingState:
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

    def currentChanged(self, current: Index, previous: Index) -> None:
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

    def showEvent(self, event: QShowEvent) -> None:
        """Only what is seen is measured."""
        super().showEvent(event)
        self._fit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand, and a line below the words, over what opens at one click."""
        super().mouseMoveEvent(event)
        self._point_at(self.indexAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at."""
        super().leaveEvent(event)
        self._point_at(QModelIndex())

    def resizeEvent(self, event: Any) -> None:
        """Fit the columns, and keep the words of an empty list in the middle."""
        super().resizeEvent(event)
        self._fit()
        self.empty.setGeometry(self.viewport().rect().adjusted(px(24), 0, -px(24), 0))

    def underlined(self, index: Index) -> bool:
        """A link is underlined while it is pointed at or the keyboard is on it."""
        return self._pointed == index or (self.hasFocus() and index == self.currentIndex())

    def _leads(self, index: QModelIndex) -> bool:
        return index.isValid() and index.data(FACE).link

    def _double_clicked(self, index: QModelIndex) -> None:
        if not self._leads(index):  # a link was followed at the first click
            self._open(index)

    def _follow(self, index: QModelIndex) -> None:
        """What looks like a link opens at one click; with Ctrl or Shift it is chosen."""
        if self._leads(index) and not QGuiApplication.keyboardModifiers():
            self._open(index)

    def _point_at(self, index: QModelIndex) -> None:
        link = index if self._leads(index) else QModelIndex()
        if self._pointed != link:
            self.update(self._pointed)
            self._pointed = QPersistentModelIndex(link)
            self.update(link)
            hand = Qt.CursorShape.PointingHandCursor
            self.viewport().setCursor(hand) if link.isValid() else self.viewport().unsetCursor()

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
