"""Who and what there was in the village on a day, read once for all the cells of a form."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from models.members.duties import Duty, duties_on
from models.members.member import Member, Post, members_on
from models.office.village import Group, groups, unit
from models.pairing.pairing import Pairing
from models.registers.people import HEAD, Household, HouseholdCategory, Person
from models.registers.stays import STAYS
from models.values.counting_order import natural_key

if TYPE_CHECKING:
    from models.keeping.store import Store
    from models.office.village import Unit


@dataclass(frozen=True)
class Home:
    """A household on the day, the head first among its people, with its categories so far."""

    record: Household
    group: Group | None
    people: tuple[Person, ...]
    relations: tuple[str | None, ...]
    categories: tuple[HouseholdCategory, ...]

    @property
    def id(self) -> int:
        """The id of the household."""
        return self.record.rowid

    @property
    def head(self) -> Person | None:
        """The 户主, or None when nobody is written as one."""
        return self.people[0] if self.people and self.relations[0] == HEAD else None


@dataclass(frozen=True)
class Comrade:
    """A member on the day: party file, person, 定岗 and the offices held."""

    record: Member
    person: Person
    duty: Duty | None
    posts: tuple[Post, ...]

    @property
    def id(self) -> int:
        """The id of the member."""
        return self.record.rowid


class Registers:
    """Who and what there was on a day."""

    def __init__(self, store: Store, day: date) -> None:
        self.store, self.day = store, day

    @cached_property
    def unit(self) -> Unit | None:
        """The village itself."""
        return unit(self.store)

    @cached_property
    def people(self) -> dict[int, Person]:
        """Everybody ever written down, by id."""
        return {each.rowid: each for each in self.store.find(Person)}

    @cached_property
    def homes(self) -> dict[int, Home]:
        """The households there on the day, in order of group and number."""
        on = self.day.isoformat()
        known = self.store.find(
            Household, "coalesce(since, '') <= ? AND (left IS NULL OR left > ?)", (on, on))
        ordered = {each.id: (place, each) for place, each in enumerate(groups(self.store))}

        def place(home: Household) -> tuple[object, ...]:
            at = ordered.get(home.group, (len(ordered), None))[0]
            return (at, natural_key(home.number), home.id)

        return {
            each.rowid: self._home(each, ordered.get(each.group, (0, None))[1])
            for each in sorted(known, key=place)
        }

    def _home(self, home: Household, group: Group | None) -> Home:
        living = self._living[home.rowid]
        return Home(
            home, group, tuple(self.people[person] for person, _ in living),
            tuple(relation for _, relation in living), tuple(self._categories[home.rowid]),
        )

    @cached_property
    def _living(self) -> dict[int, list[tuple[int, str | None]]]:
        living: dict[int, list[tuple[int, str | None]]] = defaultdict(list)
        for person, home, relation in self.store.query(
            f"""SELECT person, household, relation FROM {STAYS}
                WHERE household IS NOT NULL AND coalesce(since, '') <= ?1
                      AND (left IS NULL OR left > ?1)
                ORDER BY relation IS NOT '{HEAD}', coalesce(relation, '99'), person""",
            (self.day.isoformat(),),
        ):
            living[home].append((person, relation))
        return living

    @cached_property
    def _categories(self) -> dict[int, list[HouseholdCategory]]:
        held: dict[int, list[HouseholdCategory]] = defaultdict(list)
        for each in self.store.find(
            HouseholdCategory, "coalesce(since, '') <= ?", (self.day.isoformat(),)
        ):
            held[each.household].append(each)
        return held

    @cached_property
    def members(self) -> dict[int, Comrade]:
        """The members of the branch on the day, by 党小组 and then as the ledger has them."""
        duties = duties_on(self.store, self.day)
        posts: dict[int, list[Post]] = defaultdict(list)
        on = self.day.isoformat()
        for post in self.store.find(
            Post, "coalesce(since, '') <= ? AND (until IS NULL OR until > ?)", (on, on)
        ):
            posts[post.person].append(post)
        found = sorted(members_on(self.store, self.day), key=lambda each: (
            each.party_group is None, natural_key(each.party_group or ""), each.id))
        return {
            each.rowid: Comrade(each, self.people[each.person], duties.get(each.rowid),
                                  tuple(posts[each.person]))
            for each in found
        }

    @cached_property
    def home_of(self) -> dict[int, Home]:
        """Person → the household of the day."""
        return {person.rowid: home for home in self.homes.values() for person in home.people}

    @cached_property
    def pairings(self) -> list[Pairing]:
        """The pairings in force on the day between a member and a household that are there."""
        on = self.day.isoformat()
        found = self.store.find(
            Pairing, "since <= ? AND (until IS NULL OR until >= ?)", (on, on), "role, since, id")
        return [each for each in found
                if each.member in self.members and each.household in self.homes]
