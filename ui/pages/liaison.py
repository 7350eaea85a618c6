"""联户走访: who looks after whom, who was visited and when, and what became of every problem."""

from __future__ import annotations

from datetime import date

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QPushButton, QStackedWidget

from models.matters.ledger import matter_ids
from models.pairing.coverage import coverage
from models.visits.rhythm import overdue
from ui.chips import Chip
from ui.desk import Desk
from ui.matter_desk import MatterDesk
from ui.page import Page, action, press_button
from ui.pairing_desk import PairingDesk
from ui.theme import Mark
from ui.visit_desk import VisitDesk

COUNT_MILLISECONDS = 250
TITLES = {"pairing": "结对", "visits": "走访", "matters": "事项"}


class Liaison(Page):
    """Three desks, one shown at a time; the chips at the top say what waits at each."""

    reads = ("household", "household_category", "group", "person", "residence", "member",
             "pairing", "pairing_excuse", "visit", "visit_sheet", "visit_sheet_row", "matter",
             "matter_step", "attachment", "overhaul", "setting")

    def build(self) -> None:
        """The desks stand behind one another."""
        self.pairing = PairingDesk(self.store, self.strip)
        self.visits = VisitDesk(self.store, self.strip)
        self.matters = MatterDesk(self.store, self.strip)
        self.desks: dict[str, Desk] = {
            "pairing": self.pairing, "visits": self.visits, "matters": self.matters,
        }
        self.stack = QStackedWidget()
        for desk in self.desks.values():
            self.stack.addWidget(desk)
            desk.moved.connect(self._offer)
        self.visits.card.matter_wanted.connect(lambda row: self.open(kind="matter", row=row))
        self.visits.card.steps(self._step_buttons("add_visit_photo", "print_again"))
        self.pairing.homes.right_click = lambda: self.menu(("edit_pairing", "end_pairing"))
        self.pairing.loads.right_click = lambda: self.menu(("pass_on", "excuse_member"))
        self.matters.card.steps(self._step_buttons(
            "assign_matter", "handle_matter", "close_matter", "feed_back", "reopen_matter",
            "escalate_matter", "write_measure", "add_photo",
        ))
        self._fresh: set[str] = set()
        self._count_soon = QTimer(self, singleShot=True, interval=COUNT_MILLISECONDS)
        self._count_soon.timeout.connect(self._count)
        self.chips.chosen.connect(self._go_to)
        for at, key in enumerate(self.desks, 1):
            QShortcut(QKeySequence(f"Alt+{at}"), self, lambda key=key: self.chips.press(key),
                      context=Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.body.addWidget(self.stack)

    @property
    def desk(self) -> Desk:
        """The desk that is shown."""
        return self.desks[self.chips.key or "pairing"]

    # ── showing ──────────────────────────────────────────────────────────────

    def refresh(self) -> None:
        """Only the desk that is shown is read; the others when they are gone to."""
        today, self._fresh = date.today(), set()
        for desk in self.desks.values():
            desk.today = today
        self._count_soon.start() if self.chips.key else self._count()
        self._show()

    def open(self, kind: str, row: int) -> None:
        """A desk, a member's or a household's pairings, a visit, or a matter."""
        of_kind = {"matter": "matters", "visit": "visits"}
        self.chips.press(of_kind.get(kind, kind if kind in self.desks else "pairing"))
        if kind == "matter":
            self.matters.open_matter(row)
        elif kind == "visit":
            self.visits.open_visit(row)
        elif kind == "pairing-of-member":
            self.pairing.open_member(row)
        elif kind == "pairing-of-household":
            self.pairing.open_home(row)

    def _go_to(self, key: str) -> None:
        self.strip.put_away()
        self._show()
        self.desk.look_now()
        self.desk.zones()[0].setFocus()

    def _show(self) -> None:
        desk = self.desk
        self.stack.setCurrentWidget(desk)
        if self.chips.key not in self._fresh:
            self._fresh.add(self.chips.key)
            desk.refresh()
        self._offer()

    def _count(self) -> None:
        today = date.today()
        self.chips.show_chips([
            Chip("pairing", "结对 · 未结", coverage(self.store, today).gaps, Mark.LATE),
            Chip("visits", "走访 · 逾期", len(overdue(self.store, today)), Mark.LATE),
            Chip("matters", "事项 · 未办结", len(matter_ids(self.store, open_only=True)), Mark.ASK),
        ])

    def _offer(self) -> None:
        """The actions of the desk that is shown, its figures, and where F6 goes."""
        if self.sender() not in (None, self.desk) and self.sender() in self.desks.values():
            return
        offered = self.desk.offered()
        for name, act in self.deeds.items():
            act.setVisible(name in offered)
        self.lend_main(self.desk.beside.pane is not None)
        self.zones = [zone for zone in self.desk.zones() if zone is not None]
        pane = self.desk.beside.pane
        detail = getattr(pane, "title", "") if pane is not None else ""
        self.tell(detail=" · ".join(filter(None, (TITLES[self.chips.key], detail))),
                  summary=self.desk.summary)

    # ── what can be done: 结对 ───────────────────────────────────────────────

    @action("接替…", icon="join")
    def pass_on(self) -> None:
        """The member looked at leaves: others take over, in one act."""
        self.pairing.pass_on()

    @action("改结对", icon="edit", shortcut="Ctrl+E")
    def edit_pairing(self) -> None:
        """Dates, basis, consent and notice."""
        self.pairing.edit_pairing()

    @action("终止结对…", icon="close", place="menu")
    def end_pairing(self) -> None:
        """The household looked at is no longer looked after by the member."""
        self.pairing.end_pairing()

    @action("不作要求…", icon="leave", place="menu")
    def excuse_member(self) -> None:
        """Why the member looked at does not look after households."""
        self.pairing.excuse()

    @action("规则…", icon="settings")
    def change_rules(self) -> None:
        """Households per member, the age, the reasons for a visit."""
        self.pairing.change_rules()

    @action("建议结对…", icon="pairing", shortcut="Ctrl+G", main=True)
    def propose_pairings(self) -> None:
        """Who could take the households nobody looks after; shown before anything is done."""
        self.pairing.propose()

    # ── 走访 ─────────────────────────────────────────────────────────────────

    @action("记一轮…", icon="copy")
    def record_round(self) -> None:
        """Many visits of one member in one grid."""
        self.visits.record_round()

    @action("打印走访单…", icon="print")
    def print_sheet(self) -> None:
        """A blank sheet with a number, to be keyed back."""
        self.visits.print_sheet()

    @action("录走访单", icon="import", shortcut="Ctrl+L")
    def key_sheet(self) -> None:
        """A sheet that came back."""
        self.visits.key_sheet()

    @action("再打一张…", icon="print", place="card")
    def print_again(self) -> None:
        """The paper of the sheet looked at."""
        self.visits.print_again()

    @action("加照片…", icon="plus", place="card")
    def add_visit_photo(self) -> None:
        """A photo of the visit looked at."""
        self.visits.add_photo()

    @action("记走访", icon="visit", shortcut="F3", main=True)
    def record_visit(self) -> None:
        """One visit, with the problem found on it."""
        self.visits.record()

    # ── 事项 ─────────────────────────────────────────────────────────────────

    @action("整顿…", icon="board")
    def overhaul(self) -> None:
        """软弱涣散整顿: one plan, one measure for each problem."""
        self.matters.overhaul()

    @action("记事项", icon="matter", shortcut="Ctrl+N", main=True)
    def report_matter(self) -> None:
        """A request, a dispute, a finding."""
        self.matters.report()

    @action("交办", icon="join", shortcut="Ctrl+J", place="card")
    def assign_matter(self) -> None:
        """To whom, at which level, until when."""
        self.matters.step("assign")

    @action("办理", icon="edit", shortcut="Ctrl+H", place="card")
    def handle_matter(self) -> None:
        """How far it is."""
        self.matters.step("handle")

    @action("办结", icon="check", shortcut="Ctrl+B", place="card")
    def close_matter(self) -> None:
        """With what result."""
        self.matters.step("close")

    @action("反馈", icon="member", shortcut="Ctrl+F", place="card")
    def feed_back(self) -> None:
        """The household was told, and says what it thinks of it."""
        self.matters.step("tell")

    @action("重新办理", icon="undo", place="card")
    def reopen_matter(self) -> None:
        """The solution did not hold."""
        self.matters.step("reopen")

    @action("上报", icon="export", place="card")
    def escalate_matter(self) -> None:
        """村报告、乡处理、县办结."""
        self.matters.step("escalate")

    @action("写对策", icon="book", place="card")
    def write_measure(self) -> None:
        """一问题一对策."""
        self.matters.write_measure()

    @action("加照片…", icon="plus", place="card")
    def add_photo(self) -> None:
        """Before, the reply, the result: what a photo shows follows from the state."""
        self.matters.add_photo()

    def _step_buttons(self, *names: str) -> list[QPushButton]:
        return [press_button(self.deeds[name]) for name in names]
