"""What a form may ask of each visit, and of each matter in the ledger."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, NamedTuple

from models.figures.liaison import SOLVED
from models.figures.matters import SOLVED_OF_FOUND
from models.matters.matter import Matter
from models.returns.facts.fact import Fact, FormSubject, fact, fields_of, through
from models.returns.facts.people import HOME, NO, YES, YES_NO, titles
from models.returns.facts.view import NOTHING, Call, Home, View
from models.values.kinds import NOTE
from models.visits.visit import Visit

_PLAIN = "党员"
"""What a visitor without an office is called."""


def _joined(name: str) -> Callable[[View, Call], Any]:
    def read(_: View, row: Call) -> Any:
        if not row.found:
            return NOTHING
        return "；".join(filter(None, (getattr(each, name) for each in row.found))) or None

    return read


def _measure(_: View, row: Call) -> Any:
    if not row.found:
        return NOTHING
    return "；".join(filter(None, (each.measure or each.result for each in row.found))) or None


def _solved(view: View, row: Call) -> str:
    if not row.found:
        return NOTHING
    return YES if view.figure(SOLVED, "visit", row.record.id) else NO


_OF_HOME = tuple(each for each in HOME if not each.name.startswith("is."))


VISIT: tuple[Fact, ...] = (
    *through(_OF_HOME, lambda _, row: row.home), *fields_of(Visit, ("day",), "visit."),
    *through((
        fact("visit.member", "走访人", lambda _, row: row.person.name),
        fact("visit.title", "职务", lambda _, row: titles(row) or _PLAIN),
        fact("visit.phone", "走访人电话", lambda _, row: row.person.phone),
    ), lambda _, row: row.visitor),
    *fields_of(Visit, ("way", "reason", "met", "said", "needs"), "visit."),
    fact("visit.problem", "反映问题", _joined("what"), kind=NOTE),
    fact("visit.measure", "解决措施", _measure, kind=NOTE),
    fact("visit.solved", "是否解决", _solved, options=YES_NO),
)

VISITS = FormSubject("visit", "走访", VISIT, lambda view: view.visits,
                 title=("走访登记", "走访记录", "走访台账", "走访明细"))


class Case(NamedTuple):
    """A matter and the household it is about."""

    record: Matter
    home: Home | None


def _cases(view: View) -> list[Case]:
    return [Case(each, view.registers.homes.get(each.household or 0)) for each in view.matters]


def _closed(view: View, row: Case) -> str:
    return YES if view.figure(SOLVED_OF_FOUND, "matter", row.record.id) else NO


_MATTER = ("number", "kind", "topic", "what", "found", "source", "place", "parties", "claim",
           "risk", "star", "measure", "state", "level", "owner", "deadline", "closed", "result",
           "acceptor", "told", "verdict")


MATTERS = FormSubject(
    "matter", "事项", (
        *fields_of(Matter, _MATTER, "matter."),
        fact("matter.solved", "是否办结", _closed, options=YES_NO),
        *through(_OF_HOME, lambda _, row: row.home),
    ), _cases, title=("问题台账", "事项台账", "诉求台账", "矛盾", "纠纷", "销号"),
)
