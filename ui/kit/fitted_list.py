"""A list as it is seen: rows of one height, columns as wide as their words, what has no room."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cached_property
from typing import Any

from PySide6.QtCore import QEvent, QPersistentModelIndex, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QPainter, QPaintEvent, QPen, QShowEvent
from PySide6.QtWidgets import QAbstractItemView, QHeaderView, QWidget

from ui.kit.cell import Cell, Widths, head_width
from ui.kit.heading import Headed, Heading, Pinned
from ui.kit.table import Index, RecordTable
from ui.kit.theme import Plain
from ui.kit.tokens import colour, px

LOOK_MILLISECONDS = 40


class FittedList(Headed):
    """A table view whose rows are never measured, and whose columns are, in the font that is there.

    ``left_out(names)`` tells the columns that have no room; only a list that ``leaves`` columns
    out does so, for somebody has to name them. Any other is scrolled.
    """

    left_out = Signal(list)
    squeezed = True
    """Sentences give way in a narrow place; else the list is scrolled to the side."""

    def __init__(self, table: RecordTable, name: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.table, self.leaves = table, False
        self._widths, self._read = Widths(table), list[range]()
        self._absent, self._turned = list[int](), False
        # first: Qt resizes the list while it is being made
        self.empty = Plain(parent=self.viewport())
        self.empty.setProperty("role", "faint")
        self.empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.empty.setWordWrap(True)
        self._later = QTimer(self, singleShot=True, interval=LOOK_MILLISECONDS)
        self._later.timeout.connect(self._widen)
        self._pointed, self._tall = QPersistentModelIndex(), 0
        self.setAccessibleName(name)
        self.heading = Heading(self)
        self.horizontalScrollBar().valueChanged.connect(lambda _: self.pinned.stand())
        self.show_table(table)
        self._dress()

    @cached_property
    def pinned(self) -> Pinned:
        """The columns that stay, a list of their own: made when this one is first scrolled."""
        return Pinned(self)

    @property
    def is_grid(self) -> bool:
        """Whether it is typed into like a sheet of Excel."""
        return any(column.editable for column in self.table.columns)

    @property
    def absent(self) -> list[str]:
        """The headings of the columns that have no room, in the order they stand in."""
        return [self.table.columns[at].label for at in self.in_order if at in self._absent]

    @property
    def wanted(self) -> list[int]:
        """The columns that would be seen if there were room, as they stand beside one another."""
        return [at for at in self.in_order if at in self._absent or not self.isColumnHidden(at)]

    def show_table(self, table: RecordTable) -> None:
        """Show another table in this list; the list itself stays, for whoever listens to it.

        Of the same columns it is in the same order.
        """
        if table.columns and [each.label for each in table.columns] == [
                each.label for each in self.table.columns]:
            table.order, table.only = self.table.order, self.table.only
        self.table = table
        self._widths, self._read, self._absent = Widths(table), [], []
        self._pointed = QPersistentModelIndex()
        table.typed_in = lambda: self.state() == self.State.EditingState
        table.layoutChanged.connect(self._count_again)
        table.layoutChanged.connect(self._anew)
        table.read.connect(self._was_read)
        self.setModel(table)
        self.heading.show_order()
        self.setTabKeyNavigation(self.is_grid)
        self.fit()
        self._count_again()

    def stand(self, rows: int) -> None:
        """Be as tall as so many rows, and the bar below them where they are too wide."""
        self._tall = max(1, rows)
        self._stand()
        self.fit()

    def arrange(self) -> None:
        """Show what was given as the headings say now."""
        self.table.show_ids(self.table.given)
        self.keep_current()

    def keep_current(self) -> None:
        """After the list was read afresh: stay where one was."""

    def say_empty(self, words: str) -> None:
        """What stands in the list while there is nothing in it."""
        self.empty.setText(words)
        self._count_again()

    def turn(self, *, later: bool) -> bool:
        """Bring in the columns that were left out at that side; whether there are such."""
        if not self._absent or self._turned == later:
            return False
        self._turned = later
        self.fit()
        return True

    # ── how wide, how high ───────────────────────────────────────────────────

    def _dress(self) -> None:
        # Scrolling moves the picture, and only the rows that come in are painted anew.
        self.viewport().setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.setItemDelegate(Cell(self))
        self.setShowGrid(False)
        self.setSelectionBehavior(QAbstractItemView.SelectionBehavior.SelectRows)
        self.setSelectionMode(QAbstractItemView.SelectionMode.ExtendedSelection)
        self.setHorizontalScrollMode(QAbstractItemView.ScrollMode.ScrollPerPixel)
        self.setVerticalScrollMode(QAbstractItemView.ScrollMode.ScrollPerItem)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.CustomContextMenu)
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

    def fit(self) -> None:
        """Share the room among the columns, as far as their words are known."""
        if not self.isVisible():
            return
        if self._widths.columns is not self.table.columns:
            self._widths.begin()
            self._read = self.table.read_so_far()
        self.heading.recall()
        self._learn()
        self.heading.busy = True
        for at in self._absent:
            self.setColumnHidden(at, False)
        unsaid = self.horizontalHeader().isHidden()
        heads = [
            0 if self.isColumnHidden(at) else px(20) if unsaid else
            head_width(column, filtered=column.label in self.table.only)
            for at, column in enumerate(self.table.columns)
        ]
        room = self.viewport().width()
        widths, absent = self._shared(room, heads)
        for at, width in enumerate(widths):
            if heads[at]:
                self.setColumnWidth(at, width)
        for at in absent:
            self.setColumnHidden(at, True)
        if absent != self._absent:
            self._absent = absent
            self.left_out.emit(self.absent)
        self.heading.busy = False
        self._stand(self.horizontalScrollBar().sizeHint().height() if sum(widths) > room else 0)
        if "pinned" in vars(self):
            self.pinned.stand()

    def _shared(self, room: int, heads: list[int]) -> tuple[list[int], list[int]]:
        """The widths, and the columns that had to go, whole, for the others to have their room.

        The last goes first: columns stand in the order of what one asks about a record. The first
        and the name a row goes by always stay.
        """
        columns, absent, own = self.table.columns, list[int](), self.heading.own_widths()
        widths = self._widths.shared(room, heads, squeezed=self.squeezed, own=own)
        if not self.leaves or self.is_grid:
            return widths, absent
        going = [at for at in self.in_order[1:] if heads[at] and not columns[at].lead]
        for at in going if self._turned else reversed(going):
            if sum(widths) <= room:
                break
            heads[at] = 0
            absent.append(at)
            widths = self._widths.shared(room, heads, squeezed=self.squeezed, own=own)
        return widths, absent

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
        self.fit()

    def _was_read(self, rows: range) -> None:
        """Rows came into sight: should they need more room, it is given at once, but not faster
        than they are painted."""
        self._read.append(rows)
        if not self._later.isActive():
            self._later.start()

    def _widen(self) -> None:
        if self.isVisible() and self._learn():
            self.fit()

    def _count_again(self) -> None:
        said = "" if self.table.ids else self.empty.text()
        self.empty.setVisible(bool(said))
        self.setAccessibleDescription(said or "Esc 离开这张表" * self.is_grid)

    # ── what Qt tells ────────────────────────────────────────────────────────

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
        if self.hasFocus() and not self.currentIndex().isValid():  # else the cell shows it
            painter = QPainter(self.viewport())
            painter.setPen(QPen(colour("link"), 2))
            painter.drawRect(whole.adjusted(1, 1, -1, -1))
            painter.end()

    def underlined(self, index: Index) -> bool:
        """A link is underlined while it is pointed at or the keyboard is on it."""
        return self._pointed == index or (self.hasFocus() and index == self.currentIndex())

    def scrollTo(
        self, index: Index,
        hint: QAbstractItemView.ScrollHint = QAbstractItemView.ScrollHint.EnsureVisible,
    ) -> None:
        """A cell is seen beside the columns that stay."""
        super().scrollTo(index, hint)
        bar = self.horizontalScrollBar()
        if not bar.value() or not index.isValid() or self.pinned.holds(index.column()):
            return
        hidden = self.pinned.edge - self.columnViewportPosition(index.column())
        bar.setValue(bar.value() - max(0, hidden))

    def changeEvent(self, event: QEvent) -> None:
        """关怀版 changed the sizes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "empty"):
            self._measure()

    def showEvent(self, event: QShowEvent) -> None:
        """Only what is seen is measured."""
        super().showEvent(event)
        self.fit()

    def resizeEvent(self, event: Any) -> None:
        """Fit the columns, and keep the words of an empty list in the middle."""
        super().resizeEvent(event)
        self.fit()
        self.empty.setGeometry(self.viewport().rect().adjusted(px(24), 0, -px(24), 0))


def names_of(labels: Sequence[str]) -> str:
    """``另有 2 栏：组、人口 →``: what has no room; blank for none."""
    return f"另有 {len(labels)} 栏：{'、'.join(labels)} →" if labels else ""
