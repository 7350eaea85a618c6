"""A person counted by two villages is found; one who left, or has no number, is not."""

from __future__ import annotations

from models.keeping.store import Store
from models.town.received import counted_twice
from models.town.units import TownUnit, keep_unit, open_town
from tests.models.town.handed_in import hand_over


def test_the_same_number_in_two_villages(store: Store) -> None:
    open_town(store, "示例镇")
    number = {"name": "赵守田", "id_number": "410399188501010014"}
    moved = {"name": "钱有余", "id_number": "410399188601010013"}
    for place, people in enumerate([[number, moved, {"name": "孙小满"}],
                                    [{"name": "孙小满"}, number, {**moved, "left": "2026-01-01"}]]):
        unit = keep_unit(store, TownUnit(name=f"{place}号村", code=f"41039900000{place}",
                                         place=place))
        hand_over(store, unit, 1, "2026-Q3", {"person": people})
    found = counted_twice(store)
    assert [(each.name, each.places) for each in found] == [
        ("赵守田", (("0号村", 1), ("1号村", 2)))]
