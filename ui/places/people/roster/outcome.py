"""What an import would do: five counts that add up, what was read, what has to be looked at."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtWidgets import QHBoxLayout, QLabel, QVBoxLayout, QWidget

from models.intake.reading import ReadFinding, ReadSheet, SheetUse
from models.values.finding import Level
from ui.kit.card import words
from ui.kit.marks import LEVEL_FACES, Face
from ui.kit.page import press_button
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark, px
from ui.places.people.roster.trial import Trial


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
        made = QAction(text, self)
        if key:
            made.setShortcut(QKeySequence(key))
        made.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        made.triggered.connect(lambda: do())
        self.addAction(made)
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
        self.faults.table.show_ids(list(range(1, len(found) + 1)))
        self.faults.keep_current()
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
