"""One version as it was sent, beside the one before it; or one package with its fingerprint."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QStackedWidget, QVBoxLayout, QWidget

from models.exchange.chain import Package
from models.returns.frozen import Difference
from models.returns.sending import Correction, ReturnState, Sent
from models.values.periods import Period
from ui.kit.card import words
from ui.kit.chips import Chip, Chips
from ui.kit.marks import Face, FaceLabel
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark, px
from ui.parts.return_figures import Figures


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


# ── the card ─────────────────────────────────────────────────────────────────


MARKS: dict[str, Mark] = {ReturnState.SENT: Mark.ASK, ReturnState.RETURNED: Mark.LATE,
                          ReturnState.ACCEPTED: Mark.DONE}


class SentCard(QWidget):
    """Title, what became of it, and two views: the sheet as it was sent, and 更正了什么."""

    def __init__(self) -> None:
        super().__init__()
        self.title, self.aside = words(role="title"), words(role="faint", wrap=True)
        self.state, self.reasons = FaceLabel(), words(role="second", wrap=True)
        self.figures, self.differences = Figures("报的是空表。"), DifferenceList("前一次", "这一次")
        self.views, self.shown, self.foot = Chips(), QStackedWidget(), QHBoxLayout()
        self.shown.addWidget(self.figures)
        self.shown.addWidget(self.differences)
        self.views.chosen.connect(self._view)
        self._lay_out()

    def show_sent(self, sent: Sent, both: Correction | None) -> None:
        """Show a version; ``both`` is the correction it made."""
        period = Period.parse(sent.period).label
        self.title.setText(sent.title)
        who = f" · {sent.operator}" if sent.operator else ""
        self.aside.setText(f"{period} 第 {sent.version} 次 · {sent.on_day} 报{sent.recipient}{who}")
        answer = f"：{sent.answer}" if sent.answer else ""
        day = f"（{sent.answered}）" if sent.answered else ""
        self.state.say(Face(f"{ReturnState(sent.state).label}{day}{answer}", MARKS[sent.state]))
        said = [f"更正原因：{sent.reason}"] if sent.reason else []
        said += [f"带原因报送：{each.what}——{each.reason}" for each in sent.reasons]
        self.reasons.setText("\n".join(said))
        self.reasons.setVisible(bool(said))
        self.figures.show_sheet(sent.sheet, list(sent.sheet.rows))
        found = both.differences if both else []
        self.differences.show_differences(found, "第一次报送，没有可比的。")
        changed = len(found) if both else None
        self.views.show_chips([Chip("sheet", "报出时的表"),
                               Chip("changes", "更正了什么", changed, Mark.ASK)])
        self.views.show()
        self.shown.show()

    def show_package(self, package: Package | None) -> None:
        """Show a package by its fingerprint; None shows nothing."""
        for each in (self.views, self.shown, self.reasons):
            each.hide()
        self._tell_returns(package)
        if package is None:
            self.title.setText("还没有报过")
            self.aside.setText("")
            self.state.say(Face(""))
            return
        self.title.setText(f"第 {package.sequence} 号报送包")
        self.aside.setText(package.name)
        rows = sum(package.counts.values())
        self.state.say(Face(
            f"校验码 {package.short}　{rows:,} 条记录 · {package.size / 1000:,.0f} KB",
            Mark.DONE if package.delivered else Mark.LATE))

    def _tell_returns(self, package: Package | None) -> None:
        """The returns inside, each with its lines."""
        inside = package.returns if package else []
        self.reasons.setText("\n".join(
            [f"里面有 {len(inside)} 张报表：",
             *(title + (f"（第 {version} 次）" if version > 1 else "") + f"　{rows:,} 行"
               for title, version, rows in inside)]))
        self.reasons.setVisible(bool(inside))

    def steps(self, buttons: Sequence[QPushButton]) -> None:
        """What one does with it."""
        for at, button in enumerate(buttons):
            self.foot.insertWidget(at, button)

    def _view(self, key: str) -> None:
        self.shown.setCurrentIndex(self.views.keys.index(key))

    def _lay_out(self) -> None:
        head, whole = QHBoxLayout(), QVBoxLayout(self)
        head.setSpacing(px(12))
        head.addWidget(self.title)
        head.addWidget(self.aside, 1)
        self.foot.setSpacing(px(8))
        self.foot.addStretch(1)
        whole.setContentsMargins(px(18), px(14), px(18), px(14))
        whole.setSpacing(px(8))
        whole.addLayout(head)
        for each in (self.state, self.reasons, self.views):
            whole.addWidget(each)
        whole.addWidget(self.shown, 1)
        whole.addStretch(0)
        whole.addLayout(self.foot)
