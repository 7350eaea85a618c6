"""Villages with a year of points in which days come out of order, and what is drawn of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from models.keeping.store import Store
from models.points.book.account_acts import close_account, reverse, veto
from models.points.book.accounts import new_account
from models.points.book.approval import reject
from models.points.book.slips import waiting
from models.points.book.year_close import close_year
from models.points.shop.goods import Goods, stock_in
from models.points.shop.redemption import cancel, redeem
from models.returns.catalogue import return_called
from models.returns.returning import Asked
from models.values.periods import Period
from tests.models.points.points_village import ITEMS, adopt, award, member, with_accounts
from tests.models.points.small_village import scheme

PERIODS = [
    *(f"2026-{month:02d}" for month in range(1, 13)), "2025-12", "2027-01", "2027-02", "2027-04",
    *(f"{year}-Q{quarter}" for year in (2026, 2027) for quarter in (1, 2, 3, 4)), "2025-Q4",
    "2025-H2", "2026-H1", "2026-H2", "2027-H1", "2025", "2026", "2027",
]
SCHEMES = {
    "01-10": {"clear_on": "01-10"}, "12-31": {"clear_on": "12-31"},
    "score too": {"clear_on": "01-10", "clear": "balance+score"},
    "debt": {"clear_on": "12-31", "carry_debt": True},
    "base": {"clear_on": "12-31", "base": "60", "base_redeemable": True},
    "base held": {"clear_on": "01-10", "base": "60", "base_redeemable": False},
    "base by quarter": {"clear_on": "12-31", "base": "60", "base_period": "quarter",
                        "base_redeemable": True},
    "base of last": {"clear_on": "01-10", "base": "40", "base_share_of_last": "0.2"},
}


def awkward(store: Store, rules: dict) -> None:
    with_accounts(store, scheme(ITEMS, redeem_value="1", **rules))
    adopt(store, scheme(ITEMS, account="member", redeemable=False))
    new_account(store, date(2026, 1, 1), member=member(store, "郏石甲").id)
    live(store)


def close(store: Store) -> None:
    """Nothing waits any more, and the year is over."""
    for each in waiting(store):
        reject(store, [each.rowid], date(2026, 12, 2), "没有凭据")
    for kind in ("household", "member"):
        close_year(store, kind, 2026, date(2027, 1, 12), ("柳一", "耿二"))


def live(store: Store) -> None:
    """Days that come out of order about a clearing, with debts, reversals, goods given back."""
    goods = store.save(Goods(name="毛巾", unit="条", points=Decimal(2)))
    stock_in(store, goods, Decimal(50), date(2026, 1, 1))
    free = [award(store, row, date(2026, month, 9), "free", points=Decimal(month))
            for row in (1, 2, 3, 4) for month in (1, 4, 7, 9, 12)]
    veto(store, 4, "thief", date(2026, 4, 20), "偷盗", date(2026, 4, 20))
    kept = redeem(store, 2, goods.id, Decimal(3), date(2026, 9, 20))
    award(store, 2, date(2026, 12, 20), "rubbish", times=4)
    redeem(store, 1, goods.id, Decimal(2), date(2026, 12, 28))
    cancel(store, kept.id, date(2026, 11, 2), "拿错")
    reverse(store, free[2].id, date(2026, 10, 8), "记错")
    close_year(store, "household", 2026, date(2027, 1, 12), ("柳一", "耿二"))
    for day in (date(2026, 12, 30), date(2027, 1, 5), date(2027, 1, 20)):
        award(store, 1, day, "work", times=2, person=1, today=date(2027, 1, 20))
        award(store, 2, day, "free", points=Decimal(9), today=date(2027, 1, 20))
        award(store, 4, day, "free", points=Decimal(3), today=date(2027, 1, 20))
    reverse(store, free[3].id, date(2027, 2, 1), "记错", date(2027, 2, 3))
    kept = redeem(store, 1, goods.id, Decimal("1"), date(2027, 2, 10))
    cancel(store, kept.id, date(2027, 4, 2), "退货")
    close_account(store, 3, date(2027, 2, 5), "迁出")


def rows(store: Store, code: str, period: str, **answers) -> dict[int, tuple]:
    asked = Asked.of(Period.parse(period), date(2027, 12, 1), **answers)
    drawn = return_called(code).draw(store, asked)
    return {dict(row.refs).get("account", place): row.values
            for place, row in enumerate(drawn.rows)}
