"""The workbench answers as of a day with ids first and rows in chunks."""

from datetime import date

from models.pairing.lists import home_ids, home_lines, load_lines
from models.pairing.pairing import Pairing, pair
from tests.models.liaison_village import settle_village

DAY = date(2026, 3, 1)


def test_the_two_lists(store):
    settle_village(store, 6, 2)
    pair(store, Pairing(member=1, household=1, since=DAY, basis="near"))
    pair(store, Pairing(member=2, household=1, since=DAY, role="standin"))
    assert home_ids(store, DAY) == [1, 2, 3, 4, 5, 6]
    assert home_ids(store, DAY, show="gaps") == [2, 3, 4, 5, 6]
    assert home_ids(store, DAY, show="no-standin", group=1) == [2]
    assert home_ids(store, DAY, show="no-consent") == [1]
    assert home_ids(store, DAY, member=2) == [1]
    assert home_ids(store, date(2026, 2, 28), member=2) == []
    first, third = home_lines(store, [1, 3], DAY)
    assert (first.number, first.group, first.head, first.size) == ("0001", "第1组", "缑树林", 3)
    assert (first.main, first.main_name, first.standin_name) == (1, "茹树林", "晁树林")
    assert (first.since, first.basis, first.consented) == ("2026-03-01", "near", None)
    assert (third.main, third.main_name) == (None, "")
    assert [(each.main, each.standin) for each in load_lines(store, DAY)] == [(1, 0), (0, 1)]
