"""A member's card: the sixteen items, who is looked after, what was attended, paid and graded."""

from __future__ import annotations

from collections import Counter
from datetime import date
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QGridLayout, QPushButton, QWidget

from models.members.appraisal import GRADES, PAIRS
from models.members.member import Member, labels
from models.members.typed_names import person_name
from models.overview.member import MemberCard, member_card
from models.overview.story import member_story
from models.pairing.pairing import pairings_on
from models.points.book.accounts import account_of
from models.points.book.as_of import account_on
from models.points.engine.reader import show
from models.registers.people import Household, Person
from models.values.codes import EDUCATION, ETHNIC, SEX
from models.values.days import age_on, show_day
from models.values.periods import Period
from models.values.privacy import Privacy, mask
from ui.kit.card import Card, Timeline, section, words
from ui.kit.marks import Face, FaceLabel
from ui.kit.theme import Mark, px
from ui.parts.story_card import id_face

if TYPE_CHECKING:
    from models.keeping.store import Store

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
            ("失联", f"自 {member.lost_since or '（日期没填）'}" if member.lost else ""),
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
