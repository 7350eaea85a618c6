"""Days written over columns, 年 月 日 beside one another, as the one value they are."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from importers.sheets.grid import Grid, text
from importers.sheets.heads import plain
from models.values.counting_order import chinese_number

_HEAD = re.compile(r"(?P<of>.{0,8}?)(?P<part>年份|年度|年|月份|月|日期|日|号)")
_ENDINGS = frozenset("年份度月期日号")
_UNITS = {"年份": "年", "年度": "年", "月份": "月", "日期": "日", "号": "日"}
_MONTH = re.compile(
    r"(?:(\d{4})[年./-])?(1[0-2]|0?[1-9]|十[一二]|[一二三四五六七八九十])月?份?")
_DAY = re.compile(r"(3[01]|[12]\d|0?[1-9])[日号]?")
_YEAR = re.compile(r"((?:19|20)?\d\d)?\s*年?度?")
DITTO = frozenset({"〃", "″", '"', "“", "”", "〞", "々", "同上"})
"""Marks that stand for what is said above them."""
_LONGEST = 40


def month_said(said: str) -> tuple[str, int] | None:
    """The year, or blank, and the month that 3, 三, 3月份 or 2026年3月 says; None where none."""
    found = _MONTH.fullmatch("".join(said.split()).replace("元月", "1月"))
    if found is None:
        return None
    return found[1] or "", int(found[2]) if found[2].isdecimal() else chinese_number(found[2])


@dataclass
class _Over:
    """Columns (from 1) that hold the parts of one day, and what was last said in them."""

    first: int
    month: int
    day: int
    year: str = ""
    last: tuple[int, int] | None = None

    def told(self, said: dict[int, Any], alone: bool) -> Any:
        """What the cells of a row say together, or None where they are no parts of a day.

        A month is carried on as long as the days go on; where they begin anew it is not guessed.
        """
        day = said[self.day]
        if isinstance(day, date) or _is_whole(text(day)):
            return day
        dated = _YEAR.fullmatch(text(said[self.first])) if self.first < self.month else None
        self.year = (dated and dated[1]) or self.year
        written = text(said[self.month])
        of = _DAY.fullmatch(text(day))
        found = month_said(written)
        if of is None and (found is None or alone):
            return None
        year, month = found or (self.year, self._carried(written, int(of[1]) if of else 0))
        if month is None:
            return f"{int(of[1])}日" if of else None
        self.last = (month, int(of[1]) if of else 0)
        whole = f"{year or self.year}年".removeprefix("年")
        return f"{whole}{month}月" + (f"{int(of[1])}日" if of else text(day))

    def _carried(self, written: str, day: int) -> int | None:
        goes_on = self.last is not None and (
            written in DITTO or (not written and day >= self.last[1]))
        return self.last[0] if self.last is not None and goes_on else None


def with_whole_days(grid: Grid) -> Grid:
    """The sheet with every day that stands over columns in the first of them, and its head there.

    月 and 日 take the year that stands over them; 走访月 and 走访日 are a 走访日期.
    """
    headed = {row: heads for row in range(1, len(grid.rows) + 1)
              if (heads := list(_heads_in(grid, row)))}
    spans = {(each.first, each.day) for heads in headed.values() for each, _ in heads}
    if not headed:
        return grid
    rows = [list(row) + [""] * (grid.width - len(row)) for row in grid.rows]
    lacking, struck, over = dict(grid.lacking), set(grid.struck), list[_Over]()
    for at in range(1, len(rows) + 1):
        if at in headed:
            over = [each for each, _ in headed[at]]
            for each, word in headed[at]:
                _write_head(grid, rows, at, each, word)
            continue
        for each in over:
            columns = range(each.first, each.day + 1)
            said = {column: _down(grid, at, column) for column in columns}
            alone = sum(bool(text(cell)) for cell in grid.rows[at - 1]) < 2
            whole = each.told(said, alone)
            if whole is None:
                continue
            rows[at - 1][each.first - 1:each.day] = [whole, *[""] * (each.day - each.first)]
            for column in columns:
                if why := grid.lacking.get((at, column)):
                    lacking[at, each.first] = why
                if (at, column) in grid.struck:
                    struck.add((at, each.first))
    merges = [each for each in grid.merges
              if not any(first <= each[1] and each[3] <= last for first, last in spans)]
    return replace(grid, rows=rows, merges=merges, lacking=lacking, struck=struck)


def _heads_in(grid: Grid, row: int) -> Iterator[tuple[_Over, str]]:
    """The columns of every day that a row heads with 月 and 日, and whose day it is."""
    parts = [_part(cell) for cell in grid.rows[row - 1]]
    for at in range(len(parts) - 1):
        of, unit = parts[at]
        if unit != "月" or parts[at + 1] != (of, "日"):
            continue
        dated = plain(grid.rows[row - 1][at + 1]) in ("日期", "号")
        if dated and not _only_days(grid, row, at + 2):
            continue
        first = at if at and parts[at - 1] == (of, "年") else at + 1
        yield _Over(first, at + 1, at + 2), f"{of}日期"


def _part(cell: Any) -> tuple[str, str]:
    ends = isinstance(cell, str) and cell.rstrip(" *：:")[-1:] in _ENDINGS
    found = _HEAD.fullmatch(plain(cell)) if ends else None
    return (found["of"], _UNITS.get(found["part"], found["part"])) if found else ("", "")


def _only_days(grid: Grid, head: int, column: int) -> bool:
    """Whether what stands below 日期 is days of a month alone."""
    said = [text(grid.at(row, column)) for row in range(head + 1, len(grid.rows) + 1)]
    return any(said) and all(not each or _DAY.fullmatch(each) for each in said)


def _write_head(grid: Grid, rows: list[list[Any]], at: int, over: _Over, word: str) -> None:
    """Head the first column with what stands over all of them, or with ``word``."""
    above = _over_them(grid, at, over)
    year = _YEAR.fullmatch(plain(above)) if above else None
    rows[at - 1][over.first - 1:over.day] = [""] * (over.day - over.first + 1)
    if year is not None:
        over.year = year[1] or ""
        rows[at - 2][over.first - 1] = word
    elif not above:
        rows[at - 1][over.first - 1] = word


def _over_them(grid: Grid, at: int, over: _Over) -> str:
    """The heading over the parts of a day: a word of a row of several, over these columns alone."""
    cells = [text(each) for each in grid.rows[at - 2]] if at > 1 else []
    said = list(filter(None, cells))
    if len(said) < 2 or any(len(each) > _LONGEST or "：" in each or ":" in each for each in said):
        return ""
    inside = [each for each in cells[over.first - 1:over.day] if each]
    return inside[0] if len(inside) == 1 and cells[over.first - 1] == inside[0] else ""


def _down(grid: Grid, row: int, column: int) -> Any:
    """The value of a cell, or of the one above it that it is merged with."""
    top, left = grid.place(row, column)
    return grid.at(top if left == column else row, column)


def _is_whole(said: str) -> bool:
    return bool(re.match(r"\d{4}[-/.年]\d{1,2}[-/.月]\d{1,2}", said))
