"""Redemption can't bankrupt the village, and never lowers a score."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from models.points.book.kept_ledger import Book
from models.points.book.ranking import ranking
from models.points.book.year_close import close_year
from models.points.shop.goods import (
    FundLine,
    Goods,
    bearing,
    enter_fund,
    fund_balance,
    reverse_fund,
    shelves,
    stock_in,
    stock_of,
)
from models.points.shop.redemption import (
    OtherUse,
    Redemption,
    RedemptionDay,
    buyers,
    cancel,
    open_day,
    redeem,
    sign,
    use_otherwise,
    warnings_before,
)
from models.returns.catalogue import return_called
from models.returns.returning import Asked
from models.values.periods import Period
from models.values.problem import Invalid, Problem
from tests.models.points.points_village import ITEMS, award, with_accounts
from tests.models.points.small_village import scheme

buyers_sheet = return_called("points-buyers").draw
fund = return_called("points-fund").draw
redeemed = return_called("points-redeemed").draw

DAY = date(2026, 3, 1)


@pytest.fixture
def shop(store):
    with_accounts(store, scheme(ITEMS, redeem_value="1.00"))
    soap = store.save(Goods(name="食醋", unit="瓶", points=Decimal("0.5"), value=Decimal("1"),
                            halves=True))
    stock_in(store, soap, Decimal(20), DAY)
    award(store, 1, DAY, "free", points=Decimal(2))
    award(store, 2, DAY, "free", points=Decimal(1))
    return store


def stands(store, account, day=DAY):
    found = Book(store, "household").standing(account, day)
    return found.score, found.redeemable


def test_half_points_three_times(shop):
    redeem(shop, 1, 1, Decimal(3), DAY)
    assert stands(shop, 1) == (2, Decimal("0.5"))
    assert stock_of(shop, 1) == 17
    assert shelves(shop)[0].label == "食醋 0.5分 库存 17 瓶"


def test_redeeming_never_changes_the_ranking(shop):
    before = ranking(shop, "household", DAY)
    redeem(shop, 1, 1, Decimal(4), DAY)
    assert ranking(shop, "household", DAY) == before
    assert [each.place for each in before] == [1, 2, 3]


def test_more_than_there_is_is_refused_with_the_rule(shop):
    with pytest.raises(Problem, match="账户一组 001现可兑换2分，不够"):
        redeem(shop, 1, 1, Decimal(5), DAY)
    with pytest.raises(Invalid, match="食醋按半份的整倍数兑换"):
        redeem(shop, 1, 1, Decimal("0.3"), DAY)
    with pytest.raises(Invalid, match="食醋只剩 20 瓶"):
        redeem(shop, 1, 1, Decimal(21), DAY)
    assert shop.count("redemption") == 0 and stock_of(shop, 1) == 20


def test_a_voucher_serves_once(shop):
    redeem(shop, 1, 1, Decimal(1), DAY, vouchers=["0001", "0002"])
    with pytest.raises(Problem, match="兑换券0001已经用过"):
        redeem(shop, 2, 1, Decimal(1), DAY, vouchers=["0001"])


def test_a_cancelled_redemption_is_reversed(shop):
    done = redeem(shop, 1, 1, Decimal(4), DAY)
    with pytest.raises(Invalid, match="撤销原因还没有填"):
        cancel(shop, done.id, DAY, "")
    cancel(shop, done.id, date(2026, 3, 2), "拿错")
    assert stands(shop, 1, date(2026, 3, 2)) == (2, 2)
    assert stock_of(shop, 1) == 20
    with pytest.raises(Problem, match="兑换单 2026-0001 已在 2026-03-02 撤销"):
        cancel(shop, done.id, date(2026, 3, 3), "再撤")


def test_nothing_comes_back_after_the_clearing(store):
    with_accounts(store, scheme(ITEMS, clear_on="12-31"))
    goods = store.save(Goods(name="毛巾", unit="条", points=Decimal(5)))
    stock_in(store, goods, Decimal(5), DAY)
    award(store, 1, DAY, "free", points=Decimal(10))
    done = redeem(store, 1, 1, Decimal(1), date(2026, 12, 1))
    close_year(store, "household", 2026, date(2027, 1, 3), ("柳一", "耿二"))
    with pytest.raises(Problem, match="之后已经到期清零"):
        cancel(store, done.id, date(2027, 1, 4), "退货")


def test_the_fund_is_looked_at_before_a_day_is_opened(shop):
    assert warnings_before(shop, DAY)[0].startswith(
        "待兑换 3 分约合 3.00 元，兑换资金只有 0.00 元，差 3.00 元")
    enter_fund(shop, FundLine(on_day=DAY, way="collective", amount=Decimal(100), summary="年初"))
    day, said = open_day(shop, RedemptionDay(on_day=DAY), DAY)
    assert said == [] and day.id
    assert bearing(shop, DAY).warning(Decimal(98)) is not None
    with pytest.raises(Invalid, match="2026-03-01 已经是兑换日"):
        open_day(shop, RedemptionDay(on_day=DAY), DAY)
    assert [each.redeemable for each in buyers(shop, DAY)] == [2, 0, 1]


def test_the_fund_never_goes_below_nothing_and_is_reversed(store):
    with pytest.raises(Invalid, match="不够付 5"):
        enter_fund(store, FundLine(on_day=DAY, way="bought", amount=Decimal(5), summary="购醋"))
    line = enter_fund(store, FundLine(on_day=DAY, way="donated", amount=Decimal(9), summary="捐"))
    reverse_fund(store, line.id, DAY, "记错")
    assert fund_balance(store) == 0
    with pytest.raises(Problem, match="已经冲销过"):
        reverse_fund(store, line.id, DAY, "再冲")


def test_other_uses_spend_nothing(shop):
    use_otherwise(shop, OtherUse(account=1, on_day=DAY, use="credit", score=Decimal(2),
                                 what="信用村授信参考"))
    assert stands(shop, 1) == (2, 2)


def test_the_lists_to_be_signed(shop):
    enter_fund(shop, FundLine(on_day=DAY, way="collective", amount=Decimal(100), summary="年初"))
    sign(shop, redeem(shop, 1, 1, Decimal(2), DAY, taker="柳树甲").id)
    cancel(shop, redeem(shop, 2, 1, Decimal(1), DAY).id, DAY, "拿错")
    march = Asked.of(Period.parse("2026-03"), DAY)
    sheet = redeemed(shop, march)
    assert [row.values[2] for row in sheet.rows] == ["2026-0001", "2026-0002"]
    assert sheet.total[8] == 1 and sheet.rows[0].values[10] == "已签"
    assert "撤销：拿错" in sheet.rows[1].values[-1]
    assert [row.values[4] for row in buyers_sheet(shop, march).rows] == [1, 1]
    assert "待兑换 2 分，约合 2.00 元" in fund(shop, march).notes[1]
    assert shop.find(Redemption)[0].receipt == "2026-0001"
