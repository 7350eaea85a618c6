"""Reading a points scheme somebody hands over: a workbook a village edited, or a scheme file."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from importers.sheets.sight import hidden_rows
from importers.sheets.workbook import Grid, open_workbook, text
from models.points.book.scheme_sheet import HEADINGS, PARTS, scheme_from_lines
from models.points.engine.scheme import Scheme
from models.points.engine.scheme_file import read_scheme
from models.values.problem import Problem

NEEDED = ("部分", "名称", "分值")
HEAD_WITHIN = 12


def read_scheme_from(
    path: Path, *, sheet: str | None = None, grids: Sequence[Grid] | None = None
) -> Scheme:
    """The scheme of a workbook or of a .toml file.

    :param grids: the workbook's sheets, where it was opened already.
    :raises Problem: with every fault; it can't be opened, or it is no scheme.
    """
    path = Path(path)
    if path.suffix.lower() == ".toml":
        return read_scheme(path)
    for grid in open_workbook(path) if grids is None else grids:
        if sheet not in (None, grid.name) or (grid.hidden and sheet is None):
            continue
        head = _head(grid)
        if head is not None:
            _refuse_hidden(path, grid, head[0])
            return scheme_from_lines(_lines(grid, head))
    raise Problem(
        f"{path.name} 里没有找到细则表的表头（{'、'.join(NEEDED)}）。"
        "请从“积分—细则—存为工作簿”存一份，照着改。"
    )


def _refuse_hidden(path: Path, grid: Grid, head: int) -> None:
    """A scheme is taken whole: what somebody put out of sight is neither in it nor left out."""
    hidden = [str(row) for row in hidden_rows(grid) if row > head]
    if hidden:
        raise Problem(f"{path.name} 的“{grid.name}”第 {'、'.join(hidden[:20])} 行是隐藏的或"
                      "被筛选掉的。细则要整份导入，请先取消隐藏和筛选，不要的行删去，再导入。")


def _head(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """The row of the headings, and the column of each."""
    for row in range(1, min(len(grid.rows), HEAD_WITHIN) + 1):
        columns = {
            text(grid.at(row, column)).replace(" ", ""): column
            for column in range(1, grid.width + 1)
        }
        if all(each in columns for each in NEEDED):
            return row, {name: at for name, at in columns.items() if name in HEADINGS}
    return None


def _lines(grid: Grid, head: tuple[int, dict[str, int]]) -> list[dict[str, str]]:
    row, columns = head
    lines = [
        {name: text(grid.at(each, at)) for name, at in columns.items()}
        for each in range(row + 1, len(grid.rows) + 1)
    ]
    last = max((i for i, line in enumerate(lines) if line["部分"] in PARTS), default=-1)
    return lines[: last + 1]
