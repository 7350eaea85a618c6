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
    save_lease,
)
from models.economy.year_account import IncomeLine
from models.values.problem import Invalid


def test_an_idle_pond_put_to_use_brings_income(store):
    pond = store.save(
        Asset(name="废旧坑塘", kind="pond", state="idle", idle_since=date(2019, 1, 1))
    )
    assert idle_assets(store, date(2026, 3, 31)) == [pond]
    pond = store.save(pond.but(
        state="used", used_since=date(2026, 4, 1), used_for="生态养殖"))
    store.save(IncomeLine(on_day=date(2026, 9, 1), account="contracting", summary="承包费",
                          amount=Decimal(98_000), about=True, asset=pond.id))
    (used, earned), = revived(store, 2026)
    assert (used.used_for, earned) == ("生态养殖", Decimal(98_000))
    assert idle_assets(store, date(2026, 4, 1)) == []


def test_leases_that_end_and_rent_that_is_short(store):
    lease = store.save(Lease(tenant="柳河建材厂", since=date(2024, 1, 1), until=date(2026, 12, 31),
                             rent=Decimal(300_000)))
    store.save(IncomeLine(on_day=date(2026, 3, 1), account="contracting", summary="租金",
                          amount=Decimal(200_000), lease=lease.id))
    assert ending(store, date(2026, 11, 1)) == [lease]
    assert ending(store, date(2026, 5, 1)) == []
    assert rent_short(store, 2026) == [(lease, Decimal(100_000))]


def test_a_lease_puts_to_use_what_lay_idle(store, clock):
    clock.set(date(2026, 12, 1))
    school = store.save(
        Asset(name="旧小学", kind="house", state="idle", idle_since=date(2024, 9, 1)))
    lease = save_lease(store, Lease(asset=school.id, tenant="养老服务社", purpose="养老",
                                    since=date(2026, 12, 10), until=date(2027, 11, 30),
                                    rent=Decimal(20_000)))
    store.save(IncomeLine(on_day=date(2026, 12, 11), account="contracting", summary="租金",
                          amount=Decimal(20_000), lease=lease.id))
    assert [each.name for each in idle_assets(store, date(2026, 12, 9))] == ["旧小学"]
    assert idle_assets(store, date(2026, 12, 10)) == []
    (used, earned), = revived(store, 2026)
    assert (used.state, used.used_since, used.used_for, earned) == (
        "leased", date(2026, 12, 10), "养老", Decimal(20_000))


@pytest.mark.parametrize("since, until", [
    (date(2023, 1, 1), date(2027, 1, 1)), (date(2025, 1, 1), date(2026, 1, 1))])
def test_a_lease_of_before_or_that_is_over_puts_nothing_to_use(store, clock, since, until):
    clock.set(date(2026, 12, 1))
    school = store.save(
        Asset(name="旧小学", kind="house", state="idle", idle_since=date(2024, 9, 1)))
    save_lease(store, Lease(asset=school.id, tenant="甲", since=since, until=until,
                            rent=Decimal(1)))
    assert idle_assets(store, date(2026, 12, 1)) == [school]


def test_dates_that_cannot_be(store):
    with pytest.raises(Invalid, match="止日早于起日"):
        store.save(Lease(tenant="甲", since=date(2026, 2, 1), until=date(2026, 1, 1),
                         rent=Decimal(1)))
    with pytest.raises(Invalid, match="盘活日期早于闲置起"):
        store.save(Asset(name="旧校舍", kind="house", idle_since=date(2020, 1, 1),
                         used_since=date(2019, 1, 1)))
