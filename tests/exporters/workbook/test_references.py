"""References grow with rows that are put in, and nothing else in a formula moves."""

import pytest

from exporters.workbook.growing import Growth, copied_formula, grown_areas, grown_formula
from models.values.problem import Problem

GROWTH = Growth(5, 24, 3)


def here(sheet):
    return sheet in (None, "联户")


@pytest.mark.parametrize(("formula", "grown"), [
    ("SUM(F5:F24)", "SUM(F5:F27)"),
    ("SUM($F$5:$F$24)/F25", "SUM($F$5:$F$27)/F28"),
    ("联户!F25+别的!F25", "联户!F28+别的!F25"),
    ("'联户'!A1:P27", "'联户'!A1:P30"),
    ('COUNTA(B5:B24)&"B24:B25"', 'COUNTA(B5:B27)&"B24:B25"'),
    ("F24", "F24"), ("LOG10(F25)", "LOG10(F28)"), ("SUM(A:A)", "SUM(A:A)"),
    ("[1]联户!F25", "[1]联户!F25"), ("表1[[#This Row],[F25]]", "表1[[#This Row],[F25]]"),
    ("SUM(F25:INDEX(F:F,4))", "SUM(F28:INDEX(F:F,4))"), ("F25  +F4", "F28 +F4"),
    ("$1:$4", "$1:$4"), ("SUM(E26:K26)", "SUM(E29:K29)"), ("Rate24*F26", "Rate24*F29"),
    ("INDEX(F:F,MATCH(B2,B:B,0))", "INDEX(F:F,MATCH(B2,B:B,0))"),
])
def test_formulas_outside_the_lines(formula, grown):
    assert grown_formula(formula, GROWTH, here, inside=False) == grown


@pytest.mark.parametrize(("formula", "grown"), [
    ("SUM($F$5:F24)", "SUM($F$5:F24)"), ("RANK(F24,$F$5:$F$24)", "RANK(F24,$F$5:$F$27)"),
    ("G24+F25", "G24+F28"),
])
def test_formulas_on_the_lines(formula, grown):
    assert grown_formula(formula, GROWTH, here, inside=True) == grown


def test_areas_grow_with_the_last_line():
    assert grown_areas("G5:L24 N5:O24 C24 A1:B3 A25:E25", GROWTH) == (
        "G5:L27 N5:O27 C24:C27 A1:B3 A28:E28")


def test_a_copied_formula_moves_what_is_not_fixed():
    assert copied_formula("SUM(E5:$G5)+$A$1&\"E5\"", 2, 1) == "SUM(F7:$G7)+$A$1&\"E5\""


def test_a_formula_that_can_not_be_read_is_refused():
    with pytest.raises(Problem, match="读不懂"):
        grown_formula('SUM("F5', GROWTH, here, inside=False)


@pytest.mark.parametrize("formula", [
    "SUM(F5:INDEX(F:F,24))", "SUM(F25:INDEX(F:F,30))", "SUM(OFFSET(F5,0,0,20,1))",
    'SUM(INDIRECT("F5:F24"))',
])
def test_a_formula_that_names_the_last_line_by_number_is_refused(formula):
    for inside in (False, True):
        with pytest.raises(Problem, match="把行号写死了"):
            grown_formula(formula, GROWTH, here, inside=inside)
