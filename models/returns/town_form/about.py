"""Whom a cell, a blank or a box of a form asks of: the village, or one line of a subject."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Self

from models.returns.facts.composed import fact_of
from models.returns.facts.fact import Fact, FormSubject
from models.returns.facts.view import NOTHING, View
from models.returns.facts.village import WHOLE
from models.returns.town_form.words import Vocabulary
from models.returns.town_form.writing import Refusal, in_words


@dataclass(frozen=True)
class About:
    """Whom a form, or one card of it, is about; ``row`` is the line, None for the village."""

    view: View
    subject: FormSubject
    words: Vocabulary
    row: Any = None
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
        value = fact.read(self.view.over(said.partition("@")[2]), self.row) if fact else None
        return None if value in (None, NOTHING) else value

    def said(self, name: str, ways: dict[str, str]) -> str | None:
        """The value under a name as words within a line, or None."""
        fact, value = self.fact(name), self.value(name)
        told = None if fact is None or value is None else in_words(fact.field, value, ways)
        return None if isinstance(told, Refusal) else told

    def rows(self, subject: FormSubject) -> Sequence[Any]:
        """The lines of a subject that belong to whom the card is about; each list is asked once."""
        if subject.code not in self._listed:
            self._listed[subject.code] = subject.rows(self.view)
        rows, belongs = self._listed[subject.code], subject.within.get(self.subject.code)
        return [each for each in rows if each.said[belongs] == self.row.id] if belongs else rows
