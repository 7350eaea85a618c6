"""What keeps a public version from being put up: each place, and the way to its record."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Signal

from models.returns.leaving import Betrayal
from ui.kit.marks import Face
from ui.kit.place import place_for
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark


class BetrayalList(RecordList):
    """Where, what, how it is written; ``record_asked(table, row)`` on Enter where there is one."""

    record_asked = Signal(str, object)

    def __init__(self) -> None:
        self.found: list[Betrayal] = []

        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = [self.found[at - 1] for at in ids]
            return [(each.place, each.trap.what, each.trap.covered, self._ref(each))
                    for each in shown]

        super().__init__(RecordTable((
            Column("位置", 24, lead=True),
            Column("查出", 14, face=lambda what: Face(what, Mark.LATE)), Column("写着", 12),
            Column("", 10, face=lambda ref: Face("打开改写 ›" if ref else "", tone="link")),
        ), rows), "公示核对")
        self.say_empty("没有查出不能公示的字句。")
        self.opened.connect(self._ask_record)

    def show_found(self, found: Sequence[Betrayal]) -> None:
        """Show these."""
        self.found = list(found)
        self.table.show_ids(list(range(1, len(self.found) + 1)))
        self.keep_current()

    def _ask_record(self, at: int) -> None:
        ref = self._ref(self.found[at - 1])
        if ref is not None:
            self.record_asked.emit(*ref)

    def _ref(self, each: Betrayal) -> tuple[str, int] | None:
        return next((ref for ref in each.refs if place_for(ref[0]) is not None), None)
