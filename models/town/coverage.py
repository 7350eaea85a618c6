"""How many villages have it: facilities, honours, income in bands; how content they are."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from models.economy.assets import FACILITY_KINDS, HONOUR_LEVELS, USED, Facility, Honour
from models.economy.services import Survey
from models.economy.year_account import AccountSide, IncomeLine, accounts, table
from models.exchange.allow_list import STATE
from models.keeping.lasting import unended
from models.office.star_sets import StarState, star_set
from models.office.village import unit
from models.returns.drilling import Behind
from models.stars.standard import Clause, Standard, Task
from models.town.received import Received
from models.town.units import TownUnit, units
from models.values.figure import OF_A_STANDARD, Seen, share_shown
from models.values.kinds import MONEY, NOTE, NUMBER, Field
from models.values.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store

BASE = "全部村、社区"
COLUMNS = (
    Column(Field("类别", width=10)), Column(Field("项目", width=18)),
    Column(Field("有的村（个）", NUMBER, width=10)), Column(Field("占比", width=22)),
    Column(Field("合计", width=20)), Column(Field("还没有的村", NOTE, width=30)),
)


@dataclass(frozen=True)
class Possessed:
    """One thing over all villages: which have it, what each says, and what it adds up to."""

    head: str
    label: str
    said: dict[int, str]
    total: str
    units: tuple[TownUnit, ...]
    places: int = 1

    @property
    def without(self) -> tuple[TownUnit, ...]:
        """The villages that don't have it, or never said."""
        return tuple(each for each in self.units if each.rowid not in self.said)

    @property
    def share(self) -> str:
        """341 / 381＝89.5%（分母：全部村、社区）."""
        return share_shown(Decimal(len(self.said)), Decimal(len(self.units)), BASE,
                           self.places)

    @property
    def behind(self) -> Behind:
        """The villages counted, each with what it has, and those without."""
        return Behind(
            tuple(Seen(("town_unit", each.rowid), f"{each.name}　{self.said[each.rowid]}")
                  for each in self.units if each.rowid in self.said),
            tuple(Seen(("town_unit", each.rowid), each.name, "没有，或没有报")
                  for each in self.without))


def coverage(store: Store, year: int) -> list[Possessed]:
    """Everything that is counted over the villages of a year."""
    every = tuple(units(store))
    return [*_beside(store, every, year), *_facilities(store, every), *_honours(store, every, year),
            *_surveys(store, every, year), *_incomes(store, every, year)]


def _standing(store: Store, resource: str) -> list[Received]:
    return store.find(Received, f"resource = ? AND {unended(Received)}", (resource,), "unit, row")


def _counted(found: Iterable[Received]) -> dict[int, int]:
    counts: dict[int, int] = {}
    for each in found:
        counts[each.unit] = counts.get(each.unit, 0) + 1
    return counts


def _lines(
    head: str, kinds: Sequence[tuple[str, str]], found: list[Received], name: str, measure: str,
    every: tuple[TownUnit, ...],
) -> list[Possessed]:
    """A line for each kind that any village has."""
    known = {each.rowid for each in every}
    counted = [(label, _counted(one for one in found
                                if one.values.get(name) == code and one.unit in known))
               for code, label in kinds]
    return [Possessed(
        head, label, {village: f"{count} {measure}" for village, count in said.items()},
        f"{sum(said.values())} {measure}", every) for label, said in counted if said]


def _beside(store: Store, every: tuple[TownUnit, ...], year: int) -> list[Possessed]:
    """Of every standard beside the stars: the villages of which all clauses are done."""
    names = {(each.unit, str(each.row)): each.values["star_set"]
             for each in _standing(store, Standard.table)
             if each.values["year"] == str(year) and star_set(each.values["star_set"]).beside}
    tasks = {(each.unit, str(each.row)): names[each.unit, each.values["standard"]]
             for each in _standing(store, Task.table)
             if (each.unit, each.values["standard"]) in names}
    met: dict[str, dict[int, list[bool]]] = {}
    for each in _standing(store, Clause.table):
        name = tasks.get((each.unit, each.values["task"]))
        if name:
            met.setdefault(name, {}).setdefault(each.unit, []).append(
                each.values.get(STATE) == StarState.DONE)
    return [Possessed(
        name, "各条都达标",
        {village: f"{len(done)} 条" for village, done in of.items() if all(done)},
        share_shown(Decimal(sum(map(sum, of.values()))), Decimal(sum(map(len, of.values()))), "条",
                    OF_A_STANDARD),
        every, OF_A_STANDARD) for name, of in sorted(met.items())]


def _facilities(store: Store, every: tuple[TownUnit, ...]) -> list[Possessed]:
    found = [each for each in _standing(store, Facility.table) if each.values["state"] == USED]
    return _lines("在用设施", FACILITY_KINDS.pairs(), found, "kind", "处", every)


def _honours(store: Store, every: tuple[TownUnit, ...], year: int) -> list[Possessed]:
    found = [each for each in _standing(store, Honour.table)
             if each.values["on_day"].startswith(f"{year:04}")]
    return _lines("荣誉和表彰", HONOUR_LEVELS.pairs(), found, "level", "项", every)


def _surveys(store: Store, every: tuple[TownUnit, ...], year: int) -> list[Possessed]:
    sums: dict[int, tuple[Decimal, Decimal]] = {}
    for each in _standing(store, Survey.table):
        if each.values["on_day"].startswith(f"{year:04}"):
            known = sums.get(each.unit, (Decimal(), Decimal()))
            sums[each.unit] = (known[0] + Decimal(each.values["satisfied"]),
                               known[1] + Decimal(each.values["returned"]))
    if not sums:
        return []
    content, base = (sum(each, Decimal()) for each in zip(*sums.values(), strict=True))
    return [Possessed("满意度", "测评过", {
        village: share_shown(*said, "有效份数") for village, said in sums.items()},
        share_shown(content, base, "有效份数"), every)]


def _incomes(store: Store, every: tuple[TownUnit, ...], year: int) -> list[Possessed]:
    """The villages whose income, as far as it was handed in, is of a band's lower bound or more."""
    income = {each.code for each in accounts() if each.side == AccountSide.INCOME}
    sums: dict[int, Decimal] = {}
    for each in _standing(store, IncomeLine.table):
        said = each.values
        if said["on_day"].startswith(f"{year:04}") and said["account"] in income:
            sums[each.unit] = sums.get(each.unit, Decimal()) + Decimal(said["amount"])
    found = []
    for least in [Decimal(each["until"]) for each in table()["band"] if "until" in each]:
        reached = {village: amount for village, amount in sums.items()
                   if amount >= least and amount > 0}
        label = f"{least / 10_000:f} 万元及以上" if least else "有收入"
        found.append(Possessed("村集体经济收入", label, {
            village: f"{MONEY.show(amount)} 元" for village, amount in reached.items()},
            f"{MONEY.show(sum(reached.values(), Decimal()))} 元", every))
    return found if sums else []


def coverage_sheet(store: Store, year: int, found: Sequence[Possessed]) -> Sheet:
    """It as a sheet: how many villages, of all, what it adds up to, who is without."""
    here = unit(store)
    rows = [Row((each.head, each.label, len(each.said), each.share, each.total,
                 "、".join(one.name for one in each.without)))
            for each in found]
    return Sheet(
        "town-coverage", f"{year} 年各村设施、荣誉、满意度和集体收入统计表", COLUMNS, rows,
        unit=here.name if here else "", when=f"{year}年",
        notes=(f"占比的分母是{BASE}；设施只计在用的；收入是各村{year}年已报来的全部收入，"
               "含补助收入和其他收入。",))
