"""A round of many visits by one member, written down in one grid like a sheet of Excel."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.keeping.record import Draft, Record, field
from models.keeping.settings import drop_draft, keep_draft, kept_draft
from models.pairing.lists import HomeLine, home_lines
from models.values.kinds import DAY, LINK
from models.values.problem import Invalid, Problem
from models.visits.visit import (
    WAYS,
    RoundRow,
    Visit,
    record_round,
    round_asked,
    round_homes,
    visit_reasons,
)
from ui.kit.card import words
from ui.kit.form import Form
from ui.kit.keys import act
from ui.kit.lookups import member_finder, offer, take_the_best
from ui.kit.marks import Face
from ui.kit.message_strip import Strip
from ui.kit.page import press_button
from ui.kit.record_list import RecordList
from ui.kit.table import Column, Edit, RecordTable
from ui.kit.theme import Mark
from ui.kit.tokens import px

if TYPE_CHECKING:
    from models.keeping.store import Store

WRITTEN = ("way", "day", "met", "said", "needs", "problem")
SHORT = {"1": "home", "2": "phone", "3": "away"}
HOW = ("“方式”里 1 入户、2 电话、3 外出联系，空着就是没去；日子不同的另填。"
       "Ctrl+D 向下填，可从 Excel 粘贴。")


class RoundHead(Record, table="visit", label="一轮走访"):
    """What all visits of a round have in common."""

    member: int = field("走访党员", LINK, required=True)
    day: date = field("走访日期", DAY, required=True)
    reason: str | None = field("事由")


class RoundPane(QWidget):
    """``closed()`` when the round was kept or given up; what is typed is kept as a draft."""

    wide = True
    closed = Signal()

    def __init__(self, store: Store, today: date, member: int | None = None) -> None:
        super().__init__()
        self._store, self._today = store, today
        self._member, self._typed = 0, dict[int, dict[str, str]]()
        self._faults: dict[int, str] = {}
        self._lines: dict[int, HomeLine] = {}
        self.head = Form(store, RoundHead, ("member", "day", "reason"),
                         {"member": member_finder(today, member)})
        self.head.put(Draft(RoundHead, {"member": member, "day": today}))
        offer(self.head.editors["reason"], visit_reasons(store, today))
        take_the_best(self.head)
        self.head.editors["member"].line.editingFinished.connect(self._choose_member)
        self.grid = RecordList(self._table(), "一轮走访")
        self.head.finished.connect(lambda: self.grid.setFocus())
        self.strip, self.said = Strip(), words(role="second")
        self.grid.speak_through(self.strip)
        self.saving = act(self, "保存", "Ctrl+S", self.save)
        self.filling = act(self, "其余都填入户", "Ctrl+Shift+D", self.fill)
        self.giving_up = act(self, "取消", "Esc", self.give_up)
        self._lay_out()
        self._choose_member()
        self.setFocusProxy(self.grid if member else self.head.editors["member"])

    def save(self, *, sure: bool = False) -> None:
        """Keep every row that has a way, in one act; a fault stands in its row.

        A second visit of a day is asked about first, unless somebody is ``sure``.
        """
        self.strip.put_away()
        homes = [home for home in self.grid.table.given if self._cell(home, "way")]
        try:
            self.grid.table.check()
            told = self.head.take()
            if not homes:
                raise Problem("还没有填哪一户去过。在“方式”里填 1，或按“其余都填入户”。")
            rows = [self._row(home) for home in homes]
            if not sure and (asked := round_asked(self._store, told.member, told.day, rows)):
                self.strip.ask(asked, {"照样记": lambda: self.save(sure=True), "再看看": None})
                return
            record_round(self._store, told.member, told.day, told.reason or "", rows,
                         today=self._today)
        except Invalid as invalid:
            self._show_faults(invalid, homes)
        except Problem as refusal:
            self.strip.refuse(refusal.sentence)
        else:
            drop_draft(self._store, self._place)
            self.closed.emit()

    def fill(self) -> None:
        """Every household without a way was visited at home."""
        self.grid.table.put([Edit(home, "way", "1") for home in self.grid.table.ids
                             if not self._cell(home, "way")])

    def give_up(self) -> None:
        """Leave without keeping; what was typed comes back next time."""
        self.closed.emit()

    # ── inside ───────────────────────────────────────────────────────────────

    @property
    def _place(self) -> str:
        return f"round:{self._member}"

    def _choose_member(self) -> None:
        text = self.head.editors["member"].words()
        member = int(text) if text.isdigit() else 0
        if member == self._member and self._lines:
            return
        self._member, self._faults = member, {}
        homes = round_homes(self._store, member, self._today) if member else []
        self._lines = {each.id: each for each in home_lines(self._store, homes, self._today)}
        left = kept_draft(self._store, self._place) if member else None
        self._typed = _unfolded(left[0]) if left else {}
        if left:
            self.strip.tell(f"{left[1]:%m-%d %H:%M} 没存完的一轮已放回表里。")
        self.grid.say_empty("先选走访党员，这里列出他联的户。" if not member else
                            "这名党员名下还没有户，请先在“结对”里结对。")
        self._show()

    def _show(self) -> None:
        self.grid.table.show_ids(list(self._lines))
        gone = sum(bool(self._cell(home, "way")) for home in self._lines)
        self.said.setText(f"已填 {gone} / {len(self._lines)} 户")

    def _cell(self, home: int, key: str) -> str:
        return self._typed.get(home, {}).get(key, "")

    def _row(self, home: int) -> RoundRow:
        cells = {key: self._cell(home, key) for key in ("met", "said", "needs", "problem")}
        return RoundRow(home, **cells, way=WAYS.read(self._cell(home, "way")) or "home",
                        day=Visit.field("day").read(self._cell(home, "day")))

    def _put(self, edits: list[Edit]) -> None:
        for each, text in [(each, _understood(each, self._today)) for each in edits]:
            self._typed.setdefault(each.id, {})[each.key] = text
            self._faults.pop(each.id, None)
        folded = {f"{home}.{key}": text for home, cells in self._typed.items()
                  for key, text in cells.items() if text}
        keep_draft(self._store, self._place, folded)
        self._show()

    def _show_faults(self, invalid: Invalid, homes: list[int]) -> None:
        """Faults of the grid are named ``3.day``; the others are the form's own."""
        for name, said in invalid.faults.items():
            place = name.partition(".")[0]
            if place.isdigit() and int(place) <= len(homes):
                self._faults[homes[int(place) - 1]] = said
        if self._faults:
            self._show()
            self.grid.choose(next(iter(self._faults)))
            self.strip.refuse(f"有 {len(self._faults)} 行要改，看“要改”一栏；一行都还没有存。")

    def _table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = []
            for home in ids:
                line = self._lines[home]
                cells = [self._cell(home, key) for key in WRITTEN]
                shown.append((line.number, line.head, *cells, self._faults.get(home, "")))
            return shown

        typed: dict[str, Any] = {"editable": True}
        return RecordTable((
            Column("户号", 7, lead=True), Column("户主", 7), Column("方式", 8, "way", **typed),
            Column("日", 9, "day", **typed), Column("见到谁", 7, "met", **typed),
            Column("谈话内容", 16, "said", **typed, text=True),
            Column("需求", 10, "needs", **typed, text=True),
            Column("发现问题", 14, "problem", **typed, text=True),
            Column("要改", 12, text=True,
                   face=lambda said: Face(said, Mark.LATE) if said else None),
        ), rows, self._put)

    def _lay_out(self) -> None:
        whole, foot = QVBoxLayout(self), QHBoxLayout()
        self.head.setFixedHeight(px(132))
        foot.setSpacing(px(8))
        foot.addWidget(press_button(self.saving, main=True))
        for deed in (self.filling, self.giving_up):
            foot.addWidget(press_button(deed))
        foot.addStretch(1)
        foot.addWidget(self.said)
        whole.setContentsMargins(px(18), px(14), px(18), px(14))
        whole.setSpacing(px(8))
        for each in (words("一轮走访", "title"), self.strip, self.head,
                     words(HOW, "faint", wrap=True)):
            whole.addWidget(each)
        whole.addWidget(self.grid, 1)
        whole.addLayout(foot)


def _understood(edit: Edit, today: date) -> str:
    """What stands in a cell after typing: ways and days in full. :raises Problem: unreadable."""
    text = edit.text.strip()
    full = {"way": _way, "day": _day}.get(edit.key)
    return full(text, today) if full and text else text


def _way(text: str, today: date) -> str:
    code = SHORT.get(text) or WAYS.read(text)
    if code is None:
        raise Problem(f"方式里没有“{text}”，请填 1 入户、2 电话或 3 外出联系。")
    return WAYS.label(code)


def _day(text: str, today: date) -> str:
    day = Visit.field("day")
    try:
        return day.show(today.replace(day=int(text)) if text.isdigit() and len(text) < 3
                        else day.read(text))
    except ValueError as error:
        raise Problem(f"“{text}”不是一个日子：{error}") from None


def _unfolded(texts: dict[str, str]) -> dict[int, dict[str, str]]:
    typed: dict[int, dict[str, str]] = {}
    for name, text in texts.items():
        home, _, key = name.partition(".")
        typed.setdefault(int(home), {})[key] = text
    return typed
