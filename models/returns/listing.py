"""A return that is a list: each column says what fills it, a field of the line or a figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from models.figures.labels import label
from models.figures.measure import VILLAGE, AnyMeasure, Days, Measure, Rate, Ratio
from models.figures.reckon import EVERYBODY, Among, Key, Reckoned, lines_counted, reckon
from models.returns.returning import Asked, Opening, Opens, Return, headed
from models.values.figure import Figure, Seen
from models.values.kinds import NUMBER, Field
from models.values.privacy import Privacy
from models.values.sheet import Column, Row, Sheet, summed

if TYPE_CHECKING:
    from models.keeping.store import Store

NUMBERED = Column(Field("序号", NUMBER, width=5))
HEAD_NAME = Column(Field("户主", width=8, privacy=Privacy.NAME))
GROUP_NAME = Column(Field("组别", width=8))
HOUSEHOLD_NUMBER = Column(Field("户号", width=8, privacy=Privacy.HOUSEHOLD))


class Over(NamedTuple):
    """A measure over other days than the return is drawn for."""

    measure: AnyMeasure
    days: Callable[[Days], Days]


class Of(NamedTuple):
    """A figure of another record behind the line than the one it is about: of its household."""

    table: str
    measure: AnyMeasure


WorkedOut = Callable[["Store", Days], str | Sequence[Sequence[Any]]]
"""Answers with the SQL that goes on from FROM, or with the words and the ids of every line."""


def counted_by(measure: Measure, more: str = "", order: str = "") -> WorkedOut:
    """The lines are those that a figure counts, ``more`` joined to them."""
    return lambda store, days: f"""FROM {lines_counted(store, measure, days, more)}
                                   ORDER BY {order or measure.source.day or 'x.id'}, x.id"""


OpenedBy = Callable[["Store", Days, Among], Figure | None]


class Written(NamedTuple):
    """A figure that the line itself says: its SQL, and what it opens into."""

    sql: str
    opens: AnyMeasure | Over | OpenedBy


Filled = str | AnyMeasure | Over | Of | Written
"""What fills a column: SQL, or a figure of the subject of the line."""


@dataclass(frozen=True)
class Listing(Opens):
    """A list, ``numbered`` or not: a line for every answer to one question, its figures across.

    ``filled`` are the columns, each with what fills it; ``behind`` tells by table the SQL of the
    id of every record that a line is drawn from, the first of them whom its figures are about (no
    record, when it has no SQL). ``source`` goes on from FROM and knows ``:first`` and ``:last``
    where days are given; what no SQL can list is a function that answers with the words and the
    ids of every line.
    """

    behind: Mapping[str, str]
    source: str | WorkedOut
    filled: tuple[tuple[Column, Filled], ...]
    numbered: bool = True

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the sheet, the number first where there is one; those of shares know what
        they are shares of, where that stands on the sheet.
        """
        keys = {id(fill): column.key for column, fill in self.filled}
        return (*self._before, *(
            replace(column, share=(keys[id(fill.part)], keys[id(fill.base)]))
            if isinstance(fill, Rate) and {id(fill.part), id(fill.base)} <= keys.keys() else column
            for column, fill in self.filled))

    @property
    def _before(self) -> tuple[Column, ...]:
        return (NUMBERED,) if self.numbered else ()

    @property
    def subject(self) -> str:
        """Whom the figures of a line are about."""
        return next(iter(self.behind))

    @property
    def measures(self) -> tuple[AnyMeasure, ...]:
        """What is measured over the days the return is drawn for."""
        return tuple(fill for _, fill in self.filled if isinstance(fill, Measure | Rate))

    def rows(self, store: Store, days: Days, **values: Any) -> list[Row]:
        """The lines of the sheet; ``values`` are those that ``source`` asks for beside the days."""
        answers = self._answers(store, days, values)
        figures = self._figures(days)
        found = {subject: reckon(store, [asked for of, asked in figures.values() if of == subject],
                                 subject) for subject in {of for of, _ in figures.values()}}
        return [self._row(place, answer, figures, found)
                for place, answer in enumerate(answers, 1)]

    def _answers(
        self, store: Store, days: Days, values: Mapping[str, Any]
    ) -> Sequence[Sequence[Any]]:
        source = self.source if isinstance(self.source, str) else self.source(store, days)
        if not isinstance(source, str):
            return source
        words = (fill.sql if isinstance(fill, Written) else fill for _, fill in self.filled)
        wanted = (*(each for each in words if isinstance(each, str)), *self.behind.values())
        return store.query(f"SELECT {', '.join(wanted)} {source}", {**days.asked, **values})

    def _row(
        self, place: int, answer: Sequence[Any], figures: Mapping[int, _Asked],
        found: Mapping[str, Reckoned],
    ) -> Row:
        width = len(self.filled) - len(figures)
        ids, read = dict(zip(self.behind, answer[width:], strict=True)), iter(answer[:width])
        values = [
            _shown(found[figures[at].of].value(*figures[at].figure, ids[figures[at].of]))
            if at in figures else column.load(next(read))
            for at, (column, _) in enumerate(self.filled)
        ]
        refs = tuple((table, ids[table]) for table, sql in self.behind.items()
                     if sql and ids[table] is not None)
        return Row((*(place for _ in self._before), *values), refs, key=answer[width])

    def _figures(self, days: Days) -> dict[int, _Asked]:
        """The figures by the place of their column."""
        asked = ((at, self._asked(fill, days)) for at, (_, fill) in enumerate(self.filled))
        return {at: each for at, each in asked if each}

    def _asked(self, fill: Filled | OpenedBy, days: Days) -> _Asked | None:
        match fill:
            case Measure() | Rate():
                return _Asked(self.subject, (fill, days))
            case Over(measure, over):
                return _Asked(self.subject, (measure, over(days)))
            case Of(table, measure):
                return _Asked(table, (measure, days))
        return None

    def total(self, store: Store, rows: Sequence[Row], days: Days) -> tuple[Any, ...] | None:
        """The 合计 line: of the subjects listed, what adds up summed, the rest counted anew."""
        if not any(each.total for each in self.columns):
            return None
        total = list(summed(self.columns, rows))
        for at, (of, (measure, over)) in self._figures(days).items():
            if of != self.subject or not measure.adds_up(of):
                found = reckon(store, [(measure, over)], among=self._listed(rows, of))
                total[at + len(self._before)] = _shown(found.value(measure, over))
        return tuple(total)

    def asks(
        self, store: Store, column: Column, rows: Sequence[Row], days: Days
    ) -> Opening | Figure | None:
        """A measure among the lines listed, or what a line has written."""
        fill = {each.key: fill for each, fill in self.filled}.get(column.key, "")
        opens = fill.opens if isinstance(fill, Written) else fill
        asked = self._asked(opens, days)
        if asked:
            return *asked.figure, self._listed(rows, asked.of)
        return opens(store, days, self._listed(rows, self.subject)) if callable(opens) else None

    def open(
        self, store: Store, column: Column, rows: Sequence[Row], days: Days
    ) -> Figure | None:
        """The figure of a column, of these lines alone; None of another column."""
        figure = super().open(store, column, rows, days)
        places = (at for at, each in enumerate(self.columns) if each.key == column.key)
        return figure and _with_aside(store, figure, rows, next(places))

    def _listed(self, rows: Sequence[Row], of: str) -> Among:
        if of == VILLAGE:
            return EVERYBODY
        return Among(of, [row.key if of == self.subject else dict(row.refs).get(of)
                          for row in rows if row.key != ASIDE])


class _Asked(NamedTuple):
    """The figure that fills a column, and which of the records behind a line it is about."""

    of: str
    figure: tuple[AnyMeasure, Days]


@dataclass(frozen=True)
class WrittenOut(Opens):
    """The figures of a sheet whose lines are written one by one.

    ``figure`` says what stands under a heading for the keys of some lines: a measure, over which
    days, among whom; None where there is no figure.
    """

    figure: Callable[[str, Sequence[Key], Days], Opening | None]
    of: tuple[AnyMeasure, ...] = ()

    @property
    def measures(self) -> tuple[AnyMeasure, ...]:
        """Those named."""
        return self.of

    def asks(
        self, store: Store, column: Column, rows: Sequence[Row], days: Days
    ) -> Opening | None:
        """As ``figure`` says."""
        return self.figure(column.label, [row.key for row in rows], days)


def of_columns(subject: str, filled: Mapping[str, AnyMeasure]) -> WrittenOut:
    """By heading the figures of lines that are each about one of a kind."""
    return WrittenOut(lambda label, keys, days: (
        filled[label], days, Among(subject, keys)) if label in filled else None)


ASIDE = "aside"
"""The key of a line that is nobody's: its figures were handed in and stand behind themselves."""


def _with_aside(store: Store, figure: Figure, rows: Sequence[Row], at: int) -> Figure:
    """A sum with what the lines beside those of the subjects add to it."""
    added = tuple(Seen(ref, label(store, ref), amount=Decimal(row.values[at]))
                  for row in rows if row.key == ASIDE and row.values[at] for ref in row.refs)
    if not added:
        return figure
    value = sum((each.amount or Decimal(0) for each in added), figure.value)
    return replace(figure, value=value, counted=(*figure.counted, *added))


def _shown(value: Any) -> Any:
    """A share stands on a sheet as it is written."""
    return str(value) if isinstance(value, Ratio) else value


# ── a return that is a list and nothing else ─────────────────────────────────


Says = Mapping[str, Any] | Callable[["Store", Asked, Sequence[Row]], Mapping[str, Any]]
"""What the sheet says beside its table: its notes, its measure, who signs."""


def listed(
    code: str, title: str, cadence: str, listing: Listing | Callable[[Store, Asked], Listing],
    says: Says, columns: tuple[Column, ...] = (), **of: Any,
) -> Return:
    """The return of a listing; ``columns`` where these depend on the village, and ``of`` more of
    what a :class:`Return` says."""

    def make(store: Store, asked: Asked) -> Sheet:
        drawn = listing if isinstance(listing, Listing) else listing(store, asked)
        rows = drawn.rows(store, asked.days, **asked.answers)
        return headed(store, asked, **{
            "code": code, "title": title, "columns": drawn.columns, "rows": rows,
            "total": drawn.total(store, rows, asked.days),
            **(says(store, asked, rows) if callable(says) else says)})

    known = listing.columns if isinstance(listing, Listing) else columns
    return Return(code, title, cadence, known, make, figures=listing, **of)
