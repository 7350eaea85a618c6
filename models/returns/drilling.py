"""Opening a figure of a return: the records it counts, and the near misses with the reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.figures.labels import labels
from models.returns.catalogue import return_called
from models.returns.returning import Asked
from models.values.figure import Seen
from models.values.sheet import Ref, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store


@dataclass(frozen=True)
class Behind:
    """What stands behind a figure: the records counted, and those nearly counted, with why not."""

    counted: tuple[Seen, ...]
    missed: tuple[Seen, ...] = ()

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
    figures = return_called(sheet.code, store).figures
    figure = figures and figures.open(store, sheet.columns[column], rows, asked.days)
    if figure:
        return Behind(figure.counted, figure.missed)
    refs = tuple(dict.fromkeys(ref for each in rows for ref in each.refs))
    words = labels(store, refs)
    return Behind(tuple(Seen(ref, words[ref]) for ref in refs))
