"""The returns of the creation work: where they stand in the catalogue, and printing some at once.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from models.returns.catalogue import return_called
from models.returns.returning import SPANS, Asked
from models.values.periods import Period
from ui.kit.job import Progress
from ui.parts.drawn_return import CATALOGUE, Order, printed

if TYPE_CHECKING:
    from PySide6.QtPrintSupport import QPrinter

    from models.keeping.store import Store



def return_place(code: str) -> int:
    """Where a return stands in the catalogue, from 1."""
    return CATALOGUE.index(return_called(code)) + 1


def orders(store: Store, codes: Sequence[str], day: date) -> list[Order]:
    """The returns of the periods that ``day`` lies in."""
    found = []
    for code in codes:
        wanted = return_called(code)
        asked = Asked.of(Period.of(day, SPANS[wanted.cadence]), day)
        found.append(Order(store.path, store.key, wanted, asked))
    return found


def print_all(wanted: Sequence[Order], printer: QPrinter, progress: Progress) -> int:
    """Print one after the other; how many pages."""
    return sum(printed(each, printer, progress) for each in wanted)
