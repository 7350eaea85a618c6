"""What the sheets of a roster are for, and which of their lines are people."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from importers.roster.findings import Report
from importers.roster.headings import HOUSEHOLD_COLUMNS, plain
from importers.sheets.workbook import Grid, text
from models.intake.reading import Layout, SheetUse
from models.values.spreadsheet import column_letter, column_number
from resources import resource

_PERSONAL = ("name", "relation", "sex", "id_number", "born", "phone")
_COLUMN_MARKS = frozenset("甲乙丙丁戊己庚辛")


@dataclass
class Line:
    """One row under the head: ``cells`` have the merged household cells filled down.

    ``why`` says what the row is when it isn't a person: 空行, 合计, 落款, 说明, 重复表头, 栏号.
    """

    row: int
    cells: list[Any]
    why: str = ""
    covered: frozenset[int] = frozenset()

    def value(self, letter: str | None) -> Any:
        """The value under a column letter; blank where there is none."""
        at = column_number(letter) - 1 if letter else len(self.cells)
        return self.cells[at] if at < len(self.cells) else ""


@cache
def words(name: str) -> frozenset[str]:
    """One list of words of ``resources/imports/lines.toml``, as they are compared."""
    table = tomllib.loads(resource("imports/lines.toml").read_text(encoding="utf-8"))
    return frozenset(plain(each) for each in table[name])


def is_nothing(value: Any) -> bool:
    """Whether a cell says that there is nothing to say: blank, 无, —."""
    return plain(value) in words("nothing")


def lines_of(grid: Grid, layout: Layout) -> list[Line]:
    """Every row under the head, down to the last that says anything."""
    filled = _filled_down(grid, layout)
    seen = {_said(grid.rows[row - 1]) for row in range(1, layout.header_rows[-1] + 1)} - {()}
    lines = []
    for row in range(layout.first_row, min(layout.last_row, len(grid.rows)) + 1):
        cells = list(grid.rows[row - 1])
        why = _why_no_person(cells, layout, seen)
        cells += [""] * (grid.width - len(cells))
        covered = filled.get(row, {})
        for at, value in covered.items():
            cells[at] = value
        lines.append(Line(row, cells, why, frozenset(covered)))
    while lines and lines[-1].why == "空行":
        lines.pop()
    return lines


def _filled_down(grid: Grid, layout: Layout) -> dict[int, dict[int, Any]]:
    """Row → the household cells (column from 0) that a vertical merge covers there."""
    letters = {layout.columns[each] for each in HOUSEHOLD_COLUMNS if each in layout.columns}
    numbers = {column_number(each) for each in letters}
    filled: dict[int, dict[int, Any]] = {}
    for top, left, bottom, right in grid.merges:
        if left == right and left in numbers and layout.first_row <= top < bottom:
            for row in range(top + 1, bottom + 1):
                filled.setdefault(row, {})[left - 1] = grid.at(top, left)
    return filled


def head_lines(grid: Grid, layout: Layout) -> Iterator[tuple[int, str]]:
    """The rows above the head and what they are: 标题, 填报单位行, 说明, 副标题."""
    title = False
    for row in range(1, layout.header_rows[0]):
        said = _said(grid.rows[row - 1])
        if not said:
            yield row, "空行"
        elif any(_opens_with(each, words("reporting")) for each in said):
            yield row, "填报单位行"
        elif _opens_with(said[0], words("notes")):
            yield row, "说明"
        else:
            yield row, "副标题" if title else "标题"
            title = True


def _said(cells: list[Any]) -> tuple[str, ...]:
    return tuple(filter(None, (text(each) for each in cells)))


def _why_no_person(cells: list[Any], layout: Layout, seen: set[tuple[str, ...]]) -> str:
    said = _said(cells)
    line = Line(0, cells)
    if not said:
        return "空行"
    if said in seen:
        return "重复表头"
    if _is_total(said[0]):
        return "合计"
    if _is_column_marks(said):
        return "栏号"
    own = {name for name in _PERSONAL if text(line.value(layout.columns.get(name)))}
    if own <= {"name", "phone"} and (why := _footer(said[0])):
        return why
    if own or any(text(line.value(layout.columns.get(name))) for name in ("number", "head")):
        return "" if own or len(said) > 1 else "说明"
    only_serial = len(said) == 1 and text(line.value(layout.columns.get("serial"))) == said[0]
    return "空行" if only_serial else "说明"


def _is_total(first: str) -> bool:
    bare = re.sub(r"[\d.,户人口股]+$", "", plain(first))
    return bare in words("totals")


def _is_column_marks(said: tuple[str, ...]) -> bool:
    """甲 乙 1 2 3: the numbering of the columns that statistical forms carry."""
    rest = [each for each in said if each not in _COLUMN_MARKS]
    return len(said) >= 4 and rest == [str(i + 1) for i in range(len(rest))]


def _footer(first: str) -> str:
    if _opens_with(first, words("notes")):
        return "说明"
    return "落款" if _opens_with(first, words("signatures")) else ""


def _opens_with(said: str, openings: frozenset[str]) -> bool:
    """Whether the text begins with one of the words and a colon (perhaps after brackets)."""
    found = re.match(r"\s*([^：:（(\s]+)\s*(?:[（(][^）)]*[）)])?\s*[：:]", said)
    return (plain(found[1]) if found else plain(said)) in openings


# ── what a sheet is for ──────────────────────────────────────────────────────


_MASKS = ("*", "＊", "×", "某")


def use_of(grid: Grid, layout: Layout | None, report: Report, *, asked: bool) -> SheetUse:
    """What a sheet is for.

    A hidden sheet is not read unless it is ``asked`` for by name; a masked one never.
    """
    if not any(text(value) for row in grid.rows for value in row):
        return SheetUse.EMPTY
    if grid.hidden and not asked:
        why = f"“{grid.name}”是隐藏的表，没有导入。要导入请先取消隐藏，或指明这张表。"
        report.add("hidden-sheet", grid.name, None, None, "", why)
        return SheetUse.HIDDEN
    if layout is None or (not asked and _named(grid, "note_sheets")):
        return SheetUse.SUMMARY if _is_summary(grid) else SheetUse.NOTES
    if _is_masked(grid, layout):
        why = f"“{grid.name}”是脱敏的公示表，没有从中导入人。请用没有脱敏的花名册。"
        report.add("masked-sheet", grid.name, None, None, "", why)
        return SheetUse.MASKED
    return SheetUse.DATA


def _named(grid: Grid, list_of_words: str) -> bool:
    return any(word in plain(grid.name) for word in words(list_of_words))


def _is_summary(grid: Grid) -> bool:
    cells = {plain(value) for row in grid.rows[:10] for value in row if isinstance(value, str)}
    return _named(grid, "summary_sheets") or bool(cells & words("summary_headings"))


def _is_masked(grid: Grid, layout: Layout) -> bool:
    """Whether half of the names or numbers have characters hidden in them."""
    lines = [each for each in lines_of(grid, layout) if not each.why]
    for column in ("name", "id_number"):
        letter = layout.columns.get(column)
        written = [text(each.value(letter)) for each in lines if text(each.value(letter))]
        covered = sum(any(mark in each[1:] for mark in _MASKS) for each in written)
        if written and covered * 2 >= len(written):
            return True
    return False


def hidden_things(grid: Grid, layout: Layout, lines: list[Line], report: Report) -> None:
    """Tell of hidden columns with data in them, and of people in hidden rows: all are read."""
    report.turn_to(grid.name, 0, layout.columns)
    names = {letter: column for column, letter in layout.columns.items()}
    for number in sorted(grid.hidden_columns):
        letter = column_letter(number)
        if any(not is_nothing(each.value(letter)) for each in lines):
            heading = _heading(grid, layout, number)
            done = "照常导入" if letter in names else "没有对应的栏目，没有导入"
            report.add("hidden-column", grid.name, None, letter, heading,
                       f"{letter} 列（{heading}）是隐藏的，里面有数据，{done}。请核对。")
    for line in lines:
        if line.row in grid.hidden_rows:
            report.add("hidden-row", grid.name, line.row, None, "",
                       f"第 {line.row} 行是隐藏的，里面有人，照常导入。请核对是否还在册。")


def _heading(grid: Grid, layout: Layout, number: int) -> str:
    said = [text(grid.at(row, number)) for row in layout.header_rows]
    return next((each for each in reversed(said) if each), column_letter(number))
