"""A fact a town may ask for: a field of a row, a measure, a figure of an account of points."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Any, NamedTuple

from models.figures.catalogue import headings
from models.figures.measure import VILLAGE, AnyMeasure, Rate
from models.figures.points import OF, OF_HOUSEHOLDS, heads_added
from models.figures.reckon import Key
from models.keeping.questions import NOT_SAID, NotHere
from models.keeping.record import Record, quoted
from models.points.engine.scheme import AccountKind
from models.returns.facts.view import NOTHING, View
from models.values.kinds import RATIO, TEXT, Field, Kind

if TYPE_CHECKING:
    from models.keeping.store import Store


class FigureAsked(NamedTuple):
    """The figure a measured fact stands for: the measure, and whom it is asked for."""

    measure: AnyMeasure
    subject: str = VILLAGE
    key: Key = None


class FormLine(NamedTuple):
    """A row of a subject as the data file tells it: its id, and what its facts ask, by the SQL."""

    id: int
    said: Mapping[str, Any]


@dataclass(frozen=True)
class Fact:
    """One value the ledger knows about a row: what it is, and how it is read.

    The aliases of ``field`` are headings; ``访/户次`` is the heading 户次 below one with 访 in it.
    ``read`` takes the view and the row and returns the value, ``NOTHING``, or None for unknown;
    ``sql`` is what the row is asked for it. ``asks`` says of the row of a view which figure is
    asked for, where it is not a field.
    """

    field: Field
    read: Callable[[View, Any], Any]
    asks: Callable[[View, Any], FigureAsked] | None = None
    sql: str = ""
    base: str = ""
    """Of a share, what it is taken of."""
    over: Callable[[View, Any], View] = lambda view, _: view
    """The view that its figure is asked of: of a village among those of a town, its own."""

    @property
    def name(self) -> str:
        """The name the map of a form knows it by."""
        return self.field.name

    @property
    def words(self) -> str:
        """What it is called, a share with its base: 户户到覆盖率（占应走访户）."""
        return f"{self.field.label}（占{self.base}）" if self.base else self.field.label

    @property
    def headings(self) -> tuple[str, ...]:
        """Every heading it goes under."""
        return (self.field.label, *self.field.aliases)


@dataclass(frozen=True)
class FormSubject:
    """What a form has one line for: a member, a household, a visit …

    ``rows`` lists them in the ledger's order; ``find`` is set where the form prints the lines
    itself and gives the row a printed label means, or None. ``keys`` are the facts that tell a
    row already written on the form; ``title`` are words that speak for this subject. ``within``
    says by which SQL a row tells the household or member it belongs to; ``each`` makes of a fact of
    the village one of a line, where the lines are villages.
    """

    code: str
    label: str
    facts: tuple[Fact, ...]
    rows: Callable[[View], Sequence[Any]]
    find: Callable[[View, str], Any] | None = None
    keys: tuple[str, ...] = ()
    title: tuple[str, ...] = ()
    within: Mapping[str, str] = field(default_factory=dict)
    each: Callable[[Fact], Fact] = lambda fact: fact

    def fact(self, name: str) -> Fact | None:
        """The fact of that name."""
        return next((each for each in self.facts if each.name == name), None)


def fact(
    name: str, label: str, read: Callable[[View, Any], Any], *aliases: str, kind: Kind = TEXT,
    sql: str = "", **says: Any,
) -> Fact:
    """Declare a fact; ``says`` are other attributes of :class:`models.values.kinds.Field`.

    ``aliases`` are headings that are worked out; those that are known stand in the resources.
    """
    every = (*aliases, *headings().get(name, ()))
    return Fact(Field(label, kind, name, aliases=every, **says), read, sql=sql)


def told(
    name: str, of: Field | str, sql: str, *aliases: str, blank: Any = NOTHING, **says: Any
) -> Fact:
    """A fact that the row says by itself, a field of a record or one of that label; ``blank`` is
    what nothing written means."""
    known = Field(of, **says) if isinstance(of, str) else of
    every = (*known.aliases, *aliases, *headings().get(name, ()))
    return Fact(replace(known, name=name, aliases=every),
                lambda _, row: blank if row.said[sql] is None else row.said[sql], sql=sql)


def fields_of(
    kind: type[Record], names: Sequence[str], of: str, prefix: str = "", *, blank: Any = NOTHING,
) -> tuple[Fact, ...]:
    """The facts that are fields of the record that the SQL calls ``of``."""
    return tuple(told(f"{prefix}{each}", kind.field(each), f"{of}.{quoted(each)}", blank=blank)
                 for each in names)


def again(facts: Iterable[Fact], prefix: str, whose: str = "") -> tuple[Fact, ...]:
    """The same facts of somebody else on the line: what is known of the member of a pairing.

    Their headings go under ``whose`` name, too, and below a heading of that name.
    """
    made = []
    for each in facts:
        name = f"{prefix}{each.name}"
        more = (f"{whose}{each.field.label}", *(
            f"{whose}/{word}" for word in each.headings if "/" not in word)) if whose else ()
        every = (*each.field.aliases, *more, *headings().get(name, ()))
        made.append(replace(each, field=replace(each.field, name=name, aliases=every)))
    return tuple(made)


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
                lambda view, row: view.figure(*asks(view, row)), asks,
                base=measure.base_label if isinstance(measure, Rate) else "")


def of_subject(
    subject: str, measures: Iterable[AnyMeasure], key: Callable[[Any], Key] = lambda row: row.id,
) -> tuple[Fact, ...]:
    """The facts that are these figures of a subject."""
    return tuple(measured(each, subject=subject, key=key) for each in measures)


def lines(
    key: str, source: str | Callable[[View], str], facts: Iterable[Fact], *more: str
) -> Callable[[View], list[FormLine]]:
    """How the rows of a subject are listed: ``source`` goes on from FROM, ``key`` is the id, and
    ``more`` what its facts ask beside their own."""
    asked = dict.fromkeys(more, TEXT) | {each.sql: each.field.kind for each in facts if each.sql}

    def drawn(view: View, columns: Iterable[str], after: str = "") -> list[tuple[Any, ...]]:
        drawn = source if isinstance(source, str) else source(view)
        return view.store.query(
            f"SELECT {', '.join((key, *columns))} FROM {drawn}{after}", view.asked)

    def here(view: View, column: str) -> bool:
        try:
            drawn(view, [column], " LIMIT 0")
        except NotHere:
            return False
        return True

    def rows(view: View) -> list[FormLine]:
        columns = asked
        try:
            found = drawn(view, asked)
        except NotHere:  # of a village at the town: what came of its lines is told all the same
            columns = {sql: kind for sql, kind in asked.items() if here(view, sql)}
            found = drawn(view, columns)
        untold = dict.fromkeys(asked.keys() - columns.keys(), NOT_SAID)
        return [FormLine(row, _said(untold | {
            sql: value if value in (None, NOT_SAID) else kind.load(value)
            for (sql, kind), value in zip(columns.items(), values, strict=True)
        })) for row, *values in found]

    return rows


class _Partly(dict[str, Any]):
    """What a line says, where something of it was not handed over."""

    def __getitem__(self, sql: str) -> Any:
        value = super().__getitem__(sql)
        if value == NOT_SAID:
            raise NotHere("这一项没有报来。")
        return value


def _said(line: dict[str, Any]) -> Mapping[str, Any]:
    return _Partly(line) if NOT_SAID in line.values() else line


# ── Of the accounts of points


def of_accounts(
    kind: str, subject: str, measure: AnyMeasure, label: str, *aliases: str, under: str = ""
) -> Fact:
    """A figure of the accounts of a kind; unknown while nobody has one."""
    told = measured(measure, label, *aliases, subject=subject, under=under)

    def read(view: View, row: Any) -> Any:
        return told.read(view, row) if view.has_accounts(kind) else None

    return replace(told, read=read)


def _moves(kind: str) -> tuple[Fact, ...]:
    """Under the names that those of households have."""
    return tuple(
        of_accounts(kind, kind, each, like.field.label, like.field.label, under=like.code)
        for each, like in zip(OF[kind].moves, OF_HOUSEHOLDS.moves, strict=True))


POINTS_OF_HOME, POINTS_OF_MEMBER = map(_moves, (AccountKind.HOUSEHOLD, AccountKind.MEMBER))


def of_village(measure: AnyMeasure, label: str) -> Fact:
    """A figure of the households' points, in the words for the whole village."""
    return of_accounts(AccountKind.HOUSEHOLD, VILLAGE, measure, label, label,
                       under=f"village.{measure.code}")


def heads_of(store: Store, kind: str) -> tuple[Fact, ...]:
    """What came in under each head of the village's own schemes, by the head's title."""
    return tuple(
        of_accounts(kind, kind, each, each.field.label,
                    *(wording.format(each.field.label) for wording in (
                        "{}", "加分/{}", "{}加分", "{}得分", "{}积分")), under=each.code)
        for each in heads_added(store, kind, date.max).values())
