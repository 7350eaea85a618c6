"""The villages beside one another: their stars, and 月排序 where the town has decided to rank."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from models.exchange.allow_list import STATE
from models.keeping.lasting import unended
from models.keeping.settings import set_setting, setting
from models.office.star_sets import StarState, star_set
from models.office.village import unit
from models.returns.drilling import Behind
from models.stars.opinion import Opinion
from models.stars.verdicts import LevelTable, VerdictResult, VerdictStage, level_name, rows
from models.town.opinions import set_spoken_of
from models.town.received import Received, Reception, newest, records
from models.town.units import TownUnit, units
from models.values.counting_order import places
from models.values.figure import Seen, percent
from models.values.kinds import CHANGE, NUMBER, TEXT, Field
from models.values.periods import Period
from models.values.problem import Problem
from models.values.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store

PLANNED = "planned"
LEVEL = Column(Field("星级", width=8))
WHAT = {PLANNED: "拟创建", **VerdictStage.labels()}


@dataclass(frozen=True)
class VillageStars:
    """One village: its stars; None where it has said nothing of that year."""

    unit: TownUnit
    stars: tuple[str, ...] | None
    refs: tuple[int, ...] = ()

    @property
    def level(self) -> int:
        """How many stars; none is legal."""
        return len(self.stars or ())


@dataclass(frozen=True)
class StarTable:
    """Every village's stars of a year."""

    year: int
    what: str
    villages: tuple[VillageStars, ...]

    @property
    def table(self) -> LevelTable:
        """Units by level, units by star, and the base: all units of the town."""
        levels = {level: 0 for level in range(5, 0, -1)}
        stars: dict[str, int] = {}
        for each in self.villages:
            if each.level:
                levels[min(each.level, 5)] += 1
            for star in each.stars or ():
                stars[star] = stars.get(star, 0) + 1
        return LevelTable(levels, stars, len(self.villages))

    def of_one_level(self, level: int) -> Behind:
        """The villages a level's number counts, and what each of the others holds."""
        counted, missed = [], []
        for each in self.villages:
            held, ref = min(each.level, 5), ("town_unit", each.unit.rowid)
            if held == level:
                counted.append(Seen(ref, each.unit.name))
            else:
                missed.append(Seen(ref, each.unit.name, level_name(held)))
        return Behind(tuple(counted), tuple(missed))

    @property
    def silent(self) -> list[TownUnit]:
        """The villages that have said nothing; they count as without a star."""
        return [each.unit for each in self.villages if each.stars is None]

    def warnings(self) -> list[str]:
        """What can't be true, or is not known yet."""
        found = []
        if not self.table.agrees:
            found += self.table.warnings()[:1]
        crowded = [each.unit.name for each in self.villages if each.level > 5]
        if crowded:
            found.append(f"{'、'.join(crowded)}的星超过五颗，请核对五星类别。")
        if self.silent and len(self.silent) == len(self.villages):
            found.append(f"还没有村报来 {self.year} 年{WHAT[self.what]}情况，现都按未获星计。")
        elif self.silent:
            found.append(f"{len(self.silent)} 个村没有报 {self.year} 年{WHAT[self.what]}情况，"
                         "现按未获星计：" + "、".join(each.name for each in self.silent) + "。")
        return found


def star_table(store: Store, year: int, what: str = VerdictStage.AWARD) -> StarTable:
    """The stars of every village in a year: ``planned``, or what a stage of verdicts says."""
    said = _planned(store, year) if what == PLANNED else _said(store, year, what)
    return StarTable(year, what, tuple(
        VillageStars(each, *said.get(each.rowid, (None, ()))) for each in units(store)))


Said = dict[int, tuple[tuple[str, ...] | None, tuple[int, ...]]]


def _standing(store: Store, resource: str) -> list[Received]:
    return store.find(
        Received, f"unit IN (SELECT id FROM town_unit) AND resource = ? AND {unended(Received)}",
        (resource,), "unit, row")


def _planned(store: Store, year: int) -> Said:
    plans = {(each.unit, str(each.row)) for each in _standing(store, "star_plan")
             if each.values.get("year") == str(year)}
    found: Said = {village: ((), ()) for village, _ in plans}
    for each in _standing(store, "star_target"):
        if (each.unit, each.values["plan"]) in plans:
            stars, refs = found[each.unit]
            star = each.values["star"]
            found[each.unit] = (tuple(dict.fromkeys([*(stars or ()), star])), (*refs, each.row))
    return found


def _said(store: Store, year: int, stage: str) -> Said:
    """What villages handed in of a stage, and what was said here at the town, the later stands."""
    every = [(each.unit, said["on_day"], said["star"], said["result"], each.row)
             for each in _standing(store, "verdict") for said in [each.values]
             if (said.get("year"), said.get("stage")) == (str(year), stage)]
    every += [(each.unit or 0, each.on_day.isoformat(), each.star or "", each.result, 0)
              for each in store.find(
                  Opinion, "year = ? AND stage = ? AND clause IS NULL AND unit IN"
                  " (SELECT id FROM town_unit)", (year, stage), "number")]
    latest: dict[int, dict[str, tuple[str, int]]] = {}
    for village, _, star, result, row in sorted(every, key=lambda each: each[1]):
        latest.setdefault(village, {})[star] = result, row
    return {
        village: (tuple(star for star, (result, _) in stars.items()
                        if result == VerdictResult.YES),
                  tuple(row for _, row in stars.values() if row))
        for village, stars in latest.items()
    }


def star_sheet(store: Store, found: StarTable) -> Sheet:
    """The star table for paper: village × star, the level, and the checks beneath."""
    here = unit(store)
    labels = {code: label for name in ("rural", "urban") for code, label in star_set(name).stars}
    used = [star for star in labels if any(star in (each.stars or ()) for each in found.villages)]
    lines = [
        Row((each.unit.district, each.unit.name,
             *("★" if star in (each.stars or ()) else None for star in used),
             "未报" if each.stars is None else level_name(min(each.level, 5))),
            (("town_unit", each.unit.rowid),))
        for each in found.villages
    ]
    table = found.table
    by_star = sum((table.stars or {}).values())
    notes = [
        "，".join(f"{name} {count} 个" for name, count in rows(table)) + f"，共 {table.units} 个。",
        f"星数合计 {table.held}（Σ星级×单位数）＝各星单位数之和 {by_star}。",
        f"三星及以上 {table.share(3, BASE)}。", *found.warnings(),
    ]
    columns = (Column(Field("管区", width=10)), Column(Field("村（社区）", width=14)),
               *(Column(Field(labels[star], width=10)) for star in used),
               LEVEL)
    return Sheet("town-stars", f"{found.year} 年“五星”支部{WHAT[found.what]}情况表", columns,
                 lines, unit=here.name if here else "", measure="个", when=f"{found.year}年",
                 notes=tuple(notes))


BASE = "全部村、社区"
NAMED = (5, 4)
"""拟五星, 拟四星: whose names go up to the county."""


def named_sheet(store: Store, found: StarTable) -> Sheet:
    """拟五星、拟四星名单: the villages of the two highest levels, and the star each is without."""
    here = unit(store)
    columns = (Column(Field("序号", NUMBER, width=6)), LEVEL, Column(Field("管区", width=10)),
               Column(Field("村（社区）", width=16)), Column(Field("还差的星", width=14)))
    listed = [(level, each) for level in NAMED
              for each in found.villages if min(each.level, 5) == level]
    lines = [
        Row((place, level_name(level), each.unit.district, each.unit.name, "、".join(
            label for star, label in (set_spoken_of(store, each.unit) or star_set("rural")).stars
            if star not in (each.stars or ()))), (("town_unit", each.unit.rowid),))
        for place, (level, each) in enumerate(listed, 1)
    ]
    counted = "，".join(f"拟{level_name(level)} {sum(at == level for at, _ in listed)} 个"
                       for level in NAMED)
    notes = (f"{counted}；四星及以上 {found.table.share(4, BASE)}。按{WHAT[found.what]}。",
             *found.warnings())
    return Sheet("town-named", f"{found.year} 年拟五星、拟四星支部名单", columns, lines,
                 unit=here.name if here else "", when=f"{found.year}年", notes=notes)


# ── 月排序: in the order of work done


TURNED_ON = "town.ranking"


@dataclass(frozen=True)
class Score:
    """What a village is ranked by: clauses done of all, and what is overdue.

    ``counted`` are the clauses done, ``missed`` the others, each with how it stands.
    """

    unit: TownUnit
    target: int
    held: int
    done: int
    clauses: int
    overdue: int
    counted: tuple[Seen, ...] = ()
    missed: tuple[Seen, ...] = ()

    @property
    def rate(self) -> Decimal:
        """Per cent of the clauses done; 0 where there are none."""
        return percent(Decimal(self.done), Decimal(self.clauses)) or Decimal(0)

    @property
    def order(self) -> tuple[Decimal, int]:
        """The higher rate, then the fewer overdue, stands before; equal in both is a tie."""
        return self.rate, -self.overdue


@dataclass(frozen=True)
class RankedVillage:
    """A village in its place; ties share a place and the next place is left out (1, 2, 2, 4)."""

    place: int
    score: Score
    before: Score | None
    last_place: int | None

    @property
    def moved(self) -> str:
        """↑2, ↓1, 持平, or 新上榜."""
        if self.last_place is None:
            return "新上榜"
        by = self.last_place - self.place
        return f"↑{by}" if by > 0 else f"↓{-by}" if by else "持平"

    @property
    def gained(self) -> Decimal | None:
        """How many points of per cent more than the month before."""
        return None if self.before is None else self.score.rate - self.before.rate


def turn_on(store: Store, wanted: bool) -> None:
    """Begin or stop ranking; it is off until the town decides."""
    set_setting(store, TURNED_ON, wanted)


def ranking(store: Store, period: str) -> list[RankedVillage]:
    """The villages that handed in a month, in their places.

    :raises Problem: the town has not turned ranking on.
    """
    if not setting(store, TURNED_ON, False):
        raise Problem("本镇没有开月排序。要排，请先在“对比”页打开。")
    scores = _scores(store, period)
    earlier = {each.unit.id: each for each in _scores(store, str(Period.parse(period).previous()))}
    last = _places(list(earlier.values()))
    now = _places(scores)
    return [
        RankedVillage(now[each.unit.rowid], each, earlier.get(each.unit.id),
               last.get(each.unit.rowid))
        for each in sorted(scores, key=lambda each: each.order, reverse=True)
    ]


def _places(scores: list[Score]) -> dict[int, int]:
    return places({each.unit.rowid: each.order for each in scores})


def _scores(store: Store, period: str) -> list[Score]:
    taken = newest(store, period)
    return [
        _score(store, each, taken[each.id], Period.parse(period))
        for each in units(store) if each.id in taken
    ]


def _score(store: Store, village: TownUnit, at: Reception, period: Period) -> Score:
    def rows(resource: str) -> list[tuple[int, dict[str, str]]]:
        found = records(store, village.rowid, resource, at=at)
        return [(each.row, each.values) for each in found]

    plans = {str(row): plan for row, plan in rows("star_plan")
             if plan.get("year") == str(period.year)}
    standards = {plan["standard"] for plan in plans.values()}
    tasks = {str(row) for row, task in rows("task") if task["standard"] in standards}
    found = {str(row): clause for row, clause in rows("clause") if clause["task"] in tasks}
    clauses = {row: clause["task"] for row, clause in found.items()}
    states = {row: clause.get(STATE) for row, clause in found.items()}
    if not any(states.values()):
        states = _typed([said for _, said in rows("progress")], period)
    done = {row for row, state in states.items() if state == StarState.DONE}
    late = {work["task"] for _, work in rows("assignment")
            if work["plan"] in plans and work.get("due", "9999") < period.end.isoformat()}
    undone = {task for clause, task in clauses.items() if clause not in done}
    awarded = {said["star"] for _, said in rows("verdict")
               if said["year"] == str(period.year) and said["stage"] == VerdictStage.AWARD
               and said["result"] == VerdictResult.YES}
    targets = [each for _, each in rows("star_target") if each["plan"] in plans]
    told = {row: Seen(("clause", int(row)), clause["text"], "" if row in done else _stands(
        states.get(row))) for row, clause in found.items()}
    return Score(village, len(targets), len(awarded), len(done & clauses.keys()), len(clauses),
                 len(late & undone), tuple(each for each in told.values() if not each.reason),
                 tuple(each for each in told.values() if each.reason))


def _stands(state: str | None) -> str:
    return StarState(state).label if state else StarState.IDLE.label


def _typed(said: list[dict[str, str]], period: Period) -> dict[str, str | None]:
    """What was last typed of each clause by the end of the period: packages of old say no more."""
    until = period.end.isoformat()
    return {each["clause"]: each.get("state") for each in sorted(
        said, key=lambda each: each.get("on_day", "")) if each.get("on_day", "") <= until}


def ranking_sheet(store: Store, period: str) -> Sheet:
    """F7 月排序表 for paper. :raises Problem: ranking is not turned on."""
    here = unit(store)
    found = ranking(store, period)
    heads = ("名次", "村（社区）", "目标星级", "已达标星数", "完成条数", "总条数", "完成率（%）",
             "较上月", "逾期项", "上月名次", "名次变化")
    counted = ("名次", "已达标星数", "完成条数", "总条数", "逾期项", "上月名次")
    kinds = dict.fromkeys(counted, NUMBER) | {"较上月": CHANGE}
    columns = tuple(Column(Field(each, kinds.get(each, TEXT))) for each in heads)
    lines = [
        Row((each.place, each.score.unit.name, level_name(min(each.score.target, 5)),
             each.score.held, each.score.done, each.score.clauses, str(each.score.rate),
             "—" if each.gained is None else each.gained, each.score.overdue,
             each.last_place, each.moved), (("town_unit", each.score.unit.rowid),))
        for each in found
    ]
    return Sheet("town-ranking", "“五星”支部创建月排序表", columns, lines,
                 unit=here.name if here else "", when=Period.parse(period).label,
                 notes=("完成率＝已完成条数÷本年创建标准总条数；相同时逾期少的在前，仍相同并列，"
                        "后面的名次空出。",))
