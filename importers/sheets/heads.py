"""Finding the head of a list on a sheet and what each column holds, by a kind's own words."""

from __future__ import annotations

import hashlib
import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Set
from dataclasses import dataclass, field, replace
from typing import Any

from importers.sheets.grid import Grid, text
from models.intake.reading import ColumnHead, Layout
from models.values.spreadsheet import column_letter, column_number

SEARCHED = 25
_LONGEST = 40
_MOST_HEADER_ROWS = 5
_PLACE = re.compile(r"[1-9一二三四五六七八九十]$")
_BRACKETS = re.compile(r"\([^()]*\)")
_TAIL = re.compile("(?:姓名|名字|名称|信息|情况|记录|内容|说明|填写|登记)$")
_ANY_DAY = frozenset({"日期", "时间"})
"""A sheet gives many days, 出生日期 and 入党时间: which, the words before have to say."""
_MARKS = re.compile(r"[\s*:,、;·\"'“”]+")


def plain(heading: Any) -> str:
    """A heading as it is compared: half-width, no blanks, no marks."""
    return _MARKS.sub("", unicodedata.normalize("NFKC", text(heading))).upper()


@dataclass(frozen=True)
class Vocabulary:
    """What the columns of one kind of list may be headed.

    ``known``: plain heading → column; ``pairs``: a heading written over several columns → what
    they hold; ``enough``: whether columns make a list of the kind; ``loose``: whether words round
    a known heading are passed over (被走访户户主 is 户主), save words of the ``owners``, whose the
    thing is (户主电话 is no telephone of the member); ``settled`` puts the columns found in order;
    ``across``: the columns that say how much, where the list may be a matrix; ``instead``: a
    heading and the column it is, where there is none of these columns; ``several``: the columns
    of which there may be more than one, the second named ``head 2``; ``turning``: words that make
    another thing of what a loose heading ends in (未到会人数 is not 到会人数).
    """

    known: Mapping[str, str]
    enough: Callable[[Set[str]], bool]
    pairs: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    loose: bool = False
    owners: frozenset[str] = frozenset()
    settled: Callable[[dict[str, str]], dict[str, str]] = dict
    across: frozenset[str] = frozenset()
    instead: Mapping[str, tuple[str, Set[str]]] = field(default_factory=dict)
    several: frozenset[str] = frozenset()
    turning: tuple[str, ...] = ()

    def named(self, heading: Any) -> str | None:
        """What a column headed so holds, with and without the words in brackets, or None."""
        return self.exactly(heading) or (
            self._within(_BRACKETS.sub("", plain(heading))) if self.loose else None)

    def exactly(self, heading: Any) -> str | None:
        """The same, where the words are known as they stand."""
        whole = plain(heading)
        found = self.known.get(whole) or self.known.get(bare := _BRACKETS.sub("", whole))
        if found is None and (counted := self.known.get(_PLACE.sub("", bare))) in self.several:
            return counted
        return found

    def near(self, heading: str) -> tuple[str, ...]:
        """The columns a heading may mean, by how many of its characters their words have."""
        letters = set(plain(heading))
        worth: dict[str, float] = {}
        for word, column in self.known.items():
            shared = len(letters & set(word)) / max(len(letters | set(word)), 1)
            worth[column] = max(worth.get(column, 0), shared)
        return tuple(sorted(worth, key=lambda each: -worth[each]))

    def explained(self, own: Mapping[str, str]) -> Vocabulary:
        """The same with somebody's own headings: heading → the column, or any word for it."""
        mine = {plain(written): self.named(column) or column for written, column in own.items()}
        return replace(self, known={**self.known, **mine})

    def _within(self, heading: str) -> str | None:
        """The column whose longest word the heading ends in, where the rest names nobody else."""
        bare, ends = heading, list[str]()
        while bare and not ends:
            ends = [each for each in self.known if len(each) > 1 and bare.endswith(each)
                    and (each not in _ANY_DAY or bare == each)]
            if not ends and bare == (bare := _TAIL.sub("", bare)):
                return None
        if not ends:
            return None
        end = max(ends, key=len)
        before = bare.removesuffix(end)
        named = {column for word, column in self.known.items() if len(word) > 1 and word in before}
        mine = named & self.owners <= {self.known[end]} and not self.turned(before, self.known[end])
        return self.known[end] if mine else None

    def turned(self, words: str, column: str | None) -> bool:
        """Whether words before a column's own make another thing of it: 应, 未, 计划, 累计 …

        A word that some way of writing the column has is its own: 办结时间 is when it was 办结.
        """
        return any(words.startswith(each) or words.endswith(each) for each in self.turning
                   if not any(each in known for known, of in self.known.items() if of == column))


def fingerprint(grid: Grid, rows: Iterable[int]) -> str:
    """What stands for the wording of a head, the same in every file of the kind."""
    words = "\n".join("\t".join(plain(each) for each in grid.rows[row - 1]).strip() for row in rows)
    return hashlib.sha256(words.encode()).hexdigest()[:16]


def find_layout(
    grid: Grid, vocabulary: Vocabulary, layouts: Iterable[Layout] = ()
) -> Layout | None:
    """How the sheet is laid out, or None when no head of the kind is found.

    A layout the secretary corrected goes first: for this sheet, or for the wording of its head.
    """
    known = _corrected(grid, tuple(layouts))
    if known is not None:
        return known
    leaf = _leaf_row(grid, vocabulary)
    rows = header_rows(grid, vocabulary, leaf) if leaf else ()
    columns: dict[str, str] = {}
    paths, order = paths_of(grid, rows), {word: at for at, word in enumerate(vocabulary.known)}
    named = _for_want(list(enumerate(columns_of(grid, rows, vocabulary) if rows else (), 1)), paths,
                      vocabulary)
    for number, column in sorted(named, key=lambda each: _nearness(paths[each[0] - 1], order)):
        if column is not None:
            columns.setdefault(column, column_letter(number))
    columns = vocabulary.settled(_with_further(columns, named, vocabulary))
    if not vocabulary.enough(columns.keys()):
        return None
    return Layout(
        grid.name, rows, rows[-1] + 1, len(grid.rows), columns, fingerprint(grid, rows)
    )


def _for_want(
    named: list[tuple[int, str | None]], paths: list[tuple[str, ...]], vocabulary: Vocabulary
) -> list[tuple[int, str | None]]:
    """The columns, those headed for want of another taken for that: 事由 is the item where no
    column is headed so."""
    there = {column for _, column in named}
    meant = {number: instead[0] for number, _ in named
             if (instead := vocabulary.instead.get("".join(paths[number - 1][-1:])))
             and not there & instead[1]}
    return [(number, meant.get(number, column)) for number, column in named]


def _with_further(
    columns: dict[str, str], named: list[tuple[int, str | None]], vocabulary: Vocabulary
) -> dict[str, str]:
    """The columns with the further ones of those there may be several of: head, head 2, head 3."""
    columns, met = dict(columns), Counter[str]()
    for number, column in named:
        if column in vocabulary.several:
            met[str(column)] += 1
            if met[str(column)] > 1:
                columns[f"{column} {met[str(column)]}"] = column_letter(number)
    return columns


def _corrected(grid: Grid, layouts: tuple[Layout, ...]) -> Layout | None:
    for first in range(1, min(SEARCHED, len(grid.rows)) + 1):
        for each in layouts:
            rows = tuple(range(first, first + len(each.header_rows)))
            if rows[-1] > len(grid.rows) or each.fingerprint != fingerprint(grid, rows):
                continue
            same = each.sheet == grid.name and each.header_rows == rows
            begin, end = (each.first_row, each.last_row) if same else (rows[-1] + 1, len(grid.rows))
            return Layout(grid.name, rows, begin, end, dict(each.columns), each.fingerprint)
    return None


def _leaf_row(grid: Grid, vocabulary: Vocabulary) -> int | None:
    """The row with the most headings that are known, at least two."""
    rows = range(1, min(SEARCHED, len(grid.rows)) + 1)
    best = max(rows, key=lambda row: len(_known_in(grid, vocabulary, row)), default=None)
    return best if best is not None and len(_known_in(grid, vocabulary, best)) >= 2 else None


def likely_head(grid: Grid, vocabulary: Vocabulary) -> tuple[int, ...]:
    """The rows that look like a head though they head no list of the kind: the one with most
    headings that are known, else the first that says something in most columns; or none."""
    if leaf := _leaf_row(grid, vocabulary):
        return header_rows(grid, vocabulary, leaf)
    return next(((at,) for at, row in enumerate(grid.rows[:SEARCHED], 1)
                 if sum(map(is_heading, row)) * 2 > max(grid.width, 2)), ())


def _known_in(grid: Grid, vocabulary: Vocabulary, row: int) -> set[str]:
    cells = (each for each in grid.rows[row - 1] if is_heading(each))
    return {column for each in cells if (column := _pair_or_column(vocabulary, each))}


def _pair_or_column(vocabulary: Vocabulary, heading: Any) -> str | None:
    pair = vocabulary.pairs.get(plain(heading))
    return pair[0] if pair else vocabulary.named(heading)


def is_heading(value: Any) -> bool:
    """Whether a cell may head a column: some words, not many."""
    return isinstance(value, str) and 0 < len(value.strip()) <= _LONGEST


def header_rows(grid: Grid, vocabulary: Vocabulary, leaf: int) -> tuple[int, ...]:
    """The rows of a head of which one is known."""
    first = last = leaf
    while first > 1 and leaf - first < _MOST_HEADER_ROWS and _is_parent(
        grid, vocabulary, first - 1
    ):
        first -= 1
    while last < len(grid.rows) and last - first < _MOST_HEADER_ROWS and _is_child(
        grid, vocabulary, first, last + 1
    ):
        last += 1
    return tuple(range(first, last + 1))


def _is_parent(grid: Grid, vocabulary: Vocabulary, row: int) -> bool:
    """Whether the row above a head belongs to it: several short words, not 填报单位：…."""
    cells = [each for each in grid.rows[row - 1] if text(each)]
    if len(cells) < 2 or not all(is_heading(each) for each in cells):
        return False
    if any("：" in each or ":" in each for each in cells):
        return False
    reaches_down = any(top == row < bottom for top, _, bottom, _ in grid.merges)
    return reaches_down or bool(_known_in(grid, vocabulary, row)) or _spans(grid, row)


def another_head(grid: Grid, layout: Layout, vocabulary: Vocabulary) -> int | None:
    """The row where a list of the kind begins under other headings, with the words alone over it.

    The same headings again are a page's, and what they say of its columns holds.
    """
    first = tuple(plain(each) for each in grid.rows[layout.header_rows[-1] - 1] if text(each))
    for row in range(layout.header_rows[-1] + 2, len(grid.rows) + 1):
        cells = [each for each in grid.rows[row - 1] if text(each)]
        known = {column for each in cells if isinstance(each, str)
                 and (column := vocabulary.exactly(each))}
        if len(known) < 3 or len(known) * 2 < len(cells) or not vocabulary.enough(known):
            continue
        if tuple(map(plain, cells)) == first:
            continue
        while row - 1 > layout.header_rows[-1] + 1 and _is_alone(grid, row - 1):
            row -= 1
        return row
    return None


def _is_alone(grid: Grid, row: int) -> bool:
    return sum(bool(text(each)) for each in grid.rows[row - 1]) == 1


def _spans(grid: Grid, row: int) -> bool:
    """Whether words in this row stand over several columns, merged."""
    wide = (each for each in grid.merges if each[0] == row == each[2] and each[1] < each[3])
    return sum(1 for _ in wide) > 1


def _is_child(grid: Grid, vocabulary: Vocabulary, first: int, row: int) -> bool:
    """Whether the row below still belongs to the head."""
    if any(first <= top < row <= bottom for top, _, bottom, _ in grid.merges):
        return True
    cells = [each for each in grid.rows[row - 1] if text(each)]
    if cells and all(map(is_heading, cells)) and _spans(grid, row - 1):
        over = [text(grid.at(*grid.place(row - 1, at))) for at, each in enumerate(
            grid.rows[row - 1], 1) if text(each)]
        return sum(bool(vocabulary.named(each) or vocabulary.named(above + each))
                   for above, each in zip(over, map(text, cells), strict=True)) * 2 >= len(cells)
    return bool(cells) and all(
        is_heading(each) and (plain(each) in vocabulary.pairs or vocabulary.exactly(each))
        for each in cells
    )


def columns_of(
    grid: Grid, rows: tuple[int, ...], vocabulary: Vocabulary
) -> list[str | None]:
    """What every column holds, as its head says; None where the words are not known."""
    paths = paths_of(grid, rows)
    return [_paired(paths, number, vocabulary) or _column_of(path, paths, vocabulary)
            for number, path in enumerate(paths, 1)]


def paths_of(grid: Grid, rows: tuple[int, ...]) -> list[tuple[str, ...]]:
    """For every column the words above it, top to bottom, each merged heading once."""
    return [
        tuple(dict.fromkeys(filter(None, (plain(grid.at(*grid.place(row, c))) for row in rows))))
        for c in range(1, grid.width + 1)
    ]


def _nearness(path: tuple[str, ...], order: Mapping[str, int]) -> int:
    """How near a heading comes to a field's own: its label, its other names, words like them."""
    said = ["".join(path[-2:]), *path[-1:]]
    return min((order[each] for word in said for each in (word, _BRACKETS.sub("", word))
                if each in order), default=len(order))


def _paired(
    paths: list[tuple[str, ...]], number: int, vocabulary: Vocabulary
) -> str | None:
    """The column when its heading is written over several that differ."""
    path = paths[number - 1]
    pair = vocabulary.pairs.get(path[-1]) if path else None
    if pair is None:
        return None
    at = sum(1 for _ in _same_before(paths, number))
    return pair[at] if at < len(pair) else None


def _same_before(paths: list[tuple[str, ...]], number: int) -> Iterator[int]:
    for before in range(number - 1, 0, -1):
        if paths[before - 1] != paths[number - 1]:
            return
        yield before


def _column_of(
    path: tuple[str, ...], paths: list[tuple[str, ...]], vocabulary: Vocabulary
) -> str | None:
    """By the two lowest words together, then the lowest, then the one above if its own."""
    if not path:
        return None
    if len(path) > 1 and (column := vocabulary.named(path[-2] + path[-1])):
        return column
    if column := vocabulary.named(path[-1]):
        return None if vocabulary.turned("".join(path[-2:-1]), column) else column
    own = len(path) > 1 and sum(each[:1] == path[:1] for each in paths) == 1
    return vocabulary.named(path[-2]) if own else None


# ── columns that nobody takes ────────────────────────────────────────────────


@dataclass(frozen=True)
class Untaken:
    """A column with values that is not taken: its letter, its heading, what is in its place."""

    letter: str
    heading: str
    instead: str = ""

    @property
    def why(self) -> str:
        """The sentence that names it."""
        said = f"{self.letter} 列（{self.heading or '没有表头'}）"
        if self.instead:
            return f"{said}和 {self.instead} 列的表头是一个意思，只取了 {self.instead} 列。请核对。"
        return f"{said}不是这种表里认得的栏目，里面的内容没有导入。要导入请改表头，或指明是哪一栏。"


def untaken(
    grid: Grid, layout: Layout, vocabulary: Vocabulary, rows: Iterable[int]
) -> list[Untaken]:
    """The columns with values in these rows that no field takes."""
    taken = {column_number(letter) for letter in layout.columns.values()}
    said = {at for row in rows for at, cell in enumerate(grid.rows[row - 1], 1) if text(cell)}
    paths = paths_of(grid, layout.header_rows)
    names = columns_of(grid, layout.header_rows, vocabulary)
    return [
        Untaken(column_letter(at), _said(grid, layout, at),
                layout.columns.get(names[at - 1] or "", ""))
        for at in sorted(said - taken) if paths[at - 1:at] != [("序号",)]
    ]


def _said(grid: Grid, layout: Layout, column: int) -> str:
    """The heading of a column as it stands, from the top down."""
    words = dict.fromkeys(" ".join(text(grid.at(*grid.place(row, column))).split())
                          for row in layout.header_rows)
    return " ".join(filter(None, words))


def heads_of(grid: Grid, layout: Layout, vocabulary: Vocabulary) -> list[ColumnHead]:
    """Every column of the list from the left, for a chooser in each."""
    taken = {letter: column for column, letter in layout.columns.items()}
    found = []
    for number in range(1, grid.width + 1):
        letter, said = column_letter(number), _said(grid, layout, number)
        if said or letter in taken:
            found.append(ColumnHead(grid.name, letter, said, taken.get(letter),
                              vocabulary.near(said)))
    return found
