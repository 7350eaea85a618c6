"""How households without a member are spread over the members: evenly, near first, under a cap."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass


@dataclass(frozen=True)
class Gap:
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


_Seats = Callable[[Gap], list[_Seat]]


def spread(
    gaps: Sequence[Gap], carriers: Sequence[Carrier], most: int, order: Sequence[int] = ()
) -> tuple[list[Placement], list[Gap]]:
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
    gaps: Sequence[Gap], carriers: Sequence[Carrier], most: int
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

    def seats_for(gap: Gap) -> list[_Seat]:
        if gap.group not in ranked:
            ranked[gap.group] = sorted(
                (seat for seat in seats if seat.room),
                key=lambda seat: abs(where(seat.carrier.group) - where(gap.group)),
            )
        return ranked[gap.group]

    return seats_for


def _fill(gaps: Sequence[Gap], seats_for: _Seats) -> tuple[list[Placement], list[Gap]]:
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


def _swapped(gap: Gap, placed: list[Placement], seats: list[_Seat]) -> bool:
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
