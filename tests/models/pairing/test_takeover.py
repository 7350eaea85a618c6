"""When a member leaves or dies, the households go on to others in one act."""

from datetime import date

import pytest

from models.moves.moving import death, split
from models.pairing.pairing import Pairing, cautions, pair, pairings_on
from models.pairing.takeover import propose_take_over, take_over
from models.values.problem import Invalid
from tests.models.liaison_village import settle_village

BEGUN, DAY = date(2026, 1, 1), date(2026, 6, 1)


@pytest.fixture
def paired(store):
    settle_village(store, 12, 3)
    for home in range(1, 13):
        if home not in (4, 8):
            pair(store, Pairing(member=1 if home < 5 else 2, household=home, since=BEGUN))
    pair(store, Pairing(member=3, household=1, role="standin", since=BEGUN))
    return store


def test_the_stand_in_comes_first_the_others_are_spread(paired):
    proposal = propose_take_over(paired, 1, DAY)
    went = {each.household: each.member for each in proposal.placed}
    assert set(went) == {1, 2, 3} and went[1] == 3 and proposal.after[3] == 3
    left = take_over(paired, 1, DAY, "因病不再联户", went)
    assert left == []
    assert [each.role for each in pairings_on(paired, DAY, household=1)] == ["main"]
    ended = [each for each in pairings_on(paired, date(2026, 5, 31)) if each.member == 1]
    assert {(each.until, each.end_reason) for each in ended} == {
        (date(2026, 5, 31), "因病不再联户")
    }
    assert paired.undo().startswith("接替联户：")
    assert {each.member for each in pairings_on(paired, DAY, household=2)} == {1}


def test_a_death_ends_the_pairings_and_the_take_over_may_follow(paired):
    before = [each.member for each in pairings_on(paired, DAY) if each.household == 2]
    death(paired, 10, DAY, head=11, today=DAY)
    assert not [each for each in pairings_on(paired, DAY) if each.member == 1]
    proposal = propose_take_over(paired, 1, DAY)
    assert {each.household for each in proposal.placed} == {1, 2, 3}
    assert take_over(paired, 1, DAY, "去世", {1: 3, 2: 3}) == [3]
    assert [each.member for each in pairings_on(paired, DAY) if each.household == 2] != before


def test_a_take_over_needs_a_reason_and_a_successor_who_is_there(paired):
    with pytest.raises(Invalid, match="原因还没有填"):
        take_over(paired, 1, DAY, " ", {})
    death(paired, 34, DAY, head=35, today=DAY)
    with pytest.raises(Invalid, match="不能再联户，请另选党员"):
        take_over(paired, 1, DAY, "外出", {1: 3})
    assert len([each for each in pairings_on(paired, DAY) if each.member == 1]) == 3


def test_what_the_secretary_is_told_before_pairing(paired):
    own = cautions(paired, Pairing(member=1, household=4, since=DAY))
    assert own == ["逄树林就是这一户的人，请考虑换一名党员。"]
    new = split(paired, 4, [12], "0013", 12, DAY, "结婚分家", today=DAY)
    kin = cautions(paired, Pairing(member=1, household=new.id, since=DAY))
    assert kin == ["这一户是从该党员家分出来的，可能是亲属，请核对。"]
