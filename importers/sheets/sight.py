"""What is out of sight in a list, a sheet or a row, stays out of the ledger, and that is said."""

from __future__ import annotations

from collections.abc import Sequence

from importers.sheets.workbook import Grid, text
from models.intake.listed import ReadLine, ReadLines
from models.intake.reading import ReadFinding
from models.values.finding import Level

SHOW_FIRST = "要导入请先取消隐藏"


def add_in_sight(
    lines: ReadLines, grid: Grid, found: Sequence[ReadLine], *, asked: bool = False
) -> None:
    """Add the lines found on a sheet, except those nobody sees who looks at it.

    :param asked: the sheet was named, so that it is read though it is hidden.
    """
    if grid.hidden and not asked:
        if found:
            lines.left_out.append(_sheet(grid))
            lines.rows_left_out += len(found)
        return
    for line in found:
        if line.row not in grid.hidden_rows:
            lines.append(line)
            continue
        lines.left_out.append(_row(grid, line.row))
        lines.rows_left_out += 1


def all_left_out(lines: ReadLines) -> str:
    """Why there is no line, where everything is out of sight."""
    return "".join(each.why for each in lines.left_out[:3])


def unseen(grids: Sequence[Grid], *, sheet: str | None = None) -> list[ReadFinding]:
    """What is out of sight in a workbook that is taken whole or not at all."""
    found: list[ReadFinding] = []
    for grid in grids:
        if grid.hidden and sheet is None:
            found += [_sheet(grid)] if any(text(each) for row in grid.rows for each in row) else []
        elif sheet in (None, grid.name):
            found += [_row(grid, row) for row in hidden_rows(grid)]
    return found


def hidden_rows(grid: Grid) -> list[int]:
    """The rows nobody sees though something stands in them, counted from 1."""
    return [row for row in sorted(grid.hidden_rows)
            if row <= len(grid.rows) and any(map(text, grid.rows[row - 1]))]


def _sheet(grid: Grid) -> ReadFinding:
    return ReadFinding(Level.NOTICE, "hidden-sheet", grid.name, None, None, "",
                   f"“{grid.name}”是隐藏的表，没有导入。{SHOW_FIRST}，或指明这张表。")


def _row(grid: Grid, row: int) -> ReadFinding:
    return ReadFinding(Level.NOTICE, "hidden-row", grid.name, row, None, "",
                   f"“{grid.name}”第 {row} 行是隐藏的或被筛选掉的，没有导入。"
                   f"{SHOW_FIRST}和筛选。")
