"""The card of a matter: where it stands, the photo, the reply, the result, and how it came so."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.matters.ledger import workdays_late
from models.matters.matter import LEVELS, MATTER_KINDS, MEASURED, STATES, STEPS, Matter, steps_of
from models.members.member import Member
from models.registers.people import Household, Person
from ui.kit.card import Card, Timeline, section, words
from ui.kit.marks import Face, FaceLabel
from ui.kit.theme import Mark
from ui.parts.photos import Photos

if TYPE_CHECKING:
    from models.keeping.store import Store

MARKS = {"found": Mark.NONE, "assigned": Mark.ASK, "closed": Mark.DONE, "told": Mark.DONE}

STAGE_BUTTONS = 6

NEXT = {
    "found": ("assign_matter", "close_matter", "write_measure", "add_photo"),
    "assigned": ("handle_matter", "close_matter", "assign_matter", "escalate_matter",
                 "write_measure", "add_photo"),
    "closed": ("feed_back", "reopen_matter", "add_photo"),
    "told": ("reopen_matter", "add_photo"),
}
"""The actions of the page that make sense in each state, the likeliest first."""


def state_face(state: str, late: int) -> Face:
    """Where a matter stands; an overdue one says by how many working days."""
    if late:
        return Face(f"超{late}工作日", Mark.LATE)
    return Face(STATES.label(state), MARKS[state])


class MatterCard(Card):
    """Tells one matter; ``offered`` names what can be done about it now."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self.matter: Matter | None = None

    @property
    def offered(self) -> tuple[str, ...]:
        """What can be done about the matter shown, the likeliest first."""
        return NEXT[self.matter.state] if self.matter else ()

    def show_matter(self, row: int, today: date) -> None:
        """Tell this matter; 0 tells what stands here."""
        self.forget()
        self.matter = self._store.get(Matter, row) if row else None
        if self.matter is None:
            self.head("没有选中的事项")
            self.tell(words("走访时写下的问题，和这里记的诉求、纠纷、检查发现，都在这一本账里。",
                            "second", wrap=True))
            return
        self._tell(self.matter, today)

    def _tell(self, matter: Matter, today: date) -> None:
        late = workdays_late(matter.deadline, today) if matter.deadline and matter.is_open else 0
        self.head(matter.number or "事项", " · ".join(filter(None, (
            MATTER_KINDS.label(matter.kind), matter.topic, self._home(matter)))))
        self.tell(FaceLabel(state_face(matter.state, late)), words(matter.what, wrap=True))
        self.tell(*(words(line, "second", wrap=True) for line in self._facts(matter)))
        if matter.measure or matter.kind in MEASURED:
            said = words(matter.measure, wrap=True) if matter.measure else FaceLabel(
                Face("还没有写对策，一问题一对策，写了才能办结。", Mark.ASK))
            self.tell(section("对策"), said)
        self.tell(section("照片 — 答复 — 结果"), Photos(self._store, "matter", matter.rowid))
        if matter.result:
            self.tell(FaceLabel(Face(matter.result, Mark.DONE)))
        self.tell(section("经过"), Timeline([
            (_short(step.day), STEPS.label(step.kind), _step_words(step.words, step.owner))
            for step in reversed(steps_of(self._store, matter.rowid))
        ]))

    def _home(self, matter: Matter) -> str | None:
        if matter.household is None:
            return matter.place
        return f"{self._store.get(Household, matter.household).number} 户"

    def _facts(self, matter: Matter) -> list[str]:
        facts = [f"{matter.found} 发现" + (f"，{matter.source}" if matter.source else "")]
        if matter.member is not None:
            person = self._store.get(Member, matter.member).person
            facts[0] += f"，{self._store.get(Person, person).name}"
        if matter.owner:
            limit = f"，时限 {matter.deadline}" if matter.deadline else ""
            level = LEVELS.label(matter.level or "village")
            facts.append(f"责任人 {matter.owner}（{level}）{limit}")
        for label, said in (("当事人", matter.parties), ("诉求", matter.claim),
                            ("风险", matter.risk), ("对应星或任务", matter.star)):
            if said:
                facts.append(f"{label}：{said}")
        return facts


def _step_words(said: str | None, owner: str | None) -> str:
    return "，".join(filter(None, (said, owner and f"责任人 {owner}")))


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日" if day.year == date.today().year else str(day)
