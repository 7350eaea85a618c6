"""The numbers behind the charts: stars over time, items per star, three years' income, matters."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from models.economy.year_account import trend
from models.matters.ledger import balance
from models.office.star_sets import star_set
from models.stars.plan import Plan
from models.stars.progress import lines, per_star
from models.stars.standard import Standard
from models.stars.verdicts import over_time
from models.values.periods import Period, Span

if TYPE_CHECKING:
    from models.keeping.store import Store


@dataclass(frozen=True)
class Bar:
    """One bar of a series; ``value`` None is a year nobody wrote anything down for."""

    label: str
    value: Decimal | None
    whole: Decimal | None = None


@dataclass(frozen=True)
class Series:
    """Bars under one name."""

    name: str
    bars: tuple[Bar, ...]


@dataclass(frozen=True)
class ChartData:
    """A chart: title, unit, its series side by side, and what its figures mean."""

    title: str
    unit: str
    series: tuple[Series, ...]
    note: str = ""


def stars_over_time(store: Store, year: int, years: int = 5) -> ChartData:
    """Stars awarded year by year."""
    bars = tuple(Bar(f"{each}年", None if number is None else Decimal(number), Decimal(5))
                 for each, number in over_time(store, year - years + 1, year))
    return ChartData("历年星数", "颗", (Series("授予星数", bars),),
                     "按授予文件计；空缺是没有记录的年度。")


def progress_per_star(store: Store, plan: Plan, day: date) -> ChartData:
    """Items done of all items, star by star."""
    chosen = star_set(store.get(Standard, plan.standard).star_set)
    counted = per_star(lines(store, plan, day))
    bars = []
    for star, label in chosen.stars:
        done, every = counted.get(star, (0, 0))
        bars.append(Bar(label.removesuffix("星"), Decimal(done), Decimal(every)))
    return ChartData("各星任务完成", "项", (Series("完成项数", tuple(bars)),),
                     "分母是各星的全部任务项。")


def income_three_years(store: Store, year: int) -> ChartData:
    """收入 and 经营收益 side by side, in 万元."""
    found = trend(store, year)
    scale = Decimal(10_000)
    income = tuple(Bar(f"{each.year}年", each.income / scale if each.lines else None)
                   for each in found)
    profit = tuple(Bar(f"{each.year}年", each.operating_profit / scale if each.lines else None)
                   for each in found)
    return ChartData("集体经济三年", "万元", (Series("收入", income), Series("经营收益", profit)),
                     "经营收益不含补助收入和其他收支。")


def matters_by_month(store: Store, day: date, months: int = 6) -> ChartData:
    """Matters found and solved, month by month up to the day's month."""
    month = Period.of(day, Span.MONTH)
    found = [month]
    while len(found) < months:
        found.insert(0, found[0].previous())
    opened, solved = [], []
    for each in found:
        counted = balance(store, each.start, each.end)
        opened.append(Bar(f"{each.number}月", Decimal(counted.found)))
        solved.append(Bar(f"{each.number}月", Decimal(counted.solved)))
    return ChartData("事项登记与办结", "件",
                     (Series("登记", tuple(opened)), Series("办结", tuple(solved))))
