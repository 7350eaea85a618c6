"""户月评, 组季评, 村半年评: three judges, marks by row, rolled up as printed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from models.points.book.kept_ledger import Book
from models.points.evaluation.own_forms import keep_own
from models.points.evaluation.rolling_up import after_recheck, reward, roll_up, rolled_up
from models.points.evaluation.rounds import (
    Evaluation,
    EvaluationForm,
    begin_round,
    finish_round,
    key_marks,
    kin_among_judges,
    round_of,
    rows_of,
    take_form,
)
from models.returns.catalogue import return_called
from models.returns.points_evaluation import EVALUATION_RETURNS
from models.returns.returning import Asked
from models.values.periods import Period
from models.values.problem import Invalid, Problem
from tests.models.points.points_village import ITEMS, with_accounts
from tests.models.points.small_village import scheme

FORM = "人居环境户月评（示例）"
HALF = Period.parse("2026-H1")


@pytest.fixture
def form(store):
    items = [*ITEMS, {"code": "star", "title": "评上星级文明户", "points": "100"},
             {"code": "unstar", "title": "复查摘牌", "points": "-100"}]
    with_accounts(store, scheme(items))
    return take_form(store, FORM, date(2026, 1, 1), item="star", withdraw="unstar")


def rated(store, form, day, totals, **more):
    """A round of a month with the totals of households in walking order."""
    found = begin_round(store, Evaluation(form=form.id, level="month", period=f"{day:%Y-%m}",
                                          on_day=day, **more), [1, 4, 7])
    for mark, total in zip(found.marks, totals, strict=True):
        key_marks(store, mark, total)
    return finish_round(store, found.evaluation.id)


def test_three_judges_at_least(store, form):
    march = Evaluation(form=form.id, level="month", period="2026-03", on_day=date(2026, 3, 5))
    with pytest.raises(Invalid, match="评分至少要 3 人，现在写了 2 人"):
        begin_round(store, march, [1, 4, 4])
    with pytest.raises(Invalid, match="期次与级次、评比日期对不上"):
        begin_round(store, march.but(period="2026-04"), [1, 4, 7])
    found = begin_round(store, march, [1, 4, 7])
    assert [each.household for each in found.marks] == [1, 3, 2]
    kin = [why for _, why in kin_among_judges(store, found)]
    assert kin and all(why.endswith("应当回避") for why in kin)
    with pytest.raises(Invalid, match="这一期已经评过"):
        begin_round(store, march, [1, 4, 7])


def test_marks_by_row_or_the_total(store, form):
    found = begin_round(store, Evaluation(form=form.id, level="month", period="2026-03",
                                          on_day=date(2026, 3, 5)), [1, 4, 7])
    assert key_marks(store, found.marks[0], "1 18 20 15 0 1").total == 20 + 18 + 20 + 15 + 10 + 10
    assert key_marks(store, found.marks[1], "89.9").grade == "合格户"
    assert key_marks(store, found.marks[2], "90.0").grade == "卫生文明户"
    assert key_marks(store, found.marks[2], "9 20 20 15 9 1").total == 65
    for keys, words in (("101", "总分在 0 到 100 之间"), ("1 2", "这张表有 6 项，填了 2 个数"),
                        ("0 21 20 15 0 1", "“室内净”最多 20 分，填了 21"),
                        ("0 20 20 15 0 2", "“邻里和睦”达标填 1"), ("好", "不是数字")):
        with pytest.raises(Invalid, match=words):
            key_marks(store, found.marks[0], keys)


def test_the_way_of_rolling_up():
    scores = [Decimal(92), Decimal(88), Decimal(95)]
    assert roll_up("mean", scores).quantize(Decimal("0.01")) == Decimal("91.67")
    assert (roll_up("last", scores), roll_up("min", scores)) == (95, 88)


def test_a_quarter_says_how_it_was_rolled_up(store, form):
    for month, total in ((1, "92"), (2, "88"), (3, "95")):
        rated(store, form, date(2026, month, 10), [total, "80", "70"])
    quarter = rolled_up(store, form, Period.parse("2026-Q1"))
    assert (quarter[0].score, quarter[0].grade) == (Decimal("91.67"), "卫生文明户")
    sheet = next(each for each in EVALUATION_RETURNS if each.code == "evaluation-quarter").draw(
        store, Asked.of(Period.parse("2026-Q1")))
    assert sheet.title == "组季评汇总表"
    assert sheet.notes[0] == (
        "人居环境户月评：汇总办法为平均分；卫生文明户 90 分以上（含）、合格户 60 分以上（含）")
    assert [row.values[5] for row in sheet.rows] == [Decimal("91.67"), 80, 70]


def test_of_two_forms_in_a_quarter_each_line_says_by_which(store, form):
    own = keep_own(store, EvaluationForm(
        name="6+4", since=date(2026, 1, 1), full=Decimal(0), source="村定"), "院内净 100", "达标60")
    rated(store, form, date(2026, 1, 10), ["92", "80", "70"])
    rated(store, own, date(2026, 2, 10), ["61", "59", "88"])
    sheet = return_called("evaluation-quarter").draw(store, Asked.of(Period.parse("2026-Q1")))
    assert [row.values[5:] for row in sheet.rows] == [
        (92, "卫生文明户（人居环境户月评）"), (80, "合格户（人居环境户月评）"),
        (70, "合格户（人居环境户月评）"), (61, "达标（6+4）"), (59, "（6+4）"), (88, "达标（6+4）")]


def test_a_reward_once_in_a_half_year(store, form):
    rated(store, form, date(2026, 2, 10), ["95", "80", "70"])
    today = date(2026, 7, 1)
    stars, kept = reward(store, form, HALF, today)
    assert len(stars) == 1 and kept.slips[0].title == "评上星级文明户"
    assert Book(store, "household").standing(1, today).score == 100
    with pytest.raises(Problem, match="已经记过，同一场次或证书只记一次"):
        reward(store, form, HALF, today)
    assert Book(store, "household").standing(1, today).score == 100
    with pytest.raises(Problem, match="每半年给一次分"):
        reward(store, form, Period.parse("2026-Q1"), today)


def test_a_failed_recheck_takes_the_plaque_down(store, form):
    first = rated(store, form, date(2026, 2, 10), ["95", "95", "70"])
    reward(store, form, HALF, date(2026, 7, 1))
    again = begin_round(store, Evaluation(form=form.id, level="month", period="2026-08",
                                          on_day=date(2026, 8, 3), recheck=first.id), [1, 4, 7])
    assert [each.household for each in again.marks] == [1, 3, 2]
    key_marks(store, again.marks[0], "89")
    key_marks(store, again.marks[1], "91")
    down, kept = after_recheck(store, again.evaluation.id, date(2026, 8, 3))
    assert [each.why for each in down] == ["复查得 89 分"]
    assert kept.slips[0].title == "复查摘牌"
    assert Book(store, "household").standing(1, date(2026, 8, 3)).score == 0
    with pytest.raises(Problem, match="只有复查才能摘牌"):
        after_recheck(store, first.id, date(2026, 8, 3))


def test_the_blank_sheet_has_every_row_of_the_form(store, form):
    found = begin_round(store, Evaluation(form=form.id, level="month", period="2026-03",
                                          on_day=date(2026, 3, 5)), [1, 4, 7])
    sheet = EVALUATION_RETURNS[0].draw(
        store, Asked.of(Period.parse("2026-03"), evaluation=found.evaluation.id))
    assert len(sheet.columns) == 7 + len(rows_of(store, form.id)) == 13
    assert [row.values[2] for row in sheet.rows] == ["001", "003", "002"]
    assert "评分人：柳树甲、耿树乙、彭树丙" in sheet.when
    assert round_of(store, found.evaluation.id).missing == 3
