"""2 签到: the roster by single keys, with the rule beside it saying how many are missing."""

from __future__ import annotations

import json
from typing import Any

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QHBoxLayout, QWidget

from models.keeping.record import Draft, Record, field
from models.keeping.settings import drop_draft, keep_draft, kept_draft
from models.meetings.attendance import (
    EXCLUSION_BASIS,
    EXCLUSION_REASONS,
    Attendance,
    Presence,
    unmarked,
)
from models.meetings.due_list import due_list, last_roster
from models.meetings.kinds import known_rules
from models.meetings.meeting import Meeting
from models.meetings.rules import Tally
from models.meetings.sign_in import (
    Readiness,
    missing_in_words,
    ordinary_purpose,
    readiness,
    seats_of,
    share_words,
)
from models.points.book.attendance import uses
from models.values import clock
from models.values.kinds import DAY, LINK, Choices
from models.values.problem import Problem
from ui.kit.card import Card, section, words
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.theme import Mark
from ui.kit.tokens import px
from ui.places.meetings.grid import ASKING, HINT, AttendanceGrid
from ui.places.meetings.step import AGENDA, ROLL, Step


class OpeningCard(Card):
    """Told anew after every key."""

    def show_readiness(self, found: Readiness, uses: list[str]) -> None:
        """The figure, the ordinary rule, what the agenda asks beyond it, and the uses."""
        self.forget()
        self.head("能不能开会")
        self.tell(_figure(found))
        for each in found.faults:
            self.tell(FaceLabel(Face(each, Mark.LATE)))
        if found.ordinary is not None:
            self._tell_rule(found.ordinary)
        elif not found.faults:
            self.tell(words("这种会没有法定人数，如实签到就行。", "second", wrap=True))
        if found.special is not None:
            self.tell(section("今天的议题要更多"))
            self._tell_rule(found.special, f"“{found.special.rule.title}”")
        self.tell(section("出勤会用到"), words("　·　".join(uses), wrap=True),
                  words("签一次就够，不用再登记。", "faint"))

    def _tell_rule(self, told: Tally, title: str = "") -> None:
        rule = told.rule
        share = share_words(rule.passes.operator, str(rule.passes.fraction))
        self.tell(
            FaceLabel(Face(title + missing_in_words(told), Mark.DONE if told.opens else Mark.ASK)),
            words(f"赞成须达 {told.needed_to_pass} 票（{told.passing_base}的{share}）", "second",
                  wrap=True),
            words(f"{rule.basis}。{rule.note}", "faint", wrap=True),
        )


def _figure(found: Readiness) -> QWidget:
    shown = QWidget()
    row = QHBoxLayout(shown)
    row.setContentsMargins(0, 0, 0, 0)
    row.setSpacing(px(8))
    row.addWidget(words(str(found.came), "figure"))
    others = found.listed - found.due
    besides = f"，另有没有表决权的 {others} 人" if others else ""
    row.addWidget(words(f"/ 应到 {found.due}（有表决权{besides}）", "second"), 1,
                  Qt.AlignmentFlag.AlignBottom)
    shown.setAccessibleName(f"已到 {found.came}，应到 {found.due}")
    return shown


# ── the step ─────────────────────────────────────────────────────────────────


KEEP_MILLISECONDS = 500


class Visitor(Record, table="visitor", label="列席"):
    """What is asked when somebody not due is put on the roster; kept as an attendance."""

    person: int = field("列席人", LINK, required=True)


class Exclusion(Record, table="exclusion", label="不计入应到"):
    """What is asked when somebody is left out of those due; kept as an attendance."""

    reason: str = field("属于哪种情形", required=True, width=24, options=Choices(
        **{each: each for each in EXCLUSION_REASONS}))
    approved: Any = field("上级批准日期", DAY, required=True)


class RollStep(Step):
    """The grid at the left, 能不能开会 at the right."""

    key, title = ROLL, "2 签到"

    def build(self) -> None:
        """The grid, the card, and the draft kept behind every key."""
        self.grid = AttendanceGrid()
        self.grid.say_empty("名册上没有该来的人。\n先在“党员”里登记，或点“加列席…”。")
        self.grid.typed.connect(self._typed)
        self.grid.right_click = lambda: self.menu(
            ("exclude", "add_visitor", "take_off", "copy_last", "draw_afresh"))
        self.card = OpeningCard()
        self.card.steps(self.buttons("card"))
        self.hint = words(HINT, "faint")
        self.grid.asked.connect(lambda asking: self.hint.setText(ASKING if asking else HINT))
        self.tool_row.addWidget(self.hint)
        self._later = QTimer(self, singleShot=True, interval=KEEP_MILLISECONDS)
        self._later.timeout.connect(self._keep_draft)
        self._rules: Any = ()
        self._ordinary: str | None = None
        self._uses: list[str] = []
        self.lay_halves(self.grid, self.card)
        self.zones = [self.grid, self.card]

    def refresh(self) -> None:
        """Draw the roster of the day, or show the one that is written."""
        meeting = self.meeting
        if meeting is None or meeting.kind is None:
            return
        self._rules = known_rules(self.store)
        self._ordinary = ordinary_purpose(self.store, meeting)
        self._uses = uses(self.store, meeting)
        if not self.desk.rows:
            self.desk.rows = tuple(self._drafted(due_list(self.store, meeting)))
        elif meeting.id is None and not any(each.status for each in self.desk.rows):
            self.desk.rows = tuple(due_list(self.store, meeting))
        self._show_rows(self.desk.rows)

    def forget_meeting(self) -> None:
        """Another meeting: nothing is waiting to be put aside."""
        super().forget_meeting()
        self._later.stop()

    def let_go(self, to: str) -> bool:
        """Going back to the head keeps nothing yet; going on keeps the meeting."""
        if to == AGENDA:
            return True
        return self.keep_first()

    def keep_first(self) -> bool:
        """Keep, and forget the draft."""
        place = self._place()
        kept = super().keep_first()
        if kept:
            self._later.stop()
            drop_draft(self.store, place)
        return kept

    # ── doing ────────────────────────────────────────────────────────────────

    @action("保存签到", icon="save", shortcut="Ctrl+S", main=True, place="card")
    def save(self) -> None:
        """Keep the meeting with its attendance."""
        self.desk.changed = True
        if self.keep_first():
            self._show_rows(self.desk.rows)

    @action("用上次名单", icon="copy", place="card")
    def copy_last(self) -> None:
        """The roster of the last meeting of this kind, everybody to be marked anew."""
        rows = last_roster(self.store, self._held())
        if not rows:
            raise Problem("这种会以前没有登记过，没有名单可以用。")
        self._change(rows)

    @action("加列席…", icon="plus", place="card")
    def add_visitor(self) -> None:
        """Somebody who is not due but sits in."""
        self.fill_in("加列席人员", Visitor(), ("person",), "meeting:visitor", self._keep_visitor,
                     people=("person",))

    @action("不计入应到…", place="card")
    def exclude(self) -> None:
        """Leave somebody out of those due, by one of the six cases and with its approval."""
        row = self.grid.current_row()
        if row is None:
            raise Problem("请先在名单里选一个人。")
        name = self.grid.seats[row.person].name
        pane = self.fill_in(f"{name} 不计入应到", Draft(Exclusion, {"approved": row.approved}),
                            ("reason", "approved"), f"meeting:excluded:{row.person}",
                            self._keep_exclusion)
        pane.strip.tell(EXCLUSION_BASIS)

    @action("从名单去掉", icon="close", place="menu")
    def take_off(self) -> None:
        """Take the current person off the roster."""
        row = self.grid.current_row()
        self._change([each for each in self.desk.rows if each is not row])

    @action("按名册重排", icon="returns", place="menu")
    def draw_afresh(self) -> None:
        """The people due by the register; who is marked already stays so."""
        marked = {each.person: each for each in self.desk.rows if each.status}
        self._change([marked.get(each.person, each)
                      for each in due_list(self.store, self._held())])

    # ── inside ───────────────────────────────────────────────────────────────

    def _held(self) -> Meeting:
        assert self.meeting is not None
        return self.meeting

    def _keep_visitor(self, visitor: Visitor) -> None:
        if any(each.person == visitor.person for each in self.desk.rows):
            raise Problem("这个人已经在名单里了，一人只记一次。")
        self._change([*self.desk.rows, Attendance(
            person=visitor.person, vote=False, status=Presence.VISITING)])

    def _keep_exclusion(self, exclusion: Exclusion) -> None:
        row = self.grid.current_row()
        if row is not None:
            self.grid.change_row(row.but(status=Presence.EXCLUDED, reason=exclusion.reason,
                                         approved=exclusion.approved))

    def _change(self, rows: Any) -> None:
        self._show_rows(tuple(rows))
        self._typed()

    def _show_rows(self, rows: tuple[Attendance, ...]) -> None:
        self.desk.rows = rows
        day = self.meeting.held if self.meeting else clock.today()
        self.grid.show_rows(rows, seats_of(self.store, (each.person for each in rows), day))
        self._show_card()

    def _typed(self) -> None:
        self.desk.rows = self.grid.rows
        self.desk.changed = True
        self._later.start()
        self._show_card()

    def _show_card(self) -> None:
        meeting = self._held()
        self.card.show_readiness(
            readiness(meeting, self.desk.rows, self._rules, self._ordinary), self._uses)
        signed = len(self.desk.rows) - len(unmarked(self.desk.rows))
        self.tell(summary=f"已签 {signed} / {len(self.desk.rows)}")

    def _place(self) -> str:
        meeting = self._held()
        return f"meeting:{meeting.id or f'{meeting.kind} {meeting.held}'}:rows"

    def _keep_draft(self) -> None:
        at = keep_draft(self.store, self._place(), {
            str(each.person): json.dumps([each.status, each.reason]) for each in self.desk.rows
            if each.status and each.status != Presence.EXCLUDED
        })
        if at is not None:
            self.tell(summary=f"草稿已存 {at:%H:%M}　{self.summary.split('　')[-1]}")

    def _drafted(self, rows: list[Attendance]) -> list[Attendance]:
        """The rows with what was marked before a power cut."""
        left = kept_draft(self.store, self._place())
        if left is None:
            return rows
        self.strip.tell(f"接着上次没存完的签到（{left[1]:%m-%d %H:%M}）。")
        marks = {int(person): json.loads(said) for person, said in left[0].items()}
        return [each.but(status=marks[each.person][0], reason=marks[each.person][1])
                if each.person in marks else each for each in rows]
