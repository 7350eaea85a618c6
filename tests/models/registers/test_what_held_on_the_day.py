"""A past day is told as it was: who was 户主, how many there were, who belonged, who had gone."""

from __future__ import annotations

from datetime import date

import pytest

from models.checks.registers import impossible_visits
from models.keeping.store import Store
from models.members.member import Journey, Member, go, members_on
from models.moves.moving import death, move_in
from models.overview.member import member_lines
from models.pairing.lists import household_rows, person_ids
from models.pairing.pairing import Pairing
from models.registers.people import Household, Person, household_lines, household_on
from models.returns.registers import facts
from models.returns.returning import Asked
from models.values.periods import Period
from models.visits.visit import Visit, visit_faults
from tests.models.liaison_village import settle_village

MAY, JUNE, TODAY = date(2026, 5, 31), date(2026, 6, 1), date(2026, 12, 1)


@pytest.fixture
def village(store: Store) -> Store:
    """Four households of three; a member each in the first two."""
    settle_village(store, 4, 2)
    return store


def test_the_head_and_the_size_are_those_of_the_day(village: Store) -> None:
    head, heir = (village.get(Person, row).name for row in (1, 2))
    death(village, 1, JUNE, head=2, today=TODAY)
    before, after = (household_rows(village, [1], day)[0] for day in (MAY, JUNE))
    assert ((before.head, before.size), (after.head, after.size)) == ((head, 3), (heir, 2))
    assert [household_lines(village, day)[1].head for day in (MAY, JUNE)] == [head, heir]
    assert (1 in person_ids(village, MAY), 1 in person_ids(village, JUNE)) == (True, False)


def test_who_moved_within_the_village_was_on_the_register_all_along(village: Store) -> None:
    move_in(village, village.get(Person, 3), 2, "80", JUNE, "投亲", today=TODAY)
    assert household_on(village, 3, MAY) == 1
    sheet = facts(village, Asked.of(Period.parse("2026-05"), TODAY))
    assert next(row.values for row in sheet.rows if row.values[1] == "人口")[2] == 12


def test_the_last_day_of_a_pairing_counts_in_the_roll(village: Store) -> None:
    member = village.find(Member)[0].rowid
    village.save(Pairing(member=member, household=3, role="main", since=date(2026, 1, 1),
                         until=JUNE))
    cared = [member_lines(village, day)[member].households for day in (JUNE, date(2026, 6, 2))]
    assert cared == [1, 0]


def test_nobody_goes_visiting_on_the_day_of_leaving(village: Store) -> None:
    member = village.find(Member)[0]
    village.save(village.get(Person, member.person).but(left=JUNE, left_reason="died"))
    visit = Visit(member=member.rowid, household=4, day=JUNE, entered=JUNE)
    assert set(visit_faults(village, visit)) == {"member"}
    village.save(visit)
    assert [each.rule for each in impossible_visits(village)] == ["visit-gone"]
    assert visit_faults(village, visit.but(day=MAY, household=4)) == {}


def test_a_member_stands_as_on_the_day(village: Store) -> None:
    member = village.find(Member)[0]
    village.save(member.but(kind="full", joined="2025-05-01", confirmed=JUNE.isoformat()))
    go(village, Journey(member=member.rowid, went=JUNE, destination="省城"))
    then, now = ({each.rowid: each for each in members_on(village, day)}[member.rowid]
                 for day in (MAY, JUNE))
    assert (then.kind, then.mobile) == ("probationary", False)
    assert (now.kind, now.mobile, now.mobile_to) == ("full", True, "省城")


def test_a_household_that_left_was_there_before(village: Store) -> None:
    village.save(village.get(Household, 4).but(left=JUNE, left_reason="moved"))
    homes = [next(row.values for row in facts(village, Asked.of(Period.parse(month), TODAY)).rows
                  if row.values[1] == "户数")[2] for month in ("2026-05", "2026-06")]
    assert homes == [4, 3]
