"""What returns say of their day and in their cells: days written one way, nothing said twice."""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date

import pytest

from models.figures.points import heads_added
from models.keeping.store import Store
from models.points.book.scheme_versions import in_force
from models.returns.catalogue import RETURNS, return_called
from models.returns.returning import Asked, Return
from models.values.periods import Period
from models.values.sheet import Row, Sheet

TODAY = date(2026, 11, 29)
DRAWN = [each for each in RETURNS if not any(field.required for field in each.asks)
         and each.code not in ("visit-sheet", "points-passbook", "overhaul-plan")]
"""Those that are of no single record, nor of what the sample village has none of."""
PERIODS = ("2026-Q3", "2026")


def faults(sheet: Sheet) -> Iterator[str]:
    """A day above the table written as a number, and cells that say one thing twice."""
    if re.search(r"\d{4}-\d{2}-\d{2}", f"{sheet.title}{sheet.when}"):
        yield f"a day in figures: {sheet.when}"
    for row in sheet.rows:
        for cell in row.values:
            pieces = cell.split("；") if isinstance(cell, str) else []
            if len(set(pieces)) < len(pieces):
                yield f"said twice: {cell}"


@pytest.mark.parametrize("ret", DRAWN, ids=lambda each: each.code)
def test_days_are_written_one_way_and_nothing_is_said_twice(year: Store, ret: Return) -> None:
    for period in (each for each in PERIODS if ret.fits(Period.parse(each))):
        sheet = ret.draw(year, Asked.of(Period.parse(period), TODAY))
        assert list(faults(sheet)) == []


def test_a_cell_that_repeats_itself_is_seen() -> None:
    sheet = Sheet("x", "表", (), [Row(("0 件；0 件；件件有人管",))], unit="", made=TODAY,
                  when="截至 2026-09-30")
    assert list(faults(sheet)) == [
        "a day in figures: 截至 2026-09-30", "said twice: 0 件；0 件；件件有人管"]


def test_what_only_takes_points_is_no_column_of_what_was_added(year: Store) -> None:
    for kind in ("household", "member"):
        named = {each.field.label for each in heads_added(year, kind, TODAY).values()}
        for version in in_force(year, kind):
            for head in version.scheme.categories:
                gives = [item for item in version.scheme.items
                         if item.category == head.code and not item.deducts]
                assert (head.title in named) == bool(gives)


def test_who_missed_one_meeting_is_not_on_the_list_of_runs(year: Store) -> None:
    sheet = return_called("absences").draw(year, Asked.of(Period.parse("2026"), TODAY))
    assert all(row.values[2] >= 2 for row in sheet.rows)
