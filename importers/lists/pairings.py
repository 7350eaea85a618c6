"""Reading a 党员联户台账 somebody kept in a workbook."""

from __future__ import annotations

from pathlib import Path

from importers.lists.listing import read_list
from models.intake.listed import PAIRING_HEADINGS, ReadLines


def read_pairings(path: Path, *, sheet: str | None = None) -> ReadLines:
    """The pairings of a workbook, each with 党员 and 户号 or 户主.

    :raises Problem: it can't be opened, or the columns are not there.
    """
    return read_list(path, PAIRING_HEADINGS, frozenset({"member"}), sheet=sheet)
