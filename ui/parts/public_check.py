"""公示核对: what keeps a public version from being put up, place by place, and the words for it."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.keeping.record import Draft, Record, field
from models.office.exposure import OMITTED, Betrayal, NotToBePosted
from models.office.village import change_policy, policy
from models.values.kinds import NOTE, NUMBER
from ui.kit.card import words
from ui.kit.form import Pane
from ui.kit.keys import act
from ui.kit.marks import Face
from ui.kit.page import press_button
from ui.kit.place import place_for
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark
from ui.kit.tokens import px

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance

    from models.keeping.store import Store


class BetrayalList(RecordList):
    """Where, what, how it is written; ``record_asked(table, row)`` on Enter where there is one."""

    record_asked = Signal(str, object)

    def __init__(self) -> None:
        self.found: list[Betrayal] = []

        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = [self.found[at - 1] for at in ids]
            return [(each.place, each.trap.what, each.trap.covered, self._ref(each))
                    for each in shown]

        super().__init__(RecordTable((
            Column("位置", 24, lead=True),
            Column("查出", 14, face=lambda what: Face(what, Mark.LATE)), Column("写着", 12),
            Column("", 10, face=lambda ref: Face("打开改写 ›" if ref else "", tone="link")),
        ), rows), "公示核对")
        self.say_empty("没有查出不能公示的字句。")
        self.opened.connect(self._ask_record)

    def show_found(self, found: Sequence[Betrayal]) -> None:
        """Show these."""
        self.found = list(found)
        self.show_ids(list(range(1, len(self.found) + 1)))

    def _ask_record(self, at: int) -> None:
        ref = self._ref(self.found[at - 1])
        if ref is not None:
            self.record_asked.emit(*ref)

    def _ref(self, each: Betrayal) -> tuple[str, int] | None:
        return next((ref for ref in each.refs if place_for(ref[0]) is not None), None)


class CheckPane(QWidget):
    """What was found in a chart or a book, in the place of the card, before it is printed.

    ``closed()`` when it is put away.
    """

    closed = Signal()
    title = "公示核对"

    def __init__(self, refusal: NotToBePosted, leave_out: Callable[[], object]) -> None:
        super().__init__()
        self.found = BetrayalList()
        self.leaving_out = act(self, f"这些字句印成{OMITTED}", "Ctrl+S", leave_out)
        self.giving_up = act(self, "返回", "Esc", self.give_up)
        foot, column = QHBoxLayout(), QVBoxLayout(self)
        foot.addWidget(press_button(self.leaving_out, main=True))
        foot.addWidget(press_button(self.giving_up))
        foot.addStretch(1)
        column.setContentsMargins(px(18), px(14), px(18), px(14))
        column.setSpacing(px(10))
        column.addWidget(words(self.title, "title"))
        column.addWidget(words("下面的字句不能张贴。请到原记录里改写，改好再出；"
                               f"或者不等改写，印成{OMITTED}。", "second", wrap=True))
        column.addWidget(self.found, 1)
        column.addLayout(foot)
        self.found.show_found(refusal.found)
        self.setFocusProxy(self.found)

    def give_up(self) -> None:
        """Put it away."""
        self.closed.emit()


def check_pane(
    refusal: NotToBePosted, leave_out: Callable[[], object], wanted: SignalInstance
) -> CheckPane:
    """The pane; records that are asked for are opened by ``wanted``."""
    pane = CheckPane(refusal, leave_out)
    pane.found.record_asked.connect(wanted)
    return pane


class PublicRules(Record, table="public_rules", label="公示规则"):
    """How long a posted paper hangs and what it rests on; what the village looks for besides, and
    what it lets stand, a word on each line.
    """

    days: int = field("公示期至少几日", NUMBER, required=True)
    branch: str = field("党支部公示的依据", width=40, required=True)
    committee: str = field("村委会公示的依据", width=40, required=True)
    own: str | None = field("另外要查的字句，一行一条", NOTE)
    allowed: str | None = field("村里定了可以公示的字句", NOTE)

    def faults(self) -> dict[str, str]:
        """A paper hangs a day at least."""
        return {"days": "公示期不能少于 1 日。"} if self.days < 1 else {}


WORDS = ("own", "allowed")


def public_rules_pane(store: Store, today: date) -> Pane[PublicRules]:
    """The village's own rules and words over those that come with the program."""
    looked_for, posted = policy(store, "privacy", today), policy(store, "posting", today)
    known = {name: "\n".join(looked_for[name]) or None for name in WORDS}
    known |= {"days": posted["days"], **posted["basis"]}

    def keep(typed: PublicRules) -> None:
        said = {"days": typed.days, "basis": {
            each: getattr(typed, each) for each in posted["basis"]}}
        with store.act("改公示规则"):
            if changed := {each: value for each, value in said.items() if value != posted[each]}:
                change_policy(store, "posting", **changed)
            change_policy(store, "privacy", **{
                name: (getattr(typed, name) or "").split() for name in WORDS})

    pane = Pane(store, "公示规则", Draft(PublicRules, known),
                tuple(each.name for each in PublicRules.fields()), "rules:public", keep)
    pane.put_over(words("自带的字句：" + "；".join(
        f"{what}（{'、'.join(listed)}）" for what, listed in looked_for["words"].items()), "faint",
        wrap=True))
    pane.put_over(words(f"自带的公示期和依据（{posted['mark']}）：{posted['source']}。", "faint",
                        wrap=True))
    return pane
