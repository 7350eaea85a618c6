"""汇总: the sum over villages is the sum of what they printed, and opens to their records."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from models.keeping.store import Store
from models.registers.people import HouseholdCategory
from models.returns.catalogue import return_called
from models.returns.returning import Asked
from models.town.received import ReceivedReturn, send_one_back, standings
from models.town.summing import (
    added_of,
    codes_of,
    month_on_month,
    opened,
    summary,
    summary_sheet,
)
from models.town.units import Tier, TownUnit, keep_unit, open_town, units
from models.values.periods import Period
from models.values.problem import Problem
from tests.models.town.desks import hand_in, open_desk, open_village
from tests.models.town.handed_in import hand_over
from tests.models.town.reading import taken


@pytest.fixture
def two(tmp_path: Path) -> Iterator[tuple[Store, Store, Store]]:
    with (
        open_village(tmp_path) as first,
        open_village(tmp_path, "钱家村", "410399000102") as second,
        open_desk(tmp_path, first, second) as town,
    ):
        yield first, second, town


def test_a_return_is_added_up_over_villages(
    two: tuple[Store, Store, Store], stick: Path
) -> None:
    first, second, town = two
    taken(town, hand_in(first, town, stick))
    assert [each.name for each in summary(town, "visits", "2026-Q3").missing] == ["钱家村"]
    taken(town, hand_in(second, town, stick))
    found = summary(town, "visits", "2026-Q3")
    assert [each.label for each in found.columns] == ["次数", "收入"]
    assert found.total == (Decimal(2), Decimal(63))
    assert found.part("一管区") == (Decimal(1), Decimal("31.5"))
    assert codes_of(town, "2026-Q3") == [("visits", "走访登记")]


def test_it_is_added_up_by_community_committee_where_the_town_wants_it(
    two: tuple[Store, Store, Store], stick: Path
) -> None:
    *villages, town = two
    for each in villages:
        taken(town, hand_in(each, town, stick))
    for each in units(town):
        keep_unit(town, each.but(community="河东社区党委" if each.name == "赵家村" else None))
    found = summary(town, "visits", "2026-Q3", Tier.COMMUNITY)
    assert [row.values[:3] for row in summary_sheet(town, found).rows] == [
        ("河东社区党委", "赵家村", 1), ("河东社区党委", "小计", 1),
        ("不归社区党委", "钱家村", 1), ("不归社区党委", "小计", 1)]
    assert [each.label for each in added_of(found, 0, "河东社区党委").counted] == ["赵家村　1"]


def test_a_return_sent_back_alone_is_not_in_the_sum_until_it_comes_again(
    two: tuple[Store, Store, Store], stick: Path
) -> None:
    first, second, town = two
    for each in (first, second):
        taken(town, hand_in(each, town, stick))
    (found, _) = town.find(ReceivedReturn, "code = 'visits'")
    with pytest.raises(Problem, match="退回要写明原因"):
        send_one_back(town, found, " ")
    send_one_back(town, found, "少一次")
    assert [each.name for each in summary(town, "visits", "2026-Q3").missing] == ["赵家村"]
    assert [(each.label, each.words) for each in standings(town, "2026-Q3")] == [
        ("已退回", "《走访登记》：少一次"), ("已报", "")]
    taken(town, hand_in(first, town, stick))
    assert summary(town, "visits", "2026-Q3").missing == []
    assert {each.label for each in standings(town, "2026-Q3")} == {"已报"}


def test_the_summary_is_a_sheet_with_each_district(
    two: tuple[Store, Store, Store], stick: Path
) -> None:
    first, _, town = two
    taken(town, hand_in(first, town, stick))
    sheet = summary_sheet(town, summary(town, "visits", "2026-Q3"))
    assert [row.values[:3] for row in sheet.rows] == [
        ("一管区", "赵家村", 1), ("一管区", "小计", 1), ("二管区", "钱家村", None),
        ("二管区", "小计", None)]
    assert sheet.total == ("合计", None, 1, Decimal("31.5"))
    assert sheet.notes == ("未报 1 个：钱家村。合计不含未报的村。",)


def test_a_line_opens_to_the_records_of_the_village(
    village: Store, town: Store, stick: Path
) -> None:
    taken(town, hand_in(village, town, stick))
    received = town.find(ReceivedReturn)[0]
    found = opened(town, received, 1)
    assert [each.label for each in found.counted] == [
        "户 1 号：001，03900000000", "走访 1 号：2026-08-02，入户，2026-08-03"]
    assert len(opened(town, received, 0).counted) == 3


def test_a_sum_opens_into_the_villages_and_their_figures(
    two: tuple[Store, Store, Store], stick: Path
) -> None:
    first, _, town = two
    taken(town, hand_in(first, town, stick))
    found = summary(town, "visits", "2026-Q3")
    whole, district = added_of(found, 1), added_of(found, 1, "一管区")
    assert [(each.label, each.amount) for each in whole.counted] == [
        ("赵家村　31.50", Decimal("31.5"))]
    assert [(each.label, each.reason) for each in whole.missed] == [("钱家村", "还没有报")]
    assert (district.counted, district.missed) == (whole.counted, ())


def test_the_period_before_stands_beside(village: Store, town: Store, stick: Path) -> None:
    taken(town, hand_in(village, town, stick, Period.parse("2026-Q2")))
    taken(town, hand_in(village, town, stick))
    steps = month_on_month(town, "visits", "2026-Q3")
    assert [(each.column, each.shown) for each in steps] == [("走访次数", "+1"), ("收入", "持平")]
    assert month_on_month(town, "visits", "2026-Q2")[0].shown == "—"


def test_nothing_handed_in_is_said(town: Store) -> None:
    with pytest.raises(Problem, match="还没有村报来"):
        summary(town, "visits", "2026-Q3")


def share(part: str, base: str) -> dict[str, Any]:
    columns = [{"parent": "", "label": "覆盖率", "kind": "text", "total": False,
                "rate": [part, base]}]
    line = {"name": "", "refs": "group:1", "words": [""], "numbers": [None]}
    return {"code": "cover", "title": "覆盖表", "columns": columns, "lines": [line],
            "total": line, "measure": "", "changed": []}


def test_a_share_of_the_town_is_of_the_parts_and_bases_of_its_villages(
    store: Store,
) -> None:
    open_town(store, "示例镇")
    for place, (part, base) in enumerate((("9", "10"), ("1", "90"))):
        unit = keep_unit(store, TownUnit(name=f"{place}村", code=f"41039900000{place}",
                                         place=place, district="一管区"))
        hand_over(store, unit, 1, "2026-Q3", {}, (share(part, base),))
    found = summary(store, "cover", "2026-Q3")
    assert summary_sheet(store, found).total == ("合计", None, "10.0%")
    assert [each.label for each in added_of(found, 0).counted] == [
        "0村　9 / 10＝90.0%", "1村　1 / 90＝1.1%"]
    assert [(str(each.now), each.shown) for each in month_on_month(store, "cover", "2026-Q3")] == [
        ("90.0", "—"), ("1.1", "—")]


def test_lines_of_the_standard_are_not_counted(store: Store) -> None:
    open_town(store, "示例镇")
    unit = keep_unit(store, TownUnit(name="村", code="410399000000", place=1))
    rated = share("1", "2")
    rated["columns"][0].pop("rate")
    rated["lines"][0] |= {"refs": "clause:1"}
    hand_over(store, unit, 1, "2026-Q3", {}, (rated | {"total": None},))
    sheet = summary_sheet(store, summary(store, "cover", "2026-Q3"))
    assert [each.label for each in sheet.columns] == ["管区", "村（社区）"]
    assert sheet.notes == ("这张表没有能相加的数，请一村一村打开看。",)


def test_figures_that_stand_line_by_line_are_added_line_by_line(
    two: tuple[Store, Store, Store], stick: Path
) -> None:
    first, second, town = two
    first.save(HouseholdCategory(household=1, category="TP"))
    asked = Asked.of(Period.parse("2026-Q3"), date(2026, 10, 8))
    for each in (first, second):
        sheet = return_called("facts").draw(each, asked)
        taken(town, hand_in(each, town, stick, sheets=(sheet,)))
    found = summary(town, "facts", "2026-Q3")
    told = {column.parent: total for column, total in zip(found.columns, found.total, strict=True)}
    assert {name: told[name] for name in ("户数", "人口", "党员", "其中：正式党员")} == {
        "户数": 4, "人口": 4, "党员": 2, "其中：正式党员": 2}
    low = next(name for name in told if "脱贫户" in name)
    assert told[low] == 1, "a line that one village has alone"
    behind = added_of(found, [each.parent for each in found.columns].index(low))
    assert [each.label for each in behind.counted] == ["赵家村　1"]
    assert [(each.label, each.reason) for each in behind.missed] == [("钱家村", "没有填")]
    assert summary_sheet(town, found).total is not None
    assert {each.column for each in month_on_month(town, "facts", "2026-Q3")} >= {"户数数量"}


def test_the_figures_of_a_package_say_of_which_measures_they_are(
    two: tuple[Store, Store, Store], stick: Path
) -> None:
    first, _, town = two
    asked = Asked.of(Period.parse("2026-Q3"), date(2026, 10, 8))
    drawn = [return_called(code).draw(first, asked) for code in ("facts", "liaison-statistics")]
    taken(town, hand_in(first, town, stick, sheets=tuple(drawn)))
    facts, liaison = (each.says for each in town.find(ReceivedReturn, order="code"))
    assert facts["measured"][0] == [1, 3, "village.homes", "village"]
    measured = {each["label"]: each["measured"] for each in liaison["columns"]
                if "measured" in each}
    assert (measured["走访次数"], measured["解决率"]) == (
        ["visits", "member"], ["problems.rate", "member"])


def test_means_are_not_added(store: Store) -> None:
    open_town(store, "示例镇")
    columns = [{"parent": "", "label": label, "kind": "figure", "total": True,
                "measured": [f"matters.events{code}", "area"]}
               for label, code in (("发现", ""), ("平均天数", ".mean"))]
    line = {"name": "", "refs": "", "words": ["3", "2.5"], "numbers": ["3", "2.5"]}
    for place in (1, 2):
        unit = keep_unit(store, TownUnit(name="村", code=f"41039900000{place}", place=place))
        hand_over(store, unit, 1, "2026-Q3", {}, ({
            "code": "areas", "title": "片区", "version": 1, "when": "", "measure": "",
            "columns": columns, "lines": [line], "total": line, "changed": []},))
    found = summary(store, "areas", "2026-Q3")
    assert {each.label: total for each, total in zip(found.columns, found.total, strict=True)} == {
        "发现": 6}
