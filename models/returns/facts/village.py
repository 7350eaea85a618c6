"""What a form may ask of the village as a whole, and of its meetings by kind or one by one."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from datetime import date
from typing import Any

from models.figures import liaison, meetings, registers
from models.figures.measure import VILLAGE as WHOLE_VILLAGE
from models.figures.measure import Measure
from models.figures.meetings import HELD, TALKS, WHO_CAME
from models.figures.points import OF_HOUSEHOLDS
from models.figures.reckon import lines_counted
from models.keeping.lasting import on
from models.keeping.record import stood_on
from models.meetings.attendance import CAME, NOT_DUE
from models.meetings.calendar import MeetingState, calendar
from models.meetings.due_list import OFTEN, often_absent
from models.meetings.kinds import TALK, MeetingKind, known_kinds
from models.meetings.meeting import Meeting
from models.members.appraisal import talks_between
from models.members.member import Member, Post
from models.members.posts import TWO_COMMITTEES, officers
from models.office.village import unit
from models.returns.facts.fact import (
    Fact,
    FormSubject,
    fact,
    fields_of,
    lines,
    measured,
    of_subject,
    of_village,
    told,
)
from models.returns.facts.people import GONE_TO, NO, YES, YES_NO
from models.returns.facts.view import View
from models.values.codes import HOUSEHOLD_CATEGORY
from models.values.kinds import DAY, NOTE, NUMBER
from models.values.periods import Period, Span
from models.values.privacy import Privacy

# ── Of the meetings


_BESIDES = frozenset("会议活动开展情况次")


def _held(view: View, kind: MeetingKind) -> list[Meeting]:
    return [each for each in view.meetings if each.kind == kind.code]


def _days(view: View, kind: MeetingKind) -> list[date]:
    days = [each.held for each in _held(view, kind)]
    if kind.code == TALK:
        days += [each.on_day for each in talks_between(view.store, *view.days)]
    return sorted(days)


def days_of_month(days: Iterable[date], *, several: bool) -> str:
    """5日、19日, each day once; with the month in front when the stretch is longer than one."""
    said = (f"{day.month}月{day.day}日" if several else f"{day.day}日" for day in days)
    return "、".join(dict.fromkeys(said))


def _dates(view: View, kind: MeetingKind) -> str:
    several = (view.first.year, view.first.month) != (view.last.year, view.last.month)
    return days_of_month(_days(view, kind), several=several)


def _topics(view: View, kind: MeetingKind) -> str:
    topics = (each.title or each.agenda for each in _held(view, kind))
    return "；".join(dict.fromkeys(filter(None, topics)))


def kind_named(view: View, label: str) -> MeetingKind | None:
    """The kind of meeting a printed line means: 支部委员会, 主题党日活动, 三会 …"""
    def bare(text: str) -> str:
        return text.rstrip("".join(_BESIDES))

    known = known_kinds(view.store, view.day)
    for same in (lambda word: word == label, lambda word: bare(word) == bare(label)):
        for each in known:
            if any(map(same, (each.title, *each.aliases))):
                return each
    return None


def _reported(view: View) -> list[MeetingKind]:
    held = {each.kind for each in view.meetings}
    return [each for each in known_kinds(view.store, view.day)
            if each.three_lessons or each.code in held]


def _times(_: View, kind: MeetingKind) -> Measure:
    """谈心谈话 have a ledger of their own, beside the meetings of that name."""
    return TALKS if kind.code == TALK else HELD


MEETING_KINDS = FormSubject(
    "meeting-kind", "会议类型", (
        fact("kind.title", "会议类型", lambda _, row: row.title),
        measured(HELD, subject="kind", key=lambda row: row.code, chosen=_times),
        fact("kind.days", "日期", _dates),
        *of_subject("kind", WHO_CAME, lambda row: row.code),
        fact("kind.topics", "主要议题", _topics, kind=NOTE),
    ), _reported, kind_named, title=("三会一课", "组织生活"),
)


_OUTSIDE = ", ".join(f"'{each}'" for each in sorted(CAME | NOT_DUE))
_MISSING = f"""(SELECT group_concat(name, '、') FROM (
    SELECT p.name FROM attendance a JOIN person p ON p.id = a.person
    WHERE a.meeting = x.id AND coalesce(a.status, '') NOT IN ({_OUTSIDE}) ORDER BY a.id))"""
_MEETING = (
    *fields_of(Meeting, ("kind", "held", "started", "ended", "place", "title", "agenda",
                         "minutes", "decision", "guests"), "x", "meeting."),
    *(told(f"meeting.{name}", label, f"(SELECT name FROM person WHERE id = x.{name})")
      for name, label in (("chair", "主持人"), ("recorder", "记录人"))),
    told("meeting.absent", "缺席人员", _MISSING),
    *of_subject("meeting", WHO_CAME),
)
MEETINGS = FormSubject("meeting", "会议", _MEETING, lines(
    "x.id", lambda view: f"{lines_counted(view.store, HELD, view.days)} ORDER BY x.held, x.id",
    _MEETING), title=("会议登记", "会议记录", "会议台账", "明细"))


def not_held_reasons(view: View, _: Any) -> str | None:
    """Why what was asked for was not held; None when something is silent about it."""
    period = view.period
    lines = [
        each for each in calendar(view.store, period, view.today)
        if each.slot and period.contains(each.slot.last) and each.kind.three_lessons
    ]
    if any(each.state == MeetingState.LATE for each in lines):
        return None
    told = [f"{each.kind.title}：{each.reason}" for each in lines
            if each.state == MeetingState.NOT_HELD]
    return "；".join(dict.fromkeys(told))


# ── Of the village


QUARTERS = "一二三四"
BRANCH, COMMITTEE = TWO_COMMITTEES


def _unit(name: str) -> Callable[[View, Any], Any]:
    return lambda view, _: getattr(unit(view.store), name, None)


def _quarter(view: View, _: Any) -> tuple[str, ...]:
    number = Period.of(view.period.end, Span.QUARTER).number
    word = QUARTERS[number - 1]
    return (word, str(number), f"{word}季度", f"第{word}季度", f"{number}季度", f"第{number}季度",
            f"Q{number}")


def _secretary(view: View, _: Any) -> str | None:
    found = view.store.query(
        f"""SELECT p.name FROM post o JOIN person p ON p.id = o.person
            JOIN {stood_on(Member, ':day')} m ON m.person = p.id
            WHERE instr(o.title, '书记') AND NOT instr(o.title, '副')
              AND {on(Post, 'o', ':day')} AND {on(Member, 'm', ':day')}
            ORDER BY m.party_group COLLATE counting NULLS LAST, m.id LIMIT 1""", view.asked)
    return found[0][0] if found else None


def _of_secretary(said: str = "") -> Callable[[View, Any], Any]:
    def read(view: View, _: Any) -> Any:
        held = officers(view.store, view.day)
        found = next((each for each in held if any(
            body == BRANCH and "书记" in title and "副" not in title
            for body, title in each.posts)), None)
        return found and (getattr(found.person, said) if said else found.since)

    return read


def _chief(view: View, _: Any) -> str | None:
    return next((each.person.name for each in officers(view.store, view.day) if any(
        body == COMMITTEE and "主任" in title and "副" not in title
        for body, title in each.posts)), None)


def _one_shoulder(view: View, _: Any) -> str:
    return YES if any(each.one_shoulder for each in officers(view.store, view.day)) else NO


def _often_absent(view: View, _: Any) -> str:
    return "、".join(often_absent(view.store, view.first, view.last, OFTEN))


NAMES: tuple[Fact, ...] = (
    fact("village.name", "填报单位", _unit("name")),
    fact("village.code", "区划代码", _unit("code")),
    fact("village.county", "县（区）", _unit("county")),
    fact("village.town", "乡镇（街道）", _unit("town")),
    fact("village.district", "管区", _unit("district")),
    fact("village.branch", "党支部名称", _unit("branch")),
    fact("village.phone", "办公电话", _unit("phone")),
    fact("village.secretary", "党支部书记", _secretary),
    fact("village.chief", "村委会主任", _chief),
    fact("village.secretary.phone", "书记电话", _of_secretary("phone"), privacy=Privacy.PHONE),
    fact("village.secretary.since", "书记任职时间", _of_secretary(), kind=DAY),
    fact("village.kind", "村的类型", _unit("star_set")),
    fact("village.one", "是否一肩挑", _one_shoulder, options=YES_NO),
    fact("period.year", "年度", lambda view, _: view.period.end.year, kind=NUMBER),
    fact("period.quarter", "季度", _quarter),
    fact("period.month", "月份", lambda view, _: view.period.end.month,
         kind=NUMBER),
    fact("period.first", "起始日期", lambda view, _: view.first, kind=DAY),
    fact("period.last", "截止日期", lambda view, _: view.last,
         kind=DAY),
    fact("today", "填报日期", lambda view, _: view.today, kind=DAY),
)
"""What stands at the head of a form."""

FIGURES: tuple[Fact, ...] = (
    *of_subject(WHOLE_VILLAGE, (each for each in registers.REGISTER_MEASURES
                                if each not in registers.BY_CATEGORY.values())),
    *(measured(registers.BY_CATEGORY[each.code], f"{each.label}数", f"{each.label}/户数",
               *(f"{word}{more}" for word in (each.label, *each.aliases[:2])
                 for more in ("户数", "数", "")))
      for each in HOUSEHOLD_CATEGORY if each.code != "YB"),
    measured(liaison.PAIRED_HOMES, "", "联系户数", "联户数", "联系群众户数"),
    *of_subject(WHOLE_VILLAGE, (liaison.LINKING, *GONE_TO)),
    *of_subject(WHOLE_VILLAGE, (meetings.TRAININGS, meetings.TRAINED_TIMES)),
    measured(meetings.LESSONS, "", "会议次数"),
    of_village(OF_HOUSEHOLDS.added, "加分合计"), of_village(OF_HOUSEHOLDS.deducted, "扣分合计"),
    of_village(OF_HOUSEHOLDS.redeemed, "兑换积分"),
    fact("village.not-held", "未按期开展的原因", not_held_reasons, kind=NOTE),
    fact("village.absent", "缺席三次以上的党员", _often_absent, kind=NOTE),
)
"""What is counted of the whole village."""

VILLAGE = (*NAMES, *FIGURES)


def _figure_named(_: View, label: str) -> Fact | None:
    for each in FIGURES:
        if label in each.headings:
            return each
    return None


ITEMS = FormSubject(
    "item", "项目", (
        fact("item.value", "数量", lambda view, row: row.read(view, None), kind=NUMBER),
        fact("item.name", "项目", lambda _, row: row.field.label),
    ), lambda _: list(FIGURES), _figure_named,
)
"""A form whose lines are figures of the village: 项目 | 数量 | 单位."""

WHOLE = FormSubject("village", "村", VILLAGE, lambda _: [None])
"""A form with a single line for the village."""
