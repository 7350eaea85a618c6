"""What is told beside the lists of visits: the household that waits, or the visit that was made."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from models.matters.ledger import matter_lines
from models.members.member import Member
from models.overview.story import household_story
from models.pairing.workbench import home_lines
from models.registers.people import Person, members_of
from models.visits.rhythm import Covered, DueVisit
from models.visits.visit import WAYS, Visit, matters_of
from ui.kit.card import Card, section, words
from ui.kit.marks import Face, FaceLabel
from ui.kit.theme import Mark
from ui.parts.photos import Photos
from ui.parts.story_card import Story
from ui.places.liaison.matter_card import state_face

if TYPE_CHECKING:
    from datetime import date

    from models.keeping.store import Store

NOTHING = "在左边选一户或一次走访，这里写出它的来龙去脉。"


def late_face(late: int) -> Face:
    """How a visit stands: so many days over, or so many left."""
    if late > 0:
        return Face(f"超期 {late} 天", Mark.LATE)
    return Face("今天到期" if late == 0 else f"还有 {-late} 天", Mark.ASK if late > -8 else None)


class VisitCard(Card):
    """``matter_wanted(id)`` when the matter found on a visit is asked for."""

    matter_wanted = Signal(int)

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store

    def say(self, title: str, sentence: str = NOTHING) -> None:
        """Nothing is looked at."""
        self.forget()
        self.head(title)
        self.tell(words(sentence, "second", wrap=True))

    def show_due(self, due: DueVisit) -> None:
        """A household that waits for its visit: who should go, who lives there, what was before."""
        self.forget()
        self.head(f"{due.head or due.number} 户", " · ".join(filter(None, (due.number, due.group))))
        last = f"上次 {due.last}" if due.last else "还没有走访过"
        self.tell(FaceLabel(late_face(due.late)), words(f"{last}，应在 {due.due} 以前再去。"))
        who = FaceLabel(Face(f"主联　{due.member_name}") if due.member else Face(
            "还没有主联党员，先结对再走访。", Mark.NONE))
        self.tell(section("谁去"), who)
        people = members_of(self._store, due.household)
        self.tell(section("家里人"), words("、".join(
            " ".join(filter(None, (each.name, each.phone))) for each in people), wrap=True))
        story = Story()
        story.show_story([
            each for each in household_story(self._store, due.household)
            if each.kind in ("visit", "matter", "pairing")
        ])
        self.tell(section("往事"), story)

    def show_covered(self, covered: Covered, today: date) -> None:
        """A group in a 户户到 round: who was not reached yet."""
        self.forget()
        self.head(covered.name or "未分组", f"已入户 {covered.visited} 户／应走访 {covered.due} 户")
        missed = home_lines(self._store, covered.missed, today)
        said = "、".join(f"{each.number} {each.head}" for each in missed) or "都走到了。"
        self.tell(section(f"未走到 {len(missed)} 户"), words(said, wrap=True))

    def show_visit(self, row: int, today: date) -> None:
        """One visit: who, when, how, what was said, what was found."""
        self.forget()
        visit = self._store.get(Visit, row)
        person = self._store.get(Person, self._store.get(Member, visit.member).person)
        self.head(str(visit.day), " · ".join(filter(None, (
            person.name, WAYS.label(visit.way), visit.reason))))
        for label, said in (("见到谁", visit.met), ("谈话内容", visit.said), ("需求", visit.needs)):
            if said:
                self.tell(section(label), words(said, wrap=True))
        self.tell(section("发现的问题"))
        found = matter_lines(self._store, matters_of(self._store, row), today)
        if not found:
            self.tell(words("没有。", "second"))
        for line in found:
            button = QPushButton(f"{line.number}　{line.what}")
            button.setProperty("link", True)
            button.setAccessibleName(f"看事项 {line.number}")
            button.clicked.connect(lambda _=False, at=line.id: self.matter_wanted.emit(at))
            self.tell(button, FaceLabel(state_face(line.state, line.late)))
        self.tell(section("照片"), Photos(self._store, "visit", row))
