"""One line for each member, and who is meant by what was typed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from models.members import dues
from models.members import member as duties
from models.members.dues import Dues
from models.members.member import duties_on
from models.members.typed_names import labelled, people_to_choose, person_label
from models.overview.member import FILTERS, member_lines, member_of, names_of_members
from models.registers.people import Person
from tests.models.meetings.a_village_year import held, settle_branch

DAY = date(2026, 9, 30)


def test_a_line_gathers_posts_attendance_and_dues(store):
    branch = settle_branch(store)
    for month in (7, 8):
        held(store, branch, "party-day", date(2026, month, 15), "dqr", chair=None)
    first, second = branch.members[1], branch.members[3]
    for month in range(1, 10):
        dues.pay(store, first, f"2026-{month:02}", Decimal(3), date(2026, month, 9))
    lines = member_lines(store, DAY)
    assert list(lines)[:2] == [first, second]
    assert (lines[first].posts, lines[first].attendance, lines[first].unpaid) == (
        "副书记、副主任",
        "100.0%",
        0,
    )
    assert (lines[second].came, lines[second].due, lines[second].absent) == (0, 2, 2)
    assert lines[second].unpaid == 9
    counted = {key: sum(map(fits, lines.values())) for key, (_, fits) in FILTERS.items()}
    assert counted == {
        "all": 18,
        "full": 16,
        "probationary": 2,
        "away": 0,
        "lost": 0,
        "unpaid": 17,
        "absent": 1,
    }


def test_a_branch_that_keeps_no_dues_owes_none(store):
    settle_branch(store)
    assert {each.unpaid for each in member_lines(store, DAY).values()} == {0}


def test_people_are_found_by_pinyin_and_told_apart(store):
    branch = settle_branch(store)
    twin = store.save(Person(name="槐甲"))
    assert next(row for row, _ in people_to_choose(store, "huaiy")) in branch.people
    assert labelled(store, [branch.people[1]]) == [(branch.people[1], "槐乙")]
    assert person_label(store, twin.id) == f"槐甲（{twin.id}）"
    assert person_label(store, None) == ""
    assert len(people_to_choose(store, "")) == 18
    assert member_of(store, branch.people[2]) == branch.members[2]
    assert member_of(store, branch.applicant) is None
    assert names_of_members(store)[branch.members[0]] == "槐甲"


def test_what_is_typed_into_the_sheets_is_kept_and_taken_back(store):
    branch = settle_branch(store)
    member = branch.members[0]
    dues.enter(store, member, "2026-01", Decimal("3.5"), DAY)
    assert store.find(Dues)[0].paid == Decimal("3.5")
    dues.enter(store, member, "2026-01", None, DAY)
    assert store.count("dues") == 0
    store.save(Dues(member=member, month="2026-02", standard=Decimal(3), paid=Decimal(3)))
    dues.enter(store, member, "2026-02", None, DAY)
    assert (store.find(Dues)[0].standard, store.find(Dues)[0].paid) == (Decimal(3), None)
    duties.enter(store, member, {"post": "宣传岗"}, DAY)
    duties.enter(store, member, {"team": "一队"}, DAY)
    kept = duties_on(store, DAY)[member]
    assert (kept.post, kept.team) == ("宣传岗", "一队")
    duties.enter(store, member, {"post": None, "team": None}, DAY)
    assert store.count("duty") == 0
