"""What is doubtful in a table read from a picture, and whether its rows can be relied on at all.

How sure the recogniser was of its weakest character catches six of ten wrong cells; geometry it
does not see. So a cell is asked in other ways as well: by its edges, by its neighbours, by what
its column holds. Columns are known by what stands in them, for a heading is read no better.
"""

from __future__ import annotations

import re
import unicodedata
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache, partial
from itertools import pairwise

import numpy as np

from importers.pictures.recogniser import Line
from importers.pictures.ruling import Cell, Ruling, Written
from models.values import identity
from models.values.codes import EDUCATION, ETHNIC, RELATION, SEX, CodeTable
from models.values.problem import Problem

SURE = 0.95
"""The least the weakest character of a cell may be sure."""
SURE_OF_A_NAME = 0.995
_TOO_MANY = 0.4
_WHOLE = re.compile(r"-?\d{1,9}")

FAINT = "字没有认准"
EDGE = "字碰到了格线，可能没有读全"
RULED = "格线没有认准，可能和旁边的格混在一起"
CROWDED = "格里的几行字没有分开"
JOINED = "这一格像是并起来的，和同栏别的格不一样"
SERIAL = "序号和上下不连"
ID_NUMBER = "身份证号的位数、日期或校验位不对"
BORN = "和身份证号里的出生日期或性别不一致"
WIDTH = "字数和墨迹的宽度不合，可能漏了字或多了字"
NAME = "姓名里有字没有十分认准"
SURNAME = "这个姓在本页和本村都没有第二个人"
CODE = "不是这一栏常用的写法"
SUM = "和合计对不上"
SHAPE = "和同栏别的格写法不一样"


@dataclass
class Look:
    """One cell as it was seen: where, what it says line by line, and what is doubtful in it.

    ``parts`` are the stretches of ink of each line, (from, to) in character heights.
    """

    cell: Cell
    written: Written
    lines: tuple[Line, ...]
    parts: tuple[tuple[tuple[float, float], ...], ...]
    widths: tuple[float, ...]
    """Width of each strip in character heights."""
    doubts: list[str] = field(default_factory=list)

    @property
    def text(self) -> str:
        """All it says; lines follow one another without a sign."""
        return unicodedata.normalize("NFKC", "".join(each.text for each in self.lines)).strip()

    @property
    def weakest(self) -> float:
        """How sure its weakest character is."""
        return min((each.weakest for each in self.lines), default=1.0)


def doubt(looks: Sequence[Look], ruled: Ruling, surnames: frozenset[str] = frozenset()) -> None:
    """Note in every cell what is doubtful in it.

    :param surnames: those that are usual in the village. :raises Problem: the rows are not sound.
    """
    _check_rows(looks, ruled)
    for look in looks:
        look.doubts += _of_itself(look)
    said = [each for each in looks if each.lines]
    if sum(bool(each.doubts) for each in said) > _TOO_MANY * len(said) + 4:
        raise Problem("字认不准，十格里有四格以上读不清。请走近些、对准焦再拍，"
                      "或用 200 dpi 以上扫描。")
    body = _body(looks)
    for look in _oddly_joined(body):
        look.doubts.append(JOINED)
    columns = [[each for each in body if each.cell.column == column]
               for column in range(1, len(ruled.across))]
    for column in columns:
        for look, why in _in_its_column(column, surnames):
            look.doubts.append(why)
    for look, why in (*_against_id(body), *_sums(body)):
        look.doubts.append(why)
    for look in looks:
        look.doubts = list(dict.fromkeys(look.doubts))


def _body(looks: Sequence[Look]) -> list[Look]:
    """The cells below the head: the head ends where its joined cells do, or after one row."""
    last = max((each.cell.last_row for each in looks if each.cell.row == 1), default=1)
    return [each for each in looks if each.cell.row > min(last, 3)]


# ── Whether the rows can be relied on


def _check_rows(looks: Sequence[Look], ruled: Ruling) -> None:
    unsure = [each for each in looks if each.cell.unsure]
    if ruled.uneven or len(unsure) > max(4, 0.08 * len(looks)):
        row = min((each.cell.row for each in unsure), default=1)
        raise Problem(f"表格的行没有认准：第 {row} 行附近的格线断断续续。"
                      f"请把纸摊平、避开阴影重拍，或用 200 dpi 以上扫描。")
    heights = np.diff(ruled.down)
    usual = float(np.median(heights))
    several = Counter(each.cell.row for each in looks
                      if not each.cell.joined and len(each.lines) > 1)
    for row, many in several.items():
        filled = sum(1 for each in looks if each.cell.row == row and each.lines)
        if row > 1 and heights[row - 1] > 1.7 * usual and many >= max(3, 0.6 * filled):
            raise Problem(f"表格的行没有认准：第 {row} 行像是两行连在了一起。请重拍或重新扫描。")
    for row in range(1, len(heights) + 1):
        through = [each for each in looks if each.cell.row < row <= each.cell.last_row]
        own = sum(each.cell.last_column - each.cell.column + 1 for each in looks
                  if each.cell.row == row)
        if own < 0.34 * (len(ruled.across) - 1) and through and row > 3:
            raise Problem(f"表格的行没有认准：第 {row} 行只有几格有线，其余的格都跨过它。"
                          "可能是印章或笔画，请避开重拍，或向对方要电子表格。")


# ── A cell by itself


def _of_itself(look: Look) -> Iterator[str]:
    if look.weakest < SURE:
        yield FAINT
    if look.written.touching:
        yield EDGE
    if look.cell.unsure:
        yield RULED
    if look.written.tight:
        yield CROWDED
    if any(_uncovered(*each) for each in zip(look.lines, look.parts, look.widths, strict=True)):
        yield WIDTH


def _uncovered(line: Line, parts: tuple[tuple[float, float], ...], wide: float) -> bool:
    """Whether ink stands where no character was read, or characters where no ink has room."""
    if not line.text:
        return bool(parts)
    reach = [0.78 if _is_wide(each) else 0.5 for each in line.text]
    places = [each * wide for each in line.places]
    bare = 0.0
    for start, end in parts:
        for at in np.arange(start, end, 0.06):
            bare += 0.06 * all(abs(at - place) > far
                               for place, far in zip(places, reach, strict=True))
    room = sum(end - start for start, end in parts)
    needed = sum(0.5 if _is_wide(each) else 0.12 for each in line.text)
    return bare > 0.3 or needed > 1.25 * room + 0.3


def _is_wide(char: str) -> bool:
    return unicodedata.east_asian_width(char) in "WF"


# ── A cell among its neighbours


def _oddly_joined(body: Sequence[Look]) -> Iterator[Look]:
    """Joined cells where others of the column and row are not."""
    down = Counter(each.cell.column for each in body if each.cell.last_row > each.cell.row)
    rows = {each.cell.row: 0 for each in body}
    for each in body:
        if each.cell.last_column > each.cell.column:
            rows[each.cell.row] += each.cell.last_column - each.cell.column
    columns = max((each.cell.last_column for each in body), default=1)
    last = max((each.cell.last_row for each in body), default=1)
    for look in body:
        cell = look.cell
        tall, broad = cell.last_row > cell.row, cell.last_column > cell.column
        alone = tall and not broad and down[cell.column] < 2 and len(rows) > 4
        crosswise = broad and cell.last_row < last and (
            cell.last_column - cell.column + 1 < 0.6 * columns)
        lines = tall and len(look.lines) > cell.last_row - cell.row
        if alone or crosswise or (tall and broad) or lines:
            yield look


def _in_its_column(
    column: Sequence[Look], surnames: frozenset[str]
) -> Iterator[tuple[Look, str]]:
    filled = [each for each in column if each.text]
    if len(filled) < 4:
        return
    if _mostly(filled, str.isdecimal) and _runs_on(filled):
        yield from ((look, SERIAL) for look in _broken(column))
        return
    if _mostly(filled, _like_id):
        yield from ((look, ID_NUMBER) for look in filled
                    if identity.judge(look.text).state not in identity.TRUSTED)
        return
    table = next((each for each in (SEX, ETHNIC, RELATION, EDUCATION)
                  if _mostly(filled, partial(_coded, each))), None)
    if table is not None:
        yield from ((look, CODE) for look in filled if not _coded(table, look.text))
        return
    if _mostly(filled, _like_name) and len({each.text for each in filled}) > 0.6 * len(filled):
        yield from _names(filled, surnames)
        return
    yield from ((look, SHAPE) for look in _odd_shapes(filled))


def _mostly(filled: Sequence[Look], fits: Callable[[str], bool]) -> bool:
    return sum(map(fits, (each.text for each in filled))) >= 0.6 * len(filled)


def _coded(table: CodeTable, text: str) -> bool:
    return not text.isascii() and table.read(text) is not None


def _like_id(text: str) -> bool:
    return re.fullmatch(r"\d{15,17}[\dXx]?.?", text) is not None


def _like_name(text: str) -> bool:
    return re.fullmatch(r"[\u3400-\u9fff\U00020000-\U0003fffd·]{2,4}", text) is not None


def _runs_on(filled: Sequence[Look]) -> bool:
    said = [int(each.text) for each in filled if each.text.isdecimal()]
    return sum(b - a == 1 for a, b in pairwise(said)) >= 0.5 * len(said)


def _broken(column: Sequence[Look]) -> Iterator[Look]:
    """What does not stand one above the number before it or one below the number after it."""
    said = [int(each.text) if each.text.isdecimal() else None for each in column]
    first = Counter(value - at for at, value in enumerate(said) if value is not None)
    for at, look in enumerate(column):
        here = said[at]
        if here is None:
            word = at + 1 == len(column) and not re.search(r"\d", look.text)  # 合计
            wrong = not word and look.cell.last_column == look.cell.column
        else:
            before = said[at - 1] if at else None
            wrong = first[here - at] < 2 < len(said) or before not in (None, here - 1)
        if wrong:
            yield look


def _names(filled: Sequence[Look], surnames: frozenset[str]) -> Iterator[tuple[Look, str]]:
    usual = Counter(each.text[:1] for each in filled)
    for look in filled:
        if look.weakest < SURE_OF_A_NAME or not _like_name(look.text):
            yield look, NAME
        elif surnames and look.text[:1] not in surnames and usual[look.text[:1]] < 2:
            yield look, SURNAME


@cache
def _shape(text: str) -> str:
    """Figures as 0, Chinese characters as 字, signs as they stand."""
    return re.sub(r"0+", "0", re.sub(r"\d", "0", re.sub(
        r"[\u3400-\u9fff\U00020000-\U0003fffd]+", "字", text)))


def _odd_shapes(filled: Sequence[Look]) -> Iterator[Look]:
    """Signs in a column of dates, telephones or figures where the others have none such."""
    shapes = Counter(_shape(each.text) for each in filled)
    figures = sum(many for each, many in shapes.items() if not each.strip("0-./"))
    for look in filled:
        shape = _shape(look.text)
        few = max(2, (0.4 if shape.strip("0-./") else 0.05) * len(filled))
        if figures >= 0.6 * len(filled) and shape.strip("0") and shapes[shape] < few:
            yield look
    long = Counter(len(each.text) for each in filled if each.text.isdecimal())
    usual, many = max(long.items(), key=lambda each: each[1], default=(0, 0))
    if usual >= 7 and many >= 0.8 * len(filled):
        yield from (each for each in filled if len(each.text) != usual)


# ── A cell against others of its row and column


def _against_id(body: Sequence[Look]) -> Iterator[tuple[Look, str]]:
    """Birth and sex beside an ID number that can be believed."""
    rows: dict[int, list[Look]] = {}
    for each in body:
        rows.setdefault(each.cell.row, []).append(each)
    for row in rows.values():
        numbers = [each for each in row if _like_id(each.text)]
        if len(numbers) != 1:
            continue
        verdict = identity.judge(numbers[0].text)
        if verdict.born is None:
            continue
        for each in row:
            sex = SEX.read(each.text) if not each.text.isascii() else None
            if sex in ("1", "2") and verdict.sex and sex != verdict.sex:
                yield each, BORN
    for column in {each.cell.column for each in body}:
        yield from _births(rows, column)


def _births(rows: dict[int, list[Look]], column: int) -> Iterator[tuple[Look, str]]:
    """A column of dates that are the births of most ID numbers beside them."""
    agree, differ = 0, []
    for row in rows.values():
        day = next((each for each in row if each.cell.column == column), None)
        number = next((each for each in row if _like_id(each.text)), None)
        said = re.findall(r"\d+", day.text) if day else []
        born = identity.judge(number.text).born if number else None
        if day is None or born is None or len(said) < 2 or len(said[0]) != 4:
            continue
        if [int(each) for each in said] == [born.year, born.month, born.day][:len(said)]:
            agree += 1
        else:
            differ.append(day)
    if agree > 2 * len(differ):
        yield from ((each, BORN) for each in differ)


def _sums(body: Sequence[Look]) -> Iterator[tuple[Look, str]]:
    """A last row that is the sum of most columns: where it is not, its figures are doubtful."""
    last = max((each.cell.row for each in body), default=0)
    at = {(each.cell.row, each.cell.column): each for each in body}
    ends = [each for each in body if each.cell.row == last and _WHOLE.fullmatch(each.text)]
    agree, differ = 0, []
    for end in ends:
        figures = [at[row, end.cell.column].text for row in range(1, last)
                   if (row, end.cell.column) in at]
        if sum(int(each) for each in figures if _WHOLE.fullmatch(each)) == int(end.text):
            agree += 1
        else:
            differ.append(end)
    if agree >= 2 and len(differ) <= agree:
        yield from ((each, SUM) for each in differ)
