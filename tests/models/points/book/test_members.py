"""Members' points from attendance: never typed twice, put right when the attendance is."""

from __future__ import annotations

from datetime import date

import pytest

from models.keeping.record import problems
from models.meetings.attendance import Attendance
from models.meetings.meeting import Meeting, hold
from models.office.village import change_policy
from models.points.book.accounts import account_of, new_account
from models.points.book.attendance import (
    AttendanceRule,
    MemberExemption,
    exemption_on,
    set_attendance_rules,
    settle_attendance,
)
from models.points.book.kept_ledger import Book
from models.registers.people import Person
from models.returns.catalogue import return_called
from models.returns.returning import Asked
from models.values.periods import Period
from tests.models.points.points_village import BEGIN, adopt, member, settle
from tests.models.points.small_village import scheme

member_points = return_called("points-members").draw

HEADS = [{"code": "duty", "title": "履行义务", "base": "10", "floor": "0"}]
ITEMS = [
    {"code": "missed", "title": "缺会", "category": "duty", "points": "-1"},
    {"code": "late", "title": "迟到", "category": "duty", "points": "-0.5"},
]
GRADES = {"from": "9.5", "title": "优秀"}
DAY = date(2026, 3, 15)


@pytest.fixture
def branch(store):
    """Four members, one away and exempt, one of another class; a meeting some missed."""
    settle(store)
    rules = scheme(ITEMS, HEADS, account="member", decimals=1, redeemable=False)
    adopt(store, rules)
    change_policy(store, "points", approval="none")
    members = [member(store, name) for name in ("赵一", "钱二", "孙三", "李四")]
    for each in members[:3]:
        new_account(store, BEGIN, member=each.id)
    store.save(MemberExemption(member=members[2].id, reason="mobile", since=BEGIN))
    set_attendance_rules(store, [
        AttendanceRule(meeting_kind="party-day", status="absent", item="missed")])
    people = [store.get(Person, each.person) for each in members]
    hold(store, Meeting(kind="party-day", held=DAY, started="09:00", ended="10:00", place="村部",
                        title="植树", chair=people[0].id, recorder=people[1].id, agenda="植树",
                        entered=DAY),
         [Attendance(meeting=0, person=each.id, vote=True,
                     status="present" if place < 2 else "absent",
                     reason=None if place < 2 else "没说")
          for place, each in enumerate(people)])
    return store


def score(store, account):
    return Book(store, "member").standing(account, DAY).score


def test_absence_costs_what_the_rule_says_and_exemptions_are_told(branch):
    done = settle_attendance(branch, 1, DAY)
    assert done.awarded == ()
    assert done.left_out == (("孙三", "免于考核：流动党员"), ("李四", "还没有党员积分账户"))
    assert [score(branch, each) for each in (1, 2, 3)] == [10, 10, 10]


def test_corrected_attendance_reverses_and_awards_anew(branch):
    settle_attendance(branch, 1, DAY)
    absent(branch, 2, "absent")
    done = settle_attendance(branch, 1, DAY)
    assert done.sentence.startswith("新记 1 条")
    assert score(branch, 2) == 9
    assert settle_attendance(branch, 1, DAY).unchanged == 1
    absent(branch, 2, "present")
    done = settle_attendance(branch, 1, DAY)
    assert "因出勤更正冲销 1 条" in done.sentence
    assert score(branch, 2) == 10
    absent(branch, 2, "absent")
    assert len(settle_attendance(branch, 1, DAY).awarded) == 1
    assert score(branch, 2) == 9


def test_a_meeting_that_fell_through_costs_nobody_a_point(branch):
    set_attendance_rules(branch, [
        AttendanceRule(meeting_kind="party-meeting", status="absent", item="missed")])
    people = [each.person for each in branch.find(Attendance, "meeting = 1")]
    called = hold(branch, Meeting(kind="party-meeting", held=DAY, title="选举", entered=DAY),
                  [Attendance(meeting=0, person=each, vote=True,
                              status="absent" if place else "present", reason=None)
                   for place, each in enumerate(people)])
    done = settle_attendance(branch, called.rowid, DAY)
    assert done.awarded == ()
    assert "3月15日支部党员大会到会1人，不成会" in done.sentence
    assert [score(branch, each) for each in (1, 2, 3)] == [10, 10, 10]


def absent(store, place, status):
    row = store.find(Attendance, "meeting = 1")[place - 1]
    store.save(row.but(status=status, reason="病了" if status == "absent" else None))


def test_a_correction_before_approval_takes_the_waiting_slip_back(branch):
    change_policy(branch, "points", approval="all")
    absent(branch, 2, "absent")
    assert settle_attendance(branch, 1, DAY).awarded[0].state == "pending"
    absent(branch, 2, "present")
    assert settle_attendance(branch, 1, DAY).taken_back[0].state == "withdrawn"


def test_an_exemption_has_a_reason_and_an_end(branch):
    assert exemption_on(branch, 3, DAY).reason == "mobile"
    assert exemption_on(branch, 1, DAY) is None
    assert problems(MemberExemption(member=1, reason="other", since=DAY)) == {
        "note": "原因选了其他，请写明是什么原因。"}


def test_the_summary_shows_scores_grades_and_exemptions(branch):
    absent(branch, 2, "absent")
    settle_attendance(branch, 1, DAY)
    sheet = member_points(branch, Asked.of(Period.parse("2026-Q1"), DAY))
    assert [(row.values[2], row.values[4], row.values[6], row.values[8]) for row in sheet.rows] == [
        ("赵一", 10, 0, None), ("钱二", 9, 1, None), ("孙三", 10, 0, "免评")]


def test_classes_have_their_own_scheme(branch):
    own = scheme([{"code": "help", "title": "帮扶", "points": "3"}], account="member", base="20")
    adopt(branch, own, member_class="乙类")
    who = member(branch, "周五")
    new_account(branch, BEGIN, member=who.id, member_class="乙类")
    account = account_of(branch, member=who.id)
    assert account.track == "member/乙类"
    assert score(branch, account.id) == 20 and score(branch, 1) == 10
