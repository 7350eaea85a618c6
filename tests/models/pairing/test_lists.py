"""The rolls of the window: what is shown of a household, and the next number to give."""

from __future__ import annotations

from datetime import date

from models.figures.liaison import coverage
from models.pairing.assignment import gaps_on
from models.pairing.lists import household_counts, household_ids, household_rows, next_number
from models.pairing.pairing import Pairing, pair
from models.registers.people import Household
from tests.models.liaison_village import in_category, settle_village

TODAY = date(2026, 9, 30)


def categories(store, **how):
    return [each.categories for each in household_rows(store, [1, 2, 3], TODAY, **how)]


def test_who_is_poor_ill_or_alone_is_shown_only_when_asked_for(store):
    settle_village(store, 3, 1)
    for home, category in ((1, "TP"), (1, "JS"), (2, "LR1"), (3, "TY")):
        in_category(store, home, category)
    assert categories(store) == ["军属", "", "退役军人户"]
    assert categories(store, veiled=False) == ["脱贫户、军属", "独居老人户", "退役军人户"]


def test_what_is_hidden_does_not_order_the_list(store):
    settle_village(store, 3, 1)
    in_category(store, 3, "DB")
    assert household_ids(store, TODAY, order="categories") == [1, 2, 3]
    assert household_ids(store, TODAY, order="categories", veiled=False) == [3, 1, 2]


def test_a_group_that_numbers_for_itself_goes_on_with_its_own(store):
    settle_village(store, 0, 0, 2)
    assert next_number(store) == "001"
    with store.act("建户"):
        for number, group in (("01-007", 1), ("01-008", 1), ("02-003", 2)):
            store.save(Household(number=number, group=group))
    assert next_number(store, 1) == "01-009"
    assert next_number(store, 2) == "02-004"


def test_one_row_of_numbers_for_the_village_goes_on_after_the_last(store):
    settle_village(store, 6, 0, 3)
    assert next_number(store, 1) == "0007"
    store.save(store.get(Household, 6).but(left=TODAY, left_reason="moved"))
    assert next_number(store) == "0007"


def test_unpaired_are_the_households_that_the_workbench_and_the_check_count(store):
    settle_village(store, 4, 2)
    pair(store, Pairing(member=1, household=1, since=TODAY, basis="near"))
    pair(store, Pairing(member=1, household=2, role="standin", since=TODAY, basis="near"))
    with store.act("建户"):
        store.save(Household(number="99-001", since=date(2026, 1, 1)))  # nobody lives there
    gaps = {each.household for each in gaps_on(store, TODAY)}
    assert set(household_ids(store, TODAY, "unpaired")) == gaps and 1 not in gaps and 2 in gaps
    assert household_counts(store, TODAY)["unpaired"] == len(gaps) == coverage(store, TODAY).gaps
