"""The lines under the head of a list: values of merged cells filled in, bands and footers told."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from importers.sheets.day_columns import DITTO, month_said
from importers.sheets.grid import Grid, text
from importers.sheets.heads import plain
from models.intake.reading import Layout, is_nothing
from models.values.spreadsheet import column_letter, column_number
from resources import resource

_COLUMN_MARKS = frozenset("甲乙丙丁戊己庚辛")
_GROUP = re.compile(
    r"(.{0,10}(?:组|队|片|片区|网格))(?:[（(].*|\s+.*|共.*|[：:](?:\s*共?\d+\s*[户人口名].*)?)?")
_YEAR = re.compile(r"((?:19|20)\d\d)年度?")
_QUARTER = re.compile(r"(?:((?:19|20)\d\d)年)?(?:第?[一二三四1-4]季度|[上下]半年)")
_NAMED = re.compile(r"(?:组别|组名|村民小组|小组|所属组)\s*[：:]\s*(.{1,12})")

COUNT = re.compile(r"[^\d\s]{0,4}\s*\d{1,5}\s*[户人口名个项次条]?")
"""男12人, 12: a count, which is nobody."""
DAY_SHAPE = re.compile(
    r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}日?(?: 0?0:00(?::00)?)?|\d{1,2}月\d{1,2}日"
    r"|\d{1,2}-(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)"
    r"|(?:Jan|Feb|Mar|Apr|May|Jun|Jul|Aug|Sep|Oct|Nov|Dec)-\d{1,2}"
)
NUMBER_BECAME_A_DAY = (
    "户号被表格软件变成了日期（像 1-1 变成 1月1日），认不出是哪一户。"
    "请把这一列设成文本格式，重新填写户号再导入。"
)


@dataclass
class Line:
    """One row under the head: ``cells`` have the values of merged cells filled in.

    ``why`` says what the row is when it is no record: 空行, 合计, 落款, 说明, 重复表头, 栏号,
    组别行.
    ``band`` is the group, ``month`` the month (2026-03, or 03 without its year) and ``year`` the
    year that rows above name for all below; ``covered`` are the cells, counted from 0, whose value
    stands elsewhere.
    """

    row: int
    cells: list[Any]
    why: str = ""
    covered: frozenset[int] = frozenset()
    band: str = ""
    month: str = ""
    year: str = ""

    def value(self, letter: str | None) -> Any:
        """The value under a column letter; blank where there is none."""
        at = column_number(letter) - 1 if letter else len(self.cells)
        return self.cells[at] if at < len(self.cells) else ""

    def own(self, letter: str | None) -> Any:
        """The value under a column letter, where it stands in this row itself."""
        inherited = letter and column_number(letter) - 1 in self.covered
        return "" if inherited else self.value(letter)


@cache
def words(name: str) -> frozenset[str]:
    """One list of words of ``resources/imports/lines.toml``, as they are compared."""
    table = tomllib.loads(resource("imports/lines.toml").read_text(encoding="utf-8"))
    return frozenset(plain(each) for each in table[name])


Judge = Callable[[Line, Layout, tuple[str, ...]], str]
"""Why a row, given with what its cells say, is no record of the kind; blank when it is one."""


def lines_of(grid: Grid, layout: Layout, judge: Judge) -> list[Line]:
    """Every row under the head, down to the last that says anything."""
    filled = _filled(grid, layout)
    seen = {_said(grid.rows[row - 1]) for row in range(1, layout.header_rows[-1] + 1)} - {()}
    lines, band, month, year = list[Line](), "", "", ""
    alone, above = _alone(layout), None
    sections = _sections(grid, layout)
    over_all = {top for top, left, bottom, right in grid.merges
                if top == bottom and left < right and (right - left + 1) * 4 > grid.width * 3
                and top <= len(grid.rows) and len(_said(grid.rows[top - 1])) == 1}
    for row in range(layout.first_row, min(layout.last_row, len(grid.rows)) + 1):
        own = list(grid.rows[row - 1])
        line = Line(row, own + [""] * (grid.width - len(own)), band=band, month=month,
                    year=year)
        line.why = BAND if row in sections else _why_none(line, layout, _said(own), seen)
        if not line.why and row in over_all:
            line.why = footer(_said(own)[0]) or "合计" * is_total(_said(own)[0]) or "说明"
        if line.why in (BAND, MONTH) and any(
                grid.place(row, each)[0] < row for each in range(1, grid.width + 1)):
            line.why = ""  # a line of what is merged down to it, with one cell of its own
        if line.why == BAND:
            band = _band_of(line, layout, _said(own)) or _said(own)[0]
        elif line.why == MONTH:
            year, month = _period_named(_said(own)[0], year) or ("", "")
        elif not line.why:
            covered = filled.get(row, {})
            line.covered = frozenset(covered)
            for at, value in covered.items():
                line.cells[at] = value
            _repeated(line, above, alone)
            line.why = judge(line, layout, _said(own))
            line.cells = line.cells if not line.why else own + [""] * (grid.width - len(own))
        lines.append(line)
        above = above if line.why else line
    while lines and lines[-1].why == "空行":
        lines.pop()
    return lines


BAND, MONTH = "组别行", "月份行"


def group_named(said: str) -> str:
    """The group that a row, a sheet or a heading over people names, or blank."""
    bare = " ".join(said.split())
    found = _NAMED.fullmatch(bare) or _GROUP.fullmatch(bare)
    return "".join(found[1].split()) if found else ""


_BESIDE_A_GROUP = re.compile(
    r"[一二三四五六七八九十]{1,3}[、.．]?|[共计]*(?:\d+[户人口名][，,、]?)+|.{0,4}[：:].*")
"""Its number among the groups, how many there are of it, who leads it."""


def _band_of(line: Line, layout: Layout, said: tuple[str, ...]) -> str:
    """The group that a row names, which has nothing else to say; blank for any other row.

    Under the heading of groups it is what a line says.
    """
    named = [each for each in said if group_named(each)]
    rest = [each for each in said if each not in named]
    if len(named) != 1 or not all(map(_BESIDE_A_GROUP.fullmatch, rest)):
        return ""
    under = rest and text(line.value(layout.columns.get("group"))) == named[0]
    return "" if under else group_named(named[0])


_PLACE = re.compile(r"[\u4e00-\u9fff]{2,10}")


def _sections(grid: Grid, layout: Layout) -> set[int]:
    """The rows with one word alone (东岗, 张家庄) that part a sheet, where the numbers of the
    households begin anew after one of them: no word tells the parts of such a village."""
    letter, name = layout.columns.get("number"), layout.columns.get("name")
    found, waiting, last, anew = set[int](), 0, 0, False
    for row in range(layout.first_row, min(layout.last_row, len(grid.rows)) + 1) if letter else ():
        said = _said(grid.rows[row - 1])
        number = re.match(r"\d+", text(grid.at(row, column_number(letter or "A"))))
        named = text(grid.at(row, column_number(name))) if name else ""
        if len(said) == 1 and not named and _PLACE.fullmatch(said[0]) and not (
                is_total(said[0]) or footer(said[0])):
            waiting = row
        elif number and waiting:
            found.add(waiting)
            anew, waiting = anew or 0 < int(number[0]) <= last, 0
        last = int(number[0]) if number else last
    return found if anew else set()


def is_band(said: str) -> bool:
    """Whether words alone in a row speak of the rows below it: a group, a month, a year."""
    return bool(group_named(said) or _period_named(said))


def _period_named(said: str, year: str = "") -> tuple[str, str] | None:
    """The year and the month a row over others names: 2026-03, 03 where no year is known; a
    quarter names none of its months."""
    bare = "".join(said.split())
    if found := _YEAR.fullmatch(bare):
        return found[1], ""
    if found := _QUARTER.fullmatch(bare):
        return found[1] or year, ""
    named = month_said(bare) if "月" in bare else None
    if named is None:
        return None
    year = named[0] or year
    return year, f"{year}-{named[1]:02d}".removeprefix("-")


def _repeated(line: Line, above: Line | None, alone: set[int]) -> None:
    """Write out what marks say to be as in the record above; a name is nobody else's."""
    for at, value in enumerate(line.cells):
        if above is not None and at + 1 not in alone and text(value) in DITTO:
            line.cells[at] = above.cells[at]


def _filled(grid: Grid, layout: Layout) -> dict[int, dict[int, Any]]:
    """Row → the cells (column from 0) to which a merge gives a value that stands elsewhere.

    A name or a number of somebody is not filled in: a row without one of its own is nobody.
    """
    alone = _alone(layout)
    filled: dict[int, dict[int, Any]] = {}
    for top, left, bottom, right in grid.merges:
        if top < layout.first_row or (top == bottom and _is_wide(grid, left, right)):
            continue
        for row in range(top, min(bottom, len(grid.rows)) + 1):
            for column in range(left, right + 1):
                if (row, column) != (top, left) and column not in alone:
                    filled.setdefault(row, {})[column - 1] = grid.at(top, left)
    return filled


def _alone(layout: Layout) -> set[int]:
    """The columns of which every row has its own."""
    return {column_number(layout.columns[each]) for each in ("name", "id_number", "serial")
            if each in layout.columns}


def _is_wide(grid: Grid, left: int, right: int) -> bool:
    """Whether a merge in one row reaches over most of the sheet: it belongs to no column."""
    return (right - left + 1) * 2 > grid.width


def aside(line: Line) -> list[tuple[str, str, str]]:
    """The column, the words and the sentence of a row that is put aside; what says nothing of its
    own is not worth a word."""
    if line.why in ("", "空行", "重复表头", "栏号", BAND, MONTH):
        return []
    at, said = next((i, text(each)) for i, each in enumerate(line.cells, 1) if text(each))
    return [(column_letter(at), said,
             f"第 {line.row} 行（{said[:20]}）当作{line.why}，没有导入。")]


def gone_word(said: str) -> str:
    """The word for death or leaving in what a cell says, or blank."""
    bare = plain(said)
    if any(each in bare for each in words("still")):
        return ""
    return next((each for each in sorted(words("gone"), key=len, reverse=True) if each in bare), "")


_WHEN_GONE = re.compile(r"(?:户口|户籍|本人)?(?P<what>.+?)(?:日期|时间|年月|年份|原因|去向)")


def gone_by(heading: str, said: str) -> str:
    """The word for death or leaving in what a cell says, or in the heading of the day it gives:
    死亡时间, 迁出日期; blank where there is none."""
    if word := gone_word(said):
        return word
    when = _WHEN_GONE.fullmatch(plain(heading))
    told = when and not is_nothing(said) and said not in ("否", "未")
    return gone_word(when["what"]) if told and when and when["what"] in words("gone") else ""


def void_word(said: str) -> str:
    """What a note or a status says of a line that came to nothing or does not count, or blank."""
    table = tomllib.loads(resource("imports/lines.toml").read_text(encoding="utf-8"))
    bare = plain(said).rstrip("。.!了")
    return next((found[0] for each in table["void"] if (found := re.search(each, bare))), "")


def void_aside(said: str) -> str:
    """The same, said in brackets in the midst of something else: 谈了收成（作废）; or blank."""
    return next(filter(None, map(void_word, _ASIDE.findall(said))), "")


_ASIDE = re.compile(r"[（(【\[［〔]([^（(【\[［〔）)】\]］〕]{1,12})[）)】\]］〕]")


def head_lines(grid: Grid, layout: Layout) -> Iterator[tuple[int, str]]:
    """The rows above the head and what they are: 标题, 填报单位行, 说明, 副标题."""
    title = False
    for row in range(1, layout.header_rows[0]):
        said = _said(grid.rows[row - 1])
        if not said:
            yield row, "空行"
        elif any(map(reports, said)):
            yield row, "填报单位行"
        elif _opens_with(said[0], words("notes")):
            yield row, "说明"
        else:
            yield row, "副标题" if title else "标题"
            title = True


def _said(cells: list[Any]) -> tuple[str, ...]:
    return tuple(filter(None, (text(each) for each in cells)))


def _why_none(
    line: Line, layout: Layout, said: tuple[str, ...], seen: set[tuple[str, ...]]
) -> str:
    if not said:
        return "空行"
    if said in seen:
        return "重复表头"
    if _band_of(line, layout, said):
        return BAND
    if len(said) == 1 and _period_named(said[0]):
        return MONTH
    if _is_signing(said):
        return "落款"
    return "栏号" if _is_column_marks(said) else ""


def _is_signing(said: tuple[str, ...]) -> bool:
    """填表人： … 联系电话： …: words that wait for what stands, or is yet to be written, beside;
    or whose seal it is, and the day."""
    if len(said) == 2 and DAY_SHAPE.fullmatch(said[1]) and _SEAL_OF.search(said[0]):
        return True
    waiting = [each.endswith(("：", ":")) for each in said]
    return waiting[0] and not is_total(said[0]) and 2 * sum(waiting) >= len(waiting)


_SEAL_OF = re.compile(r"(?:委员会|支部|党委|总支|村委会|村委|居委会|合作社|办公室|政府|章[)）])$")


def is_total(said: str) -> bool:
    """Whether a cell ends in the word of a total (本月合计), with or without the figure."""
    bare = re.sub(r"[\d.,户人口股次条项个名场元分]+$", "", plain(said))
    return bare.endswith(tuple(words("totals")))


def _is_column_marks(said: tuple[str, ...]) -> bool:
    """甲 乙 1 2 3: the numbering of the columns that statistical forms carry."""
    rest = [each for each in said if each not in _COLUMN_MARKS]
    return len(said) >= 4 and rest == [str(i + 1) for i in range(len(rest))]


_SEALED = re.compile(r"[（(](?:盖章|公章|章|签章|签字|签名)[)）]\s*$")


_NUMBERED_NOTE = re.compile(
    r"[(（]?(?:\d{1,2}|[一二三四五六七八九十])[)）.、．]\s*\D{2,}|[①-⑨].{2,}")


def lone_words(said: tuple[str, ...]) -> str:
    """Whether a row that has one cell alone is a numbered 说明 or the day of a 落款, or blank."""
    if len(said) != 1:
        return ""
    if _NUMBERED_NOTE.match(said[0]):
        return "说明"
    return "落款" if DAY_SHAPE.fullmatch(said[0]) else ""


def footer(first: str) -> str:
    """Whether a row that begins so is 说明 or 落款, or blank."""
    if _opens_with(first, words("notes")):
        return "说明"
    if _SEALED.search(first):
        return "落款"
    return "落款" if _opens_with(first, words("signatures")) else ""


def reports(said: str) -> bool:
    """Whether a cell says whose the list is and when it was made: 填报单位：…."""
    return _opens_with(said, words("reporting"))


def _opens_with(said: str, openings: frozenset[str]) -> bool:
    """Whether the text begins with one of the words and a colon (perhaps after brackets)."""
    found = re.match(r"\s*([^：:（(\s]+)\s*(?:[（(][^）)]*[）)])?\s*[：:]", said)
    return (plain(found[1]) if found else plain(said)) in openings
