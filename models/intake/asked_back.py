"""What is asked about keys typed for a row of a sheet that was read back."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.intake.brought_back import SheetReading
from models.intake.mark_sheets import PrintedSheet, SheetKind
from models.intake.scores_back import amount_asked
from models.visits.paper import SheetRow, row_asked

if TYPE_CHECKING:
    from models.keeping.store import Store


def asked_of(store: Store, reading: SheetReading, row: int, keys: str, today: date) -> str:
    """A household visited that day already, an amount far from those of its item; or nothing."""
    assert reading.page is not None
    if reading.kind == SheetKind.VISITS:
        return row_asked(store, store.get(SheetRow, row), keys, today=today)
    if reading.kind == SheetKind.POINTS:
        return amount_asked(store, store.get(PrintedSheet, reading.page.sheet), keys)
    return ""
