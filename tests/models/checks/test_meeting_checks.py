"""What the check says of meetings and members' files, each under the name of its rule."""

from __future__ import annotations

from datetime import date

import pytest

from models.checks.party import MEETING_CHECKS, MEMBER_CHECKS, probation_problem
from models.meetings.votes import Vote
from models.members.appraisal import Appraisal, grade
from models.members.development import Candidate, DevelopmentStep, take
from models.members.member import Member
from models.registers.people import Person
from tests.models.meetings.a_village_year import held, settle_branch

DAY = date(2026, 9, 5)


def told(store, checks) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for check in checks:
        for each in check(store):
            found.setdefault(each.rule, []).append(each.what)
    return found


def test_meetings(store):
    branch = settle_branch(store)
    few = held(
        store, branch, "party-meeting", DAY, "qqqqqqqqqqr", chair=branch.people[16], decision=None
    )
    store.save(Vote(meeting=few.id, subject="计划", in_favour=9))
    found = told(store, MEETING_CHECKS)
    assert found["meeting-quorum"][0].startswith("2026-09-05 支部党员大会：实到7人，不够开会")
    assert "合计9票，多于到会有表决权的7人" in found["votes-present"][0]
    assert found["minutes-decision"] == [
        "2026-09-05 支部党员大会没有写决议，请补上（没有形成决议的，写明）。"
    ]
    assert any(
        each.startswith("支部委员会会议 ") and "依据《" in each for each in found["meeting-cadence"]
    )


def test_an_empty_ledger_is_not_told_off(store):
    settle_branch(store)
    assert told(store, MEETING_CHECKS) == {}


def test_an_open_vote_on_an_admission_is_asked_about_from_2026_on(store):
    branch = settle_branch(store)
    for day in (date(2025, 9, 5), DAY):
        meeting = held(store, branch, "party-meeting", day, purpose="admit-member")
        store.save(Vote(meeting=meeting.id, subject="接收槐申", person=branch.applicant,
                        in_favour=16))
    assert told(store, MEETING_CHECKS)["admission-secret"] == [
        "2026-09-05 接收槐申：接收预备党员、转正应无记名投票，请核对。"
        "依据《中国共产党发展党员工作细则（2026年修订）》第二十条、第二十二条（参考）。"]


def test_members_files(store):
    branch = settle_branch(store)
    grade(
        store, [Appraisal(member=each, year=2025, grade="excellent") for each in branch.members[:7]]
    )
    file = store.save(Candidate(person=branch.applicant))
    for step, day in (("activist", date(2024, 1, 1)), ("prospect", date(2024, 6, 1))):
        take(store, DevelopmentStep(candidate=file.id, step=step, on_day=day))
    found = told(store, MEMBER_CHECKS)
    assert found["grade-cap"][0].startswith("2025年民主评议：优秀7人，超过6人")
    assert found["development-interval"][0].startswith("槐申：列为发展对象距确定为入党积极分子")


@pytest.mark.parametrize(
    ("joined", "confirmed", "right"),
    [
        (date(1969, 4, 1), date(1969, 4, 1), True),
        (date(1977, 8, 11), date(1977, 8, 11), True),
        (date(1969, 3, 31), date(1969, 3, 31), False),
        (date(1977, 8, 12), date(1977, 8, 12), False),
        (date(2001, 7, 1), date(2002, 7, 1), True),
        (date(2001, 7, 1), date(2002, 6, 30), False),
    ],
)
def test_probation_was_not_always(joined, confirmed, right):
    assert (probation_problem(joined, confirmed) is None) == right


def test_old_members_without_probation_are_left_alone(store):
    person = store.save(Person(name="槐甲"))
    store.save(Member(person=person.id, joined="1971-07-01", confirmed="1971-07-01"))
    assert "probation" not in told(store, MEMBER_CHECKS)
