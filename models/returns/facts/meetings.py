"""What a form may ask of the meetings: by kind and month, or one line for each meeting."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any, NamedTuple

from models.meetings.calendar import MeetingState, calendar
from models.meetings.kinds import TALK, MeetingKind, known_kinds
from models.meetings.meeting import Attendance, Meeting, turnout_of
from models.members.appraisal import talks_between
from models.returns.facts.fact import NOTHING, Fact, FormSubject, fact, of_field
from models.returns.facts.view import View
from models.values.kinds import NOTE, NUMBER, RATIO

if TYPE_CHECKING:
    from models.returns.facts.view import Registers

_BESIDES = frozenset("会议活动开展情况次")


class Held(NamedTuple):
    """One meeting with its attendance."""

    record: Meeting
    seats: list[Attendance]


def _held(view: View, kind: MeetingKind) -> list[Held]:
    return [Held(*each) for each in view.meetings if each[0].kind == kind.code]


def _days(view: View, kind: MeetingKind) -> list[date]:
    days = [each.record.held for each in _held(view, kind)]
    if kind.code == TALK:
        days += [each.on_day for each in talks_between(view.store, view.first, view.last)]
    return sorted(days)


def days_of_month(days: Iterable[date], *, several: bool) -> str:
    """5日、19日, each day once; with the month in front when the stretch is longer than one."""
    said = (f"{day.month}月{day.day}日" if several else f"{day.day}日" for day in days)
    return "、".join(dict.fromkeys(said))


def _dates(view: View, kind: MeetingKind) -> str:
    several = (view.first.year, view.first.month) != (view.last.year, view.last.month)
    return days_of_month(_days(view, kind), several=several)


def _due(view: View, kind: MeetingKind) -> int:
    return sum(turnout_of(*each).listed for each in _held(view, kind))


def _came(view: View, kind: MeetingKind) -> int:
    return sum(turnout_of(*each).came for each in _held(view, kind))


def _rate(view: View, kind: MeetingKind) -> Any:
    due = _due(view, kind)
    return Decimal(_came(view, kind)) / due if due else NOTHING


def _topics(view: View, kind: MeetingKind) -> str:
    topics = (each.record.title or each.record.agenda for each in _held(view, kind))
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
    held = {meeting.kind for meeting, _ in view.meetings}
    return [each for each in known_kinds(view.store, view.day)
            if each.three_lessons or each.code in held]


MEETING_KINDS = FormSubject(
    "meeting-kind", "会议类型", (
        fact("kind.title", "会议类型", lambda _, row: row.title),
        fact("kind.count", "次数", lambda view, row: len(_days(view, row)), kind=NUMBER),
        fact("kind.days", "日期", _dates),
        fact("kind.due", "应到人次", _due,
             kind=NUMBER),
        fact("kind.came", "实到人次", _came, kind=NUMBER),
        fact("kind.rate", "出勤率", _rate, kind=RATIO),
        fact("kind.topics", "主要议题", _topics, kind=NOTE),
    ), _reported, kind_named, title=("三会一课", "组织生活"),
)


def _meeting(name: str) -> Fact:
    return of_field(Meeting.field(name), f"meeting.{name}",
                    lambda _, row: getattr(row.record, name) or NOTHING)


def _who(name: str) -> Any:
    def read(view: View, row: Held) -> str:
        people: Registers = view.registers
        person = getattr(row.record, name)
        return people.people[person].name if person else NOTHING

    return read


def _share(_: View, row: Held) -> Any:
    count = turnout_of(*row)
    return Decimal(count.came) / count.listed if count.listed else NOTHING


MEETINGS = FormSubject(
    "meeting", "会议", (
        *map(_meeting, ("kind", "held", "started", "ended", "place", "title", "agenda", "minutes",
                        "decision", "guests")),
        fact("meeting.chair", "主持人", _who("chair")),
        fact("meeting.recorder", "记录人", _who("recorder")),
        fact("meeting.due", "应到", lambda _, row: turnout_of(*row).listed,
             kind=NUMBER),
        fact("meeting.came", "实到", lambda _, row: turnout_of(*row).came, kind=NUMBER),
        fact("meeting.rate", "出勤率", _share, kind=RATIO),
    ), lambda view: [Held(*each) for each in view.meetings],
    title=("会议登记", "会议记录", "会议台账"),
)


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


def kind_counts(view: View) -> tuple[int, int]:
    """How many meetings of 三会一课 were held, and how many kinds of it."""
    three = [each for each in known_kinds(view.store, view.day) if each.three_lessons]
    counts = [len(_days(view, each)) for each in three]
    return sum(counts), sum(count > 0 for count in counts)

