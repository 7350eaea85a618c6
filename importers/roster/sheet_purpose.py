"""What a sheet is for: people, notes, a summary, a masked copy, or something put out of sight."""

from __future__ import annotations

from importers.roster.findings import Report
from importers.roster.headings import plain
from importers.roster.lines import Line, is_nothing, lines_of, words
from importers.sheets.sheet_xml import column_letter
from importers.sheets.workbook import Grid, text
from models.intake.reading import Layout

_MASKS = ("*", "＊", "×", "某")


def use_of(grid: Grid, layout: Layout | None, report: Report, *, asked: bool) -> str:
    """``data``, ``notes``, ``summary``, ``empty``, ``masked`` or ``hidden``.

    A hidden sheet is not read unless it is ``asked`` for by name; a masked one never.
    """
    if not any(text(value) for row in grid.rows for value in row):
        return "empty"
    if grid.hidden and not asked:
        why = f"“{grid.name}”是隐藏的表，没有导入。要导入请先取消隐藏，或指明这张表。"
        report.add("hidden-sheet", grid.name, None, None, "", why)
        return "hidden"
    if layout is None or (not asked and _named(grid, "note_sheets")):
        return "summary" if _is_summary(grid) else "notes"
    if _is_masked(grid, layout):
        why = f"“{grid.name}”是脱敏的公示表，没有从中导入人。请用没有脱敏的花名册。"
        report.add("masked-sheet", grid.name, None, None, "", why)
        return "masked"
    return "data"


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


