"""What a form may ask of each visit, and of each matter in the ledger."""

from __future__ import annotations

from models.figures.liaison import SOLVED
from models.figures.matters import SOLVED_OF_FOUND
from models.figures.measure import AnyMeasure
from models.matters.matter import Matter
from models.returns.facts.fact import Fact, FormLine, FormSubject, fact, fields_of, lines, told
from models.returns.facts.people import HOME, NO, TITLES, YES, YES_NO, files
from models.returns.facts.view import NOTHING, OF_HOME, THERE, View
from models.values.kinds import NOTE
from models.visits.visit import Visit

_PLAIN = "党员"
"""What a visitor without an office is called."""
_OF_HOME = tuple(each for each in HOME if not each.name.startswith("is."))
_FOUND = "(SELECT count(*) FROM matter t WHERE t.visit = v.id)"


def _joined(name: str, label: str, of: str) -> Fact:
    """What was said of the matters found on a visit, ； between them; blank where none was."""
    said = f"""(SELECT group_concat(words, '；') FROM (
        SELECT {of} AS words FROM matter t WHERE t.visit = v.id ORDER BY t.id))"""
    return fact(name, label, lambda _, line: line.said[said] if line.said[_FOUND] else NOTHING,
                kind=NOTE, sql=said)


def _is(name: str, label: str, measure: AnyMeasure, subject: str) -> Fact:
    def read(view: View, line: FormLine) -> str:
        if line.said.get(_FOUND) == 0:
            return NOTHING
        return YES if view.figure(measure, subject, line.id) else NO

    return fact(name, label, read, options=YES_NO)


VISIT = (
    *_OF_HOME, *fields_of(Visit, ("day",), "v", "visit."),
    told("visit.member", "走访人", "p.name", blank=None),
    told("visit.title", "职务",
         f"CASE WHEN f.id IS NOT NULL THEN coalesce({TITLES}, '{_PLAIN}') END", blank=None),
    told("visit.phone", "走访人电话", "p.phone", blank=None),
    *fields_of(Visit, ("way", "reason", "met", "said", "needs"), "v", "visit."),
    _joined("visit.problem", "反映问题", "nullif(t.what, '')"),
    _joined("visit.measure", "解决措施", "coalesce(nullif(t.measure, ''), t.result)"),
    _is("visit.solved", "是否解决", SOLVED, "visit"),
)

VISITS = FormSubject("visit", "走访", VISIT, lines(
    "v.id", lambda view: f"""visit v LEFT JOIN household h ON h.id = v.household AND {THERE}
        {OF_HOME} LEFT JOIN {files(view, 'v.member')}
        WHERE v.day BETWEEN :first AND :last AND ({view.about}) ORDER BY v.day, v.id""",
    VISIT, _FOUND), title=("走访登记", "走访记录", "走访台账", "走访明细"))


_MATTER = ("number", "kind", "topic", "what", "found", "source", "place", "parties", "claim",
           "risk", "star", "measure", "state", "level", "owner", "deadline", "closed", "result",
           "acceptor", "told", "verdict")
_CASE = (*fields_of(Matter, _MATTER, "t", "matter."),
         _is("matter.solved", "是否办结", SOLVED_OF_FOUND, "matter"), *_OF_HOME)

MATTERS = FormSubject("matter", "事项", _CASE, lines(
    "t.id", f"""matter t LEFT JOIN household h ON h.id = t.household AND {THERE} {OF_HOME}
        WHERE t.found BETWEEN :first AND :last ORDER BY t.found, t.id""", _CASE),
    title=("问题台账", "事项台账", "诉求台账", "矛盾", "纠纷", "销号"))
