"""The figures of a month of visits, 当月 and 累计, always counted from the visits themselves."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, fields
from datetime import date, timedelta
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.matters.ledger import open_on
from models.values.kinds import FLAG
from models.values.periods import Period
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store


@dataclass(frozen=True)
class Figures:
    """What is counted: households visited, visits by way, requests and problems, those solved."""

    homes: int = 0
    at_home: int = 0
    otherwise: int = 0
    requests: int = 0
    problems: int = 0
    solved: int = 0

    def plus(self, other: Figures) -> Figures:
        """The sums."""
        return Figures(*(getattr(self, e.name) + getattr(other, e.name) for e in fields(self)))


FIGURE_WORDS = {
    "homes": "走访户数", "at_home": "入户走访次数", "otherwise": "电话、外出联系次数",
    "requests": "收集诉求件数", "problems": "发现问题件数", "solved": "解决件数",
}


class KeptFigures(Record, table="kept_figures", label="已报月报"):
    """累计 as it was handed in for a month; ``start`` marks what came from paper before."""

    month: str = required("月份")
    figures: str = required("累计")
    start: bool = field("起点", FLAG, default=False)


def figures_between(store: Store, first: date, last: date) -> dict[int | None, Figures]:
    """The figures of a stretch of days by 村民小组 (None: household without one).

    A household counts once however often it was visited.
    """
    days = (first.isoformat(), last.isoformat())
    counted: dict[int | None, Figures] = {}
    for group, *numbers in store.query(
        """SELECT h."group", count(DISTINCT v.household), sum(v.way = 'home'), sum(v.way <> 'home')
           FROM visit v JOIN household h ON h.id = v.household
           WHERE v.day BETWEEN ? AND ? GROUP BY h."group" """, days,
    ):
        counted[group] = Figures(*numbers)
    for group, requests, problems, solved in store.query(
        """SELECT h."group",
                  sum(s.kind IN ('found', 'reopened') AND m.kind = 'request'),
                  sum(s.kind IN ('found', 'reopened') AND m.kind <> 'request'),
                  sum(s.kind = 'closed')
           FROM matter_step s JOIN matter m ON m.id = s.matter
           LEFT JOIN household h ON h.id = m.household
           WHERE m.visit IS NOT NULL AND s.day BETWEEN ? AND ? GROUP BY h."group" """, days,
    ):
        of_matters = Figures(requests=requests, problems=problems, solved=solved)
        counted[group] = counted.get(group, Figures()).plus(of_matters)
    return counted


def summed(figures: Mapping[int | None, Figures]) -> Figures:
    """The village's figures."""
    total = Figures()
    for each in figures.values():
        total = total.plus(each)
    return total


def village_total(store: Store, month: Period) -> Figures:
    """累计 of the village: the visits of the year, on top of what was handed in on paper before."""
    begun, before = paper_start(store, month)
    counted = summed(figures_between(store, begun, month.end))
    return counted.plus(before) if before else counted


def paper_start(store: Store, month: Period) -> tuple[date, Figures | None]:
    """From which day visits are counted for 累计, and what was handed in on paper before that."""
    found = store.find(
        KeptFigures, "start = 1 AND month >= ? AND month <= ?", (f"{month.year}-01", str(month)),
        "month DESC LIMIT 1",
    )
    if not found:
        return date(month.year, 1, 1), None
    day_after = Period.parse(found[0].month).end + timedelta(days=1)
    return day_after, Figures(**json.loads(found[0].figures))


def hand_in(store: Store, month: Period, *, start: Figures | None = None) -> Figures:
    """Keep 累计 of a month as handed in; ``start`` gives it by hand, from the paper before.

    :raises Invalid: a figure is smaller than the month before, with the reason and both figures.
    """
    figures = start or village_total(store, month)
    said = smaller_than_before(store, month, figures)
    if said:
        raise Invalid({"figures": said})
    with store.act(f"走访月报报出：{month.label}"):
        known = store.find(KeptFigures, "month = ?", (str(month),))
        store.save(KeptFigures(
            id=known[0].id if known else None, month=str(month), start=start is not None,
            figures=json.dumps({e.name: getattr(figures, e.name) for e in fields(figures)}),
        ))
    return figures


def smaller_than_before(
    store: Store, month: Period, figures: Figures, *, including: bool = False
) -> str | None:
    """The sentence that says which 累计 fell below the last one handed in this year, or None.

    ``including`` looks at what was handed in for this very month as well.
    """
    before = store.find(
        KeptFigures, f"month >= ? AND month {'<=' if including else '<'} ?",
        (f"{month.year}-01", str(month)), "month DESC LIMIT 1",
    )
    if not before:
        return None
    known = Figures(**json.loads(before[0].figures))
    for name, words in FIGURE_WORDS.items():
        was, now = getattr(known, name), getattr(figures, name)
        if now < was:
            label = Period.parse(before[0].month).label
            return (f"{words}累计 {now} 小于{label}已报的 {was}，累计不会变小。"
                    "请核对是否删改了已报的走访，或更正上期并写明原因。")
    return None


def unsolved(store: Store, month: Period) -> int:
    """The matters found on visits that were open at the end of the month."""
    return len(open_on(store, month.end, from_visits=True))
