"""Returns drawn from the redemption of points: the day's list to be signed, and the fund."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from models.figures.measure import Days
from models.figures.points import (
    FUND_IN,
    FUND_OUT,
    GOODS_TAKEN,
    OF_HOUSEHOLDS,
    POINTS_TAKEN,
)
from models.points.book.accounts import account_lines
from models.points.engine.scheme import AccountKind
from models.points.shop.goods import FundLine, Goods, bearing, fund_balance
from models.points.shop.redemption import Redemption, buyers
from models.returns.listing import (
    GROUP_NAME,
    HEAD_NAME,
    HOUSEHOLD_NUMBER,
    Listing,
    Written,
    listed,
)
from models.returns.points import ON_DAY, ONE_DAY, SIGNS
from models.returns.returning import Asked
from models.values.days import show_day
from models.values.kinds import MONEY, NOTE, POINTS, TEXT, Field
from models.values.sheet import Column, Row

if TYPE_CHECKING:
    from models.keeping.store import Store


def _redeemed(store: Store, days: Days) -> list[tuple[Any, ...]]:
    """What was taken in the period and stood at its end, and what was given back.

    Cancelled within its own period a redemption counts 0; later it stays there and is taken off in
    the period it was cancelled in.
    """
    names = {each.id: each for each in account_lines(
        store, AccountKind.HOUSEHOLD, days.last, closed=True)}
    goods = {each.id: each.name for each in store.find(Goods)}
    return [
        (each.on_day.isoformat(), each.receipt, names[each.account].group,
         names[each.account].number, names[each.account].name, goods[each.goods], each.taker,
         "已签" if each.signed else None,
         f"{each.cancelled} 撤销：{each.cancelled_why}"
         if each.cancelled and each.cancelled <= days.last else None, each.rowid, each.account)
        for each in store.find(
            Redemption, """on_day BETWEEN :first AND :last
                OR on_day < :first AND cancelled BETWEEN :first AND :last""",
            days.asked, "on_day, id")]


REDEEMED = Listing({"redemption": "x.id", "account": "x.account"}, _redeemed, (
    (ON_DAY, ""), (Column(Redemption.field("receipt")), ""), (GROUP_NAME, ""),
    (HOUSEHOLD_NUMBER, ""), (HEAD_NAME, ""), (Column(Field("物品", width=12)), ""),
    (Column(Field("数量", POINTS, width=6), total=True), GOODS_TAKEN),
    (Column(Field("分值", POINTS, width=7), total=True), POINTS_TAKEN),
    (Column(Redemption.field("taker")), ""), (Column(Field("签字", TEXT, width=10)), ""),
    (Column(Field("备注", NOTE, width=16)), ""),
))


def _buyer_lines(store: Store, days: Days) -> list[tuple[Any, ...]]:
    if not store.count("scheme", "active = 1 AND account = 'household'"):
        return []
    return [(each.account.group, each.account.number, each.account.name, None, None, None,
             each.why_not or None, each.account.id)
            for each in buyers(store, days.last) if each.redeemable or each.why_not]


BUYERS = Listing({"account": "a.id"}, _buyer_lines, (
    (GROUP_NAME, ""), (HOUSEHOLD_NUMBER, ""), (HEAD_NAME, ""),
    (Column(Field("可兑换", POINTS, width=8), total=True), OF_HOUSEHOLDS.free),
    (Column(Field("物品", TEXT, width=18)), ""), (Column(Field("用去分值", TEXT, width=8)), ""),
    (Column(Field("领取人签字", TEXT, width=12)), ""), (Column(Field("备注", NOTE, width=12)), ""),
))


FUND = Listing(
    {"fund_line": "x.id"},
    """FROM (SELECT *, sum(amount) OVER (ORDER BY on_day, id) AS stood FROM fund_line) x
       WHERE x.on_day BETWEEN :first AND :last ORDER BY x.on_day, x.id""",
    (
        (ON_DAY, "x.on_day"), (Column(FundLine.field("way")), "x.way"),
        (Column(FundLine.field("summary")), "x.summary"),
        (Column(FundLine.field("party")), "x.party"),
        (Column(Field("收入（元）", MONEY, width=11), total=True),
         Written("CASE WHEN x.amount > 0 THEN x.amount END", FUND_IN)),
        (Column(Field("支出（元）", MONEY, width=11), total=True),
         Written("CASE WHEN x.amount <= 0 THEN -x.amount END", FUND_OUT)),
        (Column(Field("结余（元）", MONEY, width=11)), "x.stood"),
        (Column(FundLine.field("voucher")), "x.voucher"),
    ),
)


def _fund_says(store: Store, asked: Asked, _: Sequence[Row]) -> dict[str, Any]:
    """The running balance, beside what was promised."""
    before, left = (fund_balance(store, day) for day in (
        asked.period.start - ONE_DAY, asked.day))
    bears = bearing(store, asked.day)
    owed = "没有定一分值多少元，物品也没有进价，算不出合多少元" if bears.owed is None else (
        f"约合 {bears.owed:,.2f} 元")
    notes = [f"期初结余 {before:,.2f} 元，期末结余 {left:,.2f} 元。",
             f"到 {asked.day} 待兑换 {bears.points:f} 分，{owed}。"]
    return {"measure": "元", "signatures": SIGNS,
            "notes": (*notes, *filter(None, [bears.warning()]))}


SHOP_RETURNS = (
    listed("points-redeemed", "积分兑换登记表", "month", REDEEMED, {
        "measure": "分", "signatures": ("经办人", "监督人", "日期"), "notes": (
            "兑换只减结存，不减得分。本期兑换本期撤销的记 0；撤销以前各期兑换的记负数。",)}),
    listed("points-buyers", "积分兑换日名单", "asked", BUYERS, lambda _, asked, __: {
        "when": f"{show_day(asked.day)}可兑换分", "measure": "分", "seal": False,
        "signatures": ("经办人", "监督人", "日期")}),
    listed("points-fund", "积分兑换资金表", "quarter", FUND, _fund_says, internal=False),
)
