"""创建计划: the five questions, the stars to keep and to win, and who answers for what by when."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from typing import TYPE_CHECKING, TypeVar

from models.keeping.lasting import Before, on
from models.keeping.record import Record, field, required
from models.meetings.meeting import fallen_between
from models.office.star_sets import STARS, star_set
from models.stars.standard import Standard, Task
from models.stars.verdicts import stars_held
from models.values import clock
from models.values.kinds import DAY, LINK, NOTE, NUMBER, Choices
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store

AIMS = Choices(keep="保星", win="争星")

QUESTIONS = ("strengths", "reached", "gaps", "goals", "measures")
"""自身优势, 已达标准, 短板弱项, 创建目标, 创建措施: the five questions a plan answers."""


class Plan(Record, table="star_plan", label="创建计划"):
    """The village's plan of a year under one standard."""

    year: int = required("年度", NUMBER, width=6)
    standard: int = required("创建标准", LINK)
    made: date = required("制定日期", DAY, width=11)
    strengths: str | None = field("自身优势", NOTE, width=24, aliases=("创建优势",))
    reached: str | None = field("已达到标准", NOTE, width=24)
    gaps: str | None = field("短板弱项", NOTE, width=24)
    goals: str | None = field("创建目标", NOTE, width=24, aliases=("争创目标",))
    measures: str | None = field("创建措施", NOTE, width=24)
    leader: int | None = field("牵头人", LINK, width=8, dated=True)
    task_forces: int | None = field("应设专班", NUMBER, width=8, dated=True)
    guide: str | None = field("包村干部", width=10, dated=True)
    committee: int | None = field("两委会", LINK)
    assembly: int | None = field("党员大会", LINK)
    opinion: str | None = field("镇研判意见", NOTE, width=20)
    town_on: date | None = field("研判日期", DAY, width=11)


class StarTarget(Record, table="star_target", label="目标星", lasts=Before("since", "until")):
    """One star the plan aims at, and the committee member who took it on (两委认星).

    ``since`` None: so from the beginning of the plan; what was said until then ends that day.
    """

    plan: int = required("创建计划", LINK)
    star: str = required("星", options=STARS, width=10)
    aim: str = field("保星或争星", required=True, default="win", options=AIMS, width=8)
    owner: int | None = field("认领人", LINK, width=8)
    due: date | None = field("完成时限", DAY, width=11)
    since: date | None = field("起", DAY, width=11)
    until: date | None = field("止", DAY, width=11)


class Assignment(Record, table="assignment", label="任务分工", lasts=Before("since", "until")):
    """Who does an item by when, what is to be done, and how many working days it will take."""

    plan: int = required("创建计划", LINK)
    task: int = required("项", LINK)
    owner: int | None = field("责任人", LINK, width=8, aliases=("负责人",))
    due: date | None = field("完成时限", DAY, width=11, aliases=("整改时限", "时限"))
    action: str | None = field("措施", NOTE, width=24)
    days: int | None = field("约需工作日", NUMBER, width=8)
    begun: date | None = field("启动日期", DAY, width=11)
    since: date | None = field("起", DAY, width=11)
    until: date | None = field("止", DAY, width=11)


S = TypeVar("S", StarTarget, Assignment)


def plan_for(store: Store, year: int) -> Plan | None:
    """The plan of a year."""
    found = store.find(Plan, "year = ?", (year,), "id DESC")
    return found[0] if found else None


def keep_plan(store: Store, plan: Plan) -> Plan:
    """Keep the plan; one a year.

    :raises Invalid: there is another plan of that year, or the standard is of another year.
    """
    other = plan_for(store, plan.year)
    if other and other.id != plan.id:
        raise Invalid({"year": f"{plan.year} 年已有创建计划，请在那份计划上修改。"})
    standard = store.get(Standard, plan.standard)
    if standard.year != plan.year:
        raise Invalid({"standard": f"这份标准是 {standard.year} 年的，{plan.year} 年的计划请选"
                                   f" {plan.year} 年的标准。"})
    if star_set(standard.star_set).beside:
        raise Invalid({"standard": f"{standard.title}不是“五星”的标准，创建计划请选五星的标准；"
                                   "这份在“进度”里自查。"})
    with store.act(f"创建计划：{plan.year} 年"):
        return store.save(plan)


def targets(store: Store, plan: int, day: date | None = None) -> list[StarTarget]:
    """The stars a plan aims at, on a day or today."""
    return _of_plan(store, StarTarget, plan, day)


def _of_plan(store: Store, kind: type[S], plan: int, day: date | None) -> list[S]:
    return store.find(kind, f"plan = ?2 AND {on(kind)}",
                      ((day or clock.today()).isoformat(), plan))


def _since(store: Store, plan: Plan) -> date | None:
    """Since when holds what is said today: since always on the day the plan is written down."""
    written, = store.query(
        """SELECT substr(min(a.at), 1, 10) FROM change c JOIN act a ON a.id = c.act
           WHERE c."table" = 'star_plan' AND c.row = ?""", (plan.id,))[0]
    today = clock.today()
    return today if (written or today.isoformat()) < today.isoformat() else None


def _say(store: Store, plan: Plan, known: S, says: Mapping[str, object]) -> S:
    """Keep what is said from now on, and beside it what held before."""
    changed, since = known.but(**says), _since(store, plan)
    _refuse_early(plan, changed.due)
    if since and known.since != since:
        if known.id is not None:
            store.save(known.but(until=since))
        changed = changed.but(id=None, since=since)
    return store.save(changed)


def aim_at(store: Store, plan: Plan, star: str, **says: object) -> StarTarget:
    """Aim at a star: 保星 when the year before held it, 争星 otherwise, unless said.

    :raises Invalid: a deadline before the plan was made.
    """
    found = [each for each in targets(store, plan.rowid) if each.star == star]
    aim = "keep" if star in stars_held(store, plan.year - 1) else "win"
    target = found[0] if found else StarTarget(plan=plan.rowid, star=star, aim=aim)
    with store.act(f"认星：{STARS.label(star)}"):
        return _say(store, plan, target, says)


def give_up(store: Store, plan: Plan, star: str) -> None:
    """Aim at a star no longer; its items and answers stay."""
    since = _since(store, plan)
    with store.act(f"不再争创：{STARS.label(star)}"):
        for each in targets(store, plan.rowid):
            if each.star == star and since and each.since != since:
                store.save(each.but(until=since))
            elif each.star == star:
                store.remove(each)


def assignments(store: Store, plan: int, day: date | None = None) -> dict[int, Assignment]:
    """Task id → who does it by when, on a day or today."""
    return {each.task: each for each in _of_plan(store, Assignment, plan, day)}


def assign(store: Store, plan: Plan, task: int, **says: object) -> Assignment:
    """Give an item an owner, a deadline, a measure or the days it takes.

    :raises Invalid: a deadline before the plan was made.
    """
    known = assignments(store, plan.rowid).get(task) or Assignment(plan=plan.rowid, task=task)
    with store.act(f"分工：{store.get(Task, task).title}"):
        return _say(store, plan, known, says)


def _refuse_early(plan: Plan, due: date | None) -> None:
    if due is not None and due < plan.made:
        raise Invalid({"due": f"完成时限 {due} 早于计划制定日期 {plan.made}，请改时限。"})


def dates_of(store: Store, plan: Plan) -> dict[str, date]:
    """The days of 两委会 and 党员大会, taken from the meetings the plan names."""
    found = {}
    for name in ("committee", "assembly"):
        meeting = getattr(plan, name)
        if meeting is None:
            continue
        rows = store.query("SELECT held FROM meeting WHERE id = ?", (meeting,))
        held = date.fromisoformat(rows[0][0]) if rows else None
        if held is not None and meeting not in fallen_between(store, held, held):
            found[name] = held
    return found


def meetings_to_choose(store: Store, plan: Plan, name: str) -> list[tuple[int, date, str]]:
    """The meetings of the year that may be the plan's 两委会 or 党员大会: id, day, theme."""
    kinds = {"committee": ("joint-meeting", "committee"), "assembly": ("party-meeting",)}[name]
    marks = ",".join("?" * len(kinds))
    rows = store.query(
        f"SELECT id, held, coalesce(title, '') FROM meeting WHERE kind IN ({marks})"
        " AND substr(held, 1, 4) = ? ORDER BY held DESC", (*kinds, f"{plan.year:04}"),
    )
    fallen = fallen_between(store, date(plan.year, 1, 1), date(plan.year, 12, 31))
    return [(row, date.fromisoformat(held), title) for row, held, title in rows
            if row not in fallen]


def owner_names(store: Store, rows: set[int]) -> dict[int, str]:
    """Person id → name, for owners; names of owners may stand on the wall."""
    if not rows:
        return {}
    marks = ",".join("?" * len(rows))
    return dict(store.query(f"SELECT id, name FROM person WHERE id IN ({marks})", tuple(rows)))
