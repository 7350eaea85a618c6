"""周汇报: drafted from the week's records, edited by the clerk, and kept as it was sent."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING

from models.activities.activity import ACTIVITY_KINDS
from models.keeping.record import Record, field, required
from models.matters.matter import MATTER_KINDS, OPEN, Matter
from models.meetings.held import fallen_between, fallen_in_words, held_between
from models.meetings.meeting import attendance_of, kind_title, turnout_of
from models.stars.plan import Plan, plan_for
from models.stars.progress import Line, by_task, lines, overall, task_state
from models.stars.snapshots import changes
from models.values.kinds import DAY, LINK, NOTE
from models.values.periods import Period, Span
from models.values.problem import Invalid, Problem

if TYPE_CHECKING:
    from models.keeping.store import Store

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

    A week in which nothing was written down says so: 本周没有登记工作.
    """
    week = Period.of(day, Span.WEEK)
    plan = plan_for(store, week.end.year)
    found = lines(store, plan, day) if plan else []
    return WeeklyReport(
        week=str(week), written=day, author=store.operator or None,
        done=_listed(_done(store, week)) or "本周没有登记工作。",
        figures=_listed(_figures(store, plan, found, day)) or "没有变化。",
        problems=_listed(_problems(store, found, week, day)) or "无。",
        needs=_listed(_needs(store, found)) or "无。",
        next=_listed(_next(store, found, week)) or "无。",
    )


def _listed(sentences: Iterator[str]) -> str:
    return "\n".join(f"{place}. {each}" for place, each in enumerate(sentences, 1))


def _done(store: Store, week: Period) -> Iterator[str]:
    days = (week.start.isoformat(), week.end.isoformat())
    for meeting in held_between(store, week.start, week.end):
        count = turnout_of(meeting, attendance_of(store, meeting.rowid))
        about = f"：{meeting.title}" if meeting.title else ""
        yield (f"{_short(meeting.held)}召开{kind_title(meeting.kind)}{about}，"
               f"应到 {count.listed} 人，实到 {count.came} 人。")
    for kind, theme, day, people, about in store.query(
        "SELECT kind, theme, on_day, people, about FROM activity WHERE on_day BETWEEN ? AND ?"
        " ORDER BY on_day, id", days,
    ):
        came = f"，{'约 ' if about else ''}{people} 人参加" if people else ""
        yield f"{_short(date.fromisoformat(day))}{ACTIVITY_KINDS.label(kind)}：{theme}{came}。"
    visits, homes = store.query(
        "SELECT count(*), count(DISTINCT household) FROM visit WHERE day BETWEEN ? AND ?", days)[0]
    if visits:
        yield f"走访 {visits} 次，到 {homes} 户。"
    closed = store.find(Matter, "closed BETWEEN ? AND ?", days, "closed, id")
    for kind, label in MATTER_KINDS.pairs():
        number = sum(each.kind == kind for each in closed)
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


def _problems(store: Store, found: list[Line], week: Period, day: date) -> Iterator[str]:
    for called, short in fallen_between(store, week.start, week.end).values():
        yield f"{fallen_in_words(called, short)}，还要再开。"
    late = store.count("matter", f"state IN {OPEN} AND deadline < ?", (day.isoformat(),))
    if late:
        yield f"超过时限没有办结的事项 {late} 件。"
    for task, some in by_task(found):
        if task_state(some) == "overdue":
            work = some[0].assignment
            limit = f"，时限 {_short(work.due)}" if work and work.due else ""
            yield f"{task.title}超期{limit}，责任人{some[0].owner or '没有定'}。"


def _needs(store: Store, found: list[Line]) -> Iterator[str]:
    for each in found:
        if each.state == "help":
            words = each.said.words if each.said and each.said.words else each.clause.text
            yield f"{each.task.title}：{words}"
    above = store.count("matter", f"state IN {OPEN} AND level IN ('town', 'county')")
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
    due = store.count("matter", f"state IN {OPEN} AND deadline BETWEEN ? AND ?", days)
    if due:
        yield f"到期事项 {due} 件，按时办结。"
    for task, some in by_task(found):
        work = some[0].assignment
        if work and work.due and following.contains(work.due) and task_state(some) != "done":
            yield f"{task.title}（{_short(work.due)}到期，{some[0].owner or '责任人没有定'}）。"


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
    with store.act(f"报出{report.period.label}周汇报", final=True):
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
