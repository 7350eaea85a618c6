"""Finding the head of a sheet and what each column holds, by the names the fields go by."""

from __future__ import annotations

import hashlib
import re
import tomllib
import unicodedata
from collections.abc import Iterable, Iterator
from functools import cache
from typing import Any

from importers.sheets.workbook import Grid, text
from models.intake.reading import Layout
from models.keeping.record import Record
from models.members.member import Member
from models.office.village import Group
from models.registers.people import Household, HouseholdCategory, Person
from models.values.spreadsheet import column_letter
from resources import resource

MEMBER_FIELDS = tuple(
    each.name for each in Member.fields()
    if each.name not in ("person", "left", "left_reason", "note")
)
PERSON_FIELDS = tuple(
    each.name for each in Person.fields()
    if each.name not in ("household", "left", "left_reason")
)
HOUSEHOLD_COLUMNS = ("number", "head", "category", "group", "size", "shares_total", "address")

_RECORDS: tuple[tuple[type[Record], tuple[str, ...], str], ...] = (
    (Person, PERSON_FIELDS, ""),
    (Household, ("number", "address"), ""),
    (HouseholdCategory, ("category",), ""),
    (Group, ("name",), "group"),
    (Member, MEMBER_FIELDS, ""),
)
_SEARCHED = 25
_LONGEST = 40
_MOST_HEADER_ROWS = 5
_BRACKETS = re.compile(r"\([^()]*\)")
_MARKS = re.compile(r"[\s*:,、;·\"'“”]+")


def plain(heading: Any) -> str:
    """A heading as it is compared: half-width, no blanks, no marks."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text(heading))).upper()


@cache
def headings() -> dict[str, str]:
    """Plain heading → the column it names; the first meaning stands."""
    words = _words()
    known: dict[str, str] = {}
    for column, written in words["columns"].items():
        for each in written:
            known.setdefault(plain(each), column)
    for record, names, column in _RECORDS:
        for name in names:
            field = record.field(name)
            for each in (field.label, *field.aliases):
                known.setdefault(plain(each), column or name)
    for column, written in words["fields"].items():
        for each in written:
            known.setdefault(plain(each), column)
    return known


@cache
def _pairs() -> dict[str, tuple[str, ...]]:
    return {plain(each["heading"]): tuple(each["columns"]) for each in _words()["pairs"]}


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(resource("imports/headings.toml").read_text(encoding="utf-8"))


def column_named(heading: Any) -> str | None:
    """What a column headed so holds, with and without the words in brackets, or None."""
    whole = plain(heading)
    return headings().get(whole) or headings().get(_BRACKETS.sub("", whole))


def fingerprint(grid: Grid, rows: Iterable[int]) -> str:
    """What stands for the wording of a head, the same in every file of the kind."""
    words = "\n".join("\t".join(plain(each) for each in grid.rows[row - 1]).strip() for row in rows)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def find_layout(grid: Grid, layouts: Iterable[Layout] = ()) -> Layout | None:
    """How the sheet is laid out, or None when no head of a register is found.

    A layout the secretary corrected goes first: for this sheet, or for the wording of its head.
    """
    known = _corrected(grid, tuple(layouts))
    if known is not None:
        return known
    leaf = _leaf_row(grid)
    rows = _header_rows(grid, leaf) if leaf else ()
    columns = _columns(grid, rows) if rows else {}
    if "name" not in columns and "head" in columns:
        columns["name"] = columns.pop("head")
    if "name" not in columns or len(columns.keys() - {"serial", "note"}) < 2:
        return None
    return Layout(
        grid.name, rows, rows[-1] + 1, len(grid.rows), columns, fingerprint(grid, rows)
    )


def _corrected(grid: Grid, layouts: tuple[Layout, ...]) -> Layout | None:
    for first in range(1, min(_SEARCHED, len(grid.rows)) + 1):
        for each in layouts:
            rows = tuple(range(first, first + len(each.header_rows)))
            if rows[-1] > len(grid.rows) or each.fingerprint != fingerprint(grid, rows):
                continue
            same = each.sheet == grid.name and each.header_rows == rows
            begin, end = (each.first_row, each.last_row) if same else (rows[-1] + 1, len(grid.rows))
            return Layout(grid.name, rows, begin, end, dict(each.columns), each.fingerprint)
    return None


def _leaf_row(grid: Grid) -> int | None:
    """The row with the most headings that are known, at least two."""
    rows = range(1, min(_SEARCHED, len(grid.rows)) + 1)
    best = max(rows, key=lambda row: len(_known_in(grid, row)), default=None)
    return best if best is not None and len(_known_in(grid, best)) >= 2 else None


def _known_in(grid: Grid, row: int) -> set[str]:
    cells = (each for each in grid.rows[row - 1] if _is_heading(each))
    return {column for each in cells if (column := _pair_or_column(each))}


def _pair_or_column(heading: Any) -> str | None:
    pair = _pairs().get(plain(heading))
    return pair[0] if pair else column_named(heading)


def _is_heading(value: Any) -> bool:
    return isinstance(value, str) and 0 < len(value.strip()) <= _LONGEST


def _header_rows(grid: Grid, leaf: int) -> tuple[int, ...]:
    first = last = leaf
    while first > 1 and leaf - first < _MOST_HEADER_ROWS and _is_parent(grid, first - 1):
        first -= 1
    while last < len(grid.rows) and last - first < _MOST_HEADER_ROWS and _is_child(
        grid, first, last + 1
    ):
        last += 1
    return tuple(range(first, last + 1))


def _is_parent(grid: Grid, row: int) -> bool:
    """Whether the row above a head belongs to it: several short words, not 填报单位：…."""
    cells = [each for each in grid.rows[row - 1] if text(each)]
    if len(cells) < 2 or not all(_is_heading(each) for each in cells):
        return False
    if any("：" in each or ":" in each for each in cells):
        return False
    reaches_down = any(top == row < bottom for top, _, bottom, _ in grid.merges)
    return reaches_down or bool(_known_in(grid, row)) or _spans(grid, row)


def _spans(grid: Grid, row: int) -> bool:
    """Whether words in this row stand over several columns, merged."""
    wide = (each for each in grid.merges if each[0] == row == each[2] and each[1] < each[3])
    return sum(1 for _ in wide) > 1


def _is_child(grid: Grid, first: int, row: int) -> bool:
    """Whether the row below still belongs to the head."""
    if any(first <= top < row <= bottom for top, _, bottom, _ in grid.merges):
        return True
    cells = [each for each in grid.rows[row - 1] if text(each)]
    return bool(cells) and all(_is_heading(each) and _pair_or_column(each) for each in cells)


def _columns(grid: Grid, rows: tuple[int, ...]) -> dict[str, str]:
    columns: dict[str, str] = {}
    paths = _paths(grid, rows)
    for number, path in enumerate(paths, 1):
        column = _paired(paths, number) or _column_of(path, paths)
        if column is not None:
            columns.setdefault(column, column_letter(number))
    return columns


def _paths(grid: Grid, rows: tuple[int, ...]) -> list[tuple[str, ...]]:
    """For every column the words above it, top to bottom, each merged heading once."""
    return [
        tuple(dict.fromkeys(filter(None, (plain(_heading(grid, row, c)) for row in rows))))
        for c in range(1, grid.width + 1)
    ]


def _heading(grid: Grid, row: int, column: int) -> Any:
    for top, left, bottom, right in grid.merges:
        if top <= row <= bottom and left <= column <= right:
            return grid.at(top, left)
    return grid.at(row, column)


def _paired(paths: list[tuple[str, ...]], number: int) -> str | None:
    """The column when its heading is written over several that differ."""
    path = paths[number - 1]
    pair = _pairs().get(path[-1]) if path else None
    if pair is None:
        return None
    at = sum(1 for _ in _same_before(paths, number))
    return pair[at] if at < len(pair) else None


def _same_before(paths: list[tuple[str, ...]], number: int) -> Iterator[int]:
    for before in range(number - 1, 0, -1):
        if paths[before - 1] != paths[number - 1]:
            return
        yield before


def _column_of(path: tuple[str, ...], paths: list[tuple[str, ...]]) -> str | None:
    """By the two lowest words together, then the lowest, then the one above if its own."""
    if not path:
        return None
    if len(path) > 1 and (column := column_named(path[-2] + path[-1])):
        return column
    if column := column_named(path[-1]):
        return column
    own = len(path) > 1 and sum(each[:1] == path[:1] for each in paths) == 1
    return column_named(path[-2]) if own else None
