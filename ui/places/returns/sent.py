"""已报: every version that left the village and every package, and the card of one of them."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QStackedWidget, QWidget

from exporters.leaving.package import deliver
from models.exchange.chain import Package, cover, package_folder, packages
from models.keeping.permissions import May
from models.office.village import unit_name
from models.returns.frozen import Difference
from models.returns.leaving import as_seen
from models.returns.sending import Correction, ReturnState, Sent, corrections
from models.values.periods import Period
from models.values.problem import Problem
from ui.kit.ask import StickBox
from ui.kit.card import Card, words
from ui.kit.chips import ALL, Chip, Chips
from ui.kit.job import Progress, Work
from ui.kit.list_section import ListSection
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark
from ui.parts.return_figures import Figures

if TYPE_CHECKING:
    from models.keeping.store import Store
    from models.values.sheet import Sheet

PARCELS = "parcels"
MARKS: dict[str, Mark] = {ReturnState.SENT: Mark.ASK, ReturnState.RETURNED: Mark.LATE,
                          ReturnState.ACCEPTED: Mark.DONE}
ASKED: dict[str, Callable[[Sent], bool]] = {
    "again": lambda each: each.version > 1,
    "back": lambda each: each.state == ReturnState.RETURNED}
NONE, NO_PACKAGE = "还没有报过。在“报送”里勾选、核对、装包。", "还没有装过报送包。"
VERSIONS = (
    Column("报表", 22, lead=True), Column("期次", 13), Column("次", 4, numeric=True),
    Column("报送日期", 11),
    Column("状态", 10, face=lambda state: Face(ReturnState(state).label, MARKS[state])),
)
PACKAGES = (
    Column("号", 5, numeric=True), Column("期次", 13, lead=True), Column("校验码", 16),
    Column("生成", 12), Column("写出", 10, face=lambda moment: Face("写出过", Mark.DONE) if moment
                               else Face("没写出", Mark.LATE)),
)


def copied(files: list[Path], folder: Path, progress: Progress) -> list[Path]:
    """Copy packages again, each read back."""
    progress(-1, "正在写到 U 盘并读回核对，请别拔…")
    return deliver(files, folder)


class SentSection(ListSection[Sent | Package]):
    """Versions or packages at the left; the sheet as it was sent, and its differences, right."""

    key, title, none, wide, apart = "sent", "已报", NONE, 560, True

    @classmethod
    def chip(cls, store: Store) -> Chip:
        """How many versions went out."""
        return Chip(cls.key, cls.title, store.count("sent"))

    def build(self) -> None:
        """The stick in the bar; what is written to it is told over the list."""
        self.stick, self.work = StickBox("再拷到"), Work(self.strip)
        self.tool_row.insertWidget(0, self.stick)
        self.body.addWidget(self.work)
        super().build()

    def made_list(self, key: str) -> RecordList:
        """What was sent, or in which packages."""
        return RecordList(RecordTable(self.columns_now(), self.rows),
                          "报送包" if key else "报过的报表")

    def made_card(self) -> SentCard:
        """The sheet as it was sent."""
        return SentCard()

    @property
    def list_key(self) -> str:
        """Packages have a list of their own."""
        return PARCELS if self.chips.key == PARCELS else ""

    def read(self) -> list[Chip]:
        """The newest first."""
        self.found = self.store.find(Sent, order="on_day DESC, id DESC")
        self.packages = packages(self.store)
        again, back = (sum(map(asked, self.found)) for asked in ASKED.values())
        return [
            Chip(ALL, "报表", len(self.found)), Chip("again", "更正报送", again),
            Chip("back", "退回", back, Mark.LATE), Chip(PARCELS, "报送包", len(self.packages)),
        ]

    # ── doing ────────────────────────────────────────────────────────────────

    @action("再拷一份", icon="copy", main=True, may=May.SEND)
    def copy_again(self) -> None:
        """The package looked at (else the newest) onto a stick once more, as it was made."""
        package, folder = self._package(), self.stick.folder()
        file = package_folder(self.store.path) / package.name
        self.work.begin(
            lambda progress: copied([file], folder, progress),
            lambda _: self.strip.tell(f"{package.name} 写好了，已经读回核对，可以拔出。"),
            "正在拷贝…")

    @action("更正报送", icon="edit", place="card", may=May.SEND)
    def correct(self) -> None:
        """Send the period again, with a reason."""
        self.wanted.emit("sending", self.chosen_line().period)

    @action("打印封面…", icon="print", place="card", may=None)
    def print_cover(self) -> None:
        """The cover of the package looked at."""
        page = cover(self._package(), unit_name(self.store))
        self.wanted.emit("paper", lambda: page)

    # ── inside ───────────────────────────────────────────────────────────────

    def _package(self) -> Package:
        if not self.packages:
            raise Problem(NO_PACKAGE)
        return self.line if isinstance(self.line, Package) else self.packages[0]

    def answers(self) -> dict[int, Sent | Package]:
        """The packages, or the versions that answer the pressed question."""
        asked = ASKED.get(self.chips.key, lambda each: True)
        shown = self.packages if self.list_key else filter(asked, self.found)
        return {each.rowid: each for each in shown}

    def columns_now(self) -> tuple[Column, ...]:
        """Of what is listed."""
        return PACKAGES if self.list_key else VERSIONS

    def cells(self, line: Sent | Package) -> tuple[Any, ...]:
        """What it was, and what became of it."""
        period = Period.parse(line.period).label
        if isinstance(line, Sent):
            return line.title, period, line.version, line.on_day, line.state
        return line.sequence, period, line.short, f"{line.made:%m-%d %H:%M}", line.delivered

    def nothing(self) -> str:
        """By what is listed."""
        return NO_PACKAGE if self.list_key else super().nothing()

    def offered(self, line: Sent | Package | None) -> list[str]:
        """A return is sent again, not a package."""
        steps = list(super().offered(line))
        if isinstance(line, Package):
            steps.remove("correct")
        return steps

    def show_card(self, line: Sent | Package | None) -> None:
        """A version with the correction it made, or a package."""
        if isinstance(line, Sent):
            self.card.show_sent(line, as_seen(self.store, line.sheet), next(
                (each for each in corrections(self.store, line.code, line.period)
                 if each.after.id == line.id), None))
        else:
            self.card.show_package(line)


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


class SentCard(Card):
    """What became of it, and two views: the sheet as it was sent, and 更正了什么."""

    def __init__(self) -> None:
        super().__init__()
        self.figures, self.differences = Figures("报的是空表。"), DifferenceList("前一次", "这一次")
        self.views, self.shown = Chips(), QStackedWidget()
        self.shown.addWidget(self.figures)
        self.shown.addWidget(self.differences)
        self.views.chosen.connect(
            lambda key: self.shown.setCurrentIndex(self.views.keys.index(key)))
        self.fill(self.views, self.shown)

    @property
    def zone(self) -> QWidget:
        """The sheet, or what was corrected."""
        return self.shown

    def show_sent(self, sent: Sent, sheet: Sheet, both: Correction | None) -> None:
        """Show a version, its ``sheet`` as it may be read; ``both`` is the correction it made."""
        period = Period.parse(sent.period).label
        who = f" · {sent.operator}" if sent.operator else ""
        self.head(sent.title,
                  f"{period} 第 {sent.version} 次 · {sent.on_day} 报{sent.recipient}{who}")
        answer = f"：{sent.answer}" if sent.answer else ""
        day = f"（{sent.answered}）" if sent.answered else ""
        said = [f"更正原因：{sent.reason}"] if sent.reason else []
        said += [f"带原因报送：{each.what}——{each.reason}" for each in sent.reasons]
        self._say(Face(f"{ReturnState(sent.state).label}{day}{answer}", MARKS[sent.state]), said)
        self.figures.show_sheet(sheet, list(sheet.rows))
        found = both.differences if both else []
        self.differences.show_differences(found, "第一次报送，没有可比的。")
        changed = len(found) if both else None
        self.views.show_chips([Chip("sheet", "报出时的表"),
                               Chip("changes", "更正了什么", changed, Mark.ASK)])
        self._show_views(True)

    def show_package(self, package: Package | None) -> None:
        """Show a package by its fingerprint, the returns inside each with its lines; None shows
        nothing.
        """
        self._show_views(False)
        if package is None:
            self.head("还没有报过")
            return
        self.head(f"第 {package.sequence} 号报送包", package.name)
        rows = sum(package.counts.values())
        self._say(
            Face(f"校验码 {package.short}　{rows:,} 条记录 · {package.size / 1000:,.0f} KB",
                 Mark.DONE if package.delivered else Mark.LATE),
            [f"里面有 {len(package.returns)} 张报表：",
             *(title + (f"（第 {version} 次）" if version > 1 else "") + f"　{rows:,} 行"
               for title, version, rows in package.returns)])

    def _say(self, state: Face, said: Sequence[str]) -> None:
        self.tell(FaceLabel(state), *(words(each, "second", wrap=True) for each in said))

    def _show_views(self, shown: bool) -> None:
        for each in (self.views, self.shown):
            each.setVisible(shown)
