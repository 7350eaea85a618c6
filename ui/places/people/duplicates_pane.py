"""重复的人: pairs that may be one person, side by side, field by field, made one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.keeping.permissions import as_read
from models.moves.duplicates import (
    FieldDifference,
    Suspect,
    merge_people,
    part,
    side_by_side,
    suspects,
)
from models.registers.people import Person
from models.values.problem import Problem
from ui.kit.card import words
from ui.kit.keys import act
from ui.kit.marks import Face
from ui.kit.message_strip import Strip
from ui.kit.page import press_button
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark
from ui.kit.tokens import px

if TYPE_CHECKING:
    from models.keeping.store import Store

HOW = ("Enter 换成另一边的；后登记的那一条并入先登记的，并入的留在历史里。"
       "只是同名的按“是两个人”，以后不再问。")


class DuplicatesPane(QWidget):
    """``closed()`` when the user is done."""

    closed = Signal()

    def __init__(self, store: Store, today: date) -> None:
        super().__init__()
        self._store, self._today = store, today
        self._pairs: list[Suspect] = []
        self._differences: list[FieldDifference] = []
        self._other: set[int] = set()
        self.strip = Strip()
        self.pairs = RecordList(self._pair_table(), "可能重复的人")
        self.pairs.say_empty("没有发现重复的人。")
        self.sides = RecordList(self._side_table(), "逐项对照")
        self.pairs.shown.connect(self._compare)
        self.pairs.opened.connect(lambda _: self.sides.setFocus())
        self.sides.opened.connect(self._swap)
        self.merging = act(self, "合并为一人", "Ctrl+S", self.merge)
        self.parting = act(self, "是两个人", "Ctrl+D", self.part)
        self.giving_up = act(self, "返回", "Esc", self.give_up)
        self._lay_out()
        self._find()
        self.setFocusProxy(self.pairs)

    def merge(self) -> None:
        """Make the pair one, with the values chosen."""
        pair = self._pair()
        if pair is None:
            return
        chosen = {each.field.name: each.other if at in self._other else each.suggested
                  for at, each in enumerate(self._differences, 1)}
        try:
            merge_people(self._store, pair.one, pair.other, chosen, self._today,
                         why="、".join(pair.why))
        except Problem as refusal:
            self.strip.refuse(refusal.sentence)
            return
        self._find()

    def part(self) -> None:
        """They only look alike: not asked again."""
        pair = self._pair()
        if pair is None:
            return
        try:
            part(self._store, pair)
        except Problem as refusal:
            self.strip.refuse(refusal.sentence)
            return
        self._find()

    def give_up(self) -> None:
        """Back to the card."""
        self.closed.emit()

    # ── inside ───────────────────────────────────────────────────────────────

    def _find(self) -> None:
        self._pairs = suspects(self._store)
        self.pairs.show_ids(list(range(1, len(self._pairs) + 1)))
        self._compare(self.pairs.current())

    def _pair(self) -> Suspect | None:
        at = self.pairs.current()
        return self._pairs[at - 1] if 0 < at <= len(self._pairs) else None

    def _compare(self, at: int) -> None:
        pair = self._pairs[at - 1] if 0 < at <= len(self._pairs) else None
        every = side_by_side(self._store, pair.one, pair.other) if pair else []
        self._other = set()
        self._differences = [each for each in every if each.one or each.other]
        self.sides.table.show_ids(list(range(1, len(self._differences) + 1)))
        for each in (self.merging, self.parting):
            each.setEnabled(pair is not None)

    def _swap(self, at: int) -> None:
        if not self._differences[at - 1].same:
            self._other ^= {at}
            self.sides.table.show_ids(self.sides.table.ids)

    def _pair_table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = [self._pairs[at - 1] for at in ids]
            return [(self._store.get(Person, each.one).name, "、".join(each.why), each.weight)
                    for each in shown]

        return RecordTable((Column("姓名", 9, lead=True), Column("像在哪里", 44),
                            Column("把握", 6, numeric=True)), rows)

    def _side_table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = []
            for at in ids:
                each = self._differences[at - 1]
                other = None if each.same else at in self._other
                one, second = (as_read(self._store, each.field, value)
                               for value in (each.one, each.other))
                shown.append((each.field.label, (one, other, False), (second, other, True)))
            return shown

        return RecordTable((Column("项目", 13), Column("先登记的", 20, face=_side_face),
                            Column("后登记的", 20, face=_side_face)), rows)

    def _lay_out(self) -> None:
        whole, foot = QVBoxLayout(self), QHBoxLayout()
        foot.setSpacing(px(8))
        foot.addWidget(press_button(self.merging, main=True))
        foot.addWidget(press_button(self.parting))
        foot.addWidget(press_button(self.giving_up))
        foot.addStretch(1)
        whole.setContentsMargins(px(18), px(14), px(18), px(14))
        whole.setSpacing(px(10))
        for each in (words("查重", "title"), self.strip):
            whole.addWidget(each)
        whole.addWidget(self.pairs, 2)
        whole.addWidget(words(HOW, "faint", wrap=True))
        whole.addWidget(self.sides, 3)
        whole.addLayout(foot)


def _side_face(side: tuple[str, bool | None, bool]) -> Face:
    said, other, own = side
    if other is None:
        return Face(said, tone="faint")
    return Face(said, Mark.DONE if other == own else Mark.NONE)
