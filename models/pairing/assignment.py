"""Proposing who takes the households nobody looks after, shown before anything is done."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING

from models.keeping.lasting import on
from models.keeping.record import stood_on
from models.members.member import serving
from models.office.village import groups
from models.pairing.lists import base_sql
from models.pairing.pairing import Pairing, excused_on, pair, rules
from models.registers.people import Household

if TYPE_CHECKING:
    from models.keeping.store import Store


@dataclass(frozen=True)
class Unpaired:
    """A household without a main member, and the group it lies in (None: not known)."""

    household: int
    group: int | None


@dataclass(frozen=True)
class Carrier:
    """A member who may take households: home group, own household, how many are looked after."""

    member: int
    group: int | None
    load: int = 0
    own: int | None = None


@dataclass(frozen=True)
class Placement:
    """A household and the member it would go to; ``near`` is True inside one group."""

    household: int
    member: int
    near: bool


@dataclass
class _Seat:
    """A member while households are being placed, with the room that is left."""

    carrier: Carrier
    room: int


_Seats = Callable[[Unpaired], list[_Seat]]


def spread(
    gaps: Sequence[Unpaired], carriers: Sequence[Carrier], most: int, order: Sequence[int] = ()
) -> tuple[list[Placement], list[Unpaired]]:
    """Place the gaps; returns the placements, and the gaps nobody has room for.

    Loads end as even as the loads at the start allow, and nobody comes above ``most``. A
    household goes to a member of its own group while one has room, then to the nearest group in
    ``order``; neighbours in the list stay together. Nobody is given the own household.
    """
    shares = even_shares(gaps, carriers, most)
    seats = [_Seat(each, shares[each.member]) for each in carriers]
    placed, rest = _fill(gaps, _own_group(seats))
    farther, rest = _fill(rest, _nearest(seats, order))
    placed += farther
    left = [gap for gap in rest if not _swapped(gap, placed, seats)]
    return placed, left


def even_shares(
    gaps: Sequence[Unpaired], carriers: Sequence[Carrier], most: int
) -> Counter[int]:
    """Member → how many of the gaps to take: the least loaded first, one each in turn.

    When a turn does not go round, members of groups with more gaps than hands come first.
    """
    shares: Counter[int] = Counter()
    wanted = Counter(gap.group for gap in gaps)
    left = len(gaps)
    while left:
        loads = {each: each.load + shares[each.member] for each in carriers}
        lowest = min(loads.values(), default=most)
        if lowest >= most:
            break
        for each in _by_need([each for each in carriers if loads[each] == lowest], wanted):
            if not left:
                break
            shares[each.member] += 1
            wanted[each.group] -= 1
            left -= 1
    return shares


def _by_need(carriers: list[Carrier], wanted: Counter[int | None]) -> Iterator[Carrier]:
    """The carriers, each time one of the group that still wants most."""
    waiting: dict[int | None, list[Carrier]] = defaultdict(list)
    for each in reversed(carriers):
        waiting[each.group].append(each)
    while waiting:
        group = max(waiting, key=lambda each: wanted[each])
        yield waiting[group].pop()
        if not waiting[group]:
            del waiting[group]


def _own_group(seats: list[_Seat]) -> _Seats:
    by_group: dict[int | None, list[_Seat]] = defaultdict(list)
    for seat in seats:
        by_group[seat.carrier.group].append(seat)
    return lambda gap: by_group[gap.group]


def _nearest(seats: list[_Seat], order: Sequence[int]) -> _Seats:
    """Everybody with room, those of the nearest group first."""
    place = {group: at for at, group in enumerate(order)}
    ranked: dict[int | None, list[_Seat]] = {}

    def where(group: int | None) -> int:
        return place.get(group or 0, len(place))

    def seats_for(gap: Unpaired) -> list[_Seat]:
        if gap.group not in ranked:
            ranked[gap.group] = sorted(
                (seat for seat in seats if seat.room),
                key=lambda seat: abs(where(seat.carrier.group) - where(gap.group)),
            )
        return ranked[gap.group]

    return seats_for


def _fill(gaps: Sequence[Unpaired], seats_for: _Seats) -> tuple[list[Placement], list[Unpaired]]:
    placed, rest = [], []
    for gap in gaps:
        seats = seats_for(gap)
        while seats and not seats[0].room:
            seats.pop(0)
        seat = next(
            (each for each in seats if each.room and each.carrier.own != gap.household), None
        )
        if seat is None:
            rest.append(gap)
            continue
        seat.room -= 1
        near = gap.group == seat.carrier.group
        placed.append(Placement(gap.household, seat.carrier.member, near))
    return placed, rest


def _swapped(gap: Unpaired, placed: list[Placement], seats: list[_Seat]) -> bool:
    """Give the gap to somebody placed already, whose household goes to the seat that is free."""
    free = next((each for each in seats if each.room), None)
    if free is None:
        return False
    own = {each.carrier.member: each.carrier.own for each in seats}
    for at in reversed(range(len(placed))):
        each = placed[at]
        if own[each.member] != gap.household and free.carrier.own != each.household:
            placed[at] = Placement(gap.household, each.member, each.near)
            placed.append(Placement(each.household, free.carrier.member, False))
            free.room -= 1
            return True
    return False


# ── the proposal ─────────────────────────────────────────────────────────────


@dataclass(frozen=True)
class Proposal:
    """What would be done: placements, households nobody has room for, loads before and after."""

    day: date
    placed: tuple[Placement, ...]
    left: tuple[int, ...]
    before: dict[int, int]
    after: dict[int, int]

    @property
    def words(self) -> str:
        """The sentence above the list that is shown before anything is done."""
        if not self.placed and not self.left:
            return "没有空缺，不用建议。"
        far = sum(not each.near for each in self.placed)
        said = f"为 {len(self.placed)} 户建议了 {len({p.member for p in self.placed})} 名党员"
        said += f"，其中 {far} 户到邻组。" if far else "，都在本组。"
        if self.after:
            spread_of = Counter(self.after.values())
            loads = "，".join(f"{n} 人各联 {load} 户" for load, n in sorted(spread_of.items()))
            said += f"之后：{loads}。"
        if self.left:
            said += f"还有 {len(self.left)} 户排不下，请放宽每人上限或增加党员。"
        return said


def propose(
    store: Store, day: date, *, only: Collection[int] | None = None, without: Collection[int] = ()
) -> Proposal:
    """Who should take the households without a main member on a day; nothing is changed.

    ``only`` limits it to some households, ``without`` leaves members out.
    """
    gaps = [each for each in gaps_on(store, day) if only is None or each.household in only]
    carriers = [each for each in carriers_on(store, day) if each.member not in without]
    order = [each.id for each in groups(store) if each.id is not None]
    placed, left = spread(gaps, carriers, rules(store, day).most, order)
    before = {each.member: each.load for each in carriers}
    more = Counter(each.member for each in placed)
    after = {member: load + more[member] for member, load in before.items()}
    return Proposal(day, tuple(placed), tuple(each.household for each in left), before, after)


def accept(store: Store, proposal: Proposal, basis: str = "assigned") -> int:
    """Pair as proposed, in one act; returns how many households."""
    with store.act(f"按建议结对 {len(proposal.placed)} 户"):
        for each in proposal.placed:
            pair(store, Pairing(member=each.member, household=each.household,
                                since=proposal.day, basis=basis))
    return len(proposal.placed)


def gaps_on(store: Store, day: date) -> list[Unpaired]:
    """The households without a main member on a day, in order of group and number."""
    rows = store.query(
        f"""SELECT h.id, h."group" FROM {stood_on(Household)} h
            LEFT JOIN "group" g ON g.id = h."group"
            WHERE h.id IN ({base_sql(store, day)}) AND h.id NOT IN (
                SELECT household FROM pairing WHERE role = 'main'
                AND {on(Pairing)})
            ORDER BY g.place, g.id, h.number, h.id""",
        (day.isoformat(),),
    )
    return [Unpaired(*row) for row in rows]


def carriers_on(store: Store, day: date) -> list[Carrier]:
    """The members who may take households on a day, with what they look after now."""
    excused = excused_on(store, day)
    rows = store.query(
        f"""SELECT m.id, h."group", count(x.id), p.household
           FROM member m JOIN person p ON p.id = m.person
           LEFT JOIN {stood_on(Household)} h ON h.id = p.household
           LEFT JOIN "group" g ON g.id = h."group"
           LEFT JOIN pairing x ON x.member = m.id AND x.role = 'main'
                AND {on(Pairing, "x")}
           WHERE {serving()}
           GROUP BY m.id ORDER BY g.place, g.id, h.number, m.id""",
        (day.isoformat(),),
    )
    return [Carrier(*row) for row in rows if row[0] not in excused]


# ── with some members left out ───────────────────────────────────────────────


def leave_out(store: Store, proposal: Proposal, members: Collection[int]) -> Proposal:
    """The proposal without these members; every other placement stays. Nothing is changed."""
    kept = [each for each in proposal.placed if each.member not in members]
    more = Counter(each.member for each in kept)
    carriers = [
        replace(each, load=each.load + more[each.member])
        for each in carriers_on(store, proposal.day)
        if each.member in proposal.before and each.member not in members
    ]
    settled = {each.household for each in kept}
    gaps = [each for each in gaps_on(store, proposal.day)
            if each.household not in settled and each.household in _of(proposal)]
    order = [each.id for each in groups(store) if each.id is not None]
    placed, left = spread(gaps, carriers, rules(store, proposal.day).most, order)
    again = Counter(each.member for each in placed)
    before = {each.member: proposal.before[each.member] for each in carriers}
    after = {each.member: each.load + again[each.member] for each in carriers}
    return Proposal(proposal.day, (*kept, *placed), tuple(e.household for e in left), before, after)


def _of(proposal: Proposal) -> set[int]:
    """The households a proposal speaks of."""
    return {each.household for each in proposal.placed} | set(proposal.left)
