"""认人: a row that may be somebody on the register, side by side with whom it may be."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.intake.reading import Place, ReadPerson
from models.intake.taking import DOUBTFUL
from models.keeping.permissions import as_read
from models.office.village import groups
from models.registers.people import Household, Person
from ui.kit.card import words
from ui.kit.keys import act
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import press_button
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark
from ui.parts.importing.trial import Trial

if TYPE_CHECKING:
    from models.keeping.store import Store

COMPARED = ("name", "relation", "sex", "id_number", "born", "ethnic", "phone", "address", "left")
ASIDE = "先放着的行不导入，留在表上等您定；认作两个人的，以后不再问。"


@dataclass(frozen=True)
class Question:
    """One row and the people it may be, with the sentence that says why it is asked."""

    row: ReadPerson
    home: str
    people: tuple[Person, ...]
    why: str


class Answers(QWidget):
    """Asks one after the other; ``done(answers)`` when every one was answered or put aside.

    An answer is the id of the person, or None for a new one; what is put aside has none.
    """

    done = Signal(object)

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self._questions: list[Question] = []
        self._at = self._person = 0
        self.given: dict[Place, int | None] = {}
        self._sides: list[tuple[str, str, str, bool]] = []
        self.counted, self.why = words(role="title"), FaceLabel()
        self.sides = RecordList(self._table(), "逐项对照")
        self.same = act(self, "同一个人", "1", self.say_same)
        self.new = act(self, "不是，新建", "2", self.say_new)
        self.later = act(self, "先放着", "3", self.put_aside)
        self.stopping = act(self, "回到表上", "Esc", self.finish)
        whole, foot = QVBoxLayout(self), QHBoxLayout()
        whole.setContentsMargins(0, 0, 0, 0)
        for each in (self.counted, self.why):
            whole.addWidget(each)
        whole.addWidget(self.sides, 1)
        whole.addWidget(words(ASIDE, "faint", wrap=True))
        for deed in (self.same, self.new, self.later, self.stopping):
            foot.addWidget(press_button(deed))
        foot.addStretch(1)
        whole.addLayout(foot)
        self.setFocusProxy(self.sides)

    def ask(self, trial: Trial, given: Mapping[Place, int | None]) -> int:
        """Ask about the doubts of the plan that have no answer yet; how many there are."""
        self.given = dict(given)
        self._questions = _questions(trial)
        self._at = self._person = 0
        self._show()
        return len(self._questions)

    def say_same(self) -> None:
        """The row is the person shown."""
        self.given[self._question.row.place] = self._candidates()[self._person].id
        self._next()

    def say_new(self) -> None:
        """The row is somebody else: the next one it may be, else a new person."""
        if self._person + 1 < len(self._candidates()):
            self._person += 1
            self._show()
            return
        self.given[self._question.row.place] = None
        self._next()

    def put_aside(self) -> None:
        """No answer for this row."""
        self._next()

    def finish(self) -> None:
        """Go back with what was answered so far."""
        self.done.emit(dict(self.given))

    # ── inside ───────────────────────────────────────────────────────────────

    @property
    def _question(self) -> Question:
        return self._questions[self._at]

    def _candidates(self) -> list[Person]:
        """The people the row may be whom no other row was said to be."""
        claimed = set(self.given.values())
        return [each for each in self._question.people if each.id not in claimed]

    def _next(self) -> None:
        self._at, self._person = self._at + 1, 0
        while self._at < len(self._questions) and not self._candidates():
            self._at += 1
        if self._at >= len(self._questions):
            self.finish()
        else:
            self._show()

    def _show(self) -> None:
        if self._at >= len(self._questions):
            self._sides = []
            self.sides.table.show_ids([])
            return
        question, people = self._question, self._candidates()
        several = f"，册上第 {self._person + 1} 人 / 共 {len(people)} 人" if len(people) > 1 else ""
        self.counted.setText(f"认人 {self._at + 1} / {len(self._questions)}{several}")
        sheet, row = question.row.place
        self.why.say(Face(f"{sheet} 第 {row} 行：{question.why}", Mark.ASK))
        more = self._person + 1 < len(people)
        self.new.setText("不是，看下一个" if more else "不是，新建")
        self._sides = self._compared(question, people[self._person])
        self.sides.show_ids(list(range(1, len(self._sides) + 1)))
        self.sides.setFocus()

    def _compared(self, question: Question, person: Person) -> list[tuple[str, str, str, bool]]:
        """(what, in the row, on the register, whether they agree)."""
        here = {**question.row.values, "name": question.row.name}
        home = self._home(person)
        sides = [("户", question.home, home, question.home == home)]
        for name in COMPARED:
            row, ours = here.get(name), getattr(person, name)
            if row or ours:
                field = Person.field(name)
                theirs, known = (as_read(self._store, field, each) if each else "（没有）"
                                 for each in (row, ours))
                sides.append((field.label, theirs, known, row == ours))
        return sides

    def _home(self, person: Person) -> str:
        if person.household is None:
            return "不在户"
        home = self._store.get(Household, person.household)
        names = {each.id: each.name for each in groups(self._store)}
        return f"{names.get(home.group, '')} {home.number}".strip()

    def _table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            return [
                (what, (row, agree), (ours, agree))
                for what, row, ours, agree in (self._sides[at - 1] for at in ids)
            ]

        return RecordTable((
            Column("项目", 12), Column("花名册这一行", 23, face=_side),
            Column("册上的人", 22, face=_side),
        ), rows)


def _questions(trial: Trial) -> list[Question]:
    """The doubts of the plan in the order of the file."""
    if trial.planned is None or trial.reading is None:
        return []
    whys = {(each.sheet, each.row): each.why for each in trial.planned.findings
            if each.code == DOUBTFUL}
    homes = {each.key: f"{each.group} {each.number}".strip() for each in trial.reading.households}
    return [
        Question(row, homes.get(row.household or "", "没有写户"), trial.planned.doubts[row.place],
                 whys.get(row.place, ""))
        for row in trial.reading.people if row.place in trial.planned.doubts
    ]


def _side(side: tuple[str, bool]) -> Face:
    said, agree = side
    return Face(said, tone="faint") if agree else Face(said, Mark.ASK)
