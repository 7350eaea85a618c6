"""The rules somebody hands over, as kinds of list: the town's 创建标准表, a points scheme."""

from __future__ import annotations

from pathlib import Path

from importers.lists.listing import ListKind
from importers.sheets.grid import Grid, text
from importers.sheets.lines import Line, footer, is_total
from importers.sheets.workbook import open_workbook
from models.intake.reading import Layout
from models.keeping.apart import read_apart
from models.points.book.scheme_sheet import HEADINGS as SCHEME_HEADINGS
from models.points.book.scheme_sheet import PARTS, scheme_sheet
from models.points.engine.scheme import Scheme
from models.points.engine.scheme_file import read_scheme
from models.stars.drafting import HEADINGS
from models.stars.standard import Clause, Task
from models.values.kinds import NOTE, Field

TOML = ".toml"
_WORDS: dict[str, tuple[str, ...]] = {
    "年度": ("年份",), "适用": ("适用范围", "类别"),
    "否决": ("一票否决", *Clause.field("veto").aliases),
    "星": (*Task.field("star").aliases, "所属星", "星名", "星名称", "星级名称", "创建星级", "方面",
          "大类"),
    "序号": Task.field("number").aliases,
    "项": Task.field("title").aliases, "牵头部门": Task.field("department").aliases,
    "条": (*Clause.field("text").aliases, "评价内容", "评定内容", "创建内容", "考核内容"),
    "评定标准": Clause.field("criterion").aliases,
    "创建要求": Clause.field("demand").aliases, "佐证材料": Clause.field("evidence").aliases,
    "数据来源台账": Clause.field("ledger").aliases, "计量类型": Clause.field("measure").aliases,
    "目标值": Clause.field("target").aliases,
}


def _why_no_clause(line: Line, layout: Layout, said: tuple[str, ...]) -> str:
    """A row without a cell of its own, and a note under the table, which fills one or two."""
    own = [each for letter in layout.columns.values() if (each := text(line.own(letter)))]
    if not own:
        return "空行"
    return (footer(own[0]) or "合计" * is_total(own[0])) if len(own) <= 2 else ""


STANDARD = ListKind(
    "standard", tuple((each, Field(each, NOTE, aliases=_WORDS.get(each, ()))) for each in HEADINGS),
    (frozenset({"星"}), frozenset({"项"})), judge=_why_no_clause, loose=False, bare=True)


def _why_no_rule(line: Line, layout: Layout, said: tuple[str, ...]) -> str:
    """What is written over all columns, and who signs, is no rule."""
    if text(line.own(layout.columns["部分"])) in PARTS:
        return ""
    return footer(said[0]) or "说明" * (len(said) == 1)


def _opened(path: Path, password: str) -> list[Grid]:
    """The sheets of a workbook; a scheme written as .toml stands on the sheet we give."""
    if path.suffix.lower() != TOML:
        return open_workbook(path, password)
    scheme: Scheme = read_apart(path, read_scheme, path)
    rows = [[each or "" for each in row.values] for row in scheme_sheet(scheme).rows]
    return [Grid(path.stem, [list(SCHEME_HEADINGS), *rows])]


SCHEME = ListKind(
    "scheme", tuple((each, Field(each, NOTE)) for each in SCHEME_HEADINGS),
    tuple(frozenset({each}) for each in ("部分", "名称", "分值")),
    judge=_why_no_rule, loose=False, opened=_opened, endings=(TOML,))
"""The headings are ours: a scheme is written on the sheet we give."""
