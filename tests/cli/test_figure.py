"""`figure`: one number by any name a form uses, with what was counted and what was not, and why."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cli import commands as cli
from models.figures.catalogue import MEASURES, headings, measure_called, names_of
from models.values.problem import Problem

Q3 = ("--period", "2026-Q3")


@pytest.fixture(scope="module")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("figure") / "村.lianxing"
    assert cli.main(["--data", str(path), "demo", "--households", "24"]) == 0
    return path


@pytest.fixture
def figure(data: Path, capsys: pytest.CaptureFixture[str]) -> Any:
    def asked(*words: str) -> tuple[int, dict[str, Any], str]:
        capsys.readouterr()
        status = cli.main(["--data", str(data), "figure", *words, "--json"])
        out, err = capsys.readouterr()
        return status, json.loads(out), err

    return asked


@pytest.mark.parametrize(("name", "code", "unit"), [
    ("走访次数", "visits", "次"), ("走访（次）", "visits", "次"), ("走访/户次", "visits", "次"),
    ("走访户数", "visits.homes", "户"), ("已走访户数", "visits.homes", "户"),
    ("最近一次走访日期", "visits.last", ""), ("发现问题数", "problems", "件"),
    ("办结件数", "problems.solved", "件"), ("解决率", "problems.rate", "%"),
    ("实到人次", "meetings.came", "人次"), ("出勤率", "meetings.rate", "%"),
    ("户数", "village.homes", "户"), ("全村人口", "village.people", "人"),
    ("60岁以上", "village.old", "人"), ("正式党员人数", "village.members.full", "名"),
    ("党员联户数", "village.linked", "户"), ("结对覆盖率", "liaison.coverage", "%"),
    ("入户走访", "visits.at-home", "次"), ("电话走访", "visits.phone", "次"),
    ("电话外出联系次数", "visits.otherwise", "次"),
    ("办结事项", "matters.solved", "件"), ("未结事项", "matters.open", "件"),
    ("超期事项", "matters.overdue", "件"), ("事项办结率", "matters.rate", "%"),
    ("得分", "points.score", "分"), ("加分合计", "points.added", "分"),
    ("兑换户数", "redemptions.homes", "户"), ("兑换次数", "points.redemptions", "次"),
    ("兑换积分", "points.redeemed", "分"), ("加分户数", "points.gainers", "户"),
    ("加分次数", "points.additions", "次"), ("扣分户数", "points.losers", "户"),
    ("扣分件数", "points.deductions", "次"), ("参与积分户数", "points.holders", "户"),
    ("党员大会次数", "meetings.party-meeting", "次"), ("支委会次数", "meetings.committee", "次"),
    ("谈心谈话次数", "talks", "次"), ("培训场次", "activities.training", "场"),
    ("培训人次", "activities.training.times", "人次"), ("活动人次", "activities.times", "人次"),
    ("志愿服务次数", "activities.of.volunteer", "次"),
    ("文体活动次数", "activities.of.culture", "次"),
    ("排查矛盾纠纷", "matters.disputes", "件"), ("化解矛盾纠纷", "matters.disputes.settled", "件"),
    ("矛盾纠纷化解率", "matters.disputes.rate", "%"), ("未走访户数", "visits.unreached", "户"),
    ("劳动力人数", "village.workers", "人"), ("18岁以下", "village.minors", "人"),
    ("出生人口", "village.born", "人"), ("死亡人口", "village.died", "人"),
    ("迁出人口", "village.moved-out", "人"), ("少数民族人口", "village.minority", "人"),
    ("35岁以下党员", "village.members.young", "名"), ("失联党员", "village.members.lost", "名"),
    ("大专以上学历党员", "village.members.college", "名"),
    ("入党申请人数", "development.apply", "人"),
    ("发展党员", "development.admit", "人"), ("两委人数", "officers", "人"),
    ("村集体支出", "economy.spent", "元"), ("经营性收入", "economy.operating-income", "元"),
    ("年租金", "economy.rent", "元"), ("党支部领办合作社数", "organisations.led", "个"),
    ("党内会议出勤率", "party-meetings.rate", "%"), ("佐证份数", "evidence", "份"),
])
def test_towns_call_it_by_many_names(figure: Any, name: str, code: str, unit: str) -> None:
    status, answer, _ = figure(name, *Q3)
    assert (status, answer["code"], answer["unit"]) == (0, code, unit)


BOTH_WAYS = {
    "points.redemptions": "redemptions.homes", "points.additions": "points.gainers",
    "points.deductions": "points.losers", "visits": "visits.homes",
    "visits.at-home": "visits.reached", "activities": "activities.people",
    "activities.training": "activities.training.times", "meetings.came": "meetings",
    "matters.disputes.settled": "matters.disputes.rate", "links": "village.linked",
}
"""How often against how many, how much against what share: never one for the other."""


@pytest.mark.parametrize(("times", "subjects"), BOTH_WAYS.items())
def test_neither_goes_by_a_name_of_the_other(times: str, subjects: str) -> None:
    one, other = (measure_called(MEASURES, code) for code in (times, subjects))
    assert {measure_called(MEASURES, name) for name in names_of(one)} == {one}
    assert {measure_called(MEASURES, name) for name in names_of(other)} == {other}
    assert (one.unit, type(one), one.field.label) != (other.unit, type(other), other.field.label)


def called_twice() -> list[str]:
    """The names that may mean several measures, as a command is told them."""
    found = []
    for name in {name for each in MEASURES for name in names_of(each)}:
        try:
            measure_called(MEASURES, name)
        except Problem as refusal:
            found.append(refusal.sentence)
    return found


def test_no_name_stands_for_two_measures() -> None:
    assert called_twice() == []


def test_a_name_given_to_a_second_measure_is_seen(monkeypatch: pytest.MonkeyPatch) -> None:
    known = dict(headings())
    monkeypatch.setattr("models.figures.catalogue.headings", lambda: known | {
        "points.added": ["得分"]})
    assert called_twice() == ["“得分”可能是加分（points.added）、得分（points.score），请写代号。"]


def test_matters_are_asked_for_by_kind(figure: Any) -> None:
    year = ("--period", "2026")
    found = [figure("发现事项", *year, *of)[1]["value"] for of in (
        (), ("--subject", "matter-kind=网格事件"), ("--subject", "事项=群众诉求"))]
    assert found == [2, 1, 1]
    status, _, err = figure("发现事项", *Q3, "--subject", "事项=天气")
    assert status == 1 and "没有找到事项类型“天气”" in err


def test_times_and_households_are_told_apart(figure: Any) -> None:
    times, homes = (figure(name, *Q3)[1] for name in ("走访次数", "走访户数"))
    assert times["value"] == len(times["counted"]) > homes["value"] == len(homes["counted"])
    assert {each["kind"] for each in homes["counted"]} == {"household"}


def test_a_share_has_its_base(figure: Any) -> None:
    rate, came, due = (figure(name, *Q3)[1] for name in ("出勤率", "实到人次", "应到人次"))
    assert rate["base"] == due["value"]
    assert rate["value"] == pytest.approx(came["value"] * 100 / due["value"], abs=0.05)


def test_what_was_nearly_counted_has_its_reason(figure: Any) -> None:
    answer = figure("走访次数", *Q3)[1]
    assert answer["missed"] and all(each["why"].endswith(("之前", "之后"))
                                    for each in answer["missed"])


def test_the_groups_make_the_village(figure: Any, data: Path) -> None:
    village = figure("走访次数", *Q3)[1]["value"]
    parts = [figure("走访次数", "--subject", f"group={group}组", *Q3)[1].get("value", 0)
             for group in "一二三四五六七八"]
    assert sum(parts) == village


@pytest.mark.parametrize(("words", "said"), [
    (("走访员数",), "没有叫“走访员数”的指标"),
    (("走访次数", "--subject", "星球"), "没有“星球”这种对象"),
    (("走访次数", "--subject", "kind=支部党员大会"), "走访次数不能按会议类型算"),
    (("走访次数", "--subject", "member=查无此人"), "没有找到党员“查无此人”"),
    (("走访次数", "--subject", "member"), "要哪一个党员没有写"),
    (("走访次数", "--subject", "village=柳河沿"), "全村只有一个"),
    (("次数", "--subject", "kind=不知道会"), "没有找到会议类型"),
    (("",), "没有写指标的名称"),
])
def test_what_is_not_known_is_refused(
    figure: Any, words: tuple[str, ...], said: str
) -> None:
    status, answer, err = figure(*words, *Q3)
    assert status == 1 and said in answer["problems"][0]["why"] and said in err


@pytest.mark.parametrize("words", [
    ("figure", "走访次数"), ("returns", "dues", "--out", "out"),
    ("returns", "--out", "out")])
def test_a_town_has_no_records_to_count(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], words: tuple[str, ...],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(tmp_path)
    town = ["--data", str(tmp_path / "镇.lianxing")]
    assert cli.main([*town, "key", "--town", "青石坡镇"]) == 0
    capsys.readouterr()
    assert cli.main([*town, *words, *Q3]) == 1
    assert "乡镇的收件文件" in capsys.readouterr().err
    assert not list(tmp_path.glob("out*")) + list(tmp_path.glob("filled*"))


def test_the_catalogue_tells_every_measure(data: Path, capsys: pytest.CaptureFixture[str]) -> None:
    capsys.readouterr()
    assert cli.main(["--data", str(data), "returns", "--list", "--json"]) == 0
    answer = json.loads(capsys.readouterr().out)
    visits = next(each for each in answer["measures"] if each["code"] == "visits")
    assert visits["adds_up"] and "走访户次" in visits["names"]
    assert {"village", "group", "member"} <= {each["code"] for each in answer["subjects"]}


def test_a_figure_of_a_group_says_that_its_months_may_not_add_up(
    data: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told = {}
    for subject in ("village", "group=一组"):
        capsys.readouterr()
        assert cli.main(["--data", str(data), "figure", "走访户次", "--subject", subject,
                         "--period", "2026-Q3", "--json"]) == 0
        told[subject] = json.loads(capsys.readouterr().out)["adds_up"]
    assert told == {"village": True, "group=一组": False}
