"""Opening a figure of a return: the records it counts, and the near misses with the reason."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

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


def rates_of(store: Store, sheet: Sheet, asked: Asked) -> dict[int, Ratio]:
    """Column from 0 → the two parts of the share that stands in 合计, as it stands there."""
    figures, rows, days = _today(store, sheet, asked)
    if figures is None or sheet.total is None:
        return {}
    found: dict[int, Ratio] = {}
    for place, column in enumerate(sheet.columns):
        measured = figures.asks(store, column, rows, days)
        if isinstance(measured, tuple) and isinstance(measured[0], Rate):
            measure, over, among = measured
            ratio = reckon(store, [(measure, over)], among=among).value(measure, over)
            if str(ratio) == sheet.total[place]:
                found[place] = ratio
    return found


def _earlier(
    store: Store, figures: Opens, column: Column, rows: Sequence[Row], period: Period
) -> str:
    ago = [Asked.of(each).days for each in (period.previous(), year_before(period))]
    return Earlier(*figures.before(store, column, rows, ago)).told(column.show)
