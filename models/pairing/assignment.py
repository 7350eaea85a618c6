"""Proposing who takes the households nobody looks after, shown before anything is done."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.office.village import groups
from models.pairing.coverage import base_sql
from models.pairing.pairing import Pairing, pair
from models.pairing.rules import excused_on, rules
from models.pairing.spreading import Carrier, Gap, Placement, spread

if TYPE_CHECKING:
    from models.keeping.store import Store


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


def gaps_on(store: Store, day: date) -> list[Gap]:
    """The households without a main member on a day, in order of group and number."""
    rows = store.query(
        f"""SELECT h.id, h."group" FROM household h LEFT JOIN "group" g ON g.id = h."group"
            WHERE h.id IN ({base_sql(store, day)}) AND h.id NOT IN (
                SELECT household FROM pairing WHERE role = 'main'
                AND since <= ?1 AND (until IS NULL OR until >= ?1))
            ORDER BY g.place, g.id, h.number, h.id""",
        (day.isoformat(),),
    )
    return [Gap(*row) for row in rows]


def carriers_on(store: Store, day: date) -> list[Carrier]:
    """The members who may take households on a day, with what they look after now."""
    excused = excused_on(store, day)
    rows = store.query(
        """SELECT m.id, h."group", count(x.id), p.household
           FROM member m JOIN person p ON p.id = m.person
           LEFT JOIN household h ON h.id = p.household LEFT JOIN "group" g ON g.id = h."group"
           LEFT JOIN pairing x ON x.member = m.id AND x.role = 'main'
                AND x.since <= ?1 AND (x.until IS NULL OR x.until >= ?1)
           WHERE (m.left IS NULL OR m.left > ?1) AND (p.left IS NULL OR p.left > ?1)
                 AND coalesce(m.joined, '') <= ?1
           GROUP BY m.id ORDER BY g.place, g.id, h.number, m.id""",
        (day.isoformat(),),
    )
    return [Carrier(*row) for row in rows if row[0] not in excused]
