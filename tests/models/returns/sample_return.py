"""A quarter of 联户 in a small village, for the tests of sending and of opening figures."""

from __future__ import annotations

from datetime import date

from models.keeping.store import Store
from models.matters.matter import Matter
from models.meetings.meeting import Meeting
from models.members.member import Member
from models.office.village import Unit
from models.pairing.pairing import Pairing
from models.registers.people import Household, HouseholdCategory, Person
from models.returns.catalogue import return_called
from models.returns.returning import Asked
from models.values.periods import Period
from models.values.sheet import Sheet
from models.visits.visit import Visit

QUARTER = Period.parse("2026-Q1")
ENDED = date(2026, 3, 31)


def settle(store: Store) -> None:
    """One member, two households, a visit in the quarter and one just after it."""
    store.save(Unit(name="柳河沿村"))
    homes = [store.save(Household(number=number)) for number in ("001", "002")]
    for home, head in zip(homes, ("沈大福", "秦有才"), strict=True):
        store.save(Person(name=head, household=home.id, relation="02"))
    for category in ("TP", "DB"):
        store.save(HouseholdCategory(household=homes[0].id, category=category))
    person = store.save(Person(name="石开山", household=homes[1].id, relation="20"))
    member = store.save(Member(person=person.id, kind="full"))
    began = date(2025, 1, 1)
    store.save(Pairing(member=member.id, household=homes[0].id, since=began))
    store.save(Pairing(member=member.id, household=homes[1].id, since=began,
                       until=date(2026, 2, 1)))
    for day in (date(2026, 3, 3), date(2026, 4, 2)):
        store.save(Visit(member=member.id, household=homes[0].id, day=day, entered=day))
    store.save(Matter(kind="problem", what="缺种子", found=date(2026, 3, 3), visit=1,
                      household=homes[0].id, member=member.id, state="closed",
                      closed=date(2026, 4, 6), result="已送"))
    for held in (date(2026, 2, 5), date(2026, 4, 3)):
        store.save(Meeting(kind="committee", held=held, title="议事", due_count=3,
                           present_count=3, entered=held))


def drawn(store: Store, code: str = "liaison-statistics") -> tuple[Sheet, Asked]:
    """The return of the quarter, as drawn after its end."""
    asked = Asked.of(QUARTER, ENDED)
    return return_called(code).draw(store, asked), asked
