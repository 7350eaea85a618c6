"""A list laid out as a matrix: who down, what or when across, in each cell how much."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import Any

from importers.sheets.grid import Grid, text
from importers.sheets.heads import (
    SEARCHED,
    Vocabulary,
    columns_of,
    fingerprint,
    header_rows,
    is_heading,
    paths_of,
)
from importers.sheets.lines import is_total, words
from models.intake.reading import Layout, is_nothing
from models.values.spreadsheet import column_letter

TICKS = frozenset("√✓✔☑●○△是有")
_AMOUNT = re.compile(r"[+-]?\d{1,4}(?:\.\d+)?(?:分|次|处|个|遍|回)?")
_NUMBERED = re.compile(r"\d{1,3}")


def amount_in(cell: Any) -> str:
    """How much a cell of a matrix says, 5分 or √, half-width; blank for none, 0 and other words."""
    said = "".join(unicodedata.normalize("NFKC", text(cell)).split())
    if said in TICKS:
        return said
    return said if _AMOUNT.fullmatch(said) and said.strip("+-.0分次处个遍回") else ""


def find_matrix(grid: Grid, vocabulary: Vocabulary) -> Layout | None:
    """How a matrix is laid out: besides the known columns one for each head that nobody knows.

    It is named by its words from the top down, with a blank between; or None where there is none.
    """
    if not vocabulary.across:
        return None
    for leaf in range(1, min(SEARCHED, len(grid.rows)) + 1):
        cells = [each for each in grid.rows[leaf - 1] if text(each)]
        if len(cells) < 2 or not any(is_heading(each) and vocabulary.exactly(each)
                                     for each in cells):
            continue
        rows = header_rows(grid, vocabulary, leaf)
        rows = (*rows, rows[-1] + 1) if _goes_on(grid, vocabulary, rows) else rows
        columns: dict[str, str] = {}
        for at, name in enumerate(names_across(grid, rows, vocabulary), 1):
            if name:
                columns.setdefault(name, column_letter(at))
        if vocabulary.enough(columns.keys()):
            return Layout(grid.name, rows, rows[-1] + 1, len(grid.rows), columns,
                          fingerprint(grid, rows))
    return None


def names_across(grid: Grid, rows: tuple[int, ...], vocabulary: Vocabulary) -> list[str | None]:
    """What every column of a matrix holds: a known column, or its own words; None for a total."""
    paths = paths_of(grid, rows)
    named = columns_of(grid, rows, vocabulary)
    return [_name(grid, rows[-1], at, path, column, vocabulary)
            for at, (path, column) in enumerate(zip(paths, named, strict=True), 1)]


def _name(grid: Grid, head: int, at: int, path: tuple[str, ...], column: str | None,
          vocabulary: Vocabulary) -> str | None:
    over = any(vocabulary.exactly(each) is None and not sums_up(each) for each in path[:-1])
    if column is not None and not (column in vocabulary.across and over):
        return None if column in vocabulary.across else column
    if not path or path[-1] in words("beside_a_matrix") or (column is None and sums_up(path[-1])):
        return None
    said = [text(row[at - 1]) for row in grid.rows[head:] if len(row) >= at]
    said = [each for each in said if not is_nothing(each)]
    marks = sum(bool(amount_in(each)) for each in said)
    return " ".join(path) if marks * 2 > len(said) - sum(each in "0×✕" for each in said) else None


def sums_up(heading: str) -> bool:
    """Whether a column is headed as the sum of those before it."""
    return (is_total(heading) or heading in words("sums_across")
            or heading.startswith(tuple(words("totals"))))


def _goes_on(grid: Grid, vocabulary: Vocabulary, rows: tuple[int, ...]) -> bool:
    """Whether the row below the head holds words under it, where nobody has begun yet."""
    below = rows[-1] + 1
    if below > len(grid.rows):
        return False
    cells = {at: each for at, each in enumerate(grid.rows[below - 1], 1) if text(each)}
    known = {at for at, name in enumerate(columns_of(grid, rows, vocabulary), 1) if name}
    return len(cells) > 1 and not known & cells.keys() and all(
        is_heading(each) and not amount_in(each) and not _NUMBERED.fullmatch(text(each))
        for each in cells.values())


def totals_across(grid: Grid, layout: Layout) -> Iterator[str]:
    """The letters of the columns that sum a row up."""
    for at, path in enumerate(paths_of(grid, layout.header_rows), 1):
        letter = column_letter(at)
        if path and sums_up(path[-1]) and letter not in layout.columns.values():
            yield letter
