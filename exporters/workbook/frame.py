"""A workbook without its rows: title, head, 合计, notes, signatures, styles and print setup."""

from __future__ import annotations

import io
import re
from collections.abc import Sequence
from copy import copy
from datetime import datetime
from decimal import Decimal
from pathlib import Path
from typing import IO, TYPE_CHECKING, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from exporters.form import (
    About,
    Align,
    alignment,
    chinese_day,
    half_width,
    head_cells,
    head_rows,
    notes,
    signatures,
    under_title,
    wording,
)
from exporters.workbook.cells import (
    RATE,
    TEXT,
    Styles,
    exact,
    known_day,
    legal,
    number_format,
    share,
)
from exporters.workbook.page_setup import PageHeights, page_setup, workbook_style
from models.values.sheet import Column, Sheet
from models.values.spreadsheet import column_letter

if TYPE_CHECKING:
    from _typeshed import SizedBuffer

DAY_ONE = (1980, 1, 1, 0, 0, 0)
"""The time every part of a workbook is stamped with, so that two runs give the same bytes."""


class _Archive(ZipFile):
    """An archive whose parts all bear the first day there is."""

    def writestr(
        self, zinfo_or_arcname: ZipInfo | str, data: SizedBuffer | str,
        compress_type: int | None = None, compresslevel: int | None = None,
    ) -> None:
        part = zinfo_or_arcname
        if isinstance(part, str):
            part = ZipInfo(part, DAY_ONE)
            part.compress_type = self.compression
        super().writestr(part, data, compress_type, compresslevel)


def say_about(book: Any, about: About) -> None:
    """Write into a workbook what it is, without the time of day and the PC's user."""
    said, made = book.properties, about.made
    said.title, said.creator = legal(about.title), legal(about.unit)
    said.subject, said.keywords = legal(about.subject), legal(about.keywords)
    said.language = "zh-CN"
    said.created = said.modified = (
        datetime(made.year, made.month, made.day) if made else datetime(*DAY_ONE))


def save(book: Any, target: Path | IO[bytes]) -> None:
    """Let openpyxl save ``book`` into ``target``, on a PC with a flat battery too."""
    from openpyxl.writer.excel import ExcelWriter

    ExcelWriter(book, _Archive(target, "w", ZIP_DEFLATED, strict_timestamps=False)).save()


# ── the workbook ─────────────────────────────────────────────────────────────


TITLE, UNDER_TITLE, HEAD = 1, 2, 3
"""Where a workbook's title, the line under it and its head stand."""


class Frame:
    """The frame of ``sheet``: rows belong between ``body`` and ``under``, counted from 1.

    ``styles`` are the styles of each column's cells, ``widths`` the widths of the columns in
    half-characters.
    """

    def __init__(self, sheet: Sheet) -> None:
        from openpyxl import Workbook

        self.sheet, self.width, self.style = sheet, len(sheet.columns), workbook_style()
        self.body = HEAD + head_rows(sheet.columns)
        self.under = self.body + len(sheet.rows)
        self._book, self._boxes = Workbook(), dict[tuple[str, bool, bool], Any]()
        self._page = self._book.active
        self._page.title = tab_name(sheet.title)
        self._setup = page_setup(sheet)
        self.widths = self._setup.widths
        self._draw_top()
        self._draw_head()
        for number, width in enumerate(self.widths, 1):
            self._page.column_dimensions[column_letter(number)].width = width
        self.styles = [
            Styles(*(self._style(each, shown)
                     for shown in (number_format(each.field), TEXT, RATE, "General")))
            for each in sheet.columns
        ]
        self._draw_under()
        self._set_up_printing()

    def saved(self) -> IO[bytes]:
        """The frame as openpyxl saves it."""
        say_about(self._book, About.of(self.sheet))
        saved = io.BytesIO()
        save(self._book, saved)
        saved.seek(0)
        return saved

    def spread(self, lines: Sequence[float]) -> float:
        """How many times higher the rows stand for a good last page (:class:`PageHeights`)."""
        if self.sheet.one_page or self._setup.pages > 1:
            return 1.0
        heights = {row: each.height or self.style["text_height"]
                   for row, each in self._page.row_dimensions.items()}
        head = sum(heights[row] for row in range(HEAD, self.body))
        foot = sum(each for row, each in heights.items() if row >= self.under)
        title = sum(each for row, each in heights.items() if row < HEAD)
        return PageHeights(self._setup.height, title, head, foot).spread(lines)

    def _draw_top(self) -> None:
        left, right = under_title(self.sheet)
        self._words(TITLE, 1, self.width, self.sheet.title, "center", title=True)
        self._height(TITLE, self.style["title_height"])
        if self.width == 1:
            self._words(UNDER_TITLE, 1, 1, f"{left}　{right}".strip(), "left")
            return
        half = self._half(left, right)
        room = sum(self.widths[:half]), sum(self.widths[half:])
        lines = max(lines_of(left, room[0]), lines_of(right, room[1]))
        self._height(UNDER_TITLE, lines * self.style["text_height"] + 7)
        self._words(UNDER_TITLE, 1, half, left, "left")
        self._words(UNDER_TITLE, half + 1, self.width, right, "right")

    def _half(self, left: str, right: str) -> int:
        """After how many columns the left part of the line under the title ends."""
        share = sum(self.widths) * (half_width(left) + 2) / (half_width(left + right) + 4)
        edges = [abs(sum(self.widths[:i]) - share) for i in range(1, self.width)]
        return edges.index(min(edges)) + 1

    def _draw_head(self) -> None:
        pairs = zip(self.sheet.columns, self.widths, strict=True)
        lines = max(lines_of(column.label, width) for column, width in pairs)
        height = max(self.style["head_height"], lines * self.style["text_height"] + 6)
        for row in range(HEAD, self.body):
            self._height(row, height)
            for column in range(1, self.width + 1):
                self._boxed(self._page.cell(row, column), "center", bold=True, grey=True)
        for head in head_cells(self.sheet.columns):
            row, column = HEAD + head.row, head.column + 1
            self._text(self._page.cell(row, column), head.text)
            self._merge(row, column, row + head.rows - 1, column + head.columns - 1)
        self._page.freeze_panes = f"A{self.body}"

    def _style(self, column: Column, shown: str) -> int:
        """The style of a column's cells, which openpyxl numbers for a cell that is not kept."""
        from openpyxl.cell import WriteOnlyCell
        cell = WriteOnlyCell(self._page)
        self._boxed(cell, alignment(column))
        cell.number_format = shown
        return int(cell.style_id)

    def _draw_under(self) -> None:
        row = self.under
        if self.sheet.total is not None:
            self._draw_total(row, self.sheet.total)
            row += 1
        for note in notes(self.sheet):
            row = self._whole_line(row, note, self.style["text_height"] + 3)
        if self.sheet.signatures:
            row = self._draw_signatures(row)
        if self.sheet.seal and self.sheet.unit:
            self._draw_seal(row)

    def _draw_signatures(self, row: int) -> int:
        """Each signature word with a cell of its own beside it to type or sign in; the number of
        the next row."""
        at = 1
        for words in signatures(self.sheet):
            label, _, said = words.partition("：")
            label += "："
            middle = self._reach(at, half_width(label) + 2)
            last = self._reach(middle + 1, max(self.style["signature_room"], half_width(said)))
            if last > self.width and at > 1:
                row, at = row + 1, 1
                middle = self._reach(at, half_width(label) + 2)
                last = self._reach(middle + 1, self.style["signature_room"])
            middle, last = max(at, min(middle, self.width - 1)), min(last, self.width)
            if self.width == 1:
                row, at = self._whole_line(row, words, self.style["signature_height"]), 1
                continue
            self._words(row, at, middle, label, "right")
            self._words(row, middle + 1, last, said.strip("　 "), "left")
            self._height(row, self.style["signature_height"])
            at = last + 1
        return row + (at > 1)

    def _reach(self, first: int, room: float) -> int:
        """The last of the columns from ``first`` on that are so wide together; beyond the table
        where they are not.
        """
        last, found = first, self._width_of(first)
        while found < room and last <= self.width:
            last += 1
            found += self._width_of(last)
        return last

    def _width_of(self, number: int) -> float:
        return self.widths[number - 1] if number <= self.width else 0.0

    def _draw_total(self, row: int, values: tuple[Any, ...]) -> None:
        self._height(row, self.style["row_height"] + 2)
        for number, (column, value) in enumerate(zip(self.sheet.columns, values, strict=True), 1):
            cell = self._page.cell(row, number)
            counted = column.numeric and exact(value) is not None
            self._boxed(cell, alignment(column) if counted else "center", bold=True)
            if counted:
                cell.value = value if isinstance(value, int) else Decimal(str(value))
                cell.number_format = number_format(column.field)
            elif (part := share(value)) is not None:
                cell.value, cell.number_format = part, RATE
            elif (day := known_day(value)) is not None:
                cell.value, cell.number_format = int(day), number_format(column.field)
            elif value is not None:
                self._text(cell, wording(column)(value))

    def _draw_seal(self, row: int) -> None:
        """单位署名 above the day, at the right, where the stamp goes."""
        first = self.width // 2 + 1
        signed = [self.sheet.unit, chinese_day(self.sheet.made) if self.sheet.made else ""]
        for offset, text in enumerate(filter(None, signed)):
            self._words(row + offset, first, self.width, text, "center")
            self._height(row + offset, self.style["signature_height"])

    def _whole_line(self, row: int, words: str, height: float) -> int:
        """``words`` across the table; the number of the next row."""
        self._words(row, 1, self.width, words, "left")
        lines = lines_of(words, sum(self.widths))
        self._height(row, max(height, lines * self.style["text_height"] + 4))
        return row + 1

    def _words(self, row: int, first: int, last: int, text: str, side: str,
               title: bool = False) -> None:
        from openpyxl.styles import Alignment, Font

        cell = self._page.cell(row, first)
        self._text(cell, text)
        face, size = ("title_face", "title") if title else ("face", "line")
        cell.font = Font(name=self.style[face], size=self.style[size], bold=title)
        cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)
        self._merge(row, first, row, last)

    def _boxed(self, cell: Any, side: str, bold: bool = False, grey: bool = False) -> None:
        """Draw the box of a cell; one like another takes its style over, which openpyxl would else
        build and compare anew for each of its parts.
        """
        from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

        if known := self._boxes.get((side, bold, grey)):
            shown = cell._style.numFmtId if cell._style else 0
            cell._style = copy(known)
            cell._style.numFmtId = shown
            return
        thin = Side(style="thin", color="FF000000")
        cell.font = Font(name=self.style["face"], size=self.style["body"], bold=bold)
        cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True,
                                   indent=1 if side == Align.RIGHT else 0)
        cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
        if grey:
            cell.fill = PatternFill("solid", fgColor="FF" + self.style["head_colour"])
        self._boxes[side, bold, grey] = copy(cell._style)

    def _text(self, cell: Any, text: str) -> None:
        """Text that stays text, whatever it looks like; a blank cell is none, or it would call
        itself a text and have none, which readers take for damage."""
        cell.value = legal(text) or None
        cell.data_type = "s" if text else "n"
        cell.number_format = "@"

    def _merge(self, row: int, column: int, last_row: int, last_column: int) -> None:
        if (row, column) != (last_row, last_column):
            self._page.merge_cells(start_row=row, start_column=column,
                                   end_row=last_row, end_column=last_column)

    def _height(self, row: int, points: float) -> None:
        self._page.row_dimensions[row].height = points

    def _set_up_printing(self) -> None:
        """Fit to the width of the paper, repeat the head and the keys, number the pages."""
        page, sheet = self._page, self.sheet
        setup = self._setup
        page.page_setup.orientation = "landscape" if setup.lying else "portrait"
        page.page_setup.paperSize = page.PAPERSIZE_A3 if setup.paper == "A3" else page.PAPERSIZE_A4
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = setup.pages, int(sheet.one_page)
        if setup.pages > 1:
            page.print_title_cols = "A:B"
        page.sheet_properties.pageSetUpPr.fitToPage = True
        page.print_title_rows = f"{HEAD}:{self.body - 1}"
        page.print_options.horizontalCentered = True
        for edge, millimetres in self.style["margins"].items():
            setattr(page.page_margins, edge, round(millimetres / 25.4, 3))
        page.oddFooter.center.text = "第 &P 页 共 &N 页"
        page.oddFooter.left.text = self.sheet.head or None


def tab_name(title: str) -> str:
    """``title`` as Excel allows it on a tab: no []:*?/\\, at most 31 characters."""
    return re.sub(r"[\[\]:*?/\\\x00-\x1f]", " ", title).strip(" '")[:31] or "报表"


def lines_of(text: str, width: float) -> int:
    """About how many lines ``text`` takes in a column ``width`` half-characters wide."""
    return sum(max(1, -(-half_width(piece) // int(width))) for piece in text.split("\n"))
