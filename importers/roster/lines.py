"""What the sheets of a roster are for, and which of their lines are people."""

from __future__ import annotations

from importers.roster.findings import Report
from importers.sheets.grid import Grid, text
from importers.sheets.heads import plain, untaken
from importers.sheets.lines import (
    COUNT,
    DAY_SHAPE,
    Line,
    footer,
    gone_by,
    gone_word,
    is_total,
    lines_of,
    lone_words,
    words,
)
from importers.sheets.parts import Part
from models.intake.reading import Layout, SheetUse, is_nothing
from models.values.spreadsheet import column_letter, column_number

_PERSONAL = ("name", "relation", "sex", "id_number", "born", "phone")


def people_lines(grid: Grid, layout: Layout) -> list[Line]:
    """Every row under the head; ``why`` says of one that is no person what it is."""
    return lines_of(grid, layout, _why_no_person)


def _why_no_person(line: Line, layout: Layout, said: tuple[str, ...]) -> str:
    own = {name: value for name in _PERSONAL
           if (value := text(line.own(layout.columns.get(name))))}
    if is_total(said[0]) and all(is_total(value) or COUNT.fullmatch(value)
                                 for name, value in own.items()
                                 if name in ("id_number", "relation")):
        return "合计"
    if why := lone_words(said):
        return why
    if own.keys() <= {"sex", "phone"} and any(map(DAY_SHAPE.fullmatch, said)):
        return "落款"
    if own.keys() <= {"name", "phone"} and (why := footer(said[0])):
        return why
    if own or any(text(line.own(layout.columns.get(name))) for name in ("number", "head")):
        return "" if own or len(said) > 1 else "说明"
    only_serial = len(said) == 1 and text(line.value(layout.columns.get("serial"))) == said[0]
    return "空行" if only_serial else "说明"


# ── what a sheet is for ──────────────────────────────────────────────────────


_MASKS = ("*", "＊", "×", "某")


def use_of(
    grid: Grid, layout: Layout | None, every: list[Line], report: Report, *, asked: bool
) -> SheetUse:
    """What a sheet with these lines is for.

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
    if _is_masked([each for each in every if not each.why], layout):
        why = f"“{grid.name}”是脱敏的公示表，没有从中导入人。请用没有脱敏的花名册。"
        report.add("masked-sheet", grid.name, None, None, "", why)
        return SheetUse.MASKED
    return SheetUse.DATA


def _named(grid: Grid, list_of_words: str) -> bool:
    return any(word in plain(grid.name) for word in words(list_of_words))


def _is_summary(grid: Grid) -> bool:
    cells = {plain(value) for row in grid.rows[:10] for value in row if isinstance(value, str)}
    return _named(grid, "summary_sheets") or bool(cells & words("summary_headings"))


def _is_masked(lines: list[Line], layout: Layout) -> bool:
    """Whether half of the names or numbers have characters hidden in them."""
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


def doubted_things(part: Part, layout: Layout, lines: list[Line], report: Report) -> None:
    """Tell of people struck through or marked as gone, and of columns that nobody takes."""
    grid = part.grid
    for line in lines:
        report.turn_to(grid.name, line.row, layout.columns)
        _struck(grid, line, layout, report)
        _gone(line, layout, report)
    hidden = {column_letter(each) for each in grid.hidden_columns}
    for each in untaken(grid, layout, part.words, [line.row for line in lines]):
        if each.letter in hidden:
            continue
        report.add("column-untaken", grid.name, layout.header_rows[-1], each.letter, each.heading,
                   each.why)
        for line in lines:
            if word := gone_by(each.heading, said := text(line.value(each.letter))):
                report.add("note-gone", grid.name, line.row, each.letter, said,
                           _NOTE_GONE.format(each.heading or each.letter,
                                             word if word in plain(said) else said))
    if part.beside:
        report.add("beside", grid.name, layout.header_rows[-1], layout.columns["name"], "",
                   "左右并排着两份名单，右边这一份也照样读了。请核对。")


def _struck(grid: Grid, line: Line, layout: Layout, report: Report) -> None:
    """A row whose name is struck through is held back; any other such cell is asked about."""
    for column, letter in layout.columns.items():
        if (line.row, column_number(letter)) not in grid.struck:
            continue
        if letter == layout.columns["name"]:
            report.cell("row-struck", "name", text(line.value(letter)),
                        "这一行划了删除线，先不导入。请核对：不要的删去这一行，要的去掉删除线。")
            return
        report.cell("cell-struck", column, text(line.value(letter)),
                    "这一格里有划了删除线的字，照写着的读了。请核对：不要的字删去，再导入。")


def _gone(line: Line, layout: Layout, report: Report) -> None:
    """A person whose row says that they died or moved away is asked about, never taken unsaid."""
    standing = layout.columns.get("standing")
    if standing and (word := gone_word(said := text(line.value(standing)))):
        report.cell("status-gone", "standing", said, _STATUS_GONE.format(said, word))
    status = text(line.value(layout.columns.get("status")))
    note = text(line.value(layout.columns.get("note")))
    if word := gone_word(status):
        report.cell("status-gone", "status", status, _STATUS_GONE.format(status, word))
    elif status and not any(each in plain(status) for each in words("here")):
        report.cell("status-unread", "status", status,
                    f"状态写着“{status}”，没有这一栏可记，照在册导入了。请核对是否还在册。")
    elif word := gone_word(note):
        report.cell("note-gone", "note", note,
                    _NOTE_GONE.format("备注", word))


_STATUS_GONE = ("状态写着“{}”（{}），没有作为在册的人导入。请核对：已经不在册的，在人员里办离册；"
                "还在册的，改了状态再导入。")
_NOTE_GONE = "{}里写着“{}”，照在册导入了。请核对：已经去世、迁出的，在人员里办离册。"
