"""Two versions of a standard side by side, and the answers carried over to the later one."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.stars.comparing import ClausePair, carry_over, compare
from models.stars.standard import Revision, Standard, items
from models.values.problem import Problem
from ui.kit.card import words
from ui.kit.keys import act
from ui.kit.marks import Face
from ui.kit.message_strip import Strip
from ui.kit.page import press_button
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark, px
from ui.places.stars.section import short_star

if TYPE_CHECKING:
    from models.keeping.store import Store

FACES: dict[str, Face] = {
    Revision.CHANGED: Face(Revision.CHANGED.label, Mark.ASK),
    Revision.NEW: Face(Revision.NEW.label, Mark.NONE, "ink"),
    Revision.DROPPED: Face(Revision.DROPPED.label, Mark.LATE),
    Revision.SAME: Face(Revision.SAME.label, tone="faint"),
}
ORDER = tuple(FACES)


class Compared(QWidget):
    """``closed()`` when it is put away; ``carried(sentence)`` when the answers went along."""

    closed = Signal()
    carried = Signal(str)

    def __init__(self, store: Store, before: Standard, after: Standard) -> None:
        super().__init__()
        self._store, self._before, self._after = store, before, after
        pairs = compare(items(store, before.rowid), items(store, after.rowid))
        self.pairs: list[ClausePair] = sorted(pairs, key=lambda each: ORDER.index(each.change))
        self.strip = Strip()
        self.list = RecordList(self._table(), "两版标准的不同")
        self.list.shown.connect(self._tell)
        self.told = words(wrap=True)
        self.told.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.carrying = act(self, "把计划和填报承接过来", "Ctrl+S", self.carry)
        self.closing = act(self, "关闭", "Esc", self.give_up)
        self.carrying.setEnabled(after.follows is None)
        self._lay_out()
        self.list.show_ids(list(range(1, len(self.pairs) + 1)))
        self.setFocusProxy(self.list)

    def carry(self) -> None:
        """Take plan, owners, deadlines and answers along; what changed is flagged."""
        try:
            done = carry_over(self._store, self._before, self._after)
        except Problem as refusal:
            self.strip.refuse(refusal.sentence)
            return
        self.closed.emit()
        self.carried.emit(done.sentence)

    # ── inside ───────────────────────────────────────────────────────────────

    def _tell(self, at: int) -> None:
        pair = self.pairs[at - 1] if at else None
        lines = []
        for name, each in (("上一版", pair and pair.before), ("这一版", pair and pair.after)):
            if each:
                clause = each[1]
                said = "；".join(filter(None, (clause.text, clause.criterion, clause.target)))
                lines.append(f"{name}：{said}")
        self.told.setText("\n".join(lines))

    def _table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            return [self._row(self.pairs[at - 1]) for at in ids]

        return RecordTable((
            Column("星", 8, show=short_star), Column("条", 22), Column("变化", 9, face=FACES.get),
            Column("改了什么", 14, text=True),
        ), rows)

    def _row(self, pair: ClausePair) -> tuple[Any, ...]:
        task, clause = pair.after or pair.before or (None, None)
        assert task is not None and clause is not None
        return (task.star, clause.text, pair.change, "、".join(pair.changed))

    def give_up(self) -> None:
        """Put the comparison away."""
        self.closed.emit()

    def _lay_out(self) -> None:
        whole, foot = QVBoxLayout(self), QHBoxLayout()
        counts = {code: sum(each.change == code for each in self.pairs) for code in ORDER}
        said = "，".join(f"{FACES[code].words} {count} 条" for code, count in counts.items())
        for each in (self.carrying, self.closing):
            foot.addWidget(press_button(each, main=each is self.carrying))
        foot.setSpacing(px(8))
        foot.addStretch(1)
        whole.setContentsMargins(px(18), px(14), px(18), px(14))
        whole.setSpacing(px(10))
        whole.addWidget(words("与上一版比较", "title"))
        whole.addWidget(words(f"{named(self._before)} → {named(self._after)}", "second", wrap=True))
        whole.addWidget(words(f"{said}。旧版和它的填报都保留。", "second", wrap=True))
        whole.addWidget(self.strip)
        whole.addWidget(self.list, 1)
        self.told.setMinimumHeight(px(64))
        whole.addWidget(self.told)
        whole.addLayout(foot)


def named(standard: Standard) -> str:
    """2026年第1版, and that a template is one."""
    kind = "参考模板" if standard.template else f"第 {standard.version} 版"
    return f"{standard.year}年 {kind}"
