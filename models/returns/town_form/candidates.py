"""What a heading that was not understood may mean: the nearest facts, with their first values."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from models.returns.facts.catalogue import subjects
from models.returns.facts.composed import MEAN, OFTEN, RANK, RATE
from models.returns.facts.fact import Fact, FormSubject
from models.returns.facts.view import NOTHING, View
from models.returns.facts.village import WHOLE
from models.returns.town_form.phrases import bracketed, flat, names_of_marks
from models.returns.town_form.recognising import FormFound
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


@dataclass(frozen=True)
class HeadingAsked:
    """A heading that was not understood, where it stands, and what it may mean.

    ``at`` is the letter of a column, or a cell of its own.
    """

    sheet: str
    at: str
    heading: str
    candidates: tuple[NearFact, ...]

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
                "candidates": [{"fact": each.fact, "label": each.label,
                                "values": list(each.values)} for each in self.candidates]}


def questions(store: Store, form: FormFound, period: Period, today: date) -> list[HeadingAsked]:
    """What is asked about a form: heading by heading, label by label."""
    known, view = {each.code: each for each in subjects(store)}, View(store, period, today)
    found = []
    for page in form.pages:
        columns = {at: said for at, said in page.headings.items() if said in page.unknown}
        cells = {at: said for at, said in page.beside.items()
                 if said in page.unknown and at not in page.mapped.cells}
        for subject, asked in ((known.get(page.mapped.subject), columns),
                               (known.get(form.map.each, WHOLE), cells)):
            rows = list(subject.rows(view))[:LOOKED_AT] if subject and asked else []
            found += [HeadingAsked(page.page.name, at, heading, tuple(
                NearFact(each.name, each.field.label, tuple(_said(each, view, row)
                                                            for row in rows))
                for each in _nearest(heading, subject)))
                for at, heading in asked.items() if subject]
    return found


def _said(fact: Fact, view: View, row: Any) -> str:
    value = fact.read(view, row)
    if value in (None, NOTHING):
        return ""
    return str(value[0]) if isinstance(value, tuple) else fact.field.show(value)


def _nearest(heading: str, subject: FormSubject) -> list[Fact]:
    """The facts that share most pairs of signs with a heading, none that shares nothing."""
    own = _pairs(heading.rpartition("/")[2])

    def shared(fact: Fact) -> float:
        return max((len(own & pairs) / len(own | pairs) for word in fact.headings
                    if (pairs := _pairs(word.rpartition("/")[2]))), default=0.0)

    near = sorted(((shared(each), each) for each in subject.facts), key=lambda each: -each[0])
    return [fact for score, fact in near[:OFFERED] if score]


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
