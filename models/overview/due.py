"""What waits for the office, and the figures of the running quarter."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import groupby
from typing import TYPE_CHECKING, NamedTuple

from models.activities.activity import rounds_due
from models.checks.catalogue import findings
from models.figures.history import earlier
from models.figures.liaison import DUE, PAIRED_HOMES, VISITED, VISITS, coverage
from models.figures.matters import OPEN, SOLVED
from models.figures.measure import Days
from models.figures.meetings import HELD
from models.figures.reckon import opened, reckon
from models.figures.registers import HOUSEHOLDS, MEMBERS, PEOPLE, PROBATIONARY
from models.matters.ledger import matter_ids, matter_lines
from models.meetings.calendar import CalendarLine, MeetingState, reminders
from models.office.star_sets import StarState
from models.overview.act_words import kinds, name_of
from models.returns.calendar import return_calendar
from models.returns.drilling import Behind
from models.returns.sending import ReturnState
from models.stars.gaps import planned_gaps
from models.stars.plan import StarTarget, plan_for, targets
from models.stars.progress import by_task, lines, task_state
from models.stars.weekly import report_for
from models.values.days import show_day
from models.values.finding import Level
from models.values.periods import Period, Span
from models.visits.visit import due_visits

if TYPE_CHECKING:
    from models.figures.measure import AnyMeasure
    from models.keeping.store import Store


SOON = timedelta(days=7)
MARKS = ("late", "ask", "none", "done")
NAMED = 2
"""So many members are named with what they owe; the rest is behind the link."""


@dataclass(frozen=True)
class Due:
    """One thing to do: the sentence, its state, what one does next and where.

    ``mark`` is one of :data:`MARKS`; ``place`` a page or a kind of record, ``row`` its id.
    """

    words: str
    mark: str
    step: str = ""
    place: str = ""
    row: int | None = None


def due_today(store: Store, today: date) -> list[Due]:
    """Everything that waits, the gravest first; an empty list when nothing does."""
    found = [each for source in SOURCES for each in source(store, today)]
    return sorted(found, key=lambda each: MARKS.index(each.mark))


@dataclass(frozen=True)
class StarRow:
    """One star on the workbench: wanted this year or not, its items done of all, how it stands."""

    star: str
    label: str
    wanted: bool
    items: str
    state: str
    mark: str


def five_stars(store: Store, today: date) -> list[StarRow]:
    """How each star of the year's plan stands; the line to reach is every item."""
    plan = plan_for(store, today.year)
    if plan is None:
        return []
    said = StarTarget.field("aim")
    aims = {each.star: said.show(each.aim) for each in targets(store, plan.rowid)}
    found = []
    for gap in planned_gaps(store, plan, today):
        aim, short = aims.get(gap.star), len(gap.steps)
        lacking = f" 缺 {short}" if aim and short else ""
        mark = "none" if aim is None else "done" if gap.reached else "ask"
        found.append(StarRow(gap.star, gap.label, aim is not None,
                             f"{gap.items - short}/{gap.items}",
                             f"{aim or '今年不争'}{lacking}", mark))
    return found


def unfinished(store: Store, limit: int = 3) -> list[Due]:
    """What was typed and not yet kept, the newest first; where it is at home it is taken up."""
    found = []
    for place, at in store.query("SELECT place, at FROM draft WHERE at <> '' ORDER BY at DESC"):
        table, _, rest = place.partition(":")
        row = rest.partition(":")[0]
        kind = kinds().get(table)
        if kind is not None:
            whose = name_of(store, table, int(row)) if row.isdecimal() else ""
            when = show_day(at[:10]).partition("年")[2]
            found.append(Due(" ".join(filter(None, (kind.label, whose, "没写完"))) +
                             f"　{when} {at[11:16]}", "none", "接着写", table,
                             int(row) if row.isdecimal() else None))
    return found[:limit]


# ── where it is drawn from ───────────────────────────────────────────────────


def _meetings(store: Store, today: date) -> Iterator[Due]:
    lines = sorted(reminders(store, today), key=lambda each: (each.state, each.kind.code))
    for _, group in groupby(lines, key=lambda each: (each.state, each.kind.code)):
        yield _meeting_due(list(group), today)


def _meeting_due(lines: list[CalendarLine], today: date) -> Due:
    first = lines[0]
    title = first.kind.title
    if first.state == MeetingState.PLANNED and first.plan:
        day = first.plan.on_day
        when = " ".join(filter(None, (f"{day.month}月{day.day}日", first.plan.started)))
        return Due(f"{title} {when} 开", "ask", "看安排", "meetings")
    periods = dict.fromkeys(each.slot.period for each in lines if each.slot)
    when = "、".join(map(_short, periods))
    groups = f"（{len(lines)} 次）" if len(lines) > len(periods) else ""
    if first.state == MeetingState.LATE:
        return Due(f"{title} {when}没有开{groups}", "late", "补登记", "meetings")
    left = min((each.slot.last - today).days for each in lines if each.slot)
    return Due(f"{title} {when}还没有开{groups}，剩 {left} 天", "ask", "排会", "meetings")


def _short(period: Period) -> str:
    return period.label.removeprefix(f"{period.year}年") or period.label


def _visits(store: Store, today: date) -> Iterator[Due]:
    waiting = due_visits(store, today)
    late = [each for each in waiting if each.late > 0]
    soon = [each for each in waiting if each.late <= 0 and each.due <= today + SOON]
    if late:
        who = Counter(each.member_name for each in late if each.member_name)
        named = "、".join(f"{name} {count}" for name, count in who.most_common(NAMED))
        more = " 等" if len(who) > NAMED else ""
        said = f"（{named}{more}）" if named else ""
        yield Due(f"走访超期 {len(late)} 户{said}", "late", "看名单", "visits", 0)
    if soon:
        yield Due(f"一周内要走访 {len(soon)} 户", "ask", "看名单", "visits", 0)


def _unpaired(store: Store, today: date) -> Iterator[Due]:
    gaps = coverage(store, today).gaps
    if gaps:
        yield Due(f"{gaps} 户还没有主联党员", "late", "去结对", "pairing", 0)


def _matters(store: Store, today: date) -> Iterator[Due]:
    overdue = matter_ids(store, overdue=today)
    if overdue:
        yield Due(f"事项超期 {len(overdue)} 件", "late", "去办理", "matter", overdue[0])
    soon = set(matter_ids(store, overdue=today + SOON + timedelta(days=1))) - set(overdue)
    for each in matter_lines(store, sorted(soon), today):
        left = (date.fromisoformat(each.deadline or "") - today).days
        what = each.what if len(each.what) <= 14 else f"{each.what[:14]}…"
        yield Due(f"事项“{what}”还剩 {left} 天", "ask", "去办理", "matter", each.id)


def _returns(store: Store, today: date) -> Iterator[Due]:
    lines = return_calendar(store, today)
    for each in (each for each in lines if each.state == ReturnState.RETURNED):
        yield Due(f"{each.ret.title}（{each.period.label}）退回了", "late", "去改", "returns")
    waiting = [each for each in lines if each.state == ReturnState.WAITING]
    late = [each for each in waiting if each.late]
    if late:
        longest = max(each.late for each in late)
        yield Due(f"报表 {len(late)} 张过了时限，最久的 {longest} 天", "late", "去报", "returns")
    for day, group in groupby((each for each in waiting if not each.late), lambda each: each.due):
        when = "今天" if day == today else f"{day.month}月{day.day}日"
        yield Due(f"报表 {len(list(group))} 张{when}前要报", "ask", "去报", "returns")


def _stars(store: Store, today: date) -> Iterator[Due]:
    plan = plan_for(store, today.year)
    if plan is None:
        return
    late = [task.title for task, each in by_task(lines(store, plan, today))
            if task_state(each) == StarState.OVERDUE]
    if late:
        named = "、".join(late[:NAMED]) + (" 等" if len(late) > NAMED else "")
        yield Due(f"创建任务超期 {len(late)} 项（{named}）", "late", "去推进", "progress", 0)
    report = report_for(store, Period.of(today, Span.WEEK))
    if report is None or report.sent is None:
        yield Due("周汇报已成稿，看一遍就能报", "ask", "去报出", "weekly", 0)


def _findings(store: Store, today: date) -> Iterator[Due]:
    levels = Counter(each.level for each in findings(store))
    if levels[Level.ERROR]:
        yield Due(f"体检有 {levels[Level.ERROR]} 处要改", "late", "去看看", "checks", 0)
    if levels[Level.WARNING]:
        yield Due(f"体检有 {levels[Level.WARNING]} 处要核对", "ask", "去看看", "checks", 0)


def _rounds(store: Store, today: date) -> Iterator[Due]:
    """What came round in the last days and nobody wrote down."""
    spans = dict.fromkeys(Period.of(day, Span.MONTH) for day in (today - SOON, today))
    missed = dict.fromkeys(
        each.words for span in spans for each in rounds_due(store, span)
        if each.activity is None and each.first <= today < each.last + SOON)
    for words in missed:
        yield Due(f"{words}还没有登记", "ask", "登记活动", "activities")


SOURCES: tuple[Callable[[Store, date], Iterator[Due]], ...] = (
    _meetings, _visits, _unpaired, _matters, _rounds, _stars, _returns, _findings,
)


# ── the figures of the running quarter ───────────────────────────────────────


class Tile(NamedTuple):
    """One figure of the workbench, and in words what stands beside it."""

    label: str
    measure: AnyMeasure
    days: Days
    value: int
    aside: str

    def open(self, store: Store) -> Behind:
        """What it counts and nearly counts, and what it was a quarter and a year ago."""
        found = opened(store, self.measure, self.days)
        ago = earlier(store, self.measure, Period.of(self.days.last, Span.QUARTER))
        return Behind(found.counted, found.missed, ago.told(self.measure.field.show))


def tiles(store: Store, today: date) -> list[Tile]:
    """The register, pairing, and what was done from the first day of the quarter until today."""
    quarter = Period.of(today, Span.QUARTER)
    days = Days(quarter.start, today)
    asked = ((HOUSEHOLDS, PEOPLE), (MEMBERS, PROBATIONARY), (PAIRED_HOMES, DUE), (VISITS, VISITED),
             (HELD,), (SOLVED, OPEN))
    found = reckon(store, [(each, days) for some in asked for each in some])
    homes, members, paired, visits, held, solved = (
        [int(found.value(each, days)) for each in some] for some in asked)
    late = sum(each.state == MeetingState.LATE for each in reminders(store, today))
    return [
        Tile("户", HOUSEHOLDS, days, homes[0], f"{homes[1]:,} 人"),
        Tile("党员", MEMBERS, days, members[0], f"其中预备 {members[1]} 名"),
        Tile("已结对", PAIRED_HOMES, days, paired[0], f"应结对 {paired[1]:,} 户"),
        Tile("走访（次）", VISITS, days, visits[0], f"到 {visits[1]:,} 户"),
        Tile("会议（次）", HELD, days, held[0], f"逾期 {late} 次" if late else "没有逾期"),
        Tile("办结事项", SOLVED, days, solved[0], f"未结 {solved[1]} 件"),
    ]
