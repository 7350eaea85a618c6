"""A form in one's own words; several judges; extremes left out; places with ties; next round."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from models.keeping.store import Store
from models.points.evaluation.contests import (
    Contest,
    begin,
    blank_sheet,
    entrants,
    key_scores,
    mean_of,
    names_in,
    result_sheet,
    standings,
)
from models.points.evaluation.own_forms import grade_words, items_of, keep_own, read_items
from models.points.evaluation.rounds import CONTEST, EvaluationForm, MarkWay, forms_on
from models.values.problem import Invalid

DAY, NEXT = date(2026, 9, 28), date(2026, 12, 28)
ITEMS = """班子建设 40 班子健全，分工明确
阵地建设 30 每处扣5 牌子、制度不齐
组织生活 30 打勾"""
GIVEN = {"东村": (92, 88, 95, 70), "西村": (90, 90, 90, 90), "南村": (91, 89, 99, 60),
         "北村": (80, 81, 82, 83)}


@pytest.fixture
def form(store: Store) -> EvaluationForm:
    return keep_own(store, EvaluationForm(
        name="党建观摩", since=date(2026, 1, 1), full=Decimal(0), source="镇里定", use=CONTEST),
        ITEMS, "红旗90；达标60")


@pytest.fixture
def contest(store: Store, form: EvaluationForm) -> Contest:
    kept = begin(store, Contest(name="三季度观摩", form=form.rowid, on_day=DAY,
                                judges="甲、乙 丙，丁", drop=True), list(GIVEN))
    for each in entrants(store, kept.rowid):
        for judge, total in zip(kept.judge_names, GIVEN[each.name], strict=True):
            each = key_scores(store, each, judge, str(total))
    return kept


def test_a_form_is_written_a_line_an_item_and_read_back_the_same(
    store: Store, form: EvaluationForm
) -> None:
    assert [(each.title, each.points, each.way, each.each) for each in read_items(ITEMS)] == [
        ("班子建设", 40, MarkWay.FREE, None), ("阵地建设", 30, MarkWay.FINDING, -5),
        ("组织生活", 30, MarkWay.TICK, None)]
    assert (items_of(store, form), grade_words(form), form.full) == (ITEMS, "红旗90；达标60", 100)
    assert (forms_on(store, DAY), forms_on(store, DAY, CONTEST)) == ([], [form])
    for wrong in ("", "班子建设", "班子建设 很好"):
        with pytest.raises(Invalid, match="项目 分值 标准"):
            read_items(wrong)
    with pytest.raises(Invalid, match="等次“红旗”没有写从多少分起"):
        keep_own(store, form, ITEMS, "红旗")


def test_the_highest_and_the_lowest_are_left_out_and_ties_share_a_place(
    store: Store, contest: Contest
) -> None:
    found = {each.entrant.name: each for each in standings(store, contest)}
    for name, given in GIVEN.items():
        inner = sorted(given)[1:-1]
        exact = Fraction(sum(inner), len(inner))
        assert found[name].score == Decimal(exact.numerator) / Decimal(exact.denominator)
    assert [(each.entrant.name, each.score, each.place, each.grade)
            for each in standings(store, contest)] == [
        ("东村", Decimal("90.00"), 1, "红旗"), ("西村", Decimal("90.00"), 1, "红旗"),
        ("南村", Decimal("90.00"), 1, "红旗"), ("北村", Decimal("81.50"), 4, "达标")]
    assert mean_of([Decimal(1), Decimal(2)], True) == (Decimal("1.50"), ())
    assert mean_of([], False) == (None, ())


def test_marks_are_keyed_by_item_and_a_wrong_one_says_where(store: Store, contest: Contest) -> None:
    first = entrants(store, contest.rowid)[0]
    assert key_scores(store, first, "甲", "38 2 1").totals["甲"] == 38 + 20 + 30
    assert "甲" not in key_scores(store, first, "甲", " ").totals
    with pytest.raises(Invalid, match="东村：这张表有 3 项，填了 2 个数"):
        key_scores(store, first, "甲", "38 2")


def test_the_next_quarter_says_the_place_before_and_the_papers_say_how(
    store: Store, contest: Contest, form: EvaluationForm
) -> None:
    after = begin(store, Contest(name="四季度观摩", form=form.rowid, on_day=NEXT, judges="甲"),
                  ["北村", "东村", "新村"])
    for each, total in zip(entrants(store, after.rowid), ("95", "90.5", ""), strict=True):
        key_scores(store, each, "甲", total)
    assert [(each.entrant.name, each.place, each.last) for each in standings(store, after)] == [
        ("北村", 1, 4), ("东村", 2, 1), ("新村", None, None)]
    sheet = result_sheet(store, after)
    assert sheet.rows[0].values == (1, "北村", 95, 95, "红旗", 4)
    assert "还有 1 个分没有打。" in sheet.notes
    assert "去掉一个最高分、一个最低分后平均" in result_sheet(store, contest).notes[0]
    blank = blank_sheet(store, contest)
    assert [each.label for each in blank.columns][2:] == [
        "班子建设（40）", "阵地建设（30）", "组织生活（30）", "合计"]
    assert blank.notes == ("班子建设：班子健全，分工明确", "阵地建设：每处扣5，牌子、制度不齐",
                           "组织生活：打勾")
    assert (blank.when, blank.made) == ("", DAY)
    assert blank.by_hand and [row.values[1] for row in blank.rows] == list(GIVEN)


def test_who_was_scored_and_who_scored_stay_in_it(store: Store, contest: Contest) -> None:
    with pytest.raises(Invalid, match="东村已经有评分"):
        begin(store, contest, ["西村", "南村", "北村"])
    with pytest.raises(Invalid, match="丁已经打过分"):
        begin(store, contest.but(judges="甲、乙、丙"), list(GIVEN))
    with pytest.raises(Invalid, match="西村写了两次"):
        begin(store, contest, [*GIVEN, "西村"])
    with pytest.raises(Invalid, match="已经评过"):
        keep_own(store, forms_on(store, DAY, CONTEST)[0], "别的 100", None)
    assert "judges" in contest.but(judges="甲、甲").faults()
    assert "drop" in contest.but(judges="甲、乙").faults()
    assert names_in(" 甲、乙;丙\n丁 ") == ["甲", "乙", "丙", "丁"]
