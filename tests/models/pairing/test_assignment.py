"""A proposal shows what it would do, touches gaps only, and is done in one act."""

from collections import Counter
from datetime import date

import pytest

from models.figures.liaison import COVERAGE, coverage, coverage_words, covered_by_group
from models.figures.measure import Days
from models.members.member import Member
from models.moves.moving import move_away
from models.office.village import change_policy
from models.pairing.assignment import accept, propose
from models.pairing.pairing import SERVES, end_pairing, excuse, excused_on, pairings_on
from models.registers.people import Person
from tests.models.liaison_village import settle_village

DAY = date(2026, 3, 1)


def loads(store, day):
    return Counter(Counter(each.member for each in pairings_on(store, day)).values())


def test_the_town_with_5355_households_and_576_members(store):
    settle_village(store, 5355, 576, 40)
    proposal = propose(store, DAY)
    assert not pairings_on(store, DAY)
    assert proposal.words.endswith("之后：405 人各联 9 户，171 人各联 10 户。")
    assert accept(store, proposal) == 5355
    assert loads(store, DAY) == {10: 171, 9: 405}
    assert coverage_words(store, DAY) == "已结对 5355 户／应结对 5355 户，100.0%"

    dropped = {5, 300, 576}
    theirs = {each.household for each in pairings_on(store, DAY) if each.member in dropped}
    later = date(2026, 7, 1)
    with store.act("三人不再联户"):
        for each in pairings_on(store, later):
            if each.member in dropped:
                end_pairing(store, each, date(2026, 6, 30), "外出")
    again = propose(store, later, without=dropped)
    assert {each.household for each in again.placed} == theirs
    assert not {each.member for each in again.placed} & dropped
    accept(store, again)
    assert loads(store, later) == {10: 5355 - 9 * 573, 9: 573 - (5355 - 9 * 573)}


def test_the_community_with_719_households_and_36_members(store):
    settle_village(store, 719, 36)
    assert accept(store, propose(store, DAY)) == 719
    assert loads(store, DAY) == {20: 35, 19: 1}
    assert store.undo() == "按建议结对 719 户"
    assert not pairings_on(store, DAY)


def test_the_excused_get_no_households_unless_they_are_willing(store):
    settle_village(store, 30, 5)
    people = [store.get(Person, each.person) for each in store.find(Member)]
    store.save(people[0].but(born="1890-05"))
    store.save(store.get(Member, 2).but(mobile=True))
    excuse(store, 3, "frail", DAY)
    assert excused_on(store, DAY) == {1: "70周岁及以上", 2: "流动外出", 3: "年老体弱"}
    assert {each.member for each in propose(store, DAY).placed} == {4, 5}
    excuse(store, 1, SERVES, DAY)
    assert {each.member for each in propose(store, DAY).placed} == {1, 4, 5}


def test_the_office_may_set_its_own_cap(store):
    settle_village(store, 30, 3)
    change_policy(store, "pairing", most=8)
    proposal = propose(store, DAY)
    assert (len(proposal.placed), len(proposal.left)) == (24, 6)
    assert "还有 6 户排不下，请放宽每人上限或增加党员。" in proposal.words


def test_empty_and_departed_households_are_not_in_the_base(store):
    settle_village(store, 6, 3, 2)
    move_away(store, 6, DAY, "外出购房")
    for each in store.find(Person, "household = 5"):
        store.save(each.but(left=DAY, left_reason="moved"))
    accept(store, propose(store, DAY))
    groups = covered_by_group(store, COVERAGE, Days(DAY, DAY))
    assert [(each.name, each.part, each.base) for each in groups] == [
        ("第1组", 3, 3), ("第2组", 1, 1)]
    assert coverage(store, date(2026, 2, 1)).base == 6


@pytest.mark.parametrize("only", [{1, 2}, set()])
def test_a_proposal_for_some_households_only(store, only):
    settle_village(store, 6, 2)
    assert {each.household for each in propose(store, DAY, only=only).placed} == only
