"""Every subject a form may have lines for, and every fact a single cell may ask for."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from typing import TYPE_CHECKING

from models.points.book.scheme_versions import SchemeVersion
from models.points.engine.scheme import AccountKind
from models.returns.facts.fact import Fact, FormSubject, heads_of
from models.returns.facts.households import GROUPS, HOUSEHOLDS, MATTERS, PAIRS, VISITS
from models.returns.facts.officers import OFFICERS, PROJECTS
from models.returns.facts.people import EVERYBODY, MEMBERS, PEOPLE
from models.returns.facts.village import ITEMS, MEETING_KINDS, MEETINGS, VILLAGE, WHOLE

if TYPE_CHECKING:
    from models.keeping.store import Store

PERSONS = FormSubject("person", "人员", PEOPLE, EVERYBODY, keys=("id_number", "name"),
                      title=("人员", "花名册", "人口"), within={"household": "h.id"})

SUBJECTS: tuple[FormSubject, ...] = (
    MEETING_KINDS, GROUPS, VISITS, MEMBERS, HOUSEHOLDS, PAIRS, PERSONS, MEETINGS, MATTERS, OFFICERS,
    PROJECTS, ITEMS, WHOLE,
)
"""Of two that know a form equally well, the first is taken."""


def subjects(store: Store) -> tuple[FormSubject, ...]:
    """The subjects with the heads of the village's own points schemes among their facts."""
    return tuple(
        replace(each, facts=(*each.facts, *heads_of(store, each.code)))
        if each.code in AccountKind.labels() and store.holds(SchemeVersion.table) else each
        for each in SUBJECTS
    )


def village_fact(name: str) -> Fact | None:
    """The fact about the village of that name."""
    return next((each for each in VILLAGE if each.name == name), None)


def every_heading() -> Iterator[str]:
    """Every heading that is known for anything."""
    for each in (*(fact for subject in SUBJECTS for fact in subject.facts), *VILLAGE):
        yield from each.headings
