"""Every figure opens to its lines: passbooks, the why of a figure, rankings, fairness, what-if."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from models.members.member import Post
from models.office.village import change_policy
from models.points.book.account_acts import veto
from models.points.book.fairness import fairness
from models.points.book.passbook import passbook, why
from models.points.book.ranking import public_ranking, ranking, year_grades
from models.points.book.recount import what_if
from models.points.book.scheme_versions import in_force
from models.points.book.year_close import close_year
from models.points.engine.scheme_file import scheme_from
from models.points.shop.goods import Goods, stock_in
from models.points.shop.redemption import redeem
from models.returns.catalogue import return_called
from models.returns.points import ledger, passbook_sheet, score_sheet
from models.returns.returning import Asked
from models.values.kinds import from_stored, to_stored
from models.values.periods import Period
from models.values.problem import Problem
from tests.models.points.points_village import ITEMS, award, with_accounts
from tests.models.points.small_village import scheme, tables

report = return_called("points-report").draw

DAY = date(2026, 5, 1)
KEYS = {"base": "60", "base_period": "year", "clear_on": "12-31"}


@pytest.fixture
def village(store):
    with_accounts(store, scheme(ITEMS, **KEYS))
    store.operator = "文书"
    award(store, 1, date(2026, 3, 1), "tree", times=3, evidence="签到表")
    award(store, 1, date(2026, 3, 2), "rubbish")
    award(store, 2, date(2026, 4, 1), "free", points=Decimal(12))
    goods = store.save(Goods(name="洗衣液", unit="瓶", points=Decimal(5)))
    stock_in(store, goods, Decimal(9), DAY)
    redeem(store, 1, 1, Decimal(2), date(2026, 4, 5))
    return store


def test_a_passbook_has_three_figures_and_every_line(village):
    book = passbook(village, 1, DAY)
    stands = book.standing
    assert (stands.score, stands.balance, stands.redeemable, stands.honour) == (75, 65, 5, 15)
    assert [(each.kind, each.credited, each.after) for each in book.lines] == [
        ("计分", 25, 85), ("计分", -10, 75), ("兑换", -10, 65)]
    first = book.lines[0]
    assert first.rule == "参加植树造林：+10分/户次，每年封顶25分"
    assert (first.evidence, first.approver, first.clipped) == ("签到表", "文书", 5)


@pytest.mark.parametrize("figure", ["score", "balance", "redeemable", "honour"])
def test_the_parts_of_every_figure_add_up(village, figure):
    veto(village, 2, "dump", date(2026, 4, 20), "查实", date(2026, 4, 20))
    for account in (1, 2, 3):
        whole = getattr(passbook(village, account, DAY).standing, figure)
        parts = why(village, account, figure, DAY)
        assert sum(each.points for each in parts) == whole
    if figure == "score":
        assert parts[0].words == "基础分（2026-01-01 起）"


def test_a_share_of_the_last_total_is_kept_for_forty_quarters(store):
    with_accounts(store, scheme(
        ITEMS, base="20.5", base_period="quarter", base_share_of_last="0.2"))
    seen = [passbook(store, 1, date(2026 + each // 4, each % 4 * 3 + 2, 3)).standing.score
            for each in range(40)]
    assert seen[0] == Decimal("20.5") and seen == sorted(seen, reverse=True) and seen[-1] == 0
    assert all(from_stored(to_stored(each)) == each for each in seen)
    last = date(2035, 11, 3)
    assert [each.score for each in ranking(store, "household", last)] == [0, 0, 0]


def test_equal_scores_share_a_place_and_bases_count(village):
    award(village, 3, DAY, "free", points=Decimal(15))
    found = ranking(village, "household", DAY)
    assert [(each.place, each.account, each.score) for each in found] == [
        (1, 1, 75), (1, 3, 75), (3, 2, 72)]


@pytest.mark.parametrize("keys", [
    {}, KEYS, {"base": "20", "base_period": "quarter", "base_share_of_last": "0.2"},
    {"base": "10", "base_period": "month", "rank_period": "half"},
    {"clear_on": "01-10", "clear": "balance+score"},
])
def test_the_ranking_is_what_every_account_says(store, keys):
    with_accounts(store, scheme(ITEMS, **keys))
    for place, day in enumerate((date(2026, 2, 3), date(2026, 6, 4), date(2026, 12, 30),
                                 date(2027, 2, 1), date(2027, 2, 2))):
        award(store, place % 3 + 1, day, "free", points=Decimal(place + 3))
    veto(store, 1, "dump", date(2027, 2, 3), "查实", date(2027, 2, 3))
    day = date(2027, 2, 5)
    for each in ranking(store, "household", day):
        assert each.score == passbook(store, each.account, day).standing.score


def test_no_ranking_in_public_without_a_decision(village):
    with pytest.raises(Problem, match="村里还没有决定公布排名"):
        public_ranking(village, "household", DAY)
    change_policy(village, "points", ranking="2026年村民会议")
    assert public_ranking(village, "household", DAY)[0] == "2026年村民会议"


def test_grades_of_the_year(store):
    rules = tables(ITEMS)
    rules["grade"] = [{"title": "优秀", "from": "10", "share_at_most": "1/3"},
                      {"title": "合格", "from": "5"}]
    with_accounts(store, scheme_from(rules))
    for account, points in ((1, 20), (2, 12), (3, 5)):
        award(store, account, DAY, "free", points=Decimal(points))
    assert year_grades(store, "household", DAY) == {1: "优秀", 2: "合格", 3: "合格"}


def test_what_another_scheme_would_have_given(village):
    now = in_force(village, "household")[0].scheme
    items = tuple(replace(each, cap=None, cap_per=None) if each.code == "tree" else each
                  for each in now.items if each.code != "rubbish")
    found = what_if(village, [replace(now, items=items, base=Decimal(0))], DAY)
    beside = {each.account: (each.now.score, each.then.score) for each in found.lines}
    assert beside == {1: (75, 30), 2: (72, 12), 3: (60, 0)}
    assert (found.now, found.then) == (207, 42)
    assert [why for _, why in found.refused] == ["细则《测试》里没有“rubbish”这一项"]
    assert village.count("entry") == 4


def test_fairness_by_group_officers_scorer_and_last_days(village):
    village.save(Post(person=1, title="村委会主任", body="committee", since=date(2021, 1, 1)))
    found = fairness(village, Period.parse("2026"))
    assert (found.whole.points, found.whole.awards, found.whole.adults) == (37, 2, 9)
    assert [(each.label, each.points) for each in found.groups] == [("一组", 25), ("二组", 12)]
    assert (found.officers.points, found.others.points) == (25, 12)
    assert found.officers.per_adult == Decimal(25) / 3
    assert [(each.label, each.awards) for each in found.scorers] == [("文书", 2)]
    assert found.sentences[-1].startswith("干部家庭每名成人 8.3 分，其他户 2.0 分")


def test_the_ledger_return_shows_what_waits(village):
    change_policy(village, "points", approval="all")
    award(village, 3, date(2026, 3, 9), "tree")
    sheet = ledger(village, Asked.of(Period.parse("2026-03"), DAY))
    assert len(sheet.rows) == 3
    assert [(row.values[6], row.values[10]) for row in sheet.rows] == [
        (25, "已入账"), (-10, "已入账"), (None, "待审批")]


def test_the_report_to_the_town_balances(village):
    sheet = report(village, Asked.of(Period.parse("2026-04"), DAY))
    assert [each.label for each in sheet.columns] == [
        "户号", "户主", "组别", "上期结余", "全部", "小计", "本期扣分", "次数", "分值", "期末结余",
        "备注"]
    assert [row.values[3:] for row in sheet.rows] == [
        (75, 0, 0, 0, 1, 10, 65, None), (60, 0, 0, 0, 0, 0, 60, None),
        (60, 12, 12, 0, 0, 0, 72, None)]


def test_the_passbook_and_the_blank_score_sheet_are_printed(village):
    sheet = passbook_sheet(village, Asked.of(Period.parse("2026"), DAY, account=1))
    assert len(sheet.rows) == 3
    assert sheet.notes[0] == "得分 75.00；结存 65.00；可兑换 5.00；荣誉累计 15.00。"
    blank = score_sheet(village, Asked.of(Period.parse("2026-05"), DAY))
    assert [row.values[:3] for row in blank.rows] == [
        (1, "一组", "001"), (2, "一组", "003"), (3, "二组", "002")]


def test_the_same_scheme_gives_the_same_also_for_what_was_approved_after_the_close(store):
    with_accounts(store, scheme(ITEMS, clear_on="01-10", clear="balance"))
    award(store, 1, date(2026, 2, 3), "free", points=Decimal(7))
    close_year(store, "household", 2026, date(2027, 1, 12), ("甲", "乙"))
    award(store, 1, date(2027, 1, 8), "free", points=Decimal(9))
    day = date(2027, 2, 1)
    found = what_if(store, [in_force(store, "household")[0].scheme], day)
    assert [(each.now, each.then) for each in found.lines if each.now != each.then] == []
    assert found.redeemable == (9, 9)
