"""A past day is told as it was: who was 户主, how many there were, who belonged, who had gone."""

from __future__ import annotations

from datetime import date, timedelta
from itertools import product

import pytest

from models.checks.registers import impossible_visits
from models.keeping.acting import EVER
from models.keeping.store import Store
from models.members.member import Journey, Member, go, members_on
from models.moves.moving import death, move_in
from models.office.village import Group
from models.overview.member import member_lines
from models.pairing.lists import household_rows, person_ids
from models.pairing.pairing import Pairing
from models.registers.people import (
    Household,
    Person,
    household_lines,
    household_on,
    move_to_group,
)
from models.returns.registers import facts
from models.returns.returning import Asked
from models.values.periods import Period
from models.values.problem import Invalid
from models.visits.visit import Visit, visit_faults
from tests.conftest import Clock
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


# ── what is dated of a record


SAID = tuple(product((1, 2, None), (EVER, *(date(2026, month, 9) for month in (2, 5, 8)))))
"""What may be said of a household: its group, and from which day."""
ASKED = tuple(date(2026, month, 9) + timedelta(days=more)
              for month in (2, 5, 8) for more in (-1, 0))


def test_what_is_dated_is_on_every_day_what_was_said_last_of_that_day(
    store: Store, clock: Clock
) -> None:
    clock.set(date(2026, 9, 1))
    every = tuple(product(SAID, repeat=3))
    with store.act("改组"):
        for place in (1, 2):
            store.save(Group(name=f"第{place}组", kind="group", place=place))
        homes = [store.save(Household(number=str(at), group=1)) for at in range(len(every))]
        for home, said in zip(homes, every, strict=True):
            for group, since in said:
                with store.dating(since):
                    store.save(home.but(group=group))
    stood = {day: {each.number: each.group for each in store.on(Household, day)} for day in ASKED}
    assert {(said, day) for at, said in enumerate(every) for day in ASKED
            if stood[day][str(at)] != replayed(said, day)} == set()


def replayed(said: tuple[tuple[int | None, date], ...], day: date) -> int | None:
    """Each saying holds from its day on; to say again what is so already says nothing."""
    now: int | None = 1
    timeline = dict.fromkeys(ASKED, now)
    for group, since in said:
        if group != now:
            timeline |= {each: group for each in ASKED if each >= since}
            now = group
    return timeline[day]


def test_a_change_holds_from_today_when_nothing_is_said_and_never_from_a_day_ahead(
    store: Store, clock: Clock
) -> None:
    clock.set(date(2026, 9, 1))
    home = store.save(Household(number="1", address="村口"))
    store.save(Group(name="第1组", kind="group", place=1))
    move_to_group(store, [home.rowid], 1)
    assert [each.group for day in (date(2026, 8, 31), date(2026, 9, 1))
            for each in store.on(Household, day)] == [None, 1]
    with pytest.raises(Invalid, match="2026-09-02 还没有到"):
        move_to_group(store, [home.rowid], None, date(2026, 9, 2))
    assert store.get(Household, home.rowid).group == 1
    with store.act("删户"):
        store.remove(store.get(Household, home.rowid))
    assert store.count("former") == 0
    store.undo()
    assert [each.group for each in store.on(Household, date(2026, 8, 31))] == [None]
