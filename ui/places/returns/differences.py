"""What is different between two drawings of a return, place by place: then beside now."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from models.returns.frozen import Difference
from ui.kit.marks import Face
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable


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
