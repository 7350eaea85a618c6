"""Reading the rules somebody hands over: a points scheme, and the town's 创建标准表."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date
from functools import cache
from pathlib import Path

from importers.lists.listing import hidden_rows
from importers.sheets.grid import Grid, text
from importers.sheets.heads import Vocabulary, plain
from importers.sheets.lines import Line, footer, is_total, lines_of
from importers.sheets.parts import parts_of
from importers.sheets.workbook import open_workbook
from models.intake.reading import Layout
from models.keeping.apart import read_apart
from models.points.book.scheme_sheet import HEADINGS as SCHEME_HEADINGS
from models.points.book.scheme_sheet import PARTS, scheme_from_lines
from models.points.engine.scheme import Scheme
from models.points.engine.scheme_file import read_scheme
from models.stars.drafting import HEADINGS, StandardDraft, draft
from models.stars.standard import Clause, Standard, Task
from models.values.problem import Problem
from models.values.spreadsheet import column_number

NEEDED = ("部分", "名称", "分值")


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
    for part in parts_of(open_workbook(path) if grids is None else grids, _scheme_words()):
        if part.layout is None or sheet not in (None, part.sheet) or (
                part.grid.hidden and sheet is None):
            continue
        _refuse_hidden(path, part.grid, part.layout.header_rows[-1])
        return scheme_from_lines(_lines(part.grid, part.layout))
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


@cache
def _scheme_words() -> Vocabulary:
    """The headings are ours: a scheme is written on the sheet we give."""
    return Vocabulary({plain(each): each for each in SCHEME_HEADINGS},
                      lambda columns: columns >= set(NEEDED))


def _lines(grid: Grid, layout: Layout) -> list[dict[str, str]]:
    lines = [
        {name: text(grid.at(row, column_number(letter)))
         for name, letter in layout.columns.items()}
        for row in range(layout.first_row, len(grid.rows) + 1)
    ]
    last = max((i for i, line in enumerate(lines) if line["部分"] in PARTS), default=-1)
    return lines[: last + 1]


# ── 创建标准表


_WORDS: dict[str, tuple[str, ...]] = {
    "年度": ("年份",), "适用": ("适用范围", "类别"), "否决": ("一票否决",),
    "星": (*Task.field("star").aliases, "所属星", "星名", "星名称"),
    "序号": Task.field("number").aliases,
    "项": Task.field("title").aliases, "牵头部门": Task.field("department").aliases,
    "条": (*Clause.field("text").aliases, "评价内容", "评定内容", "创建内容"),
    "评定标准": Clause.field("criterion").aliases,
    "创建要求": Clause.field("demand").aliases, "佐证材料": Clause.field("evidence").aliases,
    "数据来源台账": Clause.field("ledger").aliases, "计量类型": Clause.field("measure").aliases,
    "目标值": Clause.field("target").aliases,
}
_READINGS = {
    word: heading for heading in HEADINGS for word in (heading, *_WORDS.get(heading, ()))
} | {word: "否决" for word in Clause.field("veto").aliases}
_NEEDED = frozenset({"星", "项"})


@cache
def _standard_words() -> Vocabulary:
    return Vocabulary({plain(word): heading for word, heading in _READINGS.items()},
                      lambda columns: columns >= _NEEDED)


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
    for part in parts_of(open_workbook(path) if grids is None else grids, _standard_words()):
        if part.layout is None or part.grid.hidden:
            continue
        title = _title(part.grid, part.layout) or f"{year} 年“五星”支部创建标准"
        standard = Standard(year=year, star_set=star_set, title=title,
                            paper=paper or path.name, since=date(year, 1, 1))
        return draft(standard, _rows(part.grid, part.layout))
    raise Problem(f"{path.name} 里没有找到标准表的表头。表头至少要有“星”和“重点任务（项）”两列，"
                  "请核对后再导入。")


def _rows(grid: Grid, layout: Layout) -> list[tuple[int, dict[str, str]]]:
    return [
        (line.row, {name: text(line.value(letter)) for name, letter in layout.columns.items()})
        for line in lines_of(grid, layout, _why_no_clause)
        if not line.why and line.row not in grid.hidden_rows
    ]


def _why_no_clause(line: Line, layout: Layout, said: tuple[str, ...]) -> str:
    """A row without a cell of its own, and a note under the table, which fills one or two."""
    own = [each for letter in layout.columns.values() if (each := text(line.own(letter)))]
    if not own:
        return "空行"
    return (footer(own[0]) or "合计" * is_total(own[0])) if len(own) <= 2 else ""


def _title(grid: Grid, layout: Layout) -> str:
    for row in range(1, layout.header_rows[0]):
        said = [text(each) for each in grid.rows[row - 1] if text(each)]
        if said and re.search("标准|清单|任务", said[0]):
            return said[0]
    return ""
