"""三会一课开展情况 and 活动与培训台账: what was held and done in a period, and who was there."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Container, Sequence
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from models.activities.activity import Activity, activities_between, results_of, rounds_due
from models.figures.measure import Days, Measure
from models.figures.meetings import (
    ABSENT,
    ATTENDED,
    CAME_TO,
    DUE,
    IN_WRITING,
    LESSONS,
    ON_LEAVE,
    PARTY_CAME,
    PARTY_DUE,
    PARTY_TURNOUT,
    RUN,
    TOOK_PART,
    TURNOUT,
)
from models.figures.meetings import HELD as HELD_TIMES
from models.figures.reckon import lines_counted
from models.meetings.attendance import STATUSES
from models.meetings.calendar import MeetingState, calendar
from models.meetings.due_list import OFTEN, consecutive_absences, often_absent
from models.meetings.kinds import MeetingKind, every_kind, known_kinds
from models.meetings.meeting import (
    FELL_THROUGH,
    Meeting,
    fallen_between,
    fallen_in_words,
    held_between,
    kind_title,
)
from models.members.member import Member, MemberKind, members_on
from models.registers.people import Person
from models.returns.listing import Listing, Over, Written, counted_by, listed
from models.returns.returning import Asked
from models.values.kinds import DAY, NUMBER, TEXT, Field
from models.values.periods import Period, Span
from models.values.sheet import Column, Row

if TYPE_CHECKING:
    from models.keeping.store import Store


BASIS = "《中国共产党支部工作条例（试行）》"
RATE = Column(Field("出勤率", TEXT, width=8))
SIGNED = ("党支部书记", "审核人", "填表人", "联系电话", "报出日期")
BESIDES = ("party-day", "life-meeting", "appraisal")
"""Reported together with 三会一课, though not of it."""

HELD = Listing({"meeting": "x.id"}, counted_by(LESSONS), (
    (Column(Field("会议类型", width=14)), "l.title"), (Column(Meeting.field("held")), "x.held"),
    (Column(Meeting.field("place")), "x.place"), (Column(Meeting.field("title")), "x.title"),
    (Column(Field("应到", NUMBER, width=6), total=True), DUE),
    (Column(Field("实到", NUMBER, width=6), total=True), CAME_TO), (RATE, TURNOUT),
    (Column(Meeting.field("decision")), "x.decision"),
))
"""Every meeting of 三会一课 in the period; a kind that was due and not held is said."""


def _held_says(store: Store, asked: Asked, rows: Sequence[Row]) -> dict[str, Any]:
    of_three = {each.code: each.title for each in known_kinds(store, asked.period.end)
                if each.three_lessons}
    held = {row.values[1] for row in rows}
    missing = [title for title in of_three.values() if title not in held]
    return {"measure": "人", "signatures": SIGNED, "notes": (
        "出勤率＝实到／应到；列席、不计入应到的不算。", *_fallen(store, asked.period, of_three),
        *([f"本期未开展：{'、'.join(missing)}。"] if missing else []))}


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
)


def _quarter_says(store: Store, asked: Asked, _: Sequence[Row]) -> dict[str, Any]:
    """Per kind the count and days of each month, 应到, 实到, 出勤率, themes."""
    quarter = asked.period
    return {"measure": "次、人次", "signatures": SIGNED, "notes": (
        _members_note(store, quarter), *_shortfalls(store, quarter, asked))}


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


def _attending(store: Store, days: Days) -> list[tuple[Any, ...]]:
    """The members with the party meetings they were due at and did not come to."""
    away: dict[int, list[str]] = defaultdict(list)
    for person, held, kind, status in store.query(
        f"""SELECT x.person, m.held, m.kind, x.status
            FROM {lines_counted(store, PARTY_DUE, days)} AND x.status IN ('leave', 'absent')
            ORDER BY m.held, m.id""", days.asked,
    ):
        day = date.fromisoformat(held)
        away[person].append(
            f"{day.month}月{day.day}日{kind_title(kind)}（{STATUSES.label(status)}）")
    names = dict(store.query("SELECT id, name FROM person"))
    return [(names[each.person], each.party_group, "、".join(away[each.person]), each.rowid)
            for each in members_on(store, days.last)]


def _times(label: str, measure: Measure, width: int = 6) -> tuple[Column, Measure]:
    return Column(Field(label, NUMBER, width=width), total=True), measure


ATTENDANCE = Listing({"member": "m.id"}, _attending, (
    (Column(Person.field("name")), ""), (Column(Member.field("party_group")), ""),
    _times("应到", PARTY_DUE), _times("到", PARTY_CAME), _times("假", ON_LEAVE),
    _times("缺", ABSENT), _times("书面意见", IN_WRITING, 7), (RATE, PARTY_TURNOUT),
    (Column(Field("缺席的会议", TEXT, width=26)), ""),
))
"""Per member what was due of the party in the period and how often he came."""


def _attendance_says(store: Store, asked: Asked, _: Sequence[Row]) -> dict[str, Any]:
    party = {each.code for each in every_kind(store) if each.of_the_party}
    return {"measure": "次", "signatures": SIGNED, "notes": (
        "只计党内会议，村民代表会议、“两委”联席会议等不计；应到不含列席和不计入应到；"
        "没有签到记录的算应到，不算到。", *_fallen(store, asked.period, party))}


ABSENCES = Listing(
    {"member": "m.id"},
    lambda store, days: [
        (each.name, each.since.isoformat(), each.until.isoformat(), each.months, each.sentence,
         each.member)
        for each in consecutive_absences(store, days.last, times=2)], (
        (Column(Person.field("name")), ""), (Column(Field("连续次数", NUMBER, width=8)), RUN),
        (Column(Field("自", DAY, width=11)), ""), (Column(Field("至", DAY, width=11)), ""),
        (Column(Field("满几个月", NUMBER, width=8)), ""),
        (Column(Field("提示", TEXT, width=30)), ""),
    ))
"""连续无故缺席党员名单: the longest run first; leave does not count."""


def _fallen(store: Store, period: Period, kinds: Container[str] | None = None) -> list[str]:
    """The meetings, of these kinds, that too few came to: told, and not counted."""
    told = [fallen_in_words(meeting, why)
            for meeting, why in fallen_between(store, period.start, period.end).values()
            if kinds is None or meeting.kind in kinds]
    return [f"{FELL_THROUGH}、不计入：{'；'.join(told)}。"] if told else []


MEETING_RETURNS = (
    listed("meetings", "三会一课开展情况", "quarter", HELD, _held_says,
           basis=BASIS, internal=False),
    listed("meetings-quarter", "三会一课开展情况季报", "quarter", QUARTER, _quarter_says,
           basis=BASIS, internal=False, apart=True),
    listed("attendance", "党员出勤表", "quarter", ATTENDANCE, _attendance_says),
    listed("absences", "连续无故缺席党员名单", "asked", ABSENCES, {
        "measure": "次", "signatures": SIGNED,
        "notes": ("连着两次以上的才列；请假、不计入应到的不算缺席，也不打断。",)}, inside=True),
)


# ── 活动与培训台账 ───────────────────────────────────────────────────────────


def _done(store: Store, days: Days) -> list[tuple[Any, ...]]:
    return [(each.on_day.isoformat(), each.kind, each.theme, each.host, each.place, each.people,
             each.times, "约" if each.about else "",
             "；".join(result.words for result in results_of(store, each.rowid)), each.star,
             each.note, each.rowid) for each in activities_between(store, *days)]


ACTIVITIES = Listing({"activity": "x.id"}, _done, (
    *((Column(Activity.field(each)), "")
      for each in ("on_day", "kind", "theme", "host", "place")),
    (Column(Activity.field("people"), total=True), Written("", TOOK_PART)),
    (Column(Activity.field("times"), total=True), Written("", ATTENDED)),
    (Column(Field("约数", width=5)), ""), (Column(Field("成效", width=24)), ""),
    (Column(Activity.field("star")), ""), (Column(Activity.field("note")), ""),
))


def _activities_say(store: Store, asked: Asked, _: Sequence[Row]) -> dict[str, Any]:
    """Recurring tasks that nobody met are said, not filled in."""
    missed = [each.words for each in rounds_due(store, asked.period)
              if each.activity is None and each.last <= asked.day]
    notes = [f"没有登记的固定活动{len(missed)}次：{'；'.join(missed)}。"] if missed else []
    return {"measure": "人、人次", "notes": ("参加人数按人计，人次按次计，不相加。", *notes)}


ACTIVITY_RETURNS = (
    listed("activities", "活动与培训台账", "quarter", ACTIVITIES, _activities_say,
           internal=False),
)
