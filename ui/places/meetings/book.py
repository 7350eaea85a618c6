"""会议: every meeting written down, the newest first, and a card that tells the one looked at."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from models.meetings.attendance import unmarked
from models.meetings.kinds import PARTY_DAY, known_kinds, known_rules
from models.meetings.meeting import (
    FELL_THROUGH,
    Meeting,
    attendance_at,
    attendance_of,
    entered_late,
    kind_title,
    meetings_between,
    opening,
    turnout_of,
)
from models.meetings.minutes import decisions_of, minutes_of, not_yet_told
from models.meetings.rules import Tally
from models.meetings.votes import in_words, outcome, votes_of
from models.members.typed_names import person_name
from models.values import clock
from models.values.periods import Period
from models.values.problem import Problem
from ui.kit.card import section, words
from ui.kit.chips import ALL, Chip
from ui.kit.list_section import ListSection
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.table import Column
from ui.kit.theme import Mark
from ui.parts.importing.opening import TakesList

if TYPE_CHECKING:
    from models.keeping.store import Store

PARTY = "three"
VILLAGE = ("joint-meeting", "villagers", "representatives", "villager-group", "supervision")


def opening_face(told: Tally | None) -> Face:
    """Whether enough came, in a word with its shape."""
    if told is None:
        return Face("—", tone="faint")
    return Face("够", Mark.DONE) if told.opens else Face(
        f"{FELL_THROUGH} 差{told.needed_to_open - told.count.present}人", Mark.LATE)


class Book(TakesList, ListSection[Meeting]):
    """The meetings of a year."""

    takes = "meetings"

    key, title, enter, unit = "book", "会议", "edit", "次"
    record, none = Meeting, "这一年还没有登记会议。\n按 Ctrl+N 登记一次。"
    columns = (
        Column("日期", 10), Column("会议", 16, lead=True), Column("主题", 22),
        Column("应到", 5, numeric=True), Column("实到", 5, numeric=True),
        Column("出勤率", 7, numeric=True), Column("人数", 14, face=opening_face),
    )

    @classmethod
    def chip(cls, store: Store) -> Chip:
        """How many this year."""
        year = clock.today().year
        held = meetings_between(store, date(year, 1, 1), date(year, 12, 31))
        return Chip(cls.key, "会议", len(held))

    def build(self) -> None:
        """It begins with this year."""
        self.year = clock.today().year
        super().build()

    def read(self) -> list[Chip]:
        """The meetings of the year and how many of each sort."""
        first, last = date(self.year, 1, 1), date(self.year, 12, 31)
        held = meetings_between(self.store, first, last)
        self.lines = {each.rowid: each for each in reversed(held)}
        self._attended = attendance_at(self.store, held)
        self._rules = known_rules(self.store)
        self._of_three = {each.code for each in known_kinds(self.store) if each.three_lessons}
        short = [each for each in self.lines.values() if self._short(each)]
        kinds = [each.kind for each in held]
        fell = f" · {FELL_THROUGH} {len(short)} 次" if short else ""
        self.tell(summary=f"{self.year} 年开会 {len(held) - len(short)} 次{fell}")
        return [
            Chip(ALL, f"{self.year}年", len(held)),
            Chip(PARTY, "三会一课", sum(each in self._of_three for each in kinds)),
            Chip(PARTY_DAY, "主题党日", kinds.count(PARTY_DAY)),
            Chip("village", "村级会议", sum(each in VILLAGE for each in kinds)),
            Chip("short", FELL_THROUGH, len(short), Mark.LATE),
        ]

    # ── doing ────────────────────────────────────────────────────────────────

    @action("上一年", shortcut="Alt+Left", may=None)
    def earlier(self) -> None:
        """The year before."""
        self.year -= 1
        self.refresh()

    @action("下一年", shortcut="Alt+Right", may=None)
    def later(self) -> None:
        """The year after."""
        self.year += 1
        self.refresh()

    @action("导入会议…", icon="import")
    def bring_in(self) -> None:
        """A list somebody handed over, on the workbench."""
        self.choose_list()

    @action("会议记录簿…", icon="book", may=None)
    def year_book(self) -> None:
        """The year bound, with a table of contents."""
        self.go("bound").show_document(
            "minutes-book", Period(self.year), f"{self.year}年会议记录簿")

    @action("登记会议", icon="plus", shortcut="Ctrl+N", main=True)
    def new_meeting(self) -> None:
        """A meeting that was held."""
        self.go("desk").begin()

    @action("打开", icon="edit", place="card")
    def edit(self) -> None:
        """Put the meeting looked at on the desk."""
        if self.list.current():
            self.go("desk").show_meeting(self.list.current())

    @action("印记录", icon="print", place="card", may=None)
    def paper(self) -> None:
        """The minutes of the meeting looked at, on paper."""
        if self.list.current():
            desk = self.go("desk")
            desk.show_meeting(self.list.current())
            desk.show_section("paper")

    # ── inside ───────────────────────────────────────────────────────────────

    def _short(self, meeting: Meeting) -> bool:
        told = self._opening(meeting)
        return told is not None and not told.opens

    def _opening(self, meeting: Meeting) -> Tally | None:
        rows = self._attended[meeting.rowid]
        try:
            return opening(meeting, rows, self._rules)
        except Problem:
            return None

    def fits(self, line: Meeting) -> bool:
        """Whether it is of the sort asked for."""
        return {
            ALL: True, PARTY: line.kind in self._of_three, "village": line.kind in VILLAGE,
            "short": self._short(line), PARTY_DAY: line.kind == PARTY_DAY,
        }[self.chips.key]

    def cells(self, line: Meeting) -> tuple[Any, ...]:
        """When and what, who came, whether that was enough."""
        count = turnout_of(line, self._attended[line.rowid])
        group = f"（{line.party_group}）" if line.party_group else ""
        return (line.held, kind_title(line.kind) + group, line.title, count.listed, count.came,
                count.rate, self._opening(line))

    def show_card(self, line: Meeting | None) -> None:
        """Who led it, who came, what was decided and what is left to do."""
        if line is None:
            self.card.head("没有选中的会议")
            return
        meeting = line
        told = minutes_of(self.store, meeting)
        self.card.head(kind_title(meeting.kind), " · ".join(filter(None, (
            f"{meeting.held}", meeting.started, meeting.place))))
        self.card.tell(words(meeting.title or "", wrap=True),
                       words(f"主持 {told.chair or '—'}　记录 {told.recorder or '—'}", "second"))
        self.card.tell(section("到会"), words(f"{told.turnout}。", wrap=True))
        if told.absent != "无":
            self.card.tell(words(f"缺席：{told.absent}", "second", wrap=True))
        opens = self._opening(meeting)
        if opens is not None:
            self.card.tell(FaceLabel(opening_face(opens)),
                           words(opens.sentence, "faint", wrap=True))
        self._tell_outcome(meeting)
        self._tell_left_over(meeting)

    def _tell_outcome(self, meeting: Meeting) -> None:
        row = meeting.rowid
        votes = votes_of(self.store, row)
        count = turnout_of(meeting, self._attended[row])
        if votes:
            self.card.tell(section("表决"))
        for each in votes:
            try:
                told = outcome(meeting, each, count, self._rules)
            except Problem:
                told = None
            self.card.tell(words(f"{each.subject}：{in_words(each, told)}", wrap=True))
        decisions = decisions_of(self.store, row)
        if meeting.decision or decisions:
            self.card.tell(section("决议"), words(meeting.decision or "", wrap=True))
        for decided in decisions:
            owner = person_name(self.store, decided.owner)
            by = f"，{decided.deadline} 前" if decided.deadline else ""
            self.card.tell(words(f"{decided.content}（{owner or '还没定责任人'}{by}）", wrap=True))

    def _tell_left_over(self, meeting: Meeting) -> None:
        row = meeting.rowid
        unsigned = len(unmarked(attendance_of(self.store, row)))
        untold = len(not_yet_told(self.store, row)) if meeting.decision else 0
        late = entered_late(meeting)
        if unsigned or untold or late:
            self.card.tell(section("还差"))
        if unsigned:
            self.card.tell(FaceLabel(Face(f"{unsigned} 人还没有签到", Mark.ASK)))
        if untold:
            self.card.tell(FaceLabel(Face(f"{untold} 人没到会，还没有传达", Mark.ASK)))
        if late:
            self.card.tell(words(f"{late}只在这里提示，不印出来。", "faint", wrap=True))
