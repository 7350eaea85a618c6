"""One package: whose, its check signs, the verdict, and what it adds, changes and removes."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from models.exchange.contents import content_called
from models.town.merging import MergedField
from models.town.received import Reception, ReceptionState
from models.town.receiving import InHand
from ui.kit.card import words
from ui.kit.chips import Chip, Chips
from ui.kit.marks import Face, FaceLabel
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark, px
from ui.parts.sending_desk import held_face

MOST = 500
CHANGED, ADDED, REMOVED, CONFLICTS = "changed", "added", "removed", "conflicts"
RETURNS = "returns"


class PackageCard(QWidget):
    """Title, verdict, and the differences of one sort at a time, field by field."""

    def __init__(self) -> None:
        super().__init__()
        self.held: InHand | None = None
        self._shown: list[tuple[str, str, str, str]] = []
        self.title, self.aside = words(role="title"), words(role="faint", wrap=True)
        self.verdict, self.chips, self.foot = FaceLabel(), Chips(), QHBoxLayout()
        self.changes = RecordList(RecordTable((
            Column("记录和栏", 22, lead=True), Column("原来", 14, text=True),
            Column("现在", 14, text=True),
            Column("镇里写的", 12, text=True),
        ), lambda ids: [self._shown[at - 1] for at in ids]), "这个包的改动")
        self.changes.say_empty("没有。")
        self.chips.chosen.connect(lambda _: self._list())
        self._lay_out()

    def show_held(self, held: InHand | None) -> None:
        """Show a package in hand; None shows nothing."""
        another = held is not None and (self.held is None or self.held.path != held.path)
        self.held = held
        for each in (self.chips, self.changes):
            each.setVisible(held is not None and held.seen is not None)
        if held is None:
            self.title.setText("收件")
            self.aside.setText("")
            self.verdict.say(Face(""))
            return
        reading = held.judged.reading
        self.title.setText(held.name)
        self.aside.setText(
            f"校验码 {reading.short} · {str(held.says['made']).replace('T', ' ')} "
            f"由{held.says['by'] or '村里'}生成"
            if reading and "made" in held.says else held.judged.name)
        why = "已收下，被替换的旧值都留在历史里。" if held.taken else held.judged.why
        self.verdict.say(Face(why, held_face(held).mark))
        if held.seen is not None:
            seen = held.seen.counts
            if another:
                self.chips.key = next((key for key, found in (
                    (RETURNS, held.seen.returns), (CHANGED, held.seen.changed)) if found),
                    ADDED)
            told = [Chip(RETURNS, "报表不同", len(held.seen.returns))]
            self.chips.show_chips([
                *(told if held.seen.returns else ()),
                Chip(CHANGED, "改动", len(held.seen.changed)),
                Chip(ADDED, "新增", seen[ADDED]), Chip(REMOVED, "删去", seen[REMOVED]),
                Chip(CONFLICTS, "冲突", seen[CONFLICTS], Mark.LATE),
            ])
            self._list()

    def show_reception(self, found: Reception | None, names: dict[int | None, str]) -> None:
        """Show a package that was taken in before."""
        self.show_held(None)
        if found is None:
            return
        self.title.setText(names.get(found.unit, ""))
        self.aside.setText(f"校验码 {found.short} · 第 {found.sequence} 号 · {found.taken} 收下")
        mark = Mark.DONE if found.state == ReceptionState.ACCEPTED else Mark.LATE
        reason = f"：{found.words}" if found.words else ""
        self.verdict.say(Face(f"{ReceptionState(found.state).label}{reason}", mark))

    def change(self) -> MergedField | None:
        """The conflict looked at."""
        if self.held is None or self.held.seen is None or self.chips.key != CONFLICTS:
            return None
        at = self.changes.current()
        return self.held.seen.conflicts[at - 1] if at else None

    def steps(self, buttons: Sequence[QPushButton]) -> None:
        """What one does with it."""
        for at, button in enumerate(buttons):
            self.foot.insertWidget(at, button)

    # ── inside ───────────────────────────────────────────────────────────────

    def _list(self) -> None:
        assert self.held is not None and self.held.seen is not None
        seen, which = self.held.seen, self.chips.key
        whole = {ADDED: seen.added, REMOVED: seen.removed}
        if which in whole:
            self._shown = [(f"{_kind(name)} {len(found):,} 条", "", "", "")
                           for name, found in whole[which].items()]
        elif which == RETURNS:
            self._shown = [(place, sent or "空", now or "空", "") for place, sent, now in
                           seen.returns]
        else:
            shown = seen.conflicts if which == CONFLICTS else seen.changed[:MOST]
            self._shown = [(each.place, each.was or "空", each.now or "空", self._town(each))
                           for each in shown]
        for column in range(1, len(self.changes.table.columns)):
            self.changes.setColumnHidden(column, which in whole)
        self.changes.table.show_ids(list(range(1, len(self._shown) + 1)))
        self.changes.keep_current()

    def _town(self, change: MergedField) -> str:
        assert self.held is not None
        if change.town is None:
            return ""
        return f"{change.town or '空'}（保留）" if change in self.held.kept else change.town or "空"

    def _lay_out(self) -> None:
        whole: Any = QVBoxLayout(self)
        self.foot.setSpacing(px(8))
        self.foot.addStretch(1)
        whole.setContentsMargins(px(18), px(14), px(18), px(14))
        whole.setSpacing(px(8))
        for each in (self.title, self.aside, self.verdict, self.chips):
            whole.addWidget(each)
        whole.addWidget(self.changes, 1)
        whole.addStretch(0)
        whole.addLayout(self.foot)


def _kind(name: str) -> str:
    content = content_called(name)
    return content.kind.label if content else name
