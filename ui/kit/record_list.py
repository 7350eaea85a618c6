"""The list itself: keys and clicks that do what Excel's do."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from typing import Any

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QFocusEvent, QGuiApplication, QKeyEvent, QKeySequence, QMouseEvent
from PySide6.QtWidgets import QAbstractItemDelegate, QAbstractItemView, QApplication, QMenu, QWidget

from models.registers.search import begins_with
from models.values.problem import Problem
from models.values.spreadsheet import cells_copied, cells_pasted
from ui.kit.cell import DOWN
from ui.kit.fitted_list import FittedList
from ui.kit.message_strip import Strip
from ui.kit.table import FACE, Edit, Index, RecordTable

TYPE_AHEAD_SECONDS, LOOKED_AT = 1.0, 2000


class RecordList(FittedList):
    """A list of records.

    ``shown(id)`` when another row becomes the current one (0: none), ``opened(id)`` on Enter or
    double click where nothing is typed in, ``picked()`` when other rows are chosen.
    """

    shown = Signal(int)
    opened = Signal(int)
    picked = Signal()

    def __init__(self, table: RecordTable, name: str, parent: QWidget | None = None) -> None:
        self._before: tuple[int, list[int]] = (-1, [])
        self.right_click: Callable[[], QMenu | None] = lambda: None
        self._ask: Callable[[str, dict[str, Callable[[], object] | None]], object] | None = None
        self._typed, self._typed_at = "", 0.0
        super().__init__(table, name, parent)
        self.customContextMenuRequested.connect(self._menu)
        self.doubleClicked.connect(self._double_clicked)
        self.clicked.connect(self._follow)

    # ── what pages use ───────────────────────────────────────────────────────

    def show_table(self, table: RecordTable) -> None:
        """Show another table in this list; the list itself stays, for whoever listens to it."""
        super().show_table(table)
        table.layoutAboutToBeChanged.connect(self._remember)

    def speak_through(self, strip: Strip) -> None:
        """What is refused, or must be asked about, is said there."""
        self.table.refuse, self._ask, self.table.odd.say = strip.refuse, strip.ask, strip.tell

    def show_ids(self, ids: Sequence[int]) -> None:
        """Show these records in this order, read afresh, with the cursor where it was."""
        self.table.show_ids(ids)
        self.keep_current()

    def chosen(self) -> list[int]:
        """The ids of the selected rows, in the order shown."""
        rows = sorted({index.row() for index in self.selectionModel().selectedIndexes()})
        return [self.table.id_at(row) for row in rows]

    def some_chosen(self) -> list[int]:
        """The same. :raises Problem: nothing is."""
        if not (chosen := self.chosen()):
            raise Problem("请先在列表里选一行，或者几行。")
        return chosen

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

    def choose_one(self) -> None:
        """Of several chosen rows only the current one stays so."""
        self._go(max(self.currentIndex().row(), 0), max(self.currentIndex().column(), 0))

    def keep_current(self) -> None:
        """After the list was read afresh: stay on what was looked at, or on its neighbour."""
        if not self.table.ids:
            self.shown.emit(0)
        elif not self.currentIndex().isValid():
            row, ids = self._before
            near = (self.table.row_of(each) for each in (*ids[row + 1:], *reversed(ids[:row])))
            self._go(next((each for each in near if each >= 0), 0) if row >= 0 else 0, 0)

    def _remember(self) -> None:
        self._before = (self.currentIndex().row(), self.table.ids)

    # ── keys and mouse ───────────────────────────────────────────────────────

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Excel's keys; the rest is Qt's and type-ahead."""
        if event.matches(QKeySequence.StandardKey.Copy):
            text = tab_separated(self.table, self.selectionModel(), self.seen)
            QGuiApplication.clipboard().setText(text)
        elif event.matches(QKeySequence.StandardKey.Paste):
            event.setAccepted(self.is_grid)
            if self.is_grid:
                self._paste()
        elif event.key() == Qt.Key.Key_D and event.modifiers() == _CTRL:
            self.table.put(self._filled_down())
        elif event.key() == Qt.Key.Key_L and event.modifiers() == _CTRL | _SHIFT:
            self.heading.open(max(self.currentIndex().column(), 0))
        elif not self._moved(event) and not self._acted(event):
            super().keyPressEvent(event)

    def event(self, event: QEvent) -> bool:
        """Esc lets go of what is chosen before it leads anywhere."""
        if isinstance(event, QKeyEvent) and event.type() == QEvent.Type.ShortcutOverride and (
                event.key() == Qt.Key.Key_Escape and len(self.chosen()) > 1):
            event.accept()
        return super().event(event)

    def _moved(self, event: QKeyEvent) -> bool:
        """Keys that lead elsewhere than Qt would; whether it was one of them."""
        key, at = event.key(), self.currentIndex()
        last, plain = len(self.table.ids) - 1, event.modifiers() == Qt.KeyboardModifier.NoModifier
        if key in (Qt.Key.Key_Tab, Qt.Key.Key_Backtab) and self.is_grid and at.isValid():
            return self._tabbed(at, forward=key == Qt.Key.Key_Tab)
        if key in (Qt.Key.Key_Home, Qt.Key.Key_End) and plain and not self.is_grid and last >= 0:
            self._go(0 if key == Qt.Key.Key_Home else last, max(at.column(), 0))
        elif key in (Qt.Key.Key_Left, Qt.Key.Key_Right) and plain:
            return self._brought_in(at, later=key == Qt.Key.Key_Right)
        else:
            return False
        return True

    def _acted(self, event: QKeyEvent) -> bool:
        """Keys that do something with the row; whether it was one of them."""
        key, at = event.key(), self.currentIndex()
        editable = at.isValid() and self.table.columns[at.column()].editable
        if (key in DOWN or (key == Qt.Key.Key_F2 and not editable)) and (
                self.state() != self.State.EditingState):
            self._open(at)
        elif key == Qt.Key.Key_F10 and event.modifiers() == Qt.KeyboardModifier.ShiftModifier:
            self._menu(self.visualRect(at).center())
        elif key == Qt.Key.Key_Space and at.isValid() and not editable:
            choice = QItemSelectionModel.SelectionFlag
            self.selectionModel().select(at, choice.Toggle | choice.Rows)
        elif key == Qt.Key.Key_Escape and len(self.chosen()) > 1:
            self.choose_one()
        elif key == Qt.Key.Key_Escape and self.is_grid:
            self._leave(forward=True)
        else:
            return False
        return True

    def _brought_in(self, at: Index, *, later: bool) -> bool:
        """→ in the last column, and ← in the first, bring in those that had no room there."""
        end, seen = -1 if later else 0, self.seen
        if not seen or at.column() != seen[end] or not self.turn(later=later):
            return False
        self._go(max(at.row(), 0), self.seen[end])
        return True

    def _tabbed(self, at: Index, *, forward: bool) -> bool:
        """Tab goes from cell to cell, and out of the list behind the last one."""
        seen = self.seen
        edge = (len(self.table.ids) - 1, seen[-1]) if forward else (0, seen[0])
        if (at.row(), at.column()) != edge:
            return False
        self._leave(forward=forward)
        return True

    def _leave(self, *, forward: bool) -> None:
        self.setTabKeyNavigation(False)
        self.focusNextPrevChild(forward)
        self.setTabKeyNavigation(self.is_grid)

    def keyboardSearch(self, search: str) -> None:
        """Type-ahead by characters and pinyin initials over the first columns and the name."""
        now = time.monotonic()
        self._typed = search if now - self._typed_at > TYPE_AHEAD_SECONDS else self._typed + search
        self._typed_at = now
        here = max(self.currentIndex().row(), 0)
        columns = [at for at, each in enumerate(self.table.columns) if at < 2 or each.lead]
        for row in [*range(here, len(self.table.ids)), *range(here)][:LOOKED_AT]:
            if any(begins_with(self.table.face(row, at).words, self._typed) for at in columns):
                self._go(row, max(self.currentIndex().column(), 0))
                return

    def closeEditor(self, editor: QWidget, hint: QAbstractItemDelegate.EndEditHint) -> None:
        """What was laid aside is shown; Enter goes on below, as in Excel, and Tab beside.

        Below is the record that stood there while this one was typed in, though the list be in
        another order now; a row that left the list makes room for the next. What was refused
        stands in its cell, and the cursor on it.
        """
        super().closeEditor(editor, QAbstractItemDelegate.EndEditHint.NoHint)
        at, enter = self.currentIndex(), QAbstractItemDelegate.EndEditHint.SubmitModelCache
        row, column = at.row(), at.column()
        here, below = self.table.id_at(row), self.table.id_at(row + 1)
        self.table.catch_up()
        if self.table.is_wrong(here, column):
            self._go(self.table.row_of(here), column)
        elif hint == enter or self.table.row_of(here) < 0:
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

    def selectionChanged(self, selected: Any, deselected: Any) -> None:
        """Tell the page that other rows are chosen."""
        super().selectionChanged(selected, deselected)
        self.picked.emit()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:
        """A hand, and a line below the words, over what opens at one click."""
        super().mouseMoveEvent(event)
        self._point_at(self.indexAt(event.position().toPoint()))

    def leaveEvent(self, event: QEvent) -> None:
        """Nothing is pointed at."""
        super().leaveEvent(event)
        self._point_at(QModelIndex())

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
        menu = self.right_click() if QApplication.activePopupWidget() is None else None
        if menu is not None:
            menu.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
            menu.popup(self.viewport().mapToGlobal(at))

    # ── many cells at once ───────────────────────────────────────────────────

    def _paste(self) -> None:
        """What is beyond the last row is asked about: it is never dropped unsaid."""
        lines, at = cells_pasted(QGuiApplication.clipboard().text()), self.currentIndex()
        room = len(self.table.ids) - at.row()
        edits = self._pasted(lines)
        if len(lines) <= room or not self.is_grid or self._ask is None:
            self.table.put(edits)
            return
        self._ask(f"剪贴板里有 {len(lines)} 行，从这里往下只有 {room} 行，"
                  f"多出的 {len(lines) - room} 行贴不下。", {
            f"只贴前 {room} 行": lambda: self.table.put(edits), "都不贴": None})

    def _pasted(self, lines: Sequence[Sequence[str]]) -> list[Edit]:
        at, seen = self.currentIndex(), self.seen
        along = seen[seen.index(at.column()):] if at.column() in seen else []
        return [
            Edit(self.table.id_at(at.row() + down), self.table.columns[column].key,
                 " ".join(text.split("\n")).strip())
            for down, line in enumerate(lines) if self.table.id_at(at.row() + down)
            for column, text in zip(along, line, strict=False)
            if self.table.columns[column].editable
        ]

    def _filled_down(self) -> list[Edit]:
        """The first of the chosen rows; of one row alone, what stands over it."""
        column, rows = self.currentIndex().column(), sorted(
            {index.row() for index in self.selectionModel().selectedIndexes()}
        )
        if len(rows) == 1 and rows[0]:
            rows.insert(0, rows[0] - 1)
        if len(rows) < 2 or not self.table.columns[column].editable:
            return []
        text, key = self.table.face(rows[0], column).words, self.table.columns[column].key
        return [Edit(self.table.id_at(row), key, text) for row in rows[1:]]


_CTRL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier

_BESIDE = {
    QAbstractItemDelegate.EndEditHint.EditNextItem: QAbstractItemView.CursorAction.MoveNext,
    QAbstractItemDelegate.EndEditHint.EditPreviousItem: QAbstractItemView.CursorAction.MovePrevious,
}


def tab_separated(
    table: RecordTable, selection: QItemSelectionModel, order: Sequence[int]
) -> str:
    """The selected cells as Excel takes them; ``order`` is that of the columns in sight."""
    cells = {(index.row(), index.column()) for index in selection.selectedIndexes()}
    rows = sorted({row for row, _ in cells})
    columns = [each for each in order if any(column == each for _, column in cells)]
    return cells_copied(
        [table.face(row, column).text if (row, column) in cells else "" for column in columns]
        for row in rows
    )
