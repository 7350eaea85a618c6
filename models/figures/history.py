"""A figure beside its own past: a period ago, a year ago, and what is usual for it."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from models.figures.measure import AnyMeasure, Days, Ratio
from models.figures.reckon import EVERYBODY, Among, reckon
from models.values.periods import Period, Span

if TYPE_CHECKING:
    from models.keeping.store import Store

LOOKED_BACK = 8
"""So many periods before are the past that a figure is held against."""
ENOUGH = 4
"""With fewer that say anything nothing is usual yet."""
USUAL = Decimal("1.4826")
"""Median distance × this is the spread of what is normally distributed (Hampel's rule)."""
FAR = 3
"""So many spreads away from the median is unusual."""


class Earlier(NamedTuple):
    """The same figure over the period before and over that of a year ago."""

    period_ago: Any
    year_ago: Any

    def told(self, show: Callable[[Any], str]) -> str:
        """上期 215，上年同期 198."""
        return "，".join(f"{label} {'没有' if value is None else show(value)}"
                        for label, value in zip(("上期", "上年同期"), self, strict=True))


def earlier(
    store: Store, measure: AnyMeasure, period: Period, among: Among = EVERYBODY
) -> Earlier:
    """What a figure was before."""
    ago = [Days(*each.days) for each in (period.previous(), year_before(period))]
    found = reckon(store, [(measure, days) for days in ago], among=among)
    return Earlier(*(found.value(measure, days) for days in ago))


def year_before(period: Period) -> Period:
    """The same period of the year before; week 53 becomes the last week there is."""
    if period.span is Span.WEEK and period.number == 53:
        return Period(period.year - 1, Span.WEEK, 52)
    return Period(period.year - 1, period.span, period.number)


class Unusual(NamedTuple):
    """A figure far from its own past: what it is, the median, and what is usual around it."""

    value: Decimal
    middle: Decimal
    spread: Decimal

    @property
    def words(self) -> str:
        """本期 673，往期中位数 215，通常在 190 到 240 之间."""
        low, high = max(Decimal(0), self.middle - self.spread), self.middle + self.spread
        return (f"本期 {self.value:f}，往期中位数 {self.middle:f}，"
                f"通常在 {low:.0f} 到 {high:.0f} 之间")


def unusual(
    store: Store, measures: list[AnyMeasure], period: Period
) -> dict[AnyMeasure, Unusual]:
    """The village's figures that are far from the periods before, of those that have a past.

    Median and spread, not mean and deviation: one odd quarter must not hide the next.
    """
    stretches = [Days(*period.days)]
    for _ in range(LOOKED_BACK):
        period = period.previous()
        stretches.append(Days(*period.days))
    found = reckon(store, [(each, days) for each in measures for days in stretches])
    judged = {}
    for each in measures:
        now, *past = (_number(found.value(each, days)) for days in stretches)
        while past and not past[-1]:  # before the ledger began there is nothing, not 0
            past.pop()
        far = _judged(now, [value for value in past if value is not None])
        if far:
            judged[each] = far
    return judged


def _judged(now: Decimal | None, past: list[Decimal]) -> Unusual | None:
    if now is None or len(past) < ENOUGH:
        return None
    middle = median(past)
    spread = max(FAR * USUAL * median(abs(each - middle) for each in past),
                 middle / 4, Decimal(2))
    return Unusual(now, middle, spread) if abs(now - middle) > spread else None


def _number(value: Any) -> Decimal | None:
    """A number to compare; of a share its per cent; of a day, or a share of nothing, none."""
    if isinstance(value, Ratio):
        return (value.part * 100 / value.base).quantize(Decimal("0.1")) if value.base else None
    return Decimal(value) if isinstance(value, int | Decimal) else None
