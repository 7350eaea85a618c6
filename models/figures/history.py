"""A figure beside its own past: a period ago, a year ago, and what is usual for it."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from decimal import Decimal
from statistics import median
from typing import TYPE_CHECKING, Any, NamedTuple

from models.figures.liaison import AT_HOME, OTHERWISE, VISITED
from models.figures.matters import PROBLEMS, REQUESTS, SOLVED_OF_VISITS
from models.figures.measure import AnyMeasure, Condition, Days, Measure, Ratio, this_year
from models.figures.reckon import EVERYBODY, Among, reckon
from models.keeping.record import Record, field, required
from models.values.kinds import FLAG
from models.values.periods import Period, Span
from models.values.problem import Invalid

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


# ── 累计, as it was handed in ───────────────────────────────────────────────────


Kept = dict[str, int]
"""累计 by the name it is kept under."""


class KeptFigures(Record, table="kept_figures", label="已报月报"):
    """累计 as it was handed in for a month; ``start`` marks what came from paper before."""

    month: str = required("月份")
    figures: str = required("累计")
    start: bool = field("起点", FLAG, default=False)

    @property
    def said(self) -> Kept:
        """What was handed in."""
        return {name: json.loads(self.figures).get(name, 0) for name in COUNTED}


COUNTED: Mapping[str, Measure] = {
    "homes": VISITED, "at_home": AT_HOME, "otherwise": OTHERWISE, "requests": REQUESTS,
    "problems": PROBLEMS, "solved": SOLVED_OF_VISITS,
}
"""What is counted in a month of visits, by the name it is kept under."""

_ON_PAPER = """coalesce((SELECT max(k.month) FROM kept_figures k
                         WHERE k.start = 1 AND k.month <= substr(:last, 1, 7)), '')"""


def since_paper(measure: Measure) -> Measure:
    """The same without what the months on paper before the ledger began have counted already."""
    on_ledger = Condition(f"substr({measure.source.day}, 1, 7) > {_ON_PAPER}",
                          "已计入 {} 以前的纸质月报", _ON_PAPER)
    return replace(measure, code=f"{measure.code}.year", where=(*measure.where, on_ledger))


SINCE_PAPER: Mapping[str, Measure] = {name: since_paper(each) for name, each in COUNTED.items()}


def paper_before(store: Store, month: Period) -> KeptFigures | None:
    """What was handed in on paper this year, before the visits are counted from the ledger."""
    return _newest(store, month, "start = 1 AND", "<=")


def village_total(store: Store, month: Period) -> Kept:
    """累计 of the village: the visits of the year, on top of what was handed in on paper before."""
    days = this_year(Days(*month.days))
    found = reckon(store, [(each, days) for each in SINCE_PAPER.values()])
    before = paper_before(store, month)
    said = before.said if before else dict.fromkeys(COUNTED, 0)
    return {name: said[name] + found.value(each, days) for name, each in SINCE_PAPER.items()}


def hand_in(store: Store, month: Period, *, start: Kept | None = None) -> Kept:
    """Keep 累计 of a month as handed in; ``start`` gives it by hand, from the paper before.

    :raises Invalid: a figure is smaller than the month before, with the reason and both figures.
    """
    figures = dict.fromkeys(COUNTED, 0) | start if start else village_total(store, month)
    said = smaller_than_before(store, month, figures)
    if said:
        raise Invalid({"figures": said})
    with store.act(f"走访月报报出：{month.label}"):
        known = store.find(KeptFigures, "month = ?", (str(month),))
        store.save(KeptFigures(
            id=known[0].id if known else None, month=str(month), start=start is not None,
            figures=json.dumps(figures),
        ))
    return figures


def smaller_than_before(
    store: Store, month: Period, figures: Kept, *, including: bool = False
) -> str | None:
    """The sentence that says which 累计 fell below the last one handed in this year, or None.

    ``including`` looks at what was handed in for this very month as well.
    """
    before = _newest(store, month, "", "<=" if including else "<")
    for name, was in before.said.items() if before else ():
        if before and figures[name] < was:
            return (f"{COUNTED[name].field.label}累计 {figures[name]} 小于"
                    f"{Period.parse(before.month).label}已报的 {was}，累计不会变小。"
                    "请核对是否删改了已报的走访，或更正上期并写明原因。")
    return None


def _newest(store: Store, month: Period, where: str, until: str) -> KeptFigures | None:
    found = store.find(KeptFigures, f"{where} month >= ? AND month {until} ?",
                       (f"{month.year}-01", str(month)), "month DESC LIMIT 1")
    return found[0] if found else None
