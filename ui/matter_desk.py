"""事项: the ledger by state, a card for each matter, and the forms that move it on."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QComboBox

from models.attachments import SHOWS, attach
from models.matters import MATTER_KINDS, Matter
from models.matters.ledger import balance, matter_ids, matter_lines
from models.matters.overhaul import current_overhaul
from ui import ask
from ui.chips import Chip
from ui.desk import Desk
from ui.matter_card import MatterCard, state_face
from ui.matter_forms import lift_pane, measure_pane, overhaul_pane, report_pane, stage_pane
from ui.photos import PHOTOS
from ui.record_list import RecordList
from ui.strip import Strip
from ui.table import Column, RecordTable
from ui.theme import Mark, px

if TYPE_CHECKING:
    from models.store import Store

CHIPS: dict[str, tuple[str, dict[str, Any]]] = {
    "open": ("未办结", {"open_only": True}),
    "late": ("超期", {"overdue": True}),
    "found": ("待交办", {"state": "found"}),
    "assigned": ("办理中", {"state": "assigned"}),
    "closed": ("待反馈", {"state": "closed"}),
    "told": ("已反馈", {"state": "told"}),
    "all": ("全部", {}),
}
"""Questions over the list: the words, and what they ask of the ledger."""

BAR = ("report_matter", "overhaul")


class MatterDesk(Desk):
    """Chips for each state; the card tells one matter and offers its next step."""

    def __init__(self, store: Store, strip: Strip) -> None:
        super().__init__(store, strip)
        self.matters = RecordList(self._table(), "事项")
        self.matters.shown.connect(lambda _: self.look_soon())
        self.card = MatterCard(store)
        self.kinds = QComboBox()
        self.kinds.setAccessibleName("事项类型")
        self.kinds.addItem("全部类型", None)
        for code, label in MATTER_KINDS.pairs():
            self.kinds.addItem(label, code)
        self.kinds.setMinimumWidth(px(130))
        self.kinds.activated.connect(lambda _: self.refresh())
        self.over.addWidget(self.kinds)
        self.chips.chosen.connect(lambda _: self._list())
        self.lay_out(self.matters, self.card, (744, 424))

    def refresh(self) -> None:
        """Count, list, and keep the card on what was looked at."""
        self.chips.show_chips([
            Chip(key, words, len(self._ids(key)), Mark.LATE if key == "late" else None)
            for key, (words, _) in CHIPS.items()
        ])
        year = balance(self.store, date(self.today.year, 1, 1), self.today)
        self.summary = (f"年初 {year.opening} ＋ 发现 {year.found} － 办结 {year.solved}"
                        f" ＝ 未办结 {year.open}")
        self._list()

    def look(self) -> None:
        """Tell the matter looked at."""
        self.card.show_matter(self.matters.current(), self.today)
        self.moved.emit()

    def offered(self) -> tuple[str, ...]:
        """The steps its state allows."""
        return (*BAR, *self.card.offered)

    def zones(self) -> list[Any]:
        """The list, then the card or the form."""
        return [self.matters, self.beside.right.currentWidget()]

    def open_matter(self, row: int) -> None:
        """Show one matter."""
        self.kinds.setCurrentIndex(0)
        self.chips.press("all")
        self.matters.choose(row)
        self.look_now()

    # ── doing ────────────────────────────────────────────────────────────────

    def report(self, household: int | None = None) -> None:
        """Write a matter down."""
        self.put(report_pane(self.store, self.today, household, self._follow))

    def step(self, stage: str) -> None:
        """Take one step with the matter looked at."""
        row = self.matters.current()
        if row:
            self.put(stage_pane(self.store, stage, row, self.today, self._follow))

    def write_measure(self) -> None:
        """一问题一对策."""
        if self.matters.current():
            self.put(measure_pane(self.store, self.matters.current()))

    def overhaul(self) -> None:
        """List the branch, add a problem to its overhaul, or ask about ending it."""
        known = current_overhaul(self.store, self.today)
        if known is None or known.assessed is not None:
            self.put(overhaul_pane(self.store, known, self.today))
            return
        self.strip.ask(f"本支部 {known.listed} 列入整顿（{known.plan}）。", {
            "添整顿问题…": lambda: self.put(overhaul_pane(self.store, known, self.today)),
            "整顿验收…": lambda: self.put(lift_pane(self.store, known, self.today)),
            "取消": None,
        })

    def add_photo(self) -> None:
        """Hang a photo on the matter: what it shows follows from where the matter stands."""
        from importers.photo import read_photo

        row = self.matters.current()
        path = ask.file_to_open(self, "选照片", PHOTOS) if row else None
        if path is None:
            return
        matter = self.store.get(Matter, row)
        shows = {"found": "photo", "assigned": "reply"}.get(matter.state, "result")
        attach(self.store, read_photo(path), ("matter", row), self.today, shows=shows)
        self.strip.tell(f"照片已加为“{SHOWS.label(shows)}”。")

    # ── inside ───────────────────────────────────────────────────────────────

    def _follow(self, matter: Matter) -> None:
        """Stay with a matter that has moved on to another chip."""
        if matter.id not in self.matters.table.ids:
            self.kinds.setCurrentIndex(0)
            self.chips.press("open" if matter.is_open else matter.state)
        self.matters.choose(matter.id or 0)
        self.look_now()

    def _ids(self, key: str) -> list[int]:
        asked = dict(CHIPS[key][1])
        if asked.pop("overdue", False):
            asked["overdue"] = self.today
        return matter_ids(self.store, kind=self.kinds.currentData(), **asked)

    def _list(self) -> None:
        key = self.chips.key or "open"
        self.matters.say_empty("没有这样的事项。" if key != "all" else
                               "还没有事项。按 Ctrl+N 记一件；走访时写下问题，也会到这里。")
        self.matters.table.show_ids(self._ids(key))
        self.matters.keep_current()
        self.look_soon()

    def _table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            return [
                (line.number, MATTER_KINDS.label(line.kind), line.what,
                 line.head or line.household, line.owner, line.deadline or "",
                 (line.state, line.late))
                for line in matter_lines(self.store, ids, self.today)
            ]

        return RecordTable((
            Column("编号", 8), Column("类型", 8), Column("内容", 26, lead=True), Column("户", 7),
            Column("责任人", 9), Column("时限", 10),
            Column("状态", 14, face=lambda stands: state_face(*stands)),
        ), rows)

