"""1 议题: which meeting, when, where, who leads it, and what is to be decided."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtWidgets import QVBoxLayout, QWidget

from models.keeping.record import Draft
from models.meetings.attendance import Presence
from models.meetings.due_list import due_list
from models.meetings.kinds import kind_of, known_rules
from models.meetings.meeting import Meeting, purpose_of
from models.meetings.rules import rule_for
from models.meetings.sign_in import share_words
from models.members.typed_names import people_to_choose
from models.office.village import groups
from models.values.problem import Invalid, Problem
from ui.kit.card import Card, section, words
from ui.kit.chips import Chip
from ui.kit.form import DraftStrip, Form
from ui.kit.lookups import take_the_best
from ui.kit.page import action
from ui.kit.section import know_people
from ui.kit.tokens import px
from ui.places.meetings.calendar import kinds_to_choose, party_groups_to_choose
from ui.places.meetings.step import AGENDA, ROLL, Step

if TYPE_CHECKING:
    from models.keeping.store import Store

LAYOUT = (
    "kind", "title", "held", "started", "place", "chair", "recorder", "purpose", "party_group",
    "group", "agenda", "guests", "notified",
)
PEOPLE = ("chair", "recorder")


def groups_to_choose(store: Store, typed: str) -> list[tuple[int, str]]:
    """The 村民小组."""
    return [(each.rowid, each.name) for each in groups(store) if typed in each.name]


class AgendaStep(Step):
    """The head of the meeting as a form; the card says who is due and what the rule asks for."""

    key, title = AGENDA, "1 议题"

    @classmethod
    def chip(cls, store: Store) -> Chip:
        """The first step."""
        return Chip(cls.key, cls.title)

    def build(self) -> None:
        """The form and the card of the rule."""
        self.form: Form[Meeting] = Form(self.store, Meeting, LAYOUT, {
            "kind": kinds_to_choose, "purpose": self._purposes, "group": groups_to_choose,
            "party_group": party_groups_to_choose, **dict.fromkeys(PEOPLE, people_to_choose),
        })
        take_the_best(self.form)
        self.draft = DraftStrip(self.store, self.form)
        self.form.finished.connect(self.go_on)
        self.form.edited.connect(self._edited)
        held = QWidget()
        column = QVBoxLayout(held)
        column.setContentsMargins(px(18), px(14), px(10), px(14))
        column.addWidget(self.draft)
        column.addWidget(self.form, 1)
        self.card = Card()
        self.card.steps(self.buttons("card"))
        self.lay_halves(held, self.card)
        self._shown: Draft[Meeting] | None = None
        self.zones = [self.form, self.card]

    def refresh(self) -> None:
        """Show the meeting on the desk."""
        known = self._known()
        if known is None:
            return
        if known != self._shown:
            self._shown = known
            know_people(self.store, self.form, known, PEOPLE)
            self.draft.watch(f"meeting:{known.get('id') or 'new'}")
        self._show_rule()

    def start(self) -> None:
        """Into the first field that is blank."""
        texts = self.form.texts()
        name = next((each for each in LAYOUT if not texts[each]), LAYOUT[0])
        self.form.editors[name].setFocus()

    @action("下一步：签到", icon="check", shortcut="Ctrl+Return", main=True, place="card", may=None)
    def go_on(self) -> None:
        """To the sign-in, with the people who are due that day."""
        self.go("roll")

    def forget_meeting(self) -> None:
        """Another meeting: its own texts."""
        self._shown = None
        self.draft.pause()

    def let_go(self, to: str) -> bool:
        """Hand the head to the desk; a kept meeting is corrected at once."""
        try:
            meeting = self.form.take()
            kind_of(self.store, meeting.kind, meeting.held)
        except Invalid:
            return False
        except Problem as unknown:
            self.form.show_faults({"kind": unknown.sentence})
            return False
        self.draft.done()
        changed = meeting != self.meeting
        self.desk.meeting = meeting
        self._shown = Draft.of(meeting)
        if changed and meeting.id is not None:
            self.desk.changed = True
        return True if to == ROLL else self.keep_first()

    # ── inside ───────────────────────────────────────────────────────────────

    def _edited(self) -> None:
        self._show_rule()

    def _known(self) -> Draft[Meeting] | None:
        return self.desk.begun if self.meeting is None else Draft.of(self.meeting)

    def _typed(self) -> Meeting | None:
        """The meeting as far as it can be read already."""
        known, values = self._known(), {}
        if known is None:
            return None
        for name in ("kind", "held", "purpose", "party_group", "group"):
            try:
                values[name] = Meeting.field(name).read(self.form.editors[name].words())
            except ValueError:
                values[name] = known.get(name)
        if not values["kind"] or not values["held"]:
            return None
        return known.but(**values).record()

    def _purposes(self, store: Store, typed: str) -> list[tuple[str, str]]:
        meeting = self._typed() if hasattr(self, "form") else None
        if meeting is None:
            return []
        try:
            codes = kind_of(store, meeting.kind, meeting.held).purposes
        except Problem:
            return []
        titles = {each.purpose: each.title for each in known_rules(store)}
        return [(code, titles[code]) for code in codes if typed in titles.get(code, "")]

    def _show_rule(self) -> None:
        meeting = self._typed()
        self.card.forget()
        self.deeds["go_on"].setEnabled(meeting is not None)
        if meeting is None:
            self.card.head("先选会议类型")
            self.card.tell(words("选了类型，这里写出该谁来、要多少人到会。", "second", wrap=True))
            return
        try:
            of_kind = kind_of(self.store, meeting.kind, meeting.held)
        except Problem as problem:
            self.card.head("会议类型")
            self.card.tell(words(problem.sentence, "fault", wrap=True))
            return
        purposes = self.form.editors["purpose"]
        purposes._look("") if not purposes.words() else None
        due = due_list(self.store, meeting)
        votes, away = sum(row.vote for row in due), sum(row.status == Presence.LEAVE for row in due)
        self.card.head(of_kind.title, of_kind.basis)
        self.card.tell(
            section("该谁来"), words(of_kind.who, wrap=True),
            words(f"当天名册上应到 {len(due)} 人，有表决权 {votes} 人"
                  + (f"，已请假 {away} 人。" if away else "。"), "second", wrap=True),
        )
        self._show_shares(meeting)

    def _show_shares(self, meeting: Meeting) -> None:
        purpose = purpose_of(meeting)
        if purpose is None:
            return
        try:
            rule = rule_for(purpose, meeting.held, known_rules(self.store))
        except Problem as problem:
            self.card.tell(section("人数规定"), words(problem.sentence, "fault", wrap=True))
            return
        opens = share_words(rule.opens.operator, str(rule.opens.fraction))
        passes = share_words(rule.passes.operator, str(rule.passes.fraction))
        self.card.tell(
            section("人数规定"), words(rule.title, wrap=True),
            words(f"到会{opens}才能开，赞成{passes}才算通过。{rule.note}", wrap=True),
            words(f"{rule.basis}，{meeting.held} 的会按这一版。", "faint", wrap=True),
        )
