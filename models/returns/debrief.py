"""述职: a year told from its records, as the weekly report tells a week; what is typed stays paper.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator
from datetime import date
from typing import TYPE_CHECKING

from models.activities.activity import ACTIVITY_KINDS
from models.economy.assets import HONOUR_LEVELS, Honour
from models.figures.economy import year_account
from models.figures.liaison import VISITED, VISITS
from models.figures.matters import SOLVED
from models.figures.measure import Days
from models.figures.reckon import reckon
from models.matters.matter import MATTER_KINDS
from models.meetings.meeting import held_between, kind_title
from models.office.star_sets import STARS
from models.office.village import unit
from models.returns.document import Document, Paragraph, Signatures
from models.stars.gaps import planned_gaps
from models.stars.plan import plan_for
from models.stars.progress import by_task, clauses_met, lines, lines_under, overall
from models.stars.sources import year_until
from models.stars.standard import standards_beside
from models.stars.verdicts import level_name, stars_held
from models.values.figure import OF_A_STANDARD
from models.values.kinds import MONEY

if TYPE_CHECKING:
    from models.keeping.store import Store

NOTHING = "没有登记。"
BLANK = 3


def debrief(store: Store, year: int, day: date) -> Document:
    """What the branch did in a year up to a day, drafted: done, the stars, what is short, next."""
    here, days = unit(store), year_until(year, day)
    name = here.name if here else ""
    parts: tuple[tuple[str, Iterable[str]], ...] = (
        ("一、履职情况", _done(store, days)), ("二、创建情况", _stars(store, year, days.last)),
        ("三、存在的问题", _short(store, year, days.last)),
        ("四、下步打算", _next(store, year, days.last)))
    return Document(
        "debrief", f"{name}党支部 {year} 年述职报告", (
            *(Paragraph(heading, _listed(said) or NOTHING, BLANK) for heading, said in parts),
            Signatures(("述职人", "日期"))),
        unit=name, when=f"{year}年", made=day)


def _listed(sentences: Iterable[str]) -> str:
    return "\n".join(f"{place}. {each}" for place, each in enumerate(sentences, 1))


def _done(store: Store, days: Days) -> Iterator[str]:
    held = Counter(each.kind for each in held_between(store, *days))
    if held:
        yield "召开" + "、".join(
            f"{kind_title(kind)} {times} 次" for kind, times in held.most_common()) + "。"
    for kind, times, people in store.query(
        "SELECT kind, count(*), sum(coalesce(times, people, 0)) FROM activity"
        " WHERE on_day BETWEEN ? AND ? GROUP BY kind ORDER BY 2 DESC, kind",
        [each.isoformat() for each in days],
    ):
        came = f"，{people} 人次参加" if people else ""
        yield f"{ACTIVITY_KINDS.label(kind)} {times} 次{came}。"
    found = reckon(store, [(VISITS, days), (VISITED, days)])
    if found.value(VISITS, days):
        yield f"走访 {found.value(VISITS, days)} 次，到 {found.value(VISITED, days)} 户。"
    solved = reckon(store, [(SOLVED, days)], "matter-kind")
    numbers = [f"{label} {number} 件" for kind, label in MATTER_KINDS.pairs()
               if (number := solved.value(SOLVED, days, kind))]
    if numbers:
        yield f"办结{'、'.join(numbers)}。"
    income = year_account(store, days.last.year)["income"]
    if income:
        yield f"村集体经济收入 {MONEY.show(income)} 元（全部收入）。"
    for each in store.find(Honour, "on_day BETWEEN ? AND ?",
                           tuple(each.isoformat() for each in days), "on_day, id"):
        yield f"获{HONOUR_LEVELS.label(each.level)}荣誉“{each.title}”（{each.body}）。"


def _stars(store: Store, year: int, day: date) -> Iterator[str]:
    plan = plan_for(store, year)
    if plan is not None:
        found = lines(store, plan, day)
        yield f"“五星”创建任务完成 {overall(found)}，条达标 {clauses_met(found)}。"
    held = stars_held(store, year, day=day)
    if held:
        named = "、".join(STARS.label(each) for each in held)
        yield f"已授予 {named}，属{level_name(len(held))}。"
    for each in standards_beside(store, year):
        found = lines_under(store, each, day)
        yield f"{each.star_set}自查，条达标 {clauses_met(found, OF_A_STANDARD)}。"


def _short(store: Store, year: int, day: date) -> Iterator[str]:
    plan = plan_for(store, year)
    for gap in planned_gaps(store, plan, day) if plan else []:
        if gap.steps or gap.vetoed:
            yield gap.sentence()
            yield from (f"{step.task.title}：{line.said.shortfall}" for step in gap.steps
                        for line in step.short if line.said and line.said.shortfall)


def _next(store: Store, year: int, day: date) -> Iterator[str]:
    plan = plan_for(store, year)
    for task, some in by_task(lines(store, plan, day)) if plan else []:
        work = some[0].assignment
        if work and work.action and not all(each.done for each in some):
            due = f"，{work.due} 前" if work.due else ""
            yield f"{task.title}：{work.action}（{some[0].owner or '责任人没有定'}{due}）。"
