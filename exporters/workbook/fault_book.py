"""The rows of a roster that have to be mended, coloured, in a workbook to import again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping, Sequence
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

from exporters.publish import publish
from exporters.workbook.cells import legal
from exporters.workbook.frame import save
from models.intake.reading import Layout, ReadFinding, ReadPerson, ReadSheet, RosterReading
from models.values.finding import Level
from models.values.spreadsheet import column_letter, column_number

if TYPE_CHECKING:
    from openpyxl.cell import Cell
    from openpyxl.worksheet.worksheet import Worksheet

MEND = "要改什么"
HOW = "怎么改"
COLOURS: dict[str, str] = {Level.ERROR: "F4B6A6", Level.WARNING: "FFE9A8"}
"""Red: the row was not taken. Yellow: it was taken, and asks a question."""

_STEPS = (
    "1. 红格的行没有导入，改好后才能导入；黄格的行已经导入，请核对。",
    "2. 直接在格子里改，“要改什么”一栏写着怎样改；身份证号按文本填写。",
    "3. 改完保存，再导入这个文件。已经导入的人不会重复。",
)
_LONG, _EXACT = 10**11, 10**15
_Marks = Mapping[int, list[ReadFinding]]


def write_faultbook(reading: RosterReading, findings: Sequence[ReadFinding], path: Path) -> str:
    """Publish the rows that ``findings`` call wrong or doubtful, sheet by sheet as they were read.

    :returns: the SHA-256 of the workbook. :raises Problem: the disk refuses.
    """
    return publish(path, lambda temporary: _draw(reading, findings, temporary))


def _draw(reading: RosterReading, findings: Sequence[ReadFinding], path: Path) -> None:
    from openpyxl import Workbook

    marks: dict[str, dict[int, list[ReadFinding]]] = defaultdict(lambda: defaultdict(list))
    for each in findings:
        if each.level in COLOURS and each.row is not None:
            marks[each.sheet][each.row].append(each)
    numbers = {each.key: each.number for each in reading.households}
    book = Workbook()
    people = {each.place: each for each in reading.people if each.again is None}
    for sheet in reading.sheets:
        if sheet.layout is not None and sheet.name in marks:
            places = [(sheet.name, row) for row in sorted(marks[sheet.name])]
            rows = [people[each] for each in places if each in people]
            if rows:
                page = book.create_sheet(sheet.name)
                _page(page, sheet, sheet.layout, rows, marks[sheet.name], numbers)
    _explain(book.worksheets[0], [
        each for each in findings
        if each.level in COLOURS and (each.sheet, each.row or 0) not in people
    ])
    book.move_sheet(book.worksheets[0], len(book.worksheets))
    book.active = 0
    save(book, path)


def _explain(page: Worksheet, elsewhere: list[ReadFinding]) -> None:
    """The last page: what to do, and what is wrong outside the rows of people."""
    page.title = HOW
    page.column_dimensions["A"].width = 90
    lines = [*_STEPS, *(_line(each) for each in elsewhere)]
    for row, words in enumerate(lines, 1):
        _put(page.cell(row, 1), words)


def _line(finding: ReadFinding) -> str:
    row = f"第 {finding.row} 行" if finding.row else ""
    return f"“{finding.sheet}”{row}：{finding.why}"


def _page(
    page: Worksheet, sheet: ReadSheet, layout: Layout, rows: list[ReadPerson], marks: _Marks,
    numbers: Mapping[str, str],
) -> None:
    """One page: the head as it was, then the rows, then what to mend beside each."""
    from openpyxl.styles import Alignment

    last = _head(page, sheet, layout)
    for at, person in enumerate(rows, layout.header_rows[-1] + 1):
        cells = list(person.cells)[: last - 1]
        known = numbers.get(person.household) if person.household else None
        if "number" in layout.columns and known is not None:
            cells[column_number(layout.columns["number"]) - 1] = known
        for column, value in enumerate(cells, 1):
            _put(page.cell(at, column), value)
        words = "\n".join(dict.fromkeys(each.why for each in marks[person.row]))
        _put(page.cell(at, last), words)
        page.cell(at, last).alignment = Alignment(wrap_text=True, vertical="top")
        for each in marks[person.row]:
            _colour(page.cell(at, column_number(each.column) if each.column else last), each.level)
    page.freeze_panes = page.cell(layout.header_rows[-1] + 1, 1)
    _widths(page, layout, last)


def _head(page: Worksheet, sheet: ReadSheet, layout: Layout) -> int:
    """Copy the head with its merges, add 要改什么 and return that column."""
    from openpyxl.styles import Font

    first, last_row = layout.header_rows[0], layout.header_rows[-1]
    for row, values in enumerate(sheet.head, 1):
        for column, value in enumerate(values, 1):
            _put(page.cell(row, column), value)
            page.cell(row, column).font = Font(bold=row in layout.header_rows)
    for top, left, bottom, right in sheet.merges:
        page.merge_cells(start_row=top, start_column=left, end_row=bottom, end_column=right)
    known = layout.columns.get("mend")
    last = column_number(known) if known else max(map(len, sheet.head)) + 1
    _put(page.cell(first, last), MEND)
    if first < last_row and not known:
        page.merge_cells(start_row=first, start_column=last, end_row=last_row, end_column=last)
    return last


def _put(cell: Cell, value: Any) -> None:
    """A value as it was; text is always text, never a formula, and long numbers are text.

    A number cell too long to be exact stands as 4.10305E+17, so that nobody takes it for whole.
    """
    if value is None or value == "":
        return
    if isinstance(value, float) and value.is_integer():
        value = int(value) if value < _EXACT else f"{value:.5E}"
    if isinstance(value, str) or (isinstance(value, int) and abs(value) >= _LONG):
        cell.value = legal(str(value))
        cell.data_type = "s"
        cell.number_format = "@"
        return
    cell.value = value
    if isinstance(value, date):
        cell.number_format = "yyyy-mm-dd"


def _colour(cell: Cell, level: str) -> None:
    """Red stays red when the same cell is doubtful too."""
    from openpyxl.styles import PatternFill

    if cell.fill.fill_type is None or level == Level.ERROR:
        cell.fill = PatternFill("solid", fgColor=COLOURS[level])


def _widths(page: Worksheet, layout: Layout, last: int) -> None:
    for letter in layout.columns.values():
        page.column_dimensions[letter].width = 12
    if "id_number" in layout.columns:
        page.column_dimensions[layout.columns["id_number"]].width = 22
    page.column_dimensions[column_letter(last)].width = 60
