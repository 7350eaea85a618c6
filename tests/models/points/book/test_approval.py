"""Approval: who may, four eyes, kin, rejected slips that stay, amounts judged anew."""

from __future__ import annotations

from datetime import date

import pytest

from models.office.village import change_policy
from models.points.book.approval import Kinship, approve, hand_in, reject, withdraw
from models.points.book.entering import keep
from models.points.book.kept_ledger import Book
from models.points.book.slips import AwardDraft, Slip, waiting
from models.values.problem import Invalid, Problem
from tests.models.points.points_village import with_accounts

DAY = date(2026, 3, 1)


@pytest.fixture
def waits(store):
    with_accounts(store)
    change_policy(store, "points", approval="all")
    store.operator = "文书"
    return store


def test_what_waits_counts_for_nothing_until_it_is_approved(waits):
    slip = keep(waits, [AwardDraft(1, DAY, "tree")], DAY).slips[0]
    assert slip.state == "pending"
    assert slip.said == "参加植树造林：10分，每年封顶25分，已记0分，计10分"
    assert Book(waits, "household").standing(1, DAY).score == 0
    approve(waits, [slip.id], DAY)
    assert Book(waits, "household").standing(1, DAY).score == 10
    assert waiting(waits) == []


def test_rejected_slips_stay_with_the_reason(waits):
    slip = keep(waits, [AwardDraft(1, DAY, "tree")], DAY).slips[0]
    with pytest.raises(Invalid, match="不通过要写明原因"):
        reject(waits, [slip.id], DAY, " ")
    reject(waits, [slip.id], DAY, "没有签到")
    kept = waits.get(Slip, slip.id)
    assert (kept.state, kept.decided_why, kept.decided_by) == ("rejected", "没有签到", "文书")
    with pytest.raises(Problem, match="未通过，不能再审批"):
        approve(waits, [slip.id], DAY)


def test_four_eyes(waits):
    change_policy(waits, "points", four_eyes=True)
    slip = keep(waits, [AwardDraft(1, DAY, "tree")], DAY).slips[0]
    with pytest.raises(Problem, match="1 号记分单是文书录入的，录入的人不审批"):
        approve(waits, [slip.id], DAY)
    waits.operator = "主任"
    assert approve(waits, [slip.id], DAY).slips[0].decided_by == "主任"


def test_only_those_named_may_enter_or_approve(waits):
    change_policy(waits, "points", approve=["主任"], enter=["文书"])
    slip = keep(waits, [AwardDraft(1, DAY, "tree")], DAY).slips[0]
    with pytest.raises(Problem, match="审批积分由主任办理"):
        approve(waits, [slip.id], DAY)
    waits.operator = "路人"
    with pytest.raises(Problem, match="录入积分由文书办理"):
        keep(waits, [AwardDraft(1, DAY, "tree")], DAY)


def test_kin_of_the_scorer_is_flagged_and_approved_by_another(waits):
    change_policy(waits, "points", approval="none")
    waits.save(Kinship(person=1, household=2, note="兄弟"))
    own, brother, other = keep(waits, [
        AwardDraft(each, DAY, "tree", scorer=1) for each in (1, 2, 3)], DAY).slips
    assert own.flag.endswith("就是这一户的人，请另一人审批") and own.state == "pending"
    assert "与这一户是亲属（兄弟）" in brother.flag
    assert (other.flag, other.state) == (None, "approved")
    with pytest.raises(Problem, match="请另一人审批"):
        approve(waits, [own.id], DAY)
    waits.operator = "主任"
    assert approve(waits, [own.id], DAY).refused == ()


def test_only_items_that_ask_for_it_wait(store):
    from tests.models.points.small_village import scheme

    with_accounts(store, scheme([
        {"code": "plain", "points": "1"},
        {"code": "grave", "points": "5", "needs_approval": True},
    ]))
    change_policy(store, "points", approval="item")
    kept = keep(store, [AwardDraft(1, DAY, "plain"), AwardDraft(1, DAY, "grave")], DAY)
    assert [each.state for each in kept.slips] == ["approved", "pending"]


def test_what_was_shown_is_judged_again_at_approval(waits):
    first, second, third = (
        keep(waits, [AwardDraft(1, DAY, "tree", key=str(i))], DAY).slips[0] for i in range(3))
    assert third.expected == 5
    done = approve(waits, [third.id], DAY)
    assert done.changed[0][1].startswith("录入时算 5 分，审批时按规则计 10 分")
    assert not approve(waits, [first.id, second.id], DAY).refused


def test_drafts_are_handed_in_or_taken_back(waits):
    typed = [AwardDraft(1, DAY, "tree"), AwardDraft(2, DAY, "tree")]
    slips = keep(waits, typed, DAY, draft=True).slips
    assert hand_in(waits, [slips[0].id], DAY)[0].state == "pending"
    assert withdraw(waits, [slips[1].id], DAY)[0].state == "withdrawn"
