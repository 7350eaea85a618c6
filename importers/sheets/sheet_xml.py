"""What the value reader doesn't tell about an .xlsx sheet: hidden rows and columns, shown zeros.

A light pass over the sheet's XML. It also finds how far the sheet really reaches, because the
stated dimension is never believed and one value in a far corner would fill the memory."""

from __future__ import annotations

import posixpath
import re
from contextlib import suppress

from importers.sheets.archive import Bundle, Torn, local, parse
from importers.sheets.styles import Looks, Style, style_of, telling
from models.values.problem import Problem
from models.values.spreadsheet import column_number

MOST_ROWS = 50_000
MOST_COLUMNS = 200
MOST_AREA = 2_000_000
"""Cells from the first to the last, the blank ones too: a sheet is read as a full rectangle."""
MOST_SHEETS = 200
MOST_MERGES = 20_000
_CELL = re.compile(r"([A-Z]{1,3})0*([0-9]{1,7})", re.IGNORECASE)
_BLANKS = b"\xef\xbb\xbf\xff\xfe \r\n\t"
_MAY_BE, _ROOT = re.compile(rb"<(?:[\w.-]+:)?worksheet\b|<!--"), re.compile(rb"<[A-Za-z_]")
_VALUES = frozenset({"v", "t", "is", "f"})
"""What makes the value reader count a cell, though it may hold nothing."""


def too_large(sheet: str) -> Problem:
    """The sentence for a sheet beyond the limits."""
    return Problem(
        f"“{sheet}”超过 {MOST_ROWS:,} 行或 {MOST_COLUMNS} 列，或空格太多，不像花名册。"
        "请把花名册复制到新的工作簿里，另存后再导入。"
    )


def too_many_sheets() -> Problem:
    """The sentence for a workbook of very many sheets."""
    return Problem(f"超过 {MOST_SHEETS} 张工作表，不像花名册。"
                   "请只把要用的几张复制到新的工作簿里，另存后再导入。")


def too_much_merged(sheet: str) -> Problem:
    """The sentence for a sheet whose merges would fill the memory."""
    return Problem(f"“{sheet}”合并的单元格太多或太大，不像正常的表格。"
                   "请取消整行整列的合并，或把内容复制到新的工作簿里，另存后再导入。")


def looks_of(archive: Bundle) -> dict[str, Looks]:
    """How every worksheet looks, by the sheet's name.

    A part that several sheets share is read for each of them, so that it counts as often; a part
    that no sheet names is looked through as well, for another reader may find it.

    :raises Problem: the sheets reach beyond the limits, one alone or all together, or the XML is
        hostile.
    """
    styles, struck = _styles(archive), _struck_texts(archive)
    sheets = sheet_parts(archive)
    scans: dict[str, _Scan] = {}
    for name, part in sheets.items():
        if part not in scans:
            scans[part] = _Scan(name, styles, struck, archive.room.fragments)
            scans[part].read(archive, part)
    others = []
    for part in _other_sheets(archive, sheets):
        others.append(_Scan(part, styles, struck, archive.room.fragments))
        with suppress(Torn):
            others[-1].read(archive, part)
    _refuse_together([*(scans[part] for part in sheets.values()), *others], archive.room.merged)
    return {name: scans[part].looks for name, part in sheets.items()}


def _refuse_together(scans: list[_Scan], most_merged: int) -> None:
    """:raises Problem: the sheets, each within the limits, are beyond them together."""
    area = merges = merged = 0
    for each in scans:
        area, merges, merged = area + each.area, merges + each.merges, merged + each.merged
        if area > MOST_AREA:
            raise too_large(each.sheet)
        if merges > MOST_MERGES or merged > most_merged:
            raise too_much_merged(each.sheet)


def _other_sheets(archive: Bundle, sheets: dict[str, str]) -> list[str]:
    """The parts no sheet names that may be worksheets all the same."""
    found, named = [], set(sheets.values())
    for each in archive.namelist():
        if each not in named:
            with archive.open(each) as stream:
                head = stream.read(4096).replace(b"\0", b"").lstrip(_BLANKS)
            if head.startswith(b"<") and (_MAY_BE.search(head) or not _ROOT.search(head)):
                found.append(each)
    return found


def sheet_parts(archive: Bundle) -> dict[str, str]:
    """Sheet name → the part it is written in."""
    targets: dict[str, str] = {}
    names: dict[str, str] = {}
    listed = 0

    def relation(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship":
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(name: str, attributes: dict[str, str]) -> None:
        nonlocal listed
        if local(name) == "sheet":
            listed += 1
            if listed > MOST_SHEETS:
                raise too_many_sheets()
            link = next((v for k, v in attributes.items() if local(k) == "id"), "")
            names[attributes.get("name", "")] = link

    parse(archive, "xl/_rels/workbook.xml.rels", relation)
    parse(archive, "xl/workbook.xml", sheet)
    parts = {each.lower().replace("\\", "/"): each for each in archive.namelist()}
    found = {name: _part(targets[link]) for name, link in names.items() if link in targets}
    return {name: parts[part] for name, part in found.items() if part in parts}


def _part(target: str) -> str:
    """The part a target means, as leniently as any reader may take it."""
    path = target.lower().replace("\\", "/")
    return posixpath.normpath(path.lstrip("/") if path.startswith(("/", "xl/")) else f"xl/{path}")


def _styles(archive: Bundle) -> dict[str, Style]:
    """The cell styles that show something else than the value, by their number."""
    codes: dict[str, str] = {}
    fonts: list[bool] = []
    cells: list[tuple[str, str]] = []
    inside = ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        tag = local(name)
        if tag == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag in ("cellXfs", "fonts"):
            inside = tag
        elif tag == "font" and inside == "fonts":
            fonts.append(False)
        elif tag == "strike" and inside == "fonts" and fonts:
            fonts[-1] = _strikes(tag, attributes)
        elif tag == "xf" and inside == "cellXfs":
            cells.append((attributes.get("numFmtId", ""), attributes.get("fontId", "")))

    def end(name: str) -> None:
        nonlocal inside
        if local(name) == inside:
            inside = ""

    if "xl/styles.xml" in archive.namelist():
        parse(archive, "xl/styles.xml", start, end)
    struck = {str(i) for i, each in enumerate(fonts) if each}
    return telling({
        str(i): style_of(int(number) if number.isdecimal() else 0, codes.get(number, ""),
                         struck=font in struck)
        for i, (number, font) in enumerate(cells)
    })


def _struck_texts(archive: Bundle) -> set[str]:
    """The numbers of the workbook's texts that have a line through some of their characters."""
    struck: set[str] = set()
    at = -1

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal at
        tag = local(name)
        if tag == "si":
            at += 1
        elif _strikes(tag, attributes):
            struck.add(str(at))

    if (part := _texts_part(archive)) is not None:
        parse(archive, part, start)
    return struck


def _strikes(tag: str, attributes: dict[str, str]) -> bool:
    return tag == "strike" and attributes.get("val", "1") not in ("0", "false")


class _Scan:
    """One pass over the XML of one sheet; ``struck`` are the numbers of texts with a line through
    some of their characters."""

    def __init__(
        self, sheet: str, styles: dict[str, Style], struck: set[str], fragments: int
    ) -> None:
        self.sheet, self._styles, self._fragments = sheet, styles, fragments
        self._struck, self._number = struck, ""
        self.looks = Looks()
        self.merges = self.merged = 0
        self._own_row = 0
        self._row, self._column, self._style, self._type = 0, 0, "", ""
        self._last_row, self._last_column = 0, 0

    @property
    def area(self) -> int:
        """Cells from the first to the last that holds something."""
        return self._last_row * self._last_column

    def read(self, archive: Bundle, part: str) -> None:
        """:raises Problem: it reaches beyond the limits."""
        if self._struck:
            parse(archive, part, self._start, self._end, self._words)
        else:
            parse(archive, part, self._start)

    def _words(self, said: str) -> None:
        self._number += said

    def _end(self, name: str) -> None:
        """A cell says its text by the number of it."""
        if local(name) == "v":
            if self._type == "s" and self._number.strip() in self._struck:
                self.looks.struck.add((self._row, self._column))
            self._number = ""

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = local(name)
        if tag == "c":
            self._cell(attributes)
        elif tag in _VALUES:
            self._number = ""
            self._value(tag)
        elif _strikes(tag, attributes):
            self.looks.struck.add((self._row, self._column))
        elif tag == "row":
            self._begin_row(attributes)
        elif tag == "col":
            self._begin_column(attributes)
        elif tag in ("mergeCell", "hyperlink"):
            self._covers(attributes.get("ref", ""))
        elif len(attributes.get("sqref", "").split()) > self._fragments:
            raise too_large(self.sheet)

    def _covers(self, ref: str) -> None:
        """A merge, or a link over an area, of which readers make cell after cell."""
        first, _, last = ref.replace("$", "").partition(":")
        found = _CELL.fullmatch(first), _CELL.fullmatch(last or first)
        self.merges += 1
        if found[0] and found[1]:
            left, right = column_number(found[0][1]), column_number(found[1][1])
            rows = abs(int(found[1][2]) - int(found[0][2])) + 1
            self.merged += rows * (abs(right - left) + 1)
        if self.merged > MOST_AREA or self.merges > MOST_MERGES:
            raise too_much_merged(self.sheet)

    def _cell(self, attributes: dict[str, str]) -> None:
        place = attributes.get("r", "")
        found = _CELL.fullmatch(place)
        if place and not found:
            raise ValueError("a cell that is nowhere")
        self._column = column_number(found[1]) if found else self._column + 1
        self._row = int(found[2]) if found else self._own_row
        self._style, self._type = attributes.get("s", "0"), attributes.get("t", "")

    def _value(self, tag: str) -> None:
        if self._row > MOST_ROWS or self._column > MOST_COLUMNS:
            raise too_large(self.sheet)
        self._last_row = max(self._last_row, self._row)
        self._last_column = max(self._last_column, self._column)
        place = (self._row, self._column)
        if self._style in self._styles:
            self.looks.dress(place, self._styles[self._style])
        if self._type == "e":
            self.looks.errors.add(place)
        elif tag == "f" and self._type != "str":
            self.looks.formulas.add(place)

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._row = self._own_row = int(attributes.get("r") or self._own_row + 1)
        self._column = 0
        if _true(attributes.get("hidden")) or attributes.get("ht") == "0":
            self.looks.hidden_rows.add(self._row)

    def _begin_column(self, attributes: dict[str, str]) -> None:
        if _true(attributes.get("hidden")) or attributes.get("width") == "0":
            first, last = int(attributes.get("min", 1)), int(attributes.get("max", 1))
            self.looks.hidden_columns.update(range(max(first, 1), min(last, MOST_COLUMNS) + 1))


def _true(value: str | None) -> bool:
    return value in ("1", "true")


# ── how much it says in all ──────────────────────────────────────────────────


MOST_TEXT = 32_000_000
"""Characters in all the cells together."""


def says_too_much(archive: Bundle) -> bool:
    """Whether the cells together say more than :data:`MOST_TEXT` characters."""
    part = _texts_part(archive)
    if part is None:
        return False
    lengths = _lengths(archive, part)
    size = max(lengths, default=0)
    return size > MOST_TEXT or size * _most_cells(archive) > MOST_TEXT < _said(archive, lengths)


def _texts_part(archive: Bundle) -> str | None:
    targets: list[str] = []

    def start(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship" and attributes.get("Type", "").endswith("/sharedStrings"):
            target = attributes.get("Target", "")
            targets.append(target.lstrip("/") if target.startswith("/") else f"xl/{target}")

    parse(archive, "xl/_rels/workbook.xml.rels", start)
    return next((each for each in targets if each in archive.namelist()), None)


def _lengths(archive: Bundle, part: str) -> list[int]:
    """How long every text of the workbook is, by its number."""
    lengths: list[int] = []

    def start(name: str, _: dict[str, str]) -> None:
        if local(name) == "si":
            lengths.append(0)

    def words(text: str) -> None:
        if lengths:
            lengths[-1] += len(text)

    parse(archive, part, start, words=words)
    return lengths


def _most_cells(archive: Bundle) -> int:
    """As many cells as the sheets can hold at most, by the size of their XML."""
    shortest = len('<c t="s"><v>0</v></c>')
    parts = sheet_parts(archive).values()
    return sum(archive.getinfo(each).file_size for each in parts) // shortest


def _said(archive: Bundle, lengths: list[int]) -> int:
    """Characters the cells say by number, all sheets together."""
    said, inside, number = 0, False, ""

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        if local(name) == "c":
            inside = attributes.get("t") == "s"

    def words(text: str) -> None:
        nonlocal number
        if inside:
            number += text

    def end(name: str) -> None:
        nonlocal said, number
        if local(name) == "c":
            at = int(number) if number.strip().isdecimal() else len(lengths)
            said += lengths[at] if at < len(lengths) else 0
            number = ""
            if said > MOST_TEXT:
                raise _Enough

    try:
        for part in sheet_parts(archive).values():
            parse(archive, part, start, end, words)
    except _Enough:
        pass
    return said


class _Enough(Exception):
    """It has said more than it may; nobody has to hear the rest."""
