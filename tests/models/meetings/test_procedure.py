"""四议两公开: the steps in order, each by its rule, and six sheets that say the same 动议事由."""

from __future__ import annotations

from datetime import date

import pytest

from models.meetings.meeting import Meeting
from models.meetings.procedure import (
    Procedure,
    ProcedureStep,
    categories,
    next_step,
    open_procedure,
    set_procedure_days,
    sheets,
    take_step,
)
from models.meetings.votes import Vote, keep_votes
from models.values.problem import Invalid
from tests.models.meetings.a_village_year import held, settle_branch

SUBJECT = "二组机动地发包"


def begin(store, **says) -> Procedure:
    return open_procedure(
        store,
        Procedure(
            **(
                {
                    "subject": SUBJECT,
                    "category": "土地承包方案",
                    "opened": date(2026, 3, 1),
                }
                | says
            )
        ),
    )


def step(procedure: Procedure, number: int, meeting: Meeting | None, **says) -> ProcedureStep:
    day = meeting.held if meeting else date(2026, 4, 1)
    return ProcedureStep(
        **(
            {
                "procedure": procedure.id,
                "step": number,
                "held": day,
                "meeting": meeting.id if meeting else None,
                "content": "按亩公开竞价。",
            }
            | says
        )
    )


def a_land_matter(store, branch, **says) -> Procedure:
    """A land matter taken through all six steps."""
    with store.act("四议两公开"):
        return _taken_through(store, branch, says)


def _taken_through(store, branch, says) -> Procedure:
    procedure = begin(store, **says)
    days = {"committee": 2, "joint-meeting": 4, "party-meeting": 12, "representatives": 15}
    kinds = [each for each in days if not (procedure.merged and each == "committee")]
    for kind in kinds:
        meeting = held(store, branch, kind, date(2026, 3, days[kind]))
        if kind == "party-meeting":
            keep_votes(store, meeting, [Vote(meeting=0, subject=SUBJECT, in_favour=15, against=1)])
        number = {"committee": 1, "joint-meeting": 2, "party-meeting": 3, "representatives": 4}
        at = 1 if procedure.merged and kind == "joint-meeting" else number[kind]
        take_step(store, step(procedure, at, meeting, sent=date(2026, 3, 8), town_people="无"))
    take_step(
        store,
        step(
            procedure,
            5,
            None,
            held=date(2026, 3, 16),
            place="村公开栏",
            until=date(2026, 3, 23),
            supervision="无异议",
        ),
    )
    take_step(store, step(procedure, 6, None, held=date(2026, 6, 1), place="村公开栏"))
    return store.get(Procedure, procedure.id)


def test_six_sheets_of_a_land_matter(store):
    branch = settle_branch(store)
    procedure = a_land_matter(store, branch)
    found = sheets(store, procedure)
    assert [each.form.number for each in found] == [1, 2, 3, 4, 5, 6]
    assert {each.procedure.motion for each in found} == {"people"}
    assert (procedure.closed, next_step(store, procedure)) == (date(2026, 6, 1), None)
    third = found[2]
    assert (third.count.listed, third.count.came, third.ratio) == (18, 18, "100.0%")
    assert third.tally.needed_to_open == 12 and third.tally.needed_to_pass == 9
    assert "应到全体18人（含没有表决权的2人）" in third.base
    assert found[3].tally.rule.id == "representatives-2026"
    assert "土地承包方案" in categories()


def test_the_base_of_step_three_is_chosen_and_said(store):
    branch = settle_branch(store)
    procedure = a_land_matter(store, branch, base="voting")
    third = sheets(store, procedure)[2]
    assert third.tally.rule.id == "four-step-3-voting-2018"
    assert third.tally.needed_to_open == 11


def test_one_shoulder_merges_the_first_two_steps(store):
    branch = settle_branch(store)
    procedure = a_land_matter(store, branch, merged=True)
    first, second = sheets(store, procedure)[:2]
    assert second.merged and second.meeting == first.meeting
    assert first.meeting.kind == "joint-meeting"


def refusal(store, wanted: ProcedureStep) -> str:
    with pytest.raises(Invalid) as told:
        take_step(store, wanted)
    return told.value.sentence


def test_the_order_is_kept(store):
    branch = settle_branch(store)
    procedure = begin(store)
    committee = held(store, branch, "committee", date(2026, 3, 2))
    joint = held(store, branch, "joint-meeting", date(2026, 3, 1))
    assert refusal(store, step(procedure, 2, joint)).startswith(
        "第1步“党支部会提议”还没有登记，请按顺序来。依据“四议两公开”工作法通行做法（本地规定）"
    )
    take_step(store, step(procedure, 1, committee))
    assert "第2步不能早于第1步（2026-03-02）" in refusal(store, step(procedure, 2, joint))
    assert "要用村“两委”联席会议，选的是支部委员会会议" in refusal(
        store, step(procedure, 2, committee)
    )


def test_the_notice_before_the_members_meeting(store):
    branch = settle_branch(store)
    procedure = begin(store, merged=True)
    take_step(store, step(procedure, 1, held(store, branch, "joint-meeting", date(2026, 3, 2))))
    members = held(store, branch, "party-meeting", date(2026, 3, 6))
    told = refusal(store, step(procedure, 3, members, sent=date(2026, 3, 4)))
    assert told.startswith("方案要在党员大会3天前送到党员手里，现在是2天")
    set_procedure_days(store, notice=2, shown=5)
    take_step(store, step(procedure, 3, members, sent=date(2026, 3, 4)))


def test_too_few_members_hold_the_matter_up(store):
    branch = settle_branch(store)
    procedure = begin(store, merged=True)
    take_step(store, step(procedure, 1, held(store, branch, "joint-meeting", date(2026, 3, 2))))
    few = held(
        store, branch, "party-meeting", date(2026, 3, 9), "qqqqqqqr", chair=branch.people[17]
    )
    told = refusal(store, step(procedure, 3, few, sent=date(2026, 3, 2)))
    assert told.startswith("实到没有达到规定比例：实到11人，不够开会（至少12人）")


def test_the_decision_hangs_long_enough(store):
    branch = settle_branch(store)
    procedure = a_land_matter(store, branch)
    told = refusal(
        store,
        step(procedure, 5, None, held=date(2026, 3, 16), place="公开栏", until=date(2026, 3, 20)),
    )
    assert told.startswith("决议公开不少于7天，最早到2026-03-23。")
