"""The workbench: a list looked at as it was sent, put right on the spot, taken in as one act."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QApplication,
    QHBoxLayout,
    QStackedWidget,
    QTabBar,
    QVBoxLayout,
    QWidget,
)

from exporters.workbook.fault_book import write_faultbook
from importers.lists.kinds import POINTS
from importers.sheets.grid import Grid, Locked
from importers.sheets.parts import sheet_of
from importers.sheets.pasted import PASTED, pasted
from models.intake.reading import ReadFinding, remembered_layouts
from models.intake.taking import take
from models.registers.search import catch_up
from models.values.finding import Level
from models.values.problem import Problem
from ui.kit import ask
from ui.kit.card import words
from ui.kit.chips import ALL, Chip, Chips
from ui.kit.job import Work
from ui.kit.keys import Act, act
from ui.kit.marks import Face, mark_icon
from ui.kit.message_strip import Strip
from ui.kit.page import press_button
from ui.kit.theme import Mark
from ui.kit.tokens import px
from ui.parts.importing.answers import Answers
from ui.parts.importing.bands import bands_of
from ui.parts.importing.heads import Heads, remember_faultbook
from ui.parts.importing.kinds import Kind
from ui.parts.importing.pasting import paste
from ui.parts.importing.sheet import Band, Sheet, Shown
from ui.parts.importing.trial import (
    Asked,
    Said,
    Trial,
    put_right,
    take_lines,
    try_lines,
    try_out,
)

if TYPE_CHECKING:
    from models.keeping.store import Store

COUNTS = (("created", "新增"), ("updated", "更新"), ("unchanged", "没有变化"), ("skipped", "略过"),
          ("refused", "要您定"))
CHIPS = ((Level.ERROR, "要您定", Mark.LATE), (Level.WARNING, "看一眼", Mark.ASK),
         (Level.NOTICE, "说明", None))


class Frame(Protocol):
    """The window, as far as an import needs it."""

    backing_up: Any

    def undo(self) -> None:
        """Take back what was done last."""


class Workbench(QWidget):
    """One list on the whole width of the page; ``closed()`` when the secretary is done with it."""

    closed = Signal()
    wide = True

    def __init__(self, store: Store, kind: Kind) -> None:
        super().__init__()
        self.store, self.kind, self.title = store, kind, f"导入{kind.title}"
        self.path, self.pasted = Path(PASTED), tuple[Grid, ...]()
        self.trial: Trial | None = None
        self.said = Said()
        self.heads = Heads(self)
        self._taken = 0
        self.strip, self.chips, self.sheet, self.tabs = Strip(), Chips(), Sheet(), QTabBar()
        self.work, self.asking = Work(self.strip), Answers(store)
        self.figures = words(role="second")
        self.sheet.chooser.connect(self.heads.choose)
        self.sheet.accepted.connect(lambda: self.answer(0))
        self.sheet.pasting.connect(lambda: paste(self))
        self.sheet.table.typed.connect(self._typed)
        self.asking.done.connect(self._answered)
        self.chips.chosen.connect(lambda _: self.show_sheet())
        self.tabs.currentChanged.connect(lambda _: self.show_sheet())
        self._give_keys()
        self._lay_out()
        self.show_sheet()

    # ── what is opened ───────────────────────────────────────────────────────

    def choose(self) -> None:
        """Ask for the file and try it out."""
        path = ask.file_to_open(self, f"选{self.kind.title}", self.kind.files)
        if path is not None:
            self.try_file(path)

    def try_file(self, path: Path) -> None:
        """Read and plan off the window's thread; nothing is kept yet."""
        self.path, self.pasted = path, ()
        self._begin()

    def try_pasted(self, copied: str, html: str = "") -> None:
        """The same with cells that were copied; without a head each column is asked about."""
        self.path, self.pasted = Path(PASTED), (pasted(copied, html),)
        self._begin()

    def read_again(self) -> None:
        """Read and plan as it was answered so far."""
        before, asked = self.trial, Asked(
            self.kind, self.path, self.store.path, self.store.key, self.said,
            remembered_layouts(self.store, self.kind.place), self.pasted)
        self.work.begin(lambda progress: try_out(asked, progress, before), self._tried, "正在读…",
                        self._refused)

    # ── what is answered ─────────────────────────────────────────────────────

    def answer(self, at: int) -> None:
        """The answer number ``at`` of the band in hand."""
        for band in self.sheet.bands_here()[:1]:
            if at < len(band.answers):
                band.answers[at].do()
            self._onward(band)

    def answer_alike(self) -> None:
        """The same answer for all like the band in hand."""
        for band in self.sheet.bands_here()[:1]:
            if band.alike is not None:
                band.alike.do()

    def say(self, **said: object) -> None:
        """Something more was answered, or taken back."""
        self.said = replace(self.said, **said)  # type: ignore[arg-type]
        self.read_again()

    def mend(self, row: int, letter: str) -> None:
        """Write in the cell that is at fault."""
        self.sheet.go(row, letter)
        self.sheet.setFocus()
        self.sheet.edit(self.sheet.currentIndex())

    def go_on(self) -> None:
        """To the next row that waits for an answer, on this sheet or another."""
        if self.trial is None:
            return
        names = [each.name for each in self.trial.grids]
        here = self.tabs.currentIndex()
        for at in [*range(here, len(names)), *range(here + 1)]:
            open_ones = [each for each in bands_of(self, names[at]) if each.open]
            later = [each for each in open_ones if at != here or each.row > self.sheet.row]
            if later or (at == here and len(names) == 1 and open_ones):
                self.tabs.setCurrentIndex(at)
                to = (later or open_ones)[0]
                self.sheet.go(to.row, to.letter)
                self.sheet.setFocus()
                return

    def compare(self) -> None:
        """Doubtful people side by side with whom they may be."""
        if self.trial is not None and self.asking.ask(self.trial, self.said.people):
            self.stack.setCurrentWidget(self.asking)
            self.asking.setFocus()

    # ── what is done ─────────────────────────────────────────────────────────

    def take_in(self) -> None:
        """A copy of the data first, then what was planned as one act that can be undone."""
        if self.trial is None or not self.trial.changes_anything:
            return
        self.strip.put_away()
        QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
        try:
            self._take_in(self.trial)
        except Problem as refusal:
            self.strip.refuse(refusal.sentence)
        finally:
            QApplication.restoreOverrideCursor()

    def undo(self) -> None:
        """Take the import back, when nothing else was done since."""
        newest = self.store.newest_act()
        if newest is None or newest[0] != self._taken:
            self.strip.refuse("导入之后又做了别的。请先按 Ctrl+Z 撤销后来的，再撤销导入。")
            return
        self._frame().undo()
        self.read_again()

    def save_faults(self) -> None:
        """Write the rows that need mending as a workbook to be sent back and read again."""
        reading = self.trial.reading if self.trial else None
        path = ask.file_to_save(self, "存成错误表", f"{self.kind.title}错误表.xlsx")
        if path is None or self.trial is None or reading is None:
            return
        try:
            write_faultbook(reading, self.trial.findings, path)
        except Problem as refusal:
            self.strip.refuse(refusal.sentence)
            return
        remember_faultbook(self.store, path, reading)
        self.strip.tell(f"错误表已存为 {path.name}。改好后再导入它就行。")

    def give_up(self) -> None:
        """Leave everything as it is."""
        self.work.give_up()
        self.closed.emit()

    # ── inside ───────────────────────────────────────────────────────────────

    def _begin(self) -> None:
        self.trial, self.said = None, Said()
        self.heads.begin()
        self.strip.put_away()
        self.read_again()

    def _frame(self) -> Frame:
        return cast(Frame, self.window())

    def _tried(self, trial: Trial) -> None:
        try:
            trial = try_lines(self.store, self.kind, trial)
        except Problem as refusal:
            trial = replace(trial, refusal=refusal.sentence)
        fresh = self.trial is None
        self.trial = trial
        if trial.refusal and self._give_a_head(trial):
            return
        if fresh:
            self._name_tabs(trial)
        if trial.refusal:
            self.strip.refuse(f"{trial.refusal}点一列上面的格，说明它是哪一栏；“认表头”里可以指明"
                              "表头在哪一行。")
        else:
            self.heads.remember(trial)
        self.show_sheet()
        if fresh:
            self.sheet.setFocus()
            self.go_on()

    def _give_a_head(self, trial: Trial) -> bool:
        """Cells pasted without a head get one, so that every column can be asked about."""
        top = trial.grids[0]
        if not self.pasted or any(each.layout for each in trial.parts) or (
                top.rows[0][0] == "第1列"):
            return False
        head = [f"第{at}列" for at in range(1, top.width + 1)]
        self.pasted = (Grid(PASTED, [head, *top.rows]),)
        self.trial = None
        self.read_again()
        return True

    def _refused(self, refusal: Problem) -> None:
        if isinstance(refusal, Locked):
            self.strip.ask_why(refusal.sentence, "打开密码", "打开",
                               lambda typed: self.say(password=typed), secret=True)

    def _typed(self, row: int, letter: str, written: str) -> None:
        self.say(mended={**self.said.mended, (self.sheet_name(), row, letter): written})

    def _onward(self, band: Band) -> None:
        """After an answer the next row that waits is in hand."""
        later = [each for each in self.sheet.table.shown.bands if each.open and (
            each.row > band.row)]
        if band.open and later and not self.sheet.indexWidget(self.sheet.currentIndex()):
            self.sheet.go(later[0].row, later[0].letter)

    def _answered(self, answers: dict[tuple[str, int], int | None]) -> None:
        self.stack.setCurrentWidget(self.sheet)
        self.sheet.setFocus()
        if answers != self.said.people:
            self.say(people=answers)

    def _take_in(self, trial: Trial) -> None:
        backing_up = self._frame().backing_up
        if backing_up is not None:
            backing_up.before("导入前")
        if trial.planned is not None:
            take(self.store, trial.planned)
        else:
            take_lines(self.store, self.kind, trial)
        catch_up(self.store)
        newest = self.store.newest_act()
        self._taken = newest[0] if newest else 0
        counts = "，".join(f"{name} {trial.counts[key]:,}" for key, name in COUNTS)
        said = f"已导入：{counts}。"
        self.strip.ask(said, {"回到名单": self.closed.emit, "撤销": self.undo})
        self.strip.words.say(Face(said, Mark.DONE))
        self.say(again=False, people={place: who for place, who in self.said.people.items()
                                      if who is not None})

    # ── showing ──────────────────────────────────────────────────────────────

    def sheet_name(self) -> str:
        """The sheet that is looked at."""
        return str(self.tabs.tabData(self.tabs.currentIndex()) or "")

    def _name_tabs(self, trial: Trial) -> None:
        self.tabs.blockSignals(True)
        while self.tabs.count():
            self.tabs.removeTab(0)
        for grid in trial.grids:
            self.tabs.setTabData(self.tabs.addTab(grid.name), grid.name)
        read = {each.sheet for each in trial.parts if each.layout}
        names = [each.name for each in trial.grids]
        self.tabs.setCurrentIndex(next((at for at, name in enumerate(names) if name in read), 0))
        self.tabs.blockSignals(False)

    def show_sheet(self) -> None:
        """The sheet that is looked at, with its heads, bands and counts."""
        trial, name = self.trial, self.sheet_name()
        self._count()
        for each in (self.chips, self.tabs):
            each.setVisible(trial is not None)
        if trial is None:
            return
        parts = [each for each in trial.parts if each.sheet == name]
        grid = next((each for each in trial.grids if each.name == name), trial.grids[0])
        grid = put_right(grid, self.said)
        bands = bands_of(self, name)
        rows = None if self.chips.whole else {each.row for each in bands}
        self.sheet.show_sheet(Shown(grid, self.heads.faces(name), {
            row for each in parts if each.layout for row in each.layout.header_rows}, bands, rows))
        for at in range(self.tabs.count()):
            waits = any(each.level == Level.ERROR and sheet_of(each.sheet) == self.tabs.tabData(at)
                        for each in trial.findings if each.row and self.waits(each))
            self.tabs.setTabIcon(at, mark_icon(Mark.LATE if waits else Mark.NONE))

    def waits(self, finding: ReadFinding) -> bool:
        """Whether nobody has answered a finding yet."""
        place = (finding.sheet, finding.row or 0)
        return place not in self.said.left and (place, finding.code) not in self.said.settled

    def _count(self) -> None:
        trial = self.trial
        counts = trial.counts if trial else {}
        waiting = [each for each in trial.findings if self.waits(each)] if trial else []
        self.chips.show_chips([Chip(ALL, "全部", counts.get("rows", 0)), *(
            Chip(level, said, sum(each.level == level for each in waiting), mark)
            for level, said, mark in CHIPS)])
        homes = counts.get("households_created")
        self.figures.setText("　".join(
            [f"{name} {counts[key]:,}" for key, name in COUNTS] + (
                [f"新立 {homes:,} 户"] if homes else [])) if counts else (
            "点“导入”之前什么都不会存。"))
        many = counts.get("created", 0) + counts.get("updated", 0)
        self.taking.setText(f"导入 {many:,} {self.kind.unit}" if many else "导入")
        self.taking.setEnabled(trial is not None and trial.changes_anything)
        self.saving.setVisible(trial is not None and trial.reading is not None)
        self.saving.setEnabled(bool(waiting))
        self.once_more.setVisible(self.kind.listed is POINTS and counts.get("unchanged", 0) > 0)

    def _give_keys(self) -> None:
        self.taking = act(self, "导入", "Ctrl+S", self.take_in)
        self.choosing = act(self, "选文件…", "Ctrl+O", self.choose)
        self.headings = act(self, "认表头…", "Ctrl+T", self.heads.choose)
        self.saving = act(self, "存成错误表…", "Ctrl+E", self.save_faults)
        self.next = act(self, "下一处", "F7", self.go_on)
        self.giving_up = act(self, "关闭", "Esc", self.give_up)
        self.once_more = act(self, "确是另一次，一样的也记", "", lambda: self.say(again=True))
        for at in range(3):
            Act(f"第 {at + 1} 个回答", f"Alt+{at + 1}", self, partial(self.answer, at), inside=True)
        Act("同样的都这样", "Alt+0", self, self.answer_alike, inside=True)

    def _lay_out(self) -> None:
        whole, over, foot, self.stack = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout(), (
            QStackedWidget())
        over.addWidget(self.chips, 1)
        for each in (self.next, self.headings, self.choosing, self.giving_up):
            over.addWidget(press_button(each))
        self.tabs.setShape(QTabBar.Shape.RoundedSouth)
        self.tabs.setExpanding(False)
        self.tabs.setAccessibleName("工作表")
        for part in (self.sheet, self.asking):
            self.stack.addWidget(part)
        foot.addWidget(self.figures, 1)
        for each in (self.once_more, self.saving):
            foot.addWidget(press_button(each))
        foot.addWidget(press_button(self.taking, main=True))
        whole.setContentsMargins(px(12), px(10), px(12), px(10))
        for row in (whole, over, foot):
            row.setSpacing(px(8))
        whole.addLayout(over)
        whole.addWidget(self.strip)
        whole.addWidget(self.stack, 1)
        whole.addWidget(self.tabs)
        whole.addWidget(self.work)
        whole.addLayout(foot)
        self.setFocusProxy(self.stack)
