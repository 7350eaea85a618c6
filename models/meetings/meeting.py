"""A meeting: kind, day, place, who was due and came, what was decided; which were held."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import date
from functools import cache
from typing import TYPE_CHECKING

from models.keeping.asked_once import asked_once
from models.keeping.record import Record, field, required
from models.keeping.settings import setting
from models.meetings.attendance import (
    CAME,
    NOT_DUE,
    STATUSES,
    Attendance,
    Presence,
    Turnout,
    attendance_of,
    turnout,
)
from models.meetings.kinds import Audience, MeetingKind, all_kinds, kind, kind_of, known_rules
from models.meetings.rules import EVERYONE, Rule, Tally, rule_for, tally
from models.values.kinds import DAY, LINK, NOTE, NUMBER, Kind
from models.values.problem import Invalid, Problem

if TYPE_CHECKING:
    from models.keeping.store import Store

__all__ = (
    "CAME", "STATUSES", "Attendance", "Meeting", "Turnout", "attendance_of", "hold",
    "meetings_between", "opening", "turnout", "turnout_of",
)

FOUNDED = "branch.founded"
"""The setting that holds the day the branch was founded (ISO)."""

OF_THE_BRANCH = frozenset({Audience.MEMBERS, Audience.COMMITTEE, Audience.PARTY_GROUP,
                           Audience.LECTURE})
LISTED = "依据《中国共产党支部工作条例（试行）》第十一条：到会人数按应到会党员计"
CHAIRED = "依据会议记录通行要求（参考）：主持人要到会并在记录上签字"
BRANCHED = "依据《中国共产党支部工作条例（试行）》组织设置的规定（参考）：先成立支部，后开会"


def kind_title(code: str) -> str:
    """What people call a kind; the village's own kinds are called by their code."""
    return next((each.title for each in all_kinds() if each.code == code), code)


def read_kind(text: str) -> str:
    """The code of the kind written as ``text``; an own kind is its own code."""
    for each in all_kinds():
        if text in (each.code, each.title, *each.aliases):
            return each.code
    return text


MEETING_KIND = Kind("meeting-kind", "TEXT", read_kind, kind_title)


class Meeting(Record, table="meeting", label="会议"):
    """One meeting or activity of the branch or the village, written down once.

    ``due_count`` and ``present_count`` stand for the attendance where people are counted and not
    named (村民会议, an imported list); with an attendance by name they are blank.
    """

    kind: str = required("会议类型", MEETING_KIND, width=14, aliases=("会议名称", "类型", "类别"))
    purpose: str | None = field("表决事项类别", width=12)
    held: date = required("召开日期", DAY, width=11, aliases=("日期", "时间", "会议日期"))
    started: str | None = field("开始时间", width=7)
    ended: str | None = field("结束时间", width=7, aliases=("散会时间",))
    place: str | None = field("地点", width=14, aliases=("会议地点", "活动地点"))
    title: str | None = field("主题", width=24, aliases=("议题", "内容", "会议主题", "活动主题"))
    chair: int | None = field("主持人", LINK, width=8, aliases=("主持",))
    recorder: int | None = field("记录人", LINK, width=8, aliases=("记录",))
    party_group: str | None = field("党小组", width=8)
    group: int | None = field("村民小组", LINK, width=8)
    agenda: str | None = field("议程", NOTE, width=24)
    minutes: str | None = field("发言与讨论", NOTE, width=30, aliases=("内容摘要", "会议内容"))
    dissent: str | None = field("不同意见", NOTE, width=20)
    decision: str | None = field("决议", NOTE, width=24, aliases=("决定", "会议决议"))
    guests: str | None = field("列席人员", NOTE, width=20, aliases=("列席",))
    notified: date | None = field("通知日期", DAY, width=11)
    due_count: int | None = field("应到", NUMBER, width=6, aliases=("应到人数",))
    present_count: int | None = field("实到", NUMBER, width=6, aliases=("实到人数", "到会人数"))
    pages: int | None = field("记录页数", NUMBER, width=6)
    entered: date = required("录入日期", DAY, width=11)
    note: str | None = field("备注", NOTE, width=14)

    def faults(self) -> dict[str, str]:
        """A meeting that was not held yet, ends before it begins, or counts more than were due."""
        if self.held > self.entered:
            return {"held": "召开日期在今天之后。还没开的会请先排进日历，开过再登记。"}
        if self.started and self.ended and self.ended < self.started:
            return {"ended": "结束时间早于开始时间，请核对。"}
        if self.due_count is not None and self.due_count < 1:
            return {"due_count": f"应到是{self.due_count}人，请先填应到。{LISTED}。"}
        if (self.present_count or 0) > (self.due_count or 0):
            return {"present_count": f"实到{self.present_count}人，多于应到"
                                     f"{self.due_count or 0}人，请核对签到表。{LISTED}。"}
        return {}


def hold(store: Store, meeting: Meeting, attendance: Iterable[Attendance]) -> Meeting:
    """Write a meeting down with its attendance, as one act; kept once more, it is corrected.

    ``attendance`` holds the people due and the guests, their ``meeting`` still 0. People written
    before keep the id of their line, so that what hangs on it follows the correction.

    :raises Invalid: nobody due, a person listed twice, a chair who was not there, a day before
        the branch was founded; each with the rule and its source.
    """
    rows = list(attendance)
    of_kind = kind_of(store, meeting.kind, meeting.held)
    faults = refusals(meeting, rows, of_kind, branch_founded(store))
    if faults:
        raise Invalid(faults)
    if rows:
        meeting = meeting.but(due_count=None, present_count=None)
    with store.act(f"登记会议：{of_kind.title} {meeting.held}"):
        kept = store.save(meeting)
        assert kept.id is not None
        before = {each.person: each for each in attendance_of(store, kept.id)}
        for row in rows:
            known = before.pop(row.person, None)
            store.save(row.but(id=known.id if known else None, meeting=kept.id))
        for gone in before.values():
            store.remove(gone)
    return kept


def refusals(
    meeting: Meeting, rows: Sequence[Attendance], of_kind: MeetingKind, founded: date | None
) -> dict[str, str]:
    """Why a meeting can't stand as it is written: field → sentence with the rule and its source."""
    if of_kind.due in OF_THE_BRANCH and founded and meeting.held < founded:
        return {"held": f"支部{founded}成立，会议写在{meeting.held}，早于成立日期，请核对。"
                        f"{BRANCHED}。"}
    people = [row.person for row in rows]
    if not people and meeting.due_count is None:
        return {"attendance": "应到名单是空的。请先在“党员”里登记党员，或从名单里选人。"
                              f"{LISTED}。"}
    if len(set(people)) < len(people):
        return {"attendance": f"名单里有人出现了两次，请删去一次。{LISTED}，一人只计一次。"}
    if people and not any(row.status not in NOT_DUE for row in rows):
        return {"attendance": f"名单里全是列席或不计入应到的，没有应到的人，请核对。{LISTED}。"}
    return _chair_refusal(meeting, rows)


def _chair_refusal(meeting: Meeting, rows: Sequence[Attendance]) -> dict[str, str]:
    if meeting.chair is None or not rows:
        return {}
    seat = next((row for row in rows if row.person == meeting.chair), None)
    if seat is None:
        return {"chair": "主持人不在签到名单里。请把主持人加进名单（不是应到的记列席），"
                         f"或改主持人。{CHAIRED}。"}
    if seat.status not in (None, Presence.PRESENT, Presence.VISITING):
        word = STATUSES.label(seat.status)
        return {"chair": f"主持人在签到里是“{word}”，请改主持人或改签到。{CHAIRED}。"}
    return {}


def branch_founded(store: Store) -> date | None:
    """The day the branch was founded, from the settings; None when it was never set."""
    written = setting(store, FOUNDED)
    return date.fromisoformat(written) if written else None


def turnout_of(meeting: Meeting, rows: Iterable[Attendance]) -> Turnout:
    """The turnout of a meeting: from its attendance by name, or from the counts written."""
    listed = list(rows)
    if listed or meeting.due_count is None:
        return turnout(listed)
    return Turnout(meeting.due_count, meeting.present_count or 0)


def opening(
    meeting: Meeting, rows: Iterable[Attendance], rules: Sequence[Rule] | None = None
) -> Tally | None:
    """Whether enough came for the meeting's purpose to open; None for a kind without a rule.

    Pure, so that the grid can ask after every key; ``rules`` are ``known_rules(store)``.
    """
    purpose = purpose_of(meeting)
    count = turnout_of(meeting, rows)
    if purpose is None or not count.due:
        return None
    return tally_of(purpose, meeting.held, count, rules)


def tally_of(
    purpose: str, day: date, count: Turnout, rules: Sequence[Rule] | None = None,
    votes: tuple[int, int, int] | None = None,
) -> Tally:
    """Measure a turnout, and the votes (赞成, 反对, 弃权) if there were any, by the day's rule.

    :raises Problem: votes that don't add up, or no rule in force that day.
    """
    rule = rule_for(purpose, day, rules)
    present = count.came if rule.opens.base == EVERYONE else count.present
    for_, against, abstain = votes or (None, None, None)
    return tally(
        purpose, count.due, present, for_, against, abstain, count.without_vote, day,
        written=count.written if rule.written else 0, rules=rules,
    )


def purpose_of(meeting: Meeting) -> str | None:
    """What the meeting votes on: as written, or the first purpose of its kind."""
    if meeting.purpose:
        return meeting.purpose
    return _votes_on(meeting.kind, meeting.held)


@cache
def _votes_on(code: str, day: date) -> str | None:
    """What meetings of a kind vote on, as the shipped kinds stand on a day."""
    if code not in {each.code for each in all_kinds()}:
        return None
    purposes = kind(code, day).purposes
    return purposes[0] if purposes else None


def meetings_between(store: Store, first: date, last: date) -> list[Meeting]:
    """The meetings held from one day to another, in order."""
    return store.find(
        Meeting, "held BETWEEN ? AND ?", (first.isoformat(), last.isoformat()), "held, id"
    )


def attendance_at(store: Store, meetings: Sequence[Meeting]) -> dict[int, list[Attendance]]:
    """Meeting id → its attendance, of several meetings at once."""
    found: dict[int, list[Attendance]] = {each.id: [] for each in meetings if each.id is not None}
    marks = ",".join("?" * len(found))
    for row in store.find(Attendance, f"meeting IN ({marks})", tuple(found)):
        found[row.meeting].append(row)
    return found


def entered_late(meeting: Meeting) -> str | None:
    """That a meeting was written down later than it was held, for the internal page only."""
    days = (meeting.entered - meeting.held).days
    return f"{meeting.held} 召开，{meeting.entered} 录入，晚 {days} 天。" if days > 0 else None


# ── Held: enough came to open it. One that fell through is still due


FELL_THROUGH = "不成会"


def fell_through(
    meeting: Meeting, rows: Sequence[Attendance], rules: Sequence[Rule] | None = None
) -> Tally | None:
    """By how much a meeting failed its quorum; None when it was held.

    One whose numbers can't be true stands until they are mended: the checks name it.
    """
    try:
        told = opening(meeting, rows, rules)
    except Problem:
        return None
    return None if told is None or told.opens else told


def fallen_between(store: Store, first: date, last: date) -> dict[int, tuple[Meeting, Tally]]:
    """The meetings called from one day to another that could not open, by id, and why."""
    return {each.rowid: (each, why) for each, why in judged_between(store, first, last)
            if why is not None}


def held_between(store: Store, first: date, last: date) -> list[Meeting]:
    """The meetings held from one day to another, in order."""
    return [each for each, why in judged_between(store, first, last) if why is None]


@asked_once
def judged_between(store: Store, first: date, last: date) -> list[tuple[Meeting, Tally | None]]:
    """The meetings called from one day to another, each with why it could not open, or None."""
    called, rules = meetings_between(store, first, last), known_rules(store)
    # Most meetings have no quorum: whoever came to those need not be read.
    attended = attendance_at(store, [each for each in called if purpose_of(each)])
    return [(each, fell_through(each, attended.get(each.rowid, ()), rules)) for each in called]


def why_fallen(told: Tally) -> str:
    """到会18人，不成会（至少23人）."""
    unit = told.rule.unit
    return f"到会{told.count.present}{unit}，{FELL_THROUGH}（至少{told.needed_to_open}{unit}）"


def fallen_in_words(meeting: Meeting, told: Tally) -> str:
    """11月29日支部党员大会到会18人，不成会（至少23人）."""
    day = meeting.held
    return f"{day.month}月{day.day}日{kind_title(meeting.kind)}{why_fallen(told)}"
