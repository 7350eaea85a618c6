"""事项: the ledger by state, a card for each matter, and the forms that move it on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox

from importers.photo import read_photo
from models.figures.matters import balance
from models.figures.measure import Days
from models.keeping.attachments import SHOWS, attach
from models.matters.ledger import current_overhaul, matter_ids, matter_lines
from models.matters.matter import MATTER_KINDS, Matter, MatterState, Step
from ui.kit import ask
from ui.kit.chips import ALL, Chip
from ui.kit.list_section import Ids, ListSection
from ui.kit.page import action
from ui.kit.table import Column
from ui.kit.theme import Mark
from ui.kit.tokens import px
from ui.parts.importing.opening import TakesList
from ui.parts.liaison_forms import lift_pane, measure_pane, overhaul_pane, report_pane, stage_pane
from ui.parts.photos import PHOTOS
from ui.places.liaison.cards import MatterCard, state_face

if TYPE_CHECKING:
    from models.keeping.store import Store

CHIPS: dict[str, tuple[str, dict[str, Any]]] = {
    "open": ("未办结", {"open_only": True}),
    "late": ("超期", {"overdue": True}),
    MatterState.FOUND: ("待交办", {"state": MatterState.FOUND}),
    MatterState.ASSIGNED: ("办理中", {"state": MatterState.ASSIGNED}),
    MatterState.CLOSED: ("待反馈", {"state": MatterState.CLOSED}),
    MatterState.TOLD: ("已反馈", {"state": MatterState.TOLD}),
    ALL: ("全部", {}),
}
"""Questions over the list: the words, and what they ask of the ledger."""
PHOTO_SHOWS: dict[str, str] = {MatterState.FOUND: "photo", MatterState.ASSIGNED: "reply"}


class MatterDesk(TakesList, ListSection[int]):
    """Chips for each state; the card tells one matter and offers its next step."""

    takes = "matters"

    key, title, unit, wide = "matters", "事项", "件", 744
    none = "还没有事项。按 Ctrl+N 记一件；走访时写下问题，也会到这里。"
    no_such = "没有这样的事项。"
    columns = (
        Column("编号", 8), Column("类型", 8), Column("内容", 26, lead=True), Column("户", 7),
        Column("责任人", 9), Column("时限", 10),
        Column("状态", 14, face=lambda stands: state_face(*stands)),
    )

    @classmethod
    def chip(cls, store: Store) -> Chip:
        """How many are not solved."""
        return Chip(cls.key, "事项 · 未办结", len(matter_ids(store, open_only=True)), Mark.ASK)

    def build(self) -> None:
        """The types over the list."""
        super().build()
        self.kinds = QComboBox()
        self.kinds.setAccessibleName("事项类型")
        self.kinds.addItem("全部类型", None)
        for code, label in MATTER_KINDS.pairs():
            self.kinds.addItem(label, code)
        self.kinds.setMinimumWidth(px(130))
        self.kinds.activated.connect(lambda _: self.refresh())
        self.over.addWidget(self.kinds)

    def made_card(self) -> MatterCard:
        """The card of one matter."""
        return MatterCard(self.store)

    def read(self) -> list[Chip]:
        """How many answer each question, and the year's account."""
        year = balance(self.store, Days(date(self.today.year, 1, 1), self.today))
        self.tell(summary=f"年初 {year.opening} ＋ 发现 {year.found} － 办结 {year.solved}"
                          f" ＝ 未办结 {year.open}")
        return [Chip(key, words, len(self._ids(key)), Mark.LATE if "overdue" in asked else None)
                for key, (words, asked) in CHIPS.items()]

    def answers(self) -> dict[int, int]:
        """The matters in the order models give them."""
        return {row: row for row in self._ids(self.chips.key or "open")}

    def look(self) -> None:
        """Tell the matter looked at, and its next step."""
        self.card.show_matter(self.list.current(), self.today)
        self.offer(self.card.offered)

    def open_matter(self, row: int) -> None:
        """Show one matter."""
        self.kinds.setCurrentIndex(0)
        self.chips.press(ALL)
        self.list.choose(row)
        self.look_now()

    def open_step(self, row: int) -> None:
        """Show the matter that a step was taken in."""
        self.open_matter(self.store.get(Step, row).matter)

    # ── doing ────────────────────────────────────────────────────────────────

    @action("导入事项…", icon="import")
    def bring_in(self) -> None:
        """A list somebody handed over, on the workbench."""
        self.choose_list()

    @action("整顿…", icon="board")
    def overhaul(self) -> None:
        """List the branch, add a problem to its overhaul, or ask about ending it."""
        known = current_overhaul(self.store, self.today)
        if known is None or known.assessed is not None:
            self.put_right(overhaul_pane(self.store, known, self.today))
            return
        self.strip.ask(f"本支部 {known.listed} 列入整顿（{known.plan}）。", {
            "添整顿问题…": lambda: self.put_right(overhaul_pane(self.store, known, self.today)),
            "整顿验收…": lambda: self.put_right(lift_pane(self.store, known, self.today)),
            "取消": None,
        })

    @action("记事项", icon="matter", shortcut="Ctrl+N", main=True)
    def report_matter(self) -> None:
        """Write a matter down."""
        self.put_right(report_pane(self.store, self.today, None, self._follow))

    @action("交办", icon="join", shortcut="Ctrl+J", place="card")
    def assign_matter(self) -> None:
        """To whom, at which level, until when."""
        self._step("assign")

    @action("办理", icon="edit", shortcut="Ctrl+H", place="card")
    def handle_matter(self) -> None:
        """How far it is."""
        self._step("handle")

    @action("办结", icon="check", place="card")
    def close_matter(self) -> None:
        """With what result."""
        self._step("close")

    @action("反馈", icon="member", place="card")
    def feed_back(self) -> None:
        """The household was told, and says what it thinks of it."""
        self._step("tell")

    @action("重新办理", icon="undo", place="card")
    def reopen_matter(self) -> None:
        """The solution did not hold."""
        self._step("reopen")

    @action("上报", icon="export", place="card")
    def escalate_matter(self) -> None:
        """村报告、乡处理、县办结."""
        self._step("escalate")

    @action("写对策", icon="book", place="card")
    def write_measure(self) -> None:
        """一问题一对策."""
        if self.list.current():
            self.put_right(measure_pane(self.store, self.list.current()))

    @action("加照片…", icon="plus", place="card")
    def add_photo(self) -> None:
        """Hang a photo on the matter: what it shows follows from where the matter stands."""
        row = self.list.current()
        path = ask.file_to_open(self, "选照片", PHOTOS) if row else None
        if path is None:
            return
        matter = self.store.get(Matter, row)
        shows = PHOTO_SHOWS.get(matter.state, "result")
        attach(self.store, read_photo(path), ("matter", row), self.today, shows=shows)
        self.strip.tell(f"照片已加为“{SHOWS.label(shows)}”。")

    # ── inside ───────────────────────────────────────────────────────────────

    def _step(self, stage: str) -> None:
        """Take one step with the matter looked at."""
        row = self.list.current()
        if row:
            self.put_right(stage_pane(self.store, stage, row, self.today, self._follow))

    def _follow(self, matter: Matter) -> None:
        """Stay with a matter that has moved on to another chip."""
        if matter.id not in self.list.table.ids:
            self.kinds.setCurrentIndex(0)
            self.chips.press("open" if matter.is_open else matter.state)
        self.list.choose(matter.rowid)
        self.look_now()

    def _ids(self, key: str) -> list[int]:
        asked = dict(CHIPS[key][1])
        if asked.pop("overdue", False):
            asked["overdue"] = self.today
        return matter_ids(self.store, kind=self.kinds.currentData(), **asked)

    def rows(self, ids: Ids) -> list[tuple[Any, ...]]:
        """Read of models all at once."""
        return [
            (line.number, MATTER_KINDS.label(line.kind), line.what,
             line.head or line.household, line.owner, line.deadline or "",
             (line.state, line.late))
            for line in matter_lines(self.store, ids, self.today)
        ]
