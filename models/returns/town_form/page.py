"""One sheet of a town's blank form, and its table: its head, its lines, its 合计."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import NamedTuple

from models.figures.catalogue import plain
from models.values.spreadsheet import column_letter

BOXES = re.compile("[□☐]")
"""What a form prints to be ticked."""


class Area(NamedTuple):
    """First row, first column, last row, last column; all count from 1."""

    top: int
    left: int
    bottom: int
    right: int

    def spans(self, other: Area) -> bool:
        """Whether it reaches over every column of another."""
        return self.left <= other.left and other.right <= self.right


def ref(row: int, column: int) -> str:
    """B5 for row 5, column 2."""
    return f"{column_letter(column)}{row}"


@dataclass(frozen=True)
class FormCell:
    """A cell the form has prepared. ``rich`` text is drawn in several hands and is left alone; one
    that is ``boxed`` has a line round it."""

    text: str = ""
    formula: bool = False
    locked: bool = True
    format: str = "General"
    rich: bool = False
    boxed: bool = False
    reckons: str = ""
    """The formula, as far as it was read: of one kept before 2026-12 only that there is one."""

    @property
    def blank(self) -> bool:
        """Whether nothing stands here yet; boxes to be ticked are blank, too."""
        return not self.formula and (not self.text or BOXES.search(self.text) is not None)


@dataclass(frozen=True)
class Check:
    """What a cell lets in (数据有效性): a list, a length, a number, a day.

    ``low`` and ``high`` are the limits where they are plain numbers.
    """

    areas: tuple[Area, ...]
    kind: str
    options: tuple[str, ...] = ()
    operator: str = "between"
    low: float | None = None
    high: float | None = None

    def covers(self, row: int, column: int) -> bool:
        """Whether a cell is under this check."""
        return any(top <= row <= bottom and left <= column <= right
                   for top, left, bottom, right in self.areas)

    def lets_in(self, size: float) -> bool:
        """Whether a number, or the length of a text, is within the limits."""
        low, high = self.low, self.high
        if low is None:
            return True
        return {
            "between": high is None or low <= size <= high,
            "notBetween": high is None or not low <= size <= high,
            "equal": size == low, "notEqual": size != low,
            "greaterThan": size > low, "greaterThanOrEqual": size >= low,
            "lessThan": size < low, "lessThanOrEqual": size <= low,
        }.get(self.operator, True)


@dataclass(frozen=True)
class FormPage:
    """One sheet: ``cells`` are those the file holds, blank prepared ones among them.

    ``hidden`` are the rows nobody sees; ``around`` what a document says round its tables.
    """

    name: str
    cells: dict[tuple[int, int], FormCell]
    merges: tuple[Area, ...] = ()
    checks: tuple[Check, ...] = field(default=())
    protected: bool = False
    hidden: frozenset[int] = frozenset()
    around: tuple[str, ...] = ()

    @cached_property
    def _merged(self) -> dict[tuple[int, int], Area]:
        return {
            (row, column): Area(top, left, bottom, right)
            for top, left, bottom, right in self.merges
            for row in range(top, bottom + 1) for column in range(left, right + 1)
        }

    @cached_property
    def height(self) -> int:
        """The last row with a cell."""
        return max((row for row, _ in self.cells), default=0)

    @cached_property
    def width(self) -> int:
        """The last column with a cell."""
        return max((column for _, column in self.cells), default=0)

    def area(self, row: int, column: int) -> Area:
        """The merged area a cell belongs to, or the cell alone."""
        return self._merged.get((row, column), Area(row, column, row, column))

    def at(self, row: int, column: int) -> FormCell:
        """What stands at a place; a merged cell says the same everywhere."""
        top, left, _, _ = self.area(row, column)
        return self.cells.get((top, left), FormCell())

    def text(self, row: int, column: int) -> str:
        """The words at a place."""
        return self.at(row, column).text

    def texts(self, first: int, last: int) -> Iterator[tuple[int, int, str]]:
        """Every written cell from one row to another: row, column, words; merged ones once."""
        for (row, column), cell in sorted(self.cells.items()):
            if first <= row <= last and cell.text and self.area(row, column)[:2] == (row, column):
                yield row, column, cell.text

    def prepared(self, row: int, column: int) -> bool:
        """Whether the form has a cell here."""
        return (row, column) in self.cells or (row, column) in self._merged

    def free(self, row: int, column: int) -> bool:
        """Whether a value may be written here: blank, no formula, not locked, first of its area."""
        cell = self.at(row, column)
        first = self.area(row, column)[:2] == (row, column)
        return first and cell.blank and not (self.protected and cell.locked)

    def check(self, row: int, column: int) -> Check | None:
        """What the cell lets in, or None when anything goes."""
        return next((each for each in self.checks if each.covers(row, column)), None)


# ── the table ────────────────────────────────────────────────────────────────


SEARCHED, DEEPEST, LONGEST = 30, 5, 40
ROOM = 5_000
"""So many lines may stand below a head under which the form has prepared nothing at all."""
TOTALS = frozenset({"合计", "总计", "共计", "小计", "汇总", "本页合计", "计", "全村合计"})
_COLUMN_NUMBER = re.compile(r"[甲乙丙丁戊己庚辛]|[(（]?\d{1,2}[)）]?|[①-⑳]|栏次|\d{1,2}栏?")
_FOOT = re.compile(r"(?:单位)?负责人|填表|说明|注[：:]|备注[：:]|审核|制表|书记|签字|组长|填报")


@dataclass(frozen=True)
class FormTable:
    """A table on a page; rows and columns count from 1, ``total`` is 0 where there is none."""

    head: tuple[int, int]
    columns: tuple[int, int]
    first: int
    last: int
    total: int = 0

    @property
    def rows(self) -> range:
        """The rows of its lines."""
        return range(self.first, self.last + 1)

    def covers(self, row: int) -> bool:
        """Whether a row belongs to the table."""
        return self.head[0] <= row <= self.last or row == self.total


def of_which(paths: Mapping[int, Sequence[str]]) -> dict[int, list[str]]:
    """The columns under 其中 alone, with the heading of the column they are part of before."""
    found: dict[int, list[str]] = {}
    whole: Sequence[str] = ()
    for column, said in sorted(paths.items()):
        if said and not said[-1].startswith("其中"):
            whole = said
        elif len(said) == 1 and whole:
            found[column] = [*whole, *said]
    return found


def find_table(page: FormPage, known: Callable[[str], bool]) -> FormTable | None:
    """The table whose head has the most headings that are known, or None.

    :param known: whether a word is a heading of anything.
    """
    page = _without_sides(page, known)
    best, most = 0, 1
    for row in range(1, min(page.height, SEARCHED) + 1):
        if _labels(page, row, known):
            continue
        count = len(_known(page, row, known))
        if count > most:
            best, most = row, count
    if not best:
        return None
    top, bottom = _head(page, best, known)
    left, right = _width(page, top, bottom)
    first = bottom + 1
    while _numbers(page, first, left, right):
        first += 1
    return _body(page, top, first, (left, right), known)


def _without_sides(page: FormPage, known: Callable[[str], bool]) -> FormPage:
    """The page without the labels that stand beside a whole list, its head and its lines."""
    sides = [area for area in page.merges if area.left == 1 and area.bottom > area.top
             and len(_known(page, area.top, known)) > 1
             and not any(page.text(area.bottom, column)
                         for column in range(area.right + 1, page.width + 1))]
    return replace(
        page, merges=tuple(each for each in page.merges if each not in sides),
        cells={at: cell for at, cell in page.cells.items()
               if at not in [each[:2] for each in sides]}) if sides else page


def path(page: FormPage, table: FormTable, column: int) -> list[str]:
    """The words above a column, top to bottom, each merged heading once."""
    words: list[str] = []
    for row in range(table.head[0], table.head[1] + 1):
        said = page.text(row, column)
        area = page.area(row, column)
        repeated = row > table.head[0] and page.area(row - 1, column) == area
        if said and not repeated and not _is_column_number(said):
            words.append(said)
    return words


def _known(page: FormPage, row: int, known: Callable[[str], bool]) -> list[int]:
    return [
        column for at, column, text in page.texts(row, row)
        if at == row and len(text) <= LONGEST and known(text)
    ]


def _labels(page: FormPage, row: int, known: Callable[[str], bool]) -> bool:
    """Whether the row is of labels with a blank beside each: 党支部名称 [ ] 年度 [ ]."""
    found = _known(page, row, known)
    beside = 0
    for column in found:
        area = page.area(row, column)
        after, below = area.right + 1, area.bottom > row
        beside += not below and page.prepared(row, after) and page.at(row, after).blank
    return bool(found) and beside * 2 > len(found)


def _head(page: FormPage, row: int, known: Callable[[str], bool]) -> tuple[int, int]:
    top = bottom = row
    while top > 1 and bottom - top < DEEPEST and _is_above(page, top - 1, top):
        top -= 1
    while bottom - top < DEEPEST and _is_below(page, top, bottom + 1, known):
        bottom += 1
    return top, bottom


def _is_above(page: FormPage, row: int, top: int) -> bool:
    """Whether a row is the upper part of the head: it reaches down, or spans some columns."""
    written = list(page.texts(row, row))
    if any(page.area(row, column).top <= row < page.area(row, column).bottom
           for column in range(1, page.width + 1)):
        return True
    if len(written) < 2 or any("：" in text or ":" in text for _, _, text in written):
        return False
    return any(page.area(row, column).right > column for _, column, _ in written)


def _is_below(page: FormPage, top: int, row: int, known: Callable[[str], bool]) -> bool:
    if any(page.area(row, column).top < row and page.area(row, column).top >= top
           for column in range(1, page.width + 1)):
        return True
    written = list(page.texts(row, row))
    spans = any(page.area(row - 1, column).right > page.area(row - 1, column).left
                for _, column, _ in written)
    return spans and len(written) > 1 and all(len(text) <= LONGEST for *_, text in written) and (
        sum(known(text) for *_, text in written) * 2 >= len(written)
        and not any(page.at(row, column).formula for column in range(1, page.width + 1))
    )


def _width(page: FormPage, top: int, bottom: int) -> tuple[int, int]:
    columns = [
        column for row in range(top, bottom + 1) for column in range(1, page.width + 1)
        if page.text(row, column)
    ]
    return min(columns), max(columns)


def _numbers(page: FormPage, row: int, left: int, right: int) -> bool:
    """Whether the row numbers the columns: 甲 乙 1 2 3."""
    words = [page.text(row, column) for column in range(left, right + 1)]
    written = [each for each in words if each]
    return len(written) > max(2, (right - left) // 2) and all(map(_is_column_number, written))


def _is_column_number(text: str) -> bool:
    return _COLUMN_NUMBER.fullmatch(plain(text)) is not None


def _body(
    page: FormPage, top: int, first: int, columns: tuple[int, int], known: Callable[[str], bool]
) -> FormTable | None:
    row, total, (left, right) = first, 0, columns
    if _is_total(page, first, left):
        total, row, first = first, first + 1, first + 1
    while _is_line(page, row, left, right) and not _is_next_head(page, row, left, right, known):
        row += 1
    if row == first:
        if page.height >= first or page.around:
            return None
        row = first + ROOM
    if not total and _is_total(page, row, left):
        total = row
    return FormTable((top, first - 1 if total != first - 1 else total - 1), (left, right), first,
                 row - 1, total)


def _is_total(page: FormPage, row: int, left: int) -> bool:
    return any(plain(page.text(row, column)) in TOTALS for column in range(left, left + 3))


def _is_next_head(
    page: FormPage, row: int, left: int, right: int, known: Callable[[str], bool]
) -> bool:
    """Whether another list begins here, in the same table: a row of nothing but headings."""
    written = [text for at, column, text in page.texts(row, row)
               if at == row and left <= column <= right]
    blank = any(page.at(row, column).blank for column in range(left, right + 1))
    return not blank and len(written) > 2 and sum(map(known, written)) * 2 >= len(written)


def _is_line(page: FormPage, row: int, left: int, right: int) -> bool:
    """Whether a row is one of the prepared lines."""
    if row > page.height or _is_total(page, row, left):
        return False
    prepared = sum(page.prepared(row, column) for column in range(left, right + 1))
    if prepared * 2 < right - left + 1:
        return False
    wide = max(page.area(row, column).right - page.area(row, column).left + 1
               for column in range(left, right + 1))
    if right - left > 1 and wide * 2 > right - left + 1:
        return False
    said = page.text(row, left)
    return not (_FOOT.search(said) and ("：" in said or ":" in said))


def label_of(page: FormPage, table: FormTable, row: int) -> str:
    """The words a line was printed with: the first that are no number, and, where there are such,
    that stand over this line alone."""
    over_several = ""
    for column in range(table.columns[0], table.columns[1] + 1):
        text, area = page.text(row, column), page.area(row, column)
        if not text or text.replace(".", "").isdigit():
            continue
        if BOXES.search(text):
            return ""
        if area.top == area.bottom:
            return text
        over_several = over_several or text
    return over_several
