"""What a heading that was not understood may mean: the nearest facts, with their first values."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from models.figures.liaison import COVERAGE, REACH, SEEN_RATE
from models.returns.facts.composed import MEAN, OFTEN, RANK, RATE, fact_of
from models.returns.facts.fact import Fact, FormSubject
from models.returns.facts.view import NOTHING, View
from models.returns.facts.village import WHOLE
from models.returns.town_form.about import known
from models.returns.town_form.decided import HeadingDecisions, over_its_time
from models.returns.town_form.filling import Respondent
from models.returns.town_form.phrases import bracketed, flat, names_of_marks
from models.returns.town_form.recognising import FormFound, PageFound
from models.values.periods import Period

if TYPE_CHECKING:
    from models.keeping.store import Store

OFFERED, LOOKED_AT = 4, 3


@dataclass(frozen=True)
class NearFact:
    """One thing a heading may mean, with what it says on the first three lines."""

    fact: str
    label: str
    values: tuple[str, ...]
    before: str = ""
    """The form on which the same heading was said to mean it."""


@dataclass(frozen=True)
class HeadingAsked:
    """A heading that was not understood, where it stands, and what it may mean.

    ``at`` is the letter of a column, or a cell of its own; ``taken`` is what it is filled with
    where it was understood otherwise than somebody said of it on another form.
    """

    sheet: str
    at: str
    heading: str
    candidates: tuple[NearFact, ...]
    taken: str = ""

    @property
    def column(self) -> bool:
        """Whether it stands over a column."""
        return self.at.isalpha()

    @property
    def place(self) -> str:
        """Sheet1 C 列, or 表1 B4."""
        return f"{self.sheet} {self.at}{' 列' if self.column else ''}"

    def json(self) -> dict[str, Any]:
        """As the command line hands it over."""
        return {"sheet": self.sheet, "column": self.at, "heading": self.heading,
                "taken": self.taken,
                "candidates": [{"fact": each.fact, "label": each.label, "before": each.before,
                                "values": list(each.values)} for each in self.candidates]}


def questions(
    store: Store, form: FormFound, period: Period, today: date, respondent: Respondent
) -> list[HeadingAsked]:
    """What is asked about a form: heading by heading, label by label; ``respondent`` tells what the
    candidates say, ``store`` what was decided before.

    What was said of the same heading on another form stands first; where it is understood as
    something else, it is asked, too, until this form has a map of its own.
    """
    subjects, before = {each.code: each for each in respondent.known}, HeadingDecisions(store)
    view = View(respondent.store, period, today)
    found = []
    for page in form.pages:
        for subject, said, meant in (
                (subjects.get(page.mapped.subject), page.headings, page.mapped.columns),
                (subjects.get(form.map.each, WHOLE), page.beside, page.mapped.cells)):
            asking = _Asking(view, subject, page, settled=form.guessed is not None) if (
                subject and said) else None
            found += [each for at, heading in said.items() if asking and (each := asking.about(
                at, heading, meant.get(at, ""), before))]
    return found


class _Asking:
    """The headings of one sheet that ask about the lines of one subject."""

    def __init__(
        self, view: View, subject: FormSubject, page: PageFound, *, settled: bool
    ) -> None:
        self._view, self._subject, self._page = view, subject, page
        self._settled = settled

    @cached_property
    def _rows(self) -> Sequence[Any]:
        return (known(self._view, lambda: self._subject.rows(self._view)) or ())[:LOOKED_AT]

    def about(
        self, at: str, heading: str, meant: str, before: HeadingDecisions
    ) -> HeadingAsked | None:
        """The question about a heading; None where there is none."""
        said = before.of(self._subject.code, heading)
        offered = [self._near(said.fact, said.title)] if said else []
        other = bool(meant and said and said.fact != meant and not self._settled)
        if other:
            return HeadingAsked(self._page.page.name, at, heading, (
                *filter(None, offered), *filter(None, [self._near(meant)])),
                self._label(meant))
        if meant or heading not in self._page.unknown:
            return None
        offered += [self._near(over_its_time(each.name, heading))
                    for each in _nearest(heading, self._subject)
                    if not said or each.name != said.fact.partition("@")[0]]
        return HeadingAsked(self._page.page.name, at, heading,
                            tuple(each for each in offered if each)[:OFFERED])

    def _label(self, name: str) -> str:
        fact = fact_of(name.partition("@")[0], self._subject)
        return in_words(name) if fact is None or fact.field.label == fact.name else fact.words

    def _near(self, name: str, before: str = "") -> NearFact | None:
        fact = fact_of(name.partition("@")[0], self._subject)
        if fact is None:
            return None
        over = self._view.over(name.partition("@")[2])
        return NearFact(name, self._label(name), tuple(
            _said(fact, over, row) for row in self._rows), before)


def _said(fact: Fact, view: View, row: Any) -> str:
    value = known(view, lambda: fact.read(view, row))
    if value in (None, NOTHING):
        return ""
    return str(value[0]) if isinstance(value, tuple) else fact.field.show(value)


def _nearest(heading: str, subject: FormSubject) -> list[Fact]:
    """The facts that share most pairs of signs with a heading, none that shares nothing."""
    own = _pairs(heading.rpartition("/")[2])

    def shared(fact: Fact) -> float:
        return max((len(own & pairs) / len(own | pairs) for word in fact.headings
                    if (pairs := _pairs(word.rpartition("/")[2]))), default=0.0)

    near = sorted(((shared(each), each) for each in (*subject.facts, *_shares(heading, subject))),
                  key=lambda each: -each[0])
    return [fact for score, fact in near[:OFFERED] if score]


def _shares(heading: str, subject: FormSubject) -> Iterator[Fact]:
    """Shares that no heading is taken for by itself, because towns take them of several bases: they
    are offered with what each is of."""
    if "率" in heading or "比" in heading:
        for each in (COVERAGE, REACH, SEEN_RATE):
            fact = fact_of(each.code, subject)
            if fact is not None:
                yield fact


def _pairs(text: str) -> frozenset[tuple[str, str]]:
    return frozenset(pairwise(flat(bracketed(text)[0])))


def in_words(name: str) -> str:
    """A composed name as people read it: 走访（入户）户数."""
    bare = name.partition("@")[0]
    if bare.startswith(RANK):
        return f"{in_words(bare.removeprefix(RANK))}名次"
    if bare.startswith(OFTEN):
        return f"{in_words(bare.rpartition('#')[2])}够不够次数"
    if bare.startswith("?"):
        return f"是否{_word(bare[1:])}"
    for sign, said in ((RATE, "占"), (MEAN, "按")):
        part, _, base = bare.partition(sign)
        if base:
            return f"{in_words(part)}{said}{in_words(base)}"
    return "".join(_of(bare))


def _of(name: str) -> Iterator[str]:
    thing, _, how = name.partition(":")
    of, *where = thing.split("+")
    yield _word(of)
    if where:
        yield f"（{'、'.join(map(_word, where))}）"
    yield _word(how)


def _word(mark: str) -> str:
    return names_of_marks().get(mark) or re.sub("^.*=", "", mark)
