from datetime import date
from decimal import Decimal

import pytest

from models.economy.year_account import (
    INCOME_BASE,
    PROFIT_BASE,
    IncomeLine,
    band,
    bands,
    carry_forward,
    printed_balances,
)
from models.figures.economy import BY_LINE, behind_line, year_account
from models.values.problem import Invalid

WAN = 10_000
EXAMPLE = {
    "trading": 68, "contracting": 35, "investing": 5, "subsidy": 30, "other-income": 42,
    "trading-cost": 45, "managing-cost": 35, "other-cost": 45, "opening": 15,
    "reserve": 7, "welfare": 7, "households": 20,
}


def book(store, sums, year=2025, scale=WAN):
    with store.act("记账"):
        for account, amount in sums.items():
            store.save(IncomeLine(on_day=date(year, 6, 30), account=account, summary=account,
                                  amount=Decimal(amount) * scale))


def test_the_worked_example(store):
    book(store, EXAMPLE)
    year = year_account(store, 2025)
    assert year["income"] == 180 * WAN
    assert [year[each] / WAN for each in (
        "operating-profit", "profit", "distributable", "closing")] == [28, 55, 70, 36]
    assert year["distributed"] == 34 * WAN


def test_the_balances_are_printed_with_their_figures(store):
    book(store, EXAMPLE, scale=1)
    assert printed_balances(year_account(store, 2025)) == [
        "7=1+2+3-4-5：28＝68+35+5-45-35",
        "11=7+8+9-10：55＝28+30+42-45",
        "14=11+12+13：70＝55+15+0",
        "15=16+17+18+19+20：34＝7+7+0+20+0",
        "21=14-15：36＝70-34",
    ]


def test_every_figure_opens_to_its_lines(store):
    book(store, EXAMPLE)
    assert {store.get(IncomeLine, row).account
            for _, row in behind_line(store, "operating-profit", 2025)} == {
        "trading", "contracting", "investing", "trading-cost", "managing-cost"}
    assert len(behind_line(store, "closing", 2025)) == len(EXAMPLE)


def test_every_line_is_what_plain_sql_sums(store):
    book(store, EXAMPLE)
    sums = {code: amount for code, amount in store.query(
        "SELECT account, sum(amount) / 100 FROM income_line GROUP BY account")}
    year = year_account(store, 2025)
    assert {code: year[code] for code in sums} == sums
    assert set(year) == set(BY_LINE) and year_account(store, 2024) == dict.fromkeys(BY_LINE, 0)


@pytest.mark.parametrize(("amount", "label"), [
    (0, "无收益"), (-3, "无收益"), (49_999, "5 万元以下"), (50_000, "5—10 万元"),
    (99_999, "5—10 万元"), (100_000, "10 万元以上"), (280_000, "10 万元以上"),
])
def test_bands(amount, label):
    assert band(Decimal(amount), INCOME_BASE).label == label


def test_income_and_operating_profit_have_bands_of_their_own(store):
    book(store, {"trading": 4, "subsidy": 8})
    of_income, of_profit = bands(year_account(store, 2025))
    assert (of_income.label, of_profit.label) == ("10 万元以上", "5 万元以下")
    assert (of_income.base, of_profit.base) == (INCOME_BASE, PROFIT_BASE)


def test_three_years_and_what_is_carried_forward(store):
    book(store, EXAMPLE)
    closing = year_account(store, 2025)["closing"]
    line = carry_forward(store, 2026, closing)
    assert (line.amount, line.summary) == (36 * WAN, "2025 年末结转")
    assert carry_forward(store, 2026, closing).id == line.id
    assert year_account(store, 2026)["distributable"] == 36 * WAN


def test_amounts_below_nothing_are_refused(store):
    with pytest.raises(Invalid, match="金额不能是负数"):
        book(store, {"trading": -1})
    with pytest.raises(Invalid, match="金额是 0"):
        book(store, {"trading": 0})
