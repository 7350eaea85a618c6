"""A meeting from its agenda to the paper: 1 议题 2 签到 3 表决 4 决议与记录 5 打印."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from models.keeping.record import Draft
from models.meetings.attendance import Attendance
from models.meetings.calendar import MeetingPlan, from_plan, prepare
from models.meetings.kinds import kind_of, known_rules
from models.meetings.meeting import Meeting, attendance_of, kind_title, turnout_of
from models.meetings.votes import Vote, keep_votes, outcome, votes_of
from models.members.typed_names import person_name
from models.points.book.attendance import write_down
from models.values import clock
from models.values.periods import Period, Span
from models.values.problem import Problem
from ui.kit.card import Card, section, words
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action, press_button
from ui.kit.record_list import RecordList
from ui.kit.section import Section, Sections
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark
from ui.parts.paper_view import PaperView
from ui.places.meetings.agenda import AgendaStep
from ui.places.meetings.record import RecordStep
from ui.places.meetings.roll import RollStep
from ui.places.meetings.step import Step

if TYPE_CHECKING:
    from models.keeping.store import Store


# ── 3 表决 ───────────────────────────────────────────────────────────────────


LAYOUT = ("subject", "person", "purpose", "secret", "in_favour", "against", "abstain", "note")
EMPTY = "这次会没有表决。\n要表决的，按 Ctrl+N 加一项；没有表决的直接到下一步。"


def passed_face(passes: bool | None) -> Face:
    """通过 or 没有通过, or nothing where no rule measures it."""
    if passes is None:
        return Face("—", tone="faint")
    return Face("通过", Mark.DONE) if passes else Face("没有通过", Mark.LATE)


class VotesStep(Step):
    """The votes at the left; the rule's word on the one looked at, or its form, right."""

    key, title = "votes", "3 表决"

    def build(self) -> None:
        """The list and the card."""
        self.votes: list[Vote] = []
        self.list = RecordList(self._table(), "表决")
        self.list.say_empty(EMPTY)
        self.list.shown.connect(lambda _: self._show_card())
        self.list.opened.connect(lambda _: self.attempt(self.change))
        self.list.right_click = lambda: self.menu(("change", "remove"))
        self.card = Card()
        self.card.steps(self.buttons("card"))
        self.lay_halves(self.list, self.card)
        self.zones = [self.list, self.card]

    def refresh(self) -> None:
        """The votes of the meeting."""
        if self.meeting is None or self.meeting.id is None:
            return
        self.votes = votes_of(self.store, self.meeting.id)
        self.list.show_ids(list(range(1, len(self.votes) + 1)))
        self._show_card()
        self.tell(summary=f"表决 {len(self.votes)} 项")

    # ── doing ────────────────────────────────────────────────────────────────

    @action("加一项表决", icon="plus", shortcut="Ctrl+N", main=True)
    def add(self) -> None:
        """Another thing put to the vote; an admission one person at a time."""
        assert self.meeting is not None
        count = turnout_of(self.meeting, self.desk.rows)
        subject = self.meeting.title or ""
        self._fill(Vote(meeting=0, subject=subject, purpose=self.meeting.purpose,
                        in_favour=count.present + count.written, secret=bool(self.meeting.purpose)))

    @action("改这项", icon="edit", place="card")
    def change(self) -> None:
        """Correct the vote looked at."""
        vote = self._vote()
        if vote is not None:
            self._fill(vote)

    @action("删去这项", icon="close", place="card")
    def remove(self) -> None:
        """Take a vote away that was written by mistake."""
        vote = self._vote()
        if vote is not None and self.meeting is not None:
            keep_votes(self.store, self.meeting, [each for each in self.votes if each != vote])

    # ── inside ───────────────────────────────────────────────────────────────

    def _fill(self, vote: Vote) -> None:
        assert self.meeting is not None
        self.fill_in("表决", vote, LAYOUT, f"vote:{self.meeting.id}:{vote.id or 'new'}", self._keep,
                     people=("person",), finders={"purpose": self._purposes})

    def _keep(self, vote: Vote) -> None:
        assert self.meeting is not None
        others = [each for each in self.votes if each.id != vote.id]
        keep_votes(self.store, self.meeting, [*others, vote])

    def _purposes(self, store: Store, typed: str) -> list[Any]:
        if self.meeting is None:
            return []
        titles = {each.purpose: each.title for each in known_rules(store)}
        codes = kind_of(store, self.meeting.kind, self.meeting.held).purposes
        return [(code, titles[code]) for code in codes if typed in titles.get(code, "")]

    def _vote(self) -> Vote | None:
        at = self.list.current()
        return self.votes[at - 1] if at else None

    def _told(self, vote: Vote) -> Any:
        assert self.meeting is not None
        try:
            return outcome(self.meeting, vote, turnout_of(self.meeting, self.desk.rows),
                           known_rules(self.store))
        except Problem:
            return None

    def _table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = [self.votes[at - 1] for at in ids]
            return [
                (each.subject, person_name(self.store, each.person),
                 "无记名" if each.secret else "举手", each.in_favour, each.against, each.abstain,
                 told.passes if (told := self._told(each)) else None) for each in shown
            ]

        return RecordTable((
            Column("表决事项", 24, lead=True), Column("对象", 7), Column("方式", 7),
            Column("赞成", 5, numeric=True), Column("反对", 5, numeric=True),
            Column("弃权", 5, numeric=True), Column("结果", 10, face=passed_face),
        ), rows)

    def _show_card(self) -> None:
        vote = self._vote()
        self.card.forget()
        for name in ("change", "remove"):
            self.deeds[name].setVisible(vote is not None)
        if vote is None or self.meeting is None:
            self.card.head("还没有表决")
            self.card.tell(words("票数加起来不能多于到会有表决权的人数；接收党员一人一票决。",
                                 "second", wrap=True))
            return
        told = self._told(vote)
        self.card.head(vote.subject, person_name(self.store, vote.person))
        self.card.tell(words(f"赞成 {vote.in_favour}　反对 {vote.against}　弃权 {vote.abstain}",
                             "figure"))
        if told is not None:
            self.card.tell(FaceLabel(passed_face(told.passes)), section("按哪一条算"),
                           words(told.sentence, wrap=True))


# ── 5 打印 ───────────────────────────────────────────────────────────────────


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

    @action("导出…", icon="export", shortcut="Ctrl+E", may=None)
    def export(self) -> None:
        """Write the workbook and the PDF."""
        self.paper.export()

    @action("打印…", icon="print", shortcut="Ctrl+P", main=True, may=None)
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

    @action("下一步", shortcut="Ctrl+PgDown", place="menu", may=None)
    def next_step(self) -> None:
        """The step after this one."""
        self._step(1)

    @action("上一步", shortcut="Ctrl+PgUp", place="menu", may=None)
    def step_before(self) -> None:
        """The step before this one."""
        self._step(-1)

    @action("返回", icon="leave", shortcut="Esc", place="back", may=None)
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
