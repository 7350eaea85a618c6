"""月排序: villages in the order of work done; only where the town has decided to rank at all."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from typing import TYPE_CHECKING

from models.keeping.settings import set_setting, setting
from models.office.star_sets import StarState
from models.office.village import unit
from models.stars.verdicts import VerdictResult, VerdictStage, level_name
from models.town.received import Reception, newest, records
from models.town.units import TownUnit, units
from models.values.figure import percent
from models.values.kinds import NUMBER, Field
from models.values.periods import Period
from models.values.problem import Problem
from models.values.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store

TURNED_ON = "town.ranking"


@dataclass(frozen=True)
class Score:
    """What a village is ranked by: clauses done of all, and what is overdue."""

    unit: TownUnit
    target: int
    held: int
    done: int
    clauses: int
    overdue: int

    @property
    def rate(self) -> Decimal:
        """Per cent of the clauses done; 0 where there are none."""
        return percent(Decimal(self.done), Decimal(self.clauses)) or Decimal(0)

    @property
    def order(self) -> tuple[Decimal, int]:
        """The higher rate first, then fewer overdue; equal in both is a tie."""
        return -self.rate, self.overdue


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
        for each in sorted(scores, key=lambda each: each.order)
    ]


def _places(scores: list[Score]) -> dict[int, int]:
    return {
        each.unit.rowid: 1 + sum(other.order < each.order for other in scores)
        for each in scores
    }


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
    clauses = {str(row): clause["task"] for row, clause in rows("clause")
               if clause["task"] in tasks}
    done = _done([said for _, said in rows("progress")], period)
    late = {work["task"] for _, work in rows("assignment")
            if work["plan"] in plans and work.get("due", "9999") < period.end.isoformat()}
    undone = {task for clause, task in clauses.items() if clause not in done}
    awarded = {said["star"] for _, said in rows("verdict")
               if said["year"] == str(period.year) and said["stage"] == VerdictStage.AWARD
               and said["result"] == VerdictResult.YES}
    targets = [each for _, each in rows("star_target") if each["plan"] in plans]
    return Score(village, len(targets), len(awarded), len(done & clauses.keys()), len(clauses),
                 len(late & undone))


def _done(said: list[dict[str, str]], period: Period) -> set[str]:
    """The clauses last said to be done by the end of the period."""
    until = period.end.isoformat()
    newest = {each["clause"]: each.get("state") for each in sorted(
        said, key=lambda each: each.get("on_day", "")) if each.get("on_day", "") <= until}
    return {clause for clause, state in newest.items() if state == StarState.DONE}


def ranking_sheet(store: Store, period: str) -> Sheet:
    """F7 月排序表 for paper. :raises Problem: ranking is not turned on."""
    here = unit(store)
    found = ranking(store, period)
    heads = ("名次", "村（社区）", "目标星级", "已达标星数", "完成条数", "总条数", "完成率（%）",
             "较上月", "逾期项", "上月名次", "名次变化")
    numeric = {"名次", "已达标星数", "完成条数", "总条数", "逾期项", "上月名次"}
    columns = tuple(Column(Field(each, NUMBER) if each in numeric else Field(each))
                    for each in heads)
    lines = [
        Row((each.place, each.score.unit.name, level_name(min(each.score.target, 5)),
             each.score.held, each.score.done, each.score.clauses, str(each.score.rate),
             "—" if each.gained is None else f"{each.gained:+}", each.score.overdue,
             each.last_place, each.moved), (("town_unit", each.score.unit.rowid),))
        for each in found
    ]
    return Sheet("town-ranking", "“五星”支部创建月排序表", columns, lines,
                 unit=here.name if here else "", when=Period.parse(period).label,
                 notes=("完成率＝已完成条数÷本年创建标准总条数；相同时逾期少的在前，仍相同并列，"
                        "后面的名次空出。",))
