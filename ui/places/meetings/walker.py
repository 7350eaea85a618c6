"""One matter of 四议两公开, sheet by sheet: the form of a step and the rule that bites there."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.keeping.record import Draft
from models.meetings.meeting import Meeting, kind_title, meetings_between
from models.meetings.procedure import (
    BASES,
    DISCUSSED,
    DONE,
    PROPOSED,
    REVIEWED,
    SHOWN,
    Procedure,
    ProcedureSheet,
    ProcedureStep,
    StepForm,
    next_step,
    procedure_days,
    rule_of_step,
    sheets,
    step_forms,
    take_step,
)
from models.values import clock
from models.values.periods import Period
from models.values.problem import Invalid, Problem
from ui.kit.card import Card, section, words
from ui.kit.chips import Chip
from ui.kit.form import DraftStrip, Form
from ui.kit.lookups import take_the_best
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.section import Section
from ui.kit.theme import Mark
from ui.kit.tokens import px

if TYPE_CHECKING:
    from models.keeping.store import Store

MET = ("meeting", "held", "body", "content", "note")
LAYOUTS = {
    REVIEWED: ("meeting", "held", "sent", "body", "content", "town_people", "note"),
    REVIEWED + 1: ("meeting", "held", "body", "content", "town_people", "note"),
    SHOWN: ("held", "until", "place", "content", "note", "supervision"),
    DONE: ("held", "until", "place", "content", "note", "supervision"),
}


class Walker(Section):
    """The six steps as chips; the form of the one shown; the rule beside it."""

    key, title, alone = "walker", "四议两公开", True

    def build(self) -> None:
        """The place for the form, and the card."""
        self.procedure: Procedure | None = None
        self.number = 1
        self.form: Form[ProcedureStep] | None = None
        self._holder = QWidget()
        self._column = QVBoxLayout(self._holder)
        self._column.setContentsMargins(px(18), px(14), px(10), px(14))
        self.heading = words(role="title")
        self._column.addWidget(self.heading)
        self.card = Card()
        self.card.steps(self.buttons("card"))
        self.lay_halves(self._holder, self.card, 600)
        self.chips.chosen.connect(lambda key: self._show_step(int(key)))
        self.zones = [self._holder, self.card]

    def show_procedure(self, row: int) -> None:
        """A matter, at the step to take next."""
        self.procedure = self.store.get(Procedure, row)
        following = next_step(self.store, self.procedure)
        self.number = following.number if following else DONE
        self._drop_form()
        self.refresh()
        self.start()

    def refresh(self) -> None:
        """The six chips, and the step looked at."""
        if self.procedure is None or self.procedure.id is None:
            return
        self.procedure = self.store.get(Procedure, self.procedure.id)
        self.six = sheets(self.store, self.procedure)
        following = next_step(self.store, self.procedure)
        self.ask_over([
            Chip(str(each.form.number), f"{_state(each, following)} {each.form.number} "
                                        f"{each.form.title}") for each in self.six
        ])
        self.chips.press(str(self.number))
        self._show_step(self.number)
        self.tell(detail=self.procedure.subject,
                  summary=f"已办 {sum(each.step is not None for each in self.six)} / 6 步")

    def start(self) -> None:
        """Into the first field of the step."""
        if self.form is not None:
            self.form.start()

    # ── doing ────────────────────────────────────────────────────────────────

    @action("保存这一步", icon="save", shortcut="Ctrl+S", main=True, place="card")
    def save(self) -> None:
        """Keep the sheet; the rule is held against it."""
        if self.form is None or self.procedure is None:
            return
        self.strip.put_away()
        try:
            take_step(self.store, self.form.take())
        except Invalid as invalid:
            self.form.show_faults(invalid.faults)
            self.strip.refuse(invalid.sentence)
            return
        self.draft.done()
        self._drop_form()
        following = next_step(self.store, self.procedure)
        self.number = following.number if following else DONE
        self.refresh()
        self.start()

    @action("登记这次会…", icon="plus", place="card")
    def register(self) -> None:
        """The meeting that this step stands on."""
        self.go("desk").begin(self._kinds()[0])

    @action("看六张表", icon="print", place="card", may=None)
    def six_sheets(self) -> None:
        """The six sheets as they will be printed."""
        if self.procedure is not None:
            self.go("bound").show_document(
                "procedure", Period(self.procedure.opened.year),
                f"{self.procedure.subject}：六张登记表", procedure=self.procedure.id)

    @action("返回", icon="leave", shortcut="Esc", place="card", may=None)
    def go_back(self) -> None:
        """Back to the list of matters."""
        assert self.host is not None
        self.host.come_back()

    # ── inside ───────────────────────────────────────────────────────────────

    def _show_step(self, number: int) -> None:
        assert self.procedure is not None
        if self.form is None or number != self.number:
            self.strip.put_away()
            self._drop_form()
            self.number = number
            self._make_form()
        self._show_card()

    def _sheet(self) -> ProcedureSheet:
        return self.six[self.number - 1]

    def _make_form(self) -> None:
        assert self.procedure is not None
        sheet = self._sheet()
        self.heading.setText(f"第{self.number}步　{sheet.form.title}")
        layout = LAYOUTS.get(self.number, MET)
        self.form = Form(self.store, ProcedureStep, layout, {"meeting": self._meetings})
        step = sheet.step if sheet.step is not None and not sheet.merged else self._fresh()
        self.form.put(step)
        self.draft = DraftStrip(self.store, self.form)
        self.draft.watch(f"procedure:{self.procedure.id}:{self.number}")
        self.form.finished.connect(self.save)
        if "meeting" in self.form.editors:
            take_the_best(self.form)
            chosen = self.form.editors["meeting"]
            for changed in (chosen.edited, chosen.line.editingFinished):
                changed.connect(self._meeting_chosen)
        self._column.addWidget(self.draft)
        self._column.addWidget(self.form, 1)
        self.form.show()
        self.deeds["save"].setEnabled(not sheet.merged)

    def _drop_form(self) -> None:
        if self.form is not None:
            self.draft.pause()
            for each in (self.draft, self.form):
                self._column.removeWidget(each)
                each.hide()
                each.deleteLater()
            self.form = None

    def _fresh(self) -> Draft[ProcedureStep]:
        assert self.procedure is not None
        day = clock.today()
        shown = timedelta(days=procedure_days(self.store).shown)
        until = day + shown if self.number == SHOWN else None
        earlier = [each.step.content for each in self.six[:self.number - 1] if each.step]
        return Draft(ProcedureStep, {
            "procedure": self.procedure.id, "step": self.number, "held": day, "until": until,
            "content": earlier[-1] if earlier else None,
            "place": "村务公开栏" if self.number in (SHOWN, DONE) else None,
        })

    def _kinds(self) -> tuple[str, ...]:
        assert self.procedure is not None
        merged = self.procedure.merged and self.number == PROPOSED
        return ("joint-meeting",) if merged else step_forms()[self.number - 1].kinds

    def _meetings(self, store: Store, typed: str) -> list[tuple[int, str]]:
        return [(each.rowid, label) for each in self._candidates()
                if typed in (label := _label(each))]

    def _candidates(self) -> list[Meeting]:
        assert self.procedure is not None
        held = meetings_between(self.store, self.procedure.opened, clock.today())
        return [each for each in reversed(held) if each.kind in self._kinds()]

    def _meeting_chosen(self) -> None:
        assert self.form is not None
        chosen = self.form.editors["meeting"].words()
        meeting = next((each for each in self._candidates() if str(each.id) == chosen), None)
        if meeting is not None:
            self.form.editors["held"].put(meeting.held.isoformat())
            self.form.editors["body"].put(kind_title(meeting.kind))

    def _show_card(self) -> None:
        assert self.procedure is not None
        sheet, days = self._sheet(), procedure_days(self.store)
        self.deeds["register"].setVisible(bool(self._kinds()))
        self.card.forget()
        state = Face("已登记", Mark.DONE) if sheet.step else Face("还没有登记", Mark.NONE)
        self.card.head(sheet.form.title, self.procedure.subject)
        self.card.tell(FaceLabel(state), section("这一步的规定"))
        if self.number in (SHOWN, DONE):
            said = f"决议公开不少于 {days.shown} 天；办完再公开实施结果。"
            self.card.tell(words(said, wrap=True), words(days.basis, "faint", wrap=True))
        elif self.procedure.merged and self.number == DISCUSSED:
            said = "书记、主任一肩挑，第一、二步已合并，这一步不用再登记。"
            self.card.tell(words(said, wrap=True))
        else:
            self._tell_rule(days.notice)
        self._tell_count(sheet)

    def _tell_rule(self, notice: int) -> None:
        assert self.procedure is not None
        try:
            said = rule_of_step(self.store, self.procedure, self.number, clock.today())
        except Problem as problem:
            said = problem.sentence
        kinds = "、".join(kind_title(each) for each in self._kinds())
        self.card.tell(words(f"要选一次已登记的{kinds}。", wrap=True),
                       words(said, "faint", wrap=True))
        if not self._candidates():
            none = f"动议（{self.procedure.opened}）以后还没有登记过{kinds}，请先登记。"
            self.card.tell(FaceLabel(Face(none, Mark.ASK)))
        if self.number == REVIEWED:
            base = BASES.label(self.procedure.base)
            self.card.tell(
                words(f"方案要提前 {notice} 天送到党员；到会比例按{base}计，印在表上。", wrap=True))

    def _tell_count(self, sheet: ProcedureSheet) -> None:
        if sheet.count is not None:
            self.card.tell(section("到会"), words(
                f"应到 {sheet.count.listed}，实到 {sheet.count.came}，比例 {sheet.ratio}",
                wrap=True))
        if sheet.tally is not None:
            self.card.tell(words(sheet.tally.sentence, "faint", wrap=True))


def _state(sheet: ProcedureSheet, following: StepForm | None) -> str:
    if sheet.step is not None:
        return Mark.DONE.shape
    return (Mark.ASK if following == sheet.form else Mark.NONE).shape


def _label(meeting: Meeting) -> str:
    return " ".join(filter(None, (str(meeting.held), kind_title(meeting.kind), meeting.title)))
