"""公平看板: who the points go to: by group, officers, scorer, and at the last minute."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from models.keeping.lasting import on
from models.keeping.record import stood_on
from models.members.member import Post
from models.points.book.slips import STANDS
from models.points.engine.counted import ZERO, Per, stretch
from models.registers.people import Household, stays_on
from models.values.days import age_on
from models.values.kinds import from_stored
from models.values.periods import Period

if TYPE_CHECKING:
    from models.keeping.store import Store

ADULT = 18
LAST_DAYS = 2
"""How many days before the end of a month count as the last minute."""


@dataclass(frozen=True)
class PartShare:
    """What a part of the village had: points awarded, of how many households and adults."""

    label: str
    points: Decimal
    awards: int
    households: int
    adults: int

    @property
    def per_household(self) -> Decimal | None:
        """Points a household."""
        return self.points / self.households if self.households else None

    @property
    def per_adult(self) -> Decimal | None:
        """Points an adult: households are of different size."""
        return self.points / self.adults if self.adults else None


@dataclass(frozen=True)
class Fairness:
    """The figures of a period, each with its base; every part adds up to the whole."""

    whole: PartShare
    groups: tuple[PartShare, ...]
    officers: PartShare
    others: PartShare
    scorers: tuple[PartShare, ...]
    last_days: PartShare
    top_tenth: Decimal | None

    @property
    def sentences(self) -> tuple[str, ...]:
        """What should be looked at, in words; nothing is judged."""
        found = []
        if self.top_tenth is not None and self.top_tenth > Decimal("0.5"):
            found.append(f"得分最多的一成户占了全部加分的 {self.top_tenth:.1%}。")
        mine, rest = self.officers.per_adult, self.others.per_adult
        if mine and rest and mine > rest * 2:
            found.append(f"干部家庭每名成人 {mine:.1f} 分，其他户 {rest:.1f} 分，请第二人复核。")
        if self.whole.awards and self.last_days.awards * 2 > self.whole.awards:
            found.append(f"一半以上的记分（{self.last_days.awards} 条）是月底两天录入的。")
        for each in self.scorers:
            if self.whole.points and each.points * 2 > self.whole.points and len(
                    self.scorers) > 1:
                found.append(f"{each.label}一人录入的加分超过一半。")
        return tuple(found)


@dataclass(frozen=True)
class _Award:
    household: int
    points: Decimal
    entered: date
    by: str


def fairness(store: Store, period: Period) -> Fairness:
    """The figures for the positive awards to households that stand in a period."""
    day = period.end
    awards = _awards(store, period)
    homes = _homes(store, day)
    officers = _officers_homes(store, day)
    groups: dict[str, set[int]] = {}
    for household, (group, _) in homes.items():
        groups.setdefault(group, set()).add(household)

    def share(label: str, among: set[int]) -> PartShare:
        mine = [each for each in awards if each.household in among]
        return PartShare(label, sum((each.points for each in mine), ZERO), len(mine), len(among),
                     sum(homes[each][1] for each in among))

    everyone = set(homes)
    return Fairness(
        share("全村", everyone), tuple(share(name, among) for name, among in groups.items()),
        share("干部家庭", everyone & officers), share("其他户", everyone - officers),
        _by_scorer(awards), _late(awards), _top_tenth(awards, len(homes)),
    )


def _awards(store: Store, period: Period) -> list[_Award]:
    rows = store.query(
        f"""SELECT a.household, sum(e.credited), s.entered, coalesce(p.name, s.entered_by, '未写明')
           FROM slip s JOIN account a ON a.id = s.account JOIN entry e ON e.award = s.id
           LEFT JOIN person p ON p.id = s.scorer
           WHERE s.op = 'award' AND a.kind = 'household' AND {STANDS} BETWEEN ? AND ?
           GROUP BY s.id HAVING sum(e.credited) > 0""",
        (period.start.isoformat(), period.end.isoformat()),
    )
    return [
        _Award(home, from_stored(points), date.fromisoformat(entered), by)
        for home, points, entered, by in rows
    ]


def _homes(store: Store, day: date) -> dict[int, tuple[str, int]]:
    """Every household with an account: its group and how many adults live in it."""
    adults: dict[int, int] = {}
    for household, born in store.query(
        f"""SELECT s.household, p.born FROM {stays_on()} s JOIN person p ON p.id = s.person
            WHERE s.household IS NOT NULL""", (day.isoformat(),)
    ):
        grown = not born or age_on(born, day) >= ADULT
        adults[household] = adults.get(household, 0) + grown
    rows = store.query(
        f"""SELECT h.id, coalesce(g.name, '未分组') FROM account a
           JOIN {stood_on(Household)} h ON h.id = a.household
           LEFT JOIN "group" g ON g.id = h."group"
           WHERE a.opened <= ?1 ORDER BY g.place IS NULL, g.place, g.id""", (day.isoformat(),),
    )
    return {row: (group, adults.get(row, 0)) for row, group in rows}


def _officers_homes(store: Store, day: date) -> set[int]:
    return {home for (home,) in store.query(
        f"""SELECT s.household FROM {stays_on()} s JOIN post o ON o.person = s.person
            WHERE s.household IS NOT NULL AND {on(Post, "o")}""", (day.isoformat(),))}


def _by_scorer(awards: list[_Award]) -> tuple[PartShare, ...]:
    found: dict[str, list[_Award]] = {}
    for each in awards:
        found.setdefault(each.by, []).append(each)
    shares = [
        PartShare(name, sum((each.points for each in mine), ZERO), len(mine),
              len({each.household for each in mine}), 0)
        for name, mine in found.items()
    ]
    return tuple(sorted(shares, key=lambda each: -each.points))


def _late(awards: list[_Award]) -> PartShare:
    """Awards written down in the last days of a month."""
    late = [
        each for each in awards
        if (stretch(Per.MONTH, each.entered).end - each.entered).days < LAST_DAYS
    ]
    return PartShare("月底两天录入", sum((each.points for each in late), ZERO), len(late),
                 len({each.household for each in late}), 0)


def _top_tenth(awards: list[_Award], households: int) -> Decimal | None:
    """Which part of all points the best tenth of the households had."""
    totals: dict[int, Decimal] = {}
    for each in awards:
        totals[each.household] = totals.get(each.household, ZERO) + each.points
    whole = sum(totals.values(), ZERO)
    if not whole:
        return None
    best = sorted(totals.values(), reverse=True)[: max(1, households // 10)]
    return sum(best, ZERO) / whole
