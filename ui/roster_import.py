"""Taking a roster in: tried out first, shown in five counts and a list, then kept as one act."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from models.intake import Plan, plan, take
from models.record import Problem
from ui import ask
from ui.card import words
from ui.job import Job, JobStrip, Progress
from ui.marks import Face
from ui.page import press_button
from ui.record_list import RecordList
from ui.strip import Strip
from ui.table import Column, RecordTable
from ui.theme import Mark, px

if TYPE_CHECKING:
    from models.reading import Finding, RosterReading
    from models.store import Store

COUNTS = (("created", "新增"), ("updated", "更新"), ("unchanged", "没有变化"),
          ("skipped", "重复略过"), ("refused", "退回"))
LEVELS = {"error": Face("退回", Mark.LATE), "warning": Face("核对", Mark.ASK),
          "notice": Face("说明", Mark.NONE)}


def try_out(path: Path, data: Path, key: bytes | None, progress: Progress) -> tuple[Any, Plan]:
    """Read the roster and plan the import against the data file, read only; runs in a job."""
    from importers.roster import read_roster
    from models.store import Store

    progress(-1, f"正在读 {path.name}…")
    reading = read_roster(path)
    progress(-1, f"读到 {len(reading.people):,} 行，正在与册上核对…")
    with Store(data, key=key, reading=True) as store:
        planned = plan(store, reading)
    progress(100, "")
    return reading, planned


class RosterImport(QWidget):
    """``closed()`` when the roster was taken in, or given up."""

    closed = Signal()

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self.job: Job | None = None
        self.reading: RosterReading | None = None
        self.planned: Plan | None = None
        self.strip, self.job_strip = Strip(), JobStrip()
        self.taking = self._act("导入", "Ctrl+S", self.take_in)
        self.saving = self._act("存成错误表…", "", self.save_faults)
        self.choosing = self._act("选文件…", "Ctrl+O", self.choose)
        self.giving_up = self._act("取消", "Esc", self.give_up)
        self.faults = RecordList(self._table(), "要核对的地方")
        self.why = words(wrap=True)
        self.faults.shown.connect(self._say_why)
        self._lay_out()
        self._show_outcome()

    # ── doing ────────────────────────────────────────────────────────────────

    def choose(self) -> None:
        """Ask for the file and try it out."""
        path = ask.file_to_open(self, "选花名册")
        if path is not None:
            self.try_file(path)

    def try_file(self, path: Path) -> None:
        """Read and plan off the window's thread; nothing is kept yet."""
        data, key = self._store.path, self._store.key
        self.strip.put_away()
        self.job = Job(lambda progress: try_out(path, data, key, progress))
        self.job.done.connect(self._tried)
        self.job.failed.connect(self._failed)
        self.job_strip.follow(self.job, f"正在读 {path.name}…")
        self.job.start()

    def take_in(self) -> None:
        """Keep what was planned, as one act that can be undone."""
        if self.planned is not None and self._attempt(lambda: take(self._store, self.planned)):
            self.closed.emit()

    def save_faults(self) -> None:
        """Write the rows that need mending as a workbook to be sent back and read again."""
        from exporters.faultbook import write_faultbook

        path = ask.file_to_save(self, "存成错误表", "花名册错误表.xlsx")
        if path is None or self.reading is None or self.planned is None:
            return
        reading, findings = self.reading, self.planned.findings
        if self._attempt(lambda: write_faultbook(reading, findings, path)):
            self.strip.tell(f"错误表已存为 {path.name}。改好后再导入它就行。")

    def give_up(self) -> None:
        """Leave everything as it is."""
        if self.job is not None:
            self.job.stop()
        self.closed.emit()

    # ── inside ───────────────────────────────────────────────────────────────

    def _attempt(self, work: Callable[[], object]) -> bool:
        try:
            work()
        except Problem as refusal:
            self.strip.refuse(refusal.sentence)
            return False
        return True

    def _tried(self, outcome: tuple[RosterReading, Plan]) -> None:
        self.reading, self.planned = outcome
        self._show_outcome()
        self.setFocus()

    def _failed(self, error: Exception) -> None:
        if not isinstance(error, Problem):
            raise error
        self.strip.refuse(error.sentence)

    def _show_outcome(self) -> None:
        counts = self.planned.counts if self.planned else {}
        for key, label in self.counts.items():
            label.setText(f"{counts.get(key, 0):,}" if counts else "—")
        found = self.planned.findings if self.planned else ()
        self.said.setText(
            self.planned.words if self.planned else
            "选一个 Excel 花名册（.xlsx、.xls、.csv）。先试读，给出结果；点“导入”之前什么都不会存。"
        )
        self.faults.table.show_ids(list(range(1, len(found) + 1)))
        self.faults.keep_current()
        self.faults.say_empty("没有要核对的地方。" if self.planned else "还没有选文件。")
        self.taking.setEnabled(self.planned is not None and self.planned.changes_anything)
        self.saving.setEnabled(bool(found))

    def _table(self) -> RecordTable:
        return RecordTable(
            (
                Column("", 7, face=LEVELS.get), Column("位置", 12), Column("原样", 9),
                Column("说明", 40),
            ),
            self._fault_rows,
        )

    def _fault_rows(self, ids: list[int]) -> list[tuple[Any, ...]]:
        found: tuple[Finding, ...] = self.planned.findings if self.planned else ()
        return [
            (each.level, _place(each), each.value, each.why)
            for each in (found[at - 1] for at in ids)
        ]

    def _say_why(self, at: int) -> None:
        found = self.planned.findings if self.planned else ()
        self.why.setText(f"{_place(found[at - 1])}：{found[at - 1].why}" if at else "")

    def _act(self, text: str, key: str, do: Callable[[], object]) -> QAction:
        act = QAction(text, self)
        if key:
            act.setShortcut(QKeySequence(key))
        act.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        act.triggered.connect(do)
        self.addAction(act)
        return act

    def _lay_out(self) -> None:
        whole, foot, figures = QVBoxLayout(self), QHBoxLayout(), QHBoxLayout()
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.said = words(role="second", wrap=True)
        self.counts: dict[str, QLabel] = {}
        for key, name in COUNTS:
            self.counts[key] = words(role="figure")
            self.counts[key].setAccessibleName(name)
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(self.counts[key])
            column.addWidget(words(name, "second"))
            figures.addLayout(column)
        for act in (self.taking, self.choosing, self.saving, self.giving_up):
            foot.addWidget(press_button(act, main=act is self.taking))
        foot.setSpacing(px(8))
        foot.addStretch(1)
        whole.setContentsMargins(px(18), px(14), px(18), px(14))
        whole.setSpacing(px(10))
        for each in (words("导入花名册", "title"), self.said, self.job_strip, self.strip):
            whole.addWidget(each)
        whole.addLayout(figures)
        whole.addWidget(self.faults, 1)
        whole.addWidget(self.why)
        whole.addLayout(foot)


def _place(finding: Finding) -> str:
    """Where in the file: sheet, column and row, as a spreadsheet says it."""
    return f"{finding.sheet} {finding.column or ''}{finding.row or ''}".strip()
