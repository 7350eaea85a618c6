"""审批: what waits with its reason and flags; approved into the ledger, or rejected and kept."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.keeping.permissions import May
from models.keeping.record import Draft, Record, field
from models.points.book.accounts import account_lines
from models.points.book.approval import (
    Kinship,
    approve,
    declare,
    declared,
    hand_in,
    reject,
    withdraw,
)
from models.points.book.slips import WAITING, Slip, SlipList, count_slips, slips_in
from models.points.engine.reader import show
from models.points.engine.scheme import AccountKind
from models.values.kinds import LINK, NOTE
from models.values.problem import Problem
from ui.kit.card import section, words
from ui.kit.chips import Chip
from ui.kit.list_section import ListSection
from ui.kit.lookups import household_finder
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.table import Column
from ui.kit.theme import Mark

if TYPE_CHECKING:
    from models.keeping.store import Store

EMPTY = {SlipList.PENDING: "没有等审批的记分。", SlipList.FLAGGED: "没有要另一人审批的。",
         SlipList.DRAFTS: "没有草稿。", SlipList.REJECTED: "没有未通过的。"}


class Refusal(Record, table="refusal", label="不通过"):
    """What is asked when slips are rejected; kept with them."""

    why: str = field("原因", NOTE, required=True)


class Undeclared(Record, table="undeclared", label="取消亲属申报"):
    """Which declaration no longer holds."""

    which: int = field("哪一条", LINK, required=True)


class Approval(ListSection[Slip]):
    """The waiting list at the left, one slip at the right."""

    key, title, listed, wide = "approval", "审批", "记分单", 760
    columns = (
        Column("号", 5, numeric=True), Column("户", 20, lead=True, text=False), Column("日期", 10),
        Column("项目", 16, text=True), Column("拟计", 6, numeric=True), Column("录入人", 7),
        Column("提示", 10, face=lambda face: face),
    )

    @classmethod
    def chip(cls, store: Store) -> Chip:
        """How many wait."""
        return Chip(cls.key, cls.title, count_slips(store, SlipList.PENDING), Mark.ASK)

    def read(self) -> list[Chip]:
        """How many each filter has, and whose the accounts are."""
        self.names = {each.id: each.label for kind in AccountKind
                      for each in account_lines(self.store, kind)}
        return [Chip(each, each.label, count_slips(self.store, each),
                     Mark.ASK if each == SlipList.FLAGGED else None) for each in SlipList]

    # ── doing ────────────────────────────────────────────────────────────────

    @action("全部通过", icon="check", main=True, may=May.APPROVE)
    def approve_all(self) -> None:
        """Approve everything in the list, after asking."""
        rows = list(self.list.table.ids)
        if not rows or self.chips.key not in WAITING:
            raise Problem("列表里没有等审批的记分。")
        self.strip.ask(f"通过这 {len(rows)} 条？通过后就记入各户的积分。", {
            f"通过 {len(rows)} 条": lambda: self.attempt(lambda: self._approve(rows)),
            "再看看": None,
        })

    @action("亲属申报…", icon="house")
    def declare_kin(self) -> None:
        """Say whose kin lives where, so that what one scores for them waits for another."""
        pane = self.fill_in(
            "亲属申报", Draft(Kinship),
            ("person", "household", "note"), "kinship:new",
            lambda said: declare(self.store, said), people=("person",),
            finders={"household": household_finder()})
        known = "；".join(said for _, said in declared(self.store))
        pane.strip.tell(f"已申报：{known}。" if known else (
            "记分人给申报过的户记分，要另一人审批。还没有申报。"))

    @action("取消申报…", icon="close")
    def drop_kin(self) -> None:
        """Take back a declaration that no longer holds."""
        if not declared(self.store):
            raise Problem("还没有亲属申报。")

        def known(store: Store, typed: str) -> list[tuple[int, str]]:
            return [(each.rowid, said) for each, said in declared(store) if typed in said]

        self.fill_in("取消亲属申报", Draft(Undeclared), ("which",), "kinship:drop",
                     lambda said: self._drop(said.which),
                     finders={"which": known})

    @action("通过", icon="check", shortcut="Ctrl+Return", place="card", may=May.APPROVE)
    def approve_chosen(self) -> None:
        """Approve the chosen ones."""
        self._approve(self.list.some_chosen())

    @action("不通过…", icon="close", place="card", may=May.APPROVE)
    def reject_chosen(self) -> None:
        """Reject the chosen ones, with the reason."""
        rows = self.list.some_chosen()
        self.fill_in(f"不通过 {len(rows)} 条", Draft(Refusal), ("why",), "slip:refusal",
                     lambda asked: reject(self.store, rows, self.today, asked.why))

    @action("撤回", icon="undo", place="card")
    def take_back(self) -> None:
        """Take back what was entered wrongly."""
        withdraw(self.store, self.list.some_chosen(), self.today)

    @action("提交", icon="export", place="card")
    def hand_in_chosen(self) -> None:
        """Hand the chosen drafts in."""
        hand_in(self.store, self.list.some_chosen(), self.today)

    # ── inside ───────────────────────────────────────────────────────────────

    def _drop(self, row: int) -> None:
        with self.store.act("取消亲属申报"):
            self.store.remove(self.store.get(Kinship, row))

    def _approve(self, rows: list[int]) -> None:
        done = approve(self.store, rows, self.today)
        words = f"通过 {len(done.slips)} 条"
        if done.refused:
            slip, why = done.refused[0]
            words += f"，{len(done.refused)} 条按规则不能入账：{slip.id} 号{why}"
        if done.changed:
            slip, why = done.changed[0]
            words += f"，{len(done.changed)} 条与录入时不同：{slip.id} 号{why}"
        self.strip.tell(f"{words}。")

    def answers(self) -> dict[int, Slip]:
        """The slips of the pressed filter."""
        key = SlipList(self.chips.key or SlipList.PENDING)
        found = {each.rowid: each for each in slips_in(self.store, key)}
        self.tell(summary=f"{key.label} {len(found)} 条")
        return found

    def nothing(self) -> str:
        """By the pressed filter."""
        return EMPTY[SlipList(self.chips.key)]

    def cells(self, line: Slip) -> tuple[Any, ...]:
        """Whose, for what, how many points, by whom."""
        slip = line
        flag = Face("要另一人审批", Mark.ASK) if slip.flag else Face(slip.decided_why or "")
        worth = show(slip.expected) if slip.expected is not None else ""
        return (slip.id, self.names.get(slip.account or 0, ""), slip.on_day, slip.title or "",
                worth, slip.entered_by or "", flag)

    def offered(self, line: Slip | None) -> tuple[str, ...]:
        """By where the slips stand."""
        if line is None or self.chips.key == SlipList.REJECTED:
            return ()
        if self.chips.key == SlipList.DRAFTS:
            return "take_back", "hand_in_chosen"
        return "approve_chosen", "reject_chosen", "take_back"

    def show_card(self, line: Slip | None) -> None:
        """What it is for, why it waits, what speaks for it."""
        slip = line
        if slip is None:
            self.card.head("没有选中的记分单")
            return
        self.card.head(slip.title or "", f"{slip.id} 号　{slip.on_day}")
        self.card.tell(words(self.names.get(slip.account or 0, "")),
                       words(slip.said or "", "second", wrap=True))
        if slip.flag:
            self.card.tell(FaceLabel(Face(slip.flag, Mark.ASK)))
        for label, said in (("凭据", slip.evidence), ("事由", slip.note), ("场次", slip.key),
                            ("审批意见", slip.decided_why)):
            if said:
                self.card.tell(section(label), words(said, wrap=True))
        self.card.tell(words(f"{slip.entered_by or '—'} {slip.entered} 录入", "faint"))
