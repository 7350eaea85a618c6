"""What a form may ask of the meetings: by kind and month, or one line for each meeting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Any

from models.figures.measure import Measure
from models.figures.meetings import HELD, TALKS, WHO_CAME
from models.figures.reckon import lines_counted
from models.meetings.calendar import MeetingState, calendar
from models.meetings.kinds import TALK, MeetingKind, known_kinds
from models.meetings.meeting import Meeting
from models.members.appraisal import talks_between
from models.returns.facts.fact import (
    FormSubject,
    fact,
    fields_of,
    lines,
    measured,
    of_subject,
    told,
)
from models.returns.facts.view import View
from models.values.kinds import NOTE

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


_MEETING = (
    *fields_of(Meeting, ("kind", "held", "started", "ended", "place", "title", "agenda",
                         "minutes", "decision", "guests"), "x", "meeting."),
    *(told(f"meeting.{name}", label, f"(SELECT name FROM person WHERE id = x.{name})")
      for name, label in (("chair", "主持人"), ("recorder", "记录人"))),
    *of_subject("meeting", WHO_CAME),
)
MEETINGS = FormSubject("meeting", "会议", _MEETING, lines(
    "x.id", lambda view: f"{lines_counted(view.store, HELD, view.days)} ORDER BY x.held, x.id",
    _MEETING), title=("会议登记", "会议记录", "会议台账"))


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
