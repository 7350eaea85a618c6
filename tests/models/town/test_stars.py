"""The star table of a whole county: levels, stars, shares and the change from year to year."""

from __future__ import annotations

from models.keeping.store import Store
from models.town.comparing import PLANNED, star_sheet, star_table
from models.town.levels import levels_over_time, levels_sheet
from models.town.units import TownUnit, keep_unit, open_town
from tests.models.town.handed_in import hand_over, stars_rows


def villages(store: Store, count: int) -> list[TownUnit]:
    open_town(store, "示例区")
    return [
        keep_unit(store, TownUnit(name=f"{n}号村", code=f"4103990{n:05}", place=n))
        for n in range(1, count + 1)
    ]


def spread(counts: dict[int, int]) -> list[int]:
    return [level for level, number in counts.items() for _ in range(number)]


def test_272_units_with_a_plan(store: Store) -> None:
    levels = spread({5: 3, 4: 11, 3: 54, 2: 184, 1: 10, 0: 10})
    with store.act("收件"):
        for unit, level in zip(villages(store, 272), levels, strict=True):
            hand_over(store, unit, 1, "2022", stars_rows({2022: level}))
    found = star_table(store, 2022, PLANNED)
    table = found.table
    assert table.levels == {5: 3, 4: 11, 3: 54, 2: 184, 1: 10}
    assert (table.without, table.held, table.units) == (10, 599, 272)
    assert table.agrees and found.warnings() == []
    assert table.share(3, "全部村、社区") == "68 / 272＝25.0%（分母：全部村、社区）"
    notes = star_sheet(store, found).notes
    assert notes[0] == (
        "五星 3 个，四星 11 个，三星 54 个，二星 184 个，一星 10 个，未获星 10 个，共 272 个。")
    for level, number in (table.levels | {0: 10}).items():
        behind = found.of_one_level(level)
        assert (len(behind.counted), len(behind.missed)) == (number, 272 - number)
    assert {each.reason for each in found.of_one_level(5).missed} == {
        "四星", "三星", "二星", "一星", "未获星"}
    assert notes[1] == "星数合计 599（Σ星级×单位数）＝各星单位数之和 599。"


def test_awards_withdrawals_and_silence(store: Store) -> None:
    first, second = villages(store, 2)
    said = {"year": "2026", "stage": "award", "author": "县委", "result": "yes"}
    hand_over(store, first, 1, "2026", {"verdict": [
        {**said, "star": "branch", "on_day": "2026-03-01"},
        {**said, "star": "industry", "on_day": "2026-03-01"},
        {**said, "star": "branch", "on_day": "2026-08-01", "result": "withdrawn"}]})
    found = star_table(store, 2026)
    assert found.villages[0].stars == ("industry",)
    assert found.silent == [second]
    assert found.warnings() == ["1 个村没有报 2026 年授予情况，现按未获星计：2号村。"]


def test_two_years_of_98_units_with_the_plan_beside_the_result(store: Store) -> None:
    before = {5: 2, 4: 11, 3: 25, 2: 56, 0: 4}
    planned, got = {5: 5, 4: 13, 3: 58, 2: 18, 0: 4}, {5: 4, 4: 13, 3: 50, 2: 27, 0: 4}
    said = {"stage": "award", "author": "区委", "result": "yes"}
    codes = ("branch", "industry", "ecology", "safety", "culture")
    with store.act("收件"):
        for unit, old, plan, new in zip(villages(store, 98), *map(spread, (before, planned, got)),
                                        strict=True):
            hand_over(store, unit, 1, "2023", stars_rows({2023: plan}) | {"verdict": [
                said | {"year": str(year), "on_day": f"{year}-12-01", "star": star}
                for year, level in ((2022, old), (2023, new)) for star in codes[:level]]})
    sheet = levels_sheet(store, 2023)
    assert [row.values for row in sheet.rows] == [
        ("五星", 5, 4, -1, 2, 2), ("四星", 13, 13, 0, 11, 2), ("三星", 58, 50, -8, 25, 25),
        ("二星", 18, 27, 9, 56, -29), ("一星", 0, 0, 0, 0, 0), ("未获星", 4, 4, 0, 4, 0),
        ("三星及以上（成片）", 76, 67, -9, 38, 29), ("四星及以上（成批）", 18, 17, -1, 13, 4)]
    assert sheet.notes[0] == ("2023年授予三星及以上 67 / 98＝68.4%（分母：全部村、社区），"
                              "拟创建 76 / 98＝77.6%（分母：全部村、社区）。")
    shown = levels_over_time(store, 2023)
    assert [(each.name, [bar.value for bar in each.bars[-3:]]) for each in shown.series] == [
        ("三星及以上", [None, 38, 67]), ("四星及以上", [None, 13, 17]), ("五星", [None, 2, 4])]
    assert [each.label for each in shown.series[0].bars] == [f"{y}年" for y in range(2019, 2024)]
