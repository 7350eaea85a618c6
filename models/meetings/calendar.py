"""What is due and what is planned, held or 未开展; and a new meeting as it is most likely to be."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING

from models.keeping.journal import begun
from models.keeping.record import Draft, Record, field, required
from models.meetings.kinds import TALK, Audience, MeetingKind, MeetingSlot, due_in, known_kinds
from models.meetings.meeting import (
    MEETING_KIND,
    Meeting,
    branch_founded,
    fallen_in_words,
    judged_between,
    kind_title,
)
from models.members.member import members_on
from models.values import clock
from models.values.codes import Labelled
from models.values.kinds import DAY, LINK, NOTE, NUMBER
from models.values.periods import Period, Span

if TYPE_CHECKING:
    from models.keeping.store import Store
    from models.meetings.rules import Tally


class MeetingState(Labelled):
    """What became of a meeting that was asked for; ``NOT_HELD``: and the reason is known."""

    HELD = "held", "已开展"
    PLANNED = "planned", "已安排"
    LATE = "late", "逾期"
    NOT_HELD = "not_held", "未开展"
    OPEN = "open", "待开展"


SOON = timedelta(days=7)
LATE_QUARTERS = 3


class MeetingPlan(Record, table="meeting_plan", label="会议安排"):
    """A meeting planned and announced; ``meeting`` is the one it became."""

    kind: str = required("会议类型", MEETING_KIND, width=14)
    on_day: date = required("日期", DAY, width=11)
    started: str | None = field("时间", width=7)
    place: str | None = field("地点", width=14)
    title: str | None = field("主题", width=24)
    party_group: str | None = field("党小组", width=8)
    notified: date | None = field("通知日期", DAY, width=11)
    meeting: int | None = field("会议", LINK)
    note: str | None = field("备注", NOTE, width=14)

    def faults(self) -> dict[str, str]:
        """A notice after the meeting."""
        if self.notified and self.notified > self.on_day:
            return {"notified": "通知日期晚于会议日期，请核对。"}
        return {}


class NotHeld(Record, table="not_held", label="未开展"):
    """The reason why a meeting that was asked for was not held: an honest answer."""

    kind: str = required("会议类型", MEETING_KIND, width=14)
    period: str = required("时段", width=9)
    number: int = field("第几次", NUMBER, required=True, default=1)
    party_group: str | None = field("党小组", width=8)
    reason: str = required("未开展原因", NOTE, width=24)
    entered: date = required("填写日期", DAY, width=11)


@dataclass(frozen=True)
class CalendarLine:
    """One meeting asked for, and what became of it; ``slot`` None: held beyond what was asked.

    ``fallen``: it was called and too few came, so that it is still due.
    """

    kind: MeetingKind
    slot: MeetingSlot | None
    state: MeetingState
    meeting: Meeting | None = None
    plan: MeetingPlan | None = None
    reason: str = ""
    party_group: str | None = None
    fallen: tuple[Meeting, Tally] | None = None

    @property
    def words(self) -> str:
        """党小组会（一组） 2026年9月：逾期."""
        group = f"（{self.party_group}）" if self.party_group else ""
        when = self.slot.period.label if self.slot else ""
        reason = f"，{self.reason}" if self.reason else ""
        reason += f"，{fallen_in_words(*self.fallen)}" if self.fallen else ""
        return f"{self.kind.title}{group} {when}：{self.state.label}{reason}"


def calendar(store: Store, period: Period, today: date | None = None) -> list[CalendarLine]:
    """What was due in a period and what became of it, kind by kind, then what was held besides."""
    made = _Calendar(store, period, today or clock.today())
    lines = [line for each in known_kinds(store, period.end) for line in made.lines(each)]
    return [*lines, *made.besides()]


def reminders(store: Store, today: date | None = None) -> list[CalendarLine]:
    """For the workbench: late, fallen through, planned or running out in seven days.

    What was late stays late when the quarter turns, until it is held or explained: three quarters
    back, as far as meetings are kept here: a village that begins today owes nothing of before, and
    nothing runs out where no member is written down yet.
    """
    on = today or clock.today()
    running = Period.of(on, Span.QUARTER)
    anybody = bool(members_on(store, on))
    first = store.query("SELECT min(held) FROM meeting")[0][0]
    since = min(begun(store), date.fromisoformat(first) if first else date.max)
    return [*_still_late(store, running, since, on), *(
        each for each in calendar(store, running, on)
        if _owed(each, since)
        or (each.state == MeetingState.PLANNED and each.plan and each.plan.on_day <= on + SOON)
        or (each.state == MeetingState.OPEN and each.fallen)
        or (anybody and each.state == MeetingState.OPEN and each.slot
            and on <= each.slot.last <= on + SOON)
    )]


def _owed(line: CalendarLine, since: date) -> bool:
    return line.state == MeetingState.LATE and (line.slot is None or line.slot.last >= since)


def _still_late(
    store: Store, running: Period, since: date, today: date
) -> list[CalendarLine]:
    over, found = running, list[CalendarLine]()
    for _ in range(LATE_QUARTERS):
        over = over.previous()
        if over.end < since:
            break
        found = [*(each for each in calendar(store, over, today) if _owed(each, since)), *found]
    return found


def plan(store: Store, planned: MeetingPlan) -> MeetingPlan:
    """Put a meeting into the calendar."""
    return store.save(planned)


WEEKDAYS = "一二三四五六日"


def notice_words(planned: MeetingPlan) -> str:
    """The notice of a planned meeting, to be sent round as it stands."""
    day = planned.on_day
    when = f"{day.year}年{day.month}月{day.day}日（星期{WEEKDAYS[day.weekday()]}）"
    group = f"{planned.party_group}" if planned.party_group else ""
    title = f"，内容：{planned.title}" if planned.title else ""
    return (f"通知：定于{when}{planned.started or ''}在{planned.place or '村部'}召开{group}"
            f"{kind_title(planned.kind)}{title}。请准时参加，有事请提前请假。")


def fulfil(store: Store, planned: MeetingPlan, meeting: Meeting) -> MeetingPlan:
    """A planned meeting was held."""
    return store.save(planned.but(meeting=meeting.id))


def explain(store: Store, not_held: NotHeld) -> NotHeld:
    """Write down why a meeting was not held, in place of what was written before."""
    before = store.find(
        NotHeld, "kind = ? AND period = ? AND number = ? AND party_group IS ?",
        (not_held.kind, not_held.period, not_held.number, not_held.party_group),
    )
    return store.save(not_held.but(id=before[0].id if before else None))


class _Calendar:
    """The meetings, plans and reasons of a period, each taken once."""

    def __init__(self, store: Store, period: Period, today: date) -> None:
        self._store, self._period, self._today = store, period, today
        first, last = _around(period)
        called = judged_between(store, first, last)
        self._meetings = [each for each, why in called if why is None]
        self._fallen = [(each, why) for each, why in called if why is not None]
        self._plans = store.find(
            MeetingPlan, "on_day BETWEEN ? AND ? AND meeting IS NULL",
            (first.isoformat(), last.isoformat()), "on_day, id",
        )
        self._reasons = store.find(NotHeld)
        self._founded = branch_founded(store)
        self._groups = list(dict.fromkeys(
            each.party_group for each in members_on(store, period.end) if each.party_group
        ))
        self._kinds = {each.code: each for each in known_kinds(store, period.end)}

    def lines(self, kind: MeetingKind) -> list[CalendarLine]:
        groups = self._groups if kind.due == Audience.PARTY_GROUP and self._groups else [None]
        slots = [each for each in due_in(kind, self._period)
                 if self._founded is None or each.last >= self._founded]
        return [self._line(kind, slot, group) for slot in slots for group in groups]

    def besides(self) -> list[CalendarLine]:
        return [
            CalendarLine(self._kinds[each.kind], None, MeetingState.HELD, each)
            for each in self._meetings
            if self._period.contains(each.held) and each.kind in self._kinds
        ]

    def _line(self, kind: MeetingKind, slot: MeetingSlot, group: str | None) -> CalendarLine:
        for each in self._meetings:
            if _fits(each.kind, each.held, each.party_group, slot, group):
                self._meetings.remove(each)
                return CalendarLine(kind, slot, MeetingState.HELD, each, party_group=group)
        if kind.code == TALK and self._talked(slot):
            return CalendarLine(kind, slot, MeetingState.HELD)
        return replace(self._due(kind, slot, group), fallen=self._fell(slot, group))

    def _fell(self, slot: MeetingSlot, group: str | None) -> tuple[Meeting, Tally] | None:
        for one in self._fallen:
            if _fits(one[0].kind, one[0].held, one[0].party_group, slot, group):
                self._fallen.remove(one)
                return one
        return None

    def _due(self, kind: MeetingKind, slot: MeetingSlot, group: str | None) -> CalendarLine:
        for reason in self._reasons:
            if (reason.kind, reason.period, reason.number, reason.party_group) == (
                slot.kind, str(slot.period), slot.number, group
            ):
                return CalendarLine(kind, slot, MeetingState.NOT_HELD, reason=reason.reason,
                                    party_group=group)
        for planned in self._plans:
            if _fits(planned.kind, planned.on_day, planned.party_group, slot, group):
                self._plans.remove(planned)
                state = MeetingState.LATE if planned.on_day < self._today else MeetingState.PLANNED
                return CalendarLine(kind, slot, state, plan=planned, party_group=group)
        state = MeetingState.LATE if slot.last < self._today else MeetingState.OPEN
        return CalendarLine(kind, slot, state, party_group=group)

    def _talked(self, slot: MeetingSlot) -> bool:
        days = (slot.first.isoformat(), slot.last.isoformat())
        return self._store.count("talk", "on_day BETWEEN ? AND ?", days) > 0


def _fits(kind: str, day: date, group: str | None, slot: MeetingSlot, wanted: str | None) -> bool:
    return kind == slot.kind and slot.period.contains(day) and wanted in (None, group)


def _around(period: Period) -> tuple[date, date]:
    """The whole years a period touches: a yearly meeting may serve any of its quarters."""
    return date(period.start.year, 1, 1), date(period.end.year, 12, 31)


# ── a new meeting ────────────────────────────────────────────────────────────


HALL = "村党群服务中心"


def prepare(
    store: Store, kind: str | None, today: date, party_group: str | None = None
) -> Draft[Meeting]:
    """A meeting of today to be filled in; without an earlier one of its kind, the bare frame."""
    fresh = Draft(Meeting, {"kind": kind, "held": today, "entered": today, "place": HALL,
                            "party_group": party_group})
    if kind is None:
        return fresh
    found = store.find(
        Meeting, "kind = ? AND party_group IS ? AND held <= ?",
        (kind, party_group, today.isoformat()), "held DESC, id DESC LIMIT 1",
    )
    if not found:
        return fresh
    last = found[0]
    return fresh.but(place=last.place, started=last.started, chair=last.chair,
                     recorder=last.recorder, group=last.group)


def from_plan(store: Store, planned: MeetingPlan, today: date) -> Draft[Meeting]:
    """The meeting a plan announced."""
    made = prepare(store, planned.kind, today, planned.party_group)
    return made.but(
        held=min(planned.on_day, today), started=planned.started or made.get("started"),
        place=planned.place or made.get("place"), title=planned.title, notified=planned.notified,
    )
