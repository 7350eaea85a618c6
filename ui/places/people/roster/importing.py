"""Taking a roster in: tried out first, explained and asked about, then kept as one act."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QApplication, QStackedWidget, QVBoxLayout, QWidget

from exporters.workbook.fault_book import write_faultbook
from importers.sheets.heads import fingerprint
from importers.sheets.workbook import open_workbook
from models.intake.reading import Layout, Place, RosterReading, remember_layout, remembered_layouts
from models.intake.taking import take
from models.registers.search import catch_up
from models.values.problem import Problem
from models.values.spreadsheet import column_letter
from ui.kit import ask
from ui.kit.card import words
from ui.kit.chips import Chip, Chips
from ui.kit.job import Job, JobStrip
from ui.kit.marks import Face
from ui.kit.message_strip import Strip
from ui.kit.theme import Mark, px
from ui.places.people.roster.answers import Answers
from ui.places.people.roster.mapping import Mapping
from ui.places.people.roster.trial import (
    COUNTS,
    Asked,
    Outcome,
    Part,
    Trial,
    known_first,
    planned_again,
    try_out,
)

if TYPE_CHECKING:
    from models.keeping.store import Store


OUTCOME, MAPPING, ASKING = "outcome", "mapping", "asking"


class Copies(Protocol):
    """What copies the data file."""

    def before(self, why: str) -> object:
        """Copy it before something that changes much."""


class Frame(Protocol):
    """The window, as far as an import needs it."""

    backing_up: Copies | None

    def undo(self) -> None:
        """Take back what was done last."""


class RosterImport(QWidget):
    """结果, 栏目 and 认人 of one file; ``closed()`` when the secretary is done with it."""

    closed = Signal()

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self.job: Job | None = None
        self.path: Path | None = None
        self.trial: Trial | None = None
        self.answers: dict[Place, int | None] = {}
        self.layouts: tuple[Layout, ...] = ()
        self.only: str | None = None
        self.strip, self.job_strip, self.chips = Strip(), JobStrip(), Chips()
        self.outcome, self.mapping = Outcome(), Mapping(self.strip)
        self.asking = Answers(store)
        self._give_keys()
        self.mapping.corrected.connect(self.read_again)
        self.mapping.left.connect(lambda: self.show_part(OUTCOME))
        self.asking.done.connect(self._answered)
        self.chips.chosen.connect(self.show_part)
        self._lay_out()
        self._show()

    # ── doing ────────────────────────────────────────────────────────────────

    def choose(self) -> None:
        """Ask for the file and try it out."""
        path = ask.file_to_open(self, "选花名册")
        if path is not None:
            self.try_file(path)

    def try_file(self, path: Path) -> None:
        """Read and plan off the window's thread; nothing is kept yet."""
        self.path, self.trial = path, None
        self.answers, self.layouts, self.only = {}, (), None
        self._start(lambda progress: try_out(self._asked(), progress))

    def read_again(self, layouts: list[Layout], only: str | None) -> None:
        """Read the same file as it was corrected."""
        self.layouts, self.only = known_first(layouts, self.layouts), only
        before = self.trial
        self._start(lambda progress: try_out(self._asked(), progress, before))

    def plan_again(self) -> None:
        """Compare with the register again: something was answered, or taken back."""
        trial, asked = self.trial, self._asked()
        if trial is not None and trial.reading is not None:
            self._start(lambda progress: planned_again(asked, trial, progress))

    def take_in(self) -> None:
        """A copy of the data first, then what was planned as one act that can be undone."""
        if self.trial is not None and self.trial.planned is not None:
            self.strip.put_away()
            QApplication.setOverrideCursor(Qt.CursorShape.WaitCursor)
            try:
                self._take_in()
            except Problem as refusal:
                self.strip.refuse(refusal.sentence)
            finally:
                QApplication.restoreOverrideCursor()

    def undo(self) -> None:
        """Take the import back, when nothing else was done since."""
        newest = self._store.newest_act()
        if newest is None or newest[0] != self._taken:
            self.strip.refuse("导入之后又做了别的。请先按 Ctrl+Z 撤销后来的，再撤销导入。")
            return
        self._frame().undo()
        self.plan_again()

    def save_faults(self) -> None:
        """Write the rows that need mending as a workbook to be sent back and read again."""
        path = ask.file_to_save(self, "存成错误表", "花名册错误表.xlsx")
        if path is None or self.trial is None or self.trial.reading is None:
            return
        try:
            write_faultbook(self.trial.reading, self.outcome.findings, path)
        except Problem as refusal:
            self.strip.refuse(refusal.sentence)
            return
        self._remember_faultbook(path, self.trial.reading)
        self.strip.tell(f"错误表已存为 {path.name}。改好后再导入它就行。")

    def give_up(self) -> None:
        """Leave everything as it is."""
        if self.job is not None:
            self.job.stop()
        self.closed.emit()

    def show_part(self, key: str) -> None:
        """Show one of the three views and put the keyboard into it."""
        trial = self.trial
        if trial is None:
            key = OUTCOME
        elif key == MAPPING:
            self.mapping.show_trial(trial, self._known(), self.only)
        if key != OUTCOME:
            self.strip.put_away()
        if trial is not None and key == ASKING and not self.asking.ask(trial, self.answers):
            key = OUTCOME
        self.chips.key = key
        self._count()
        part = self._parts[key]
        self.stack.setCurrentWidget(part)
        part.setFocus()

    # ── inside ───────────────────────────────────────────────────────────────

    def _frame(self) -> Frame:
        return cast(Frame, self.window())

    def _take_in(self) -> None:
        assert self.trial is not None and self.trial.planned is not None
        planned = self.trial.planned
        backing_up = self._frame().backing_up
        if backing_up is not None:
            backing_up.before("导入前")
        take(self._store, planned)
        catch_up(self._store)
        newest = self._store.newest_act()
        self._taken = newest[0] if newest else 0
        self.taking.setEnabled(False)
        counts = "，".join(f"{name} {planned.counts[key]:,}" for key, name in COUNTS)
        said = f"已导入：{counts}。"
        self.strip.ask(said, {"回到名单": self.closed.emit, "撤销": self.undo})
        self.strip.words.say(Face(said, Mark.DONE))
        self.outcome.setFocus()

    def _asked(self) -> Asked:
        assert self.path is not None
        return Asked(
            self.path, self._store.path, self._store.key, self._known(), self.only,
            dict(self.answers),
        )

    def _known(self) -> tuple[Layout, ...]:
        return known_first(self.layouts, remembered_layouts(self._store))

    def _start(self, work: Callable[..., Trial]) -> None:
        self.strip.put_away()
        self.job = Job(work)
        self.job.done.connect(self._tried)
        self.job.failed.connect(self._failed)
        self.job_strip.follow(self.job, "正在读…")
        self.job.start()

    def _tried(self, trial: Trial) -> None:
        self.trial = trial
        self._show()
        if trial.planned is None:
            self.show_part(MAPPING)
            self.strip.refuse(trial.refusal)
            return
        self._remember()
        self.show_part(OUTCOME)
        waiting = len(trial.planned.doubts)
        if waiting and not self.answers:
            self.strip.ask(f"有 {waiting} 行可能是册上已有的人，要一个一个认。", {
                "现在认": lambda: self.show_part(ASKING), "先不认": self.outcome.setFocus,
            })

    def _remember(self) -> None:
        """What was explained and served is known for the next file of the kind."""
        assert self.trial is not None and self.trial.reading is not None
        read = {each.layout.fingerprint for each in self.trial.reading.sheets if each.layout}
        known = remembered_layouts(self._store)
        for each in self.layouts:
            if each.fingerprint in read and each not in known:
                remember_layout(self._store, each)

    def _remember_faultbook(self, path: Path, reading: RosterReading) -> None:
        """A head that had to be explained is understood in the fault workbook too."""
        explained = {each.fingerprint for each in remembered_layouts(self._store)}
        layouts = {each.name: each.layout for each in reading.sheets if each.layout}
        for grid in open_workbook(path):
            layout = layouts.get(grid.name)
            if layout is not None and layout.fingerprint in explained:
                rows = layout.header_rows
                remember_layout(self._store, replace(
                    layout, sheet="", first_row=0, last_row=0,
                    columns={"mend": column_letter(grid.width)} | layout.columns,
                    fingerprint=fingerprint(grid, rows),
                ))

    def _answered(self, answers: dict[Place, int | None]) -> None:
        changed, self.answers = answers != self.answers, answers
        self.show_part(OUTCOME)
        if changed:
            self.plan_again()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, Problem):
            raise error
        self.strip.refuse(error.sentence)

    def _show(self) -> None:
        self.outcome.show_trial(self.trial)
        planned = self.trial.planned if self.trial else None
        self.taking.setEnabled(planned is not None and planned.changes_anything)
        self.saving.setEnabled(bool(self.outcome.findings))
        self._count()

    def _count(self) -> None:
        planned = self.trial.planned if self.trial else None
        doubts = len(planned.doubts) if planned else 0
        self.chips.show_chips([
            Chip(OUTCOME, "结果"), Chip(MAPPING, "栏目"),
            Chip(ASKING, "认人", doubts, Mark.ASK),
        ])
        self.chips.setVisible(self.trial is not None)

    def _give_keys(self) -> None:
        first = self.outcome
        self.taking = first.act("导入", "Ctrl+S", self.take_in, main=True)
        self.choosing = first.act("选文件…", "Ctrl+O", self.choose)
        self.saving = first.act("存成错误表…", "Ctrl+E", self.save_faults)
        self.giving_up = first.act("关闭", "Esc", self.give_up)
        self._taken = 0

    def _lay_out(self) -> None:
        whole, self.stack = QVBoxLayout(self), QStackedWidget()
        self._parts: dict[str, Part] = {
            OUTCOME: self.outcome, MAPPING: self.mapping, ASKING: self.asking,
        }
        for part in self._parts.values():
            self.stack.addWidget(part)
        whole.setContentsMargins(px(18), px(14), px(18), px(14))
        whole.setSpacing(px(10))
        for each in (words("导入花名册", "title"), self.chips, self.job_strip, self.strip):
            whole.addWidget(each)
        whole.addWidget(self.stack, 1)
        self.setFocusProxy(self.stack)
