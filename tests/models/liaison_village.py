"""A small invented village: groups, households of three, and members in every n-th household."""

from __future__ import annotations

from datetime import date

from models.keeping.store import Store
from models.members.member import Member
from models.office.village import Group, Unit
from models.registers.people import Household, HouseholdCategory, Person

SURNAMES = "缑鲁茹逄麻晁郗仝綦亓"
GIVEN = ("树林", "文贵", "秀兰", "国强", "桂英", "建军")


def invented(number: int) -> str:
    return SURNAMES[number % 10] + GIVEN[number // 10 % 6]


def settle_village(store: Store, homes: int, members: int, groups: int = 3) -> None:
    """Ids run from 1: groups, households (number 0001 …), members in the first households."""
    with store.act("建村"):
        store.save(Unit(name="槐树庄村"))
        for place in range(1, groups + 1):
            store.save(Group(name=f"第{place}组", place=place))
        for at in range(homes):
            home = store.save(Household(number=f"{at + 1:04}", group=at * groups // homes + 1)).id
            for relation in ("02", "12", "20"):
                person = store.save(
                    Person(
                        name=invented(at),
                        household=home,
                        relation=relation,
                        sex="2" if relation == "12" else "1",
                    )
                ).id
                if relation == "02" and _is_member(at, homes, members):
                    store.save(Member(person=person))


def _is_member(at: int, homes: int, members: int) -> bool:
    """Members sit evenly among the households."""
    return (at + 1) * members // homes > at * members // homes


def in_category(store: Store, household: int, category: str, since: date | None = None) -> None:
    store.save(HouseholdCategory(household=household, category=category, since=since))
