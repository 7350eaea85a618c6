"""What a cell of a return opens into is what it says: of every return that opens, and its 合计."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from models.figures.measure import Days
from models.keeping.store import Store
from models.returns.catalogue import RETURNS
from models.returns.returning import Asked, Opens, Return
from models.values.figure import Figure, rate
from models.values.periods import Period
from models.values.sheet import Row, Sheet
from tests.laws.test_a_closed_period_stays import ANSWERS

OPENING = [(each, answers) for each in RETURNS if each.figures
           for answers in ANSWERS.get(each.code, ({},))]
TODAY = date(2026, 11, 29)
LOOKED_AT = 4
"""So many lines of a return from each end: of the members, households, months there are enough."""


def says(figure: Figure, cell: Any) -> bool:
    if isinstance(cell, str):
        share = figure.base is not None and rate(int(figure.value), int(figure.base))
        return cell in (figure.shown, share)
    return (cell or 0) == (figure.value or 0) if isinstance(
        cell, int | Decimal | None) else bool(cell == figure.value)


def faults(store: Store, ret: Return, asked: Asked) -> list[str]:
    """Every cell that says otherwise than what it opens into."""
    if not ret.fits(asked.period):
        return []
    sheet, figures = ret.draw(store, asked), ret.listing(store, asked)
    assert figures is not None
    rows = list(sheet.rows)
    lines = [([each], each.values) for each in (*rows[:LOOKED_AT], *rows[-LOOKED_AT:])]
    if sheet.total:
        lines.append((rows, sheet.total))
    return [told for some, values in lines for told in _of(store, figures, sheet, asked.days, some,
                                                           values)]


def _of(
    store: Store, figures: Opens, sheet: Sheet, days: Days, rows: list[Row],
    values: tuple[Any, ...],
) -> list[str]:
    found = []
    for column, cell in zip(sheet.columns, values, strict=True):
        if cell == "" or (len(rows) > 1 and cell is None):
            continue
        figure = figures.open(store, column, rows, days)
        if figure and not says(figure, cell):
            found.append(f"{column.label} of {values[:2]}: {cell}, opened {figure.value}")
    return found


@pytest.mark.parametrize("period", ["2026-Q1", "2026-Q3", "2025"])
@pytest.mark.parametrize(("ret", "answers"), OPENING, ids=lambda each: getattr(each, "code", ""))
def test_a_cell_opens_into_what_it_says(
    year: Store, ret: Return, answers: dict[str, Any], period: str
) -> None:
    assert faults(year, ret, Asked.of(Period.parse(period), TODAY, **answers)) == []


def test_the_law_catches_a_cell_of_another_day(
    year: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    dues = next(each for each in RETURNS if each.code == "dues")
    asked = Asked.of(Period.parse("2026-Q3"), TODAY)
    assert faults(year, dues, asked) == []
    figures = dues.listing(year, asked)
    assert figures is not None
    opens = figures.open
    monkeypatch.setattr(type(figures), "open", lambda own, store, column, rows, days: opens(
        store, column, rows, Days(days.first, days.first)))
    assert faults(year, dues, asked)
