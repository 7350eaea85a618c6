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
from models.values.days import age_on
from models.values.identity import check_digit
from resources import resource
from sample.families import MAN, MARRIED_IN, WOMAN, Soul, born, living_together

if TYPE_CHECKING:
    from models.keeping.store import Store

FIRST, LAST = date(2025, 11, 16), date(2026, 11, 15)
"""The year the sample village has lived through."""

HOME_FOR_NEW_YEAR = date(2026, 2, 8), date(2026, 3, 6)
"""From when until when those who work away are at home."""

MEMBERS = 48
MOBILE = 0.12
"""The share of members who work away."""

ADDRESS_CODE, ELSEWHERE = "419921", ("419903", "419908", "419926")
"""Begin no number that was ever given out: GB/T 2260 has no 4199."""
CATEGORIES = (("TP", 31), ("JC1", 4), ("JC2", 3), ("DB", 12), ("TK", 3))
"""How many of 570 households are in each category."""

GROWN, YOUNGEST_MEMBER = 18, 23


@dataclass
class Cast:
    """Who lives in the sample village."""

    homes: list[Household] = field(default_factory=list)
    heads: list[Person] = field(default_factory=list)
    grown: list[Person] = field(default_factory=list)
    members: list[tuple[Member, Person]] = field(default_factory=list)
    numbers: set[str] = field(default_factory=set)
    at_home: dict[int, list[Person]] = field(default_factory=dict)

    def age(self, person: Person) -> int:
        """Years at the end of the sample's year."""
        return age_on(person.born or "", LAST)


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
    souls = living_together(chance)
    grown_up = date(LAST.year - souls[0].age + 22, 1, 1)
    home = store.save(Household(
        number=number, group=group.rowid, address=f"{group.name}{road}{before + 1}号",
        since=max(date(2010, 1, 1), grown_up),
    ))
    cast.homes.append(home)
    surname, called = _surname(chance), words()["first_heads"][place:place + 1]
    people = [_person(chance, cast, home, called[0][0] if called else surname, each)
              for each in souls]
    if called:
        people[0] = people[0].but(name=called[0])
    people = [store.save(each) for each in people]
    cast.heads.append(people[0])
    cast.grown += [each for each in people if cast.age(each) >= GROWN]
    cast.at_home[home.rowid] = people


def _surname(chance: random.Random) -> str:
    said = words()
    if chance.random() < 0.04:
        return str(chance.choice(said["rare_surnames"]))
    return str(chance.choice(said["surnames"]))


def _person(
    chance: random.Random, cast: Cast, home: Household, surname: str, soul: Soul
) -> Person:
    day = born(chance, soul.age, LAST)
    own = _surname(chance) if soul.relation in MARRIED_IN else surname
    return Person(
        name=own + _given(chance, soul), household=home.rowid, relation=soul.relation,
        sex=soul.sex, ethnic="03" if chance.random() < 0.03 else "01",
        id_number=_id_number(chance, cast, day, soul) if soul.age else None, born=day.isoformat(),
        education=_by_age(chance, "education", soul.age),
        politics=_by_age(chance, "politics", soul.age),
        phone=_phone(chance) if 14 <= soul.age < 80 and chance.random() < 0.85 else None,
        work=_by_age(chance, "work", soul.age), address=home.address,
        since=max(home.since or day, day),
    )


def _by_age(chance: random.Random, what: str, age: int) -> str | None:
    """A choice among those usual at an age; a blank one stands for nothing written."""
    usual = next(each["usual"] for each in words()[what] if age >= each["from"])
    return str(chance.choice(usual)) or None


def _given(chance: random.Random, soul: Soul) -> str:
    said = words()
    if chance.random() < 0.01:
        return str(chance.choice(said["rare_given"]))
    since = next(each for each in said["given"] if soul.age >= each["from"])
    return str(chance.choice(since["men" if soul.sex == MAN else "women"]))


def _phone(chance: random.Random) -> str:
    """In 154, which no carrier was given."""
    return f"154{chance.randint(0, 99_999_999):08d}"


def _id_number(chance: random.Random, cast: Cast, day: date, soul: Soul) -> str:
    order = chance.randrange(0, 499) * 2 + int(soul.sex == MAN)
    code = chance.choice(ELSEWHERE) if soul.relation in MARRIED_IN else ADDRESS_CODE
    first17 = f"{code}{day:%Y%m%d}{order:03d}"
    number = first17 + check_digit(first17)
    if number in cast.numbers:
        return _id_number(chance, cast, day, soul)
    cast.numbers.add(number)
    return number


def _categories(store: Store, chance: random.Random, cast: Cast) -> None:
    homes = chance.sample(cast.homes, len(cast.homes))
    for category, of_570 in CATEGORIES:
        for _ in range(round(of_570 * len(cast.homes) / 570)):
            store.save(HouseholdCategory(
                household=homes.pop().rowid, category=category, since=date(2021, 1, 1),
                source="镇办公室台账",
            ))


# ── the branch ───────────────────────────────────────────────────────────────


OFFICES: tuple[tuple[tuple[tuple[str, str], ...], str, int], ...] = (
    ((("党支部书记", "branch"), ("村委会主任", "committee")), MAN, 50),
    ((("支部副书记", "branch"), ("村委会副主任", "committee")), MAN, 46),
    ((("组织委员", "branch"),), WOMAN, 39),
    ((("宣传委员", "branch"), ("文书", "other")), MAN, 34),
    ((("纪检委员", "branch"), ("监委会主任", "supervision")), MAN, 53),
    ((("村委会委员", "committee"), ("妇联主席", "other")), WOMAN, 42),
    ((("村委会委员", "committee"), ("治保主任", "other")), MAN, 45),
    ((("监委会委员", "supervision"),), MAN, 57),
    ((("监委会委员", "supervision"),), WOMAN, 48),
)
"""The posts of one person, with sex and about the age; nobody of the village committee supervises
it (村民委员会组织法 第三十二条), the committee has a woman (第六条)."""

ELECTED, ELECTED_BEFORE = date(2021, 1, 20), date(2017, 12, 22)
BEFORE = (("党支部书记", "branch"), ("村委会主任", "committee"), ("支部委员", "branch"),
          ("村委会委员", "committee"), ("村委会委员", "committee"))
"""The posts of the term before, each of another person."""
HOMES_A_REPRESENTATIVE = 12
"""A 村民代表 for every 5 to 15 households, a third of them women (村民委员会组织法 第二十五条)."""


def _party(store: Store, chance: random.Random, cast: Cast) -> None:
    many = min(MEMBERS, max(3, len(cast.grown) // 12), len(cast.grown))
    full = _full_members(chance, cast, many - 2)
    held = len(OFFICES)
    could_leave = [each.rowid for each in full[held:] if cast.age(each) < 56]
    away = could_leave[:round(MOBILE * many)]
    young = [each for each in cast.grown if each not in full]
    young = sorted(young, key=lambda each: abs(cast.age(each) - 25))[:many - len(full)]
    for place, person in enumerate([*full, *young]):
        _member(store, chance, cast, person, words()["party_groups"][place % 4],
                probationary=place >= len(full), mobile=person.rowid in away)
    for (posts, _, _), (_, person) in zip(OFFICES, cast.members[:len(full)], strict=False):
        for title, body in posts:
            store.save(Post(person=person.rowid, title=title, body=body, since=ELECTED))
    old = (person for _, person in cast.members[held:len(full)] if 56 < cast.age(person) < 76)
    for (title, body), person in zip(BEFORE, old, strict=False):
        store.save(Post(person=person.rowid, title=title, body=body, since=ELECTED_BEFORE,
                        until=ELECTED))
    _representatives(store, cast)


def _full_members(chance: random.Random, cast: Cast, many: int) -> list[Person]:
    """The office holders first, each of a home of its own, then more men than women, more old
    than young."""
    left = {each.rowid: each for each in cast.grown if cast.age(each) >= YOUNGEST_MEMBER}
    found: list[Person] = []
    for _, sex, age in OFFICES[:many]:
        homes = {each.household for each in found}
        found.append(left.pop(min(left, key=lambda row: (
            left[row].household in homes, left[row].sex != sex,
            abs(cast.age(left[row]) - age), row))))
    drawn = sorted(left.values(), key=lambda each: chance.random() ** (
        1 / ((3 if each.sex == MAN else 1) * (1 + cast.age(each) // 25))), reverse=True)
    return found + drawn[:many - len(found)]


def _member(
    store: Store, chance: random.Random, cast: Cast, person: Person, group: str, *,
    probationary: bool, mobile: bool,
) -> None:
    year = min(LAST.year - 3, LAST.year - cast.age(person) + chance.randint(20, 34))
    joined = date(year, chance.randint(1, 12), chance.randint(1, 28))
    member = store.save(Member(
        person=person.rowid, kind=MemberKind.PROBATIONARY if probationary else MemberKind.FULL,
        branch=words()["branch"], party_group=group,
        joined="2026-03-20" if probationary else joined.isoformat(),
        confirmed=None if probationary else joined.replace(year=joined.year + 1).isoformat(),
        job="农牧渔民", mobile=mobile,
        mobile_to=chance.choice(words()["away"]) if mobile else None, lost=False,
    ))
    kept = store.save(person.but(politics="02" if probationary else "01",
                                 phone=person.phone or _phone(chance)))
    at_home = cast.at_home[kept.household or 0]
    at_home[:] = [kept if each.rowid == kept.rowid else each for each in at_home]
    cast.members.append((member, kept))


def _representatives(store: Store, cast: Cast) -> None:
    """One of every stretch of households: the head, and in every second one a woman."""
    for place, home in enumerate(cast.homes[HOMES_A_REPRESENTATIVE // 2::HOMES_A_REPRESENTATIVE]):
        grown = [each for each in cast.at_home[home.rowid]
                 if age_on(each.born or "", ELECTED) >= GROWN]
        women = [each for each in grown if each.sex == WOMAN]
        person = women[0] if place % 2 and women else grown[0]
        store.save(Post(person=person.rowid, title="村民代表", body="other", since=ELECTED))


def works_away(member: Member, day: date) -> bool:
    """Whether a member is where the work is on a day of the sample's year."""
    first, last = HOME_FOR_NEW_YEAR
    return bool(member.mobile) and not first <= day < last
