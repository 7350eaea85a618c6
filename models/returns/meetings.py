"""三会一课开展情况 and 活动与培训台账: what was held and done in a period, and who was there."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Container
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from models.activities.activity import Activity, activities_between, results_of, rounds_due
from models.figures.measure import Days
from models.figures.meetings import CAME_TO, DUE, TURNOUT
from models.figures.meetings import HELD as HELD_TIMES
from models.meetings.attendance import NOT_DUE, STATUSES, Attendance, Presence, Turnout
from models.meetings.calendar import MeetingState, calendar
from models.meetings.due_list import OFTEN, consecutive_absences, often_absent
from models.meetings.kinds import MeetingKind, every_kind, known_kinds
from models.meetings.meeting import (
    FELL_THROUGH,
    Meeting,
    attendance_at,
    fallen_between,
    fallen_in_words,
    held_between,
    kind_title,
    turnout_of,
)
from models.members.member import Member, MemberKind, members_on
from models.registers.people import Person
from models.returns.listing import NUMBERED, Listing, Over
from models.returns.returning import Asked, Return, headed
from models.values.figure import rate
from models.values.kinds import DAY, NUMBER, TEXT, Field
from models.values.periods import Period, Span
from models.values.sheet import Column, Ref, Row, Sheet, summed

if TYPE_CHECKING:
    from models.keeping.store import Store


BASIS = "《中国共产党支部工作条例（试行）》"
RATE = Column(Field("出勤率", TEXT, width=8))
SIGNED = ("党支部书记", "审核人", "填表人", "联系电话", "报出日期")
BESIDES = ("party-day", "life-meeting", "appraisal")
"""Reported together with 三会一课, though not of it."""

HELD = (
    NUMBERED, Column(Field("会议类型", width=14)), Column(Meeting.field("held")),
    Column(Meeting.field("place")), Column(Meeting.field("title")),
    Column(Field("应到", NUMBER, width=6), total=True),
    Column(Field("实到", NUMBER, width=6), total=True),
    RATE, Column(Meeting.field("decision")),
)


def meetings_held(store: Store, asked: Asked) -> Sheet:
    """Every meeting of 三会一课 in the period; a kind that was due and not held is said."""
    period = asked.period
    of_three = {each.code: each for each in known_kinds(store, period.end) if each.three_lessons}
    rows: list[Row] = []
    due = came = 0
    for meeting, attendance, count in _counted(store, period):
        if meeting.kind not in of_three:
            continue
        due, came = due + count.listed, came + count.came
        rows.append(Row(
            (len(rows) + 1, kind_title(meeting.kind), meeting.held, meeting.place, meeting.title,
             count.listed, count.came, count.rate, meeting.decision), _refs(meeting, attendance),
        ))
    held = {row.values[1] for row in rows}
    missing = [each.title for each in of_three.values() if each.title not in held]
    notes = [f"本期未开展：{'、'.join(missing)}。"] if missing else []
    return headed(
        store, asked, code="meetings", title="三会一课开展情况", columns=HELD, rows=rows,
        measure="人", notes=("出勤率＝实到／应到；列席、不计入应到的不算。",
                             *_fallen(store, period, of_three), *notes),
        total=("合计", None, None, None, None, due, came, rate(came, due), None),
        signatures=SIGNED,
    )


def _last_quarter(days: Days) -> Days:
    return Days(*Period.of(days.last, Span.QUARTER).days)


def _month(at: int) -> Callable[[Days], Days]:
    """The so manieth month of the quarter, from 0."""
    return lambda days: Days(*Period.of(days.last, Span.QUARTER).months()[at].days)


def _lines(store: Store, days: Days) -> list[tuple[Any, ...]]:
    """The kinds that are told, each with the days of every month and what it was about."""
    quarter = Period.of(days.last, Span.QUARTER)
    found = held_between(store, *days)
    lines = []
    for kind in _reported(store, quarter, {each.kind for each in found}):
        mine = [each for each in found if each.kind == kind.code]
        months = [_days([each.held.day for each in mine if month.contains(each.held)])
                  for month in quarter.months()]
        themes = "；".join(dict.fromkeys(each.title for each in mine if each.title))
        lines.append((kind.title, *months, themes, kind.code))
    return lines


QUARTER = Listing(
    {"kind": ""}, _lines, (
        (Column(Field("会议类型", width=16)), ""),
        *(each for at, parent in enumerate(("第一个月", "第二个月", "第三个月")) for each in (
            (Column(HELD_TIMES.field, parent, total=True), Over(HELD_TIMES, _month(at))),
            (Column(Field("日期", TEXT, width=10), parent), ""),
        )),
        (Column(Field("合计次数", NUMBER, width=6), total=True), HELD_TIMES),
        (Column(DUE.field, total=True), DUE), (Column(CAME_TO.field, total=True), CAME_TO),
        (Column(TURNOUT.field), TURNOUT), (Column(Field("主要内容", TEXT, width=24)), ""),
    ),
    speaks_of=_last_quarter,
)


def quarter_return(store: Store, asked: Asked) -> Sheet:
    """三会一课开展情况季报: per kind the count and days of each month, 应到, 实到, 出勤率, themes.

    A longer period is read by its last quarter.
    """
    quarter = Period.of(asked.period.end, Span.QUARTER)
    rows = QUARTER.rows(store, days=asked.days)
    return headed(
        store, asked, code="meetings-quarter", title="三会一课开展情况季报",
        columns=QUARTER.columns, rows=rows, total=QUARTER.total(store, rows, asked.days),
        measure="次、人次", when=quarter.label,
        notes=(_members_note(store, quarter), *_shortfalls(store, quarter, asked)),
        signatures=SIGNED,
    )


def _days(days: list[int]) -> str:
    """5日、19日; several of one day (党小组会) are said once: 12日（4次）."""
    times = Counter(days)
    return "、".join(
        f"{day}日" + (f"（{count}次）" if count > 1 else "") for day, count in times.items()
    )


def _reported(store: Store, quarter: Period, held: set[str]) -> list[MeetingKind]:
    """三会一课 always, what goes with it, and anything else that was held."""
    return [
        each for each in known_kinds(store, quarter.end)
        if each.three_lessons or each.code in BESIDES or each.code in held
    ]


def _members_note(store: Store, quarter: Period) -> str:
    members = members_on(store, quarter.end)
    full = sum(each.kind == MemberKind.FULL for each in members)
    return (f"季末正式党员{full}名、预备党员{len(members) - full}名。"
            "出勤率＝实到／应到；列席、不计入应到的不算。")


def _shortfalls(store: Store, quarter: Period, asked: Asked) -> list[str]:
    lines = [
        each for each in calendar(store, quarter, asked.day + timedelta(days=1))
        if each.kind.three_lessons and each.slot and quarter.contains(each.slot.last)
    ]
    told = [each.words for each in lines if each.state == MeetingState.NOT_HELD]
    silent = [each.words for each in lines if each.state == MeetingState.LATE]
    absent = often_absent(store, quarter.start, quarter.end, OFTEN)
    names = "、".join(f"{name}（{times}次）" for name, times in absent.items())
    return [
        *_fallen(store, quarter, {each.kind.code for each in lines}),
        *([f"未开展及原因：{'；'.join(told)}。"] if told else []),
        *([f"应开未开、没有填原因：{'；'.join(silent)}。"] if silent else []),
        *([f"无故缺席{OFTEN}次以上：{names}。"] if names else []),
    ]


ATTENDANCE = (
    NUMBERED, Column(Person.field("name")), Column(Member.field("party_group")),
    Column(Field("应到", NUMBER, width=6), total=True),
    Column(Field("到", NUMBER, width=6), total=True),
    Column(Field("假", NUMBER, width=6), total=True),
    Column(Field("缺", NUMBER, width=6), total=True),
    Column(Field("书面意见", NUMBER, width=7), total=True), RATE,
    Column(Field("缺席的会议", TEXT, width=26)),
)


def attendance_list(store: Store, asked: Asked) -> Sheet:
    """党员出勤表: per member what was due of the party in the period and how often he came."""
    period = asked.period
    party = {each.code for each in every_kind(store) if each.of_the_party}
    meetings = [each for each in held_between(store, period.start, period.end)
                if each.kind in party]
    marks: dict[int, list[tuple[Meeting, Attendance]]] = {}
    attended = attendance_at(store, meetings)
    for meeting in meetings:
        for row in attended[meeting.rowid]:
            marks.setdefault(row.person, []).append((meeting, row))
    rows = [
        _attendance_row(place, member, name, marks.get(member.person, []))
        for place, (member, name) in enumerate(_members(store, asked), 1)
    ]
    label, _, _, due, came, *others, _, missed = summed(ATTENDANCE, rows)
    return headed(
        store, asked, code="attendance", title="党员出勤表", columns=ATTENDANCE, rows=rows,
        measure="次", signatures=SIGNED,
        total=(label, None, None, due, came, *others, rate(came, due), missed),
        notes=("只计党内会议，村民代表会议、“两委”联席会议等不计；应到不含列席和不计入应到；"
               "没有签到记录的算应到，不算到。", *_fallen(store, period, party)),
    )


def _attendance_row(
    place: int, member: Member, name: str, marks: list[tuple[Meeting, Attendance]]
) -> Row:
    due = [(m, a) for m, a in marks if a.status not in NOT_DUE]
    counts = {
        status: sum(a.status == status for _, a in due)
        for status in Presence if status not in NOT_DUE
    }
    missed = "、".join(
        f"{m.held.month}月{m.held.day}日{kind_title(m.kind)}（{STATUSES.label(a.status or '')}）"
        for m, a in due if a.status in (Presence.LEAVE, Presence.ABSENT)
    )
    values = (place, name, member.party_group, len(due), *counts.values(),
              rate(counts[Presence.PRESENT], len(due)), missed)
    return Row(values, (("member", member.rowid),
                        *(("attendance", a.rowid) for _, a in due)))


ABSENT = (
    NUMBERED, Column(Person.field("name")), Column(Field("连续次数", NUMBER, width=8)),
    Column(Field("自", DAY, width=11)), Column(Field("至", DAY, width=11)),
    Column(Field("满几个月", NUMBER, width=8)), Column(Field("提示", TEXT, width=30)),
)


def absent_list(store: Store, asked: Asked) -> Sheet:
    """连续无故缺席党员名单: the longest run first; leave does not count."""
    rows = [
        Row((place, each.name, each.times, each.since, each.until, each.months, each.sentence),
            (("member", each.member),))
        for place, each in enumerate(consecutive_absences(store, asked.day, times=2), 1)
    ]
    return headed(
        store, asked, code="absences", title="连续无故缺席党员名单", columns=ABSENT, rows=rows,
        measure="次", signatures=SIGNED,
        notes=("连着两次以上的才列；请假、不计入应到的不算缺席，也不打断。",),
    )


def _members(store: Store, asked: Asked) -> list[tuple[Member, str]]:
    names = {row[0]: row[1] for row in store.query(
        "SELECT m.id, p.name FROM member m JOIN person p ON p.id = m.person"
    )}
    return [(each, names[each.id]) for each in members_on(store, asked.day)]


def _counted(store: Store, period: Period) -> list[tuple[Meeting, list[Attendance], Turnout]]:
    meetings = held_between(store, period.start, period.end)
    attended = attendance_at(store, meetings)
    return [
        (each, attended[each.rowid], turnout_of(each, attended[each.rowid]))
        for each in meetings
    ]


def _fallen(store: Store, period: Period, kinds: Container[str] | None = None) -> list[str]:
    """The meetings, of these kinds, that too few came to: told, and not counted."""
    told = [fallen_in_words(meeting, why)
            for meeting, why in fallen_between(store, period.start, period.end).values()
            if kinds is None or meeting.kind in kinds]
    return [f"{FELL_THROUGH}、不计入：{'；'.join(told)}。"] if told else []


def _refs(meeting: Meeting, rows: list[Attendance]) -> tuple[Ref, ...]:
    return (("meeting", meeting.rowid), *(("attendance", row.rowid) for row in rows))


MEETING_RETURNS = (
    Return("meetings", "三会一课开展情况", "quarter", HELD, meetings_held,
           basis=BASIS, internal=False),
    Return("meetings-quarter", "三会一课开展情况季报", "quarter", QUARTER.columns, quarter_return,
           basis=BASIS, internal=False, figures=QUARTER),
    Return("attendance", "党员出勤表", "quarter", ATTENDANCE, attendance_list),
    Return("absences", "连续无故缺席党员名单", "asked", ABSENT, absent_list, inside=True),
)


# ── 活动与培训台账 ───────────────────────────────────────────────────────────


ACTIVITIES = (
    NUMBERED, Column(Activity.field("on_day")), Column(Activity.field("kind")),
    Column(Activity.field("theme")), Column(Activity.field("host")),
    Column(Activity.field("place")), Column(Field("参加人数", NUMBER, width=8), total=True),
    Column(Field("人次", NUMBER, width=7), total=True), Column(Field("约数", width=5)),
    Column(Field("成效", width=24)), Column(Activity.field("star")), Column(Activity.field("note")),
)


def activity_list(store: Store, asked: Asked) -> Sheet:
    """The ledger of the period; recurring tasks that nobody met are said, not filled in."""
    period = asked.period
    rows = []
    for place, each in enumerate(activities_between(store, period.start, period.end), 1):
        results = results_of(store, each.rowid)
        rows.append(Row(
            (place, each.on_day, each.kind, each.theme, each.host, each.place, each.people,
             each.times, "约" if each.about else "", "；".join(r.words for r in results),
             each.star, each.note),
            (("activity", each.rowid), *(("activity_result", r.rowid) for r in results)),
        ))
    missed = [each.words for each in rounds_due(store, period)
              if each.activity is None and each.last <= asked.day]
    notes = [f"没有登记的固定活动{len(missed)}次：{'；'.join(missed)}。"] if missed else []
    return headed(
        store, asked, code="activities", title="活动与培训台账", columns=ACTIVITIES, rows=rows,
        measure="人、人次", total=summed(ACTIVITIES, rows),
        notes=("参加人数按人计，人次按次计，不相加。", *notes),
    )


ACTIVITY_RETURNS = (
    Return("activities", "活动与培训台账", "quarter", ACTIVITIES, activity_list, internal=False),
)
