"""已报: every version that left the village and every package, and the card of one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from exporters.leaving.package import deliver
from models.exchange.chain import Package, cover, package_folder, packages
from models.office.village import unit
from models.returns.frozen import Difference
from models.returns.sending import Correction, ReturnState, Sent, corrections
from models.values.periods import Period
from models.values.problem import Problem
from ui.kit.ask import StickBox
from ui.kit.card import words
from ui.kit.chips import ALL, Chip, Chips
from ui.kit.job import Progress, Work
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.record_list import RecordList
from ui.kit.section import Section
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark
from ui.kit.tokens import px
from ui.parts.return_figures import Figures

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
        page = cover(self._package(), self._village())
        self.wanted.emit("paper", lambda: page)

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


# ── The card of one version or one package


class DifferenceList(RecordList):
    """Line, column, what was sent, what it says now."""

    def __init__(self, before: str = "报出时", after: str = "现在") -> None:
        self._found: list[Difference] = []

        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = [self._found[at - 1] for at in ids]
            return [(each.line, each.column or "整行", each.sent or "—", each) for each in shown]

        super().__init__(RecordTable((
            Column("行", 20, lead=True), Column("栏", 14, text=True), Column(before, 16, text=True),
            Column(after, 16, text=True, face=lambda each: Face(each.now or "—", bold=True)),
        ), rows), "差异")

    def show_differences(self, found: Sequence[Difference], empty: str) -> None:
        """Show these; ``empty`` is said when there are none."""
        self._found = list(found)
        self.table.show_ids(list(range(1, len(self._found) + 1)))
        self.say_empty(empty)
        self.keep_current()


# ── the card ─────────────────────────────────────────────────────────────────


MARKS: dict[str, Mark] = {ReturnState.SENT: Mark.ASK, ReturnState.RETURNED: Mark.LATE,
                          ReturnState.ACCEPTED: Mark.DONE}


class SentCard(QWidget):
    """Title, what became of it, and two views: the sheet as it was sent, and 更正了什么."""

    def __init__(self) -> None:
        super().__init__()
        self.title, self.aside = words(role="title"), words(role="faint", wrap=True)
        self.state, self.reasons = FaceLabel(), words(role="second", wrap=True)
        self.figures, self.differences = Figures("报的是空表。"), DifferenceList("前一次", "这一次")
        self.views, self.shown, self.foot = Chips(), QStackedWidget(), QHBoxLayout()
        self.shown.addWidget(self.figures)
        self.shown.addWidget(self.differences)
        self.views.chosen.connect(self._view)
        self._lay_out()

    def show_sent(self, sent: Sent, both: Correction | None) -> None:
        """Show a version; ``both`` is the correction it made."""
        period = Period.parse(sent.period).label
        self.title.setText(sent.title)
        who = f" · {sent.operator}" if sent.operator else ""
        self.aside.setText(f"{period} 第 {sent.version} 次 · {sent.on_day} 报{sent.recipient}{who}")
        answer = f"：{sent.answer}" if sent.answer else ""
        day = f"（{sent.answered}）" if sent.answered else ""
        self.state.say(Face(f"{ReturnState(sent.state).label}{day}{answer}", MARKS[sent.state]))
        said = [f"更正原因：{sent.reason}"] if sent.reason else []
        said += [f"带原因报送：{each.what}——{each.reason}" for each in sent.reasons]
        self.reasons.setText("\n".join(said))
        self.reasons.setVisible(bool(said))
        self.figures.show_sheet(sent.sheet, list(sent.sheet.rows))
        found = both.differences if both else []
        self.differences.show_differences(found, "第一次报送，没有可比的。")
        changed = len(found) if both else None
        self.views.show_chips([Chip("sheet", "报出时的表"),
                               Chip("changes", "更正了什么", changed, Mark.ASK)])
        self.views.show()
        self.shown.show()

    def show_package(self, package: Package | None) -> None:
        """Show a package by its fingerprint; None shows nothing."""
        for each in (self.views, self.shown, self.reasons):
            each.hide()
        self._tell_returns(package)
        if package is None:
            self.title.setText("还没有报过")
            self.aside.setText("")
            self.state.say(Face(""))
            return
        self.title.setText(f"第 {package.sequence} 号报送包")
        self.aside.setText(package.name)
        rows = sum(package.counts.values())
        self.state.say(Face(
            f"校验码 {package.short}　{rows:,} 条记录 · {package.size / 1000:,.0f} KB",
            Mark.DONE if package.delivered else Mark.LATE))

    def _tell_returns(self, package: Package | None) -> None:
        """The returns inside, each with its lines."""
        inside = package.returns if package else []
        self.reasons.setText("\n".join(
            [f"里面有 {len(inside)} 张报表：",
             *(title + (f"（第 {version} 次）" if version > 1 else "") + f"　{rows:,} 行"
               for title, version, rows in inside)]))
        self.reasons.setVisible(bool(inside))

    def steps(self, buttons: Sequence[QPushButton]) -> None:
        """What one does with it."""
        for at, button in enumerate(buttons):
            self.foot.insertWidget(at, button)

    def _view(self, key: str) -> None:
        self.shown.setCurrentIndex(self.views.keys.index(key))

    def _lay_out(self) -> None:
        head, whole = QHBoxLayout(), QVBoxLayout(self)
        head.setSpacing(px(12))
        head.addWidget(self.title)
        head.addWidget(self.aside, 1)
        self.foot.setSpacing(px(8))
        self.foot.addStretch(1)
        whole.setContentsMargins(px(18), px(14), px(18), px(14))
        whole.setSpacing(px(8))
        whole.addLayout(head)
        for each in (self.state, self.reasons, self.views):
            whole.addWidget(each)
        whole.addWidget(self.shown, 1)
        whole.addStretch(0)
        whole.addLayout(self.foot)
