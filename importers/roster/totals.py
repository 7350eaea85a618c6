"""Holding the 合计 lines of a roster against the rows they stand under."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

from importers.roster.findings import Report
from importers.roster.households import Block
from importers.roster.lines import Line
from importers.sheets.workbook import text
from models.intake.reading import Layout
from models.values.spreadsheet import column_letter

_HOUSEHOLDS = re.compile(r"([\d.]+)\s*户")
_PEOPLE = re.compile(r"([\d.]+)\s*[人口]")
_COUNTED = {"name": "人", "size": "人", "number": "户"}
"""What a bare figure counts, by the column it stands in."""
_BARE = re.compile(r"\d+(?:\.\d+)?")


@dataclass
class Tally:
    """Households and people of the sheets before."""

    households: int = 0
    people: int = 0


@dataclass(frozen=True)
class _Total:
    """One figure of a 合计 line: what it counts and where it stands."""

    what: str
    figure: float
    row: int
    letter: str
    written: Any


def check_totals(
    layout: Layout, every: list[Line], blocks: list[Block], tally: Tally, report: Report
) -> None:
    """Tell where a 合计 line agrees with neither its sheet, nor its part, nor all so far."""
    lines = [each for each in every if not each.why]
    whole = {"户": len(blocks), "人": len(lines)}
    before = {"户": tally.households, "人": tally.people}
    last_total = 0
    for line in (each for each in every if each.why == "合计"):
        part = {
            "户": sum(any(last_total < each.row < line.row for each in b.lines) for b in blocks),
            "人": sum(last_total < each.row < line.row for each in lines),
        }
        for total in _totals(line, layout):
            accepted = {whole[total.what], part[total.what], whole[total.what] + before[total.what]}
            if total.figure not in accepted:
                _say(total, layout.sheet, whole[total.what], report)
        last_total = line.row
    tally.households += whole["户"]
    tally.people += whole["人"]


def _totals(line: Line, layout: Layout) -> list[_Total]:
    found = []
    by_letter = {letter: column for column, letter in layout.columns.items()}
    for at, value in enumerate(line.cells, 1):
        letter, written = column_letter(at), text(value)
        for what, pattern in (("户", _HOUSEHOLDS), ("人", _PEOPLE)):
            if match := pattern.search(written):
                found.append(_Total(what, float(match[1]), line.row, letter, value))
        counted = _COUNTED.get(by_letter.get(letter, ""))
        if counted and _BARE.fullmatch(written):
            found.append(_Total(counted, float(written), line.row, letter, value))
    return found


def _say(total: _Total, sheet: str, counted: int, report: Report) -> None:
    why = f"合计写着 {total.figure:g} {total.what}，表里数出来是 {counted} {total.what}。请核对。"
    report.add("total-mismatch", sheet, total.row, total.letter, total.written, why,
               f"{counted}{total.what}")
