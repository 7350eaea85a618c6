"""A paper visit sheet keyed back: row by row in the order printed, a few keys for each."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from models.pairing.lists import home_lines
from models.values.problem import Problem
from models.visits.paper import SheetRow, VisitSheet, key_row, rows_of, sheet_numbered, sheet_words
from models.visits.visit import WAYS, Visit, matters_of
from ui.kit.card import words
from ui.kit.marks import Face
from ui.kit.message_strip import Strip
from ui.kit.page import press_button
from ui.kit.record_list import RecordList
from ui.kit.table import Column, Edit, RecordTable
from ui.kit.theme import Mark, px

if TYPE_CHECKING:
    from models.keeping.store import Store

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
        self.grid.table.refuse = self.strip.refuse
        self.giving_up = QAction("录完了", self)
        self.giving_up.setShortcut(QKeySequence("Esc"))
        self.giving_up.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.giving_up.triggered.connect(self.give_up)
        self.addAction(self.giving_up)
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
            Column("录入", 14, "keys", editable=True), Column("录成", 22, face=lambda face: face),
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
