"""How many villages have a thing, of all of them, and what a village changed in what it sent again.
"""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from models.activities.activity import Activity, ActivityPerson
from models.figures.measure import Days
from models.figures.reckon import reckon
from models.figures.registers import TRAINING_RATE
from models.keeping.store import Store
from models.members.member import Member
from models.registers.people import Person
from models.town.coverage import Possessed, coverage, coverage_sheet
from models.town.received import ReceivedReturn, records
from models.town.resent import changes_sheet
from models.town.units import TownUnit, keep_unit, open_town
from models.values.problem import Problem
from models.visits.visit import Visit
from tests.models.town.desks import PERIOD, hand_in
from tests.models.town.handed_in import hand_over
from tests.models.town.reading import taken

DAYS = Days(*PERIOD.days)
INCOME, PROFIT = "村集体经济收入", "村集体经济经营收益"


def by_label(found: list[Possessed], head: str = "") -> dict[str, Possessed]:
    return {each.label: each for each in found if head in each.head}


def unit_of(store: Store, n: int, villages: int, star_set: str = "rural") -> TownUnit:
    """The n-th unit of a county: so many villages by their codes, the others communities."""
    code = f"{n // 150 + 1:02}{200 + n % 150}" if n < villages else f"99{n - villages + 1:03}"
    return keep_unit(store, TownUnit(name=f"{n}号", code=f"4103990{code}", place=n,
                                     star_set=star_set))


def test_341_of_381_units_with_an_income_of_50_thousand(store: Store) -> None:
    open_town(store, "示例区")
    said = {"account": "contracting", "on_day": "2023-05-01", "summary": "发包", "_day": ""}
    with store.act("收件"):
        for n in range(381):
            amount = "50000" if n < 341 else "49999.99" if n < 380 else "0"
            cost = "0.01" if n < 300 else "0"
            hand_over(store, unit_of(store, n, 368), 1, "2023", {"income_line": [
                said | {"amount": amount}, said | {"amount": "9999999", "on_day": "2022-05-01"},
                said | {"amount": cost, "account": "trading-cost"}]})
    every = coverage(store, 2023)
    found, profit = by_label(every, INCOME), by_label(every, PROFIT)
    assert found["5 万元及以上"].share == "341 / 381＝89.5%（分母：全部村、社区）"
    assert found["5 万元及以上"].shares == ("341 / 381＝89.5%", "341 / 368＝92.7%", "0 / 13＝0.0%")
    assert len(found["有收入"].said) == 380 and len(found["10 万元及以上"].said) == 0
    assert len(profit["5 万元及以上"].said) == 41 and len(profit["有收益"].said) == 380
    behind = found["5 万元及以上"].behind
    assert (len(behind.counted), len(behind.missed)) == (341, 40)
    assert behind.counted[0].label == "0号　50,000.00 元"


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


def test_a_package_of_an_earlier_period_that_comes_late_takes_no_clause_back(
    store: Store
) -> None:
    open_town(store, "示例区")
    unit = keep_unit(store, TownUnit(name="东村", code="410399000101"))
    for number, (period, state) in enumerate(
            (("2021-Q2", "done"), ("2021-Q1", "idle"), ("2020", "idle")), 1):
        hand_over(store, unit, number, period, {
            "standard": [{"year": "2021", "star_set": "四化", "version": "1", "title": "四化"}],
            "task": [{"standard": "1", "star": "标准化", "number": "1", "title": "组织设置"}],
            "clause": [{"task": "1", "text": "按期换届", "_state": state}]})
    (found,) = coverage(store, 2021)
    assert found.total == "1 / 1＝100.00%（分母：条）"
    hand_over(store, unit, 4, "2021-Q3", {
        "standard": [{"year": "2021", "star_set": "四化", "version": "1", "title": "四化"}],
        "task": [{"standard": "1", "star": "标准化", "number": "1", "title": "组织设置"}],
        "clause": [{"task": "1", "text": "按期换届", "_state": "running"}]})
    assert coverage(store, 2021)[0].total == "0 / 1＝0.00%（分母：条）"


def test_18_villages_and_5_communities_all_have_a_station(store: Store) -> None:
    open_town(store, "示例镇")
    for n in range(23):
        centre = {"name": "中心", "kind": "centre", "state": "used"}
        when = {"built": "2023-04"} if n < 4 else {"built": "2019", "improved": "2023-05-06"}
        hand_over(store, unit_of(store, n, 18), 1, "2023", {"facility": [
            {"name": "站", "kind": "station", "state": "used"}, *[centre | when] * (n < 18)]})
    every = coverage(store, 2023)
    found = by_label(every, "在用设施")["文明实践站"]
    assert (found.share, found.without) == ("23 / 23＝100.0%（分母：全部村、社区）", ())
    assert found.shares[1:] == ("18 / 18＝100.0%", "5 / 5＝100.0%")
    assert [by_label(every, head)["党群服务中心"].total for head in ("新建", "提升", "在用")] == [
        "4 处", "14 处", "18 处"]


def test_51_party_committees_of_277_villages_and_heads_of_both_in_all(store: Store) -> None:
    open_town(store, "示例区")
    head = {"person": "1", "since": "2021-01-20"}
    posts = [head | {"title": "党支部书记", "body": "branch"},
             head | {"title": "村委会主任", "body": "committee"}]
    apart = [posts[0], posts[1] | {"person": "2"}]
    ended = [posts[0], posts[1] | {"until": "2021-03-01"}]
    first = {"person": "3", "title": "第一书记", "body": "stationed", "since": "2021-05-01"}
    with store.act("收件"):
        for n in range(381):
            unit = unit_of(store, n, 368)
            keep_unit(store, unit.but(community=f"{n % 51}社区党委" if n < 277 else None))
            held = {379: apart, 380: ended}.get(n, posts)
            hand_over(store, unit, 1, "2021", {"post": [*held, *[first] * (n < 69)]})
    found = by_label(coverage(store, 2021))
    party = found["归社区党委管"]
    assert party.shares == ("277 / 381＝72.7%", "277 / 368＝75.3%", "0 / 13＝0.0%")
    assert party.total == "51 个社区党委"
    assert found["书记、主任一肩挑"].share == "379 / 381＝99.5%（分母：全部村、社区）"
    assert [each.name for each in found["书记、主任一肩挑"].without] == ["379号", "380号"]
    assert found["第一书记"].total == "69 人"


def test_members_trained_are_those_the_village_counts_and_no_payment_travels(
    village: Store, town: Store, stick: Path
) -> None:
    trained = village.save(Activity(on_day=date(2026, 7, 8), kind="training", theme="电工",
                                    entered=date(2026, 7, 9)))
    walk = village.save(trained.but(id=None, kind="volunteer", theme="巡河"))
    for person, activity in ((1, trained), (2, trained), (2, walk)):
        village.save(ActivityPerson(activity=activity.rowid, person=person, passed=True,
                                    certificate="电工证" if person == 2 else None,
                                    subsidy=Decimal("777.77")))
    for name, joined in (("孙久安", "2020-07-01"), ("李望春", "2027-01-01")):
        home = village.save(Person(name=name, household=1))
        village.save(Member(person=home.rowid, joined=joined))
    taken(town, hand_in(village, town, stick))
    found = by_label(coverage(town, 2026), "培训")
    own = reckon(village, [(TRAINING_RATE, DAYS)]).value(TRAINING_RATE, DAYS)
    assert (own.part, own.base) == (1, 2)
    assert found["党员轮训"].total == "1 / 2＝50.0%（分母：在册党员）"
    assert found["有人取得证书"].total == "1 人次"
    sent = records(town, 1, "activity_person")
    assert [each.values for each in sent] == [
        {"activity": "1", "person": "1", "passed": "true"},
        {"activity": "1", "person": "2", "passed": "true", "certificate": "电工证"}]
    assert coverage(town, 2025) == []


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
    assert [each.label for each in found["县级"].behind.counted] == ["东村　文明村"]
    rows = coverage_sheet(store, 2026, list(found.values())).rows
    assert rows[0].values[2:6] == (2, "2 / 3＝66.7%", "—", "2 / 3＝66.7%")
    assert rows[0].values[7] == "南村"


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
