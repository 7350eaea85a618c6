"""What a proposal or a take-over would do, shown before anything is done."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from models.pairing.assignment import Proposal, leave_out
from models.pairing.lists import HomeLine, home_lines, load_lines
from models.values.problem import Problem
from ui.kit.card import words
from ui.kit.keys import act
from ui.kit.marks import Face
from ui.kit.message_strip import Strip
from ui.kit.page import press_button
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark, px

if TYPE_CHECKING:
    from models.keeping.store import Store

Accept = Callable[[Proposal, str], object]
"""Carries a proposal out; the second is the reason, when one was asked for."""


NEAR = {True: Face("本组", tone="faint"), False: Face("邻组", Mark.ASK)}


class ProposalPane(QWidget):
    """``closed()`` when it was carried out or given up; until then nothing has changed."""

    closed = Signal()

    def __init__(
        self, store: Store, title: str, proposal: Proposal, accept: Accept, *,
        asks_why: bool = False,
    ) -> None:
        super().__init__()
        self._store, self._accept = store, accept
        self.proposal = proposal
        self._names = {each.id: each.name for each in load_lines(store, proposal.day)}
        self._lines: dict[int, HomeLine] = {}
        self.why, self.strip, self.said = QLineEdit(), Strip(), words(wrap=True)
        self.why.setAccessibleName("原因")
        self.why.setPlaceholderText("原因，如 因病不再联户")
        self.why.setVisible(asks_why)
        self.list = RecordList(self._table(), "建议的结对")
        self.list.say_empty("没有空缺，不用建议。")
        self.accepting = act(self, "照此结对", "Ctrl+S", self.accept)
        self.leaving_out = act(self, "不用选中的党员", "Del", self.leave_out_chosen)
        self.giving_up = act(self, "取消", "Esc", self.give_up)
        self._lay_out(title)
        self._show()
        self.setFocusProxy(self.why if asks_why else self.list)

    def accept(self) -> None:
        """Do what is shown, as one act."""
        self.strip.put_away()
        try:
            self._accept(self.proposal, self.why.text())
        except Problem as refusal:
            self.strip.refuse(refusal.sentence)
        else:
            self.closed.emit()

    def leave_out_chosen(self) -> None:
        """Propose again without the members of the selected rows; the other rows stay."""
        members = {placed.member for placed in self.proposal.placed
                   if placed.household in self.list.chosen()}
        if members:
            self.proposal = leave_out(self._store, self.proposal, members)
            self._show()

    def give_up(self) -> None:
        """Leave everything as it is."""
        self.closed.emit()

    # ── inside ───────────────────────────────────────────────────────────────

    def _show(self) -> None:
        homes = [each.household for each in self.proposal.placed] + list(self.proposal.left)
        lines = home_lines(self._store, homes, self.proposal.day)
        self._lines = {each.id: each for each in lines}
        self._placed = {each.household: each for each in self.proposal.placed}
        self.list.show_ids(list(self._lines))
        self.said.setText(self.proposal.words)
        self.accepting.setEnabled(bool(self.proposal.placed))

    def _table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            return [
                (line.number, line.head, line.group, self._member_face(line.id),
                 self._near(line.id), self._load(line.id))
                for line in (self._lines[row] for row in ids)
            ]

        return RecordTable((
            Column("户号", 8), Column("户主", 8, lead=True), Column("组", 6),
            Column("给", 9, face=lambda face: face), Column("", 6, face=NEAR.get),
            Column("户数", 9),
        ), rows)

    def _member_face(self, home: int) -> Face:
        placed = self._placed.get(home)
        if placed is None:
            return Face("排不下", Mark.LATE)
        return Face(self._names[placed.member])

    def _near(self, home: int) -> bool | None:
        return self._placed[home].near if home in self._placed else None

    def _load(self, home: int) -> str:
        placed = self._placed.get(home)
        if placed is None:
            return ""
        before, after = self.proposal.before, self.proposal.after
        return f"{before.get(placed.member, 0)} → {after.get(placed.member, 0)}"

    def _lay_out(self, title: str) -> None:
        whole, foot = QVBoxLayout(self), QHBoxLayout()
        foot.setSpacing(px(8))
        foot.addWidget(press_button(self.accepting, main=True))
        for deed in (self.leaving_out, self.giving_up):
            foot.addWidget(press_button(deed))
        foot.addStretch(1)
        whole.setContentsMargins(px(18), px(14), px(18), px(14))
        whole.setSpacing(px(10))
        for each in (words(title, "title"), self.strip, self.said, self.why):
            whole.addWidget(each)
        whole.addWidget(self.list, 1)
        whole.addWidget(words("现在什么都还没有改。", "faint"))
        whole.addLayout(foot)
