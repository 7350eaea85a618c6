"""The cells of a matrix as lines of a list: what and when by the heads, how much in the cell."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator, Sequence
from contextlib import suppress
from dataclasses import replace
from decimal import Decimal

from importers.lists.days import in_figures
from importers.sheets.grid import Grid
from importers.sheets.heads import plain
from importers.sheets.lines import Line
from importers.sheets.matrix import TICKS, amount_in, totals_across
from models.intake.listed import ReadLine
from models.intake.points_across import UNITS, AmountUnit
from models.intake.reading import Layout, ReadFinding, is_nothing
from models.values.days import read_day
from models.values.finding import Level
from models.values.periods import Period
from models.values.problem import Problem
from models.values.spreadsheet import column_number

_MONTH = r"(?:1[0-2]|0?[1-9])"
_WHEN = re.compile(
    rf"(?:(?P<y>20\d\d)[年.\-/])?(?:(?P<d>{_MONTH}[月.\-/](?:3[01]|[12]\d|0?[1-9])(?![\d月])[日号]?)"
    r"|(?P<p>(?:1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十]|元)月份?|第?[一二三四1-4]季度|[上下]半年))")
_SPAN = re.compile(r"月?份?[-—–~～至到](?:20\d\d年)?(?:1[0-2]|0?[1-9]|[一二三四五六七八九十]+)月")
_IN_BRACKETS = re.compile(r"\([^()]*\)")
_UNIT = re.compile(r"\(?(?:单位[:：])?(?P<u>次数?|分数?|分值|得分|处数?)\)?")
_UNITS = {**UNITS, "得": AmountUnit.POINTS}
_OFTEN_AND_WORTH = {AmountUnit.TIMES, AmountUnit.POINTS}
_TITLED = (("单位次", AmountUnit.TIMES), ("次数", AmountUnit.TIMES), ("单位分", AmountUnit.POINTS),
           ("得分", AmountUnit.POINTS), ("分值", AmountUnit.POINTS))


def when_said(said: str, year: str) -> set[tuple[str, str]]:
    """The days or periods that words name, each as (day, what it is the last day of or blank)."""
    days: set[tuple[str, str]] = set()
    periods: set[tuple[str, str]] = set()
    for found in _WHEN.finditer(in_figures(unicodedata.normalize("NFKC", said))):
        of = found["y"] or year
        alone = found[0] == said.strip()
        if not of or not (found["y"] or found["p"] or "月" in found["d"] or alone):
            continue
        if found["d"]:
            if day := read_day(f"{of}-" + re.sub("[月./]", "-", found["d"]).rstrip("日号")).value:
                days.add((day, ""))
            continue
        with suppress(Problem):
            period = Period.parse(f"{of}年{found['p'].replace('元月', '1月')}")
            periods.add((period.end.isoformat(), period.label))
    return days or periods


def when_over(places: Sequence[str], year: str) -> tuple[str, str]:
    """The day, or the last of the period, that the first place naming any names; blank for two."""
    for each in places:
        if (named := when_said(each, year)) or _SPAN.search(each):
            return named.pop() if len(named) == 1 and not _SPAN.search(each) else ("", "")
    return "", ""


def unit_in(said: str) -> str:
    """Whether words say that a figure is 次, 分 or 处: times, points, findings, or blank."""
    for each in (said, *_IN_BRACKETS.findall(said)):
        if found := _UNIT.fullmatch(each):
            return _UNITS[found["u"][0]]
    return ""


def unit_over(places: Sequence[str]) -> str:
    """The same of what stands over a list: 单位：次, 次数统计表, 得分表."""
    said = " ".join(plain(each) for each in places)
    named = {unit for word, unit in _TITLED if word in said}
    return named.pop() if len(named) == 1 else ""


class Across:
    """A matrix while its lines are read.

    ``names`` are its columns that go by their own heads, ``above`` what stands over them,
    ``places`` what names the day, first to last.
    """

    def __init__(self, layout: Layout, names: Iterable[str], above: Sequence[str],
                 places: Sequence[str], year: str) -> None:
        self.layout, self.year = layout, year
        self.names = sorted(names, key=lambda each: column_number(layout.columns[each]))
        self.when, self.unit = when_over(places, year), unit_over(above)
        self.periods: dict[str, str] = {}
        self.totals: tuple[str, ...] = ()

    def each(self, read: ReadLine, line: Line) -> list[ReadLine]:
        """A line for every cell of a row that says something; times and points of one thing are
        one."""
        found: dict[tuple[str, str], ReadLine] = {}
        for name in self.names:
            written, doubt = read.values.get(name, ""), read.doubts.get(name, "")
            if _says_none(written) and not doubt:
                continue
            one = self._cell(read, line, name, amount_in(written) or written.strip(), doubt)
            key = (one.values["title"], one.values["on_day"])
            before = found.get(key)
            if before and {before.values["unit"], one.values["unit"]} == _OFTEN_AND_WORTH:
                both = {each.values["unit"]: each.values["amount"] for each in (before, one)}
                found[key] = replace(before, values={**before.values, **both, "amount": ""},
                                     doubts={**before.doubts, **one.doubts})
            else:
                found[key if before is None else (name, key[1])] = one
        return list(found.values())

    def _cell(self, read: ReadLine, line: Line, name: str, written: str, doubt: str) -> ReadLine:
        title, day, unit = self._headed(name, line)
        base = {each: value for each, value in read.values.items() if each not in self.names}
        values = {**base, "title": title, "amount": written, "unit": unit,
                  "on_day": base.get("on_day") or day}
        doubts = {each: why for each, why in read.doubts.items() if each not in self.names}
        return ReadLine(read.sheet, read.row, values,
                        {**read.letters, "title": self.layout.columns[name]},
                        {**doubts, "title": doubt} if doubt else doubts,
                        self.layout.header_rows[-1])

    def _headed(self, name: str, line: Line) -> tuple[str, str, str]:
        """What the heads over a column say: the item, the day, the unit."""
        year = line.year or self.year
        when = when_over([_month(line.month)], year) if line.month else self.when
        title, unit = "", self.unit
        for word in unicodedata.normalize("NFKC", name).split(" "):
            named = when_said(word, year)
            if len(named) == 1 and not _rest(word):
                when = named.pop()
            elif title and unit_in(word):
                unit = unit_in(word)
            else:
                title, unit = word, unit_in(word) or unit
        day, period = when
        if period:
            self.periods[day] = period
        return title, day, unit


def _says_none(written: str) -> bool:
    return is_nothing(written) or not written.strip().strip("0.×✕")


def _rest(word: str) -> str:
    """What words say besides a day or a period."""
    return _IN_BRACKETS.sub("", re.sub(r"^(?:20\d\d年?)", "", _WHEN.sub("", word, count=1))).strip()


def _month(said: str) -> str:
    return f"{said[:-2].rstrip('-')}年{int(said[-2:])}月".removeprefix("年")


def said_of(
    across: Across, grid: Grid, rows: Sequence[tuple[Line, ReadLine]]
) -> Iterator[ReadFinding]:
    """What is said of a matrix: the last day of a period that is taken, and the rows whose only
    total is another than what their cells add up to."""
    layout = across.layout
    for day, period in sorted(across.periods.items()):
        yield ReadFinding(Level.NOTICE, "day-taken", grid.name, layout.header_rows[-1], None,
                          period, f"表上写的是{period}，没有写哪一天，都记在最后一天 {day}。"
                          "要记在别的日子，请在标题或表头里写年月日。")
    across.totals = tuple(totals_across(grid, layout))
    for line, read in rows if len(across.totals) == 1 else ():
        cells = [each for name in across.names if (each := amount_in(read.values.get(name, "")))]
        said = _figure(amount_in(line.value(across.totals[0])))
        if said is None or None in (figures := list(map(_figure, cells))):
            continue
        added = sum(each for each in figures if each is not None)
        if said != added:
            yield ReadFinding(
                Level.WARNING, "total-mismatch", grid.name, line.row, across.totals[0], str(said),
                f"合计写着 {said}，各项加起来是 {added}。请核对。")


def _figure(amount: str) -> Decimal | None:
    bare = amount.rstrip("分次处个遍回")
    return Decimal(bare) if bare and bare not in TICKS else None
