"""The returns of one period to be ticked: how each stands, by when and to whom."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent

from models.returns.calendar import ReturnLine
from ui.kit.marks import Face
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark
from ui.parts.return_list import return_face


class TickList(RecordList):
    """Space ticks what is selected; ``ticked()`` when that changed."""

    ticked = Signal()

    def __init__(self) -> None:
        self.lines: list[ReturnLine] = []
        self.codes: set[str] = set()
        super().__init__(RecordTable((
            Column("报送", 8, face=self._tick), Column("报表", 24, lead=True),
            Column("状态", 14, face=return_face), Column("报给", 18),
        ), self._rows), "这一期的报表")
        self.say_empty("这一期没有要报的报表。")

    def show_lines(self, lines: list[ReturnLine], codes: set[str]) -> None:
        """Show these, ticked where they are in ``codes``."""
        self.lines, self.codes = lines, set(codes)
        self._again()
        self.keep_current()

    def line(self) -> ReturnLine | None:
        """The one looked at."""
        at = self.current()
        return self.lines[at - 1] if at else None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Space ticks."""
        if event.key() == Qt.Key.Key_Space:
            self.toggle()
        else:
            super().keyPressEvent(event)

    def toggle(self) -> None:
        """Tick what is selected, or take the ticks away."""
        chosen = {self.lines[at - 1].ret.code for at in self.chosen()}
        self.codes = self.codes - chosen if chosen <= self.codes else self.codes | chosen
        self._again()
        self.ticked.emit()

    def _again(self) -> None:
        self.table.show_ids(list(range(1, len(self.lines) + 1)))

    def _rows(self, ids: list[int]) -> list[tuple[Any, ...]]:
        shown = [self.lines[at - 1] for at in ids]
        return [(each.ret.code, each.ret.title, each, each.terms.recipient) for each in shown]

    def _tick(self, code: str) -> Face:
        return Face("要报", Mark.DONE) if code in self.codes else Face("—", Mark.NONE)
