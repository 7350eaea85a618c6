"""4 决议与记录: what was said and decided, who carries it out by when, and who is told."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QFrame, QLabel, QVBoxLayout, QWidget

from importers.photo import read_photo
from models.keeping.attachments import attach
from models.keeping.record import Draft
from models.meetings.meeting import Meeting, entered_late
from models.meetings.minutes import (
    Briefing,
    Decision,
    Template,
    brief,
    briefings_of,
    decide,
    decisions_of,
    matter_of,
    not_yet_told,
    template_for,
)
from models.members.typed_names import person_name
from models.values import clock
from models.values.problem import Invalid, Problem
from ui.kit import ask
from ui.kit.card import Card, section, words
from ui.kit.form import DraftStrip, Form
from ui.kit.marks import Face
from ui.kit.page import action
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark
from ui.kit.tokens import px
from ui.parts.photos import PHOTOS, Photos
from ui.places.meetings.step import Step

LAYOUT = ("agenda", "minutes", "dissent", "decision", "guests", "ended", "pages", "note")
OTHERS = {"guests": "列席人员", "ended": "结束时间", "pages": "记录页数", "note": "备注"}
DECISION = ("content", "owner", "deadline", "note")
BRIEFING = ("person", "on_day", "teller", "way", "note")


class RecordStep(Step):
    """The minutes as a form at the left; decisions, 传达 and photos at the right."""

    key, title = "record", "4 决议与记录"

    def build(self) -> None:
        """The form, and the card of what follows from the meeting."""
        self.form: Form[Meeting] = Form(self.store, Meeting, LAYOUT)
        self.draft = DraftStrip(self.store, self.form)
        self.form.finished.connect(self.save)
        self._shown: Meeting | None = None
        self.heading = words("会议记录", "title")
        held, column = QWidget(), QVBoxLayout()
        held.setLayout(column)
        column.setContentsMargins(px(18), px(14), px(10), px(14))
        for each in (self.heading, self.draft):
            column.addWidget(each)
        column.addWidget(self.form, 1)
        self.card = Card()
        self._build_card()
        self.lay_halves(held, self.card, 600)
        self.zones = [self.form, self.decided, self.untold]

    def _build_card(self) -> None:
        self.decisions: list[Decision] = []
        self.decided, self.untold = self._decision_list(), self._untold_list()
        self.decided.opened.connect(lambda _: self.attempt(self.change_decision))
        self.decided.right_click = lambda: self.menu(("change_decision", "to_matter"))
        self.untold.opened.connect(lambda _: self.attempt(self.tell_absent))
        self.briefed, self.late = words("", "second", wrap=True), words("", "faint", wrap=True)
        self.card.head("决议与传达")
        below: list[Any] = [section("决议"), self.decided, section("向没到会的传达"), self.untold,
                            self.briefed, self.late]
        for each in below:
            self.card.sections.addWidget(each)
        self.card.steps(self.buttons("card"))

    def refresh(self) -> None:
        """The meeting on the desk, and what hangs on it."""
        meeting = self.meeting
        if meeting is None or meeting.id is None:
            return
        if meeting != self._shown:
            self._shown = meeting
            self._head_by(template_for(meeting.kind, meeting.purpose))
            self.form.put(meeting)
            self.draft.watch(f"meeting:{meeting.id}:record")
        self.decisions = decisions_of(self.store, meeting.id)
        _show_all(self.decided, len(self.decisions))
        self._absent = not_yet_told(self.store, meeting.id)
        _show_all(self.untold, len(self._absent))
        done = briefings_of(self.store, meeting.id)
        self.briefed.setText(f"已传达 {len(done)} 人。" if done else "")
        self.briefed.setVisible(bool(done))
        self.card.forget()
        self.card.tell(section("照片"), Photos(self.store, "meeting", meeting.id))
        self.late.setText(entered_late(meeting) or "")
        self.late.setVisible(bool(entered_late(meeting)))
        self.tell(summary=f"决议 {len(self.decisions)} 条 · 待传达 {len(self._absent)} 人")

    def start(self) -> None:
        """Into the minutes."""
        self.form.editors["minutes"].setFocus()

    def forget_meeting(self) -> None:
        """Another meeting: its own texts."""
        super().forget_meeting()
        self._shown = None
        self.draft.pause()

    def let_go(self, to: str) -> bool:
        """What is typed is kept before the paper is drawn."""
        return self._keep_minutes()

    # ── doing ────────────────────────────────────────────────────────────────

    @action("保存记录", icon="save", shortcut="Ctrl+S", main=True)
    def save(self) -> None:
        """Keep what is typed."""
        self._keep_minutes()

    @action("加决议", icon="plus", shortcut="Ctrl+N", place="card")
    def add_decision(self) -> None:
        """One decision, with its owner and deadline."""
        self._fill(Draft(Decision, {"meeting": self._kept_id()}))

    @action("改决议", icon="edit", place="menu")
    def change_decision(self) -> None:
        """Correct the decision looked at."""
        self._fill(self._decision())

    @action("转为事项", icon="matter", place="card")
    def to_matter(self) -> None:
        """Make the decision looked at a matter of the ledger, handed to its owner."""
        matter_of(self.store, self._decision())

    @action("传达…", icon="check", place="card")
    def tell_absent(self) -> None:
        """Note that an absent person was told."""
        if not self._absent:
            raise Problem("没到会的都已经传达过了。")
        assert self.meeting is not None
        row = self._absent[max(self.untold.current() - 1, 0)]
        self.fill_in("传达", Briefing(
            meeting=self._kept_id(), person=row.person,
            on_day=max(clock.today(), self.meeting.held),
            teller=self.meeting.recorder, way="phone",
        ), BRIEFING, f"briefing:{self._kept_id()}:{row.person}", self._keep_briefing,
            people=("person", "teller"))

    @action("加照片…", icon="plus", place="card")
    def add_photo(self) -> None:
        """Hang a picture on the meeting, shrunk and without the camera's data."""
        path = ask.file_to_open(self, "选照片", PHOTOS)
        if path is not None:
            attach(self.store, read_photo(path), ("meeting", self._kept_id()), clock.today())

    # ── inside ───────────────────────────────────────────────────────────────

    def _head_by(self, template: Template) -> None:
        """Head the fields as the minutes of this kind are headed; what they lack is not asked."""
        heads = {place: head for head, place in template.sections} | OTHERS
        for label in self.form.findChildren(QLabel):
            editor = label.buddy()
            name = next((name for name, each in self.form.editors.items() if each is editor), None)
            if editor is not None and name is not None:
                label.setText(heads.get(name, label.text()))
                editor.setAccessibleName(label.text())
                for each in (label, editor):
                    each.setVisible(name in heads)
                label.setWordWrap(True)

    def _kept_id(self) -> int:
        assert self.meeting is not None and self.meeting.id is not None
        return self.meeting.id

    def _keep_minutes(self) -> bool:
        try:
            meeting = self.form.take()
        except Invalid:
            return False
        self.draft.done()
        if meeting != self.meeting:
            self._shown = self.desk.meeting = meeting
            self.desk.changed = True
        return self.keep_first()

    def _decision(self) -> Decision:
        at = self.decided.current()
        if not at:
            raise Problem("请先选一条决议。")
        return self.decisions[at - 1]

    def _fill(self, known: Decision | Draft[Decision]) -> None:
        decision = Draft.of(known)
        self.fill_in("决议", decision, DECISION,
                     f"decision:{decision.get('meeting')}:{decision.get('id') or 'new'}",
                     self._keep_decision,
                     people=("owner",))

    def _keep_decision(self, decision: Decision) -> None:
        assert self.meeting is not None
        rows = [decision if each.id == decision.id else each for each in self.decisions]
        decide(self.store, self.meeting, rows if decision.id else [*self.decisions, decision])

    def _keep_briefing(self, briefing: Briefing) -> None:
        assert self.meeting is not None
        brief(self.store, self.meeting, briefing)

    def _decision_list(self) -> RecordList:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = [self.decisions[at - 1] for at in ids]
            return [(each.content, person_name(self.store, each.owner), each.deadline or "",
                     Face("已转事项", Mark.DONE) if each.matter else Face("—", tone="faint"))
                    for each in shown]

        return _plain(RecordList(RecordTable((
            Column("决议", 22, lead=True), Column("责任人", 7), Column("时限", 10),
            Column("事项", 9, face=lambda face: face),
        ), rows), "决议"), "还没有决议。")

    def _untold_list(self) -> RecordList:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = [self._absent[at - 1] for at in ids]
            return [(person_name(self.store, each.person), each.reason or "",
                     Face("还没传达", Mark.ASK)) for each in shown]

        return _plain(RecordList(RecordTable((
            Column("姓名", 8, lead=True), Column("事由", 16, text=True),
            Column("传达", 11, face=lambda face: face),
        ), rows), "没到会的人"), "没有要传达的。")


def _plain(shown: RecordList, empty: str) -> RecordList:
    shown.setFrameShape(QFrame.Shape.NoFrame)
    shown.quiet = True
    shown.say_empty(empty)
    return shown


def _show_all(shown: RecordList, count: int) -> None:
    shown.table.show_ids(list(range(1, count + 1)))
    shown.stand(min(count, 5))
