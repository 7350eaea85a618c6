from datetime import date
from decimal import Decimal

import pytest

from models.economy.assets import (
    Asset,
    Lease,
    ending,
    idle_assets,
    rent_short,
    revived,
)
from models.economy.year_account import IncomeLine
from models.values.problem import Invalid


def test_an_idle_pond_put_to_use_brings_income(store):
    pond = store.save(
        Asset(name="废旧坑塘", kind="pond", state="idle", idle_since=date(2019, 1, 1))
    )
    assert idle_assets(store) == [pond]
    pond = store.save(pond.but(
        state="used", used_since=date(2026, 4, 1), used_for="生态养殖"))
    store.save(IncomeLine(on_day=date(2026, 9, 1), account="contracting", summary="承包费",
                          amount=Decimal(98_000), about=True, asset=pond.id))
    (used, earned), = revived(store, 2026)
    assert (used.used_for, earned) == ("生态养殖", Decimal(98_000))
    assert idle_assets(store) == []


def test_leases_that_end_and_rent_that_is_short(store):
    lease = store.save(Lease(tenant="柳河建材厂", since=date(2024, 1, 1), until=date(2026, 12, 31),
                             rent=Decimal(300_000)))
    store.save(IncomeLine(on_day=date(2026, 3, 1), account="contracting", summary="租金",
                          amount=Decimal(200_000), lease=lease.id))
    assert ending(store, date(2026, 11, 1)) == [lease]
    assert ending(store, date(2026, 5, 1)) == []
    assert rent_short(store, 2026) == [(lease, Decimal(100_000))]


def test_dates_that_cannot_be(store):
    with pytest.raises(Invalid, match="止日早于起日"):
        store.save(Lease(tenant="甲", since=date(2026, 2, 1), until=date(2026, 1, 1),
                         rent=Decimal(1)))
    with pytest.raises(Invalid, match="盘活日期早于闲置起"):
        store.save(Asset(name="旧校舍", kind="house", idle_since=date(2020, 1, 1),
                         used_since=date(2019, 1, 1)))
