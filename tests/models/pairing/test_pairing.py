"""A household has one main member at a time, and every pairing knows its days."""

from datetime import date

import pytest

from models.keeping.store import Store
from models.members.member import Member
from models.pairing.pairing import Pairing, end_pairing, pair, pairings_on
from models.registers.people import Household, Person
from models.values.problem import Invalid


@pytest.fixture
def store(tmp_path):
    with Store(tmp_path / "村.lianxing") as store:
        store.save(Household(number="001"))
        for name in ("缑树林", "鲁文贵"):
            store.save(Member(person=store.save(Person(name=name)).id))
        yield store


def main_members(store, day):
    return {each.household: each.member for each in pairings_on(store, day)}


def test_a_new_main_member_takes_over_in_one_act(store):
    pair(store, Pairing(member=1, household=1, since=date(2026, 1, 1), basis="near"))
    pair(store, Pairing(member=2, household=1, since=date(2026, 5, 1)))
    assert main_members(store, date(2026, 4, 30)) == {1: 1}
    assert main_members(store, date(2026, 5, 1)) == {1: 2}
    assert store.undo() == "结对：鲁文贵 — 001 户"
    assert main_members(store, date(2026, 5, 1)) == {1: 1}


def test_a_standin_does_not_take_over(store):
    pair(store, Pairing(member=1, household=1, since=date(2026, 1, 1)))
    pair(store, Pairing(member=2, household=1, role="standin", since=date(2026, 2, 1)))
    roles = [each.role for each in pairings_on(store, date(2026, 3, 1), household=1)]
    assert roles == ["main", "standin"]


def test_a_main_pairing_cannot_begin_before_a_later_one(store):
    pair(store, Pairing(member=1, household=1, since=date(2026, 5, 1)))
    with pytest.raises(Invalid, match="2026-05-01 已有主联党员"):
        pair(store, Pairing(member=2, household=1, since=date(2026, 1, 1)))
    assert len(pairings_on(store, date(2026, 6, 1))) == 1


def test_who_has_left_can_neither_look_after_nor_be_looked_after(store):
    member = store.get(Member, 1)
    store.save(member.but(left=date(2026, 1, 1), left_reason="moved"))
    with pytest.raises(Invalid, match="缑树林 已于 2026-01-01 离册"):
        pair(store, Pairing(member=1, household=1, since=date(2026, 2, 1)))
    home = store.get(Household, 1)
    store.save(home.but(left=date(2026, 1, 1), left_reason="moved"))
    with pytest.raises(Invalid, match="001 户已于 2026-01-01 离册"):
        pair(store, Pairing(member=2, household=1, since=date(2026, 2, 1)))


def test_an_ended_pairing_stays_in_history(store):
    kept = pair(store, Pairing(member=1, household=1, since=date(2026, 1, 1)))
    end_pairing(store, kept, date(2026, 3, 31), "户主要求换人")
    assert pairings_on(store, date(2026, 3, 31)) and not pairings_on(store, date(2026, 4, 1))
    assert store.get(Pairing, kept.id).end_reason == "户主要求换人"
