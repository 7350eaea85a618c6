from decimal import Decimal

import pytest

from models.stars.standard import read_goals


@pytest.mark.parametrize(
    ("target", "shown"),
    [
        ("党员大会 4 次/年；支委会 12 次/年", ["党员大会 ≥4 次/年", "支委会 ≥12 次/年"]),
        ("后备干部 2—5 人", ["后备干部 2—5 人"]),
        ("100%", ["≥100 %"]),
        ("不超过3件", ["≤3 件"]),
        ("零上访", ["上访 ≤0 件"]),
        ("零案件（无刑事案件和有重大影响的治安案件）", ["案件 ≤0 件"]),
        ("约300户", ["≥约300 户"]),
        ("5万元以上", ["≥50000 元"]),
        ("较多", []),
        ("", []),
        (None, []),
    ],
)
def test_the_numbers_of_a_target(target, shown):
    assert [each.shown for each in read_goals(target)] == shown


def test_enough_and_not_too_much():
    (reserves,) = read_goals("2—5 人")
    assert [reserves.met(Decimal(each)) for each in (1, 2, 5, 6)] == [False, True, True, False]
