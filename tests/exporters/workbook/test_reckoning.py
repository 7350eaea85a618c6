"""Formulas of a form come to what a workbook makes of them, or to nothing."""

from __future__ import annotations

from decimal import Decimal

import pytest

from exporters.workbook.reckoning import NotReckonedError, Reckoning

CELLS = {(1, 1): 4, (2, 1): "6", (3, 1): None, (1, 2): Decimal("2.5"), (2, 2): "=A1*2",
         (3, 2): "甲", (1, 3): "=C1"}


def at(row: int, column: int) -> object:
    return CELLS.get((row, column))


@pytest.mark.parametrize(("formula", "value"), [
    ("=SUM(A1:A3)", 10), ("=SUM($A$1:A2,B1)-1", Decimal("11.5")), ("=A1+B2*2", 20),
    ("=(A1+A2)/4", Decimal("2.5")), ("=-A1+50%", Decimal("-3.5")), ("=ROUND(2.5,0)", 3),
    ("=ROUND(10/3,1)", Decimal("3.3")), ('=IF(A3=0,"",A1/A3)', ""), ('=IFERROR(A1/A3,"—")', "—"),
    ("=AVERAGE(A1:A3)", 5), ("=COUNT(A1:B3)", 4), ("=COUNTA(A1:B3)", 5), ("=MAX(A1:A2)", 6),
    ('=IF(AND(A1>3,A2<>6),1,2)', 2), ('=B3&"组"', "甲组"), ('=IF(B3="甲",1,0)', 1),
    ("=IF(A3=\"\",1,0)", 1), ("=A1<=4", True)])
def test_what_a_formula_comes_to(formula: str, value: object) -> None:
    assert Reckoning(at).of(formula) == value


@pytest.mark.parametrize("formula", [
    "=VLOOKUP(A1,B:C,2)", "=A1/A3", "=A1+B3", "=C1", "=其他!A1", "=SUM(A1", "=A1 A2", "=", "={1}"])
def test_what_is_not_known_is_not_guessed(formula: str) -> None:
    with pytest.raises(NotReckonedError):
        Reckoning(at).of(formula)
