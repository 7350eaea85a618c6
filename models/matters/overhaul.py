"""软弱涣散整顿: one plan for the branch, one measure for each problem, and a report every month."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.keeping.lasting import begun
from models.matters.ledger import open_on
from models.matters.matter import Handling, Matter, Overhaul, matters_on, report
from models.values.periods import Period
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store


@dataclass(frozen=True)
class OverhaulProgress:
    """A problem in a month: what was done in it, and whether it was solved by its end."""

    matter: Matter
    done: str
    solved: bool
    solved_before: bool


@dataclass(frozen=True)
class OverhaulStanding:
    """How many problems there were by the end of a month, and how many of them were solved."""

    problems: int
    solved: int


def begin(store: Store, overhaul: Overhaul) -> Overhaul:
    """List the branch with its plan."""
    with store.act(f"列入整顿：{overhaul.plan}"):
        return store.save(overhaul)


def add_problem(
    store: Store, overhaul: int, matter: Matter, *, today: date | None = None
) -> Matter:
    """Add a problem with its measure. :raises Invalid: another problem has the same measure."""
    measure = (matter.measure or "").strip()
    if not measure:
        raise Invalid({"measure": "一问题一对策：请写这个问题自己的对策。"})
    if store.count("matter", "overhaul = ? AND measure = ?", (overhaul, measure)):
        raise Invalid({"measure": "另一个问题已经用了同一条对策。一问题一对策，请分开写。"})
    return report(store, matter.but(kind="overhaul", overhaul=overhaul), today=today)


def lift(store: Store, overhaul: int, day: date, conclusion: str) -> Overhaul:
    """Assess the branch and take it off the list. :raises Invalid: problems are open."""
    waiting = [
        each for each in store.find(Matter, "overhaul = ?", (overhaul,)) if each.is_open
    ]
    if waiting:
        numbers = "、".join(each.number or "" for each in waiting)
        raise Invalid(
            {"assessed": f"还有 {len(waiting)} 个问题没有化解（{numbers}），办结后再验收。"}
        )
    if not conclusion.strip():
        raise Invalid({"conclusion": "评估结论还没有填。"})
    with store.act("整顿验收"):
        return store.save(store.get(Overhaul, overhaul).but(assessed=day, conclusion=conclusion))


def progress(store: Store, overhaul: int, month: Period) -> list[OverhaulProgress]:
    """Every problem found by the end of the month, with what was done in the month."""
    waiting_before = set(open_on(store, month.previous().end, kinds=("overhaul",)))
    lines = []
    for matter, steps in matters_on(store, month.end):
        if matter.overhaul != overhaul:
            continue
        done = [each for each in steps
                if each.kind in (Handling.HANDLED, Handling.CLOSED) and month.contains(each.day)]
        before = matter.found < month.start and matter.id not in waiting_before
        lines.append(OverhaulProgress(matter, "；".join(each.words or "" for each in done),
                              not matter.is_open, before))
    return lines


def standing(store: Store, overhaul: int, month: Period) -> OverhaulStanding:
    """The figures of one month, to be set against the month before."""
    lines = progress(store, overhaul, month)
    return OverhaulStanding(len(lines), sum(each.solved for each in lines))


def current_overhaul(store: Store, day: date) -> Overhaul | None:
    """The overhaul the branch is, or was last, listed for on a day."""
    found = store.find(Overhaul, begun(Overhaul), (day.isoformat(),), "listed DESC, id DESC")
    return found[0] if found else None
