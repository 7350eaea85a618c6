"""How many villages have a thing, of all of them, and what a village changed in what it sent again.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from models.keeping.store import Store
from models.town.coverage import Possessed, coverage, coverage_sheet
from models.town.received import ReceivedReturn
from models.town.resent import changes_sheet
from models.town.units import TownUnit, keep_unit, open_town
from models.values.problem import Problem
from models.visits.visit import Visit
from tests.models.town.desks import hand_in
from tests.models.town.handed_in import hand_over
from tests.models.town.reading import taken


def by_label(found: list[Possessed]) -> dict[str, Possessed]:
    return {each.label: each for each in found}


def test_341_of_381_units_with_an_income_of_50_thousand(store: Store) -> None:
    open_town(store, "示例区")
    said = {"account": "contracting", "on_day": "2023-05-01", "summary": "发包", "_day": ""}
    with store.act("收件"):
        for n in range(381):
            unit = keep_unit(store, TownUnit(name=f"{n}号村", code=f"4103990{n:05}", place=n))
            amount = "50000" if n < 341 else "49999.99" if n < 380 else "0"
            hand_over(store, unit, 1, "2023", {"income_line": [
                said | {"amount": amount}, said | {"amount": "9999999", "on_day": "2022-05-01"},
                said | {"amount": "9999999", "account": "trading-cost"}]})
    found = by_label(coverage(store, 2023))
    assert found["5 万元及以上"].share == "341 / 381＝89.5%（分母：全部村、社区）"
    assert len(found["有收入"].said) == 380 and len(found["10 万元及以上"].said) == 0
    behind = found["5 万元及以上"].behind
    assert (len(behind.counted), len(behind.missed)) == (341, 40)
    assert behind.counted[0].label == "0号村　50,000.00 元"


def test_67_of_80_branches_reach_a_standard_beside_the_stars(store: Store) -> None:
    open_town(store, "示例区")
    with store.act("收件"):
        for n in range(80):
            unit = keep_unit(store, TownUnit(name=f"{n}号村", code=f"4103990{n:05}", place=n))
            hand_over(store, unit, 1, "2021-Q2", {
                "standard": [{"year": "2021", "star_set": "四化", "version": "1", "title": "四化"},
                             {"year": "2021", "star_set": "rural", "version": "1",
                              "title": "五星"}],
                "task": [{"standard": "1", "star": "标准化", "number": "1", "title": "组织设置"},
                         {"standard": "2", "star": "branch", "number": "1", "title": "班子"}],
                "clause": [{"task": "1", "text": "按期换届", "_state": "done"},
                           {"task": "1", "text": "台账齐全",
                            "_state": "done" if n < 67 else "running"},
                           {"task": "2", "text": "班子健全", "_state": "idle"}]})
    (found,) = coverage(store, 2021)
    assert (found.head, found.share) == ("四化", "67 / 80＝83.75%（分母：全部村、社区）")
    assert found.total == "147 / 160＝91.88%（分母：条）"


def test_18_villages_and_5_communities_all_have_a_station(store: Store) -> None:
    open_town(store, "示例镇")
    for n in range(23):
        unit = keep_unit(store, TownUnit(name=f"{n}号", code=f"4103990{n:05}", place=n,
                                         star_set="rural" if n < 18 else "urban"))
        hand_over(store, unit, 1, "2023", {"facility": [
            {"name": "站", "kind": "station", "state": "used"}]})
    (found,) = coverage(store, 2023)
    assert (found.share, found.without) == ("23 / 23＝100.0%（分母：全部村、社区）", ())


def test_facilities_honours_and_satisfaction_are_summed(store: Store) -> None:
    open_town(store, "示例镇")
    one, other, _ = (keep_unit(store, TownUnit(name=name, code=f"41039900010{at}", place=at))
                     for at, name in enumerate(("东村", "西村", "南村")))
    station = {"name": "站", "kind": "station", "state": "used"}
    hand_over(store, one, 1, "2026-H1", {
        "facility": [station, station | {"state": "building"}, station | {"kind": "canteen"}],
        "honour": [{"title": "文明村", "level": "county", "on_day": "2026-03-01", "body": "县委"},
                   {"title": "旧", "level": "county", "on_day": "2025-03-01", "body": "县委"}],
        "survey": [{"on_day": "2026-05-01", "subject": "环境", "method": "home",
                    "returned": "50", "satisfied": "45"}]})
    hand_over(store, other, 1, "2026-H1", {"facility": [station], "survey": [
        {"on_day": "2026-05-02", "subject": "环境", "method": "home", "returned": "150",
         "satisfied": "141"}]})
    found = by_label(coverage(store, 2026))
    assert {label: (len(each.said), each.total) for label, each in found.items()} == {
        "文明实践站": (2, "2 处"), "老年食堂": (1, "1 处"), "县级": (1, "1 项"),
        "测评过": (2, "186 / 200＝93.0%（分母：有效份数）")}
    rows = coverage_sheet(store, 2026, list(found.values())).rows
    assert rows[0].values[2:4] == (2, "2 / 3＝66.7%（分母：全部村、社区）")
    assert rows[0].values[5] == "南村"


def test_what_a_village_changed_in_a_return_it_sent_again(
    village: Store, town: Store, stick: Path
) -> None:
    taken(town, hand_in(village, town, stick))
    (first,) = town.find(ReceivedReturn)
    with pytest.raises(Problem, match="只报过一次"):
        changes_sheet(town, first)
    village.save(Visit(member=1, household=1, day=date(2026, 8, 20), entered=date(2026, 8, 21)))
    taken(town, hand_in(village, town, stick))
    sheet = changes_sheet(town, town.find(ReceivedReturn, order="id DESC")[0])
    assert [row.values for row in sheet.rows] == [
        ("赵守田", "走访次数", "1", "2"), ("合计", "走访次数", "1", "2")]
    assert "改了 2 处" in sheet.notes[0]
