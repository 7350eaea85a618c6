"""The figures of a return as a table, and behind the one pressed the records it counts."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from datetime import date
from functools import partial
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, NamedTuple

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QMenu, QSplitter, QVBoxLayout, QWidget

from models.exchange.printed import NAMELESS, line_name
from models.returns.calendar import ReturnLine
from models.returns.catalogue import DOCUMENTS, RETURNS
from models.returns.document import DocumentReturn
from models.returns.drilling import Behind
from models.returns.own import own_returns
from models.returns.returning import Return
from models.returns.sending import ReturnState
from models.values.figure import Seen
from models.values.periods import Period
from models.values.sheet import Column as SheetColumn
from models.values.sheet import Row, Sheet
from ui.kit.card import words
from ui.kit.chips import Chip, Chips
from ui.kit.marks import Face
from ui.kit.place import PAGES, Place, place_for
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark
from ui.kit.tokens import px

if TYPE_CHECKING:
    from models.keeping.store import Store


class SheetRows(RecordList):
    """The rows of a sheet: often wider than their place, then scrolled and never squeezed."""

    squeezed = False


WHY = 1
"""The column that says why something is not counted: there where there is something to say."""


class BehindPane(QWidget):
    """What stands behind one figure: counted, and nearly counted with the reason.

    ``opened(table, row)`` on Enter at a record that one of ``places`` opens; Esc puts the pane
    away.
    """

    opened = Signal(str, object)
    closed = Signal()

    def __init__(self, places: tuple[Place, ...] = PAGES) -> None:
        super().__init__()
        self._places = places
        self._seen: list[Seen] = []
        self.found = Behind(())
        self.title, self.earlier, self.chips = words(role="title"), words(role="second"), Chips()
        self.records = RecordList(RecordTable((
            Column("记录", 40), Column("为什么没有计入", 28, face=_why),
            Column("", 8, face=lambda ref: Face(self._way(ref), tone="link")),
        ), self._rows), "数字背后的记录")
        self.records.say_empty("没有。")
        self.records.opened.connect(self._open)
        self.chips.chosen.connect(lambda _: self._list())
        head, below, whole = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        head.setSpacing(px(12))
        head.addWidget(self.title)
        head.addWidget(self.earlier, 1)
        below.addWidget(self.chips, 1)
        below.addWidget(words("Enter 打开　Esc 收起" if places else "Esc 收起", "faint"))
        whole.setContentsMargins(0, px(6), 0, 0)
        whole.setSpacing(px(6))
        for row in (head, below):
            row.setContentsMargins(px(10), 0, px(10), 0)
            whole.addLayout(row)
        whole.addWidget(self.records, 1)
        self.hide()

    def show_behind(self, title: str, found: Behind) -> None:
        """Show what is behind a figure, those counted first, with the keyboard in it."""
        self.found = found
        self.title.setText(title)
        self.earlier.setText(found.earlier)
        self.chips.key = ""
        self.chips.show_chips([
            Chip("counted", "计入", len(found.counted), Mark.DONE),
            Chip("missed", "差一点", len(found.missed), Mark.ASK),
        ])
        self._list()
        self.show()
        self.records.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Esc leads back to the figures."""
        if event.key() == Qt.Key.Key_Escape:
            self.hide()
            self.closed.emit()
        else:
            super().keyPressEvent(event)

    def _list(self) -> None:
        self._seen = [*getattr(self.found, self.chips.key)]
        self.records.setColumnHidden(WHY, not any(each.reason for each in self._seen))
        self.records.show_ids(list(range(1, len(self._seen) + 1)))

    def _rows(self, ids: list[int]) -> list[tuple[Any, ...]]:
        shown = [self._seen[at - 1] for at in ids]
        return [(each.label, each.reason, each.ref) for each in shown]

    def _open(self, at: int) -> None:
        ref = self._seen[at - 1].ref
        if self._way(ref):
            self.opened.emit(*ref)

    def _way(self, ref: tuple[str, int]) -> str:
        return "打开 ›" if place_for(ref[0], self._places) is not None else ""


class Figures(QSplitter):
    """A sheet as a table over what is behind one of its figures.

    ``figure_asked(line, column)``: Enter on a figure, lines from 1, 0 for 合计;
    ``row_opened(line)`` on words; ``opened(table, row)`` from behind a figure, where one of
    ``places`` opens the record.
    """

    figure_asked = Signal(int, int)
    row_opened = Signal(int)
    opened = Signal(str, object)

    def __init__(
        self, empty: str = "这一期没有要填的行。", *, places: tuple[Place, ...] = PAGES
    ) -> None:
        super().__init__(Qt.Orientation.Vertical)
        self._empty = empty
        self.sheet: Sheet | None = None
        self.lines: list[Row] = []
        self.row_menu: Callable[[], QMenu | None] = lambda: None
        self.behind = BehindPane(places)
        self.rows = SheetRows(RecordTable((), lambda ids: []), "报表的行")
        self.rows.right_click = lambda: self.row_menu()
        self.rows.opened.connect(self._open)
        self.setFocusProxy(self.rows)
        for each in (self.rows, self.behind):
            self.addWidget(each)
        self.setChildrenCollapsible(False)
        self.setHandleWidth(px(8))
        self.behind.opened.connect(self.opened)
        self.behind.closed.connect(lambda: self.rows.setFocus())

    def show_sheet(
        self, sheet: Sheet, rows: Sequence[Row],
        marks: Mapping[tuple[int, int], str] = MappingProxyType({}),
    ) -> None:
        """Show these rows of a sheet, 合计 after them.

        ``marks`` are what the town says of cells: (line from 1, 0 for 合计; column from 0).
        """
        at, column = self.rows.currentIndex().row(), self.rows.currentIndex().column()
        same = self.sheet is not None and self.sheet.code == sheet.code
        self.sheet, self.lines = sheet, list(rows)
        shown = [row.values for row in rows]
        if sheet.total is not None:
            shown.append(sheet.total)
        for (line, place), said in marks.items():
            if place < len(sheet.columns) and line <= len(rows) and (line or sheet.total):
                values = list(shown[line - 1])
                values[place] = Remarked(values[place], said)
                shown[line - 1] = tuple(values)
        columns = [
            Column(each.heading, max(4, min(each.width, 30)), numeric=each.numeric,
                   show=each.show, face=partial(_face, each))
            for each in sheet.columns
        ]
        table = RecordTable(columns, lambda ids: [shown[n - 1] for n in ids])
        table.foot = int(sheet.total is not None)
        table.show_ids(list(range(1, len(shown) + 1)))
        self.behind.hide()
        self.rows.show_table(table)
        self.rows.say_empty(self._empty)
        if same and at >= 0:
            self.rows.setCurrentIndex(table.index(min(at, len(shown) - 1), column))

    def say(self, words: str) -> None:
        """Show a sentence where there are no figures."""
        self.sheet, self.lines = None, []
        self.behind.hide()
        self.rows.show_table(RecordTable((), lambda ids: []))
        self.rows.say_empty(words)

    def show_behind(self, sheet: Sheet, line: int, column: int, found: Behind) -> None:
        """Show what is behind a figure of ``sheet`` under the table, if that still shows it."""
        if self.sheet is not sheet:
            return
        name = "合计" if not line else self.name_of(line)
        head = sheet.columns[column]
        values = self.lines[line - 1].values if line else sheet.total or ()
        shown = "" if values[column] is None else head.show(values[column])
        self.behind.show_behind(f"{name}　{head.heading}　{shown or '空'}", found)
        half = self.height() // 2
        self.setSizes([self.height() - half, half])

    def name_of(self, line: int) -> str:
        """What a line is called: its first words that are no figure."""
        assert self.sheet is not None
        return line_name(self.sheet, self.lines[line - 1].values)

    def ask(self) -> None:
        """Ask what is behind the current cell, whatever stands in it."""
        at, column = self.rows.current(), self.rows.currentIndex().column()
        if at:
            self.figure_asked.emit(0 if at > len(self.lines) else at, max(column, 0))

    # ── inside ───────────────────────────────────────────────────────────────

    def _open(self, at: int) -> None:
        column = max(self.rows.currentIndex().column(), 0)
        head = self.rows.table.columns[column]
        if at > len(self.lines) or (head.numeric and head.label not in NAMELESS):
            self.figure_asked.emit(0 if at > len(self.lines) else at, column)
        else:
            self.row_opened.emit(at)


class Remarked(NamedTuple):
    """The value of a cell beside which the town has written something."""

    value: Any
    words: str


def _face(column: SheetColumn, value: Any) -> Face | None:
    if isinstance(value, Remarked):
        shown = "" if value.value is None else column.show(value.value)
        return Face(shown, Mark.ASK, hint=f"镇里批注：{value.words}")
    return Face(str(value), bold=True) if value == "合计" else None


def _why(why: str) -> Face:
    return Face(why, Mark.ASK) if why else Face("")


# ── the list of returns ───────────────────────────────────────────────────────


CATALOGUE: tuple[Return | DocumentReturn, ...] = (*RETURNS, *DOCUMENTS)
"""Everything that comes with the program; a list names one by its place here, from 1."""


def catalogue_of(store: Store) -> tuple[Return | DocumentReturn, ...]:
    """Everything that can be drawn, the village's own after what comes with the program."""
    return (*CATALOGUE, *own_returns(store))


def place_of(store: Store, code: str) -> int:
    """Where a return stands in the catalogue, from 1."""
    return [each.code for each in catalogue_of(store)].index(code) + 1


MARKS = {ReturnState.WAITING: Mark.ASK, ReturnState.RETURNED: Mark.LATE,
         ReturnState.ACCEPTED: Mark.DONE, ReturnState.SENT: Mark.DONE}


def return_face(line: ReturnLine | None) -> Face:
    """How a return stands: what is late first, then the day it is due."""
    if line is None:
        return Face("")
    words, waits = line.state.label, line.state == ReturnState.WAITING
    if line.late:
        late = f"超 {line.late} 天"
        return Face(f"{words} {late}" if line.state == ReturnState.RETURNED else late, Mark.LATE)
    if waits or line.state == ReturnState.AHEAD:
        due = f"{line.due.month}月{line.due.day}日前"
        return Face(due, MARKS.get(line.state), "" if waits else "second")
    return Face(words, MARKS.get(line.state), "second")


def short_label(period: Period, today: date) -> str:
    """三季度 where it is of this year, else 2025年四季度."""
    return period.label.removeprefix(f"{today.year}年") or period.label
