"""Entering points: the reason before keeping, one act for a batch, the refused lines told why."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from models.points.book.account_acts import close_account, move_award, reverse
from models.points.book.accounts import new_account
from models.points.book.as_of import accounts_on
from models.points.book.entering import keep, preview
from models.points.book.passbook import passbook
from models.points.book.recount import differences
from models.points.book.scheme_versions import in_force, keep_scheme, put_in_force
from models.points.book.slips import AwardDraft, Slip, several
from models.registers.people import Person
from models.values.problem import Invalid, Problem
from tests.models.points.points_village import (
    BEGIN,
    ITEMS,
    adopt,
    award,
    member,
    stands,
    with_accounts,
)
from tests.models.points.small_village import scheme

DAY = date(2026, 3, 1)


def test_one_session_for_many_households_is_one_act(store):
    with_accounts(store)
    kept = keep(store, several(AwardDraft(0, DAY, "tree", key="植树0301"), [1, 2, 3]), DAY)
    assert [each.state for each in kept.slips] == ["approved"] * 3
    assert stands(store, 3, DAY) == (10, 10, 10)
    assert store.undo() == "记分：参加植树造林 3 条"
    assert stands(store, 3, DAY) == (0, 0, 0)


def test_the_reason_is_shown_before_it_is_kept_and_counts_the_batch(store):
    with_accounts(store)
    worth = preview(store, [AwardDraft(1, DAY, "tree", key=str(i)) for i in range(3)], DAY)
    assert [each.credited for each in worth] == [10, 10, 5]
    assert worth[2].said == "参加植树造林：10分，每年封顶25分，已记20分，计5分，5分不计"
    assert store.count("slip") == 0


def test_what_waits_counts_in_the_preview(store):
    from models.office.village import change_policy

    with_accounts(store)
    change_policy(store, "points", approval="all")
    keep(store, [AwardDraft(1, DAY, "tree", times=2)], DAY)
    assert preview(store, [AwardDraft(1, DAY, "tree")], DAY)[0].credited == 5


REFUSED = (
    (AwardDraft(1, DAY, "old-item"), "细则《测试》里没有“old-item”这一项"),
    (AwardDraft(1, DAY, "tree", points=Decimal("0.5")),
     "“参加植树造林”每次固定10分，不能另写0.5分"),
    (AwardDraft(1, DAY, "free", points=Decimal("21")), "“临时任务”在1到20分之间评定，21分不在其中"),
    (AwardDraft(1, date(2026, 3, 2), "tree"), "2026-03-02 还没有到，发生之后再记"),
    (AwardDraft(2, DAY, "college", person=1), "是 001 户的人，不是 002 户的"),
    (AwardDraft(1, date(2025, 12, 31), "tree"), "2025-12-31 没有生效的细则"),
    (AwardDraft(99, DAY, "tree"), "没有这个积分账户，请先开户"),
)


@pytest.mark.parametrize(("draft", "words"), REFUSED)
def test_a_bad_line_is_refused_with_its_rule_and_the_rest_is_kept(store, draft, words):
    with_accounts(store)
    kept = keep(store, [AwardDraft(3, DAY, "tree", line=1), replace(draft, line=2)], DAY)
    assert len(kept.slips) == 1 and kept.slips[0].account == 3
    assert words in kept.refused[0].refused
    assert kept.sentence.startswith("保存 1 条，1 条没有收：第 2 行")


def test_a_fraction_is_refused_where_the_scheme_counts_whole_points(store):
    items = [{"code": "free", "title": "临时任务", "range": ["1", "20"]}]
    with_accounts(store, scheme(items, decimals=0))
    refused = preview(store, [AwardDraft(1, DAY, "free", points=Decimal("2.5"))], DAY)[0].refused
    assert refused == "《测试》按整数记分，“临时任务”写了 2.5 分，请改成整数"


def test_half_points_stay_exact(store):
    with_accounts(store)
    award(store, 1, DAY, "work", times=3)
    assert stands(store, 1, DAY)[0] == Decimal("1.5")


def test_the_same_certificate_twice_and_a_person_once(store):
    with_accounts(store)
    first = award(store, 1, DAY, "college", person=2, key="录取01")
    again = preview(store, [
        AwardDraft(1, DAY, "college", person=2, key="录取01"),
        AwardDraft(1, DAY, "college", person=2, key="录取02"),
        AwardDraft(1, DAY, "college", person=3),
    ], DAY)
    assert "凭“录取01”已经" in again[0].refused
    assert "每人只计一次" in again[1].refused
    assert again[2].credited == 30
    reverse(store, first.id, DAY, "录错")
    typed = [AwardDraft(1, DAY, "college", person=2, key="录取01")]
    assert preview(store, typed, DAY)[0].credited == 30


def test_a_closed_account_takes_nothing_more(store):
    with_accounts(store)
    award(store, 1, DAY, "tree")
    close_account(store, 1, date(2026, 3, 5), "整户迁出")
    refused = preview(store, [AwardDraft(1, date(2026, 3, 6), "tree")], date(2026, 3, 6))[0].refused
    assert refused == "账户一组 001已在2026-03-05销户"
    assert passbook(store, 1, date(2026, 3, 6)).lines[-1].reason.endswith("结存10分，留待处理")


def test_an_event_is_judged_by_the_rules_of_its_day(store):
    with_accounts(store)
    old = in_force(store, "household")[0].scheme
    items = tuple(each for each in scheme(
        [{**ITEMS[0], "points": "6"}, {"code": "new", "title": "新项目", "points": "3"}]).items)
    begins = date(2026, 7, 1)
    kept = keep_scheme(store, replace(old, items=items, valid_from=begins))
    put_in_force(store, kept, basis="村民会议", adopted=begins)
    day = date(2026, 8, 1)
    worth = preview(store, [AwardDraft(1, date(2026, 6, 20), "tree"), AwardDraft(2, day, "tree"),
                            AwardDraft(3, date(2026, 6, 20), "new"),
                            AwardDraft(3, day, "rubbish")], day)
    assert [each.credited for each in worth[:2]] == [10, 6]
    assert worth[2].refused == "“新项目”在 2026-06-20 不生效：它在 2026-07-01 起的《测试》里"
    assert "“乱堆垃圾不整治”在 2026-08-01 不生效" in worth[3].refused


def test_a_version_never_begins_before_what_was_judged_already(store):
    with_accounts(store)
    award(store, 1, date(2026, 5, 1), "tree")
    kept = keep_scheme(store, replace(in_force(store)[0].scheme, valid_from=date(2026, 4, 1)))
    with pytest.raises(Invalid, match="2026-04-01 起已有 1 条按旧细则记的分，最晚到 2026-05-01"):
        put_in_force(store, kept, basis="村民会议", adopted=date(2026, 4, 1))


def test_a_scheme_whose_cap_is_below_its_base_is_refused(store):
    heads = [{"code": "all", "title": "全部", "base": "10", "cap": "5", "cap_per": "year"}]
    with pytest.raises(Problem, match="“全部”封顶5分，低于基础分10分"):
        keep_scheme(store, scheme(ITEMS, heads))


def test_one_event_feeds_a_household_and_a_member_and_is_counted_once(store):
    with_accounts(store)
    who = member(store, "赵修房")
    items = [{"code": "volunteer", "title": "志愿服务", "points": "1"}]
    adopt(store, scheme(items, account="member"))
    new_account(store, BEGIN, member=who.id)
    kept = keep(store, [AwardDraft(1, DAY, "free", points=Decimal(10), event="修房0301"),
                        AwardDraft(4, DAY, "volunteer", event="修房0301")], DAY)
    assert [each.kind for each in kept.slips] == ["household", "member"]
    assert store.query("SELECT count(DISTINCT event) FROM slip") == [(1,)]


def test_the_wrong_household_is_put_right_across_a_published_quarter(store):
    with_accounts(store)
    wrong = award(store, 1, date(2026, 3, 10), "free", points=Decimal(20), key="见义勇为")
    june = date(2026, 6, 2)
    back, right = move_award(store, wrong.id, 2, june, "记错户")
    assert (back.op, right.on_day, right.decided) == ("reverse", date(2026, 3, 10), june)
    assert stands(store, 1, june)[0] == 0 and stands(store, 2, june)[0] == 20
    before = accounts_on(store, "household", date(2026, 5, 31))
    assert [before[row].balance for row in (1, 2)] == [20, 0]
    told = [[each.on for each in passbook(store, row, june).lines] for row in (1, 2)]
    assert told == [[date(2026, 3, 10), june], [june]]
    assert differences(store, "household", june) == []
    with pytest.raises(Problem, match="1 号记分单已在 2026-06-02 冲销过"):
        reverse(store, wrong.id, june, "再冲一次")


def test_a_correction_that_the_rules_refuse_changes_nothing(store):
    with_accounts(store)
    wrong = award(store, 1, DAY, "college", person=2, key="录取01")
    with pytest.raises(Problem, match="不是 002 户的"):
        move_award(store, wrong.id, 2, DAY, "记错户", person=2)
    assert stands(store, 1, DAY)[0] == 30
    assert [each.op for each in store.find(Slip)] == ["award"]


def test_the_only_one_of_a_household_need_not_be_named(store):
    with_accounts(store)
    for each in store.find(Person, "household = 1 AND relation <> '02'"):
        store.save(each.but(left=date(2026, 1, 2), left_reason="moved"))
    assert award(store, 1, DAY, "college").person == 1
    assert "每人只计一次" in preview(store, [AwardDraft(1, DAY, "college")], DAY)[0].refused
