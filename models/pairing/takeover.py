"""When a member leaves, the households go to others in one act: stand-ins first."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from models.keeping.lasting import begun, not_over, on
from models.keeping.record import stood_on
from models.members.member import Member
from models.office.village import groups
from models.pairing.assignment import Carrier, Placement, Proposal, Unpaired, carriers_on, spread
from models.pairing.pairing import Pairing, lay_down, pair, rules
from models.registers.people import Household, Person
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store


def propose_take_over(store: Store, member: int, day: date) -> Proposal:
    """Who should take a member's households from ``day`` on; nothing is changed.

    A stand-in comes first while there is room; the other households are spread evenly.
    """
    carriers = [each for each in carriers_on(store, day) if each.member != member]
    most = rules(store, day).most
    before = {each.member: each.load for each in carriers}
    placed, gaps, loads = _to_standins(_homes(store, member, day), carriers, most)
    waiting = [replace(each, load=loads[each.member]) for each in carriers]
    order = [each.id for each in groups(store) if each.id is not None]
    others, left = spread(gaps, waiting, most, order)
    for each in others:
        loads[each.member] += 1
    return Proposal(day, (*placed, *others), tuple(e.household for e in left), before, loads)


def take_over(
    store: Store, member: int, day: date, reason: str, successors: Mapping[int, int]
) -> list[int]:
    """End every pairing of a member and begin those of the successors, household → member.

    Works before or after the member's departure was written down. Returns the households that
    are left without a main member.

    :raises Invalid: nobody said why, or a successor can't take over.
    """
    if not reason.strip():
        raise Invalid({"reason": "原因还没有填，请写一句，例如“因病不再联户”。"})
    name = store.get(Person, store.get(Member, member).person).name
    with store.act(f"接替联户：{name}"):
        homes = [home for home, _group, _standin in _homes(store, member, day)]
        ended = lay_down(store, day, reason, member=member)
        for home in homes:
            if home in successors:
                basis = next((e.basis for e in ended if e.household == home), None)
                pair(store, Pairing(member=successors[home], household=home, since=day,
                                    basis=basis, note=f"接替{name}"))
                _no_longer_standin(store, home, successors[home], day)
    return [home for home in homes if home not in successors]


def _homes(store: Store, member: int, day: date) -> list[tuple[int, int | None, int | None]]:
    """The households a member looks after, or did until the day before: id, group, stand-in."""
    eve = "date(?1, '-1 day')"
    rows = store.query(
        f"""SELECT x.household, h."group", (SELECT y.member FROM pairing y
                WHERE y.household = x.household AND y.role = 'standin' AND y.member <> ?2
                AND {on(Pairing, "y")} LIMIT 1)
           FROM pairing x JOIN {stood_on(Household)} h ON h.id = x.household
           LEFT JOIN "group" g ON g.id = h."group"
           WHERE x.member = ?2 AND x.role = 'main' AND {not_over(Household, "h")}
                AND {not_over(Pairing, "x", eve)}
                AND NOT EXISTS (SELECT 1 FROM pairing z WHERE z.household = x.household
                    AND z.role = 'main' AND NOT {begun(Pairing, "z", "x.since")})
           ORDER BY g.place, g.id, h.number""",
        (day.isoformat(), member),
    )
    return [(home, group, standin) for home, group, standin in rows]


def _to_standins(
    homes: list[tuple[int, int | None, int | None]], carriers: list[Carrier], most: int
) -> tuple[list[Placement], list[Unpaired], dict[int, int]]:
    groups_of = {each.member: each.group for each in carriers}
    loads = {each.member: each.load for each in carriers}
    placed, gaps = [], []
    for home, group, standin in homes:
        if standin is not None and loads.get(standin, most) < most:
            loads[standin] += 1
            placed.append(Placement(home, standin, groups_of[standin] == group))
        else:
            gaps.append(Unpaired(home, group))
    return placed, gaps, loads


def _no_longer_standin(store: Store, household: int, member: int, day: date) -> None:
    eve = day - timedelta(days=1)
    for each in store.find(
        Pairing, f"household = ?2 AND member = ?3 AND role = 'standin' AND {not_over(Pairing)}",
        (day.isoformat(), household, member),
    ):
        if each.begun_on(eve):
            store.save(each.but(until=eve, end_reason="改任主联"))
        else:
            store.remove(each)
