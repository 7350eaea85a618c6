"""Households are spread evenly over the members, near first, and nobody gets the own one."""

from collections import Counter

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.pairing.assignment import Carrier, Unpaired, spread


def village(homes, members, groups):
    gaps = [Unpaired(at + 1, at * groups // homes + 1) for at in range(homes)]
    carriers = [Carrier(at + 1, at * groups // members + 1) for at in range(members)]
    return gaps, carriers, list(range(1, groups + 1))


@pytest.mark.parametrize(
    ("homes", "members", "groups", "loads"),
    [
        (5355, 576, 40, {10: 171, 9: 405}),
        (719, 36, 3, {20: 35, 19: 1}),
        (252, 41, 5, {7: 6, 6: 35}),
        (3, 5, 2, {1: 3}),
    ],
)
def test_the_even_assignments(homes, members, groups, loads):
    gaps, carriers, order = village(homes, members, groups)
    placed, left = spread(gaps, carriers, 20, order)
    assert not left
    assert sorted(each.household for each in placed) == [each.household for each in gaps]
    assert Counter(Counter(each.member for each in placed).values()) == loads


def test_the_cap_is_kept_and_what_is_left_is_said():
    gaps, carriers, order = village(50, 2, 1)
    placed, left = spread(gaps, carriers, 20, order)
    assert len(placed) == 40
    assert [each.household for each in left] == list(range(41, 51))


def test_gaps_stay_in_their_group_while_it_has_room_then_go_to_the_nearest():
    gaps = [Unpaired(1, 1), Unpaired(2, 1), Unpaired(3, 1), Unpaired(4, 3)]
    carriers = [Carrier(11, 1), Carrier(12, 2), Carrier(13, 3), Carrier(14, 3)]
    placed, _ = spread(gaps, carriers, 20, [1, 2, 3])
    went = {each.household: (each.member, each.near) for each in placed}
    assert went == {1: (11, True), 2: (12, False), 3: (14, False), 4: (13, True)}


def test_loads_at_the_start_are_evened_out():
    carriers = [Carrier(1, 1, load=5), Carrier(2, 1, load=2), Carrier(3, 1)]
    placed, _ = spread([Unpaired(at, 1) for at in range(5)], carriers, 20)
    assert Counter(each.member for each in placed) == {3: 3, 2: 2}


def test_nobody_is_given_the_own_household_even_as_the_last_one():
    carriers = [Carrier(1, 1, own=2), Carrier(2, 1, own=1)]
    placed, left = spread([Unpaired(1, 1), Unpaired(2, 1)], carriers, 1)
    assert {(each.household, each.member) for each in placed} == {(1, 1), (2, 2)} and not left
    carriers = [Carrier(1, 1, own=1), Carrier(2, 1)]
    placed, left = spread([Unpaired(1, 1), Unpaired(2, 1)], carriers, 1)
    assert {(each.household, each.member) for each in placed} == {(1, 2), (2, 1)} and not left
    assert spread([Unpaired(7, 1)], [Carrier(1, 1, own=7)], 20) == ([], [Unpaired(7, 1)])


@given(
    homes=st.integers(0, 60),
    most=st.integers(1, 9),
    loads=st.lists(st.integers(0, 6), min_size=1, max_size=9),
    groups=st.integers(1, 4),
)
def test_as_even_as_the_loads_allow(homes, most, loads, groups):
    gaps = [Unpaired(at, at % groups + 1) for at in range(homes)]
    carriers = [Carrier(at, at % groups + 1, load) for at, load in enumerate(loads)]
    placed, left = spread(gaps, carriers, most, range(1, groups + 1))
    assert len(placed) + len(left) == homes
    more = Counter(each.member for each in placed)
    after = [load + more[at] for at, load in enumerate(loads)]
    assert all(load <= most for at, load in enumerate(after) if more[at])
    assert not left or min(after) >= most
    taking = [load for at, load in enumerate(after) if more[at]]
    assert not taking or max(taking) <= min(after) + 1
