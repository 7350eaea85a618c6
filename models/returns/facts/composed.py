"""Facts that nobody has named: figures put together of the words of a heading."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from models.figures.catalogue import measure_coded
from models.figures.composed import Composed, Mark, measure_of, same_things, share
from models.figures.measure import VILLAGE, AnyMeasure, Latest, Measure, Middle, Rate
from models.returns.facts.fact import Fact, FormSubject, measured
from models.returns.facts.people import NO, YES, YES_NO
from models.returns.facts.view import NOTHING, View
from models.values.kinds import NUMBER, TEXT, Field
from models.values.periods import ONE_DAY, Period, Span

RATE, MEAN, RANK, OFTEN = "/", "÷", "rank#", "often#"
"""A share, a mean, the place among all lines, and whether something was as often as asked, in the
name of a composed fact."""

SUBJECTS = {"group": "group", "household": "household", "member": "member", "project": "project",
            "pairing": "pairing",
            "meeting-kind": "kind", "meeting": "meeting", "village": VILLAGE, "item": VILLAGE}
"""Subject of a form → the subject its figures are asked for."""


YES_WHEN: dict[tuple[str, str], tuple[str, Any]] = {
    ("member", "probationary"): ("member.kind", "probationary"),
    ("member", "full"): ("member.kind", "full"), ("member", "mobile"): ("member.mobile", True),
    ("member", "women"): ("sex", "2"), ("member", "men"): ("sex", "1"),
    ("person", "women"): ("sex", "2"), ("person", "men"): ("sex", "1"),
    ("matter", "solved"): ("matter.solved", YES), ("matter", "open"): ("matter.solved", NO),
    ("visit", "solved"): ("visit.solved", YES), ("visit", "open"): ("visit.solved", NO),
}
"""Of a subject a word that holds or does not → the fact it is read from, and what it must say."""


def said_of(subject: FormSubject, mark: str) -> str | None:
    """The fact that says whether a word holds of a line: 脱贫户, 预备党员, 已办结."""
    if subject.fact(f"is.{mark}"):
        return f"is.{mark}"
    return f"?{mark}" if (subject.code, mark) in YES_WHEN else None


def _held(mark: str, subject: FormSubject) -> Fact | None:
    name, meant = YES_WHEN.get((subject.code, mark), ("", None))
    of = subject.fact(name)
    if of is None:
        return None

    def read(view: View, row: Any) -> Any:
        value = of.read(view, row)
        return value if value in (None, NOTHING) else YES if value == meant else NO

    return Fact(Field(mark, TEXT, f"?{mark}", options=YES_NO), read)


def fact_of(name: str, subject: FormSubject) -> Fact | None:
    """The fact of a subject under a name, named or composed."""
    return subject.fact(name) or composed_fact(name, subject)


def composed_fact(name: str, subject: FormSubject) -> Fact | None:
    """The fact of a composed name for the lines of a subject, or None when it is no such name."""
    if name.startswith("?"):
        return _held(name[1:], subject)
    if name.startswith(OFTEN):
        often, _, of_name = name.removeprefix(OFTEN).partition("#")
        counted = fact_of(of_name, subject)
        return _held_often(name, often, counted) if counted and often[1:].isdigit() else None
    if name.startswith(RANK):
        of = fact_of(name.removeprefix(RANK), subject)
        return _ranked(name, of, subject) if of else None
    asked, about = _measure(name), SUBJECTS.get(subject.code)
    if asked is None or about is None or not same_things(asked, about):
        return None
    own = measure_coded(name) is not None
    told = measured(asked, "" if own else name, subject=about, key=_key_of(subject.code))
    kind = told.field.kind
    if MEAN in name:
        kind = NUMBER
    return subject.each(Fact(Field(told.field.label, kind, name), told.read, told.asks,
                             base=told.base if own else ""))


def total_of(fact: Fact, view: View, rows: Sequence[Any]) -> Any:
    """What stands in 合计: the sum of counts, a share of the sums; None where nothing is summed."""
    if fact.asks is None or not rows:
        return None if fact.name not in _COUNTS else sum(
            value for row in rows if isinstance(value := fact.read(view, row), int))
    asked = [(fact.over(view, row), fact.asks(view, row)) for row in rows]
    measure = asked[0][1].measure
    if isinstance(measure, Rate):
        part, base = (sum(over.figure(of, each.subject, each.key) or 0 for over, each in asked)
                      for of in (measure.part, measure.base))
        return Decimal(part) / Decimal(base) if base else NOTHING
    if isinstance(measure.how, Latest | Middle):
        return None
    values = [over.figure(*each) for over, each in asked]
    return sum(value for value in values if value != NOTHING)


_COUNTS = frozenset({"size"})
"""Fields that are summed as figures are."""


def measures_in(name: str) -> tuple[Measure, ...] | None:
    """The measures a composed name is made of: one, or a part and its base; None: it is no such."""
    found = []
    for each in filter(None, re.split(f"[{RATE}{MEAN}]", name.removeprefix(RANK))):
        thing, _, how = each.partition(":")
        of, *where = thing.split("+")
        measure = measure_of(Composed(of, tuple(where), how)) if how else measure_coded(each)
        if not isinstance(measure, Measure):
            return None
        found.append(measure)
    return tuple(found) or None


def _measure(name: str) -> AnyMeasure | None:
    known = measure_coded(name)
    if known is not None:
        return known
    found = measures_in(name)
    if found is None or len(found) > 2:
        return None
    return found[0] if len(found) == 1 else share(found[0], found[1], name)


def _key_of(subject: str) -> Callable[[Any], Any]:
    return (lambda row: row.code) if subject == Mark.MEETING_KIND else lambda row: row.id


def _held_often(name: str, often: str, of: Fact) -> Fact:
    """Whether something was counted so often in every month, quarter … of the period."""
    least, span = int(often[1:]), _OFTEN[often[0]]

    def read(view: View, row: Any) -> str:
        over: list[str] = []
        at = Period.of(view.first, span)
        while at.start <= view.days.last:
            over.append(f"{at.start.isoformat()}/{at.end.isoformat()}")
            at = Period.of(at.end + ONE_DAY, span)
        return YES if over and all(of.read(view.over(each), row) >= least for each in over) else NO

    return Fact(Field(name, TEXT, name, options=YES_NO), read)


_OFTEN = {"M": Span.MONTH, "Q": Span.QUARTER, "H": Span.HALF, "Y": Span.YEAR}


def _ranked(name: str, of: Fact, subject: FormSubject) -> Fact:
    """The place among all lines, most first; equal values share one, the next is left out."""
    latest: list[tuple[View, list[Any]]] = []

    def read(view: View, row: Any) -> Any:
        if not latest or latest[0][0] is not view:
            read_of = (of.read(view, each) for each in subject.rows(view))
            latest[:] = [(view, [each for each in read_of if each not in (None, NOTHING)])]
        own = of.read(view, row)
        if own in (None, NOTHING):
            return NOTHING
        return 1 + sum(each > own for each in latest[0][1])

    return Fact(Field(name, NUMBER, name), read)
