"""创建进度: for every clause what was asked, what is, where that comes from, and its state."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from models.figures.measure import Days
from models.keeping.asked_once import asked_once
from models.keeping.record import Record, field, required
from models.office.star_sets import StarState
from models.stars.opinion import Opinion, of_clauses
from models.stars.plan import Assignment, Plan, assignments, owner_names, plan_for
from models.stars.sources import Asked, counted, open_source, records_counted, source, year_until
from models.stars.standard import (
    Clause,
    ClauseMeasure,
    Goal,
    Standard,
    Task,
    items,
    read_goals,
    standards_beside,
)
from models.values import clock
from models.values.figure import (
    FIGURE,
    Figure,
    Ref,
    about_shown,
    percent,
    share_problem,
    share_shown,
)
from models.values.kinds import DAY, FLAG, LINK, NOTE, Choices, show_decimal
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store
    from models.values.periods import Period

SHORT = "short"
SELF = Choices(met="达标", partly="基本达标", **{SHORT: "未达标"})


class Progress(Record, table="progress", label="进度"):
    """What the village said of one clause on a day: the value, its state, its own rating.

    It holds until something is said on a later day; what was said before stays beside it.
    """

    clause: int = required("条", LINK)
    value: Decimal | None = field("现状值", FIGURE, width=10)
    about: bool = field("约", FLAG, default=False, width=4)
    base: Decimal | None = field("分母", FIGURE, width=8)
    base_label: str | None = field("分母是", width=12)
    words: str | None = field("现状", NOTE, width=24, aliases=("进展", "事实与数字"))
    state: str | None = field("状态", width=8, options=Choices(
        **{each: each.label for each in StarState if each != StarState.OVERDUE}))
    rating: str | None = field("自评", options=SELF, width=8)
    shortfall: str | None = field("短板", NOTE, width=18)
    on_day: date = required("更新日期", DAY, width=11)
    author: str | None = field("填报人", width=8)
    carried: int | None = field("承接自", LINK)
    recheck: bool = field("标准有变化待复核", FLAG, default=False, width=8)


@dataclass(frozen=True)
class Judged:
    """One number asked for beside the figure that answers it."""

    goal: Goal
    figure: Figure

    @property
    def value(self) -> Decimal:
        """The figure, as per cent where per cent is asked."""
        if self.goal.unit.startswith("%") and self.figure.base is not None:
            return percent(self.figure.value, self.figure.base) or Decimal(0)
        whole: Decimal = self.figure.value
        return whole

    @property
    def met(self) -> bool:
        """Whether it is enough."""
        return self.goal.met(self.value)


@dataclass(frozen=True)
class Line:
    """One clause on the progress sheet."""

    task: Task
    clause: Clause
    said: Progress | None
    figures: tuple[Figure, ...]
    """Values alone: :meth:`open` says what stands behind them."""
    labels: tuple[str, ...]
    judged: tuple[Judged, ...]
    state: StarState
    days: Days
    owner: str = ""
    assignment: Assignment | None = None
    evidence: int = 0
    opinions: tuple[Opinion, ...] = ()
    """What the town and the departments said of it last."""

    @property
    def differing(self) -> tuple[Opinion, ...]:
        """The opinions that are not what the village says of it."""
        rating = self.said.rating if self.said else None
        return tuple(each for each in self.opinions
                     if each.differs(rating != SHORT if rating else None))

    def open(self, store: Store) -> tuple[Figure, ...]:
        """The figures with the records they counted and missed, in the order of the labels."""
        return tuple(open_source(store, *each, self.days) for each in self.asked)

    @property
    def asked(self) -> tuple[Asked, ...]:
        """What is counted for it."""
        return tuple((code, self.task.star) for code in self.clause.source_codes)

    @property
    def computed(self) -> bool:
        """Whether the value was counted from the ledgers."""
        return bool(self.figures)

    @property
    def value(self) -> str:
        """The present value in words: counted, or typed with its base and its 约."""
        if self.figures:
            return _in_words(self.labels, self.figures)
        said = self.said
        if said is None:
            return ""
        if said.value is not None and said.base is not None:
            return ("约" if said.about else "") + share_shown(
                said.value, said.base, said.base_label or "")
        number = about_shown(said.value, said.about, _unit(self.clause))
        parts = (said.words,) if _says(said.words, said.value) else (number, said.words)
        return "；".join(filter(None, parts))

    @property
    def source(self) -> str:
        """Where the value comes from: the ledger, or who typed it when."""
        return self.sourced(str)

    def sourced(self, shown: Callable[[date], str]) -> str:
        """:attr:`source` with its day as ``shown`` writes it: sentences have another way than
        tables.
        """
        if self.figures:
            return "由台账计算：" + "、".join(self.labels)
        if self.said is None:
            return "未填"
        return f"{shown(self.said.on_day)} {self.said.author or '村里'}填"

    @property
    def done(self) -> bool:
        """Whether nothing is left to do."""
        return self.state == StarState.DONE

    @property
    def completion(self) -> str:
        """How far, always with its base: 3 / 4＝75.0%（分母：目标值）; '' where no number is asked.
        """
        if len(self.judged) == 1 and self.judged[0].goal.low:
            low = self.judged[0].goal.low
            return share_shown(min(self.judged[0].value, low), low, "目标值")
        if self.judged:
            met = sum(each.met for each in self.judged)
            return share_shown(Decimal(met), Decimal(len(self.judged)), "目标数")
        return ""

    @property
    def shape(self) -> str:
        """The shape that stands beside the state, so that grey paper reads the same."""
        return self.state.shape

    @property
    def state_label(self) -> str:
        """未启动, 推进, 完成, 需协调, 超期."""
        return self.state.label


def _in_words(labels: Sequence[str], figures: Sequence[Figure]) -> str:
    """One figure as it is shown; several each with its name."""
    if len(figures) == 1:
        return figures[0].shown
    return "；".join(f"{label} {each.shown}" for label, each in zip(labels, figures, strict=True))


def _says(words: str | None, value: Decimal | None) -> bool:
    """Whether words name a number themselves: 便民服务登记 186 件 names 186."""
    if not words or value is None:
        return False
    return show_decimal(value) in re.findall(r"\d+(?:\.\d+)?", words.replace(",", ""))


def _unit(clause: Clause) -> str:
    goals = read_goals(clause.target)
    return goals[0].unit.split("/")[0] if goals else ""


def answers(store: Store, standard: int, day: date) -> dict[int, Progress]:
    """Clause id → what the village had said of it by a day, the newest."""
    found = store.find(
        Progress,
        """clause IN (SELECT c.id FROM clause c JOIN task t ON t.id = c.task WHERE t.standard = ?)
           AND on_day <= ?""", (standard, day.isoformat()), "on_day",
    )
    return {each.clause: each for each in found}


def answer(store: Store, clause: Clause, **says: object) -> Progress:
    """Say how a clause stands: value, words, state, rating, on a day.

    What is not said stays as it stood that day; said again on the same day, it replaces the former.
    :raises Invalid: a share without its base, or a ratio whose base is not said.
    """
    day = says.pop("on_day", None) or clock.today()
    assert isinstance(day, date)
    known = store.find(Progress, "clause = ? AND on_day <= ?", (clause.rowid, day.isoformat()),
                       "on_day DESC LIMIT 1")
    said = known[0] if known else Progress(clause=clause.rowid, on_day=day)
    said = said.but(**{"author": store.operator or said.author, "recheck": False} | says
                    | {"on_day": day, "id": said.id if said.on_day == day else None})
    if clause.measure == ClauseMeasure.RATIO and said.value is not None:
        sentence = share_problem(said.value, said.base, said.base_label)
        if sentence:
            raise Invalid({"base" if not said.base else "base_label": sentence})
    with store.act(f"填进度：{clause.text[:20]}"):
        return store.save(said)


@asked_once
def lines(store: Store, plan: Plan, day: date) -> list[Line]:
    """Every clause of the plan's standard as it stands on a day, in the order of the paper."""
    return _lines(store, plan.standard, plan.year, assignments(store, plan.rowid, day), day)


def lines_under(store: Store, standard: Standard, day: date) -> list[Line]:
    """The same of a standard beside the stars: nobody plans it, the village checks itself by it."""
    return _lines(store, standard.rowid, standard.year, {}, day)


def _lines(
    store: Store, standard: int, year: int, given: dict[int, Assignment], day: date
) -> list[Line]:
    found = items(store, standard)
    said = answers(store, standard, day)
    names = owner_names(store, {each.owner for each in given.values() if each.owner})
    filed = dict(store.query(
        """SELECT e.clause, count(*) FROM star_evidence e JOIN clause c ON c.id = e.clause
           JOIN task t ON t.id = c.task WHERE t.standard = ? AND e.filed <= ? GROUP BY e.clause""",
        (standard, day.isoformat()),
    ))
    days = year_until(year, day)
    opinions = of_clauses(store, day)
    count = counted(store, ((code, item.task.star) for item in found for clause in item.clauses
                            for code in clause.source_codes), days)
    made = []
    for item in found:
        work = given.get(item.task.rowid)
        owner = names.get(work.owner, "") if work and work.owner else ""
        for clause in item.clauses:
            figures = tuple(count[code, item.task.star] for code in clause.source_codes)
            each = _line(item.task, clause, said.get(clause.rowid), figures, days)
            if work and work.due and work.due < day and each.state != StarState.DONE:
                each = replace(each, state=StarState.OVERDUE)
            made.append(replace(each, owner=owner, assignment=work,
                                evidence=filed.get(clause.rowid, 0),
                                opinions=opinions.get(clause.rowid, ())))
    return made


def _line(
    task: Task, clause: Clause, said: Progress | None, figures: tuple[Figure, ...], days: Days
) -> Line:
    """One clause judged against what was counted or said."""
    labels = tuple(source(code).label for code in clause.source_codes)
    goals = read_goals(clause.target)
    judged: tuple[Judged, ...] = ()
    if figures:
        judged = tuple(
            Judged(goal, figures[min(place, len(figures) - 1)]) for place, goal in enumerate(goals)
        )
    elif said and said.value is not None and goals:
        judged = (Judged(goals[0], Figure(said.value, goals[0].unit, base=said.base,
                                          base_label=said.base_label or "")),)
    state = _state(clause, said, figures, judged)
    return Line(task, clause, said, figures, labels, judged, state, days)


def _state(
    clause: Clause, said: Progress | None, figures: tuple[Figure, ...], judged: tuple[Judged, ...]
) -> StarState:
    typed = StarState(said.state) if said and said.state else None
    if typed == StarState.HELP:
        return typed
    if figures and judged:
        enough = all(each.met for each in judged)
        if enough and (clause.measure != ClauseMeasure.MIXED or typed == StarState.DONE):
            return StarState.DONE
        return StarState.RUNNING if any(each.value for each in figures) or typed else StarState.IDLE
    if typed == StarState.DONE and judged and not all(each.met for each in judged):
        return StarState.RUNNING
    if typed:
        return typed
    begun = bool(said) or any(each.value for each in figures)
    return StarState.RUNNING if begun else StarState.IDLE


def states_after(store: Store, period: Period) -> dict[int, StarState]:
    """Clause id → how it stands when a period ends, counted or typed: of the year's plan, and of
    the standards beside the stars.
    """
    plan = plan_for(store, period.year)
    day = min(period.end, clock.today())
    found = lines(store, plan, day) if plan else []
    for each in standards_beside(store, period.year):
        found += lines_under(store, each, day)
    return {each.clause.rowid: each.state for each in found}


def refs(store: Store, found: Sequence[Line]) -> dict[int, tuple[Ref, ...]]:
    """Clause id → the clause and every record its figures count, of the lines of one plan."""
    asked = [one for each in found for one in each.asked]
    counted_by = records_counted(store, asked, found[0].days) if asked else {}
    return {each.clause.rowid: (("clause", each.clause.rowid), *dict.fromkeys(
        ref for one in each.asked for ref in counted_by[one])) for each in found}


def open_clause(store: Store, clause: Clause, day: date) -> Figure | None:
    """What the figures of a clause counted and missed until a day; None of one that is typed."""
    task = store.get(Task, clause.task)
    days = year_until(store.get(Standard, task.standard).year, day)
    opened = [open_source(store, code, task.star, days) for code in clause.source_codes]
    if len(opened) < 2:
        return opened[0] if opened else None
    return Figure(
        _in_words([source(code).label for code in clause.source_codes], opened),
        counted=tuple(one for each in opened for one in each.counted),
        missed=tuple(one for each in opened for one in each.missed))


def by_task(found: list[Line]) -> list[tuple[Task, list[Line]]]:
    """The lines under their items."""
    grouped: dict[int, tuple[Task, list[Line]]] = {}
    for each in found:
        grouped.setdefault(each.task.rowid, (each.task, []))[1].append(each)
    return list(grouped.values())


def task_state(found: list[Line]) -> StarState:
    """An item is done when all of its clauses are, idle when none has begun, else as the worst."""
    states = {each.state for each in found}
    if states in ({StarState.DONE}, {StarState.IDLE}):
        return states.pop()
    for state in (StarState.OVERDUE, StarState.HELP):
        if state in states:
            return state
    return StarState.RUNNING


def overall(found: list[Line]) -> str:
    """Items done of all items: 18 / 29＝62.1%（分母：项）."""
    tasks = by_task(found)
    done = sum(task_state(each) == StarState.DONE for _, each in tasks)
    return share_shown(Decimal(done), Decimal(len(tasks)), "项")


def clauses_met(found: list[Line], places: int = 1) -> str:
    """Clauses done of all clauses: 67 / 80＝83.8%（分母：条）."""
    return share_shown(Decimal(sum(each.done for each in found)), Decimal(len(found)), "条", places)


def per_star(found: list[Line]) -> dict[str, tuple[int, int]]:
    """Star → items done, items in all."""
    counted: dict[str, tuple[int, int]] = {}
    for task, each in by_task(found):
        done, every = counted.get(task.star, (0, 0))
        counted[task.star] = (done + (task_state(each) == StarState.DONE), every + 1)
    return counted
