"""结对: households by group at the left, members with their load at the right, as of any day."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QComboBox, QVBoxLayout, QWidget

from models.figures.liaison import COVERAGE, coverage, coverage_words, covered_by_group
from models.figures.measure import Days
from models.pairing.assignment import Proposal, accept, propose
from models.pairing.lists import SHOWN, LoadLine, home_ids, home_lines, load_lines
from models.pairing.pairing import (
    Pairing,
    PairingRole,
    PairingRules,
    cautions,
    pair,
    pair_all,
    pairings_on,
    rules,
)
from models.pairing.takeover import propose_take_over, take_over
from models.values import clock
from models.values.problem import Problem
from ui.kit.card import Flow, words
from ui.kit.chips import ALL, Chip
from ui.kit.editors import Day
from ui.kit.page import action
from ui.kit.table import Edit
from ui.kit.theme import Mark
from ui.kit.tokens import px
from ui.parts.importing.opening import TakesList
from ui.places.liaison.pairing_lists import (
    HomeList,
    LoadList,
    ProposalPane,
    end_pane,
    excuse_pane,
    lines_by_id,
    pairing_pane,
    rules_pane,
)

if TYPE_CHECKING:
    from models.keeping.store import Store

COUNT_MILLISECONDS = 120
MARKS = {"gaps": Mark.LATE}
HINT = "选好户按 Enter，再在这边选党员；也可以把户拖过来。"


class PairingDesk(TakesList):
    """Enter on households, then Enter on a member, pairs them from the day at the top."""

    takes = "pairings"

    key, title = "pairing", "结对"

    @classmethod
    def chip(cls, store: Store) -> Chip:
        """How many households nobody looks after."""
        return Chip(cls.key, "结对 · 未结", coverage(store, clock.today()).gaps, Mark.LATE)

    def build(self) -> None:
        """Households left, members right, the day over them."""
        self.today = clock.today()
        self.given: list[int] = []
        self._lines: dict[int, LoadLine] = {}
        self._rules = rules(self.store, self.today)
        self.homes = HomeList(self.store, lambda: self.day, self._put)
        self.homes.speak_through(self.strip)
        self.loads = LoadList(lambda: self._lines, self._rules_now)
        self.homes.right_click = lambda: self.menu(("edit_pairing", "end_pairing"))
        self.loads.right_click = lambda: self.menu(("pass_on", "excuse_member"))
        self.hint = words(HINT, "second", wrap=True)
        self.groups, self.on = QComboBox(), Day(Pairing.field("since"))
        self._count = QTimer(self, singleShot=True, interval=COUNT_MILLISECONDS)
        self._count.timeout.connect(self.count)
        self._connect()
        self._lay_over()
        self.lay_halves(self.homes, self._right(), 676)
        self.zones = [self.homes, self.loads]

    def _connect(self) -> None:
        self.homes.opened.connect(lambda _: self.give())
        self.loads.opened.connect(self.take)
        self.loads.stood_in.connect(lambda member: self.take(member, PairingRole.STANDIN))
        self.loads.given.connect(self._dropped)
        self.loads.gave_up.connect(self.give_nobody)
        self.chips.chosen.connect(lambda _: self._list())
        self.groups.activated.connect(lambda _: self._list())
        self.on.editingFinished.connect(self._another_day)

    def _lay_over(self) -> None:
        self.chips.show()
        self.groups.setAccessibleName("村民小组")
        self.groups.setMinimumWidth(px(116))
        self.on.setAccessibleName("截至日期")
        self.on.setFixedWidth(px(136))
        self.on.put(self.today.isoformat())
        asked = QWidget()
        row = Flow(asked)
        for each in (self.groups, words("截至", "label"), self.on):
            row.addWidget(each)
        self.over.addWidget(asked)

    def _right(self) -> QWidget:
        right = QWidget()
        column = QVBoxLayout(right)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        self.hint.setContentsMargins(px(12), px(8), px(12), px(8))
        column.addWidget(self.loads, 1)
        column.addWidget(self.hint)
        return right

    @property
    def day(self) -> date:
        """The day the lists speak of, and from which a pairing begins."""
        try:
            return self.on.field.read(self.on.words()) or self.today
        except ValueError:
            return self.today

    # ── showing ──────────────────────────────────────────────────────────────

    def refresh(self) -> None:
        """The lists at once, the counts a moment later."""
        self.today = clock.today()
        self._rules = rules(self.store, self.day)
        self._lines = lines_by_id(load_lines(self.store, self.day))
        self.loads.show_ids(list(self._lines))
        self._list()
        self._count.start() if self.chips.key else self.count()

    def count(self) -> None:
        """The chips and the coverage, each with its base."""
        self._count.stop()
        self.chips.show_chips([
            Chip(key, words, len(self._ids(key)), MARKS.get(key))
            for key, words in SHOWN.items()
        ])
        self._offer_groups()
        self.tell(summary=coverage_words(self.store, self.day))

    def open_member(self, member: int) -> None:
        """Show a member and the households looked after."""
        self.chips.press(ALL)
        self.groups.setCurrentIndex(0)
        self.loads.choose(member)
        self.homes.show_ids(home_ids(self.store, self.day, member=member))

    def open_home(self, home: int) -> None:
        """Show one household in the list."""
        self.groups.setCurrentIndex(0)
        self.chips.press(ALL)
        self._list()
        self.homes.choose(home)

    # ── giving and taking ────────────────────────────────────────────────────

    def give(self) -> None:
        """The selected households wait for a member to be chosen."""
        self.given = self.homes.chosen()
        if not self.given:
            return
        self.hint.setText(f"给 {self._named(self.given)} 选党员：Enter 主联，B 备联，Esc 不选了。")
        self.loads.setFocus()

    def give_nobody(self) -> None:
        """Nobody was chosen: back to the households."""
        self.given = []
        self.hint.setText(HINT)
        self.homes.setFocus()

    def take(self, member: int, role: str = PairingRole.MAIN) -> None:
        """Give what waits to a member; when nothing waits, show the member's households."""
        if not member:
            return
        if not self.given:
            self.open_member(member)
            return
        wanted = [Pairing(member=member, household=home, role=role, since=self.day)
                  for home in self.given]
        warned = list(dict.fromkeys(said for each in wanted for said in cautions(self.store, each)))
        if warned:
            self.strip.ask("".join(warned[:3]), {
                "仍然结对": lambda: self._pair(wanted), "取消": self.give_nobody,
            })
        else:
            self._pair(wanted)

    def _pair(self, wanted: list[Pairing]) -> None:
        try:
            pair(self.store, wanted[0]) if len(wanted) == 1 else pair_all(self.store, wanted)
        except Problem as refusal:
            self.strip.refuse(refusal.sentence)
        self.give_nobody()

    def _dropped(self, member: int, homes: list[int]) -> None:
        self.given = homes
        self.take(member)

    # ── forms ────────────────────────────────────────────────────────────────

    @action("接替…", icon="join")
    def pass_on(self) -> None:
        """A member leaves: who takes over, in one act."""
        member = self.loads.current()
        if not member:
            return
        name = self._lines[member].name

        def carry_out(proposal: Proposal, why: str) -> None:
            successors = {each.household: each.member for each in proposal.placed}
            take_over(self.store, member, proposal.day, why, successors)

        proposal = propose_take_over(self.store, member, self.day)
        if not proposal.placed and not proposal.left:
            raise Problem(f"{name}名下没有户，不用接替。")
        self.put_right(ProposalPane(self.store, f"接替 {name}", proposal, carry_out, asks_why=True))

    @action("改结对", icon="edit", shortcut="F2")
    def edit_pairing(self) -> None:
        """Dates, basis and consent of the pairing looked at."""
        self._on_pairing(lambda pairing, title: pairing_pane(self.store, pairing, title))

    @action("终止结对…", icon="close", place="menu")
    def end_pairing(self) -> None:
        """End the pairing looked at."""
        self._on_pairing(lambda pairing, title: end_pane(self.store, pairing, title, self.day))

    @action("不作要求…", icon="leave", place="menu")
    def excuse_member(self) -> None:
        """Why the member looked at is left out."""
        member = self.loads.current()
        if member:
            self.put_right(excuse_pane(self.store, member, self._lines[member].name, self.day))

    @action("导入联户…", icon="import")
    def bring_in(self) -> None:
        """A list somebody handed over, on the workbench."""
        self.choose_list()

    @action("规则…", icon="settings")
    def change_rules(self) -> None:
        """The office's own rules."""
        self.put_right(rules_pane(self.store, self.today, self.refresh))

    @action("建议结对…", icon="pairing", shortcut="Ctrl+Return", main=True)
    def propose_pairings(self) -> None:
        """Who could take the households nobody looks after."""
        self.put_right(ProposalPane(self.store, "建议结对", propose(self.store, self.day),
                              lambda proposal, why: accept(self.store, proposal)))

    # ── inside ───────────────────────────────────────────────────────────────

    def _on_pairing(self, pane: Callable[[Pairing, str], QWidget]) -> None:
        home = self.homes.current()
        found = pairings_on(self.store, self.day, household=home) if home else []
        if not found:
            raise Problem("这一户还没有结对。按 Enter 给它选党员。")
        name = self._lines[found[0].member].name if found[0].member in self._lines else ""
        self.put_right(pane(found[0], f"{name} — {self._named([home])}"))

    def _named(self, homes: list[int]) -> str:
        lines = home_lines(self.store, homes[:1], self.day)
        first = f"{lines[0].number} {lines[0].head}".strip() if lines else ""
        return f"{first} 户" if len(homes) == 1 else f"{first} 等 {len(homes)} 户"

    def _rules_now(self) -> PairingRules:
        return self._rules

    def _another_day(self) -> None:
        if self.day.isoformat() != self.on.words():
            self.on.put(self.day.isoformat())
        self.refresh()

    def _ids(self, key: str) -> list[int]:
        return home_ids(self.store, self.day, group=self.groups.currentData(), show=key)

    def _list(self) -> None:
        self.homes.say_empty("还没有要结对的户。先在“人户”里录入。" if self.chips.whole else
                             "没有这样的户。")
        self.homes.show_ids(self._ids(self.chips.key or ALL))

    def _offer_groups(self) -> None:
        """每组 with its gaps; the chosen one stays."""
        chosen = self.groups.currentData()
        self.groups.clear()
        self.groups.addItem("全部组", None)
        for each in covered_by_group(self.store, COVERAGE, Days(self.day, self.day)):
            gaps = f" ▲{each.gaps}" if each.gaps else ""
            self.groups.addItem(f"{each.name}{gaps}", each.group or 0)
        self.groups.setCurrentIndex(max(0, self.groups.findData(chosen)))

    def _put(self, edits: list[Edit]) -> None:
        """依据 and 户同意 typed, pasted or filled down, as one act."""
        lines = {each.id: each for each in home_lines(
            self.store, [each.id for each in edits], self.day)}
        changes: dict[int, dict[str, Any]] = {}
        for each in edits:
            pairing = lines[each.id].pairing
            if pairing is None:
                raise Problem(f"{lines[each.id].number} 户还没有主联党员，先结对再填。")
            try:
                value = Pairing.field(each.key).read(each.text)
            except ValueError as error:
                raise Problem(str(error)) from None
            changes.setdefault(pairing, {})[each.key] = value
        with self.store.act(f"填联户情况 {len(changes)} 户"):
            for row, values in changes.items():
                self.store.save(self.store.get(Pairing, row).but(**values))
