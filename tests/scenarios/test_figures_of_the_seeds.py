"""The worked figures of the counties' reports, as the town's window prints them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from PySide6.QtWidgets import QApplication

from models.activities.activity import Activity, log, read_results
from models.keeping.store import Store
from models.members.member import Post
from models.office.village import is_town
from models.registers.people import Person
from models.returns.catalogue import return_called
from models.returns.returning import Asked
from models.town.received import ReceivedReturn
from models.town.units import TownUnit, keep_unit, open_town
from models.values.periods import Period
from tests.models.town.desks import hand_in, open_desk, open_village
from tests.models.town.handed_in import RURAL, hand_over, stars_rows
from tests.models.town.reading import taken
from tests.ui.two_desks import shown
from ui.frame.window import Window
from ui.kit.theme import dress
from ui.places.town.compare import Compare
from ui.places.town.summary import Summary


@pytest.fixture(autouse=True)
def today(clock: Any) -> None:
    clock.set(date(2023, 12, 20))


@pytest.fixture
def window(qtbot: Any) -> Iterator[Callable[[Store], Window]]:
    """``window(town)``: the town's file in the window."""
    opened: list[Window] = []

    def show(town: Store) -> Window:
        dress(QApplication.instance())
        opened.append(shown(qtbot, town))
        return opened[-1]

    yield show
    for each in opened:
        each.let_go()


def county(store: Store, count: int, communities: int = 0) -> list[TownUnit]:
    """So many units, the last of them communities by their codes."""
    if not is_town(store):
        open_town(store, "示例区")
    villages = count - communities
    return [keep_unit(store, TownUnit(
        name=f"{n}号", place=n, code="4103990" + (
            f"{n // 150 + 1:02}{200 + n % 150}" if n < villages else f"99{n - villages + 1:03}"),
    )) for n in range(count)]


def compared(window: Window, view: str, year: int = 2023) -> dict[str, list[str]]:
    """A view of 对比: what is printed in each line, by what it is about."""
    window.go("compare")
    page = window.pages["compare"]
    assert isinstance(page, Compare)
    page.chips.press(view)
    page.year.setCurrentIndex(2023 - year)
    page._show()
    table = page.figures.rows.table
    lines = [[table.face(at, place).words for place in range(len(table.columns))]
             for at in range(len(table.ids))]
    if view != "coverage":
        return {each[0]: each for each in lines}
    found: dict[str, list[str]] = {}
    for each in lines:
        found.setdefault(each[1], each)
        found[each[0] + each[1]] = each
    return found


def spread(counts: dict[int, int]) -> list[int]:
    return [level for level, number in counts.items() for _ in range(number)]


def awarded(year: int, level: int) -> list[dict[str, str]]:
    return [{"stage": "award", "author": "区委", "result": "yes", "year": str(year), "star": star,
             "on_day": f"{year}-12-01"} for star in RURAL[:level]]


def test_mengjin_272_units_plan_3_11_54_184_10(
    store: Store, window: Callable[[Store], Window]
) -> None:
    levels = spread({5: 3, 4: 11, 3: 54, 2: 184, 1: 10, 0: 10})
    with store.act("收件"):
        for unit, level in zip(county(store, 272), levels, strict=True):
            hand_over(store, unit, 1, "2022", stars_rows({2022: level}))
    here = window(store)
    found = compared(here, "levels", 2022)
    assert {name: line[1] for name, line in found.items()} == {
        "五星": "3", "四星": "11", "三星": "54", "二星": "184", "一星": "10", "未获星": "10",
        "三星及以上（成片）": "68", "四星及以上（成批）": "14"}
    compared(here, "stars", 2022)
    page = here.pages["compare"]
    page.what.setCurrentIndex(page.what.findData("planned"))
    page._show()
    assert "星数合计 599（Σ星级×单位数）＝各星单位数之和 599。" in page.notes.text()
    assert "三星及以上 68 / 272＝25.0%（分母：全部村、社区）。" in page.notes.text()


def test_yuanhui_two_years_of_98_units_with_the_plan_beside_the_result(
    store: Store, window: Callable[[Store], Window]
) -> None:
    before = {5: 2, 4: 11, 3: 25, 2: 56, 0: 4}
    planned = {5: 5, 4: 13, 3: 58, 2: 18, 0: 4}
    with store.act("收件"):
        for unit, old, plan in zip(county(store, 98, 19), *map(spread, (before, planned)),
                                   strict=True):
            hand_over(store, unit, 1, "2023", stars_rows({2023: plan}) | {
                "verdict": awarded(2022, old) + awarded(2023, plan)})
    here = window(store)
    found = compared(here, "levels")
    assert [found[name][1:] for name in ("五星", "四星", "三星", "二星")] == [
        ["5", "5", "0", "2", "+3"], ["13", "13", "0", "11", "+2"], ["58", "58", "0", "25", "+33"],
        ["18", "18", "0", "56", "-38"]]
    page = here.pages["compare"]
    assert page.chart.isVisibleTo(page)
    compared(here, "coverage")
    assert not page.chart.isVisibleTo(page)


def test_yuanhui_all_79_villages_earn_more_than_50_thousand(
    store: Store, window: Callable[[Store], Window]
) -> None:
    with store.act("收件"):
        for n, unit in enumerate(county(store, 98, 19)):
            hand_over(store, unit, 1, "2023", {"income_line": [
                {"account": "contracting", "on_day": "2023-05-01", "summary": "发包",
                 "amount": "50000" if n < 79 else "0.01"}]})
    found = compared(window(store), "coverage")["5 万元及以上"]
    assert found[2:6] == ["79", "79 / 98＝80.6%", "79 / 79＝100.0%", "0 / 19＝0.0%"]


PARTY = ("书记", "副书记", "副书记")


def test_jianan_341_of_381_and_51_party_committees(
    store: Store, window: Callable[[Store], Window]
) -> None:
    said = {"account": "contracting", "on_day": "2021-05-01", "summary": "发包"}
    head = {"person": "1", "since": "2021-01-20"}
    posts = [head | {"title": "党支部书记", "body": "branch"},
             head | {"title": "村委会主任", "body": "committee"}]
    with store.act("收件"):
        for n, unit in enumerate(county(store, 381, 13)):
            keep_unit(store, unit.but(community=f"{n % 51}社区党委" if n < 277 else None))
            of_party = [{"person": str(at + 2), "title": f"社区党委{title}", "body": "other",
                         "since": "2021-06-01"} for at, title in enumerate(PARTY) if n < 51]
            hand_over(store, unit, 1, "2021", {"post": [*posts, *of_party], "income_line": [
                said | {"amount": "50000" if n < 341 else "49999.99"}]})
    found = compared(window(store), "coverage", 2021)
    assert found["5 万元及以上"][2:6] == [
        "341", "341 / 381＝89.5%", "341 / 368＝92.7%", "0 / 13＝0.0%"]
    assert found["书记、主任一肩挑"][2:4] == ["381", "381 / 381＝100.0%"]
    assert found["任社区党委职务"][6] == "153 人"
    assert (found["归社区党委管"][2], found["归社区党委管"][6]) == ("277", "51 个社区党委")


def test_qingfeng_18_villages_and_5_communities(
    store: Store, window: Callable[[Store], Window]
) -> None:
    for n, unit in enumerate(county(store, 23, 5)):
        centre = {"name": "中心", "kind": "centre", "state": "used"}
        when = {"built": "2023-04"} if n < 4 else {"built": "2019", "improved": "2023-05"}
        hand_over(store, unit, 1, "2023", {"facility": [
            {"name": "站", "kind": "station", "state": "used"}, *[centre | when] * (n < 18)]})
    found = compared(window(store), "coverage")
    assert found["文明实践站"][2:6] == ["23", "23 / 23＝100.0%", "18 / 18＝100.0%", "5 / 5＝100.0%"]
    centres = {line[0]: line[6] for line in found.values() if line[1] == "党群服务中心"}
    assert centres == {"在用设施": "18 处", "2023年新建设施": "4 处", "2023年提升设施": "14 处"}


def test_jianan_83_75_of_100_of_the_standard_beside_the_stars(
    store: Store, window: Callable[[Store], Window]
) -> None:
    with store.act("收件"):
        for n, unit in enumerate(county(store, 80)):
            hand_over(store, unit, 1, "2021-Q2", {
                "standard": [{"year": "2021", "star_set": "四化", "version": "1", "title": "四化"}],
                "task": [{"standard": "1", "star": "标准化", "number": "1", "title": "组织设置"}],
                "clause": [{"task": "1", "text": "台账齐全",
                            "_state": "done" if n < 67 else "running"}]})
    found = compared(window(store), "coverage", 2021)["各条都达标"]
    assert found[:4] == ["四化", "各条都达标", "67", "67 / 80＝83.75%"]


# ── 换届


OFFICERS, UNITS = 1980, 381


def term_returns(told: dict[str, Any]) -> Iterator[dict[str, Any]]:
    """381 returns like one that was handed in: 1980 officers, 526 of college, 43.8 on average;
    before them 1905 with 343 of college, 50 on average, and nobody head of both.
    """
    at = {line["name"]: place for place, line in enumerate(told["lines"], 1)}
    labels = [each["label"] for each in told["columns"]]
    ages = iter([44 - (n % 5 == 0) for n in range(OFFICERS)])
    for n in range(UNITS):
        now, many = 5 + (n < OFFICERS - 5 * UNITS), 5
        some = {"上届": (many, 50 * many, int(n < 343), 0),
                "本届": (now, sum(next(ages) for _ in range(now)), 1 + (n < 145), 1)}
        said = {**told, "lines": [dict(line) for line in told["lines"]], "parts": []}
        for label, (count, years, learned, both) in some.items():
            place = labels.index(label)
            for name, number in (("两委干部", count), ("大专以上两委干部", learned),
                                 ("一肩挑", both)):
                numbers = said["lines"][at[name] - 1]["numbers"][:]
                numbers[place] = str(number)
                said["lines"][at[name] - 1]["numbers"] = numbers
            said["parts"] += [
                [at["两委干部平均年龄"], place + 1, "mean", str(years), str(count)],
                [at["大专以上两委干部占比"], place + 1, "rate", str(learned), str(count)],
                [at["一肩挑占比"], place + 1, "rate", str(both), "1"]]
        yield said


def test_jianan_the_terms_of_381_units_beside_one_another(
    tmp_path: Path, window: Callable[[Store], Window]
) -> None:
    period, day = Period.parse("2023"), date(2023, 12, 20)
    with open_village(tmp_path) as village:
        town = open_desk(tmp_path, village)
        person = village.save(Person(name="甲", born="1980-01-01", education="31"))
        village.save(Post(person=person.rowid, title="党支部书记", body="branch",
                          since=date(2021, 1, 20)))
        sheet = return_called("terms").draw(village, Asked.of(period, day))
        taken(town, hand_in(village, town, tmp_path / "stick", period, (sheet,)))
    (first,) = town.find(ReceivedReturn)
    for each in town.find(TownUnit):
        keep_unit(town, each.but(left=day))
    with town.act("收件"):
        for unit, said in zip(county(town, UNITS), term_returns(first.says), strict=True):
            hand_over(town, unit, 1, "2023", {}, (said,))
    here = window(town)
    here.go("summary")
    page = here.pages["summary"]
    assert isinstance(page, Summary) and page.summed is not None
    total = {(column.parent, column.label): str(figure) for column, figure in zip(
        page.summed.columns, page.summed.total, strict=True)}
    assert [total[name, "本届"] for name in (
        "两委干部", "两委干部平均年龄", "大专以上两委干部", "大专以上两委干部占比", "一肩挑占比",
    )] == ["1980", "43.8", "526", "26.6%", "100.0%"]
    assert [total[name, "上届"] for name in ("两委干部平均年龄", "大专以上两委干部占比",
                                           "一肩挑占比")] == ["50.0", "18.0%", "0.0%"]
    assert ("两委干部平均年龄", "增减") not in total


# ── 培训


def test_jianan_3784_trained_2915_passed_2822_certified(store: Store) -> None:
    day = date(2023, 6, 1)
    log(store, Activity(on_day=day, entered=day, kind="training", theme="创业培训", times=3784),
        results=read_results("合格2915人；取得证书2822人；发放补贴29070元"))
    sheet = return_called("training").draw(store, Asked.of(Period.parse("2023"), day))
    assert sheet.notes[1] == (
        "培训合格率 2915 / 3784＝77.0%（分母：记了培训合格的培训人次）；"
        "培训取证率 2822 / 3784＝74.6%（分母：记了培训取证的培训人次）。")
