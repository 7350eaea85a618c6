"""兑换: goods against points, signed for, with a receipt; taken back by reversal."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.points.book.accounts import Account, AccountLine, account_lines
from models.points.book.approval import allow
from models.points.book.as_of import accounts_on
from models.points.book.kept_ledger import Book, book_of
from models.points.book.posting import post_one
from models.points.book.slips import Slip
from models.points.engine.operations import Op
from models.points.engine.reader import show
from models.points.engine.scheme import AccountKind
from models.points.shop.goods import Goods, StockMove, StockWay, bearing, stock_of
from models.values.kinds import AMOUNT, DAY, FLAG, LINK, Choices
from models.values.problem import Invalid, Problem

if TYPE_CHECKING:
    from models.keeping.store import Store

USES = Choices(
    honour="评优评先", dividend="集体分红", credit="信贷授信", policy="政策扶持", other="其他用途"
)


class RedemptionDay(Record, table="redemption_day", label="兑换日"):
    """A day on which the shop is open."""

    on_day: date = required("兑换日", DAY, width=11)
    place: str | None = field("地点", width=14)
    keeper: str | None = field("经办人", width=8)
    note: str | None = field("备注", width=14)
    closed: bool | None = field("已收场", FLAG, width=6)


class Redemption(Record, table="redemption", label="兑换"):
    """One thing taken; a cancelled one stays, with the reason."""

    receipt: str = required("兑换单号", width=12)
    slip: int = required("兑换单", LINK)
    account: int = required("账户", LINK)
    day: int | None = field("兑换日", LINK)
    on_day: date = required("日期", DAY, width=11)
    goods: int = required("物品", LINK)
    quantity: Decimal = required("数量", AMOUNT, width=6)
    points: Decimal = required("分值", AMOUNT, width=7)
    taker: str | None = field("领取人", width=8)
    signed: bool | None = field("已签字", FLAG, width=6)
    cancelled: date | None = field("撤销日期", DAY, width=11)
    cancelled_why: str | None = field("撤销原因", width=14)


class OtherUse(Record, table="other_use", label="积分其他用途"):
    """What an account's score was used for beside goods; no points are spent by it."""

    account: int = required("账户", LINK)
    on_day: date = required("日期", DAY, width=11)
    use: str = required("用途", options=USES, width=10)
    score: Decimal = required("当时得分", AMOUNT, width=8)
    what: str = required("内容", width=20)
    paper: str | None = field("依据", width=14)
    note: str | None = field("备注", width=14)


@dataclass(frozen=True)
class Buyer:
    """Who may redeem how much on a day, in walking order."""

    account: AccountLine
    redeemable: Decimal
    score: Decimal
    why_not: str = ""


def open_day(
    store: Store, day: RedemptionDay, today: date
) -> tuple[RedemptionDay, list[str]]:
    """Announce a redemption day; returns it with what should be looked at before."""
    allow(store, "redeem", today)
    if store.count("redemption_day", "on_day = ?", (day.on_day.isoformat(),)):
        raise Invalid({"on_day": f"{day.on_day} 已经是兑换日，不用再开。"})
    said = warnings_before(store, day.on_day)
    with store.act(f"开兑换日：{day.on_day}"):
        return store.save(day), said


def warnings_before(store: Store, day: date) -> list[str]:
    """What should be looked at before a redemption day is announced."""
    found = []
    short = bearing(store, day).warning()
    if short is not None:
        found.append(short)
    empty = [each.name for each in store.find(Goods) if stock_of(store, each.rowid) <= 0]
    if empty:
        found.append(f"{'、'.join(empty)}没有库存，请先补货或从清单上拿下。")
    return found


def buyers(store: Store, day: date) -> list[Buyer]:
    """Every account open on a day with what it may redeem at its end."""
    stood = accounts_on(store, AccountKind.HOUSEHOLD, day)
    found = []
    for each in account_lines(store, AccountKind.HOUSEHOLD, day):
        if each.id in stood:
            stands = stood[each.id].standing
            barred = stands.redeem_barred_until
            found.append(Buyer(each, stands.redeemable, stands.score,
                               f"停兑至 {barred}" if barred else ""))
    return found


def redeem(
    store: Store, account: int, goods: int, quantity: Decimal, on: date, *,
    taker: str = "", vouchers: Sequence[str] = (), day: int | None = None,
) -> Redemption:
    """Take goods from the shelf against points of an account.

    :raises Problem: the points don't suffice, redemption is barred, there is no stock, the paper
        vouchers were used, or the goods aren't given in such parts.
    """
    allow(store, "redeem", on)
    thing = store.get(Goods, goods)
    _refuse_quantity(store, thing, quantity, on)
    points = thing.points * quantity
    book = book_of(store, account)
    with store.act(f"兑换：{book.codes[account]} {thing.name} {show(quantity)} {thing.unit}"):
        slip = post_one(store, book, Slip(
            op=Op.REDEEM, kind=book.kind, account=account, on_day=on, entered=on,
            goods=f"{thing.name}{show(quantity)}{thing.unit}", points=points, title=thing.name,
            vouchers=json.dumps(list(vouchers), ensure_ascii=False) if vouchers else None,
            entered_by=store.operator or None,
        ), decided=on)
        done = store.save(Redemption(
            receipt=_receipt(store, on), slip=slip.rowid, account=account, day=day, on_day=on,
            goods=goods, quantity=quantity, points=points, taker=taker or None,
        ))
        store.save(StockMove(goods=goods, on_day=on, way=StockWay.TAKEN, quantity=-quantity,
                             redemption=done.id))
    return done


def _refuse_quantity(store: Store, goods: Goods, quantity: Decimal, on: date) -> None:
    step = Decimal("0.5") if goods.halves else Decimal(1)
    if quantity <= 0 or quantity % step:
        least = "半份的整倍数" if goods.halves else "整数"
        raise Invalid({"quantity": f"{goods.name}按{least}兑换，请改数量。"})
    if goods.over_on(on):
        raise Invalid({"goods": f"{goods.name}只兑到 {goods.until}。"})
    left = stock_of(store, goods.rowid)
    if quantity > left:
        raise Invalid({"quantity": f"{goods.name}只剩 {show(left)} {goods.unit}，请换一样或补货。"})


def _receipt(store: Store, on: date) -> str:
    """Receipts are numbered through the year: 2026-0001."""
    rows = store.query(
        "SELECT count(*) FROM redemption WHERE substr(receipt, 1, 4) = ?", (str(on.year),))
    return f"{on.year}-{rows[0][0] + 1:04d}"


def sign(store: Store, redemption: int, taker: str = "") -> Redemption:
    """Note that the taker has signed."""
    found = store.get(Redemption, redemption)
    with store.act(f"兑换签字：{found.receipt}"):
        return store.save(found.but(signed=True, taker=taker or found.taker))


def cancel(store: Store, redemption: int, on: date, why: str) -> Redemption:
    """Take a redemption back: points to the account, goods to the shelf, both by new lines.

    :raises Problem: it is cancelled already, or balances were cleared since.
    """
    allow(store, "redeem", on)
    found = store.get(Redemption, redemption)
    if found.cancelled is not None:
        raise Problem(f"兑换单 {found.receipt} 已在 {found.cancelled} 撤销。")
    if not why.strip():
        raise Invalid({"cancelled_why": "撤销原因还没有填，请写一句。"})
    record = store.get(Account, found.account)
    with store.act(f"撤销兑换：{found.receipt}"):
        post_one(store, Book(store, record.kind), Slip(
            op=Op.UNREDEEM, kind=record.kind, account=found.account, on_day=on, entered=on,
            of=found.slip, points=found.points, note=why.strip(),
            entered_by=store.operator or None,
        ), decided=on)
        store.save(StockMove(goods=found.goods, on_day=on, way=StockWay.RETURNED,
                             quantity=found.quantity, redemption=redemption))
        return store.save(found.but(cancelled=on, cancelled_why=why.strip()))


def redemptions(store: Store) -> list[Redemption]:
    """Everything that was taken, the newest first; cancelled ones stay."""
    return store.find(Redemption, order="on_day DESC, id DESC")


def day_on(store: Store, day: date) -> RedemptionDay | None:
    """The redemption day announced for a day, or None."""
    found = store.find(RedemptionDay, "on_day = ?", (day.isoformat(),))
    return found[0] if found else None


def uses_of(store: Store, account: int) -> list[OtherUse]:
    """What an account's score was used for beside goods, the newest first."""
    return store.find(OtherUse, "account = ?", (account,), "on_day DESC")


def use_otherwise(store: Store, use: OtherUse) -> OtherUse:
    """Write down that a score was used for an honour, a dividend, a credit …"""
    with store.act(f"积分用途：{USES.label(use.use)}"):
        return store.save(use)
