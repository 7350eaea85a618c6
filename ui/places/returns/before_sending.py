"""The two lists before 报送: the returns of a period to be ticked, and what was found in them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from models.returns.calendar import ReturnLine
from models.values.finding import Finding
from ui.kit.card import words
from ui.kit.marks import LEVEL_FACES, Face
from ui.kit.place import place_for
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark
from ui.kit.tokens import px
from ui.parts.return_figures import return_face


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


# ── What was found, the gravest first


class FoundList(QWidget):
    """``mend(table, id)`` on Enter: to the record."""

    mend = Signal(str, object)

    def __init__(self) -> None:
        super().__init__()
        self._found: list[Finding] = []
        self._open: set[int] = set()
        self.list = RecordList(RecordTable((
            Column("问题", 56), Column("级别", 10, face=lambda face: face),
            Column("", 9, face=lambda each: Face("去改 ›" if _place(each) else "", tone="link")),
        ), self._rows), "报送前的核对")
        self.list.shown.connect(self._say)
        self.list.opened.connect(self._go)
        self.what = words(wrap=True)
        self.what.setContentsMargins(px(14), 0, px(14), 0)
        self.foot, whole = QHBoxLayout(), QVBoxLayout(self)
        self.foot.setContentsMargins(px(14), 0, px(14), px(12))
        self.foot.setSpacing(px(8))
        self.foot.addStretch(1)
        self.foot.addWidget(words("Enter 去改", "faint"))
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(px(8))
        whole.addWidget(self.list, 1)
        whole.addWidget(self.what)
        whole.addLayout(self.foot)
        self.setFocusProxy(self.list)

    def show_findings(self, found: Sequence[Finding], open_now: Sequence[Finding]) -> None:
        """Show these; those not in ``open_now`` go along with their reason."""
        self._found = list(found)
        still = {id(each) for each in open_now}
        self._open = {at for at, each in enumerate(self._found, 1) if id(each) in still}
        self.list.show_ids(list(range(1, len(self._found) + 1)))
        self._say(self.list.current())

    def finding(self) -> Finding | None:
        """The one looked at."""
        at = self.list.current()
        return self._found[at - 1] if at else None

    def steps(self, buttons: Sequence[QPushButton]) -> None:
        """What one does with a finding."""
        for at, button in enumerate(buttons):
            self.foot.insertWidget(at, button)

    def _say(self, at: int) -> None:
        self.what.setText(self._found[at - 1].what if at else "")

    def _go(self, at: int) -> None:
        place = _place(self._found[at - 1])
        if place is not None:
            self.mend.emit(*place)

    def _rows(self, ids: list[int]) -> list[tuple[Any, ...]]:
        shown = [(at, self._found[at - 1]) for at in ids]
        return [(each.what, self._level(at, each), each) for at, each in shown]

    def _level(self, at: int, each: Finding) -> Face:
        return LEVEL_FACES[each.level] if at in self._open else Face("已写原因", Mark.DONE)


def _place(finding: Finding) -> tuple[str, int] | None:
    return next((ref for ref in finding.where if place_for(ref[0]) is not None), None)
