"""The lists of 走访: who waits, visits made, a round, and paper sheets keyed back row by row."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from models.figures.liaison import Covered
from models.pairing.lists import home_lines
from models.values import clock
from models.values.figure import rate
from models.values.problem import Problem
from models.visits.paper import (
    SheetRow,
    VisitSheet,
    key_row,
    row_asked,
    rows_of,
    sheet_numbered,
    sheet_words,
)
from models.visits.visit import WAYS, DueVisit, SheetLine, Visit, matters_of, visit_lines
from ui.kit.card import words
from ui.kit.keys import act
from ui.kit.marks import Face
from ui.kit.message_strip import Strip
from ui.kit.page import press_button
from ui.kit.record_list import RecordList
from ui.kit.table import Column, Edit, RecordTable
from ui.kit.theme import Mark
from ui.kit.tokens import px
from ui.places.liaison.cards import late_face

if TYPE_CHECKING:
    from models.keeping.store import Store


def due_list(due: Callable[[list[int]], Sequence[DueVisit]]) -> RecordList:
    """Households by the day their next visit is due."""
    def rows(ids: list[int]) -> list[tuple[Any, ...]]:
        return [
            (each.number, each.head, each.group, (each.member_name,), each.last or "",
             each.due, each.late) for each in due(ids)
        ]

    return RecordList(RecordTable((
        Column("户号", 8), Column("户主", 8, lead=True), Column("组", 6),
        Column("联户党员", 10, face=_who), Column("上次", 10), Column("应在以前", 10),
        Column("", 12, face=late_face),
    ), rows), "待走访的户")


def visit_list(store: Store) -> RecordList:
    """Visits, the newest first."""
    def rows(ids: list[int]) -> list[tuple[Any, ...]]:
        return [
            (_short(each.day), each.member, f"{each.number} {each.head}", WAYS.label(each.way),
             each.reason, each.said, (each.problems, each.solved))
            for each in visit_lines(store, ids)
        ]

    return RecordList(RecordTable((
        Column("日期", 8), Column("走访党员", 8), Column("户", 14, lead=True), Column("方式", 6),
        Column("事由", 10, text=True), Column("谈话内容", 20),
        Column("问题", 8, face=_problem_face),
    ), rows), "走访记录")


def sheet_list(lines: Callable[[], Sequence[SheetLine]]) -> RecordList:
    """Printed sheets, and how far each is keyed back."""
    def rows(ids: list[int]) -> list[tuple[Any, ...]]:
        known = {each.id: each for each in lines()}
        return [
            (each.number, each.member, each.printed, each.reason, (each.done, each.rows))
            for each in (known[row] for row in ids)
        ]

    return RecordList(RecordTable((
        Column("单号", 6, numeric=True), Column("走访党员", 10, lead=True),
        Column("打印日期", 11), Column("事由", 14, text=True), Column("录入", 16, face=_keyed_face),
    ), rows), "走访单")


def cover_list(covered: Callable[[], Sequence[Covered]]) -> RecordList:
    """户户到 by group; the row's number counts from 1."""
    def rows(ids: list[int]) -> list[tuple[Any, ...]]:
        every = covered()
        return [
            (each.name, each.base, each.part, each.gaps, rate(each.part, each.base))
            for each in (every[row - 1] for row in ids)
        ]

    return RecordList(RecordTable((
        Column("组", 12, lead=True), Column("应走访户数", 12, numeric=True),
        Column("已入户户数", 12, numeric=True), Column("未走到", 10, numeric=True),
        Column("覆盖率", 10, numeric=True),
    ), rows), "户户到走访覆盖")


def _who(who: tuple[str]) -> Face:
    return Face(who[0]) if who[0] else Face("未结对", Mark.NONE, "late")


def _problem_face(counts: tuple[int, int]) -> Face:
    found, solved = counts
    if not found:
        return Face("—", tone="faint")
    return Face("已办结", Mark.DONE) if found == solved else Face("在办", Mark.ASK)


def _keyed_face(counts: tuple[int, int]) -> Face:
    done, rows = counts
    if done == rows:
        return Face(f"{rows} 行全部录入", Mark.DONE)
    return Face(f"{done} / {rows} 行", Mark.ASK if done else Mark.NONE)


def _short(iso: str) -> str:
    day = date.fromisoformat(iso)
    return f"{day.month}月{day.day}日" if day.year == clock.today().year else iso


# ── A paper sheet keyed back, in the order printed


KEYED = 3
"""The column that is typed in."""

HOW = ("28 回车：28 日入户　. 同上一行的日子　28/ 电话　28* 外出联系　"
       "28+水渠堵了 发现问题　- 没走到")


class KeySheet(QWidget):
    """Number of the sheet, then its rows; ``closed()`` when the user is done."""

    wide = True
    closed = Signal()

    def __init__(self, store: Store, today: date, number: int | None = None) -> None:
        super().__init__()
        self._store, self._today = store, today
        self.sheet: VisitSheet | None = None
        self._rows: dict[int, SheetRow] = {}
        self.number, self.strip, self.said = QLineEdit(), Strip(), words(role="title")
        self.number.setAccessibleName("走访单号")
        self.number.setPlaceholderText("单子右上角的号，如 12")
        self.number.returnPressed.connect(self._find)
        self.grid = RecordList(self._table(), "走访单各行")
        self.grid.say_empty("先填单号，回车。")
        self.grid.speak_through(self.strip)
        self.giving_up = act(self, "录完了", "Esc", self.give_up)
        self._lay_out()
        self.destroyed.connect(store.listen(lambda tables: self._heard(tables)))
        self.setFocusProxy(self.number if number is None else self.grid)
        if number is not None:
            self.number.setText(str(number))
            self._find()

    def give_up(self) -> None:
        """Done, or later: every row keyed is kept already."""
        self.closed.emit()

    # ── inside ───────────────────────────────────────────────────────────────

    def _find(self) -> None:
        typed = self.number.text().strip()
        self.strip.put_away()
        try:
            if not typed.isdigit():
                raise Problem("单号是数字，写在单子右上角。")
            self.sheet = sheet_numbered(self._store, int(typed))
        except Problem as refusal:
            self.strip.refuse(refusal.sentence)
            return
        self._show()
        blank = next((at for at, row in enumerate(self._rows.values())
                      if row.visit is None and not row.missed), 0)
        self.grid.setCurrentIndex(self.grid.table.index(blank, KEYED))
        self.grid.setFocus()

    def _heard(self, tables: frozenset[str]) -> None:
        """A row was kept here, or taken back."""
        if self.sheet is not None and tables & {"visit_sheet_row", "visit", "matter"}:
            self._show()

    def _show(self) -> None:
        assert self.sheet is not None
        self._rows = {each.rowid: each for each in rows_of(self._store, self.sheet.rowid)}
        self.grid.table.show_ids(list(self._rows))
        self.said.setText(sheet_words(self._store, self.sheet))

    def _put(self, edits: list[Edit]) -> None:
        self.strip.put_away()
        assert self.sheet is not None
        keyed = [each for each in edits if each.text.strip()]
        if not keyed:
            return
        places = "、".join(str(self._rows[each.id].place) for each in keyed)
        with self._store.act(f"录入 {self.sheet.number} 号走访单第 {places} 行"):
            for each in keyed:
                key_row(self._store, self._rows[each.id], each.text, today=self._today)
        self._show()

    def _table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = [self._rows[row] for row in ids]
            lines = {line.id: line for line in home_lines(
                self._store, [each.household for each in shown], self._today)}
            return [
                (each.place, lines[each.household].number, lines[each.household].head, "",
                 self._outcome(each)) for each in shown
            ]

        return RecordTable((
            Column("行", 4, numeric=True), Column("户号", 8), Column("户主", 8, lead=True),
            Column("录入", 14, "keys", editable=True, odd=lambda row, typed: row_asked(
                self._store, self._rows[row], typed, today=self._today)),
            Column("录成", 22, face=lambda face: face),
        ), rows, self._put)

    def _outcome(self, row: SheetRow) -> Face:
        if row.missed:
            return Face("没走到", Mark.ASK)
        if row.visit is None:
            return Face("", tone="faint")
        visit = self._store.get(Visit, row.visit)
        said = f"{visit.day.month}月{visit.day.day}日 {WAYS.label(visit.way)}"
        if matters_of(self._store, row.visit):
            return Face(f"{said}，有问题", Mark.DONE)
        return Face(said, Mark.DONE)

    def _lay_out(self) -> None:
        whole, top, foot = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        top.addWidget(words("单号", "label"))
        top.addWidget(self.number)
        top.addWidget(self.said, 1)
        top.setSpacing(px(12))
        self.number.setFixedWidth(px(180))
        foot.addWidget(press_button(self.giving_up, main=True))
        foot.addStretch(1)
        whole.setContentsMargins(px(18), px(14), px(18), px(14))
        whole.setSpacing(px(8))
        for each in (words("录走访单", "title"), self.strip):
            whole.addWidget(each)
        whole.addLayout(top)
        whole.addWidget(words(HOW, "faint", wrap=True))
        whole.addWidget(self.grid, 1)
        whole.addLayout(foot)
