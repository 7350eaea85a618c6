"""党员名册: the members with the questions over them, and the card with a member's whole file."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from models.keeping.acting import EVER
from models.keeping.record import Draft, Record, field
from models.meetings.due_list import Leave
from models.members.appraisal import GRADES, PAIRS, Talk
from models.members.dues import UNPAID_WARNED
from models.members.member import (
    Journey,
    Member,
    MemberKind,
    Post,
    go,
    labels,
    members_on,
    move_to_party_group,
)
from models.members.typed_names import person_name
from models.overview.member import (
    FILTERS,
    UNPAID,
    MemberCard,
    MemberLine,
    member_card,
    member_lines,
)
from models.overview.story import member_story
from models.pairing.pairing import pairings_on
from models.points.book.accounts import account_of
from models.points.book.as_of import account_on
from models.points.engine.reader import show
from models.registers.people import Household, Person
from models.values import clock
from models.values.codes import EDUCATION, ETHNIC, SEX
from models.values.days import age_on, show_day
from models.values.kinds import DAY
from models.values.periods import Period
from models.values.privacy import Privacy, mask
from ui.kit.card import Card, Timeline, section, words
from ui.kit.chips import Chip
from ui.kit.list_section import ListSection
from ui.kit.lookups import offer
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.table import Column
from ui.kit.theme import Mark
from ui.kit.tokens import px
from ui.parts.importing.opening import TakesList
from ui.parts.story_card import id_face

if TYPE_CHECKING:
    from models.keeping.store import Store


MEMBER_FORM = (
    "person", "kind", "party_group", "joined", "confirmed", "branch", "job", "standing",
    "# 流动和失联", "mobile", "mobile_to", "lost", "lost_since", "note",
)
CHANGE_FORM = MEMBER_FORM[1:]
JOURNEY = ("went", "destination", "reason", "certificate", "contacted", "returned", "note")
POST = ("title", "body", "since", "until", "note")
LEAVE = ("since", "until", "reason", "note")
LEFT = ("left", "left_reason", "note")
TALK = ("on_day", "pair", "one", "other", "place", "content")
MARKS = {"lost": Mark.LATE, "unpaid": Mark.ASK, "absent": Mark.LATE, "away": None}


class PartyGrouping(Record, table="party_grouping", label="改党小组"):
    """What is asked before members change their 党小组."""

    party_group: str | None = field("党小组")
    holds_from: date | None = field("从哪天起", DAY)


def dues_face(unpaid: int) -> Face:
    """How many months of dues are open."""
    if unpaid < UNPAID:
        return Face("—", tone="faint")
    return Face(f"{unpaid}个月", Mark.LATE if unpaid >= UNPAID_WARNED else Mark.ASK)


def absent_face(times: int) -> Face:
    """How many meetings in a row were missed without leave."""
    return Face(f"连缺 {times} 次", Mark.LATE) if times > 1 else Face("—", tone="faint")


class Roll(TakesList, ListSection[MemberLine]):
    """The members of today."""

    takes = "members"

    key, title, listed, enter, unit = "roll", "党员", "党员名册", "edit", "人"
    record = Member
    wide, none, no_such = 660, "还没有党员。\n按 Ctrl+N 从名册里选人登记。", "没有这样的党员。"
    columns = (
        Column("姓名", 7, lead=True),
        Column("类别", 5, face=lambda kind: Face(Member.field("kind").show(kind)[:2])),
        Column("党小组", 10), Column("职务", 12, text=True), Column("联户", 5, numeric=True),
        Column("出勤率", 7, numeric=True), Column("党费欠", 9, face=dues_face),
        Column("缺席", 10, face=absent_face),
    )

    @classmethod
    def chip(cls, store: Store) -> Chip:
        """How many members."""
        return Chip(cls.key, cls.title, len(members_on(store, clock.today())))

    def made_card(self) -> MemberFileCard:
        """The card with a member's whole file."""
        card = MemberFileCard(self.store)
        card.wanted.connect(self.wanted)
        return card

    def read(self) -> list[Chip]:
        """The members, and how many answer each question."""
        self.lines = member_lines(self.store, self.today)
        every = list(self.lines.values())
        full = sum(each.member.kind == MemberKind.FULL for each in every)
        self.tell(summary=f"党员 {len(every)} 名 · 正式 {full} · 预备 {len(every) - full}")
        return [Chip(key, label, sum(map(fits, every)), MARKS.get(key))
                for key, (label, fits) in FILTERS.items()]

    # ── doing ────────────────────────────────────────────────────────────────

    @action("导入名册…", icon="import")
    def bring_in(self) -> None:
        """A list somebody handed over, on the workbench."""
        self.choose_list()

    @action("登记党员", icon="plus", shortcut="Ctrl+N", main=True)
    def add(self) -> None:
        """A member whose file begins here, from the people on the register."""
        self.fill_in("登记党员", Draft(Member), MEMBER_FORM, "member:new", self._keep,
                     people=("person",))

    @action("改党员资料", icon="edit", place="card")
    def edit(self) -> None:
        """Change the file looked at."""
        member = self._member()
        if member is not None:
            self.fill_in(self._name(), member, CHANGE_FORM, f"member:{member.id}", self._keep)

    @action("记外出", icon="leave", place="card")
    def go_away(self) -> None:
        """A stay away: where to, since when, the last contact; or its return."""
        member = self._member()
        if member is not None:
            open_ = [each for each in self.card.file.journeys if each.returned is None]
            journey = Draft.of(open_[0]) if open_ else Draft(
                Journey, {"member": member.id, "went": self.today})
            self.fill_in(f"{self._name()} 外出", journey, JOURNEY, f"journey:{member.id}",
                         lambda kept: go(self.store, kept))

    @action("记谈话", icon="edit", place="card")
    def talk(self) -> None:
        """A talk with the member looked at."""
        member = self._member()
        if member is not None:
            talk = Draft(Talk, {"on_day": self.today, "pair": "committee_member",
                                "other": member.person})
            self.fill_in("谈心谈话", talk, TALK, f"talk:{member.id}",
                         self.saver("谈心谈话"), people=("one", "other"))

    @action("请假…", place="menu")
    def on_leave(self) -> None:
        """A leave the attendance grid will know of."""
        member = self._member()
        if member is not None:
            leave = Draft(Leave, {"person": member.person, "since": self.today})
            self.fill_in(f"{self._name()} 请假", leave, LEAVE, f"leave:{member.id}",
                         self.saver(f"{self._name()} 请假"))

    @action("任职…", place="menu")
    def add_post(self) -> None:
        """An office the member holds."""
        member = self._member()
        if member is not None:
            post = Draft(Post, {"person": member.person, "since": self.today})
            self.fill_in(f"{self._name()} 任职", post, POST, f"post:{member.id}",
                         self.saver(f"{self._name()} 任职"))

    @action("离册…", icon="leave", place="menu")
    def leave_branch(self) -> None:
        """A member leaves the branch, with a day and a reason; the file stays."""
        member = self._member()
        if member is not None:
            self.fill_in(f"{self._name()} 离册", member.but(left=self.today), LEFT,
                         f"member:{member.id}:left", self._keep)

    @action("改党小组…", icon="member", place="chosen")
    def move_to_group(self) -> None:
        """All that are chosen into one 党小组, as one act."""
        chosen = self.list.some_chosen()
        pane = self.fill_in(
            f"改党小组　{len(chosen)} 人", Draft(PartyGrouping, {"holds_from": self.today}),
            ("party_group", "holds_from"), "members:party-group",
            lambda said: move_to_party_group(
                self.store, chosen, said.party_group, said.holds_from or EVER))
        offer(pane.form.editors["party_group"], list(dict.fromkeys(
            each.member.party_group for each in self.lines.values() if each.member.party_group)))

    # ── inside ───────────────────────────────────────────────────────────────

    def _keep(self, member: Member) -> None:
        name = self.store.get(Person, member.person).name
        self.saver(f"{'登记' if member.id is None else '改'}党员 {name}")(member)

    def _member(self) -> Member | None:
        return self.line.member if self.line else None

    def _name(self) -> str:
        return self.line.name if self.line else ""

    def fits(self, line: MemberLine) -> bool:
        """Whether a member answers the pressed question."""
        return FILTERS[self.chips.key][1](line)

    def cells(self, line: MemberLine) -> tuple[Any, ...]:
        """Who it is, what is open."""
        return (line.name, line.member.kind, line.member.party_group, line.posts,
                line.households or "", line.attendance, line.unpaid, line.absent)

    def show_card(self, line: MemberLine | None) -> None:
        """Tell the member looked at."""
        self.card.show_member(self.list.current() or None, self.today)


# ── The card of one


ATTENDED_SHOWN, STORY_SHOWN = 6, 8
LONG = 11
"""Values of more half-characters have a line of their own."""

STATUS_MARKS = {"到": Mark.DONE, "假": Mark.ASK, "缺": Mark.LATE, "书面意见": Mark.ASK}


class MemberFileCard(Card):
    """``wanted(kind, id)`` when a household looked after is opened."""

    wanted = Signal(str, object)

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self.file: MemberCard

    def show_member(self, row: int | None, day: date) -> None:
        """Tell this member's file as of a day; None tells what stands here."""
        self.forget()
        if row is None:
            self.head("没有选中的党员")
            self.tell(words("在左边选一名党员，这里写出他的档案、联户、出勤和积分。", "second",
                            wrap=True))
            return
        self.file = member_card(self._store, row, day)
        member, person = self.file.member, self.file.person
        kind = Member.field("kind").show(member.kind)
        self.head(person.name, " · ".join(filter(None, (kind, member.party_group))))
        self._tell_file(member, person, day)
        self._tell_posts()
        self._tell_households(row, day)
        self._tell_attendance()
        self._tell_points(row, day)
        self._tell_dues_and_grades()
        self._tell_duties_and_talks()
        story = member_story(self._store, row)[:STORY_SHOWN]
        if story:
            self.tell(section("往事"), Timeline([(each.day, "", each.words) for each in story]))

    # ── inside ───────────────────────────────────────────────────────────────

    def _tell_file(self, member: Member, person: Person, day: date) -> None:
        """The items of 党员基本信息采集表 that are known, in the order of the form."""
        field = Member.field
        age = f"（{age_on(person.born, day)} 岁）" if person.born else ""
        items = (
            ("性别", SEX.label(person.sex or "")), ("民族", ETHNIC.label(person.ethnic or "")),
            ("出生日期", f"{show_day(person.born)}{age}" if person.born else ""),
            ("学历", EDUCATION.label(person.education or "")),
            ("公民身份号码", id_face(person).words),
            ("手机", mask(person.phone or "", Privacy.PHONE)),
            ("入党日期", _day(member.joined)), ("转正日期", _day(member.confirmed)),
            ("所在党支部", member.branch or ""), ("工作岗位", member.job or ""),
            ("党籍状态", field("standing").show(member.standing)),
            ("流动", f"在 {member.mobile_to or '外'}" if member.mobile else ""),
            ("失联", f"自 {_day(member.lost_since) or '（日期没填）'}" if member.lost else ""),
        )
        self.tell(_pairs([each for each in items if each[1]]))
        if member.lost:
            self.tell(FaceLabel(Face("失联党员，请按规定查找、登记。", Mark.LATE)))

    def _tell_posts(self) -> None:
        now = [each for each in self.file.posts if each.until is None]
        if now:
            self.tell(section("职务"), words("、".join(
                f"{each.title}（自 {each.since}）" if each.since else each.title for each in now),
                wrap=True))

    def _tell_households(self, row: int, day: date) -> None:
        found = [each for each in pairings_on(self._store, day) if each.member == row]
        self.tell(section(f"联户 {len(found)}"))
        if not found:
            self.tell(words("没有联户。", "second"))
            return
        numbers = [self._store.get(Household, each.household).number for each in found]
        mains = Counter(each.role for each in found)
        said = f"主联 {mains['main']} 户，代联 {mains['standin']} 户：" + "、".join(numbers[:12])
        self.tell(words(said + (" …" if len(numbers) > 12 else ""), wrap=True))
        button = QPushButton(f"看 {numbers[0]} 户 ›")
        button.setProperty("link", True)
        button.setAccessibleName(button.text())
        button.clicked.connect(lambda: self.wanted.emit("household", found[0].household))
        self.tell(button)

    def _tell_attendance(self) -> None:
        self.tell(section(f"今年出勤　{self.file.attendance}"))
        if self.file.absence is not None and self.file.absence.times > 1:
            self.tell(FaceLabel(Face(self.file.absence.sentence, Mark.LATE)))
        for each in self.file.attended[:ATTENDED_SHOWN]:
            self.tell(FaceLabel(Face(f"{each.held:%m-%d}　{each.kind}　{each.status}"
                                     + (f"（{each.reason}）" if each.reason else ""),
                                     STATUS_MARKS.get(each.status))))

    def _tell_points(self, row: int, day: date) -> None:
        account = account_of(self._store, member=row)
        then = account and account_on(self._store, account.rowid, day)
        if then:
            self.tell(section("积分"), words(
                f"结存 {show(then.balance)}，荣誉累计 {show(then.standing.honour)}。", wrap=True))

    def _tell_dues_and_grades(self) -> None:
        paid = [each for each in self.file.dues if each.paid is not None]
        if paid:
            self.tell(section("党费"), words(
                f"交到 {Period.parse(paid[0].month).label}，最近一次 {paid[0].paid} 元。",
                wrap=True))
        if self.file.appraisals:
            self.tell(section("民主评议"), words("、".join(
                f"{each.year} 年{GRADES.label(each.grade or '')}" for each in self.file.appraisals
                if each.grade), wrap=True))

    def _tell_duties_and_talks(self) -> None:
        named = labels(self._store)
        for duty in self.file.duties[:1]:
            parts = [(named[part], getattr(duty, part)) for part in named]
            self.tell(section("一编三定"), words("　".join(
                f"{label}：{said}" for label, said in parts if said), wrap=True))
        if self.file.talks:
            self.tell(section("谈心谈话"))
        for talk in self.file.talks[:3]:
            other = talk.one if talk.other == self.file.person.id else talk.other
            self.tell(words(f"{talk.on_day}　{PAIRS.label(talk.pair)}　"
                            f"{person_name(self._store, other)}", wrap=True))


def _day(written: date | str | None) -> str:
    return show_day(written) if written else ""


def _pairs(items: list[tuple[str, str]]) -> QWidget:
    """Labels and values in two columns; a long value has a line of its own."""
    shown = QWidget()
    grid = QGridLayout(shown)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setHorizontalSpacing(px(10))
    grid.setVerticalSpacing(px(4))
    row = column = 0
    for label, value in items:
        long = len(value.encode("gbk", "replace")) > LONG
        row, column = (row + 1, 0) if column > 2 or (long and column) else (row, column)
        grid.addWidget(words(label, "second"), row, column, Qt.AlignmentFlag.AlignTop)
        grid.addWidget(words(value, wrap=True), row, column + 1, 1, 3 if long else 1,
                       Qt.AlignmentFlag.AlignTop)
        column += 4 if long else 2
    grid.setColumnStretch(1, 1)
    grid.setColumnStretch(3, 1)
    return shown
