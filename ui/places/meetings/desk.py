"""A meeting from its agenda to the paper: 1 议题 2 签到 3 表决 4 决议与记录 5 打印."""

from __future__ import annotations

from collections.abc import Sequence

from models.keeping.record import Draft
from models.meetings.attendance import Attendance
from models.meetings.calendar import MeetingPlan, from_plan, prepare
from models.meetings.meeting import Meeting, attendance_of, kind_title
from models.points.book.attendance import write_down
from models.values import clock
from models.values.periods import Period, Span
from models.values.problem import Problem
from ui.kit.page import action, press_button
from ui.kit.section import Section, Sections
from ui.parts.paper_view import PaperView
from ui.places.meetings.agenda import AgendaStep
from ui.places.meetings.record import RecordStep
from ui.places.meetings.roll import RollStep
from ui.places.meetings.step import Step
from ui.places.meetings.votes import VotesStep


class PaperStep(Step):
    """The minutes on paper, to be printed or handed out."""

    key, title = "paper", "5 打印"

    def build(self) -> None:
        """The preview fills the page."""
        self.paper = PaperView(self.store)
        self.body.addWidget(self.paper)
        self.zones = [self.paper.preview]

    def refresh(self) -> None:
        """Draw the minutes of the meeting on the desk."""
        meeting = self.meeting
        if meeting is not None and meeting.id is not None:
            self.paper.show_document("minutes", Period.of(meeting.held, Span.MONTH),
                                     meeting=meeting.id)

    @action("导出…", icon="export", shortcut="Ctrl+E")
    def export(self) -> None:
        """Write the workbook and the PDF."""
        self.paper.export()

    @action("打印…", icon="print", shortcut="Ctrl+P", main=True)
    def print(self) -> None:
        """Print the minutes."""
        self.paper.print()


# ── the desk ─────────────────────────────────────────────────────────────────


class MeetingDesk(Sections):
    """One meeting at a time. ``meeting`` and ``rows`` are as typed, kept or not.

    ``begun`` is what was known of it before its head was typed.
    """

    key, title, alone = "desk", "会议", True
    kinds = (AgendaStep, RollStep, VotesStep, RecordStep, PaperStep)

    def build(self) -> None:
        """The steps, and the way back."""
        super().build()
        self.today = clock.today()
        self.begun: Draft[Meeting] | None = None
        self.meeting: Meeting | None = None
        self.rows: tuple[Attendance, ...] = ()
        self.planned: MeetingPlan | None = None
        self.changed = False
        self.back = press_button(self.deeds["go_back"])
        self.bar.addWidget(self.back)

    # ── which meeting ────────────────────────────────────────────────────────

    def begin(self, kind: str | None = None, party_group: str | None = None) -> None:
        """A new meeting."""
        self._take(prepare(self.store, kind, clock.today(), party_group))

    def begin_planned(self, planned: MeetingPlan) -> None:
        """The meeting that was planned."""
        self._take(from_plan(self.store, planned, clock.today()), planned=planned)

    def show_meeting(self, row: int) -> None:
        """A meeting that is kept: the sign-in while somebody is unmarked, else the record."""
        meeting = self.store.get(Meeting, row)
        rows = attendance_of(self.store, row)
        unmarked = any(each.status is None for each in rows)
        self._take(meeting, rows, step="roll" if unmarked else "record")

    def _take(
        self, known: Meeting | Draft[Meeting], rows: Sequence[Attendance] = (), *,
        planned: MeetingPlan | None = None, step: str = "agenda",
    ) -> None:
        self.today = clock.today()
        self.begun = Draft.of(known)
        self.meeting = self.begun.record() if self.begun.get("kind") else None
        self.rows, self.planned = tuple(rows), planned
        self.changed = False
        for each in self.sections.values():
            if isinstance(each, Step):
                each.forget_meeting()
        self.current = None
        self.refresh()
        self.show_section(step)

    # ── going on ─────────────────────────────────────────────────────────────

    @action("下一步", shortcut="Ctrl+PgDown", place="menu")
    def next_step(self) -> None:
        """The step after this one."""
        self._step(1)

    @action("上一步", shortcut="Ctrl+PgUp", place="menu")
    def step_before(self) -> None:
        """The step before this one."""
        self._step(-1)

    @action("返回", icon="leave", shortcut="Esc", place="back")
    def go_back(self) -> None:
        """Back to where one came from; what is not kept stays as a draft."""
        if self.host is not None:
            self.host.come_back()

    def show_section(self, key: str) -> Section:
        """Another step, once this one lets go: what is typed goes along, or says what is wrong."""
        current = self.current
        if isinstance(current, Step) and current.key != key and not current.let_go(key):
            self.chips.press(current.key)
            return current
        shown: Section = super().show_section(key)
        return shown

    def refresh(self) -> None:
        """The chips of the steps."""
        self.chips.show_chips([each.chip(self.store) for each in self.kinds])

    def save(self) -> None:
        """Keep the meeting with its attendance. :raises Problem: with the rule that forbids it."""
        if self.meeting is None:
            raise Problem("还没有选会议。")
        self.meeting, left = write_down(
            self.store, self.meeting, self.rows, self.today, self.planned
        )
        self.rows = tuple(attendance_of(self.store, self.meeting.rowid))
        self.changed = False
        self._reflect()
        if left and self.current is not None:
            self.current.strip.tell(left)

    def _reflect(self) -> None:
        if self.begun is not None:
            known = self.begun if self.meeting is None else Draft.of(self.meeting)
            day, kind = known.get("held"), known.get("kind")
            detail = f"{day.month}月{day.day}日 {kind_title(kind)}" if kind else "新会议"
            summary = self.current.summary if self.current is not None else ""
            self.tell(detail=detail, summary=summary)

    def _step(self, by: int) -> None:
        keys = [each.key for each in self.kinds]
        at = keys.index(self.current.key) + by if self.current else 0
        if 0 <= at < len(keys):
            self.show_section(keys[at])
