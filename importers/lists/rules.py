"""Reading the rules somebody hands over: a points scheme, and the town's 创建标准表."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from importers.apart import read_apart
from importers.lists.listing import hidden_rows
from importers.sheets.grid import Grid, text
from importers.sheets.workbook import open_workbook
from models.points.book.scheme_sheet import HEADINGS as SCHEME_HEADINGS
from models.points.book.scheme_sheet import PARTS, scheme_from_lines
from models.points.engine.scheme import Scheme
from models.points.engine.scheme_file import read_scheme
from models.stars.drafting import HEADINGS, StandardDraft, draft
from models.stars.standard import Clause, Standard, Task
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
        scheme: Scheme = read_apart(path, read_scheme, path)
        return scheme
    for grid in open_workbook(path) if grids is None else grids:
        if sheet not in (None, grid.name) or (grid.hidden and sheet is None):
            continue
        head = _scheme_head(grid)
        if head is not None:
            _refuse_hidden(path, grid, head[0])
            return scheme_from_lines(_lines(grid, head))
    raise Problem(
        f"{path.name} 里没有找到细则表的表头（{'、'.join(NEEDED)}）。"
        "请从“积分 › 细则 › 存为工作簿…”存一份，照着改。"
    )


def _refuse_hidden(path: Path, grid: Grid, head: int) -> None:
    """A scheme is taken whole: what somebody put out of sight is neither in it nor left out."""
    hidden = [str(row) for row in hidden_rows(grid) if row > head]
    if hidden:
        raise Problem(f"{path.name} 的“{grid.name}”第 {'、'.join(hidden[:20])} 行是隐藏的或"
                      "被筛选掉的。细则要整份导入，请先取消隐藏和筛选，不要的行删去，再导入。")


def _scheme_head(grid: Grid) -> tuple[int, dict[str, int]] | None:
    """The row of the headings, and the column of each."""
    for row in range(1, min(len(grid.rows), HEAD_WITHIN) + 1):
        columns = {
            text(grid.at(row, column)).replace(" ", ""): column
            for column in range(1, grid.width + 1)
        }
        if all(each in columns for each in NEEDED):
            return row, {name: at for name, at in columns.items() if name in SCHEME_HEADINGS}
    return None


def _lines(grid: Grid, head: tuple[int, dict[str, int]]) -> list[dict[str, str]]:
    row, columns = head
    lines = [
        {name: text(grid.at(each, at)) for name, at in columns.items()}
        for each in range(row + 1, len(grid.rows) + 1)
    ]
    last = max((i for i, line in enumerate(lines) if line["部分"] in PARTS), default=-1)
    return lines[: last + 1]


# ── 创建标准表


_WORDS: dict[str, tuple[str, ...]] = {
    "年度": ("年份",), "适用": ("适用范围", "类别"), "否决": ("一票否决",),
    "星": Task.field("star").aliases, "序号": Task.field("number").aliases,
    "项": Task.field("title").aliases, "牵头部门": Task.field("department").aliases,
    "条": Clause.field("text").aliases, "评定标准": Clause.field("criterion").aliases,
    "创建要求": Clause.field("demand").aliases, "佐证材料": Clause.field("evidence").aliases,
    "数据来源台账": Clause.field("ledger").aliases, "计量类型": Clause.field("measure").aliases,
    "目标值": Clause.field("target").aliases,
}
_READINGS = {
    word: heading for heading in HEADINGS for word in (heading, *_WORDS.get(heading, ()))
} | {word: "否决" for word in Clause.field("veto").aliases}
_NEEDED = ("星", "项")
_HEAD_WITHIN = 12


@dataclass(frozen=True)
class _Head:
    """Where the headings stand: the first and last of their rows, heading → column."""

    first: int
    last: int
    columns: dict[str, int]


def read_standard(
    path: Path, *, year: int, star_set: str, paper: str = "",
    grids: Sequence[Grid] | None = None,
) -> StandardDraft:
    """Judge the first sheet of a workbook that holds a standard; nothing is kept.

    Every fault names its row in the workbook. A sheet with headings and no rows is an empty
    standard, not an error.
    :param grids: the workbook's sheets, where it was opened already.
    :raises Problem: no sheet has the headings of a standard.
    """
    for grid in open_workbook(path) if grids is None else grids:
        head = None if grid.hidden else _standard_head(grid)
        if head is None:
            continue
        title = _title(grid, head) or f"{year} 年“五星”支部创建标准"
        standard = Standard(year=year, star_set=star_set, title=title,
                            paper=paper or path.name, since=date(year, 1, 1))
        return draft(standard, _rows(grid, head))
    raise Problem(f"{path.name} 里没有找到标准表的表头。表头至少要有“星”和“重点任务（项）”两列，"
                  "请核对后再导入。")


def _standard_head(grid: Grid) -> _Head | None:
    """The row, or pair of rows, that names most headings."""
    best: _Head | None = None
    for row in range(1, min(len(grid.rows), _HEAD_WITHIN) + 1):
        for last in (row, row + 1):
            columns = _columns(grid, row, last)
            if all(each in columns for each in _NEEDED) and (
                best is None or len(columns) > len(best.columns)
            ):
                best = _Head(row, last, columns)
    return best


def _columns(grid: Grid, first: int, last: int) -> dict[str, int]:
    """Heading → column; below a heading that spans several columns the lower row decides."""
    found: dict[str, int] = {}
    for column in range(1, grid.width + 1):
        for row in range(last, first - 1, -1):
            heading = _heading(text(grid.at(*grid.place(row, column))))
            if heading is not None and heading not in found:
                found[heading] = column
                break
            if heading is not None:
                break
    return found


def _heading(written: str) -> str | None:
    plain = re.sub(r"[\s\u3000]|[（(][^）)]*[）)]|[“”]", "", written)
    return _READINGS.get(plain)


def _rows(grid: Grid, head: _Head) -> list[tuple[int, dict[str, str]]]:
    found = []
    for number in range(head.last + 1, len(grid.rows) + 1):
        if number in grid.hidden_rows:
            continue
        row = {each: text(grid.at(*grid.place(number, column)))
               for each, column in head.columns.items()}
        own = {each: text(grid.at(number, column)) for each, column in head.columns.items()}
        if any(own.values()) and not _remark(own):
            found.append((number, row))
    return found


def _remark(row: dict[str, str]) -> bool:
    """Notes under the table: 说明：…, 合计 …, 填表人 …; they fill one or two cells."""
    said = [each for each in row.values() if each]
    return len(said) <= 2 and bool(re.match(r"(注|说明|备注|合计|填表|制表|审核)", said[0]))


def _title(grid: Grid, head: _Head) -> str:
    for row in range(1, head.first):
        said = [text(each) for each in grid.rows[row - 1] if text(each)]
        if said and re.search("标准|清单|任务", said[0]):
            return said[0]
    return ""
