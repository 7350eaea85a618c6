"""A meeting is refused at once with rule and source, and keeps the rule of its day."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from fractions import Fraction

import pytest

from models.keeping.settings import set_setting
from models.matters.matter import Matter
from models.meetings.attendance import Attendance, attendance_events, attendance_of
from models.meetings.due_list import due_list
from models.meetings.kinds import (
    Cadence,
    add_kind,
    drop_rule,
    edit_rule,
    kind,
    known_kinds,
    known_rules,
)
from models.meetings.meeting import (
    FOUNDED,
    Meeting,
    entered_late,
    hold,
    opening,
    turnout_of,
)
from models.meetings.minutes import (
    Briefing,
    Decision,
    brief,
    decide,
    matter_of,
    minutes_of,
    not_yet_told,
    template_for,
)
from models.meetings.rules import rule_for
from models.meetings.sign_in import typed
from models.meetings.votes import Vote, keep_votes
from models.values.periods import Span
from models.values.problem import Invalid
from tests.models.meetings.a_village_year import held, opening_of, settle_branch

DAY = date(2026, 9, 5)


def meeting(**says) -> Meeting:
    return Meeting(**({"kind": "party-meeting", "held": DAY, "entered": DAY} | says))


def sentence(store, wanted: Meeting, rows) -> str:
    with pytest.raises(Invalid) as told:
        hold(store, wanted, rows)
    assert store.count("meeting") == 0
    return told.value.sentence


def test_nobody_due(store):
    assert sentence(store, meeting(), []) == (
        "应到名单是空的。请先在“党员”里登记党员，或从名单里选人。"
        "依据《中国共产党支部工作条例（试行）》第十一条：到会人数按应到会党员计。"
    )


def test_a_member_counted_twice(store):
    branch = settle_branch(store)
    rows = [Attendance(meeting=0, person=branch.people[0])] * 2
    assert sentence(store, meeting(), rows).startswith("名单里有人出现了两次，请删去一次。依据《")


def test_a_chair_who_is_not_present(store):
    branch = settle_branch(store)
    rows = typed(due_list(store, meeting()), "qr")
    chaired = meeting(chair=rows[0].person)
    assert sentence(store, chaired, rows).startswith(
        "主持人在签到里是“缺”，请改主持人或改签到。依据会议记录通行要求（参考）"
    )
    stranger = meeting(chair=branch.applicant)
    assert sentence(store, stranger, rows).startswith("主持人不在签到名单里。")


def test_a_meeting_before_the_branch_existed(store):
    settle_branch(store)
    set_setting(store, FOUNDED, "2026-10-01")
    told = sentence(store, meeting(), due_list(store, meeting()))
    assert told.startswith("支部2026-10-01成立，会议写在2026-09-05，早于成立日期，请核对。依据《")


def test_votes_that_do_not_add_up(store):
    branch = settle_branch(store)
    kept = held(store, branch, "party-meeting", DAY, "qqqqqqr", chair=branch.people[17])
    with pytest.raises(Invalid) as told:
        keep_votes(
            store, kept, [Vote(meeting=0, subject="年度计划", in_favour=6, against=4, abstain=3)]
        )
    assert told.value.sentence == (
        "年度计划：赞成6票、反对4票、弃权3票，合计13票，多于到会有表决权的10人，请核对票数。"
        "依据《中国共产党支部工作条例（试行）》第十一条。"
    )


def test_an_admission_is_voted_one_by_one(store):
    branch = settle_branch(store)
    kept = held(store, branch, "party-meeting", DAY, purpose="admit-member")
    with pytest.raises(Invalid, match=r"请选表决对象，一人一条。.*依据《中国共产党发展党员"):
        keep_votes(store, kept, [Vote(meeting=0, subject="接收两人", in_favour=16)])
    two = [
        Vote(meeting=0, subject="接收甲", person=branch.applicant, in_favour=16),
        Vote(meeting=0, subject="接收乙", person=branch.people[17], in_favour=8),
    ]
    keep_votes(store, kept, two)
    votes = dict(minutes_of(store, kept).sections)["逐个表决情况"]
    assert votes == (
        "接收甲：赞成16票，反对0票，弃权0票，通过（举手，至少9票）。\n"
        "接收乙：赞成8票，反对0票，弃权0票，没有通过（举手，至少9票）。"
    )


def test_who_came_without_a_vote_does_not_open_the_meeting():
    rows = [
        Attendance(
            meeting=0,
            person=each,
            vote=each <= 16,
            status="present" if each <= 7 or each > 16 else "absent",
        )
        for each in range(1, 21)
    ]
    told = opening(meeting(), rows)
    assert (told.opens, told.needed_to_open, told.count.present) == (False, 8, 7)


def test_a_written_opinion_counts_in_an_admission_only():
    rows = [
        Attendance(meeting=0, person=each, status="present" if each < 10 else "written")
        for each in range(1, 17)
    ]
    assert opening(meeting(purpose="admit-member"), rows).count.written == 7
    assert opening(meeting(), rows).count.written == 0


def test_an_edited_quorum_changes_only_meetings_from_its_day(store):
    branch = settle_branch(store)
    before = held(
        store, branch, "party-meeting", date(2026, 5, 31), "qqqqqqqr", chair=branch.people[17]
    )
    after = held(
        store, branch, "party-meeting", date(2026, 6, 1), "qqqqqqqr", chair=branch.people[17]
    )
    assert opening_of(store, before).opens and opening_of(store, after).opens
    rule = rule_for("party-meeting", DAY)
    stricter = replace(rule, opens=replace(rule.opens, fraction=Fraction(2, 3)))
    kept = edit_rule(store, stricter, date(2026, 6, 1))
    assert (kept.id, kept.mark) == ("party-meeting-20260601", "本地规定")
    assert opening_of(store, before).rule.id == "party-meeting-2018"
    assert opening_of(store, before).opens
    assert not opening_of(store, after).opens
    drop_rule(store, kept.id)
    assert opening_of(store, after).opens


def test_the_sets_of_2018_and_2026_stand_side_by_side(store):
    rules = known_rules(store)
    for purpose in ("villagers", "representatives", "group"):
        old = rule_for(purpose, date(2025, 12, 31), rules)
        new = rule_for(purpose, date(2026, 1, 1), rules)
        assert (old.source.year, new.source.year) == (2018, 2026)
        assert (old.mark, new.mark) == ("", "参考")
        assert (old.opens, old.passes) == (new.opens, new.passes)


def test_a_kind_of_the_village_own(store):
    own = replace(
        kind("committee"), code="", title="道德评议会", cadence=Cadence(Span.MONTH), purposes=()
    )
    add_kind(store, own)
    branch = settle_branch(store)
    kept = held(store, branch, "道德评议会", DAY)
    assert [each.code for each in known_kinds(store)][-1] == "道德评议会"
    assert turnout_of(kept, attendance_of(store, kept.id)).listed == 5
    assert opening_of(store, kept) is None


def test_a_correction_keeps_the_event_and_says_so(store):
    branch = settle_branch(store)
    kept = held(store, branch, "committee", DAY)
    before = attendance_events(store, kept.id)
    assert [each.corrected for each in before] == [False] * 5
    rows = [row.but(id=None, meeting=0) for row in attendance_of(store, kept.id)]
    hold(store, kept, [*rows[:4], rows[4].but(status="absent")])
    after = attendance_events(store, kept.id)
    assert [each.key for each in after] == [each.key for each in before]
    assert [(each.status, each.corrected) for each in after][3:] == [
        ("present", False),
        ("absent", True),
    ]
    assert after[4].act > before[4].act


def test_the_late_entry_is_only_a_sentence():
    late = meeting(held=date(2026, 8, 30))
    assert entered_late(late) == "2026-08-30 召开，2026-09-05 录入，晚 6 天。"
    assert entered_late(meeting()) is None


def test_a_decision_becomes_a_matter_once(store):
    branch = settle_branch(store)
    kept = held(store, branch, "committee", DAY)
    with pytest.raises(Invalid, match="完成时限早于会议日期"):
        decide(store, kept, [Decision(meeting=0, content="修路", deadline=date(2026, 1, 1))])
    made = decide(
        store,
        kept,
        [
            Decision(
                meeting=0,
                content="修通二组巷道",
                owner=branch.people[1],
                deadline=date(2026, 10, 31),
            )
        ],
    )[0]
    done = matter_of(store, made)
    assert matter_of(store, done) == done
    matter = store.get(Matter, done.matter)
    assert (matter.what, matter.owner, matter.deadline) == (
        "修通二组巷道",
        "槐乙",
        date(2026, 10, 31),
    )
    assert store.count("matter") == 1


def test_the_absent_are_told_afterwards(store):
    branch = settle_branch(store)
    kept = held(store, branch, "committee", DAY, "dqj2r")
    assert [row.person for row in not_yet_told(store, kept.id)] == branch.people[1:3]
    brief(store, kept, Briefing(meeting=0, person=branch.people[1], on_day=DAY, way="phone"))
    assert [row.person for row in not_yet_told(store, kept.id)] == branch.people[2:3]


def test_minutes_follow_the_template_of_the_kind_and_invent_nothing(store):
    branch = settle_branch(store)
    kept = held(store, branch, "committee", DAY, "dqj2r", minutes=None)
    minutes = minutes_of(store, kept)
    assert [heading for heading, _ in minutes.sections] == [
        "议题",
        "议程",
        "委员发言",
        "不同意见",
        "表决情况",
        "决定事项",
    ]
    assert dict(minutes.sections)["委员发言"] == ""
    assert minutes.turnout == "应到5人，实到3人，缺席2人"
    assert minutes.absent == "槐乙（缺）、槐丙（假：生病）"
    assert template_for("道德评议会").chair == "主持人"
    assert template_for("party-meeting", "admit-member").sections[0][0] == "讨论对象"
