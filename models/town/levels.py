"""How many villages hold each level: the plan beside the result, and year beside year."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING

from models.office.village import unit
from models.stars.boards import Bar, ChartData, Series
from models.stars.verdicts import level_name, rows
from models.town.comparing import BASE, PLANNED, WHAT, star_table
from models.values.kinds import CHANGE, NUMBER, TEXT, Field
from models.values.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store

CHANGES = tuple(Column(Field(label, kind, width=10)) for label, kind in (
    ("星级", TEXT), ("拟创建", NUMBER), ("授予", NUMBER), ("较拟创建", CHANGE),
    ("上年授予", NUMBER), ("较上年", CHANGE)))
TOGETHER = {3: "三星及以上（成片）", 4: "四星及以上（成批）"}


def levels_sheet(store: Store, year: int) -> Sheet:
    """Level by level what was planned, what came of it, and what there was the year before."""
    here = unit(store)
    asked = [star_table(store, year, PLANNED), star_table(store, year), star_table(store, year - 1)]
    counted = [dict(rows(each.table)) for each in asked]
    lines = {name: [each.get(name, 0) for each in counted] for name in counted[0]}
    lines |= {name: [each.table.at_least(least) for each in asked]
              for least, name in TOGETHER.items()}
    planned, now = (each.table for each in asked[:2])
    notes = [f"{year}年授予{level_name(least)}及以上 {now.share(least, BASE)}，"
             f"拟创建 {planned.share(least, BASE)}。" for least in TOGETHER]
    notes += [f"{each.year}年{WHAT[each.what]}：" + "".join(said)
              for each in asked if (said := each.warnings())]
    return Sheet(
        "town-levels", f"{year} 年“五星”支部计划和结果对比表", CHANGES,
        [Row((name, plan, held, held - plan, before, held - before))
         for name, (plan, held, before) in lines.items()],
        unit=here.name if here else "", measure="个", when=f"{year}年", notes=tuple(notes))


def levels_over_time(store: Store, year: int, years: int = 5) -> ChartData:
    """The villages of five stars, of four and more, of three and more, year by year."""
    asked = [star_table(store, each) for each in range(year - years + 1, year + 1)]
    said = {each.year: len(each.silent) < len(each.villages) for each in asked}
    series = tuple(
        Series(name.partition("（")[0], tuple(
            Bar(f"{each.year}年", Decimal(each.table.at_least(least)) if said[each.year] else None)
            for each in asked)) for least, name in (TOGETHER | {5: level_name(5)}).items())
    return ChartData("历年星级", "个", series, "按授予计；空缺是没有一个村报来授予的年度。")
