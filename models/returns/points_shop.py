"""Returns drawn from the redemption of points: the day's list to be signed, and the fund."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Any

from models.figures.measure import Days
from models.figures.points import FUND_IN, FUND_OUT, OF_HOUSEHOLDS
from models.points.book.accounts import account_lines
from models.points.engine.scheme import AccountKind
from models.points.shop.goods import FundLine, Goods, bearing, fund_balance
from models.points.shop.redemption import Redemption, buyers
from models.returns.listing import (
    GROUP_NAME,
    HEAD_NAME,
    HOUSEHOLD_NUMBER,
    NUMBERED,
    Listing,
    Written,
)
from models.returns.points import ON_DAY, ONE_DAY, SIGNS
from models.returns.returning import Asked, Return, headed
from models.values.days import show_day
from models.values.kinds import MONEY, NOTE, POINTS, TEXT, Field
from models.values.sheet import Column, Row, Sheet, summed

if TYPE_CHECKING:
    from models.keeping.store import Store

REDEEMED = (
    NUMBERED, ON_DAY, Column(Redemption.field("receipt")), GROUP_NAME, HOUSEHOLD_NUMBER,
    HEAD_NAME, Column(Field("物品", width=12)), Column(Field("数量", POINTS, width=6), total=True),
    Column(Field("分值", POINTS, width=7), total=True), Column(Redemption.field("taker")),
    Column(Field("签字", TEXT, width=10)), Column(Field("备注", NOTE, width=16)),
)


def redeemed(store: Store, asked: Asked) -> Sheet:
    """积分兑换登记表: what was taken in the period and stood at its end, and what was given back.

    Cancelled within its own period a redemption counts 0; later it stays there and is taken off in
    the period it was cancelled in.
    """
    names = {each.id: each for each in account_lines(
        store, AccountKind.HOUSEHOLD, asked.day, closed=True)}
    goods = {each.id: each for each in store.find(Goods)}
    first, last = asked.period.start, asked.day
    rows = []
    for place, each in enumerate(store.find(
        Redemption, "on_day BETWEEN ?1 AND ?2 OR on_day < ?1 AND cancelled BETWEEN ?1 AND ?2",
        (first.isoformat(), last.isoformat()), "on_day, id",
    ), 1):
        account, out = names[each.account], each.cancelled is not None and each.cancelled <= last
        counted = Decimal(1 - out - (each.on_day < first))
        note = f"{each.cancelled} 撤销：{each.cancelled_why}" if out else None
        rows.append(Row(
            (place, each.on_day, each.receipt, account.group, account.number, account.name,
             goods[each.goods].name, counted * each.quantity, counted * each.points, each.taker,
             "已签" if each.signed else None, note),
            (("redemption", each.rowid), ("account", each.account)),
        ))
    return headed(
        store, asked, code="points-redeemed", title="积分兑换登记表", columns=REDEEMED, rows=rows,
        total=summed(REDEEMED, rows), measure="分", signatures=("经办人", "监督人", "日期"),
        notes=("兑换只减结存，不减得分。本期兑换本期撤销的记 0；撤销以前各期兑换的记负数。",),
    )


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


def buyers_sheet(store: Store, asked: Asked) -> Sheet:
    """兑换日名单: who may redeem how much on the day, with room to sign."""
    rows = BUYERS.rows(store, days=asked.days)
    return headed(
        store, asked, code="points-buyers", title="积分兑换日名单", columns=BUYERS.columns,
        rows=rows, total=BUYERS.total(store, rows, asked.days),
        when=f"{show_day(asked.day)}可兑换分", measure="分",
        signatures=("经办人", "监督人", "日期"), seal=False,
    )


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


def fund(store: Store, asked: Asked) -> Sheet:
    """积分兑换资金表: money in and out with the running balance, beside what was promised."""
    before, left = (fund_balance(store, day) for day in (
        asked.period.start - ONE_DAY, asked.day))
    rows = FUND.rows(store, days=asked.days)
    bears = bearing(store, asked.day)
    owed = "没有定一分值多少元，物品也没有进价，算不出合多少元" if bears.owed is None else (
        f"约合 {bears.owed:,.2f} 元")
    notes = [f"期初结余 {before:,.2f} 元，期末结余 {left:,.2f} 元。",
             f"到 {asked.day} 待兑换 {bears.points:f} 分，{owed}。"]
    short = bears.warning()
    return headed(
        store, asked, code="points-fund", title="积分兑换资金表", columns=FUND.columns, rows=rows,
        total=FUND.total(store, rows, asked.days), measure="元", signatures=SIGNS,
        notes=(*notes, *([short] if short else [])),
    )


SHOP_RETURNS = (
    Return("points-redeemed", "积分兑换登记表", "month", REDEEMED, redeemed),
    Return("points-buyers", "积分兑换日名单", "asked", BUYERS.columns, buyers_sheet,
           figures=BUYERS),
    Return("points-fund", "积分兑换资金表", "quarter", FUND.columns, fund,
           internal=False, figures=FUND),
)

