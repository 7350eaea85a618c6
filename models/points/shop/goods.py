"""兑换物品: what may be had for points, and how much of it is on the shelf."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.points.engine.counted import ZERO
from models.values.kinds import AMOUNT, DAY, FLAG, LINK, MONEY, Choices, from_stored, show_decimal
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store

WAYS = Choices(
    bought="购入", given="捐赠", taken="兑出", returned="退回", lost="损耗", counted="盘点"
)


def _positive(points: Decimal) -> str | None:
    return None if points > 0 else "要兑换的分值应大于 0。"


class Goods(Record, table="goods", label="兑换物品"):
    """One kind of thing; its price in points may be a half, ``value`` is what the village paid."""

    name: str = required("物品", width=14, aliases=("品名", "名称", "物品名称"))
    unit: str = field("单位", required=True, default="件", width=6)
    points: Decimal = required("兑换分值", AMOUNT, width=8, check=_positive,
                               aliases=("分值", "所需积分"))
    value: Decimal | None = field("进价（元）", MONEY, width=9, aliases=("单价", "价格"))
    halves: bool = field("可兑半份", FLAG, required=True, default=False, width=8)
    until: date | None = field("兑到", DAY, width=11)
    note: str | None = field("备注", width=12)


class StockMove(Record, table="stock_move", label="物品进出"):
    """What came onto the shelf or left it; ``quantity`` is signed."""

    goods: int = required("物品", LINK)
    on_day: date = required("日期", DAY, width=11)
    way: str = required("方式", options=WAYS, width=6)
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
    store: Store, goods: Goods, quantity: Decimal, on: date, way: str = "bought", note: str = ""
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
    with store.act(f"{WAYS.label(way)}：{goods.name} {show_decimal(quantity)} {goods.unit}"):
        return store.save(StockMove(goods=goods.rowid, on_day=on, way=way, quantity=quantity,
                                    note=note or None))
