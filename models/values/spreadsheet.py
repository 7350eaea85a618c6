"""How spreadsheets name their columns, and how cells go over the clipboard."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from functools import cache
from typing import NamedTuple


@cache
def column_number(letters: str) -> int:
    """1 for A, 27 for AA."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + ord(letter) - 64
    return number


def column_letter(number: int) -> str:
    """A for 1, AA for 27."""
    letters = ""
    while number:
        number, rest = divmod(number - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


_PLACE = re.compile(r"\$?(?P<column>[A-Za-z]+)\$?(?P<row>[0-9]+)")


class CellPlace(NamedTuple):
    """Where a cell stands; both count from 1."""

    row: int
    column: int


def cell_place(cell: str) -> CellPlace:
    """Row 5 and column 2 of B5. :raises ValueError: it is nowhere."""
    found = _PLACE.fullmatch(cell)
    if found is None:
        raise ValueError(f"no cell: {cell}")
    return CellPlace(int(found["row"]), column_number(found["column"]))


# ── The clipboard


_CELL = re.compile(r'(?:"((?:[^"]|"")*+)"(?=[\t\n]|\Z)|([^\t\n]*))([\t\n]|\Z)')


def cells_pasted(text: str) -> list[list[str]]:
    """The rows and cells of copied text; a cell in quote marks may hold breaks, tabs and marks.

    A mark that nothing closes at the end of its cell is a sign like any other.
    """
    text = text.replace("\r\n", "\n").replace("\r", "\n").rstrip("\n")
    rows: list[list[str]] = [[]]
    for quoted, bare, end in _CELL.findall(text) if text else ():
        rows[-1].append(quoted.replace('""', '"') or bare)
        if end == "\n":
            rows.append([])
        elif not end:
            break
    return rows


def cells_copied(rows: Iterable[Sequence[str]]) -> str:
    """Rows as spreadsheets take them: what would be taken for another cell stands in marks."""
    return "\n".join("\t".join(map(_marked, row)) for row in rows)


def _marked(cell: str) -> str:
    return f'"{cell.replace(chr(34), chr(34) * 2)}"' if re.search(r'[\t\r\n"]', cell) else cell
