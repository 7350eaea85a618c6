"""Reading a 走访登记表 somebody kept in a workbook."""

from __future__ import annotations

from pathlib import Path

from importers.lists.listing import read_list
from models.intake.listed import VISIT_HEADINGS, ReadLines


def read_visits(path: Path, *, sheet: str | None = None) -> ReadLines:
    """The visits of a workbook, each with 走访人, 日期 and 户号 or 户主.

    :raises Problem: it can't be opened, or the columns are not there.
    """
    return read_list(path, VISIT_HEADINGS, frozenset({"member", "day"}), sheet=sheet)
