"""The town's list of villages stands in the order people read it."""

from __future__ import annotations

from models.keeping.store import Store
from models.town.units import TownUnit, by_tier, keep_unit, units


def test_districts_stand_as_their_numbers_read(town: Store) -> None:
    wanted = ("三管区", "十管区", "二管区", "１１管区", "四管区", None)
    for place, district in enumerate(wanted):
        keep_unit(town, TownUnit(name=f"村{place}", code=f"4103990002{place:02}", place=place,
                                 district=district))
    keep_unit(town, TownUnit(name="先到村", code="410399000290", place=0, district="二管区"))
    found = by_tier(units(town))
    assert list(found) == [
        "一管区", "二管区", "三管区", "四管区", "十管区", "１１管区", "不分管区"]
    assert [each.name for each in found["二管区"]] == ["先到村", "村2"]
