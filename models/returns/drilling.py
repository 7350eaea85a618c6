"""Opening a figure of a return: the records it counts, and the near misses with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, NamedTuple

from models.figures.history import Earlier, year_before
from models.figures.labels import labels
from models.figures.measure import VILLAGE, Rate, Ratio
from models.figures.reckon import EVERYBODY, Among, Key, opened_each, reckon
from models.returns.catalogue import every_return, return_called
from models.returns.listing import ASIDE
from models.returns.returning import Asked, Opens
from models.values.figure import Figure, Seen
from models.values.periods import Period
from models.values.sheet import Column, Ref, Row, Sheet

if TYPE_CHECKING:
    from models.figures.measure import AnyMeasure, Days
    from models.keeping.store import Store


@dataclass(frozen=True)
class Behind:
    """What stands behind a figure: the records counted, and those nearly counted, with why not.

    ``earlier`` says what the same figure was a period and a year ago.
    """

    counted: tuple[Seen, ...]
    missed: tuple[Seen, ...] = ()
    earlier: str = ""

    @property
    def refs(self) -> tuple[Ref, ...]:
        """The records counted."""
        return tuple(each.ref for each in self.counted)


def behind(
    store: Store, sheet: Sheet, asked: Asked, row: int | None, column: int
) -> Behind:
    """What stands behind a figure; ``row`` is None for 合计.

    Where a return does not tell the columns apart, the records of the whole line.
    """
    rows = list(sheet.rows) if row is None else [sheet.rows[row]]
    wanted = return_called(sheet.code, store)
    figures, asked = wanted.listing(store, asked), wanted.speaks_of(asked)
    figure = figures and figures.open(store, sheet.columns[column], rows, asked.days)
    if figures and figure:
        return Behind(figure.counted, figure.missed,
                      _earlier(store, figures, sheet.columns[column], rows, asked.period))
    refs = tuple(dict.fromkeys(ref for each in rows for ref in each.refs))
    words = labels(store, refs)
    return Behind(tuple(Seen(ref, words[ref]) for ref in refs))


def behind_each(store: Store, sheet: Sheet, asked: Asked) -> dict[tuple[int, int], Figure]:
    """(line, column), both from 1 → what stands behind the figure there, its records unnamed.

    Of a sheet drawn earlier only the cells that say today what they said then: the others have
    other records behind them by now.
    """
    figures, rows, days = _today(store, sheet, asked)
    if figures is None:
        return {}
    found: dict[tuple[int, int], Figure] = {}
    together: dict[tuple[AnyMeasure, Days, str], list[tuple[Key, tuple[int, int]]]]
    together = defaultdict(list)
    for line, (was, row) in enumerate(zip(sheet.rows, rows, strict=False), 1):
        for place, column in enumerate(sheet.columns, 1):
            if was.refs != row.refs or was.values[place - 1] != row.values[place - 1]:
                continue
            measured = figures.asks(store, column, [row], days)
            if not isinstance(measured, tuple):
                if measured:
                    found[line, place] = measured
            elif row.key != ASIDE:
                measure, over, among = measured
                for key in among.keys or (None,):
                    together[measure, over, among.subject].append((key, (line, place)))
    for (measure, over, subject), cells in together.items():
        among = EVERYBODY if subject == VILLAGE else Among(subject, [key for key, _ in cells])
        each = opened_each(store, measure, over, among)
        found |= {cell: each[key] for key, cell in cells}
    return found


def _today(store: Store, sheet: Sheet, asked: Asked) -> tuple[Opens | None, list[Row], Days]:
    """What opens the figures of a sheet that was drawn earlier, its lines anew, and their days."""
    wanted = next((each for each in every_return(store) if each.code == sheet.code), None)
    figures = wanted.listing(store, asked) if wanted else None
    if wanted is None or figures is None:
        return None, [], asked.days
    return figures, list(wanted.draw(store, asked).rows), wanted.speaks_of(asked).days


class Meant(NamedTuple):
    """The measure of a figure, whom its lines are about, and of a share or a mean the two parts:
    of 合计, and of lines that are figures of their own. One of other days has no measure.
    """

    measure: str
    subject: str
    rate: Ratio | None = None


def meant_by(store: Store, sheet: Sheet, asked: Asked) -> dict[tuple[int, int], Meant]:
    """(line, column) → what is meant by the figure there, counted over the days of the sheet.

    Both count from 1; line 0 is the column as a whole, and lines are told of a sheet of which
    each is a figure of its own.
    """
    figures, rows, days = _today(store, sheet, asked)
    if figures is None:
        return {}
    lines = {line: [row] for line, row in enumerate(rows, 1)} if sheet.alike else {0: rows}
    found: dict[tuple[int, int], Meant] = {}
    for line, some in lines.items():
        for place, column in enumerate(sheet.columns, 1):
            measured = figures.asks(store, column, some, days)
            if not isinstance(measured, tuple):
                continue
            measure, over, among = measured
            values = sheet.rows[line - 1].values if line else sheet.total
            ratio = _parts(store, measure, over, among, values[place - 1]) if values else None
            if over == days or (line and ratio):
                found[line, place] = Meant(
                    measure.code if over == days else "", among.subject, ratio)
    return found


def _parts(
    store: Store, measure: AnyMeasure, over: Days, among: Among, shown: object
) -> Ratio | None:
    """The two parts of a share or a mean, if they make what is shown."""
    if not isinstance(measure, Rate) and not measure.averaged:
        return None
    ratio = reckon(store, [(measure, over)], among=among).ratio(measure, over)
    return ratio if str(ratio) == str(shown) else None


def _earlier(
    store: Store, figures: Opens, column: Column, rows: Sequence[Row], period: Period
) -> str:
    ago = [Asked.of(each).days for each in (period.previous(), year_before(period))]
    return Earlier(*figures.before(store, column, rows, ago)).told(column.show)
