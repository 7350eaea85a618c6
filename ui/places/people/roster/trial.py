"""A roster tried out off the window's thread, and what taking it in would do."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QAction
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from importers.roster.roster import read_roster
from importers.sheets.workbook import open_workbook
from models.intake.reading import Layout, Place, ReadFinding, ReadSheet, RosterReading, SheetUse
from models.intake.taking import ImportPlan, plan
from models.keeping.store import Store
from models.values.finding import Level
from models.values.problem import Problem
from ui.kit.card import words
from ui.kit.job import Progress
from ui.kit.keys import act
from ui.kit.marks import LEVEL_FACES, Face
from ui.kit.page import press_button
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark, px

if TYPE_CHECKING:
    from importers.sheets.grid import Grid

TOP_ROWS = 25

State = tuple[Path, int, int]


@dataclass(frozen=True)
class Asked:
    """What to read and how: ``layouts`` explain the heads, ``only`` is the one sheet wanted,
    ``answers`` say whose the doubtful rows are."""

    path: Path
    data: Path
    key: bytes | None
    layouts: tuple[Layout, ...] = ()
    only: str | None = None
    answers: Mapping[Place, int | None] = field(default_factory=dict)


@dataclass(frozen=True)
class Trial:
    """What came of it: the sheets of the file in its ``state``, and the reading with its plan.

    ``refusal`` says why there is neither, when no list of people was found.
    """

    grids: tuple[Grid, ...]
    state: State | None
    reading: RosterReading | None = None
    planned: ImportPlan | None = None
    refusal: str = ""

    @cached_property
    def tops(self) -> tuple[Grid, ...]:
        """The top rows of every sheet."""
        return tuple(replace(each, rows=each.rows[:TOP_ROWS]) for each in self.grids)


def try_out(asked: Asked, progress: Progress, before: Trial | None = None) -> Trial:
    """Read the file and plan the import against the data file, read only.

    :param before: what came of it before; its sheets are taken when the file is as it was then.
    :raises Problem: the file can't be opened at all.
    """
    progress(-1, f"正在读 {asked.path.name}…")
    state = _state(asked.path)
    if before is not None and state is not None and before.state == state:
        grids = before.grids
    else:
        grids = tuple(open_workbook(asked.path))
    progress(-1, "正在认表头、认人…")
    try:
        reading = read_roster(
            asked.path, sheet=asked.only, layouts=asked.layouts, grids=grids)
    except Problem as refusal:
        return Trial(grids, state, refusal=refusal.sentence)
    return planned_again(asked, Trial(grids, state, reading), progress)


def _state(path: Path) -> State | None:
    """Where a file is, its size and when it was written, or None where nobody can tell."""
    try:
        found = path.stat()
    except OSError:
        return None
    return path, found.st_size, found.st_mtime_ns


def planned_again(asked: Asked, trial: Trial, progress: Progress) -> Trial:
    """The same reading, planned with what was answered since."""
    assert trial.reading is not None
    progress(-1, f"读到 {len(trial.reading.people):,} 行，正在与册上核对…")
    with Store(asked.data, key=asked.key, reading=True) as store:
        return replace(trial, planned=plan(store, trial.reading, asked.answers))


def known_first(corrected: Sequence[Layout], remembered: Sequence[Layout]) -> tuple[Layout, ...]:
    """What was explained just now goes before what is remembered of the same heads."""
    now = {each.fingerprint for each in corrected}
    return (*corrected, *(each for each in remembered if each.fingerprint not in now))


# ── What it would do: five counts that add up


class Part(QWidget):
    """``body`` holds what is seen, ``foot`` the buttons, in the order ``act`` made them."""

    def __init__(self) -> None:
        super().__init__()
        self.body, self.foot = QVBoxLayout(), QHBoxLayout()
        for each in (self.body, self.foot):
            each.setSpacing(px(8))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(px(10))
        whole.addLayout(self.body, 1)
        whole.addLayout(self.foot)
        self.foot.addStretch(1)

    def act(
        self, text: str, key: str, do: Callable[[], object], *, main: bool = False
    ) -> QAction:
        """Something that can be done here: a button, and a key while the keyboard is here."""
        made = act(self, text, key, do)
        self.foot.insertWidget(self.foot.count() - 1, press_button(made, main=main))
        return made


# ── the part ─────────────────────────────────────────────────────────────────


COUNTS = (("created", "新增"), ("updated", "更新"), ("unchanged", "没有变化"),
          ("skipped", "重复略过"), ("refused", "退回"))
LEVELS = LEVEL_FACES | {Level.ERROR: Face("退回", Mark.LATE)}
FIRST = "选一个 Excel 花名册（.xlsx、.xls、.csv）。先试读，给出结果；点“导入”之前什么都不会存。"


class Outcome(Part):
    """The counts and the list of findings; the worst first."""

    def __init__(self) -> None:
        super().__init__()
        self.findings: tuple[ReadFinding, ...] = ()
        self.said, self.read = words(role="second", wrap=True), words(role="faint", wrap=True)
        self.figures: dict[str, QLabel] = {}
        self.faults = RecordList(self._table(), "要核对的地方")
        self.faults.shown.connect(self._say_why)
        self.why = words(wrap=True)
        self.body.addWidget(self.said)
        self.body.addWidget(self.read)
        self.body.addLayout(self._figures())
        self.body.addWidget(self.faults, 1)
        self.body.addWidget(self.why)
        self.setFocusProxy(self.faults)
        self.show_trial(None)

    def show_trial(self, trial: Trial | None) -> None:
        """Show what came of reading, or that nothing was read yet."""
        planned = trial.planned if trial else None
        counts = planned.counts if planned else {}
        for key, label in self.figures.items():
            label.setText(f"{counts[key]:,}" if counts else "—")
        found = planned.findings if planned else ()
        self.findings = tuple(sorted(found, key=lambda each: list(LEVELS).index(each.level)))
        self.said.setText(planned.words if planned else FIRST)
        self.read.setText(_read(trial.reading.sheets) if trial and trial.reading else "")
        self.read.setVisible(bool(self.read.text()))
        self.faults.show_ids(list(range(1, len(found) + 1)))
        self._say_why(self.faults.current())
        self.faults.say_empty("没有要核对的地方。" if planned else "还没有读到花名册。")

    # ── inside ───────────────────────────────────────────────────────────────

    def _figures(self) -> QHBoxLayout:
        across = QHBoxLayout()
        for key, name in COUNTS:
            self.figures[key] = words(role="figure")
            self.figures[key].setAccessibleName(name)
            column = QVBoxLayout()
            column.setSpacing(0)
            column.addWidget(self.figures[key])
            column.addWidget(words(name, "second"))
            across.addLayout(column)
        return across

    def _table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            return [
                (each.level, place_of(each), each.value, each.why)
                for each in (self.findings[at - 1] for at in ids)
            ]

        return RecordTable((
            Column("", 7, face=LEVELS.get), Column("位置", 12), Column("原样", 9, text=True),
            Column("说明", 40),
        ), rows)

    def _say_why(self, at: int) -> None:
        found = self.findings[at - 1] if 0 < at <= len(self.findings) else None
        self.why.setText(f"{place_of(found)}：{found.why}" if found else "")


def place_of(finding: ReadFinding) -> str:
    """Where in the file: sheet, column and row, as a spreadsheet says it."""
    return f"{finding.sheet} {finding.column or ''}{finding.row or ''}".strip()


def _read(sheets: tuple[ReadSheet, ...]) -> str:
    """Which sheets were read, and which were left out and why."""
    read = "、".join(each.name for each in sheets if each.use == SheetUse.DATA)
    left = "、".join(f"{each.name}（{each.use.label}）" for each in sheets
                    if each.use != SheetUse.DATA)
    return f"读了：{read}。" + (f"没有读：{left}。" if left else "")
