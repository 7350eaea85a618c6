"""Opening a figure of a return: the records it counts, and the near misses with the reason."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.figures.history import Earlier, year_before
from models.figures.labels import labels
from models.returns.catalogue import return_called
from models.returns.listing import Opens
from models.returns.returning import Asked
from models.values.figure import Seen
from models.values.periods import Period
from models.values.sheet import Column, Ref, Row, Sheet

if TYPE_CHECKING:
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
    figures = return_called(sheet.code, store).listing(store, asked)
    figure = figures and figures.open(store, sheet.columns[column], rows, asked.days)
    if figures and figure:
        return Behind(figure.counted, figure.missed,
                      _earlier(store, figures, sheet.columns[column], rows, asked.period))
    refs = tuple(dict.fromkeys(ref for each in rows for ref in each.refs))
    words = labels(store, refs)
    return Behind(tuple(Seen(ref, words[ref]) for ref in refs))


def _earlier(
    store: Store, figures: Opens, column: Column, rows: Sequence[Row], period: Period
) -> str:
    ago = [Asked.of(each).days for each in (period.previous(), year_before(period))]
    return Earlier(*figures.before(store, column, rows, ago)).told(column.show)
