"""Who is due comes from the register of the day; the grid needs few keys; counts are exact."""

from __future__ import annotations

from datetime import date

import pytest

from models.meetings.attendance import Attendance, turnout
from models.meetings.due_list import Leave, due_list, last_roster
from models.meetings.meeting import Meeting
from models.meetings.sign_in import grid, press, typed
from models.values.problem import Invalid
from tests.models.meetings.a_village_year import held, settle_branch

DAY = date(2026, 9, 5)


def roster(size: int) -> list[Attendance]:
    return [Attendance(meeting=0, person=place) for place in range(1, size + 1)]


def statuses(rows) -> list[str | None]:
    return [row.status for row in rows]


def test_eighteen_attendances_take_few_keys():
    keys = [*"dddddddddddddddd", "j", "2", "q"]
    rows = typed(roster(18), keys)
    assert len(keys) <= 24
    assert statuses(rows) == ["present"] * 16 + ["leave", "absent"]
    assert rows[16].reason == "生病"


def test_the_rest_are_present_with_one_key():
    rows = typed(roster(18), "ddj3qr")
    assert statuses(rows) == ["present", "present", "leave", "absent"] + ["present"] * 14


def test_every_key_and_the_cursor():
    now = grid(roster(6))
    for key in ("d", "j", "5", "q", "l", "s"):
        now = press(now, key)
    assert now.cursor == 5
    assert statuses(now.rows) == ["present", "leave", "absent", "visiting", "written", None]
    assert not now.done
    now = press(press(now, "up"), "backspace")
    assert statuses(now.rows)[4] is None
    assert press(now, "x") == now
    assert press(press(now, "enter"), "enter").done


def test_a_leave_goes_on_without_a_reason():
    rows = typed(roster(3), "jdd")
    assert statuses(rows) == ["leave", "present", "present"]
    assert rows[0].reason is None


def test_the_statuses_may_be_typed_by_number_too():
    rows = typed(roster(6), "122345")
    assert statuses(rows) == ["present", "leave", "absent", "visiting", "written", None]
    assert rows[1].reason == "生病"


def test_the_cursor_skips_those_on_leave_already():
    rows = [roster(3)[0], roster(3)[1].but(status="leave", reason="公务"), roster(3)[2]]
    assert statuses(typed(rows, "dd")) == ["present", "leave", "present"]


def test_the_due_list_is_the_register_of_the_day(store):
    branch = settle_branch(store)
    store.save(
        Leave(
            person=branch.people[4],
            since=date(2026, 9, 1),
            until=date(2026, 9, 30),
            reason="外出务工",
        )
    )
    rows = due_list(store, Meeting(kind="party-meeting", held=DAY, entered=DAY))
    assert len(rows) == 18
    assert sum(row.vote for row in rows) == 16
    assert [(row.status, row.reason) for row in rows if row.person == branch.people[4]] == [
        ("leave", "外出务工")
    ]
    earlier = due_list(store, Meeting(kind="party-meeting", held=date(2010, 1, 1), entered=DAY))
    assert len(earlier) == 9


def test_a_member_confirmed_later_had_no_vote_before(store):
    settle_branch(store)
    day = date(2017, 3, 1)
    rows = due_list(store, Meeting(kind="party-meeting", held=day, entered=DAY))
    assert (len(rows), sum(row.vote for row in rows)) == (16, 15)


def test_each_kind_has_its_own_people(store):
    branch = settle_branch(store)

    def due(kind: str, **says) -> set[int]:
        meeting = Meeting(kind=kind, held=DAY, entered=DAY, **says)
        return {row.person for row in due_list(store, meeting)}

    assert due("committee") == set(branch.people[:5])
    assert due("joint-meeting") == set(branch.people[:6])
    assert due("representatives") == {*branch.people[:2], *branch.people[5:12]}
    assert len(due("group-meeting", party_group="一组")) == 9
    assert len(due("villagers")) == 19


def test_the_last_roster_is_copied_with_cleared_marks(store):
    branch = settle_branch(store)
    held(store, branch, "committee", date(2026, 8, 5))
    rows = last_roster(store, Meeting(kind="committee", held=DAY, entered=DAY))
    assert [row.person for row in rows] == branch.people[:5]
    assert set(statuses(rows)) == {None}


def test_probationary_members_are_counted_apart():
    rows = [*roster(3), Attendance(meeting=0, person=9, vote=False)]
    count = turnout(typed(rows, "dqdd"))
    assert (count.due, count.present, count.listed, count.came) == (3, 2, 4, 3)
    assert count.rate == "75.0%"


def test_left_out_of_those_due_needs_reason_and_approval(store):
    meeting = Meeting(kind="committee", held=DAY, entered=DAY, due_count=5)
    kept = store.save(meeting)
    branch = settle_branch(store)
    row = Attendance(meeting=kept.id, person=branch.people[0], status="excluded")
    with pytest.raises(Invalid, match=r"不计入应到要写明属于哪种情形。依据《.*》（参考）"):
        store.save(row)
    with pytest.raises(Invalid, match=r"要有上级党组织批准.*请填批准日期。依据"):
        store.save(row.but(reason="迁居或外出半年以上，应转未转组织关系"))
    good = row.but(reason="迁居或外出半年以上，应转未转组织关系", approved=date(2026, 1, 1))
    assert turnout([store.save(good), *roster(2)]).listed == 2
