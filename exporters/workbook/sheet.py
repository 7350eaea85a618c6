"""A sheet as an Excel workbook the town can print, add up and copy from; a document as one.

openpyxl draws the frame, and the rows are poured into it as XML, one at a time: a ledger of a
hundred thousand lines needs no more memory than a short one, and no library leaves a copy of its
identity numbers in a temporary folder.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO, Any
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

from exporters.form import About, chinese_day, half_width, wording
from exporters.publish import publish
from exporters.workbook.cells import cell_writers, exact, legal
from exporters.workbook.formulas import Formula, Worked, worked_out
from exporters.workbook.frame import DAY_ONE, Frame, lines_of, save, say_about, tab_name
from exporters.workbook.page_setup import workbook_style
from models.returns.document import Block, Document, Pairs, Paragraph, Signatures, Ticks
from models.values.kinds import DAY, MOMENT, PART_DAY
from models.values.problem import Problem
from models.values.sheet import Sheet
from models.values.spreadsheet import column_letter

_SHEET_PART = "xl/worksheets/sheet1.xml"
_AT_A_TIME = 400
_DIMENSION = re.compile(rb"<dimension [^>]*/>")
_MERGES = re.compile(rb"(?:<mergeCell [^>]*/>)+")

_PAGED = 5_000
"""Rows up to which it is seen to that no page holds the foot alone: who prints more?"""

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
            part = ZipInfo(name, DAY_ONE)
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
    sums = _Sums(frame)
    for rows in _rows(frame, sums):
        out.write(rows.encode())
    out.write(sums.written(drawn[at:]))


class _Sums:
    """What the columns with a 合计 add up to, as the rows go by: a total that is their sum is
    written as the formula that keeps adding them up, with its value; any other stays a number.
    """

    def __init__(self, frame: Frame) -> None:
        self._frame = frame
        total = frame.sheet.total if len(frame.sheet.rows) else None
        self._found: dict[int, Any] = {
            i: 0 for i, column in enumerate(frame.sheet.columns)
            if total is not None and column.total and exact(total[i]) is not None
        }

    def take(self, values: tuple[Any, ...]) -> None:
        """Add one row; a column with words among its figures is summed by nobody."""
        for i in list(self._found):
            if values[i] is not None and exact(values[i]) is None:
                del self._found[i]
            elif values[i] is not None:
                self._found[i] += values[i]

    def written(self, under: bytes) -> bytes:
        """What stands under the rows, its totals with their formulas."""
        frame = self._frame
        total = frame.sheet.total or ()
        formulas = {
            i: Formula(f"SUM({letter}{frame.body}:{letter}{frame.under - 1})", exact(found) or "")
            for i, found in self._found.items() if found == total[i]
            for letter in [column_letter(i + 1)]
        }
        for i, formula in worked_out(frame.sheet, frame.body).items() if total else ():
            if i not in formulas and (found := formula(total, frame.under)):
                formulas[i] = found
        for i, each in formulas.items():
            under = re.sub(
                rb'(<c r="%b%d"[^>]*>)<v>[^<]*</v>' % (column_letter(i + 1).encode(), frame.under),
                rb"\1<f>%b</f><v>%b</v>" % (each.text.encode(), each.value.encode()), under,
                count=1)
        return under


def _in_order(merges: re.Match[bytes]) -> bytes:
    """Merged cells, which openpyxl keeps as a set, in an order that is the same every time."""
    return b"".join(sorted(re.findall(rb"<[^>]*>", merges[0])))


def _rows(frame: Frame, sums: _Sums) -> Iterator[str]:
    """The rows as XML, a few hundred at a time. :raises Problem: their number changed meanwhile."""
    write, worked = cell_writers(frame.sheet.columns, frame.styles), _worked_cells(frame)
    height = _row_height(frame)
    spread = frame.spread([height(row.values) for row in frame.sheet.rows]
                          if len(frame.sheet.rows) <= _PAGED else ())
    rows, number = [], frame.body - 1
    for number, row in enumerate(frame.sheet.rows, frame.body):
        at, values = str(number), row.values
        sums.take(values)
        cells = [cell(value, at) for cell, value in zip(write, values, strict=True)]
        for i, formula in worked:
            cells[i] = formula(values, number) or cells[i]
        high = round(spread * height(values), 2)
        rows.append(f'<row r="{at}" ht="{high:g}" customHeight="1">{"".join(cells)}</row>')
        if len(rows) == _AT_A_TIME:
            yield "".join(rows)
            rows.clear()
    yield "".join(rows)
    if number != frame.under - 1:
        raise Problem("导出时台账正在变动，行数前后不一致。请再导出一次。")


def _worked_cells(frame: Frame) -> list[tuple[int, Callable[[tuple[Any, ...], int], str | None]]]:
    """The columns worked out from others, each with what writes its cell of a row."""
    def writing(i: int, formula: Worked) -> Callable[[tuple[Any, ...], int], str | None]:
        letter, styles = column_letter(i + 1), frame.styles[i]
        style = styles.rates if frame.sheet.columns[i].share else styles.values

        def cell(values: tuple[Any, ...], row: int) -> str | None:
            found = formula(values, row)
            return found and (f'<c r="{letter}{row}" s="{style}"><f>{found.text}</f>'
                              f"<v>{found.value}</v></c>")

        return cell

    return [(i, writing(i, each)) for i, each in worked_out(frame.sheet, frame.body).items()]


def _row_height(frame: Frame) -> Callable[[tuple[Any, ...]], float]:
    """How high a row must be for its longest text, in points."""
    style = workbook_style()
    line: float = style["text_height"]
    least: float = style["row_height"]
    wrapping = [
        (i, wording(column), width)
        for i, (column, width) in enumerate(zip(frame.sheet.columns, frame.widths, strict=True))
        if not column.numeric and column.field.kind not in (DAY, MOMENT, PART_DAY)
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


# ── A document: merged cells, each bound paper on a tab of its own


_COLUMNS, _WIDTH = 12, 7


def write_document_workbook(document: Document, path: Path) -> str:
    """Publish ``document`` as a workbook. :returns: its SHA-256. :raises Problem: not written."""
    return publish(path, lambda temporary: draw_document_workbook(document, temporary))


def draw_document_workbook(document: Document, path: Path) -> None:
    """Write ``document`` into ``path``; the same document gives the same bytes."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    papers = document.papers
    if document.parts and papers[0].entry:
        _contents(book.create_sheet("目录"), document)
    for number, paper in enumerate(papers, 1):
        name = f"{number}．{paper.title}" if len(papers) > 1 else paper.title
        _Tab(book.create_sheet(tab_name(name)), document.head).draw(paper)
    say_about(book, About.of(document))
    drawn = io.BytesIO()
    save(book, drawn)
    with ZipFile(drawn) as parts, ZipFile(path, "w", ZIP_DEFLATED) as archive:
        for name in sorted(parts.namelist(), key=lambda each: each != "[Content_Types].xml"):
            archive.writestr(ZipInfo(name, DAY_ONE), parts.read(name), ZIP_DEFLATED)


def _contents(page: Any, document: Document) -> None:
    tab = _Tab(page)
    tab.whole(document.title, "center", title=True)
    for number, part in enumerate(document.parts, 1):
        tab.whole(f"{number}．{part.entry}", "left")


class _Tab:
    """One paper on one tab, row by row."""

    def __init__(self, page: Any, head: str = "") -> None:
        self._page, self._row, self._style = page, 0, workbook_style()
        for number in range(1, _COLUMNS + 1):
            page.column_dimensions[column_letter(number)].width = _WIDTH
        page.page_setup.paperSize = page.PAPERSIZE_A4
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.sheet_properties.pageSetUpPr.fitToPage = True
        page.oddFooter.right.text, page.evenFooter.left.text = "— &P —", "— &P —"
        page.oddFooter.center.text = page.evenFooter.center.text = head or None
        page.HeaderFooter.differentOddEven = True

    def draw(self, paper: Document) -> None:
        """Draw a paper from its title down."""
        self.whole(paper.title, "center", title=True)
        day = chinese_day(paper.made) if paper.made else ""
        self.whole("　".join(filter(None, (paper.unit, paper.when or day))), "left")
        for block in paper.blocks:
            self._block(block)

    def whole(self, text: str, side: str, *, title: bool = False, boxed: bool = False,
              lines: int = 1) -> None:
        """Words across the tab."""
        size = "title_height" if title else "row_height"
        self._begin(max(lines, self._lines(text, _COLUMNS)), size)
        self._cell(1, _COLUMNS, text, side, bold=title, boxed=boxed,
                   size=self._style["title"] if title else None)

    def _block(self, block: Block) -> None:
        if isinstance(block, Pairs):
            for row in block.rows:
                self._pairs(row, block.lines)
        elif isinstance(block, Ticks):
            self._pairs(((block.label, block.words),), 1)
        elif isinstance(block, Paragraph):
            self.whole(block.heading, "left", boxed=True)
            self.whole(block.text, "left", boxed=True, lines=0 if block.text else block.blank)
        elif isinstance(block, Signatures):
            self._signatures(block.labels)
        else:
            self._table(block)

    def _signatures(self, labels: tuple[str, ...]) -> None:
        """Each word with a cell of its own beside it, to type or sign in."""
        share = _COLUMNS // len(labels)
        words = max(1, min(2, share - 1))
        self._begin(max(2, *(self._lines(f"{each}：", words) for each in labels)), "row_height")
        for left, each in zip(range(1, _COLUMNS, share), labels, strict=False):
            self._cell(left, left + words - 1, f"{each}：", "left")
            if words < share:
                self._cell(left + words, left + share - 1, "", "left")

    def _table(self, sheet: Sheet) -> None:
        share = max(1, _COLUMNS // len(sheet.columns))
        self.whole(sheet.title, "left")
        self._cells([each.label for each in sheet.columns], share, head=True)
        says = [wording(each) for each in sheet.columns]
        for row in sheet.rows:
            said = zip(says, row.values, strict=True)
            self._cells(["" if value is None else say(value) for say, value in said], share)

    def _cells(self, texts: list[str], share: int, *, head: bool = False) -> None:
        self._begin(max(self._lines(text, share) for text in texts), "row_height")
        for at, text in enumerate(texts):
            self._cell(at * share + 1, (at + 1) * share, text, "center" if head else "left",
                       bold=head, boxed=True)

    def _pairs(self, row: tuple[tuple[str, str], ...], least: int) -> None:
        share = _COLUMNS // len(row)
        label = 2 if share > 4 else 1
        lines = max(self._lines(text, share - label) for _, text in row)
        labels = max(self._lines(text, label) for text, _ in row)
        self._begin(max(least, lines, labels), "row_height")
        for place, (name, text) in enumerate(row):
            left = place * share + 1
            self._cell(left, left + label - 1, name, "center", bold=True, boxed=True)
            self._cell(left + label, left + share - 1, text, "left", boxed=True)

    def _begin(self, lines: int, height: str) -> None:
        self._row += 1
        least = self._style[height]
        self._page.row_dimensions[self._row].height = max(
            least, lines * self._style["text_height"] + 4
        )

    def _cell(self, first: int, last: int, text: str, side: str, *, bold: bool = False,
              boxed: bool = False, size: float | None = None) -> None:
        from openpyxl.styles import Alignment, Border, Font, Side

        thin = Side(style="thin", color="FF000000")
        for column in range(first, last + 1):
            cell = self._page.cell(self._row, column)
            if boxed:
                cell.border = Border(left=thin, right=thin, top=thin, bottom=thin)
        cell = self._page.cell(self._row, first)
        cell.value, cell.data_type, cell.number_format = legal(text), "s", "@"
        cell.font = Font(name=self._style["face"], size=size or self._style["body"], bold=bold)
        cell.alignment = Alignment(horizontal=side, vertical="center", wrap_text=True)
        if first != last:
            self._page.merge_cells(start_row=self._row, start_column=first,
                                   end_row=self._row, end_column=last)

    def _lines(self, text: str, columns: int) -> int:
        width = columns * _WIDTH
        return sum(max(1, -(-half_width(each) // width)) for each in text.split("\n"))
