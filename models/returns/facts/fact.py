"""A fact a town may ask for, and the subjects a form may have one line for each of."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Any

from models.values.kinds import TEXT, Field, Kind
from resources import resource

if TYPE_CHECKING:
    from models.returns.facts.view import View

NOTHING = ""
"""Rightly blank: there is nothing to say. None means that the ledger does not know."""


@dataclass(frozen=True)
class Fact:
    """One value the ledger knows about a row: what it is, and how it is read.

    The aliases of ``field`` are headings; ``访/户次`` is the heading 户次 below one with 访 in it.
    ``read`` takes the view and the row and returns the value, ``NOTHING``, or None for unknown.
    """

    field: Field
    read: Callable[[View, Any], Any]

    @property
    def name(self) -> str:
        """The name the map of a form knows it by."""
        return self.field.name

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading it goes under."""
        return (self.field.label, *self.field.aliases)


@dataclass(frozen=True)
class Subject:
    """What a form has one line for: a member, a household, a visit …

    ``rows`` lists them in the ledger's order; ``find`` is set where the form prints the lines
    itself and gives the row a printed label means, or None. ``keys`` are the facts that tell a
    row already written on the form; ``title`` are words that speak for this subject.
    """

    code: str
    label: str
    facts: tuple[Fact, ...]
    rows: Callable[[View], Sequence[Any]]
    find: Callable[[View, str], Any] | None = None
    keys: tuple[str, ...] = ()
    title: tuple[str, ...] = ()

    def fact(self, name: str) -> Fact | None:
        """The fact of that name."""
        return next((each for each in self.facts if each.name == name), None)


@cache
def _headings() -> dict[str, list[str]]:
    """Fact → the other headings it goes under (resources/returns/headings.toml)."""
    text = resource("returns/headings.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def fact(
    name: str, label: str, read: Callable[[View, Any], Any], *aliases: str, kind: Kind = TEXT,
    **says: Any,
) -> Fact:
    """Declare a fact; ``says`` are other attributes of :class:`models.values.kinds.Field`.

    ``aliases`` are headings that are worked out; those that are known stand in the resources.
    """
    every = (*aliases, *_headings().get(name, ()))
    return Fact(Field(label, kind, name, aliases=every, **says), read)


def of_field(
    field: Field, name: str, read: Callable[[View, Any], Any], *aliases: str
) -> Fact:
    """A fact that is a field of a record, under its label, its own aliases and more."""
    every = (*field.aliases, *aliases, *_headings().get(name, ()))
    return Fact(replace(field, name=name, aliases=every), read)


def through(facts: Sequence[Fact], step: Callable[[Any], Any], *, prefix: str = "") -> tuple[
    Fact, ...
]:
    """The same facts read from a row one step away: a visit's household, a household's head.

    Where there is nobody at the other end, the value is not known.
    """

    def stepped(each: Fact) -> Fact:
        def read(view: View, row: Any) -> Any:
            far = step(row)
            return None if far is None else each.read(view, far)

        return Fact(replace(each.field, name=f"{prefix}{each.name}"), read)

    return tuple(stepped(each) for each in facts)
