"""A fact a town may ask for: a field of a row or a measure; what a form has a line for each of."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

from models.figures.catalogue import headings
from models.figures.measure import VILLAGE, AnyMeasure, Rate
from models.figures.reckon import Key
from models.keeping.record import Record
from models.returns.facts.view import NOTHING, View
from models.values.kinds import RATIO, TEXT, Field, Kind


class FigureAsked(NamedTuple):
    """The figure a measured fact stands for: the measure, and whom it is asked for."""

    measure: AnyMeasure
    subject: str = VILLAGE
    key: Key = None


@dataclass(frozen=True)
class Fact:
    """One value the ledger knows about a row: what it is, and how it is read.

    The aliases of ``field`` are headings; ``访/户次`` is the heading 户次 below one with 访 in it.
    ``read`` takes the view and the row and returns the value, ``NOTHING``, or None for unknown.
    ``asks`` says of the row of a view which figure is asked for, where it is not a field.
    """

    field: Field
    read: Callable[[View, Any], Any]
    asks: Callable[[View, Any], FigureAsked] | None = None

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


def measured(
    measure: AnyMeasure, label: str = "", *aliases: str, subject: str = VILLAGE,
    key: Callable[[Any], Key] = lambda row: row.id, under: str = "",
    chosen: Callable[[View, Any], AnyMeasure] | None = None,
) -> Fact:
    """A fact that is a figure of a subject, whose ``key`` the row says; it has the measure's code.

    It goes by the names of the measure, or by those kept ``under`` another code; ``chosen`` says
    which measure is meant, where the form or the row decides.
    """

    def asks(view: View, row: Any) -> FigureAsked:
        return FigureAsked(chosen(view, row) if chosen else measure, subject,
                           None if subject == VILLAGE else key(row))

    told = measure.field
    every = (*aliases, *(() if under else (told.label, *told.aliases)),
             *headings().get(under or measure.code, ()))
    kind = RATIO if isinstance(measure, Rate) else told.kind
    return Fact(Field(label or told.label, kind, measure.code, aliases=every),
                lambda view, row: view.figure(*asks(view, row)), asks)


def of_subject(
    subject: str, measures: Iterable[AnyMeasure], key: Callable[[Any], Key] = lambda row: row.id,
) -> tuple[Fact, ...]:
    """The facts that are these figures of a subject."""
    return tuple(measured(each, subject=subject, key=key) for each in measures)


def fields_of(
    kind: type[Record], names: Sequence[str], prefix: str = "", *,
    record: Callable[[Any], Any] = lambda row: row.record, blank: Any = NOTHING,
) -> tuple[Fact, ...]:
    """The facts that are fields of a record; ``blank`` None: what is not written is not known."""

    def reader(name: str) -> Callable[[View, Any], Any]:
        def read(_: View, row: Any) -> Any:
            value = getattr(record(row), name)
            return blank if value is None else value

        return read

    return tuple(of_field(kind.field(name), f"{prefix}{name}", reader(name)) for name in names)


def through(
    facts: Sequence[Fact], step: Callable[[View, Any], Any], *, prefix: str = ""
) -> tuple[Fact, ...]:
    """The same facts read from a row one step away: a visit's household, a household's head.

    Where there is nobody at the other end, the value is not known.
    """

    def stepped(each: Fact) -> Fact:
        def read(view: View, row: Any) -> Any:
            far = step(view, row)
            return None if far is None else each.read(view, far)

        return Fact(replace(each.field, name=f"{prefix}{each.name}"), read)

    return tuple(map(stepped, facts))
