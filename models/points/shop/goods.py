"""What may be had for points, how much of it is there, and the money behind it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import ROUND_HALF_UP, Decimal, localcontext
from typing import TYPE_CHECKING

from models.keeping.lasting import Through
from models.keeping.record import Record, field, required
from models.points.book.approval import roles
from models.points.book.as_of import accounts_on
from models.points.book.scheme_versions import versions
from models.points.engine.account import redeemable_on
from models.points.engine.counted import ZERO
from models.points.engine.reader import EXACT, show
from models.points.engine.scheme import AccountKind
from models.values.codes import Labelled
from models.values.kinds import AMOUNT, DAY, FLAG, LINK, MONEY, Choices, from_stored, show_decimal
from models.values.problem import Invalid, Problem

if TYPE_CHECKING:
    from models.keeping.store import Store


class StockWay(Labelled):
    """How goods came onto the shelf or left it."""

    BOUGHT = "bought", "购入"
    GIVEN = "given", "捐赠"
    TAKEN = "taken", "兑出"
    RETURNED = "returned", "退回"
    LOST = "lost", "损耗"
    COUNTED = "counted", "盘点"


def _positive(points: Decimal) -> str | None:
    return None if points > 0 else "要兑换的分值应大于 0。"


class Goods(Record, table="goods", label="兑换物品", lasts=Through(None, "until")):
    """One kind of thing; its price in points may be a half, ``value`` is what the village paid."""

    name: str = required("物品", width=14, aliases=("品名", "名称", "物品名称"))
    unit: str = field("单位", required=True, default="件", width=6)
    points: Decimal = required("兑换分值", AMOUNT, width=8, check=_positive, dated=True,
                               aliases=("分值", "所需积分"))
    value: Decimal | None = field("进价（元）", MONEY, width=9, dated=True,
                                   aliases=("单价", "价格"))
    halves: bool = field("可兑半份", FLAG, required=True, default=False, width=8)
    until: date | None = field("兑到", DAY, width=11)
    note: str | None = field("备注", width=12)


class StockMove(Record, table="stock_move", label="物品进出"):
    """What came onto the shelf or left it; ``quantity`` is signed."""

    goods: int = required("物品", LINK)
    on_day: date = required("日期", DAY, width=11)
    way: str = required("方式", width=6, options=Choices(**StockWay.labels()))
    quantity: Decimal = required("数量", AMOUNT, width=7)
    redemption: int | None = field("兑换", LINK)
    note: str | None = field("备注", width=14)


@dataclass(frozen=True)
class Shelf:
    """A kind of goods with what is left of it."""

    goods: Goods
    stock: Decimal

    @property
    def label(self) -> str:
        """洗衣液 20分 库存 15 瓶."""
        goods = self.goods
        left = f"库存 {show_decimal(self.stock)} {goods.unit}"
        return f"{goods.name} {show_decimal(goods.points)}分 {left}"


def shelves(store: Store) -> list[Shelf]:
    """Everything that may be had, cheapest first."""
    stock = {row: from_stored(left) for row, left in store.query(
        "SELECT goods, sum(quantity) FROM stock_move GROUP BY goods")}
    return [
        Shelf(each, stock.get(each.rowid, ZERO))
        for each in store.find(Goods, order="points, id")
    ]


def stock_of(store: Store, goods: int) -> Decimal:
    """How much of it is on the shelf."""
    rows = store.query("SELECT sum(quantity) FROM stock_move WHERE goods = ?", (goods,))
    return from_stored(rows[0][0])


def stock_in(
    store: Store, goods: Goods, quantity: Decimal, on: date, way: str = StockWay.BOUGHT,
    note: str = "",
) -> StockMove:
    """Put goods on the shelf, or with a negative quantity write them off.

    :raises Invalid: more would leave than there is.
    """
    left = stock_of(store, goods.rowid) + quantity
    if left < 0:
        raise Invalid({"quantity": (
            f"{goods.name}只有 {show_decimal(left - quantity)} {goods.unit}，"
            f"减不了 {show_decimal(-quantity)}。"
        )})
    with store.act(f"{StockWay(way).label}：{goods.name} {show_decimal(quantity)} {goods.unit}"):
        return store.save(StockMove(goods=goods.rowid, on_day=on, way=way, quantity=quantity,
                                    note=note or None))


# ── 兑换资金 ─────────────────────────────────────────────────────────────────


class FundWay(Labelled):
    """What money came from or went to."""

    COLLECTIVE = "collective", "村集体收入"
    DONATED = "donated", "捐赠"
    SUBSIDY = "subsidy", "上级补助"
    OTHER_IN = "other_in", "其他收入"
    BOUGHT = "bought", "购买物品"
    DIVIDEND = "dividend", "分红"
    OTHER_OUT = "other_out", "其他支出"
    REVERSAL = "reversal", "冲销"


OUT = frozenset({FundWay.BOUGHT, FundWay.DIVIDEND, FundWay.OTHER_OUT})
CENT = Decimal("0.01")


class FundLine(Record, table="fund_line", label="兑换资金"):
    """One line of the fund; ``amount`` is signed, money out is negative."""

    on_day: date = required("日期", DAY, width=11)
    way: str = required("项目", width=10, options=Choices(**FundWay.labels()))
    amount: Decimal = required("金额（元）", MONEY, width=11)
    party: str | None = field("来源或收款方", width=14)
    summary: str = required("摘要", width=20)
    voucher: str | None = field("凭证号", width=10)
    reverses: int | None = field("冲销哪一笔", LINK)


@dataclass(frozen=True)
class Bearing:
    """Whether the fund bears what was promised; ``value`` is yuan a point, None when unknown."""

    fund: Decimal
    points: Decimal
    value: Decimal | None
    share: Decimal

    @property
    def owed(self) -> Decimal | None:
        """What the points not yet redeemed are worth, in yuan to the cent."""
        if self.value is None:
            return None
        return (self.points * self.value).quantize(CENT, ROUND_HALF_UP)

    def warning(self, more: Decimal = ZERO) -> str | None:
        """The sentence when the fund falls short, with ``more`` points awarded besides."""
        if self.value is None:
            return None
        owed = ((self.points + more) * self.value).quantize(CENT, ROUND_HALF_UP)
        if owed <= self.fund * self.share:
            return None
        return (
            f"待兑换 {show(self.points + more)} 分约合 {owed:,.2f} 元，兑换资金只有 "
            f"{self.fund:,.2f} 元，差 {owed - self.fund * self.share:,.2f} 元。"
            "请先筹资，或调整分值、兑换时间。"
        )


def fund_lines(store: Store, until: date | None = None) -> list[FundLine]:
    """The lines of the fund, oldest first."""
    return store.find(FundLine, "on_day <= ?", ((until or date.max).isoformat(),), "on_day, id")


def fund_balance(store: Store, day: date | None = None) -> Decimal:
    """What is in the fund at the end of a day, in yuan."""
    rows = store.query("SELECT coalesce(sum(amount), 0) FROM fund_line WHERE on_day <= ?",
                       ((day or date.max).isoformat(),))
    return Decimal(rows[0][0]).scaleb(-2)


def enter_fund(store: Store, line: FundLine) -> FundLine:
    """Enter a line; money out is typed as a positive amount and kept as a negative one.

    :raises Invalid: the amount isn't above 0, or more would go out than there is.
    """
    if line.amount <= 0:
        raise Invalid({"amount": "金额要大于 0，收入还是支出由项目决定。"})
    signed = -line.amount if line.way in OUT else line.amount
    if fund_balance(store) + signed < 0:
        raise Invalid({"amount": (
            f"兑换资金只有 {fund_balance(store):,.2f} 元，不够付 {line.amount:,.2f} 元。"
        )})
    with store.act(f"兑换资金：{line.summary}"):
        return store.save(line.but(amount=signed))


def reverse_fund(store: Store, line: int, on: date, why: str) -> FundLine:
    """Take a line of the fund back by one of the opposite sign."""
    old = store.get(FundLine, line)
    if store.count("fund_line", "reverses = ?", (line,)) or old.reverses is not None:
        raise Problem("这一笔已经冲销过，不能再冲。")
    with store.act(f"冲销资金：{old.summary}"):
        return store.save(FundLine(
            on_day=on, way=FundWay.REVERSAL, amount=-old.amount, party=old.party,
            summary=f"冲销：{old.summary}（{why}）", reverses=line))


def bearing(store: Store, day: date) -> Bearing:
    """The fund beside the points that may be redeemed on a day."""
    known = versions(store, AccountKind.HOUSEHOLD)
    stood = accounts_on(store, AccountKind.HOUSEHOLD, day).values()
    with localcontext(EXACT):
        points = sum((redeemable_on(each.account, day) for each in stood), ZERO)
    value = next(iter(known.values())).near(day).redeem_value if known else None
    return Bearing(fund_balance(store, day), points, value or _cost_of_a_point(store, day),
                   Decimal(str(roles(store, day)["warn_share"])))


def _cost_of_a_point(store: Store, day: date) -> Decimal | None:
    """What a point costs the village when goods carry point prices only: the dearest ratio of a
    day, at its prices; what was first put on the shelf later was not to be had.
    """
    later = {row for (row,) in store.query(
        "SELECT goods FROM stock_move GROUP BY goods HAVING min(on_day) > ?", (day.isoformat(),))}
    ratios = [each.value / each.points for each in store.on(Goods, day)
              if each.value is not None and each.rowid not in later]
    return max(ratios, default=None)
