"""应开: what the rules ask for in a quarter, what became of it, and what one does about it."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel

from models.keeping.record import Draft
from models.meetings.calendar import (
    CalendarLine,
    MeetingPlan,
    MeetingState,
    NotHeld,
    calendar,
    explain,
    notice_words,
    plan,
)
from models.meetings.kinds import known_kinds
from models.meetings.meeting import (
    FELL_THROUGH,
    attendance_of,
    entered_late,
    fallen_in_words,
    turnout_of,
)
from models.members.member import members_on
from models.values import clock
from models.values.periods import Period, Span
from models.values.problem import Problem
from ui.kit.card import section, words
from ui.kit.chips import ALL, Chip
from ui.kit.list_section import ListSection
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.table import Column
from ui.kit.theme import Mark

if TYPE_CHECKING:
    from models.keeping.store import Store

PLAN_FORM = ("kind", "on_day", "started", "place", "title", "party_group", "notified", "note")
MARKS = {
    MeetingState.LATE: Mark.LATE, MeetingState.PLANNED: Mark.ASK, MeetingState.OPEN: Mark.NONE,
    MeetingState.NOT_HELD: Mark.NONE, MeetingState.HELD: Mark.DONE,
}
"""In the order shown."""


def state_face(line: CalendarLine) -> Face:
    """已开展, 已安排, 逾期 … with its shape; 不成会 where it was called and is still due."""
    if line.fallen and line.state in (MeetingState.OPEN, MeetingState.LATE):
        return Face(FELL_THROUGH, Mark.LATE)
    return Face(line.state.label, MARKS[line.state])


def kinds_to_choose(store: Store, typed: str) -> list[tuple[str, str]]:
    """The kinds of meeting of this village."""
    return [(each.code, each.title) for each in known_kinds(store) if typed in each.title]


def party_groups_to_choose(store: Store, typed: str) -> list[tuple[str, str]]:
    """The 党小组 there are."""
    found = dict.fromkeys(each.party_group for each in members_on(store, clock.today()))
    return [(each, each) for each in found if each and typed in each]


MEETING_FINDERS: dict[str, Any] = {
    "kind": kinds_to_choose, "party_group": party_groups_to_choose,
}


class Calendar(ListSection[CalendarLine]):
    """What was due in the quarter, line by line; the card says the rule and what to do next."""

    key, title, listed, enter, unit = "calendar", "应开", "应开的会议", "open_line", "次"
    none = "这一段时间没有应开的会议。"
    columns = (
        Column("会议", 24, lead=True), Column("时段", 12),
        Column("状态", 9, face=state_face), Column("日期", 10), Column("主题", 18),
    )

    @classmethod
    def chip(cls, store: Store) -> Chip:
        """How many are late this quarter."""
        today = clock.today()
        late = [each for each in calendar(store, Period.of(today, Span.QUARTER), today)
                if each.state == MeetingState.LATE]
        return Chip(cls.key, "应开" + (" 逾期" if late else ""), len(late) or None, Mark.LATE)

    def build(self) -> None:
        """It begins with the quarter of today."""
        self.period = Period.of(clock.today(), Span.QUARTER)
        super().build()

    def read(self) -> list[Chip]:
        """The calendar of the period, what is late first."""
        due = [each for each in calendar(self.store, self.period, self.today)
               if each.slot is not None]
        due.sort(key=lambda each: list(MARKS).index(each.state))
        self.lines = dict(enumerate(due, 1))
        states = [each.state for each in due]
        done = states.count(MeetingState.HELD)
        self.tell(summary=f"{self.period.label} 应开 {len(states)} 次 · 已开展 {done} 次")
        return [Chip(ALL, self.period.label, len(states)), *(
            Chip(state, state.label, states.count(state), MARKS[state])
            for state in MARKS if state in states
        )]

    def show_period(self, period: Period) -> None:
        """Look at another stretch of time."""
        self.period = period
        self.refresh()

    # ── doing ────────────────────────────────────────────────────────────────

    @action("上一季", shortcut="Alt+Left", may=None)
    def earlier(self) -> None:
        """The quarter before."""
        self.show_period(Period.of(self.period.start, Span.QUARTER).previous())

    @action("下一季", shortcut="Alt+Right", may=None)
    def later(self) -> None:
        """The quarter after."""
        self.show_period(Period.of(self.period.end + timedelta(days=1), Span.QUARTER))

    @action("看全年", icon="calendar", may=None)
    def whole_year(self) -> None:
        """The year, or back to its quarter of today."""
        whole = self.period.span is Span.YEAR
        day = self.today if whole else self.period.start
        self.show_period(Period.of(day, Span.QUARTER if whole else Span.YEAR))

    @action("登记会议", icon="plus", shortcut="Ctrl+N", main=True)
    def new_meeting(self) -> None:
        """A meeting that was held, of any kind."""
        self.go("desk").begin()

    @action("登记这次会", icon="edit", place="card")
    def write_down(self) -> None:
        """Write down the meeting this line asks for; a planned one with what was planned."""
        line = self.line
        if line is None or line.meeting is not None:
            self.open_line()
        elif line.plan is not None:
            self.go("desk").begin_planned(line.plan)
        else:
            self.go("desk").begin(line.kind.code, line.party_group)

    @action("安排…", icon="calendar", place="card")
    def plan_it(self) -> None:
        """Plan and announce the meeting, or change the plan."""
        line = self.line
        planned = Draft.of(line.plan) if line and line.plan else Draft(MeetingPlan, {
            "kind": line.kind.code if line else None,
            "on_day": max(self.today, self.period.start),
            "party_group": line.party_group if line else None, "place": "村党群服务中心",
        })
        self.fill_in("安排会议", planned, PLAN_FORM, f"meeting_plan:{planned.get('id') or 'new'}",
                     self._keep_plan, finders=MEETING_FINDERS)

    @action("写未开展原因…", place="card")
    def explain_it(self) -> None:
        """An honest 未开展, with its reason."""
        line = self.line
        if line is None or line.slot is None:
            return
        slot = line.slot
        reason = Draft(NotHeld, {
            "kind": line.kind.code, "period": str(slot.period), "number": slot.number,
            "party_group": line.party_group, "reason": line.reason or None, "entered": self.today,
        })
        self.fill_in(f"{line.kind.title} 未开展", reason, ("reason",),
                     f"not_held:{line.kind.code}:{slot.period}:{slot.number}",
                     lambda kept: explain(self.store, kept))

    @action("复制通知", icon="copy", place="card", may=None)
    def notice(self) -> None:
        """Put the notice of a planned meeting on the clipboard, ready to be sent round."""
        line = self.line
        if line is None or line.plan is None:
            raise Problem("这次会还没有安排，请先安排日期，再发通知。")
        QGuiApplication.clipboard().setText(notice_words(line.plan))
        self.strip.tell("通知已复制，可以粘贴到群里。")

    # ── inside ───────────────────────────────────────────────────────────────

    def _keep_plan(self, planned: MeetingPlan) -> None:
        with self.store.act(f"安排 {MeetingPlan.field('kind').show(planned.kind)}"):
            plan(self.store, planned)

    def open_line(self) -> None:
        """The meeting of the line, or a new one for it."""
        line = self.line
        if line and line.meeting and line.meeting.id:
            self.go("desk").show_meeting(line.meeting.id)
        elif line:
            self.write_down()

    def fits(self, line: CalendarLine) -> bool:
        """Whether it is in the state asked for."""
        return self.chips.lets(line.state)

    def cells(self, line: CalendarLine) -> tuple[Any, ...]:
        """What was due when, and what became of it."""
        return (_title(line), line.slot.period.label if line.slot else "", line,
                _day(line), _theme(line))

    def offered(self, line: CalendarLine | None) -> list[str]:
        """What can still be done about it."""
        if line is None:
            return []
        self.deeds["write_down"].setText("打开" if line.meeting else "登记这次会")
        return ["write_down",
                *["plan_it"] * (line.state not in (MeetingState.HELD, MeetingState.NOT_HELD)),
                *["explain_it"] * (line.state not in (MeetingState.HELD, MeetingState.PLANNED)),
                *["notice"] * (line.plan is not None)]

    def show_card(self, line: CalendarLine | None) -> None:
        """The rule, and how it stands."""
        if line is None:
            self.card.head("没有选中的会议")
            return
        self.card.head(_title(line), line.slot.period.label if line.slot else "")
        self.card.tell(FaceLabel(state_face(line)), *self._state_words(line))
        self.card.tell(section("该谁来"), words(line.kind.who, wrap=True))
        self.card.tell(section("规定"), words(line.kind.note or "按规定的次数开。", wrap=True),
                       words(line.kind.basis, "faint", wrap=True))

    def _state_words(self, line: CalendarLine) -> list[QLabel]:
        if line.meeting is not None:
            count = turnout_of(line.meeting, attendance_of(self.store, line.meeting.rowid))
            said = [f"{line.meeting.held} 召开，应到 {count.listed} 人，实到 {count.came} 人，"
                    f"出勤率 {count.rate}。", line.meeting.title or ""]
            late = entered_late(line.meeting)
            return [words(each, wrap=True) for each in said if each] + (
                [words(late, "faint", wrap=True)] if late else [])
        if line.fallen is not None:
            return [words(f"{fallen_in_words(*line.fallen)}，还要再开。", wrap=True)]
        if line.plan is not None:
            return [words(notice_words(line.plan), wrap=True)]
        if line.reason:
            return [words(line.reason, wrap=True)]
        last = line.slot.last if line.slot else None
        return [words(f"最晚 {last} 前开。" if line.state == MeetingState.OPEN else
                      f"应在 {last} 前开。没有开的，写明原因也是如实的回答。", "second", wrap=True)]


def _title(line: CalendarLine) -> str:
    return line.kind.title + (f"（{line.party_group}）" if line.party_group else "")


def _day(line: CalendarLine) -> str:
    called = line.meeting or (line.fallen[0] if line.fallen else None)
    if called:
        return called.held.isoformat()
    return line.plan.on_day.isoformat() if line.plan else ""


def _theme(line: CalendarLine) -> str:
    found = line.meeting or line.plan
    return line.reason or (found.title if found else "") or ""
