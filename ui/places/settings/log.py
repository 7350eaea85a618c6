"""The log: what was done, when and by whom, and what one act changed, field by field."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QVBoxLayout

from models.keeping.journal import Done, acts
from models.overview.act_words import SHOWN, touched
from ui.kit.card import Card, Flow, section, words
from ui.kit.halves import Halves
from ui.kit.marks import Face
from ui.kit.record_list import RecordList
from ui.kit.room import Modest
from ui.kit.table import Column, RecordTable
from ui.kit.tokens import px

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtWidgets import QPushButton

    from models.keeping.store import Store

LISTED = 500


class LogPanel(Modest):
    """The acts at the left, the newest first; what one of them changed at the right."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._done: dict[int, Done] = {}
        self.acts = RecordList(self._table(), "操作日志")
        self.acts.say_empty("还没有操作。")
        self.acts.shown.connect(self._tell)
        self.card = Card()
        self._lay_out()

    def refresh(self) -> None:
        """Read the log afresh."""
        self._done = {each.id: each for each in acts(self._store, LISTED)}
        self.acts.show_ids(list(self._done))
        self._tell(self.acts.current())

    def steps(self, buttons: Sequence[QPushButton]) -> None:
        """The buttons under the list."""
        for button in buttons:
            self.foot.addWidget(button)

    # ── inside ───────────────────────────────────────────────────────────────

    def _tell(self, row: int) -> None:
        self.card.forget()
        done = self._done.get(row)
        if done is None:
            self.card.head("没有选中的操作")
            return
        by = f"{done.operator} " if done.operator else ""
        self.card.head(done.label, f"{by}{done.at.replace('T', ' ')}")
        for each in touched(self._store, done.id):
            self.card.tell(section(f"{each.done} {each.label} {each.name}"), words("\n".join(
                f"{name}　{f'{before} → ' if before else ''}{after or '（空）'}"
                for name, before, after in each.fields), wrap=True))
        if done.changes > SHOWN:
            more = f"这一步共改了 {done.changes:,} 条，只列出前 {SHOWN} 条。"
            self.card.tell(words(more, "faint"))

    def _table(self) -> RecordTable:
        def state(done: Done) -> Face:
            if done.undone:
                return Face("已撤销", tone="faint")
            return Face("已报出", tone="second") if done.final else Face("")

        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = [self._done[row] for row in ids]
            return [
                (each.at[5:16].replace("T", " "), each.label, each.operator, each.changes, each)
                for each in shown
            ]

        return RecordTable((
            Column("时间", 11), Column("做了什么", 32, lead=True), Column("经办人", 7),
            Column("改动", 6, numeric=True, show="{:,}".format), Column("", 7, face=state),
        ), rows)

    def _lay_out(self) -> None:
        left, whole = QVBoxLayout(), QVBoxLayout(self)
        self.foot = Flow()
        left.setContentsMargins(*[px(14)] * 4)
        left.setSpacing(px(10))
        left.addWidget(self.acts, 1)
        left.addLayout(self.foot)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(Halves(left, self.card, sizes=(700, 460)))
