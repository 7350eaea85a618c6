"""研判: said at the town, carried down with the letter, beside the village's own rating."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pytest

from exporters.leaving.package import sealed_for
from exporters.publish import publish_bytes
from models.checks.stars import disagreements
from models.exchange.inbox import open_letter
from models.exchange.keys import own_card
from models.keeping.store import Store
from models.office.star_sets import star_set
from models.returns.returning import Asked
from models.returns.stars import rating_sheet
from models.stars.drafting import draft, keep, under_head
from models.stars.opinion import Opinion, OpinionStage
from models.stars.plan import Plan, keep_plan
from models.stars.progress import answer, lines
from models.stars.standard import (
    Clause,
    Standard,
    Task,
    heads,
    items,
    standards_beside,
)
from models.stars.verdicts import Verdict, VerdictStage, by_star, give, reviews
from models.town.answering import hand_down, letter_sheet
from models.town.comparing import named_sheet, star_table
from models.town.coverage import coverage
from models.town.opinions import clauses_of, give_opinion, opinions_of, set_spoken_of
from models.town.units import TownUnit, keep_unit, open_town, register, units
from models.values.periods import Period
from models.values.problem import Invalid
from tests.models.town.desks import hand_in, open_desk, open_village
from tests.models.town.reading import read, taken

TODAY = date(2026, 10, 8)


@pytest.fixture(autouse=True)
def day(clock):
    clock.set(TODAY)


def plan_of(village: Store) -> Plan:
    """Two clauses of one star, both rated 达标, the star 达到."""
    standard = village.save(Standard(year=2026, star_set="rural", title="2026 年标准"))
    task = village.save(Task(standard=standard.rowid, star="branch", number="3", place=1,
                             title="建设好班子"))
    plan = keep_plan(village, Plan(year=2026, standard=standard.rowid, made=date(2026, 1, 9)))
    for place, text in enumerate(("班子健全", "三会一课按时"), 1):
        clause = village.save(Clause(task=task.rowid, place=place, text=text))
        answer(village, clause, rating="met", state="done", on_day=date(2026, 9, 1))
    give(village, Verdict(year=2026, star="branch", stage=VerdictStage.SELF, result="yes",
                          on_day=date(2026, 9, 2), author="党支部"))
    return plan


def opinion(**said: object) -> Opinion:
    known: dict[str, object] = {
        "number": 1, "year": 2026, "stage": OpinionStage.TOWN, "result": "no", "on_day": TODAY,
        "author": "镇党委", "reason": "只开了一次会"}
    return Opinion(**known | said)  # type: ignore[arg-type]


def down(town: Store, stick: Path) -> Path:
    kept = hand_down(town, units(town)[0], sealed_for,
                     lambda name, content: publish_bytes(stick / name, content))
    return stick / kept.name


def test_what_the_town_says_stands_beside_the_villages_own(tmp_path: Path) -> None:
    stick = tmp_path / "stick"
    with open_village(tmp_path) as village, open_desk(tmp_path, village) as town:
        register(village, own_card(town))
        plan = plan_of(village)
        taken(town, hand_in(village, town, stick))
        unit = units(town)[0]
        told = clauses_of(town, unit, 2026)
        assert [(each.number, each.reached) for each in told.values()] == [
            ("3.1", True), ("3.2", True)]
        second = next(each.row for each in told.values() if each.number == "3.2")
        give_opinion(town, unit, opinion(clause=second))
        give_opinion(town, unit, opinion(star="branch"))
        give_opinion(town, unit, opinion(
            stage=OpinionStage.DEPARTMENT, star="branch", result="yes", author="组织部"))
        give_opinion(town, unit, opinion(
            stage=OpinionStage.REVIEW, result="warn", author="信访办", reason="有一件越级访"))
        told = opinions_of(town, 2026)[unit.rowid]
        assert (told.review, told.rating) == ("警告", "支部过硬星达到")
        assert told.differences == [
            "支部过硬星：自评达到，研判未达到（镇党委，2026年10月8日）：只开了一次会",
            "3.2 三会一课按时：自评达到，研判未达到（镇党委，2026年10月8日）：只开了一次会"]
        paper = [row.values[:3] for row in letter_sheet(town, unit, date(2027, 1, 20)).rows]
        assert ("回执", "2026年三季度", "收下了。") in paper
        assert ("联审", "创建资格", "联审警告（信访办，2026年10月8日）：有一件越级访") in paper
        assert ("研判", "3.2 三会一课按时",
                "研判未达到（镇党委，2026年10月8日）：只开了一次会") in paper

        assert open_letter(village, read(village, down(town, stick))).opinions == 4
        assert town.count("opinion", "sent IS NULL") == 0
        (star, *_) = by_star(village, 2026, star_set("rural"))
        assert [star.result(each) for each in VerdictStage] == ["达到", "未达到", "达到", "—"]
        assert [star.differs(each) for each in VerdictStage] == [False, True, False, False]
        assert [each.result for each in reviews(village, 2026)["2026-Q4"]] == ["warn"]
        assert [len(each.differing) for each in lines(village, plan, TODAY)] == [0, 1]
        sheet = rating_sheet(village, Asked.of(Period.parse("2026-Q4"), TODAY), plan,
                             village.get(Standard, plan.standard))
        assert [row.values[-1] for row in sheet.rows] == ["", "≠ 研判未达到"]
        assert [each.rule for each in disagreements(village)] == [
            "ratings-differ", "verdicts-differ"]

        assert open_letter(village, read(village, down(town, stick))).opinions == 0
        assert village.count("verdict") == 3


def test_the_stars_spoken_of_are_those_of_the_village(tmp_path: Path) -> None:
    with open_village(tmp_path) as village, open_desk(tmp_path, village) as town:
        (unit,) = units(town)
        unit = keep_unit(town, unit.but(star_set="urban"))
        with pytest.raises(Invalid, match="用的是城市社区的五颗星：支部过硬星、宜业兴业星"):
            give_opinion(town, unit, opinion(star="industry"))
        assert give_opinion(town, unit, opinion(star="business")).star == "business"
        unit = keep_unit(town, unit.but(star_set=None))
        assert set_spoken_of(town, unit) is None
        register(village, own_card(town))
        plan_of(village)
        taken(town, hand_in(village, town, tmp_path / "stick"))
        assert set_spoken_of(town, unit) == star_set("rural")


def test_a_standard_beside_the_stars_goes_down_and_comes_up_checked(tmp_path: Path) -> None:
    with open_village(tmp_path) as village, open_desk(tmp_path, village) as town:
        register(village, own_card(town))
        rows = [{"星": head, "序号": str(at), "项": head, "条": f"第{at}条"}
                for at, head in enumerate(("标准化", "规范化"), 1)]
        standard = keep(town, draft(Standard(year=2026, star_set="四化", title="四化标准"),
                                    under_head(rows)))
        kept = hand_down(town, units(town)[0], sealed_for,
                         lambda name, content: publish_bytes(tmp_path / name, content), (standard,))
        open_letter(village, read(village, tmp_path / kept.name))
        (own,) = standards_beside(village, 2026)
        assert heads(items(village, own.rowid)) == ["标准化", "规范化"]
        answer(village, items(village, own.rowid)[0].clauses[0], state="done",
               on_day=date(2026, 9, 20))
        taken(town, hand_in(village, town, tmp_path / "stick"))
        found = coverage(town, 2026)[0]
        assert (found.head, found.total) == ("四化", "1 / 2＝50.00%（分母：条）")


def test_an_opinion_says_what_its_step_can_say_and_why(tmp_path: Path) -> None:
    with open_village(tmp_path) as village, open_desk(tmp_path, village) as town:
        unit = units(town)[0]
        for said, wrong in (({"star": "branch", "reason": None}, "reason"),
                            ({"star": "branch", "result": "warn"}, "result"),
                            ({"stage": OpinionStage.REVIEW}, "result"),
                            ({"stage": OpinionStage.REVIEW, "star": "branch"}, "star"),
                            ({}, "star"), ({"star": "branch", "clause": 9}, "clause")):
            with pytest.raises(Invalid) as refused:
                give_opinion(town, unit, opinion(**said))
            assert list(refused.value.faults) == [wrong]
        assert town.count("opinion") == 0


def test_the_names_that_go_up_rest_on_what_the_town_says_last(store: Store) -> None:
    open_town(store, "青石坡镇")
    held = {"钱家村": 5, "孙家村": 4, "李家村": 3}
    for place, (name, level) in enumerate(held.items(), 1):
        unit = keep_unit(store, TownUnit(name=name, code=f"41039900020{place}", place=place,
                                         star_set="rural"))
        for star, _ in star_set("rural").stars:
            give_opinion(store, unit, opinion(star=star, on_day=date(2026, 6, 1)))
        for star, _ in star_set("rural").stars[:level]:
            give_opinion(store, unit, opinion(star=star, result="yes", reason=None))
    sheet = named_sheet(store, star_table(store, 2026, VerdictStage.TOWN))
    assert [row.values for row in sheet.rows] == [
        (1, "五星", None, "钱家村", ""), (2, "四星", None, "孙家村", "文明幸福星")]
    assert sheet.notes[0] == ("拟五星 1 个，拟四星 1 个；四星及以上 2 / 3＝66.7%"
                              "（分母：全部村、社区）。按镇研判。")
