"""The cards of a matter, a visit, and a household that waits for one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QPushButton

from models.figures.liaison import UNREACHED, Covered
from models.figures.measure import Days
from models.figures.reckon import Among, counted
from models.keeping.permissions import as_read
from models.matters.ledger import matter_lines, workdays_late
from models.matters.matter import (
    LEVELS,
    MATTER_KINDS,
    MEASURED,
    STATES,
    STEPS,
    Matter,
    MatterState,
    steps_of,
)
from models.members.member import Member
from models.overview.story import household_story
from models.pairing.lists import home_lines
from models.pairing.pairing import Pairing
from models.registers.people import Household, Person, members_of
from models.values import clock
from models.visits.visit import WAYS, DueVisit, Visit, matters_of
from ui.kit.card import Card, Timeline, section, words
from ui.kit.marks import Face, FaceLabel
from ui.kit.theme import Mark
from ui.parts.photos import Photos
from ui.parts.story_card import Story

if TYPE_CHECKING:
    from models.keeping.store import Store


MARKS: dict[str, Mark] = {MatterState.FOUND: Mark.NONE, MatterState.ASSIGNED: Mark.ASK,
                          MatterState.CLOSED: Mark.DONE, MatterState.TOLD: Mark.DONE}

NEXT: dict[str, tuple[str, ...]] = {
    MatterState.FOUND: ("assign_matter", "close_matter", "write_measure", "add_photo"),
    MatterState.ASSIGNED: ("handle_matter", "close_matter", "assign_matter", "escalate_matter",
                 "write_measure", "add_photo"),
    MatterState.CLOSED: ("feed_back", "reopen_matter", "add_photo"),
    MatterState.TOLD: ("reopen_matter", "add_photo"),
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
    return f"{day.month}月{day.day}日" if day.year == clock.today().year else str(day)


# ── beside the lists of visits ───────────────────────────────────────────────


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
            f"{each.name} {as_read(self._store, each.field('phone'), each.phone)}".strip()
            for each in people), wrap=True))
        story = Story()
        story.show_story([
            each for each in household_story(self._store, due.household)
            if each.ref[0] in (Visit.table, Matter.table, Pairing.table)
        ])
        self.tell(section("往事"), story)

    def show_covered(self, covered: Covered, days: Days) -> None:
        """A group in a 户户到 round: who was not reached yet."""
        self.forget()
        self.head(covered.name, f"已入户 {covered.part} 户／应走访 {covered.base} 户")
        waiting = counted(self._store, UNREACHED, days, Among("group", [covered.group]))
        missed = home_lines(self._store, [row for _, row in waiting], days.last)
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
