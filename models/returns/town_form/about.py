"""Whom a cell, a blank or a box of a form asks of: the village, or one line of a subject."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from models.keeping.questions import NOT_SAID, NotHere
from models.returns.facts.composed import fact_of
from models.returns.facts.fact import Fact, FormSubject
from models.returns.facts.view import NOTHING, View
from models.returns.facts.village import WHOLE
from models.returns.town_form.words import Vocabulary
from models.returns.town_form.writing import Refusal, in_words
from models.values.privacy import Privacy


def known(view: View, asked: Callable[[], Any]) -> Any:
    """What is answered; None where it is of what a village did not hand over."""
    try:
        with view.store.speaking_of(*view.days):
            value = asked()
    except NotHere:
        return None
    return None if isinstance(value, str) and NOT_SAID in value else value


@dataclass(frozen=True)
class About:
    """Whom a form, or one card of it, is about; ``row`` is the line, None for the village."""

    view: View
    subject: FormSubject
    words: Vocabulary
    row: Any = None
    told: set[Privacy] = field(default_factory=set)
    """How private what was told is; one set for every line of the subject."""
    _listed: dict[str, Sequence[Any]] = field(default_factory=dict)

    @classmethod
    def of(cls, view: View, subject: FormSubject = WHOLE) -> Self:
        """Of a subject, not yet of one of its lines."""
        return cls(view, subject, Vocabulary(subject.facts, subject))

    def fact(self, said: str) -> Fact | None:
        """The fact under a name of the map, ``visits@quarter``."""
        return fact_of(said.partition("@")[0], self.subject)

    def value(self, said: str) -> Any:
        """What the ledger says under a name of the map; None where it says nothing."""
        fact = self.fact(said)
        value = self.read(fact, said.partition("@")[2]) if fact else None
        return None if value in (None, NOTHING) else value

    def read(self, fact: Fact, span: str = "", row: Any = None) -> Any:
        """What a fact says of a line, else of whom this is about; it is noted how private it is."""
        self.told.add(fact.field.privacy)
        over = self.view.over(span)
        return known(over, lambda: fact.read(over, self.row if row is None else row))

    def said(self, name: str, ways: dict[str, str]) -> str | None:
        """The value under a name as words within a line, or None."""
        fact, value = self.fact(name), self.value(name)
        told = None if fact is None or value is None else in_words(fact.field, value, ways)
        return None if isinstance(told, Refusal) else told

    def rows(self, subject: FormSubject) -> Sequence[Any]:
        """The lines of a subject that belong to whom the card is about; each list is asked once."""
        if subject.code not in self._listed:
            with self.view.store.speaking_of(*self.view.days):
                self._listed[subject.code] = subject.rows(self.view)
        rows, belongs = self._listed[subject.code], subject.within.get(self.subject.code)
        return [each for each in rows if each.said[belongs] == self.row.id] if belongs else rows
