"""Reading a list of meetings somebody kept in a workbook: 会议类型, 日期, 主题, 应到, 实到."""

from __future__ import annotations

from pathlib import Path

from importers.roster.headings import plain
from importers.sheets.sheet_xml import column_letter
from importers.sheets.sight import add_in_sight, all_left_out
from importers.sheets.workbook import Grid, open_workbook, text
from models.intake.listed import ReadLine, ReadLines
from models.intake.meetings import MEETING_HEADINGS
from models.values.problem import Problem

_SEARCHED = 20
_NEEDED = frozenset({"kind", "held"})
_ENDS = ("合计", "总计", "小计", "填表", "说明", "备注：", "注：", "审核")


def read_meetings(path: Path, *, sheet: str | None = None) -> ReadLines:
    """The meetings in sight of a workbook, each with 会议类型 and 日期; a merged kind reaches down.

    :raises Problem: it can't be opened, or the columns are not there.
    """
    grids = [each for each in open_workbook(path) if sheet in (None, each.name)]
    lines = ReadLines()
    for grid in grids:
        add_in_sight(lines, grid, _lines(grid), asked=sheet is not None)
    if not lines:
        raise Problem(
            f"{Path(path).name} 里没有找到会议：表头里要有“会议类型”和“日期”两列，请核对。"
            f"{all_left_out(lines)}"
        )
    return lines


def _lines(grid: Grid) -> list[ReadLine]:
    head, columns = _head(grid)
    if not head:
        return []
    letters = {name: column_letter(column) for name, column in columns.items()}
    lines, above = [], ""
    for row in range(head + 1, len(grid.rows) + 1):
        values = {name: text(grid.at(row, column)) for name, column in columns.items()}
        first = next((text(each) for each in grid.rows[row - 1] if text(each)), "")
        if not first or first.startswith(_ENDS) or not (values["kind"] or values["held"]):
            continue
        values["kind"] = above = values["kind"] or above
        lines.append(ReadLine(grid.name, row, values, letters))
    return lines


def _head(grid: Grid) -> tuple[int, dict[str, int]]:
    """The row of the head and the column of each heading known, counted from 1."""
    known = _headings()
    for row in range(1, min(len(grid.rows), _SEARCHED) + 1):
        columns: dict[str, int] = {}
        for column, cell in enumerate(grid.rows[row - 1], 1):
            name = known.get(plain(cell))
            if name is not None:
                columns.setdefault(name, column)
        if columns.keys() >= _NEEDED:
            return row, columns
    return 0, {}


def _headings() -> dict[str, str]:
    """Plain heading → field; a label goes before any other way of writing."""
    found: dict[str, str] = {}
    for words in ("label", "aliases"):
        for name, field in MEETING_HEADINGS:
            written = (field.label,) if words == "label" else field.aliases
            for each in written:
                found.setdefault(plain(each), name)
    return found
