"""Beside a figure that is opened stands what the sheet of the period before says of the same."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

import pytest

from models.keeping.store import Store
from models.returns.catalogue import RETURNS
from models.returns.drilling import behind
from models.returns.returning import Asked, Return
from models.values.periods import Period
from models.values.sheet import Sheet

OPENING = [each for each in RETURNS if each.figures and not each.asks]
TODAY, NOW = date(2026, 11, 29), Period.parse("2026-Q3")
BEFORE = NOW.previous()
LOOKED_AT = 3


def told(store: Store, ret: Return, ago: Period) -> Iterator[tuple[str, str, str]]:
    """Of the first lines, cell by cell: which, what is said of a period ago, what was printed."""
    asked = Asked.of(NOW, TODAY)
    sheet, before = ret.draw(store, asked), ret.draw(store, Asked.of(ago, TODAY))
    for place, row in enumerate(list(sheet.rows)[:LOOKED_AT]):
        for at, column in enumerate(sheet.columns):
            said = behind(store, sheet, asked, place, at).earlier
            if said:
                yield (f"{row.values[:3]} {column.heading}", said.partition("，")[0],
                       f"上期 {printed(before, row.key, at)}")


def printed(sheet: Sheet, key: object, at: int) -> str:
    """What stands in a cell; of a line that is not there, and of a blank one, 没有."""
    values = next((each.values for each in sheet.rows if each.key == key), None)
    if values is None or values[at] is None:
        return "没有"
    return sheet.columns[at].show(values[at])


def faults(store: Store, ret: Return, ago: Period = BEFORE) -> list[tuple[str, str, str]]:
    nothing = {"上期 没有", "上期 0", "上期 —", "上期 0.00"}
    return [each for each in told(store, ret, ago)
            if each[1] != each[2] and not nothing.issuperset(each[1:])]


@pytest.mark.parametrize("ret", OPENING, ids=lambda ret: ret.code)
def test_a_period_ago_is_what_was_printed_then(year: Store, ret: Return) -> None:
    assert faults(year, ret) == []


def test_every_sum_opens_with_its_past(year: Store) -> None:
    for ret in OPENING:
        sheet, asked = ret.draw(year, Asked.of(NOW, TODAY)), Asked.of(NOW, TODAY)
        figures = ret.listing(year, asked)
        assert figures is not None
        for at, column in enumerate(sheet.columns):
            if sheet.total and figures.open(year, column, list(sheet.rows), asked.days):
                assert behind(year, sheet, asked, None, at).earlier, (ret.code, column.heading)


def test_the_law_catches_what_was_printed_for_another_period(year: Store) -> None:
    scores = next(each for each in RETURNS if each.code == "evaluation-quarter")
    assert faults(year, scores, NOW)
