"""A fact a town may ask for, the subjects a form has a line for each of, and counts of visits."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from models.figures.names import headings
from models.returns.facts.view import Call, View
from models.values.kinds import DAY, NUMBER, RATIO, TEXT, Field, Kind

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
class FormSubject:
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


def fact(
    name: str, label: str, read: Callable[[View, Any], Any], *aliases: str, kind: Kind = TEXT,
    **says: Any,
) -> Fact:
    """Declare a fact; ``says`` are other attributes of :class:`models.values.kinds.Field`.

    ``aliases`` are headings that are worked out; those that are known stand in the resources.
    """
    every = (*aliases, *headings().get(name, ()))
    return Fact(Field(label, kind, name, aliases=every, **says), read)


def of_field(
    field: Field, name: str, read: Callable[[View, Any], Any], *aliases: str
) -> Fact:
    """A fact that is a field of a record, under its label, its own aliases and more."""
    every = (*field.aliases, *aliases, *headings().get(name, ()))
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


# ── counts of visits and problems ────────────────────────────────────────────


Calls = Callable[[View, Any], Sequence[Call]]


def called(calls: Calls) -> tuple[Fact, ...]:
    """The facts about the visits that ``calls`` picks for a row."""

    def found(view: View, row: Any) -> list[Call]:
        return [each for each in calls(view, row) if each.found]

    def solved(view: View, row: Any) -> int:
        return sum(all(map(view.solved, each.found)) for each in found(view, row))

    def rate(view: View, row: Any) -> Any:
        base = len(found(view, row))
        return Decimal(solved(view, row)) / base if base else NOTHING

    def last(view: View, row: Any) -> Any:
        return max((each.record.day for each in calls(view, row)), default=NOTHING)

    def homes(view: View, row: Any) -> int:
        return len({each.record.household for each in calls(view, row)})

    def by_way(*ways: str) -> Callable[[View, Any], int]:
        return lambda view, row: sum(each.record.way in ways for each in calls(view, row))

    return (
        fact("visits", "走访次数", lambda view, row: len(calls(view, row)), kind=NUMBER),
        fact("visits.homes", "走访户数", homes, kind=NUMBER),
        fact("visits.at-home", "入户次数", by_way("home"), kind=NUMBER),
        fact("visits.otherwise", "电话联系次数", by_way("phone", "away"), kind=NUMBER),
        fact("visits.last", "最近走访日期", last,
             kind=DAY),
        fact("problems", "收集问题", lambda view, row: len(found(view, row)), kind=NUMBER),
        fact("problems.solved", "办结问题", solved, kind=NUMBER),
        fact("problems.open", "未办结问题",
             lambda view, row: len(found(view, row)) - solved(view, row), kind=NUMBER),
        fact("problems.rate", "办结率", rate, kind=RATIO),
    )
