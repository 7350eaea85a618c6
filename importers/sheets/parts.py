"""The lists on the sheets of a file: one to a sheet, or several that stand beside one another."""

from __future__ import annotations

from collections.abc import Iterable, Sequence, Set
from dataclasses import dataclass, replace
from functools import cached_property

from importers.sheets.day_columns import with_whole_days
from importers.sheets.grid import Grid, text
from importers.sheets.heads import (
    Vocabulary,
    another_head,
    columns_of,
    find_layout,
    heads_of,
)
from importers.sheets.lines import is_band
from importers.sheets.matrix import find_matrix, names_across
from models.intake.reading import ColumnHead, Layout
from models.values.problem import Problem

_BESIDE, _BELOW = "（右边的表）", "（下面的表）"


@dataclass(frozen=True)
class Part:
    """One list on a sheet: the cells that are its own, and how they are laid out, by whose words.

    ``layout`` is None where no head of the kind was found.
    """

    grid: Grid
    words: Vocabulary
    layout: Layout | None

    @property
    def sheet(self) -> str:
        """The sheet it stands on."""
        return sheet_of(self.grid.name)

    @property
    def beside(self) -> bool:
        """Whether another list stands at its left."""
        return self.grid.name.endswith(_BESIDE)

    @cached_property
    def heads(self) -> list[ColumnHead]:
        """Every column from the left, for a chooser in each."""
        return heads_of(self.grid, self.layout, self.words) if self.layout else []


def parts_of(
    grids: Iterable[Grid], words: Vocabulary, layouts: Iterable[Layout] = ()
) -> list[Part]:
    """Every list of a file in the order of its sheets; a sheet without a head is one, too.

    :param layouts: layouts the secretary corrected, for lists of the kind.
    """
    layouts = tuple(layouts)
    return [Part(each, words, layout_of(each, words, layouts))
            for grid in grids for each in _tables(with_whole_days(grid), words)]


def layout_of(
    grid: Grid, words: Vocabulary, layouts: Iterable[Layout] = ()
) -> Layout | None:
    """How a sheet is laid out: a line for each thing, or as a matrix; None where neither."""
    return find_layout(grid, words, layouts) or find_matrix(grid, words)


def on_sheet(parts: Sequence[Part], sheet: str | None, file: str) -> Sequence[Part]:
    """The lists of one sheet; all of them where none is named.

    :raises Problem: there is no such sheet.
    """
    found = [each for each in parts if sheet in (None, each.sheet)]
    if not found:
        names = "、".join(dict.fromkeys(each.sheet for each in parts))
        raise Problem(f"{file} 里没有叫“{sheet}”的表，有：{names}。请改成其中一个。")
    return found


def sheet_of(name: str) -> str:
    """The sheet on which a list stands, which may be one of several beside one another."""
    while name.endswith((_BESIDE, _BELOW)):
        name = name.removesuffix(_BESIDE).removesuffix(_BELOW)
    return name


def _tables(grid: Grid, vocabulary: Vocabulary) -> list[Grid]:
    """The sheet, or the lists that stand beside one another on it, each with its own columns.

    Every list keeps the places of its cells; the columns of the others are blank in it, save in
    the rows that speak of all of them: a title, a group, a month.
    """
    layout = layout_of(grid, vocabulary)
    if layout is None:
        return [grid]
    below = another_head(grid, layout, vocabulary)
    if below:
        upper, lower = _rows_of(grid, 1, below - 1), _rows_of(grid, below, len(grid.rows))
        lower.name = grid.name + _BELOW
        return [*_tables(upper, vocabulary), *_tables(lower, vocabulary)]
    plain = find_layout(grid, vocabulary) is not None
    names = (columns_of if plain else names_across)(grid, layout.header_rows, vocabulary)
    begins = _second_head(names, vocabulary)
    if begins is None:
        return [grid]
    said = {at: [text(each) for each in row if text(each)] for at, row in enumerate(grid.rows, 1)}
    whole = {at for at, words in said.items()
             if (at < layout.header_rows[0] and sum(map(is_band, words)) < len(words))
             or (len(words) == 1 and is_band(words[0]))}
    left, right = _cut(grid, 1, begins - 1, whole), _cut(grid, begins, grid.width, whole)
    right.name = grid.name + _BESIDE
    return [left, *_tables(right, vocabulary)]


def _rows_of(grid: Grid, first: int, last: int) -> Grid:
    """The rows of one list, each where it stands; the others are blank in it."""
    rows = [row if first <= at <= last else [] for at, row in enumerate(grid.rows[:last], 1)]
    return replace(grid, rows=rows, merges=[each for each in grid.merges
                                            if first <= each[0] and each[2] <= last])


def _second_head(names: list[str | None], vocabulary: Vocabulary) -> int | None:
    """The column, from 1, where all that makes a list of the kind begins anew."""
    seen: set[str] = set()
    for at, name in enumerate(names):
        again = name is not None and name in seen
        rest = {each for each in names[at:] if each}
        own = set(vocabulary.settled(dict.fromkeys(seen, "A")))
        if again and vocabulary.enough(own) and len(rest) > 1 and vocabulary.enough(
            set(vocabulary.settled(dict.fromkeys(rest, "A")))
        ):
            serial = at and names[at - 1] is None and at > 1 and names[0] is None
            return at if serial else at + 1
        if name is not None:
            seen.add(name)
    return None


def _cut(grid: Grid, first: int, last: int, whole: Set[int]) -> Grid:
    """The columns of one list; the rows that speak of all of them stay as they are."""
    rows = [
        row if number in whole else
        [cell if first <= at <= last else "" for at, cell in enumerate(row, 1)]
        for number, row in enumerate(grid.rows, 1)
    ]
    merges = [each for each in grid.merges if first <= each[1] and each[3] <= last]

    def own(place: tuple[int, int]) -> bool:
        return place[0] in whole or first <= place[1] <= last

    return replace(
        grid, rows=rows, merges=merges, struck=set(filter(own, grid.struck)),
        lacking={at: why for at, why in grid.lacking.items() if own(at)},
        seen={at: seen for at, seen in grid.seen.items() if own(at)})
