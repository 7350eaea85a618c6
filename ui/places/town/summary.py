"""汇总: a return added up over villages, 管区 and town; a village opens down to its records."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox, QSplitter, QVBoxLayout, QWidget

from exporters.leaving.return_files import write_return
from exporters.publish import SETTING
from models.exchange.inbox import remarked
from models.returns.leaving import as_seen
from models.town.answering import remark_on
from models.town.received import ReceivedReturn, Reception, receptions, send_one_back
from models.town.resent import changes_sheet, sheet_of
from models.town.summing import (
    SUBTOTAL,
    added_of,
    codes_of,
    opened,
    summary,
    summary_sheet,
)
from models.town.summing import Summary as Sum
from models.town.units import Tier, TownUnit, units
from models.values.periods import Period
from models.values.problem import Problem
from models.values.sheet import Sheet
from ui.kit import ask
from ui.kit.card import Flow, panel, words
from ui.kit.job import Progress, Work
from ui.kit.page import action
from ui.kit.place import TOWN_PAGES
from ui.kit.section import PlaceSection
from ui.kit.tokens import px
from ui.parts.return_figures import Figures

# ── the page ─────────────────────────────────────────────────────────────────


EMPTY = "还没有村报来报表。先在“收件”里收下报送包。"


def written(sheet: Sheet, folder: Path, period: str, progress: Progress) -> list[Path]:
    """Write a summary as workbook and paper."""
    progress(-1, "")
    with SETTING:
        return [Path(each["path"]) for each in write_return(sheet, folder, period)]


class Summary(PlaceSection):
    """The town's sum above; below, the return of the village chosen and what is behind it."""

    def build(self) -> None:
        """Period and return in boxes; sum above, village below."""
        self.opened: ReceivedReturn | None = None
        self.sheet: Sheet | None = None
        self.summed: Sum | None = None
        self.period, self.code, self.tier = QComboBox(), QComboBox(), QComboBox()
        for each in Tier:
            self.tier.addItem(f"按{each.label}小计", each)
        for box, name, width in ((self.period, "期次", 130), (self.code, "报表", 230),
                                 (self.tier, "小计", 130)):
            box.setAccessibleName(name)
            box.setMinimumWidth(px(width))
            box.activated.connect(lambda _: self._show())
        self.period.activated.connect(lambda _: self._offer_codes())
        self.figures = Figures(EMPTY, places=TOWN_PAGES)
        self.figures.row_opened.connect(lambda line: self._of_villages(
            line, max(self.figures.rows.currentIndex().column(), 0)))
        self.figures.figure_asked.connect(self._of_villages)
        self.figures.opened.connect(self.wanted.emit)
        self.village = Figures("这个村的表是空的。", places=())
        self.village.figure_asked.connect(self._behind)
        self.village.row_opened.connect(lambda line: self._behind(line, 0))
        self.name, self.notes = words(role="title"), words(role="second", wrap=True)
        self.work = Work(self.strip)
        self._lay_halves()
        self.zones = [self.figures, self.village]

    def refresh(self) -> None:
        """The periods that came in; what is looked at stays."""
        periods = list(dict.fromkeys(each.period for each in receptions(self.store)))
        chosen = self.period.currentData()
        self.period.clear()
        for each in periods:
            self.period.addItem(Period.parse(each).label, each)
        self.period.setCurrentIndex(max(0, self.period.findData(chosen)))
        self.tier.setVisible(any(each.community for each in units(self.store)))
        self._offer_codes()

    def open(self, kind: str, row: int) -> None:
        """Show one return of one village."""
        found = self.store.get(ReceivedReturn, row)
        reception = self.store.get(Reception, found.reception)
        self.period.setCurrentIndex(self.period.findData(reception.period))
        self._offer_codes()
        self.code.setCurrentIndex(self.code.findData(found.code))
        self._show()
        self._show_village(found)

    # ── doing ────────────────────────────────────────────────────────────────

    @action("写批注…", icon="edit", shortcut="Ctrl+Return", main=True)
    def remark(self) -> None:
        """Beside the cell looked at in the village's return."""
        found, line, column = self._cell()

        def keep(text: str) -> None:
            self.attempt(lambda: remark_on(self.store, found, line, column + 1, text))

        name = self.village.name_of(line) if line else "合计"
        heading = self.village.sheet.columns[column].label if self.village.sheet else ""
        self.strip.ask_why(f"{self.name.text()}　{name}　{heading}：", "哪里不对、怎么改",
                           "记下批注", keep)

    @action("退回这张表…", icon="undo", shortcut="Ctrl+R")
    def send_back(self) -> None:
        """The village's return looked at, with the reason; the others of its package stand."""
        found = self._opened()
        self.strip.ask_why(
            f"退回{self.name.text()}？退回后这张表不计入汇总，等村里重报；同包别的表不受影响。",
            "哪里要改", "退回",
            lambda reason: self.attempt(lambda: send_one_back(self.store, found, reason)))

    @action("和上一次报的比…", icon="filter", may=None)
    def compare_versions(self) -> None:
        """The village's return looked at, beside the one it handed in before."""
        sheet = changes_sheet(self.store, self._opened())
        self.wanted.emit("paper", lambda: sheet)

    @action("导出…", icon="export", shortcut="Ctrl+E", may=None)
    def export(self) -> None:
        """The sum as workbook and PDF."""
        sheet, period = self._sheet(), self.period.currentData()
        folder = ask.folder(self, "放到哪个文件夹")
        if folder is not None:
            self.work.begin(lambda progress: written(sheet, folder, period, progress),
                            lambda files: self.work.written(files[0]), "正在导出…")

    @action("打印…", icon="print", shortcut="Ctrl+P", may=None)
    def print_out(self) -> None:
        """The sum on paper."""
        self.wanted.emit("paper", self._sheet)

    # ── inside ───────────────────────────────────────────────────────────────

    def _offer_codes(self) -> None:
        chosen, period = self.code.currentData(), self.period.currentData()
        self.code.clear()
        for code, title in codes_of(self.store, period) if period else ():
            self.code.addItem(title, code)
        self.code.setCurrentIndex(max(0, self.code.findData(chosen)))
        self._show()

    def _show(self) -> None:
        """Add up; the village that is open below stays open while its return is part of the sum."""
        code, period = self.code.currentData(), self.period.currentData()
        self.sheet = None
        try:
            if not code:
                raise Problem(EMPTY)
            self.summed = summary(self.store, code, period, Tier(self.tier.currentData()))
            self.sheet = summary_sheet(self.store, self.summed)
        except Problem as refusal:
            self.figures.say(refusal.sentence)
            self._show_village(None)
            return
        self.figures.show_sheet(self.sheet, list(self.sheet.rows))
        self.notes.setText("　".join(self.sheet.notes))
        self.notes.setVisible(bool(self.sheet.notes))
        self.tell(detail=self.sheet.title, summary=self.sheet.when)
        stays = self.opened is not None and self._stands(self.opened)
        self._show_village(self.opened if stays else None)

    def _stands(self, found: ReceivedReturn) -> bool:
        """Whether a village's return is still part of the sum."""
        refs = {ref for row in self.sheet.rows for ref in row.refs} if self.sheet else set()
        return ("received_return", found.rowid) in refs

    def _open(self, line: int) -> None:
        """A village's line opens its return below."""
        ref = next(iter(self.figures.lines[line - 1].refs), None) if line else None
        if ref is None:
            self.strip.tell("小计和合计由各村相加：在一个数上按 Enter，看是哪些村的。"
                            if self._adds(line) else "这个村还没有报这张表。")
            return
        self._show_village(self.store.get(ReceivedReturn, ref[1]))
        self.village.setFocus()

    def _adds(self, line: int) -> bool:
        """Whether a line is a sum: 小计, or 合计."""
        return not line or self.figures.lines[line - 1].values[1] == SUBTOTAL

    def _of_villages(self, line: int, column: int) -> None:
        """A sum opens into the villages and their figures, a village's figure into its return."""
        place = column - len(self.summed.place) if self.summed is not None else -1
        if self.sheet is None or self.summed is None or not self._adds(line) or place < 0:
            self._open(line)
            return
        part = self.figures.lines[line - 1].values[0] if line else None
        self.figures.show_behind(self.sheet, line, column, added_of(self.summed, place, part))

    def _show_village(self, found: ReceivedReturn | None) -> None:
        self.opened = found
        self.below.setVisible(found is not None)
        if found is None:
            return
        reception = self.store.get(Reception, found.reception)
        village = self.store.get(TownUnit, reception.unit)
        sheet = as_seen(self.store, sheet_of(self.store, found))
        self.name.setText(f"{village.name}　{sheet.title}")
        self.village.show_sheet(sheet, list(sheet.rows), remarked(
            self.store, found.code, reception.period, unit=village.id))

    def _behind(self, line: int, column: int) -> None:
        found, sheet = self._opened(), self.village.sheet
        if sheet is not None:
            self.village.show_behind(
                sheet, line, column, opened(self.store, found, line, column + 1))

    def _opened(self) -> ReceivedReturn:
        """The return below; none is open yet: that of the village looked at above."""
        at = self.figures.rows.current()
        if self.opened is None and 0 < at <= len(self.figures.lines) and not self._adds(at):
            self._open(at)
        if self.opened is None:
            raise Problem("请先在上面选一个村，按 Enter 打开它的表。")
        return self.opened

    def _sheet(self) -> Sheet:
        if self.sheet is None:
            raise Problem(EMPTY)
        return self.sheet

    def _cell(self) -> tuple[ReceivedReturn, int, int]:
        found, at = self._opened(), self.village.rows.current()
        if not at:
            raise Problem("请先在村里的表上选一格。")
        line = 0 if at > len(self.village.lines) else at
        return found, line, max(self.village.rows.currentIndex().column(), 0)

    def _lay_halves(self) -> None:
        asked, above, below = QWidget(), QVBoxLayout(), QVBoxLayout()
        across = QSplitter(Qt.Orientation.Vertical)
        for layout in (above, below):
            layout.setContentsMargins(0, 0, 0, px(8))
        self.chips.hide()
        boxes = Flow(asked)
        for each in (self.period, self.code, self.tier):
            boxes.addWidget(each)
        self.over.insertWidget(0, asked)
        above.addWidget(self.figures, 1)
        above.addWidget(self.notes)
        self.notes.setContentsMargins(px(14), 0, px(14), 0)
        self.name.setContentsMargins(px(14), px(10), 0, 0)
        below.addWidget(self.name)
        below.addWidget(self.village, 1)
        self.below: Any = panel(below, 1)
        across.setHandleWidth(px(14))
        across.addWidget(panel(above, 1))
        across.addWidget(self.below)
        across.setSizes([px(280), px(320)])
        across.setChildrenCollapsible(False)
        self.body.addWidget(self.work)
        self.body.addWidget(across, 1)
