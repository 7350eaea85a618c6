"""周汇报 and the week's progress sheet kept whole: drafted from the records, edited, sent."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING

from models.activities.activity import ACTIVITY_KINDS
from models.figures.liaison import VISITED, VISITS
from models.figures.matters import FALLING_DUE, OPEN_ABOVE, OVERDUE, SOLVED
from models.figures.measure import Days, Measure
from models.figures.reckon import reckon
from models.keeping.permissions import May
from models.keeping.record import Record, field, required
from models.matters.matter import MATTER_KINDS
from models.meetings.meeting import (
    attendance_of,
    fallen_between,
    fallen_in_words,
    held_between,
    kind_title,
    turnout_of,
)
from models.office.star_sets import StarState
from models.stars.plan import Plan, plan_for
from models.stars.progress import Line, by_task, lines, overall, task_state
from models.values.kinds import DAY, LINK, NOTE
from models.values.periods import Period, Span
from models.values.problem import Invalid, Problem

if TYPE_CHECKING:
    from models.keeping.store import Store


class Snapshot(Record, table="progress_snapshot", label="每周进度"):
    """A week's progress sheet, kept whole: it reads the same whatever happens to the records."""

    plan: int = required("创建计划", LINK)
    week: str = required("周次", width=9)
    taken: date = required("定格日期", DAY, width=11)
    author: str | None = field("填报人", width=8)
    content: str = required("内容", NOTE)


@dataclass(frozen=True)
class KeptClause:
    """One clause as it stood in a week."""

    star: str
    number: str
    task: str
    clause: int
    text: str
    target: str
    value: str
    source: str
    state: str
    completion: str
    owner: str
    due: str

    @property
    def key(self) -> str:
        """What tells the clause from others over versions of the standard."""
        return f"{self.star} {self.text}"


def take(store: Store, plan: Plan, day: date) -> Snapshot:
    """Keep the week's sheet; taken again within the week, it replaces itself."""
    week = str(Period.of(day, Span.WEEK))
    found = store.find(Snapshot, "plan = ? AND week = ?", (plan.id, week))
    now = lines(store, plan, day)
    content = json.dumps({"overall": overall(now), "lines": [asdict(_kept(each)) for each in now]},
                         ensure_ascii=False)
    snapshot = found[0] if found else Snapshot(plan=plan.rowid, week=week, taken=day, content="")
    with store.act(f"进度定格：{Period.parse(week).label}"):
        return store.save(snapshot.but(taken=day, author=store.operator or None, content=content))


def _kept(each: Line) -> KeptClause:
    due = each.assignment.due if each.assignment else None
    return KeptClause(each.task.star, each.task.number, each.task.title, each.clause.rowid,
                each.clause.text, each.clause.target or "", each.value, each.source, each.state,
                each.completion, each.owner, due.isoformat() if due else "")


def weeks(store: Store, plan: int) -> list[Snapshot]:
    """Every week kept, the newest first."""
    return store.find(Snapshot, "plan = ?", (plan,), "taken DESC, id DESC")


def shown(snapshot: Snapshot) -> tuple[list[KeptClause], str]:
    """The lines of a week and its completion with base."""
    content = json.loads(snapshot.content)
    return [KeptClause(**each) for each in content["lines"]], content["overall"]


@dataclass(frozen=True)
class ClauseChange:
    """What is different on one clause."""

    now: KeptClause
    before: KeptClause | None

    @property
    def sentence(self) -> str:
        """建设好班子：未启动 → 完成；0 次 → 4 次."""
        title = self.now.task if self.now.task == self.now.text else (
            f"{self.now.task}·{self.now.text}")
        if self.before is None:
            return f"{title}：新增"
        parts = []
        if self.before.state != self.now.state:
            then, now = (StarState(each.state).label for each in (self.before, self.now))
            parts.append(f"{then} → {now}")
        if self.before.value != self.now.value:
            parts.append(f"{self.before.value or '未填'} → {self.now.value or '未填'}")
        return f"{title}：{'；'.join(parts)}"


def changes(store: Store, plan: Plan, day: date, since: Span = Span.WEEK) -> list[ClauseChange]:
    """What changed since the last week, month or quarter: against the newest sheet kept before."""
    start = Period.of(day, since).start
    before = [each for each in weeks(store, plan.rowid) if each.taken < start]
    if not before:
        return []
    then = {each.key: each for each in shown(before[0])[0]}
    now = [_kept(each) for each in lines(store, plan, day)]
    found = [ClauseChange(each, then.get(each.key)) for each in now]
    return [each for each in found if each.before is None
            or (each.before.state, each.before.value) != (each.now.state, each.now.value)]


# ── 周汇报 ───────────────────────────────────────────────────────────────────


SECTIONS = ("done", "figures", "problems", "needs", "next")


class WeeklyReport(Record, table="weekly_report", label="周汇报"):
    """One week's report in the five sections the town asks for."""

    week: str = required("周次", width=9)
    done: str | None = field("本周完成", NOTE, width=40)
    figures: str | None = field("指标变化", NOTE, width=40)
    problems: str | None = field("存在问题", NOTE, width=40)
    needs: str | None = field("需协调事项", NOTE, width=40)
    next: str | None = field("下周计划", NOTE, width=40)
    author: str | None = field("填报人", width=8)
    reviewer: str | None = field("审核人", width=8)
    written: date = required("填报日期", DAY, width=11)
    sent: date | None = field("报出日期", DAY, width=11)
    corrects: int | None = field("更正", LINK)

    @property
    def period(self) -> Period:
        """The week it speaks of."""
        return Period.parse(self.week)

    @property
    def title(self) -> str:
        """2026年第47周（11月16日至11月22日）周汇报."""
        first, last = self.period.start, self.period.end
        return (f"{self.period.label}（{first.month}月{first.day}日至{last.month}月{last.day}日）"
                "周汇报")


def report_for(store: Store, week: Period) -> WeeklyReport | None:
    """The latest report of a week, sent or not."""
    found = store.find(WeeklyReport, "week = ?", (str(week),), "id DESC")
    return found[0] if found else None


def draft(store: Store, day: date) -> WeeklyReport:
    """A report of the week of ``day`` drafted from its records; nothing is kept yet.

    It tells of the week up to the day; where nothing was written down it says so: 本周没有登记工作.
    """
    week = Period.of(day, Span.WEEK)
    so_far = Days(week.start, day)
    plan = plan_for(store, week.end.year)
    found = lines(store, plan, day) if plan else []
    return WeeklyReport(
        week=str(week), written=day, author=store.operator or None,
        done=_listed(_done(store, so_far)) or "本周没有登记工作。",
        figures=_listed(_figures(store, plan, found, day)) or "没有变化。",
        problems=_listed(_problems(store, found, so_far)) or "无。",
        needs=_listed(_needs(store, found, day)) or "无。",
        next=_listed(_next(store, found, week)) or "无。",
    )


def _listed(sentences: Iterator[str]) -> str:
    """Numbered; what was typed may have ended in a full stop of its own."""
    ended = (each.replace("。。", "。") for each in sentences)
    return "\n".join(f"{place}. {each}" for place, each in enumerate(ended, 1))


def _done(store: Store, days: Days) -> Iterator[str]:
    for meeting in held_between(store, *days):
        count = turnout_of(meeting, attendance_of(store, meeting.rowid))
        about = f"：{meeting.title}" if meeting.title else ""
        yield (f"{_short(meeting.held)}召开{kind_title(meeting.kind)}{about}，"
               f"应到 {count.listed} 人，实到 {count.came} 人。")
    for kind, theme, day, people, about in store.query(
        "SELECT kind, theme, on_day, people, about FROM activity WHERE on_day BETWEEN ? AND ?"
        " ORDER BY on_day, id", [each.isoformat() for each in days],
    ):
        came = f"，{'约 ' if about else ''}{people} 人参加" if people else ""
        yield f"{_short(date.fromisoformat(day))}{ACTIVITY_KINDS.label(kind)}：{theme}{came}。"
    found = reckon(store, [(VISITS, days), (VISITED, days)])
    if found.value(VISITS, days):
        yield f"走访 {found.value(VISITS, days)} 次，到 {found.value(VISITED, days)} 户。"
    solved = reckon(store, [(SOLVED, days)], "matter-kind")
    for kind, label in MATTER_KINDS.pairs():
        number = solved.value(SOLVED, days, kind)
        if number:
            yield f"办结{label} {number} 件。"


def _figures(
    store: Store, plan: Plan | None, found: list[Line], day: date
) -> Iterator[str]:
    if plan is None:
        return
    for each in changes(store, plan, day):
        yield f"{each.sentence}。"
    yield f"创建任务完成 {overall(found)}。"


def _problems(store: Store, found: list[Line], days: Days) -> Iterator[str]:
    for called, short in fallen_between(store, *days).values():
        yield f"{fallen_in_words(called, short)}，还要再开。"
    late = _one(store, OVERDUE, days)
    if late:
        yield f"超过时限没有办结的事项 {late} 件。"
    for task, some in by_task(found):
        if task_state(some) == StarState.OVERDUE:
            work = some[0].assignment
            limit = f"，时限 {_short(work.due)}" if work and work.due else ""
            yield f"{task.title}超期{limit}，责任人{some[0].owner or '没有定'}。"


def _needs(store: Store, found: list[Line], day: date) -> Iterator[str]:
    for each in found:
        if each.state == StarState.HELP:
            words = each.said.words if each.said and each.said.words else each.clause.text
            yield f"{each.task.title}：{words}"
    above = _one(store, OPEN_ABOVE, Days(day, day))
    if above:
        yield f"已上报镇、县办理还没有办结的事项 {above} 件。"


def _next(store: Store, found: list[Line], week: Period) -> Iterator[str]:
    following = Period.of(week.end + timedelta(days=1), Span.WEEK)
    days = (following.start.isoformat(), following.end.isoformat())
    for kind, day, title in store.query(
        "SELECT kind, on_day, title FROM meeting_plan WHERE on_day BETWEEN ? AND ?"
        " AND meeting IS NULL ORDER BY on_day, id", days,
    ):
        about = f"：{title}" if title else ""
        yield f"{_short(date.fromisoformat(day))}召开{kind_title(kind)}{about}。"
    due = _one(store, FALLING_DUE, Days(*following.days))
    if due:
        yield f"到期事项 {due} 件，按时办结。"
    for task, some in by_task(found):
        work, done = some[0].assignment, task_state(some) == StarState.DONE
        if work and work.due and following.contains(work.due) and not done:
            yield f"{task.title}（{_short(work.due)}到期，{some[0].owner or '责任人没有定'}）。"


def _one(store: Store, measure: Measure, days: Days) -> int:
    return int(reckon(store, [(measure, days)]).value(measure, days))


def _short(day: date) -> str:
    return f"{day.month}月{day.day}日"


def keep(store: Store, report: WeeklyReport) -> WeeklyReport:
    """Keep a report being written.

    :raises Problem: it was sent; then only a correction can be made.
    """
    if report.id is not None and store.get(WeeklyReport, report.id).sent:
        raise Problem(f"{report.title}已经报出，保留原样。要改请另写一份更正。")
    with store.act(f"写{report.period.label}周汇报"):
        return store.save(report)


def send(store: Store, report: WeeklyReport, day: date) -> WeeklyReport:
    """Mark the report as sent; from then on it stays as it is.

    :raises Invalid: it has no author, or says nothing.
    """
    if not report.author:
        raise Invalid({"author": "填报人还没有填。"})
    if not any(getattr(report, each) for each in SECTIONS):
        raise Invalid({"done": "周汇报是空的。没有开展工作也请写一句“本周没有登记工作”。"})
    if report.id is not None and store.get(WeeklyReport, report.id).sent:
        raise Problem(f"{report.title}已经报出过了。")
    with store.act(f"报出{report.period.label}周汇报", final=True, may=May.SEND):
        return store.save(report.but(sent=day))


def correct(store: Store, report: WeeklyReport, day: date) -> WeeklyReport:
    """Begin a correction of a report that was sent; the sent one stays.

    :raises Problem: it was not sent yet and can still be edited.
    """
    if report.sent is None:
        raise Problem("这份周汇报还没有报出，直接修改就行。")
    with store.act(f"更正{report.period.label}周汇报"):
        return store.save(report.but(id=None, sent=None, written=day, corrects=report.id))


def reports(store: Store) -> list[WeeklyReport]:
    """Every report, the newest week first."""
    return store.find(WeeklyReport, order="week DESC, id DESC")
