"""The gap planner: what is short of each star, what comes first, and what a step costs in time."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.office.star_sets import StarSet, StarState, star_set
from models.stars.plan import Plan
from models.stars.progress import Line, by_task, lines, lines_under, task_state
from models.stars.standard import Standard, Task

if TYPE_CHECKING:
    from models.keeping.store import Store


@dataclass(frozen=True)
class ShortItem:
    """One item still short: its clauses not done, its deadline, the working days it takes.

    ``days`` is None where nobody has estimated it.
    """

    task: Task
    short: tuple[Line, ...]
    due: date | None
    days: int | None
    lacks_evidence: bool


@dataclass(frozen=True)
class Gap:
    """What is short of one star."""

    star: str
    label: str
    items: int
    steps: tuple[ShortItem, ...]
    vetoed: tuple[Line, ...]

    @property
    def reached(self) -> bool:
        """Every item done and no veto left open: the village's own forecast.

        No provincial paper seen draws another line; the county's verdict decides (参考).
        """
        return bool(self.items) and not self.steps and not self.vetoed

    def sentence(self, review: date | None = None) -> str:
        """离生态宜居星还差 3 项，其中 2 项要在 9 月 20 日前完成，1 项缺佐证."""
        if not self.items:
            return f"{self.label}：标准里没有这颗星的项，等上级下发。"
        if self.reached:
            return f"{self.label}：{self.items} 项全部完成。"
        parts = [f"离{self.label}还差 {len(self.steps)} 项"]
        if review is not None:
            early = sum(each.due is not None and each.due <= review for each in self.steps)
            if early:
                parts.append(f"其中 {early} 项要在 {review.month} 月 {review.day} 日前完成")
        lacking = sum(each.lacks_evidence for each in self.steps)
        if lacking:
            parts.append(f"{lacking} 项缺佐证")
        if self.vetoed:
            parts.append(f"有 {len(self.vetoed)} 条否决项没有达到")
        return "，".join(parts) + "。"

    @property
    def days(self) -> str:
        """What the steps take together, honest about what nobody estimated."""
        known = [each.days for each in self.steps if each.days is not None]
        unknown = len(self.steps) - len(known)
        text = f"约需 {sum(known)} 个工作日" if known else ""
        return "，".join(filter(None, (text, f"{unknown} 项没有估计用时" if unknown else "")))


def gaps(chosen: StarSet, found: list[Line]) -> list[Gap]:
    """Every star of the set with what is short of it, the nearest deadline first."""
    return [_gap(chosen, star, [each for each in found if each.task.star == star])
            for star, _ in chosen.stars]


def _gap(chosen: StarSet, star: str, found: list[Line]) -> Gap:
    grouped = by_task(found)
    steps = [_step(task, each) for task, each in grouped if task_state(each) != StarState.DONE]
    steps.sort(key=lambda each: (each.due or date.max, each.task.place))
    vetoed = tuple(each for each in found if each.clause.veto and not each.done)
    return Gap(star, chosen.label_of(star), len(grouped), tuple(steps), vetoed)


def _step(task: Task, found: list[Line]) -> ShortItem:
    work = found[0].assignment
    return ShortItem(
        task, tuple(each for each in found if not each.done), work.due if work else None,
        work.days if work else None,
        any(each.clause.evidence and not each.evidence for each in found),
    )


@dataclass(frozen=True)
class Forecast:
    """What if some items were done: which stars, which level, and what it costs."""

    stars: tuple[str, ...]
    days: int
    unestimated: int

    @property
    def level(self) -> int:
        """The number of stars."""
        return len(self.stars)


def what_if(chosen: StarSet, found: list[Line], done: Collection[int]) -> Forecast:
    """The stars reached if the items with these task ids were done as well; nothing is written."""
    reached, days, unestimated = [], 0, 0
    for gap in gaps(chosen, found):
        left = [each for each in gap.steps if each.task.id not in done]
        vetoed = [each for each in gap.vetoed if each.task.id not in done]
        if gap.items and not left and not vetoed:
            reached.append(gap.star)
        for step in gap.steps:
            if step.task.id in done:
                days += step.days or 0
                unestimated += step.days is None
    return Forecast(tuple(reached), days, unestimated)


def cheapest(chosen: StarSet, found: list[Line], stars: int) -> Forecast | None:
    """The way to so many stars that costs the fewest days, then the fewest items; None: no way."""
    each_gap = sorted((gap for gap in gaps(chosen, found) if gap.items),
                      key=lambda gap: (sum(step.days or 0 for step in gap.steps), len(gap.steps)))
    if stars > len(each_gap):
        return None
    wanted = {step.task.rowid for gap in each_gap[:stars] for step in gap.steps}
    return what_if(chosen, found, wanted)


def drafted(store: Store, standard: Standard, day: date) -> dict[str, str]:
    """What the self-check says to the questions of a plan: what is reached, what is short."""
    found = lines_under(store, standard, day)
    chosen = star_set(standard.star_set)
    reached = [f"{chosen.label_of(task.star)} {task.number} {task.title}"
               for task, some in by_task(found) if task_state(some) == StarState.DONE]
    short = [each for each in gaps(chosen, found) if each.steps or each.vetoed]
    return {
        "reached": "；".join(reached) or "还没有哪一项全部完成。",
        "gaps": "\n".join(_told(each) for each in short) or "没有短板。",
        "measures": "\n".join(
            f"{step.task.number} {step.task.title}：{step.short[0].clause.demand}"
            for gap in short for step in gap.steps if step.short[0].clause.demand),
    }


def _told(gap: Gap) -> str:
    """The sentence of a star, and what the village wrote of each clause that is short."""
    said = [each.said.shortfall for step in gap.steps for each in step.short
            if each.said and each.said.shortfall]
    return "；".join(each.rstrip("。；") for each in (gap.sentence(), *said)) + "。"


def planned_gaps(store: Store, plan: Plan, day: date) -> list[Gap]:
    """The gaps of the plan as the village stands on a day."""
    chosen = star_set(store.get(Standard, plan.standard).star_set)
    return gaps(chosen, lines(store, plan, day))
