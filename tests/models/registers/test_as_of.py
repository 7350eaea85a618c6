"""Whatever happens in whatever order, the answer for any day equals a plain replay of the acts."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass, field
from datetime import date, timedelta
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from models.keeping.store import Store
from models.moves.moving import change_head, death, merge, move_away, move_in, move_out, split
from models.pairing.pairing import Pairing, pair, pairings_on
from models.pairing.takeover import take_over
from models.registers.people import HEAD, Person
from models.values.problem import Problem
from tests.models.liaison_village import settle_village
from tests.models.lived_where import households_on, residents_on

BEGIN, TODAY = date(2026, 1, 1), date(2027, 12, 31)
MEMBERS = {1: 4, 2: 10}
"""Member → person."""


@dataclass
class World:
    """The village as plain dicts: who lives where, who is head, who looks after which household."""

    homes: dict[int, set[int]] = field(default_factory=dict)
    heads: dict[int, int] = field(default_factory=dict)
    mains: dict[int, int] = field(default_factory=dict)

    def leave(self, person: int) -> None:
        for home, people in self.homes.items():
            people.discard(person)
            if self.heads.get(home) == person:
                del self.heads[home]
        for member, known in MEMBERS.items():
            if known == person:
                self.lay_down(member)

    def follow(self, person: int, head: int) -> None:
        """Somebody goes; in the household left behind ``head`` becomes 户主 in the place of one."""
        was = next((home for home, by in self.heads.items() if by == person), None)
        self.leave(person)
        if was is not None and self.homes[was]:
            self.heads[was] = head

    def lay_down(self, member: int) -> None:
        self.mains = {home: by for home, by in self.mains.items() if by != member}

    def close(self, home: int) -> None:
        del self.homes[home]
        self.heads.pop(home, None)
        self.mains.pop(home, None)

    def seen(self) -> tuple[dict, dict, dict]:
        homes = {home: frozenset(people) for home, people in self.homes.items()}
        return homes, dict(self.heads), dict(self.mains)


def moved_in(store, world, day, person, home, other, head):
    move_in(store, store.get(Person, person), home, "80", day, "迁入", today=TODAY)
    for known, people in world.homes.items():
        if person in people:
            people.discard(person)
            if world.heads.get(known) == person:
                del world.heads[known]
    world.homes[home].add(person)


def moved_out(store, world, day, person, home, other, head):
    move_out(store, [person], day, "外出", head=head, today=TODAY)
    world.follow(person, head)


def died(store, world, day, person, home, other, head):
    death(store, person, day, head=head, today=TODAY)
    world.follow(person, head)


def split_off(store, world, day, person, home, other, head):
    new = split(
        store,
        home,
        {person, other},
        f"S{day:%y%m%d}{home}",
        person,
        day,
        "分家",
        old_head=head,
        today=TODAY,
    )
    going = {person, other} & world.homes[home]
    world.homes[home] -= going
    if world.heads.get(home) in going:
        world.heads[home] = head
    world.homes[new.id], world.heads[new.id] = going, person


def merged(store, world, day, person, home, other, head):
    gone = other % 8 + 1
    merge(store, home, gone, day, "并户", today=TODAY)
    world.homes[home] |= world.homes[gone]
    world.close(gone)


def head_changed(store, world, day, person, home, other, head):
    person = 3 * home - person % 3
    change_head(store, home, person, day, "年老", today=TODAY)
    world.heads[home] = person


def moved_away(store, world, day, person, home, other, head):
    move_away(store, home, day, "购房", today=TODAY)
    for each in list(world.homes[home]):
        world.leave(each)
    world.close(home)


def paired(store, world, day, person, home, other, head):
    pair(store, Pairing(member=person % 2 + 1, household=home, since=day))
    world.mains[home] = person % 2 + 1


def taken_over(store, world, day, person, home, other, head):
    old, new = other % 2 + 1, (other + 1) % 2 + 1
    to = {each: new for each, by in world.mains.items() if by == old}
    take_over(store, old, day, "外出", to)
    world.mains |= to


ACTS = (moved_in, moved_out, died, split_off, merged, head_changed, moved_away, paired, taken_over)
"""Each does one act in the store and, when it was accepted, the same to the world."""

STEPS = st.lists(
    st.tuples(
        st.sampled_from(ACTS),
        st.integers(1, 20),
        st.integers(1, 8),
        st.integers(1, 20),
        st.integers(1, 20),
    ),
    min_size=3,
    max_size=14,
)


@settings(max_examples=25)
@given(STEPS)
def test_every_day_answers_as_it_was(steps):
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "村.lianxing") as store:
        settle_village(store, 6, 2)
        world = World(
            {h: {3 * h - 2, 3 * h - 1, 3 * h} for h in range(1, 7)},
            {h: 3 * h - 2 for h in range(1, 7)},
        )
        MEMBERS.update(
            {row: person for row, person in store.query("SELECT id, person FROM member")}
        )
        states, day = {BEGIN: world.seen()}, BEGIN
        for act, person, home, other, head in steps:
            day += timedelta(days=1 + head)
            try:
                act(store, world, day, person, home, other, head)
            except Problem:
                continue
            states[day] = world.seen()
        ends = [*list(states)[1:], TODAY]
        for (begun, state), end in zip(states.items(), ends, strict=True):
            for asked in {begun, max(begun, end - timedelta(days=1))}:
                assert answered(store, asked) == state, (begun, asked)


def answered(store, day):
    """The same three dicts, as the store answers for a day."""
    homes, heads = {}, {}
    for home in households_on(store, day):
        people = residents_on(store, home, day)
        homes[home] = frozenset(each.person for each in people)
        heads.update((home, each.person) for each in people if each.relation == HEAD)
    mains = {each.household: each.member for each in pairings_on(store, day)}
    return homes, heads, mains
