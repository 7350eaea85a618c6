"""The sample village's names and people: households by group, the members and the committee."""

from __future__ import annotations

import random
import tomllib
from dataclasses import dataclass, field
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from models.members.member import Member, MemberKind, Post
from models.office.village import Group, Unit
from models.registers.people import Household, HouseholdCategory, Person
from models.values.identity import check_digit
from resources import resource

if TYPE_CHECKING:
    from models.keeping.store import Store

FIRST, LAST = date(2025, 11, 16), date(2026, 11, 15)
"""The year the sample village has lived through."""

MEMBERS = 48
ADDRESS_CODES = ("410305", "410308", "410322", "410922", "411003", "411102")
CATEGORIES = (("TP", 31), ("JC1", 4), ("JC2", 3), ("DB", 12), ("TK", 3))
"""How many of 570 households are in each category."""


@dataclass
class Cast:
    """Who lives in the sample village."""

    homes: list[Household] = field(default_factory=list)
    heads: list[Person] = field(default_factory=list)
    grown: list[Person] = field(default_factory=list)
    members: list[tuple[Member, Person]] = field(default_factory=list)


@cache
def words() -> dict[str, Any]:
    """The invented names, places and topics."""
    return tomllib.loads(resource("demo/village.toml").read_text(encoding="utf-8"))


def people_the_village(store: Store, chance: random.Random, households: int) -> Cast:
    """The village, its groups, and every household with its people."""
    said = words()
    names = ("county", "town", "district", "code", "branch", "phone")
    store.save(Unit(name=said["village"], star_set="rural", **{each: said[each] for each in names}))
    groups = [
        store.save(Group(name=name, kind="group", place=place))
        for place, name in enumerate(said["groups"], 1)
    ]
    cast = Cast()
    for place in range(households):
        group = groups[place * len(groups) // households]
        _household(store, chance, cast, group, place)
    _categories(store, chance, cast)
    _party(store, chance, cast)
    return cast


def _household(
    store: Store, chance: random.Random, cast: Cast, group: Group, place: int
) -> None:
    before = sum(each.group == group.rowid for each in cast.homes)
    number = f"{group.place:02d}-{before + 1:03d}"
    road = chance.choice(words()["roads"])
    home = store.save(Household(
        number=number, group=group.rowid, address=f"{group.name}{road}{before + 1}号",
        since=date(2010, 1, 1),
    ))
    cast.homes.append(home)
    size = chance.choices((1, 2, 3, 4, 5, 6), (6, 20, 27, 27, 14, 6))[0]
    surname = _surname(chance)
    for each in range(size):
        person = store.save(_person(chance, home, surname, each))
        if each == 0:
            cast.heads.append(person)
        if person.id_number:
            cast.grown.append(person)


def _surname(chance: random.Random) -> str:
    said = words()
    if chance.random() < 0.04:
        return str(chance.choice(said["rare_surnames"]))
    return str(chance.choice(said["surnames"]))


# place in the household → relation and sex (GB/T 4761-2008), first and last year of birth
KIN = (
    ("02", "1", 1880, 1888), ("12", "2", 1880, 1889), ("22", "1", 1893, 1899),
    ("38", "2", 1893, 1899), ("42", "2", 2008, 2020), ("41", "1", 2010, 2023),
)


def _person(chance: random.Random, home: Household, surname: str, place: int) -> Person:
    relation, sex, first, last = KIN[place]
    if relation == "02" and chance.random() < 0.12:
        sex = "2"
    day = date(chance.randint(first, last), chance.randint(1, 12), chance.randint(1, 28))
    own = surname if relation not in ("12", "38") else _surname(chance)
    grown = last < 1900
    return Person(
        name=own + _given(chance, sex), household=home.rowid, relation=relation, sex=sex,
        ethnic="03" if chance.random() < 0.03 else "01",
        id_number=_id_number(chance, day, sex) if grown else None, born=day.isoformat(),
        education=_education(chance) if grown else None,
        politics="13" if grown else None,
        phone=f"154{chance.randint(0, 99_999_999):08d}" if place < 3 else None,
        work=chance.choice(words()["jobs"]) if grown else None,
        address=home.address, since=home.since,
    )


def _education(chance: random.Random) -> str:
    return chance.choices(("81", "71", "61", "31", "21"), (25, 45, 20, 7, 3))[0]


def _given(chance: random.Random, sex: str) -> str:
    said = words()
    if chance.random() < 0.01:
        return str(chance.choice(said["rare_given"]))
    return str(chance.choice(said["men" if sex == "1" else "women"]))


def _id_number(chance: random.Random, day: date, sex: str) -> str:
    order = chance.randrange(0, 499) * 2 + int(sex == "1")
    first17 = f"{chance.choice(ADDRESS_CODES)}{day:%Y%m%d}{order:03d}"
    return first17 + check_digit(first17)


def _categories(store: Store, chance: random.Random, cast: Cast) -> None:
    homes = chance.sample(cast.homes, len(cast.homes))
    for category, of_570 in CATEGORIES:
        for _ in range(round(of_570 * len(cast.homes) / 570)):
            store.save(HouseholdCategory(
                household=homes.pop().rowid, category=category, since=date(2021, 1, 1),
                source="镇办公室台账",
            ))


def _party(store: Store, chance: random.Random, cast: Cast) -> None:
    said = words()
    many = min(MEMBERS, max(3, len(cast.grown) // 12), len(cast.grown))
    for place, person in enumerate(chance.sample(cast.grown, many)):
        joined = date(chance.randint(1965, 2018), chance.randint(1, 12), chance.randint(1, 28))
        probationary = place >= many - 2
        mobile = chance.random() < 0.12
        away = chance.choice(words()["away"]) if mobile else None
        member = store.save(Member(
            person=person.rowid, kind=MemberKind.PROBATIONARY if probationary else MemberKind.FULL,
            branch=said["branch"], party_group=said["party_groups"][place % 4],
            joined="2026-03-20" if probationary else joined.isoformat(),
            confirmed=None if probationary else joined.replace(year=joined.year + 1).isoformat(),
            job="农牧渔民", mobile=mobile, mobile_to=away, lost=False,
        ))
        politics = "02" if probationary else "01"
        cast.members.append((member, store.save(person.but(politics=politics))))
    _committee(store, cast)


def _committee(store: Store, cast: Cast) -> None:
    titles = (("党支部书记", "branch"), ("村委会主任", "committee"), ("支部副书记", "branch"),
              ("组织委员", "branch"), ("宣传委员", "branch"), ("纪检委员", "supervision"))
    settled = [person for member, person in cast.members if member.kind == MemberKind.FULL]
    holders = (settled[0], settled[0], *settled[1:5])
    for (title, body), person in zip(titles, holders, strict=False):
        store.save(Post(person=person.rowid, title=title, body=body, since=date(2021, 1, 20)))
