"""已报: every version that left the village and every package, what each said and what changed."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout

from exporters.leaving.package import deliver
from models.exchange.chain import Package, cover, package_folder, packages
from models.office.village import unit
from models.returns.sending import ReturnState, Sent, corrections
from models.values.periods import Period
from models.values.problem import Problem
from ui.kit.chips import ALL, Chip
from ui.kit.job import Progress, Work
from ui.kit.marks import Face
from ui.kit.page import action
from ui.kit.record_list import RecordList
from ui.kit.section import Section
from ui.kit.sticks import StickBox
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark
from ui.parts.paper_view import print_paper
from ui.places.returns.sent_card import MARKS, SentCard

if TYPE_CHECKING:
    from models.keeping.store import Store


PARCELS = "parcels"


def _back(each: Sent) -> bool:
    return each.state == ReturnState.RETURNED


def copied(files: list[Path], folder: Path, progress: Progress) -> list[Path]:
    """Copy packages again, each read back."""
    progress(-1, "正在写到 U 盘并读回核对，请别拔…")
    return deliver(files, folder)


class SentSection(Section):
    """Versions or packages at the left; the sheet as it was sent, and its differences, right."""

    key, title = "sent", "已报"

    @classmethod
    def chip(cls, store: Store) -> Chip:
        """How many versions went out."""
        return Chip(cls.key, cls.title, store.count("sent"))

    def build(self) -> None:
        """Two lists, one shown at a time."""
        self.found: list[Sent] = []
        self.packages: list[Package] = []
        self.list = RecordList(self._sent_table(), "报过的报表")
        self.list.say_empty("还没有报过。在“报送”里勾选、核对、装包。")
        self.parcels = RecordList(self._package_table(), "报送包")
        self.parcels.say_empty("还没有装过报送包。")
        self.list.shown.connect(lambda _: self._show())
        self.parcels.shown.connect(lambda _: self._show())
        self.card, self.work, self.stick = SentCard(), Work(self.strip), StickBox("再拷到")
        self.card.steps(self.buttons("card"))
        self.tool_row.insertWidget(0, self.stick)
        self.body.addWidget(self.work)
        lists = QVBoxLayout()
        for each in (self.list, self.parcels):
            lists.addWidget(each)
        self.lay_halves(lists, self.card, 560)
        self.chips.chosen.connect(lambda _: self._list())
        self.zones = [self.list, self.parcels, self.card.shown]

    def refresh(self) -> None:
        """The newest first."""
        self.found = self.store.find(Sent, order="on_day DESC, id DESC")
        self.packages = packages(self.store)
        self.ask_over([
            Chip(ALL, "报表", len(self.found)),
            Chip("again", "更正报送", sum(each.version > 1 for each in self.found)),
            Chip("back", "退回", sum(map(_back, self.found)), Mark.LATE),
            Chip(PARCELS, "报送包", len(self.packages)),
        ])
        self._list()

    # ── doing ────────────────────────────────────────────────────────────────

    @action("再拷一份", icon="copy", main=True)
    def copy_again(self) -> None:
        """The package looked at (else the newest) onto a stick once more, as it was made."""
        package, folder = self._package(), self.stick.folder()
        file = package_folder(self.store.path) / package.name
        self.work.begin(
            lambda progress: copied([file], folder, progress),
            lambda _: self.strip.tell(f"{package.name} 写好了，已经读回核对，可以拔出。"),
            "正在拷贝…")

    @action("更正报送", icon="edit", place="card")
    def correct(self) -> None:
        """Send the period again, with a reason."""
        at = self.list.current()
        if not at:
            raise Problem("请先选一张报过的报表。")
        self.wanted.emit("sending", self.found[at - 1].period)

    @action("打印封面…", icon="print", place="card")
    def print_cover(self) -> None:
        """The cover of the package looked at."""
        print_paper(self, self.work, cover(self._package(), self._village()))

    # ── inside ───────────────────────────────────────────────────────────────

    def _village(self) -> str:
        here = unit(self.store)
        return here.name if here else ""

    def _package(self) -> Package:
        if not self.packages:
            raise Problem("还没有装过报送包。")
        at = self.parcels.current() if self.chips.key == PARCELS else 0
        return self.packages[at - 1] if at else self.packages[0]

    def _list(self) -> None:
        which = self.chips.key
        asked: dict[str, Callable[[Sent], bool]] = {
            "again": lambda each: each.version > 1, "back": _back}
        lets = asked.get(which)
        self.list.setVisible(which != PARCELS)
        self.parcels.setVisible(which == PARCELS)
        self.list.table.show_ids([at for at, each in enumerate(self.found, 1)
                                  if lets is None or lets(each)])
        self.parcels.table.show_ids(list(range(1, len(self.packages) + 1)))
        (self.parcels if which == PARCELS else self.list).keep_current()
        self._show()

    def _show(self) -> None:
        if self.chips.key == PARCELS:
            at = self.parcels.current()
            self.card.show_package(self.packages[at - 1] if at else None)
            return
        at = self.list.current()
        if not at or at > len(self.found):
            self.card.show_package(None)
            return
        sent = self.found[at - 1]
        both = next((each for each in corrections(self.store, sent.code, sent.period)
                     if each.after.id == sent.id), None)
        self.card.show_sent(sent, both)

    def _sent_table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = [self.found[at - 1] for at in ids]
            return [(each.title, Period.parse(each.period).label, each.version, each.on_day,
                     each.state) for each in shown]

        return RecordTable((
            Column("报表", 22, lead=True), Column("期次", 13),
            Column("次", 4, numeric=True), Column("报送日期", 11),
            Column("状态", 10, face=lambda state: Face(ReturnState(state).label, MARKS[state])),
        ), rows)

    def _package_table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = [self.packages[at - 1] for at in ids]
            return [(each.sequence, Period.parse(each.period).label, each.short,
                     f"{each.made:%m-%d %H:%M}", each.delivered) for each in shown]

        def stood(moment: Any) -> Face:
            return Face("写出过", Mark.DONE) if moment else Face("没写出", Mark.LATE)

        return RecordTable((
            Column("号", 5, numeric=True), Column("期次", 13, lead=True), Column("校验码", 16),
            Column("生成", 12), Column("写出", 10, face=stood),
        ), rows)


