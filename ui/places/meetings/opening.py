"""能不能开会: how many came of how many due, what the rule asks for and how many are missing."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.meetings.readiness import Readiness, missing_in_words, share_words
from models.meetings.rules import Tally
from ui.kit.card import Card, section, words
from ui.kit.marks import Face, FaceLabel
from ui.kit.theme import Mark, px


class OpeningCard(Card):
    """Told anew after every key."""

    def show_readiness(self, found: Readiness, uses: list[str]) -> None:
        """The figure, the ordinary rule, what the agenda asks beyond it, and the uses."""
        self.forget()
        self.head("能不能开会")
        self.tell(_figure(found))
        for each in found.faults:
            self.tell(FaceLabel(Face(each, Mark.LATE)))
        if found.ordinary is not None:
            self._tell_rule(found.ordinary)
        elif not found.faults:
            self.tell(words("这种会没有法定人数，如实签到就行。", "second", wrap=True))
        if found.special is not None:
            self.tell(section("今天的议题要更多"))
            self._tell_rule(found.special, f"“{found.special.rule.title}”")
        self.tell(section("出勤会用到"), words("　·　".join(uses), wrap=True),
                  words("签一次就够，不用再登记。", "faint"))

    def _tell_rule(self, told: Tally, title: str = "") -> None:
        rule = told.rule
        share = share_words(rule.passes.operator, str(rule.passes.fraction))
        self.tell(
            FaceLabel(Face(title + missing_in_words(told), Mark.DONE if told.opens else Mark.ASK)),
            words(f"赞成须达 {told.needed_to_pass} 票（{told.passing_base}的{share}）", "second",
                  wrap=True),
            words(f"{rule.basis}。{rule.note}", "faint", wrap=True),
        )


def _figure(found: Readiness) -> QWidget:
    shown = QWidget()
    row = QHBoxLayout(shown)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(px(8))
    row.addWidget(words(str(found.came), "figure"))
    others = found.listed - found.due
    besides = f"，另有没有表决权的 {others} 人" if others else ""
    row.addWidget(words(f"/ 应到 {found.due}（有表决权{besides}）", "second"), 1,
                  Qt.AlignmentFlag.AlignBottom)
    shown.setAccessibleName(f"已到 {found.came}，应到 {found.due}")
    return shown
