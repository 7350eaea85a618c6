"""The village on a day and over a stretch of days, read once for all the cells of a form."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from models.figures.measure import AnyMeasure, Days, Ratio, Source
from models.figures.reckon import EVERYBODY, Among, Key, Reckoned, parts, reckon
from models.keeping.lasting import begun, is_over
from models.matters.matter import Matter
from models.meetings.meeting import Meeting, held_between
from models.members.member import Duty, Member, Post, duties_on, members_on
from models.office.village import Group, groups, unit
from models.pairing.pairing import Pairing
from models.registers.people import HEAD, Household, HouseholdCategory, Person, stays_on
from models.values.counting_order import natural_key
from models.values.periods import Period, Span
from models.visits.visit import Visit

if TYPE_CHECKING:
    from models.keeping.store import Store
    from models.office.village import Unit


@dataclass(frozen=True)
class Home:
    """A household on the day, the head first among its people, with its categories so far."""

    record: Household
    group: Group | None
    people: tuple[Person, ...]
    head: Person | None
    categories: tuple[HouseholdCategory, ...]

    @property
    def id(self) -> int:
        """The id of the household."""
        return self.record.rowid


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
        ordered = {each.id: (place, each) for place, each in enumerate(groups(self.store))}

        def place(home: Household) -> tuple[object, ...]:
            at = ordered.get(home.group, (len(ordered), None))[0]
            return (at, natural_key(home.number), home.id)

        return {
            each.rowid: self._home(each, ordered.get(each.group, (0, None))[1])
            for each in sorted(self.store.on(Household, self.day), key=place)
        }

    def _home(self, home: Household, group: Group | None) -> Home:
        living = self._living[home.rowid]
        people = tuple(self.people[person] for person, _ in living)
        head = people[0] if living and living[0][1] == HEAD else None
        return Home(home, group, people, head, tuple(self._categories[home.rowid]))

    @cached_property
    def _living(self) -> dict[int, list[tuple[int, str | None]]]:
        living: dict[int, list[tuple[int, str | None]]] = defaultdict(list)
        for person, home, relation in self.store.query(
            f"""SELECT person, household, relation FROM {stays_on()}
                WHERE household IS NOT NULL
                ORDER BY relation IS NOT '{HEAD}', coalesce(relation, '99'), person""",
            (self.day.isoformat(),),
        ):
            living[home].append((person, relation))
        return living

    @cached_property
    def _categories(self) -> dict[int, list[HouseholdCategory]]:
        held: dict[int, list[HouseholdCategory]] = defaultdict(list)
        for each in self.store.find(
            HouseholdCategory, begun(HouseholdCategory), (self.day.isoformat(),)
        ):
            held[each.household].append(each)
        return held

    @cached_property
    def members(self) -> dict[int, Comrade]:
        """The members of the branch on the day, by 党小组 and then as the ledger has them."""
        duties = duties_on(self.store, self.day)
        posts: dict[int, list[Post]] = defaultdict(list)
        for post in self.store.on(Post, self.day):
            posts[post.person].append(post)
        return {
            each.rowid: Comrade(each, self.people[each.person], duties.get(each.rowid),
                                  tuple(posts[each.person]))
            for each in members_on(self.store, self.day)
        }

    @cached_property
    def home_of(self) -> dict[int, Home]:
        """Person → the household of the day."""
        return {person.rowid: home for home in self.homes.values() for person in home.people}

    @cached_property
    def pairings(self) -> dict[int, list[Pairing]]:
        """By household the pairings in force on the day with a member who is there."""
        found: dict[int, list[Pairing]] = defaultdict(list)
        for each in self.store.on(Pairing, self.day, "role, since, id"):
            if each.member in self.members:
                found[each.household].append(each)
        return found


# ── over a stretch of days ───────────────────────────────────────────────────


NOTHING = ""
"""Rightly blank: there is nothing to say. None means that the ledger does not know."""
SPANS = {"month": Span.MONTH, "quarter": Span.QUARTER, "half": Span.HALF, "year": Span.YEAR}


@dataclass(frozen=True)
class Call:
    """A visit with its household, its visitor and the matters found on it."""

    record: Visit
    home: Home | None
    visitor: Comrade | None
    found: tuple[Matter, ...]


class View:
    """The village over ``period``; ``day`` is the day its registers speak of.

    ``kinds`` are the categories of household the form counts in, in the order in which a
    household with several is counted once; ``only`` those it is about, when it is not about all.
    """

    def __init__(
        self, store: Store, period: Period, today: date, *, kinds: tuple[str, ...] = (),
        only: tuple[str, ...] = (), registers: Registers | None = None,
        first: date | None = None, last: date | None = None,
    ) -> None:
        self.store, self.period, self.today = store, period, today
        self.kinds, self.only = kinds, only
        self.first, self.last = first or period.start, last or period.end
        self.day = max(min(period.end, today), period.start)
        self.registers = registers or Registers(store, self.day)
        self.days = Days(self.first, min(self.last, period.end, max(today, period.start)))
        self._parts: dict[str, View] = {}
        self._reckoned: dict[tuple[AnyMeasure, str], Reckoned] = {}

    def over(self, span: str) -> View:
        """The same village over another stretch: ``quarter``, ``to-date``, ``month-2``, ``M07`` …

        ``month-2`` is the second month of the quarter that holds the end of the period.
        """
        if not span:
            return self
        if span not in self._parts:
            first, last = self._stretch(span)
            self._parts[span] = View(
                self.store, self.period, self.today, kinds=self.kinds, only=self.only,
                registers=self.registers, first=first, last=last,
            )
        return self._parts[span]

    def _stretch(self, span: str) -> tuple[date, date]:
        end = self.period.end
        if span == "to-date":
            return date(end.year, 1, 1), end
        if span.startswith("M"):
            other = Period(end.year, Span.MONTH, int(span[1:]))
        elif span.startswith("month-"):
            other = Period.of(end, Span.QUARTER).months()[int(span[6:]) - 1]
        else:
            other = Period.of(end, SPANS[span])
        return other.start, other.end

    def figure(self, measure: AnyMeasure, subject: str, key: Key) -> Any:
        """What a form is told of a figure: blank where the stretch has not begun, where a share
        has no base, and where nothing is newest.

        What happened is counted among the households the form is about, what there is in all.
        """
        if self.days.first > self.days.last:
            return NOTHING
        asked = measure, subject
        if asked not in self._reckoned:
            self._reckoned[asked] = reckon(
                self.store, [(measure, self.days)], subject, self._among(parts(measure)[0].source))
        value = self._reckoned[asked].value(measure, self.days, key)
        if isinstance(value, Ratio):
            return value.part / value.base if value.base else NOTHING
        return NOTHING if value is None else value

    def _among(self, source: Source) -> Among:
        if not (self.only and source.day and Household.table in source.subjects):
            return EVERYBODY
        return Among(Household.table, [each.id for each in self.homes])

    @cached_property
    def visits(self) -> list[Call]:
        """The visits of the stretch in order of day, of the households the form is about."""
        found: dict[int, list[Matter]] = defaultdict(list)
        for matter in self.store.find(
            Matter, "visit IN (SELECT id FROM visit WHERE day BETWEEN :first AND :last)",
            self.days.asked,
        ):
            found[matter.visit or 0].append(matter)
        calls = [
            Call(each, self.registers.homes.get(each.household),
                 self.registers.members.get(each.member), tuple(found[each.rowid]))
            for each in self.store.find(
                Visit, "day BETWEEN :first AND :last", self.days.asked, "day, id")
        ]
        return [each for each in calls if not self.only or (each.home and self.about(each.home))]

    @cached_property
    def meetings(self) -> list[Meeting]:
        """The meetings held in the stretch."""
        return held_between(self.store, *self.days)

    @cached_property
    def matters(self) -> list[Matter]:
        """The matters found in the stretch."""
        return self.store.find(
            Matter, "found BETWEEN :first AND :last", self.days.asked, "found, id")

    @cached_property
    def accounts(self) -> set[str]:
        """Of which kinds anybody had a points account by the last day."""
        return {kind for (kind,) in self.store.query(
            "SELECT DISTINCT kind FROM account WHERE opened <= :last", self.days.asked)}

    @property
    def homes(self) -> list[Home]:
        """The households the form is about."""
        return [each for each in self.registers.homes.values() if self.about(each)]

    def about(self, home: Home) -> bool:
        """Whether the form is about this household."""
        return not self.only or any(self.counts_as(home, code) for code in self.only)

    def counts_as(self, home: Home, code: str) -> bool:
        """Whether a household counts as ``code`` (a category or one it belongs to).

        A 监测户 stays one when its risk is removed; another category ends with its last day.
        """
        return any(
            each.category.startswith(code)
            and (each.category.startswith("JC") or not is_over(each, self.first))
            for each in home.categories
        )
