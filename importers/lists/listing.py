"""Reading plain lists, a line for each fact: what is out of sight stays out, and that is said."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from importers.roster.headings import plain
from importers.sheets.workbook import Grid, open_workbook, text
from models.intake.kept_elsewhere import MEETING_HEADINGS, POINTS_HEADINGS
from models.intake.listed import PAIRING_HEADINGS, VISIT_HEADINGS, ReadLine, ReadLines
from models.intake.reading import ReadFinding
from models.values.finding import Level
from models.values.kinds import Field
from models.values.problem import Problem
from models.values.spreadsheet import column_letter

HOMES = frozenset({"number", "head"})
"""What names a household."""

_SEARCHED = 20
_ENDS = ("合计", "总计", "小计", "填表", "说明", "备注：", "注：", "审核")


def read_list(
    path: Path, headings: Sequence[tuple[str, Field]], needed: frozenset[str], *,
    sheet: str | None = None, whose: frozenset[str] = HOMES,
) -> ReadLines:
    """The lines in sight of every sheet with the ``needed`` columns and one that says whose.

    Where 党员 is needed, a blank cell takes what stands above it, as in a merged cell.

    :raises Problem: no sheet has them, or the one named is not there.
    """
    grids = [each for each in open_workbook(path) if sheet in (None, each.name)]
    if not grids:
        raise Problem(f"{path.name} 里没有工作表“{sheet}”，请核对名称。")
    known = {
        plain(word): name for name, field in reversed(headings)
        for word in (field.label, *field.aliases)
    }
    lines = ReadLines()
    for grid in grids:
        add_in_sight(lines, grid, _lines(grid, known, needed, whose), asked=sheet is not None)
    if not lines:
        wanted, one_of = ("、".join(field.label for name, field in headings if name in names)
                          for names in (needed, whose))
        raise Problem(f"{path.name} 里没有找到要导入的行。{all_left_out(lines)}"
                      f"表头里要有这些列：{wanted}，还要有其中一列：{one_of}。")
    return lines


def _lines(
    grid: Grid, known: dict[str, str], needed: frozenset[str], whose: frozenset[str]
) -> list[ReadLine]:
    head, columns = _head(grid, known, needed, whose)
    if not head:
        return []
    letters = {name: column_letter(column) for name, column in columns.items()}
    lines, above = [], ""
    for row in range(head + 1, len(grid.rows) + 1):
        values = {name: text(grid.at(row, column)) for name, column in columns.items()}
        first = next((text(each) for each in grid.rows[row - 1] if text(each)), "")
        if not first or first.startswith(_ENDS) or not any(values.values()):
            continue
        if "member" in needed:
            values["member"] = above = values["member"] or above
        lines.append(ReadLine(grid.name, row, values, letters))
    return lines


def _head(
    grid: Grid, known: dict[str, str], needed: frozenset[str], whose: frozenset[str]
) -> tuple[int, dict[str, int]]:
    """The row that holds the needed headings, and the column of each heading known."""
    for row in range(1, min(len(grid.rows), _SEARCHED) + 1):
        columns: dict[str, int] = {}
        for column, cell in enumerate(grid.rows[row - 1], 1):
            name = known.get(plain(cell))
            if name is not None:
                columns.setdefault(name, column)
        if needed <= columns.keys() and columns.keys() & whose:
            return row, columns
    return 0, {}


# ── meetings ─────────────────────────────────────────────────────────────────


_NEEDED = frozenset({"kind", "held"})


def read_meetings(path: Path, *, sheet: str | None = None) -> ReadLines:
    """The meetings in sight of a workbook, each with 会议类型 and 日期; a merged kind reaches down.

    :raises Problem: it can't be opened, or the columns are not there.
    """
    grids = [each for each in open_workbook(path) if sheet in (None, each.name)]
    lines = ReadLines()
    for grid in grids:
        add_in_sight(lines, grid, _meeting_lines(grid), asked=sheet is not None)
    if not lines:
        raise Problem(
            f"{Path(path).name} 里没有找到会议：表头里要有“会议类型”和“日期”两列，请核对。"
            f"{all_left_out(lines)}"
        )
    return lines


def _meeting_lines(grid: Grid) -> list[ReadLine]:
    head, columns = _meetings_head(grid)
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


def _meetings_head(grid: Grid) -> tuple[int, dict[str, int]]:
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
    labels = [(field.label, name) for name, field in MEETING_HEADINGS]
    aliases = [(each, name) for name, field in MEETING_HEADINGS for each in field.aliases]
    return {plain(written): name for written, name in reversed(labels + aliases)}


# ── pairings ─────────────────────────────────────────────────────────────────


def read_pairings(path: Path, *, sheet: str | None = None) -> ReadLines:
    """The pairings of a workbook, each with 党员 and 户号 or 户主.

    :raises Problem: it can't be opened, or the columns are not there.
    """
    return read_list(path, PAIRING_HEADINGS, frozenset({"member"}), sheet=sheet)


# ── points ───────────────────────────────────────────────────────────────────


def read_points(path: Path, *, sheet: str | None = None) -> ReadLines:
    """The lines of a workbook, each with 积分项目 and 户号, 户主 or 党员.

    :raises Problem: it can't be opened, or the columns are not there.
    """
    return read_list(path, POINTS_HEADINGS, frozenset({"title"}), sheet=sheet,
                     whose=HOMES | {"member"})


# ── visits ───────────────────────────────────────────────────────────────────


def read_visits(path: Path, *, sheet: str | None = None) -> ReadLines:
    """The visits of a workbook, each with 走访人, 日期 and 户号 or 户主.

    :raises Problem: it can't be opened, or the columns are not there.
    """
    return read_list(path, VISIT_HEADINGS, frozenset({"member", "day"}), sheet=sheet)


# ── What is out of sight in a list, a sheet or a row


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
