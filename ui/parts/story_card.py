"""往事: everything that happened to a household or a person, with a chip for each kind."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtWidgets import QHBoxLayout, QPushButton, QVBoxLayout, QWidget

from models.overview.story import STORY_KINDS, Moment, kinds_in
from models.registers.people import Person
from models.values import clock
from models.values.identity import IdState, judge
from models.values.privacy import Privacy, mask
from ui.kit.card import Timeline, words
from ui.kit.chips import ALL, Chip, Chips
from ui.kit.marks import Face
from ui.kit.room import take_place
from ui.kit.theme import Mark
from ui.kit.tokens import px

AT_FIRST, MORE = 5, 40


class Story(QWidget):
    """A time line, the newest first; sensitive moments stay hidden until asked for."""

    def __init__(self) -> None:
        super().__init__()
        self._moments: list[Moment] = []
        self._seen, self._at_most = False, AT_FIRST
        self.chips = Chips()
        self.chips.chosen.connect(lambda _: self._tell_again())
        self.more, self.veil = _link("再往前看"), _link("")
        self.more.clicked.connect(self._tell_more)
        self.veil.clicked.connect(self._lift_veil)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(px(8))
        self._column.addWidget(self.chips)
        self._line: QWidget = words()
        self._column.addWidget(self._line)
        foot = QHBoxLayout()
        foot.addWidget(self.more)
        foot.addWidget(self.veil)
        foot.addStretch(1)
        self._column.addLayout(foot)

    def show_story(self, moments: Sequence[Moment]) -> None:
        """Tell these moments."""
        self._moments, self._seen, self._at_most = list(moments), False, AT_FIRST
        self._show_chips()
        self._tell()

    def lines(self) -> list[tuple[str, str, str]]:
        """What is told now: when, which kind, in which words."""
        chosen = [
            each for each in self._moments
            if self.chips.lets(each.kind) and (self._seen or not each.sensitive)
        ]
        self.more.setVisible(len(chosen) > self._at_most)
        return [(_day(each.day), STORY_KINDS.label(each.kind), each.words)
                for each in chosen[:self._at_most]]

    # ── inside ───────────────────────────────────────────────────────────────

    def _show_chips(self) -> None:
        shown = [each for each in self._moments if self._seen or not each.sensitive]
        kinds = [Chip(code, label, count) for code, label, count in kinds_in(shown)]
        self.chips.show_chips([Chip(ALL, "全部", len(shown)), *kinds])
        self.chips.setVisible(len(kinds) > 1)
        hidden = sum(each.sensitive for each in self._moments)
        self.veil.setVisible(hidden > 0 and not self._seen)
        self.veil.setText(f"另有 {hidden} 条敏感内容，点开看")
        self.veil.setAccessibleName(self.veil.text())

    def _tell_again(self) -> None:
        self._at_most = AT_FIRST
        self._tell()

    def _tell_more(self) -> None:
        self._at_most += MORE
        self._tell()

    def _lift_veil(self) -> None:
        self._seen = True
        self._show_chips()
        self._tell()

    def _tell(self) -> None:
        said = self.lines()
        line = Timeline(said) if said else words("还没有往事。", "second")
        take_place(self._column, self._line, line)
        self._line = line


def _link(text: str) -> QPushButton:
    button = QPushButton(text)
    button.setProperty("link", True)
    button.setAccessibleName(text)
    return button


def _day(iso: str) -> str:
    """9月12日 in this year, 2025-09-12 in another."""
    if not iso:
        return "日期不详"
    this_year = iso.startswith(f"{clock.today().year}-") and len(iso) == 10
    return f"{int(iso[5:7])}月{int(iso[8:])}日" if this_year else iso


def id_face(person: Person) -> Face:
    """The identity number masked; what is missing or wrong says so."""
    verdict = judge(person.id_number)
    if verdict.number is None:
        return Face("身份证号缺，请补", Mark.ASK)
    masked = mask(verdict.number, Privacy.SECRET)
    return Face(masked, tone="faint") if verdict.state == IdState.OK else Face(masked, Mark.ASK)
