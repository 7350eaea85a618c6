"""A town's form as a picture, filled, with what is asked about it marked where it stands; and the
same on pages to print, with every line."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal
from functools import cached_property, partial
from typing import Any, NamedTuple

from exporters.wall.drawing import Box, Drawing, Element, broken, measured, paragraph
from exporters.workbook.growing import Growth, copied_formula, grown_formula
from exporters.workbook.reckoning import NotReckonedError, Reckoning
from models.returns.town_form.candidates import HeadingAsked
from models.returns.town_form.filling import Filled
from models.returns.town_form.page import FormCell, ref
from models.returns.town_form.recognising import PageFound
from models.returns.town_form.sentences import TEXT_PAGE
from models.returns.town_form.ways import decimals_of
from models.returns.town_form.writing import Written, is_date_format, write_day
from models.values.kinds import show_decimal
from models.values.problem import Problem
from models.values.spreadsheet import column_letter

LINES = 3
"""So many lines of a list are shown: those that candidates are told of."""
NUMBERS = "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳"
"""Stand before the headings that are asked about, on the picture and in the questions."""

FORMULA = "＝"
"""Stands where a formula of the form will reckon."""
RECKONED = f"{FORMULA} 处由表样里的公式算，打开填好的工作簿就有数。"
"""Said on paper, under a form with formulas that nobody here reckons."""

_SIZE, _TITLE, _LEADING, _MARGIN = 3.4, 4.8, 1.35, 0.9
_NARROWEST, _WIDEST, _TEXT, _LEAST, _EDGE = 9.0, 46.0, 170.0, 150.0, 4.0
_EXACT = 4
"""Decimals of a number whose cell says nothing of them."""
_PLACES = re.compile(r"0\.(0+)%")


class _Shown(NamedTuple):
    """A row as it is shown: where it stands on the filled form, and the row of the blank it is."""

    at: int
    blank: int


@dataclass(frozen=True)
class _Sheet:
    """One sheet of a form laid out: the rows shown, and what stands where; a ``whole`` one has
    every line, and nothing on it is marked."""

    found: PageFound
    filled: Filled
    asked: Mapping[str, str]
    """Column or cell asked about → its number."""
    whole: bool = False

    @cached_property
    def rows(self) -> list[_Shown]:
        """The head, the first lines or all, and what stands below the lines."""
        page, (first, last) = self.found.page, self.filled.lines
        above = [_Shown(at, at) for at in range(1, (first or page.height + 1))]
        seen = [*sorted(self.filled.behind)[:LINES], first + LINES - 1][:LINES][-1]
        if self.whole:
            seen = last + self.filled.inserted
        lines = [_Shown(at, self.filled.on_blank(at) or last)
                 for at in range(first, seen + 1) if first and (
                     at <= min(page.height, last) or at in self.filled.behind)]
        below = [_Shown(self.filled.below(at), at)
                 for at in range(last + 1, page.height + 1)] if last else []
        return [each for each in (*above, *lines, *below) if each.blank not in page.hidden]

    @property
    def columns(self) -> range:
        """Every column."""
        return range(1, self.found.page.width + 1)

    def words(self, row: _Shown, column: int) -> str:
        """What stands in a cell: what was filled, else what the form has printed."""
        cell = self.found.page.at(row.blank, column)
        value = self.filled.values.get(ref(row.at, column))
        if value is not None:
            return _said(value, cell)
        number = self.asked.get(ref(row.blank, column), "")
        heading = self._heading(row, column)
        return self._reckoned(row, column) if cell.formula else f"{number}{heading}{cell.text}"

    def _reckoned(self, row: _Shown, column: int) -> str:
        """What the formula of a cell comes to; where that is not known here, its sign."""
        cell = self.found.page.at(row.blank, column)
        try:
            value = Reckoning(self._stands).of(self._stands(row.at, column))
        except (NotReckonedError, Problem):  # what can't grow is said when the form is written
            return FORMULA
        if isinstance(value, Decimal):
            places = decimals_of(cell.format)
            if "%" not in cell.format:
                value = value.quantize(
                    Decimal(1).scaleb(-(_EXACT if places is None else places)), ROUND_HALF_UP)
            return _said(value, cell)
        return "" if value is None or isinstance(value, bool) else value

    def _stands(self, at: int, column: int) -> Any:
        """What stands in a cell of the filled form, a formula as it is written there."""
        last, inserted = self.filled.lines[1], self.filled.inserted
        blank = self.filled.on_blank(at)
        value = self.filled.values.get(ref(at, column))
        cell = self.found.page.at(blank or last, column)
        if value is not None or not cell.formula:
            return value if value is not None else cell.text if blank else None
        if not cell.reckons:
            raise NotReckonedError
        if not blank:
            return copied_formula(cell.reckons, at - last)
        first = self.filled.lines[0]
        return grown_formula(cell.reckons, Growth(first, last, inserted), lambda of: of is None,
                             inside=first <= blank <= last) if inserted else cell.reckons

    def _heading(self, row: _Shown, column: int) -> str:
        """The number of a column that is asked about, before its lowest heading."""
        table, page = self.found.table, self.found.page
        if table is None or not page.text(row.blank, column):
            return ""
        lowest = page.area(row.blank, column).bottom == table.head[1]
        return self.asked.get(column_letter(column), "") if lowest else ""

    def marked(self, row: _Shown, column: int) -> bool:
        """Whether a cell is asked about: of a column its heading and its lines."""
        if ref(row.blank, column) in self.asked:
            return True
        table = self.found.table
        return column_letter(column) in self.asked and table is not None and (
            bool(self._heading(row, column)) or table.first <= row.blank <= table.last)

    @cached_property
    def widths(self) -> dict[int, float]:
        """Millimetres of each column: what its words want."""
        widths = dict.fromkeys(self.columns, _NARROWEST)
        for row in self.rows:
            for column in self.columns:
                area = self.found.page.area(row.blank, column)
                if area.left == area.right == column:
                    wanted = measured(self.words(row, column), _SIZE) + 2.2 * _MARGIN
                    widths[column] = min(_WIDEST, max(widths[column], wanted))
        if len(widths) == 1:
            return dict.fromkeys(widths, _TEXT)
        return widths


def _said(value: Written, cell: FormCell) -> str:
    if isinstance(value, date):
        return write_day(value, "chinese" if "年" in cell.format else "iso")
    if "%" in cell.format and not isinstance(value, str) and is_date_format(cell.format) is False:
        places = _PLACES.search(cell.format)
        exact = Decimal(1).scaleb(-len(places[1]) if places else 0)
        return f"{(Decimal(value) * 100).quantize(exact, ROUND_HALF_UP)}%"
    return show_decimal(value) if isinstance(value, Decimal) else str(value)


def form_picture(
    found: Sequence[PageFound], filled: Sequence[Filled], asked: Sequence[HeadingAsked] = ()
) -> Drawing:
    """The sheets of a form under one another, filled: the head, the first lines, what is below.

    :param asked: what is asked about, numbered in this order and marked.
    """
    pages = {each.page.name: each for each in found}
    sheets = [_Sheet(pages[each.sheet], each, {
        one.at: NUMBERS[at] for at, one in enumerate(asked[:len(NUMBERS)])
        if one.sheet == each.sheet}) for each in filled]
    elements: list[Element] = []
    y, width = _EDGE, max((_LEAST, *(sum(each.widths.values()) for each in sheets)))
    for sheet in sheets:
        for each, bottom in _drawn(sheet, sheet.rows, y):
            elements.append(each)
            y = max(y, bottom)
        y += _EDGE
    ground = Box(0, 0, width + 2 * _EDGE, y, "white", "")
    return Drawing(width + 2 * _EDGE, y, "表样", (ground, *elements))


class FormPaper(NamedTuple):
    """What of a form is set on pages of its own: as wide as it is (mm), its pages at a height."""

    width: float
    pages: Callable[[float], Iterator[list[Element]]]


def form_papers(found: Sequence[PageFound], filled: Sequence[Filled]) -> list[FormPaper]:
    """A filled form with all its lines: each sheet of a workbook, a document as a whole."""
    pages = {each.page.name: each for each in found}
    sheets = [_Sheet(pages[each.sheet], each, {}, whole=True) for each in filled]
    of_one = [sheets] if TEXT_PAGE in pages else [[each] for each in sheets]
    return [FormPaper(max(sum(each.widths.values()) for each in some) + 2 * _EDGE,
                      partial(_pages, some)) for some in of_one]


def _pages(sheets: Sequence[_Sheet], height: float) -> Iterator[list[Element]]:
    """What stands on each page; what would not fit below another begins a page."""
    page: list[Element] = []
    y = 0.0
    for sheet in sheets:
        for rows in _parts(sheet, height):
            tall = sum(_height(sheet, row) for row in rows)
            if page and y + tall > height:
                yield page
                page, y = [], 0.0
            page += [each for each, _ in _drawn(sheet, rows, y)]
            y += tall + _EDGE
    if any(sheet.words(row, column) == FORMULA for sheet in sheets for row in sheet.rows
           for column in sheet.columns):
        if y > height:
            yield page
            page, y = [], 0.0
        page += paragraph(RECKONED, _EDGE, y - _EDGE / 2, _TEXT, _SIZE)
    yield page


def _parts(sheet: _Sheet, height: float) -> Iterator[list[_Shown]]:
    """The rows, as many as stand on a page; over lines that go on the head of their list again."""
    table = sheet.found.table
    head = [row for row in sheet.rows if table and table.head[0] <= row.blank <= table.head[1]]
    rows: list[_Shown] = []
    used = 0.0
    for row in sheet.rows:
        tall = _height(sheet, row)
        if rows and used + tall > height:
            yield rows
            rows = [*head] if table and row.blank in table.rows else []
            used = sum(_height(sheet, each) for each in rows)
        rows.append(row)
        used += tall
    yield rows


def _drawn(
    sheet: _Sheet, rows: Sequence[_Shown], top: float
) -> Iterator[tuple[Element, float]]:
    """What is drawn of these rows from ``top`` down, each with the foot of its row."""
    heights = [_height(sheet, row) for row in rows]
    tops = [top + sum(heights[:at]) for at in range(len(heights) + 1)]
    lefts = {column: _EDGE + sum(width for at, width in sheet.widths.items() if at < column)
             for column in (*sheet.columns, len(sheet.columns) + 1)}
    for place, row in enumerate(rows):
        for column in sheet.columns:
            area = sheet.found.page.area(row.blank, column)
            again = place and rows[place - 1].blank >= area.top and area.top < row.blank
            if area.left != column or again:
                continue
            reach = place
            while reach + 1 < len(heights) and row.blank < rows[reach + 1].blank <= (
                    area.bottom):
                reach += 1
            right = lefts[_reach(sheet, row, min(area.right, len(sheet.columns))) + 1]
            x, width, foot = lefts[column], right - lefts[column], tops[reach + 1]
            for each in _cell(sheet, row, column, Box(x, tops[place], width, foot - tops[place])):
                yield each, tops[place + 1]


def _reach(sheet: _Sheet, row: _Shown, column: int) -> int:
    """How far words run on over blank cells beside them, above and below a list."""
    table = sheet.found.table
    if (table is not None and table.covers(row.blank)) or not sheet.words(row, column):
        return column
    while column < len(sheet.columns) and not sheet.words(row, column + 1) and not (
            sheet.found.page.at(row.blank, column + 1).boxed):
        column += 1
    return column


def _cell(sheet: _Sheet, row: _Shown, column: int, box: Box) -> Iterator[Element]:
    text = sheet.found.page.name == TEXT_PAGE
    area = sheet.found.page.area(row.blank, column)
    filled = ref(row.at, column) in sheet.filled.values
    wide = (area.right - area.left + 1) * 2 > len(sheet.columns)
    title = row.blank == 1 and wide and not text and not filled
    marked = sheet.marked(row, column)
    table = sheet.found.table
    boxed = sheet.found.page.at(row.blank, column).boxed or (
        table is not None and table.covers(row.blank))
    if boxed or marked:
        yield Box(box.x, box.y, box.width, box.height, "band" if marked else "", "line", 0.2)
    words = sheet.words(row, column)
    size = _TITLE if title else _SIZE
    room = box.width - 2 * _MARGIN
    lines = broken(words, room, size) if words else []
    side = "left" if text or "：" in words or len(lines) > 1 else "center"
    y = box.y + max(_MARGIN, (box.height - len(lines) * size * _LEADING) / 2)
    ink = "ink" if sheet.whole else "help" if filled else "red" if marked else "ink"
    yield from paragraph(words, box.x + _MARGIN, y, room, size, side=side, ink=ink,
                         leading=_LEADING)


def _height(sheet: _Sheet, row: _Shown) -> float:
    tallest = 1
    for column in sheet.columns:
        area = sheet.found.page.area(row.blank, column)
        if area.left == column and area.top == area.bottom:
            room = sum(sheet.widths[at] for at in range(area.left, min(
                area.right, len(sheet.columns)) + 1)) - 2 * _MARGIN
            words = sheet.words(row, column)
            tallest = max(tallest, len(broken(words, room, _SIZE)) if words else 1)
    return tallest * _SIZE * _LEADING + 2 * _MARGIN
