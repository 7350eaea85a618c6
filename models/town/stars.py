"""The stars of all villages: planned and awarded, with the sums that must agree."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.keeping.lasting import unended
from models.office.star_sets import star_set
from models.office.village import unit
from models.stars.verdicts import LevelTable, VerdictResult, VerdictStage, level_name, rows
from models.town.received import Received
from models.town.units import TownUnit, units
from models.values.kinds import Field
from models.values.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store

PLANNED = "planned"
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
        if self.silent:
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
    latest: dict[int, dict[str, Received]] = {}
    every = [each for each in _standing(store, "verdict")
             if (each.values.get("year"), each.values.get("stage")) == (str(year), stage)]
    for each in sorted(every, key=lambda one: (one.values["on_day"], one.row)):
        latest.setdefault(each.unit, {})[each.values["star"]] = each
    return {
        village: (tuple(star for star, each in stars.items()
                        if each.values["result"] == VerdictResult.YES),
                  tuple(each.row for each in stars.values()))
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
        f"三星及以上 {table.share(3, '全部村、社区')}。", *found.warnings(),
    ]
    columns = (Column(Field("管区", width=10)), Column(Field("村（社区）", width=14)),
               *(Column(Field(labels[star], width=10)) for star in used),
               Column(Field("星级", width=8)))
    return Sheet("town-stars", f"{found.year} 年“五星”支部{WHAT[found.what]}情况表", columns,
                 lines, unit=here.name if here else "", measure="个", when=f"{found.year}年",
                 notes=tuple(notes))
