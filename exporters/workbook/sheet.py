"""A sheet as an Excel workbook the town can print, add up and copy from.

openpyxl draws the frame, and the rows are poured into it as XML, one at a time: a ledger of a
hundred thousand lines needs no more memory than a short one, and no library leaves a copy of its
identity numbers in a temporary folder.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from exporters.form import wording
from exporters.publish import publish
from exporters.workbook.cells import cell_writers
from exporters.workbook.frame import FIRST_DAY, Frame, lines_of, workbook_style
from models.values.kinds import DAY, MOMENT
from models.values.problem import Problem
from models.values.sheet import Sheet

_SHEET_PART = "xl/worksheets/sheet1.xml"
_AT_A_TIME = 400
_DIMENSION = re.compile(rb"<dimension [^>]*/>")
_MERGES = re.compile(rb"(?:<mergeCell [^>]*/>)+")

LONGEST_SHEET = 1_048_000
"""Rows an Excel page has room for, less those around the table."""


def write_workbook(sheet: Sheet, path: Path) -> str:
    """Publish ``sheet`` as a workbook.

    :returns: its SHA-256. :raises Problem: it is too long for Excel, or the disk refuses.
    """
    return publish(path, lambda temporary: draw_workbook(sheet, temporary))


def draw_workbook(sheet: Sheet, path: Path) -> None:
    """Write ``sheet`` into ``path``; the same sheet gives the same bytes."""
    if len(sheet.rows) > LONGEST_SHEET:
        raise Problem(f"这张表超过 {LONGEST_SHEET} 行，Excel 放不下。请按期次或小组分开导出。")
    frame = Frame(sheet)
    with ZipFile(frame.saved()) as drawn, ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name in drawn.namelist():
            part = ZipInfo(name, FIRST_DAY)
            part.compress_type = ZIP_DEFLATED
            with archive.open(part, "w") as out:
                if name == _SHEET_PART:
                    _pour(frame, drawn.read(name), out)
                else:
                    out.write(drawn.read(name))


def _pour(frame: Frame, drawn: bytes, out: IO[bytes]) -> None:
    """The drawn page with the rows between the head and what stands under the table."""
    drawn = _MERGES.sub(_in_order, _DIMENSION.sub(b"", drawn, count=1))
    under = drawn.find(f'<row r="{frame.under}"'.encode())
    at = under if under >= 0 else drawn.index(b"</sheetData>")
    out.write(drawn[:at])
    for rows in _rows(frame):
        out.write(rows.encode())
    out.write(drawn[at:])


def _in_order(merges: re.Match[bytes]) -> bytes:
    """Merged cells, which openpyxl keeps as a set, in an order that is the same every time."""
    return b"".join(sorted(re.findall(rb"<[^>]*>", merges[0])))


def _rows(frame: Frame) -> Iterator[str]:
    """The rows as XML, a few hundred at a time. :raises Problem: their number changed meanwhile."""
    write = cell_writers(frame.sheet.columns, frame.styles)
    height = _row_height(frame)
    rows, number = [], frame.body - 1
    for number, row in enumerate(frame.sheet.rows, frame.body):
        at, values = str(number), row.values
        cells = "".join([cell(value, at) for cell, value in zip(write, values, strict=True)])
        rows.append(f'<row r="{at}" ht="{height(values)}" customHeight="1">{cells}</row>')
        if len(rows) == _AT_A_TIME:
            yield "".join(rows)
            rows.clear()
    yield "".join(rows)
    if number != frame.under - 1:
        raise Problem("导出时台账正在变动，行数前后不一致。请再导出一次。")


def _row_height(frame: Frame) -> Callable[[tuple[Any, ...]], float]:
    """How high a row must be for its longest text, in points."""
    style = workbook_style()
    line: float = style["text_height"]
    least: float = style["row_height"]
    wrapping = [
        (i, wording(column), width)
        for i, (column, width) in enumerate(zip(frame.sheet.columns, frame.widths, strict=True))
        if not column.numeric and column.field.kind not in (DAY, MOMENT)
    ]

    def height(values: tuple[Any, ...]) -> float:
        lines = 1
        for i, words, width in wrapping:
            value = values[i]
            if value is not None:
                said = words(value)
                if (len(said) if said.isascii() else 2 * len(said)) > width or "\n" in said:
                    lines = max(lines, lines_of(said, width))
        return min(max(least, lines * line + 5), 409)

    return height
