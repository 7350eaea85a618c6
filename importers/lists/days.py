"""Days of a list that say less than they mean: the year and the month stand over them."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable

from importers.sheets.grid import Grid, text
from importers.sheets.lines import Line
from models.intake.reading import Layout
from models.values.days import year_in_figures

_DAY_ALONE = re.compile(r"(0?[1-9]|[12]\d|3[01])[日号]?")
_NO_YEAR = re.compile(r"(1[0-2]|0?[1-9])[月./-](0?[1-9]|[12]\d|3[01])[日号]?(?!\d)(.*)", re.DOTALL)
_YEAR = re.compile(r"20\d\d")
_YEAR_IN_WORDS = re.compile("二[〇○零0O][〇○零0O一二三四五六七八九]{2}(?=年)")


def over_the_head(grid: Grid, layout: Layout) -> tuple[str, ...]:
    """What stands over the head, on the sheet or over a table on its page: the title, whose it
    is."""
    rows = grid.rows[: layout.header_rows[0] - 1]
    return (*grid.above, *(text(each) for row in rows for each in row if text(each)))


def in_figures(said: str) -> str:
    """The words with years in figures: 二〇二六年 is 2026年."""
    return _YEAR_IN_WORDS.sub(lambda found: year_in_figures(found[0]), said)


def year_in(places: Iterable[str]) -> str:
    """The year that the first place naming any names; blank where it names several, or none."""
    for each in places:
        if named := set(_YEAR.findall(in_figures(each))):
            return named.pop() if len(named) == 1 else ""
    return ""


def whole_day(written: str, line: Line, year: str) -> str:
    """A day without its year, or alone under a row that names its month, with those of the list.

    ``year``: what the list names, where no row over the line names one.
    """
    written, year = unicodedata.normalize("NFKC", written), line.year or year
    if (found := _NO_YEAR.fullmatch(written)) and not found[3].startswith(tuple(".-/年")):
        return f"{year}-{int(found[1]):02d}-{int(found[2]):02d}{found[3]}" if year else written
    day = _DAY_ALONE.fullmatch(written)
    if day is None or not line.month:
        return written
    month = line.month if len(line.month) > 2 else f"{year}-{line.month}" if year else ""
    return f"{month}-{int(day[1]):02d}" if month else written
