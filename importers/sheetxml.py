"""What the value reader doesn't tell about an .xlsx sheet: hidden rows and columns, shown zeros.

A light pass over the sheet's XML. It also finds how far the sheet really reaches, because the
stated dimension is never believed and one value in a far corner would fill the memory.
"""

from __future__ import annotations

import re
import zipfile
from dataclasses import dataclass, field
from xml.parsers import expat

from models.record import Problem

MOST_ROWS = 50_000
MOST_COLUMNS = 200
MOST_AREA = 2_000_000
"""Cells from the first to the last, the blank ones too: a sheet is read as a full rectangle."""
_CELL = re.compile(r"([A-Z]{1,3})([0-9]{1,7})")
_ZEROS = re.compile(r"0{2,}")
_VALUES = frozenset({"v", "t"})


@dataclass
class Looks:
    """Hidden rows and columns, counted from 1; cells shown with zeros in front."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    padded: dict[tuple[int, int], int] = field(default_factory=dict)


def too_large(sheet: str) -> Problem:
    """The sentence for a sheet beyond the limits."""
    return Problem(
        f"“{sheet}”超过 {MOST_ROWS:,} 行或 {MOST_COLUMNS} 列，或空格太多，不像花名册。"
        "请把花名册复制到新的工作簿里，另存后再导入。"
    )


def column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number


def column_letter(number: int) -> str:
    """A for 1, AA for 27."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def looks_of(archive: zipfile.ZipFile) -> dict[str, Looks]:
    """How every worksheet looks, by the sheet's name.

    :raises Problem: a sheet reaches beyond the limits, or its XML is hostile.
    """
    widths = _zero_formats(archive)
    sheets = sheet_parts(archive)
    return {name: _Scan(name, widths).read(archive, part) for name, part in sheets.items()}


def parse(
    archive: zipfile.ZipFile, part: str, start: object, end: object = None, words: object = None
) -> None:
    """Feed one part to ``start(name, attributes)``, ``end(name)`` and ``words(text)``.

    :raises Problem: declarations of entities stand in it, or it isn't XML.
    """
    parser = expat.ParserCreate(namespace_separator=" ")
    parser.StartElementHandler = start  # type: ignore[assignment]
    parser.EndElementHandler = end  # type: ignore[assignment]
    if words is not None:
        parser.buffer_text = True
        parser.CharacterDataHandler = words  # type: ignore[assignment]
    parser.StartDoctypeDeclHandler = _refuse
    try:
        with archive.open(part) as stream:
            parser.ParseFile(stream)
    except (expat.ExpatError, LookupError, ValueError):
        raise Problem(
            "工作簿里的内容已损坏，读不出来。请用表格软件打开后另存为 .xlsx 再导入。"
        ) from None


def _refuse(*_: object) -> None:
    raise Problem("工作簿里有不该有的定义，没有打开。请用表格软件打开后另存为 .xlsx 再导入。")


def local(name: str) -> str:
    """The name of an element without its namespace."""
    return name.rpartition(" ")[2]


def sheet_parts(archive: zipfile.ZipFile) -> dict[str, str]:
    """Sheet name → the part it is written in."""
    targets: dict[str, str] = {}
    names: dict[str, str] = {}

    def relation(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "Relationship" and attributes.get("Type", "").endswith("/worksheet"):
            targets[attributes.get("Id", "")] = attributes.get("Target", "")

    def sheet(name: str, attributes: dict[str, str]) -> None:
        if local(name) == "sheet":
            link = next((v for k, v in attributes.items() if local(k) == "id"), "")
            names[attributes.get("name", "")] = link

    parse(archive, "xl/_rels/workbook.xml.rels", relation)
    parse(archive, "xl/workbook.xml", sheet)
    parts = set(archive.namelist())
    found = {name: _part(targets[link]) for name, link in names.items() if link in targets}
    return {name: part for name, part in found.items() if part in parts}


def _part(target: str) -> str:
    return target.lstrip("/") if target.startswith("/") else f"xl/{target}"


def _zero_formats(archive: zipfile.ZipFile) -> dict[str, int]:
    """Cell style → how many digits it shows, for formats such as 00000."""
    codes: dict[str, str] = {}
    styles: list[str] = []
    inside = False

    def start(name: str, attributes: dict[str, str]) -> None:
        nonlocal inside
        tag = local(name)
        if tag == "numFmt":
            codes[attributes.get("numFmtId", "")] = attributes.get("formatCode", "")
        elif tag == "cellXfs":
            inside = True
        elif tag == "xf" and inside:
            styles.append(attributes.get("numFmtId", ""))

    def end(name: str) -> None:
        nonlocal inside
        if local(name) == "cellXfs":
            inside = False

    if "xl/styles.xml" in archive.namelist():
        parse(archive, "xl/styles.xml", start, end)
    shown = {str(i): codes.get(each, "") for i, each in enumerate(styles)}
    return {style: len(code) for style, code in shown.items() if _ZEROS.fullmatch(code)}


class _Scan:
    """One pass over the XML of one sheet."""

    def __init__(self, sheet: str, widths: dict[str, int]) -> None:
        self._sheet, self._widths = sheet, widths
        self._looks = Looks()
        self._row, self._column, self._style = 0, 0, ""
        self._last_row, self._last_column = 0, 0

    def read(self, archive: zipfile.ZipFile, part: str) -> Looks:
        parse(archive, part, self._start)
        if self._last_row * self._last_column > MOST_AREA:
            raise too_large(self._sheet)
        return self._looks

    def _start(self, name: str, attributes: dict[str, str]) -> None:
        tag = local(name)
        if tag == "c":
            self._cell(attributes)
        elif tag in _VALUES:
            self._value()
        elif tag == "row":
            self._begin_row(attributes)
        elif tag == "col":
            self._begin_column(attributes)

    def _cell(self, attributes: dict[str, str]) -> None:
        found = _CELL.fullmatch(attributes.get("r", ""))
        self._column = column_number(found[1]) if found else self._column + 1
        self._row = int(found[2]) if found else self._row
        self._style = attributes.get("s", "")

    def _value(self) -> None:
        if self._row > MOST_ROWS or self._column > MOST_COLUMNS:
            raise too_large(self._sheet)
        self._last_row = max(self._last_row, self._row)
        self._last_column = max(self._last_column, self._column)
        if self._style in self._widths:
            self._looks.padded[self._row, self._column] = self._widths[self._style]

    def _begin_row(self, attributes: dict[str, str]) -> None:
        self._row = int(attributes.get("r") or self._row + 1)
        self._column = 0
        if _true(attributes.get("hidden")) or attributes.get("ht") == "0":
            self._looks.hidden_rows.add(self._row)

    def _begin_column(self, attributes: dict[str, str]) -> None:
        if _true(attributes.get("hidden")) or attributes.get("width") == "0":
            first, last = int(attributes.get("min", 1)), int(attributes.get("max", 1))
            self._looks.hidden_columns.update(range(first, min(last, MOST_COLUMNS) + 1))


def _true(value: str | None) -> bool:
    return value in ("1", "true")
