"""What is written down is found by the words it is called by."""

from __future__ import annotations

from datetime import date

from models.economy.assets import Facility, Honour
from models.economy.organisations import Organisation
from models.economy.services import Product
from models.keeping.store import Store
from models.matters.matter import Matter, report
from models.overview.finding import doings


def test_what_the_village_has_is_found_by_a_part_of_its_name(store: Store) -> None:
    with store.act("登记"):
        store.save(Facility(name="桥头文化广场", kind="square"))
        store.save(Honour(title="县级文化先进村", level="county", on_day=date(2026, 3, 1),
                          body="县委"))
        store.save(Product(name="桃文化节", since=date(2024, 1, 1)))
        store.save(Organisation(name="文化合作社", kind="cooperative"))
        report(store, Matter(kind="request", what="文化墙掉皮", found=date(2026, 4, 1)))
    found = {each.subject: (each.kind, each.name.split()[0]) for each in doings(store, "文化", 9)}
    assert found == {
        "设施": ("facility", "桥头文化广场"), "荣誉": ("honour", "县级文化先进村"),
        "一村一品": ("product", "桃文化节"), "组织": ("organisation", "文化合作社"),
        "事项": ("matter", "文化墙掉皮")}
    assert doings(store, "没有这个") == []
