"""Reading a list of points somebody kept in a workbook."""

from __future__ import annotations

from pathlib import Path

from importers.lists.listing import HOMES, read_list
from models.intake.listed import ReadLines
from models.intake.points import POINTS_HEADINGS


def read_points(path: Path, *, sheet: str | None = None) -> ReadLines:
    """The lines of a workbook, each with 积分项目 and 户号, 户主 or 党员.

    :raises Problem: it can't be opened, or the columns are not there.
    """
    return read_list(path, POINTS_HEADINGS, frozenset({"title"}), sheet=sheet,
                     whose=HOMES | {"member"})
