"""The two lists of the workbench, the forms over them, and what a proposal would do."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMimeData, Qt, Signal
from PySide6.QtGui import QDrag, QDragEnterEvent, QDragMoveEvent, QDropEvent, QKeyEvent
from PySide6.QtWidgets import QAbstractItemView, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from models.keeping.record import Draft, Record, field
from models.office.village import change_policy, policy
from models.pairing.assignment import Proposal, leave_out
from models.pairing.lists import HomeLine, LoadLine, home_lines, load_lines
from models.pairing.pairing import BASES, Excuse, Pairing, PairingRules, end_pairing, excuse, rules
from models.values.kinds import NOTE, NUMBER
from models.values.problem import Invalid, Problem
from models.visits.visit import visit_reasons
from ui.kit.card import words
from ui.kit.form import Pane
from ui.kit.keys import act
from ui.kit.lookups import offer
from ui.kit.marks import Face
from ui.kit.message_strip import Strip
from ui.kit.page import press_button
from ui.kit.record_list import RecordList
from ui.kit.table import Column, Edit, Index, RecordTable
from ui.kit.theme import Mark
from ui.kit.tokens import px

if TYPE_CHECKING:
    from models.keeping.store import Store


HOMES = "application/x-lianxing-households"
CONSENTED, BASIS = "consented", "basis"


_DRAGGED = (Qt.ItemFlag.ItemIsEnabled | Qt.ItemFlag.ItemIsSelectable
            | Qt.ItemFlag.ItemIsDragEnabled)
_TYPED = _DRAGGED | Qt.ItemFlag.ItemIsEditable


class HomeTable(RecordTable):
    """Households; a row can be taken along with the mouse."""

    def flags(self, index: Index) -> Qt.ItemFlag:
        """What can be chosen, typed in, and dragged; asked hundreds of times for one picture."""
        return _TYPED if self.columns[index.column()].editable else _DRAGGED


class HomeList(RecordList):
    """Households of the workbench; dragging takes all that are selected."""

    def __init__(
        self, store: Store, day: Callable[[], date], put: Callable[[list[Edit]], None]
    ) -> None:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            return [
                (line.number, line.head, line.group, line.size, line.main_name, line.standin_name,
                 line.since or "", line.basis, line.consented or "")
                for line in home_lines(store, ids, day())
            ]

        super().__init__(HomeTable((
            Column("户号", 7), Column("户主", 7, lead=True), Column("组", 5),
            Column("人口", 4, numeric=True), Column("主联", 12, face=_main_face),
            Column("备联", 7), Column("起", 10),
            Column("依据", 5, BASIS, show=BASES.label, editable=True),
            Column("户同意", 10, CONSENTED, editable=True),
        ), rows, put), "应结对的户")
        self.setDragEnabled(True)
        self.setDragDropMode(QAbstractItemView.DragDropMode.DragOnly)

    def startDrag(self, actions: Qt.DropAction) -> None:
        """Take the selected households along."""
        data, drag = QMimeData(), QDrag(self)
        data.setData(HOMES, ",".join(map(str, self.chosen())).encode())
        drag.setMimeData(data)
        drag.exec(Qt.DropAction.LinkAction)


class LoadList(RecordList):
    """Members with their load. ``given(member, households)`` when households are dropped on one.

    ``stood_in(member)`` when B is pressed, ``gave_up()`` on Esc.
    """

    given = Signal(int, list)
    stood_in = Signal(int)
    gave_up = Signal()

    def __init__(self, lines: Callable[[], dict[int, LoadLine]],
                 rules: Callable[[], PairingRules]) -> None:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = [lines()[row] for row in ids]
            return [
                (each.name, each.party_group, each.group, (each, rules()),
                 each.standin or "", each.excused) for each in shown
            ]

        super().__init__(RecordTable((
            Column("党员", 8, lead=True), Column("党小组", 10), Column("组", 6),
            Column("主联", 9, face=load_face), Column("备联", 4, numeric=True),
            Column("不作要求", 12, face=lambda why: Face(why, tone="faint")),
        ), rows), "党员和联户数")
        self.setSelectionMode(QAbstractItemView.SelectionMode.SingleSelection)
        self.setAcceptDrops(True)
        self.setDropIndicatorShown(True)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """B gives as stand-in, Esc gives nobody; the rest is the list's."""
        if event.key() == Qt.Key.Key_B and not event.modifiers():
            self.stood_in.emit(self.current())
        elif event.key() == Qt.Key.Key_Escape:
            self.gave_up.emit()
        else:
            super().keyPressEvent(event)

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:
        """Only households may come."""
        if event.mimeData().hasFormat(HOMES):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:
        """The member under the mouse is shown as the one chosen."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid() and event.mimeData().hasFormat(HOMES):
            self.selectRow(index.row())
            event.acceptProposedAction()
        else:
            event.ignore()

    def dropEvent(self, event: QDropEvent) -> None:
        """Households are given to the member under the mouse."""
        index = self.indexAt(event.position().toPoint())
        if index.isValid():
            homes = homes_in(event.mimeData())
            event.acceptProposedAction()
            self.given.emit(self.table.id_at(index.row()), homes)


def homes_in(data: QMimeData) -> list[int]:
    """The households that are being dragged."""
    return [int(each) for each in bytes(data.data(HOMES).data()).decode().split(",") if each]


def load_face(line: tuple[LoadLine, PairingRules]) -> Face:
    """How many households a member has, and whether that is too few or too many."""
    load, rules = line
    if load.main > rules.most:
        return Face(f"{load.main}　多 {load.main - rules.most}", Mark.LATE)
    if load.main < rules.least and not load.excused:
        return Face(f"{load.main}　少 {rules.least - load.main}", Mark.ASK)
    return Face(str(load.main), tone="faint" if load.excused and not load.main else "")


def _main_face(name: str) -> Face:
    return Face(name) if name else Face("未结对", Mark.NONE, "late")


def lines_by_id(lines: Sequence[LoadLine]) -> dict[int, LoadLine]:
    """The lines by the member's id, in their order."""
    return {each.id: each for each in lines}


# ── the forms ────────────────────────────────────────────────────────────────


PAIRING_FORM = ("role", "since", "basis", "consented", "notified", "note")


class RulesEntry(Record, table="setting", label="联户走访规则"):
    """The rules as the office types them; a reason for a visit, a topic of a matter on each line.
    """

    least: int = field("每名党员至少联户", NUMBER, required=True)
    most: int = field("每名党员至多联户", NUMBER, required=True)
    old: int = field("不作要求的年龄", NUMBER, required=True)
    reasons: str = field("走访事由，一行一条", NOTE, required=True)
    topics: str = field("事项类别，一行一条", NOTE, required=True)

    def faults(self) -> dict[str, str]:
        """Too few may not be more than too many."""
        if self.least > self.most:
            return {"least": f"至少 {self.least} 户不能大于至多 {self.most} 户，请核对。"}
        return {}


def pairing_pane(store: Store, pairing: Pairing, title: str) -> Pane[Pairing]:
    """Dates, basis, consent and notice of one pairing."""
    def keep(typed: Pairing) -> None:
        with store.act(f"改联户：{title}"):
            store.save(typed)

    return Pane(store, f"联户　{title}", pairing, PAIRING_FORM, f"pairing:{pairing.id}", keep)


def end_pane(store: Store, pairing: Pairing, title: str, today: date) -> Pane[Pairing]:
    """Stop looking after a household."""
    def keep(typed: Pairing) -> None:
        reason = typed.end_reason or ""
        if not reason.strip():
            raise Invalid({"end_reason": "终止原因还没有填，请写一句。"})
        end_pairing(store, pairing, typed.until or today, reason)

    pane = Pane(store, f"终止　{title}", pairing.but(until=today), ("end_reason", "until"),
                f"pairing:{pairing.id}:end", keep)
    offer(pane.form.editors["end_reason"], ["党员外出", "因病不再联户", "换人", "户不愿意"])
    return pane


def excuse_pane(store: Store, member: int, name: str, today: date) -> Pane[Excuse]:
    """Why a member does not look after households, or does all the same."""
    reasons = rules(store, today).reasons
    codes = {label: code for code, label in reasons.items()}

    def keep(typed: Excuse) -> None:
        excuse(store, member, codes.get(typed.reason, typed.reason), typed.since, typed.note or "")

    pane = Pane(store, f"不作要求　{name}", Draft(Excuse, {"member": member, "since": today}),
                ("reason", "since", "note"), f"excuse:{member}", keep)
    offer(pane.form.editors["reason"], list(codes))
    return pane


def rules_pane(store: Store, today: date, kept: Callable[[], object]) -> Pane[RulesEntry]:
    """How many households each, from which age none are asked, and why one visits."""
    told = rules(store, today)
    entry = RulesEntry(least=told.least, most=told.most, old=told.old,
                       reasons="\n".join(visit_reasons(store, today)),
                       topics="\n".join(policy(store, "matters", today)["topics"]))

    def keep(typed: RulesEntry) -> None:
        with store.act("改联户走访规则"):
            change_policy(store, "pairing", least=typed.least, most=typed.most, old=typed.old)
            change_policy(store, "visits", reasons=_lines_of(typed.reasons))
            change_policy(store, "matters", topics=_lines_of(typed.topics))
        kept()

    return Pane(store, "联户走访规则", entry, ("least", "most", "old", "reasons", "topics"),
                "rules:liaison", keep)


def _lines_of(text: str) -> list[str]:
    return [each.strip() for each in text.splitlines() if each.strip()]


# ── What a proposal or a take-over would do


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
