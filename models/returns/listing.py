"""A return that is a list: each column says what fills it, a field of the line or a figure."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol

from models.figures.labels import label
from models.figures.measure import VILLAGE, AnyMeasure, Days, Measure, Rate, Ratio
from models.figures.reckon import EVERYBODY, Among, Key, Reckoned, opened, reckon
from models.keeping.questions import Values
from models.values.figure import Figure, Seen
from models.values.kinds import NUMBER, Field
from models.values.privacy import Privacy
from models.values.sheet import Column, Row, summed

if TYPE_CHECKING:
    from models.keeping.store import Store

NUMBERED = Column(Field("序号", NUMBER, width=5))
HEAD_NAME = Column(Field("户主", width=8, privacy=Privacy.NAME))
GROUP_NAME = Column(Field("组别", width=8))
HOUSEHOLD_NUMBER = Column(Field("户号", width=8))


class Over(NamedTuple):
    """A measure over other days than the return is drawn for."""

    measure: AnyMeasure
    days: Callable[[Days], Days]


WorkedOut = Callable[["Store", Days], Sequence[Sequence[Any]]]
"""Answers with the words and the ids of every line, where no SQL can list them."""


OpenedBy = Callable[["Store", Days, Among], Figure | None]


class Written(NamedTuple):
    """A figure that the line itself says: its SQL, and what it opens into."""

    sql: str
    opens: AnyMeasure | OpenedBy


Filled = str | AnyMeasure | Over | Written
"""What fills a column: SQL, or a figure of the subject of the line."""


@dataclass(frozen=True)
class Listing:
    """A list, ``numbered`` or not: a line for every answer to one question, its figures across.

    ``filled`` are the columns, each with what fills it; ``behind`` tells by table the SQL of the
    id of every record that a line is drawn from, the first of them whom its figures are about (no
    record, when it has no SQL). ``source`` goes on from FROM and knows ``:first`` and ``:last``
    where days are given; what no SQL can list is a function that answers with the words and the
    ids of every line. ``speaks_of`` are the days told when a return is asked for some.
    """

    behind: Mapping[str, str]
    source: str | WorkedOut
    filled: tuple[tuple[Column, Filled], ...]
    speaks_of: Callable[[Days], Days] = lambda days: days
    numbered: bool = True

    @property
    def columns(self) -> tuple[Column, ...]:
        """The columns of the sheet, the number first where there is one."""
        return (*self._before, *(column for column, _ in self.filled))

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

    def rows(
        self, store: Store, values: Values = (), days: Days | None = None
    ) -> list[Row]:
        """The lines of the sheet; ``values`` are those that ``source`` asks for."""
        days = days and self.speaks_of(days)
        figures = self._figures(days)
        found = reckon(store, figures.values(), self.subject)
        return [self._row(place, answer, figures, found)
                for place, answer in enumerate(self._answers(store, values, days), 1)]

    def _answers(
        self, store: Store, values: Values, days: Days | None
    ) -> Sequence[Sequence[Any]]:
        if not isinstance(self.source, str):
            assert days is not None, "a list that is worked out is one of some days"
            return self.source(store, days)
        words = (fill.sql if isinstance(fill, Written) else fill for _, fill in self.filled)
        wanted = (*(each for each in words if isinstance(each, str)), *self.behind.values())
        return store.query(f"SELECT {', '.join(wanted)} {self.source}",
                           values if days is None else days.asked | dict(values))

    def _row(
        self, place: int, answer: Sequence[Any], figures: Mapping[int, _Asked], found: Reckoned
    ) -> Row:
        width = len(self.filled) - len(figures)
        key, read = answer[width], iter(answer[:width])
        values = [
            _shown(found.value(*figures[at], key)) if at in figures
            else column.load(next(read))
            for at, (column, _) in enumerate(self.filled)
        ]
        ids = zip(self.behind.items(), answer[width:], strict=True)
        refs = tuple((table, row) for (table, sql), row in ids if sql and row is not None)
        return Row((*(place for _ in self._before), *values), refs, key=key)

    def _figures(self, days: Days | None) -> dict[int, _Asked]:
        """The figures by the place of their column."""
        found: dict[int, _Asked] = {}
        for at, (_, fill) in enumerate(self.filled):
            if isinstance(fill, str | Written):
                continue
            assert days is not None, "figures are counted over days"
            found[at] = _asked(fill, days)
        return found

    def total(self, store: Store, rows: Sequence[Row], days: Days) -> tuple[Any, ...]:
        """The 合计 line: of the subjects listed, what adds up summed, the rest counted anew."""
        total = list(summed(self.columns, rows))
        figures = self._figures(self.speaks_of(days))
        anew = {at: each for at, each in figures.items() if not each[0].adds_up(self.subject)}
        found = reckon(store, anew.values(), among=self._listed(rows))
        for at, each in anew.items():
            total[at + len(self._before)] = _shown(found.value(*each))
        return tuple(total)

    def open(
        self, store: Store, column: Column, rows: Sequence[Row], days: Days
    ) -> Figure | None:
        """The figure of a column that is one, of these lines alone; None of another column."""
        at, opens = self._opens(column)
        if asked := self.measured(column, rows, days):
            return _with_aside(store, opened(store, *asked), rows, at + len(self._before))
        return opens(store, self.speaks_of(days), self._listed(rows)) if callable(opens) else None

    def measured(self, column: Column, rows: Sequence[Row], days: Days) -> AskedFor | None:
        """As :meth:`Opens.measured`."""
        _, opens = self._opens(column)
        if not isinstance(opens, Measure | Rate | Over):
            return None
        return *_asked(opens, self.speaks_of(days)), self._listed(rows)

    def before(
        self, store: Store, column: Column, rows: Sequence[Row], earlier: Sequence[Days]
    ) -> list[Any]:
        """The figure of a column, of these lines alone, over each of some earlier days."""
        if asked := [each for days in earlier if (each := self.measured(column, rows, days))]:
            found = reckon(store, [each[:2] for each in asked], among=self._listed(rows))
            return [found.value(*each[:2]) for each in asked]
        figures = (self.open(store, column, rows, days) for days in earlier)
        return [each and each.in_cell for each in figures]

    def _opens(self, column: Column) -> tuple[int, str | AnyMeasure | Over | OpenedBy]:
        """The place of a column, and what it opens into."""
        found = ((at, fill) for at, (each, fill) in enumerate(self.filled)
                 if each.key == column.key)
        at, fill = next(found, (0, ""))
        return at, fill.opens if isinstance(fill, Written) else fill

    def _listed(self, rows: Sequence[Row]) -> Among:
        if self.subject == VILLAGE:
            return EVERYBODY
        return Among(self.subject, [row.key for row in rows if row.key != ASIDE])


_Asked = tuple[AnyMeasure, Days]


def _asked(fill: AnyMeasure | Over, days: Days) -> _Asked:
    return (fill.measure, fill.days(days)) if isinstance(fill, Over) else (fill, days)


AskedFor = tuple[AnyMeasure, Days, Among]
"""A measure, over which days, among whom."""


class Opens(Protocol):
    """What a return gives so that its figures open, as a :class:`Listing` does."""

    @property
    def measures(self) -> tuple[AnyMeasure, ...]:
        """What is measured over the days the return is drawn for."""

    def open(
        self, store: Store, column: Column, rows: Sequence[Row], days: Days
    ) -> Figure | None:
        """The figure of a column, of these lines alone; None of another column."""

    def measured(self, column: Column, rows: Sequence[Row], days: Days) -> AskedFor | None:
        """What is measured for it; None of another column, or where no measure opens it."""

    def before(
        self, store: Store, column: Column, rows: Sequence[Row], earlier: Sequence[Days]
    ) -> list[Any]:
        """The same figure over other days."""


@dataclass(frozen=True)
class WrittenOut:
    """The figures of a sheet whose lines are written one by one.

    ``figure`` says what stands under a heading for the keys of some lines: a measure, over which
    days, among whom; None where there is no figure.
    """

    figure: Callable[[str, Sequence[Key], Days], AskedFor | None]
    measures: tuple[AnyMeasure, ...] = ()

    def open(
        self, store: Store, column: Column, rows: Sequence[Row], days: Days
    ) -> Figure | None:
        """The figure of a column, of these lines alone; None of another column."""
        asked = self.measured(column, rows, days)
        return opened(store, *asked) if asked else None

    def measured(self, column: Column, rows: Sequence[Row], days: Days) -> AskedFor | None:
        """As :meth:`Opens.measured`."""
        return self.figure(column.label, [row.key for row in rows], days)

    def before(
        self, store: Store, column: Column, rows: Sequence[Row], earlier: Sequence[Days]
    ) -> list[Any]:
        """The figure of a column, of these lines alone, over each of some earlier days."""
        figures = (self.open(store, column, rows, days) for days in earlier)
        return [each and each.in_cell for each in figures]


def of_columns(subject: str, filled: Mapping[str, AnyMeasure | Over]) -> WrittenOut:
    """By heading the figures of lines that are each about one of a kind."""
    def figure(label: str, keys: Sequence[Key], days: Days) -> AskedFor | None:
        among = EVERYBODY if subject == VILLAGE else Among(subject, keys)
        return (*_asked(filled[label], days), among) if label in filled else None

    return WrittenOut(figure, tuple(
        each for each in filled.values() if isinstance(each, Measure | Rate)))


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
