"""The calendar says what was held, planned, late or not held and why, and never fills a gap."""

from __future__ import annotations

from datetime import date

from models.keeping.settings import set_setting
from models.meetings.calendar import MeetingPlan, NotHeld, calendar, explain, plan, reminders
from models.meetings.due_list import consecutive_absences, often_absent
from models.meetings.meeting import FOUNDED
from models.values.periods import Period
from tests.models.meetings.a_village_year import held, settle_branch

QUARTER = Period.parse("2026-Q3")


def states(store, kind: str, today: date) -> list[str]:
    return [each.state for each in calendar(store, QUARTER, today) if each.kind.code == kind]


def test_a_quarter_of_committee_meetings(store):
    branch = settle_branch(store)
    held(store, branch, "committee", date(2026, 7, 6))
    plan(store, MeetingPlan(kind="committee", on_day=date(2026, 9, 7)))
    assert states(store, "committee", date(2026, 8, 20)) == ["held", "open", "planned"]
    assert states(store, "committee", date(2026, 9, 10)) == ["held", "late", "late"]
    explain(
        store, NotHeld(kind="committee", period="2026-08", reason="防汛", entered=date(2026, 9, 1))
    )
    assert states(store, "committee", date(2026, 9, 1)) == ["held", "not_held", "planned"]
    words = [each.words for each in calendar(store, QUARTER, date(2026, 9, 1))]
    assert "支部委员会会议 2026年8月：未开展，防汛" in words


def test_each_party_group_holds_its_own(store):
    branch = settle_branch(store)
    held(
        store, branch, "group-meeting", date(2026, 7, 6), party_group="一组", chair=branch.people[1]
    )
    july = [
        (each.party_group, each.state)
        for each in calendar(store, QUARTER, date(2026, 7, 20))
        if each.kind.code == "group-meeting"
    ][:2]
    assert july == [("一组", "held"), ("二组", "open")]


def test_a_second_meeting_of_a_month_stands_besides(store):
    branch = settle_branch(store)
    for day in (6, 20):
        held(store, branch, "committee", date(2026, 7, day))
    lines = [
        each
        for each in calendar(store, QUARTER, date(2026, 7, 31))
        if each.kind.code == "committee" and each.meeting
    ]
    assert [each.slot is None for each in lines] == [False, True]


def test_nothing_is_due_before_the_branch_was_founded(store):
    settle_branch(store)
    set_setting(store, FOUNDED, "2026-09-15")
    assert states(store, "committee", date(2026, 9, 20)) == ["open"]


def test_a_village_begun_today_owes_no_meeting_of_before(store, clock):
    clock.set(date(2026, 9, 24))
    settle_branch(store)
    assert not [each.words for each in reminders(store, date(2026, 9, 24)) if each.state == "late"]
    late = [each.words for each in reminders(store, date(2026, 10, 9)) if each.state == "late"]
    assert late and all("2026年9月" in each or "三季度" in each for each in late), late


def test_the_workbench_is_told_what_is_near(store, clock):
    clock.set(date(2026, 7, 1))
    settle_branch(store)
    plan(store, MeetingPlan(kind="party-day", on_day=date(2026, 9, 28)))
    told = [each.words for each in reminders(store, date(2026, 9, 24))]
    assert "主题党日 2026年9月：已安排" in told
    assert "支部委员会会议 2026年8月：逾期" in told
    assert "党课 2026年三季度：待开展" in told


def test_a_run_of_absences_ends_when_one_comes(store):
    branch = settle_branch(store)
    for month, keys in ((2, "qr"), (4, "j1r"), (6, "qr"), (9, "qr")):
        held(store, branch, "party-day", date(2026, month, 15), keys)
    absent = consecutive_absences(store, date(2026, 9, 30))
    assert [(each.name, each.times, each.months) for each in absent] == [("槐乙", 3, 7)]
    assert "已满6个月" in absent[0].sentence
    assert often_absent(store, date(2026, 1, 1), date(2026, 9, 30)) == {"槐乙": 3}
    held(store, branch, "party-day", date(2026, 10, 15))
    assert consecutive_absences(store, date(2026, 10, 30)) == []


def test_a_village_without_a_member_yet_is_told_of_no_meeting_that_runs_out(store, clock):
    clock.set(date(2026, 11, 30))
    assert reminders(store) == []
    plan(store, MeetingPlan(kind="committee", on_day=date(2026, 12, 2)))
    assert [each.state for each in reminders(store)] == ["planned"]
    settle_branch(store)
    assert "open" in [each.state for each in reminders(store)]
