"""How a person, member or household will stand once a roster's row is laid over what is known."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from models.intake.matching import TRUSTED
from models.intake.reading import ReadHousehold, ReadPerson, RosterReading
from models.keeping.record import Draft, Record
from models.members.member import Member
from models.office.village import groups
from models.registers.people import Household, HouseholdCategory, Person
from models.values.identity import judge
from models.values.kinds import DAY

if TYPE_CHECKING:
    from models.keeping.store import Store

_DIGITS = {each: str(i) for i, each in enumerate("零一二三四五六七八九")}


@dataclass(frozen=True)
class Home:
    """A household of the roster: the record as it will stand, its group by name, new categories."""

    household: Household
    group: str
    categories: tuple[str, ...] = ()
    new: bool = False
    changed: bool = False


def laid_person(known: Person | None, row: ReadPerson, home: Home | None) -> Person:
    """The person with what the row says; what the row leaves blank never erases what is known."""
    values = _fitting(Person, row.values)
    person = known.but(**_better(known, row, values)) if known else Draft(Person, values).record()
    if row.member is not None and person.politics is None:
        party = "02" if row.member.get("kind") == "probationary" else "01"
        person = person.but(politics=party)
    return person.but(household=home.household.id) if home else person


def _better(known: Person, row: ReadPerson, values: dict[str, Any]) -> dict[str, Any]:
    """The row's values without a number or a birth that is worse than what stands already."""
    kept = dict(values)
    trusted = judge(known.id_number).state in TRUSTED
    if trusted and (row.id_verdict not in TRUSTED or len(values.get("id_number", "")) == 15):
        kept.pop("id_number", None)
    vague = (known.born or "").startswith(values.get("born", ""))
    if vague or (trusted and row.id_verdict not in TRUSTED):
        kept.pop("born", None)
    return kept


def laid_member(known: Member | None, row: ReadPerson) -> Member | None:
    """The party file with what the row says; a new one lacks its link to the person still."""
    if row.member is None:
        return known
    values = _fitting(Member, row.member)
    return known.but(**values) if known else Member(person=0, **values)


def _fitting(kind: type[Record], values: Mapping[str, Any]) -> dict[str, Any]:
    """The values that are there, days as days; a day known only to the month has no place yet."""
    fitting = {}
    for name, value in values.items():
        if value is None:
            continue
        if kind.field(name).kind is DAY:
            if len(value) == 10:
                fitting[name] = date.fromisoformat(value)
            continue
        fitting[name] = value
    return fitting


def group_key(name: str) -> str:
    """What groups are compared by: 第一村民小组, 一组 and 1组 are the same."""
    bare = re.sub(r"^第|村民小组$|小组$|组$", "", "".join(name.split()))
    if re.fullmatch(r"[一二三四五六七八九十]{1,3}", bare):
        tens, _, units = bare.rpartition("十")
        ten = (_DIGITS.get(tens, "1") if "十" in bare else "")
        bare = ten + _DIGITS.get(units, "0" if ten else "")
    return bare


def homes_of(store: Store, reading: RosterReading) -> dict[str, Home]:
    """Every household of the roster by its key, known by group and number or new.

    A roster without groups finds a household by its number alone when only one has it.
    """
    names = {each.id: group_key(each.name) for each in groups(store)}
    known: dict[tuple[str, str], Household] = {}
    by_number: dict[str, list[Household]] = {}
    for each in store.find(Household, "left IS NULL"):
        known[names.get(each.group, ""), each.number] = each
        by_number.setdefault(each.number, []).append(each)
    categories: dict[int, set[str]] = {}
    for one in store.find(HouseholdCategory, "until IS NULL"):
        categories.setdefault(one.household, set()).add(one.category)
    homes = {}
    for read in reading.households:
        found = known.get((group_key(read.group), read.number))
        if found is None and not read.group and len(by_number.get(read.number, ())) == 1:
            found = by_number[read.number][0]
        homes[read.key] = _home(read, found, categories)
    return homes


def _home(
    read: ReadHousehold, found: Household | None, categories: Mapping[int, set[str]]
) -> Home:
    if found is None:
        fresh = Household(number=read.number, address=read.address)
        return Home(fresh, read.group, read.categories, new=True)
    changed = bool(read.address) and read.address != found.address
    there = categories.get(found.rowid, set())
    added = tuple(each for each in read.categories if each not in there)
    household = found.but(address=read.address) if changed else found
    return Home(household, read.group, added, changed=changed)
