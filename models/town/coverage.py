"""How many villages have it: facilities, honours, income in bands; how content they are."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING

from models.activities.activity import TRAINING, Activity, ActivityPerson
from models.economy.assets import FACILITY_KINDS, HONOUR_LEVELS, USED, Facility, Honour
from models.economy.services import Survey
from models.economy.year_account import AccountSide, IncomeLine, accounts, table
from models.exchange.allow_list import STATE
from models.keeping.lasting import on, unended
from models.members.member import Member, Post
from models.members.posts import STATIONED, one_shoulder
from models.office.star_sets import StarState, star_set
from models.office.village import UnitKind, unit
from models.returns.drilling import Behind
from models.stars.standard import Clause, Standard, Task
from models.town.received import Received, ReceptionState, receptions
from models.town.units import Tier, TownUnit, units
from models.values import clock
from models.values.figure import OF_A_STANDARD, Seen, parts_shown, share_shown
from models.values.kinds import MONEY, NOTE, NUMBER, Field
from models.values.periods import Period
from models.values.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store

BASE = "全部村、社区"
_MEMBERS = "在册党员"
_PARTY = Tier.COMMUNITY.label
COLUMNS = (
    Column(Field("类别", width=12)), Column(Field("项目", width=18)),
    Column(Field("有的（个）", NUMBER, width=8)),
    *(Column(Field(each, width=17), "占比") for each in (BASE, *UnitKind.labels().values())),
    Column(Field("合计", width=18)), Column(Field("还没有的", NOTE, width=26)),
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
    def shares(self) -> tuple[str, ...]:
        """Of all units, of the villages, of the communities: 341 / 381＝89.5%; — of none."""
        return tuple(
            parts_shown(Decimal(sum(each.rowid in self.said for each in some)), Decimal(len(some)),
                        self.places) if some else "—"
            for some in (self.units, *([one for one in self.units if one.kind == kind]
                                       for kind in UnitKind)))

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
    return [*_committees(every), *_posts(store, every, year), *_beside(store, every, year),
            *_trainings(store, every, year), *_facilities(store, every, year),
            *_honours(store, every, year), *_surveys(store, every, year),
            *_incomes(store, every, year)]


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


def _committees(every: tuple[TownUnit, ...]) -> list[Possessed]:
    """The villages that belong to a 社区党委, and how many of these there are."""
    found = {each.rowid: each.community for each in every if each.community}
    return [Possessed(_PARTY, "归社区党委管", found, f"{len({*found.values()})} 个社区党委",
                      every)] if found else []


def _posts(store: Store, every: tuple[TownUnit, ...], year: int) -> list[Possessed]:
    """一肩挑, who of the villages is in a 社区党委, and whom offices send to them as what: as the
    year ended, or now.
    """
    day = min(f"{year}-12-31", clock.today().isoformat())
    held: dict[int, dict[str, list[tuple[str, str]]]] = {}
    for each in _standing(store, Post.table):
        said = each.values
        if said.get("since", "") <= day < (said.get("until") or "9999"):
            held.setdefault(each.unit, {}).setdefault(said["person"], []).append(
                (said.get("body", ""), said["title"]))
    if not held:
        return []
    both = {village: "一肩挑" for village, people in held.items()
            if any(map(one_shoulder, people.values()))}
    sent: dict[str, dict[int, int]] = {}
    party: dict[int, int] = {}
    for village, people in held.items():
        for posts in people.values():
            if any(_PARTY in title for _, title in posts):
                party[village] = party.get(village, 0) + 1
            for title in (title for body, title in posts if body == STATIONED):
                known = sent.setdefault(title, {})
                known[village] = known.get(village, 0) + 1
    of_party = [Possessed(_PARTY, "任社区党委职务", {
        village: f"{many} 人" for village, many in party.items()},
        f"{sum(party.values())} 人", every)] if party else []
    return [*of_party, Possessed("两委干部", "书记、主任一肩挑", both, f"{len(both)} 人", every), *(
        Possessed("驻村干部", title, {village: f"{many} 人" for village, many in of.items()},
                  f"{sum(of.values())} 人", every) for title, of in sorted(sent.items()))]


def _beside(store: Store, every: tuple[TownUnit, ...], year: int) -> list[Possessed]:
    """Of every standard beside the stars: the villages of which all clauses are done."""
    names = {(each.unit, str(each.row)): each.values["star_set"]
             for each in _standing(store, Standard.table)
             if each.values["year"] == str(year) and star_set(each.values["star_set"]).beside}
    met: dict[str, dict[int, tuple[int, int]]] = {}
    for village, standard, done, clauses in _clauses_met(store, year) if names else ():
        name = names.get((village, standard))
        if name:
            before = met.setdefault(name, {}).get(village, (0, 0))
            met[name][village] = before[0] + done, before[1] + clauses
    return [Possessed(
        name, "各条都达标",
        {village: f"{clauses} 条" for village, (done, clauses) in of.items() if done == clauses},
        share_shown(Decimal(sum(done for done, _ in of.values())),
                    Decimal(sum(clauses for _, clauses in of.values())), "条", OF_A_STANDARD),
        every, OF_A_STANDARD) for name, of in sorted(met.items())]


def _clauses_met(store: Store, year: int) -> list[tuple[int, str, int, int]]:
    """Village and standard, with how many of its clauses are done, and how many there are.

    How a clause stands is of the end of a package's period: the one asked reaches furthest into the
    year, though one of an earlier period may have come after it.
    """
    furthest: dict[int, tuple[date, int]] = {}
    for each in receptions(store):
        reaches = Period.parse(each.period).end, each.rowid
        if each.state == ReceptionState.ACCEPTED and reaches[0].year == year:
            furthest[each.unit] = max(reaches, furthest.get(each.unit, reaches))
    return store.query(
        f"""SELECT c.unit, t.content ->> 'standard', sum(c.content ->> '{STATE}' IS ?), count(*)
            FROM json_each(?) p JOIN received c ON c.unit = CAST(p.key AS INTEGER)
                 AND {on(Received, 'c', 'p.value')}
            JOIN received t ON t.unit = c.unit AND t.resource = ?
                 AND t.row = CAST(c.content ->> 'task' AS INTEGER) AND {unended(Received, 't')}
            WHERE c.unit IN (SELECT id FROM town_unit) AND c.resource = ? GROUP BY 1, 2""",
        (StarState.DONE, json.dumps({unit: row for unit, (_, row) in furthest.items()}),
         Task.table, Clause.table))


def _trainings(store: Store, every: tuple[TownUnit, ...], year: int) -> list[Possessed]:
    """党员轮训 of the members as the year ended, or now; how many certificates it brought."""
    day = min(f"{year}-12-31", clock.today().isoformat())
    trained, certified = set[tuple[int, str]](), dict[int, int]()
    for village, person, certificate in store.query(
        f"""SELECT p.unit, p.content ->> 'person', p.content ->> 'certificate'
            FROM received p JOIN received a ON a.unit = p.unit AND a.resource = ?
                 AND a.row = CAST(p.content ->> 'activity' AS INTEGER) AND {unended(Received, 'a')}
            WHERE p.unit IN (SELECT id FROM town_unit) AND p.resource = ?
            AND {unended(Received, 'p')} AND a.content ->> 'kind' = ?
            AND substr(a.content ->> 'on_day', 1, 4) = ?""",
        (Activity.table, ActivityPerson.table, TRAINING, f"{year:04}"),
    ):
        trained.add((village, person))
        certified[village] = certified.get(village, 0) + bool(certificate)
    if not trained:
        return []
    came: dict[int, list[bool]] = {}
    for each in _standing(store, Member.table):
        if each.values.get("joined", "") <= day < each.values.get("left", "9999"):
            came.setdefault(each.unit, []).append((each.unit, each.values["person"]) in trained)
    whole = (Decimal(sum(map(sum, came.values()))), Decimal(sum(map(len, came.values()))))
    return [Possessed("培训", "党员轮训", {
        village: share_shown(Decimal(sum(some)), Decimal(len(some)), _MEMBERS)
        for village, some in came.items() if any(some)}, share_shown(*whole, _MEMBERS), every),
        Possessed("培训", "有人取得证书", {
            village: f"{many} 人次" for village, many in certified.items() if many},
            f"{sum(certified.values())} 人次", every)]


def _facilities(store: Store, every: tuple[TownUnit, ...], year: int) -> list[Possessed]:
    """Those in use, and those of the year: built anew, and improved."""
    used = [each for each in _standing(store, Facility.table) if each.values["state"] == USED]
    found = _lines("在用设施", FACILITY_KINDS.pairs(), used, "kind", "处", every)
    for head, when in (("新建设施", "built"), ("提升设施", "improved")):
        found += _lines(f"{year}年{head}", FACILITY_KINDS.pairs(), [
            each for each in used if each.values.get(when, "").startswith(f"{year:04}")],
            "kind", "处", every)
    return found


def _honours(store: Store, every: tuple[TownUnit, ...], year: int) -> list[Possessed]:
    """The honours of the year, level by level, each village's by their titles."""
    found = [each for each in _standing(store, Honour.table)
             if each.values["on_day"].startswith(f"{year:04}")]
    named: dict[tuple[str, int], list[str]] = {}
    for each in found:
        named.setdefault((each.values["level"], each.unit), []).append(each.values["title"])
    codes = {label: code for code, label in HONOUR_LEVELS.pairs()}
    return [replace(each, said={
        village: "、".join(named[codes[each.label], village]) for village in each.said})
        for each in _lines("荣誉和表彰", HONOUR_LEVELS.pairs(), found, "level", "项", every)]


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


@cache
def _incomes_by() -> tuple[tuple[str, str, dict[str, int]], ...]:
    """收入 and 经营收益, which are never mixed: what it is called, and how each account counts."""
    return (
        ("村集体经济收入", "有收入",
         {each.code: 1 for each in accounts() if each.side == AccountSide.INCOME}),
        ("村集体经济经营收益", "有收益",
         {each.code: 1 if each.side == AccountSide.INCOME else -1
          for each in accounts() if each.operating}))


def _incomes(store: Store, every: tuple[TownUnit, ...], year: int) -> list[Possessed]:
    """The villages whose income, as far as it was handed in, is of a band's lower bound or more;
    and those whose 经营收益 is.
    """
    booked = [(each.unit, each.values["account"], Decimal(each.values["amount"]))
              for each in _standing(store, IncomeLine.table)
              if each.values["on_day"].startswith(f"{year:04}")]
    bounds = [Decimal(each["until"]) for each in table()["band"] if "until" in each]
    found = []
    for head, some, counts in _incomes_by():
        sums: dict[int, Decimal] = {}
        for village, account, amount in booked:
            if account in counts:
                sums[village] = sums.get(village, Decimal()) + counts[account] * amount
        for least in bounds if sums else ():
            reached = {village: amount for village, amount in sums.items()
                       if amount >= least and amount > 0}
            found.append(Possessed(
                head, f"{least / 10_000:f} 万元及以上" if least else some,
                {village: f"{MONEY.show(amount)} 元" for village, amount in reached.items()},
                f"{MONEY.show(sum(reached.values(), Decimal()))} 元", every))
    return found


def coverage_sheet(store: Store, year: int, found: Sequence[Possessed]) -> Sheet:
    """It as a sheet: how many villages, of all, what it adds up to, who is without."""
    here = unit(store)
    rows = [Row((each.head, each.label, len(each.said), *each.shares, each.total,
                 "、".join(one.name for one in each.without)))
            for each in found]
    return Sheet(
        "town-coverage", f"{year} 年各村覆盖情况统计表", COLUMNS, rows,
        unit=here.name if here else "", when=f"{year}年",
        notes=(f"占比的分母写在栏头，行政村、社区按区划代码分；设施只计在用的；收入是各村{year}年已报来的全部收入，"
               "含补助收入和其他收入，经营收益不含。",))
