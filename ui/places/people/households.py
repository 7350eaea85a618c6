"""The lists of 人户, and the card of a household: who lives there, what happened, what is next."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QPushButton, QVBoxLayout, QWidget

from models.keeping.permissions import May, allowed, as_read
from models.members.member import Member
from models.office.village import Group
from models.overview.story import household_story
from models.pairing.lists import household_rows, person_rows
from models.pairing.pairing import BASES, ROLES, Pairing, pairings_on
from models.registers.people import Household, HouseholdCategory, Person, categories_of, members_of
from models.values import clock
from models.values.codes import HOUSEHOLD_CATEGORY
from models.values.privacy import Privacy, mask
from ui.kit.card import Card, section, words
from ui.kit.marks import Face, FaceLabel
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark
from ui.kit.tokens import px
from ui.parts.story_card import Story, id_face

if TYPE_CHECKING:
    from models.keeping.store import Store


def home_list(
    store: Store, day: Callable[[], date], veiled: Callable[[], bool]
) -> RecordList:
    """Households as of a day; ``veiled`` hides who is poor, ill or alone."""
    return RecordList(RecordTable(
        (
            Column("户号", 8, "number"), Column("户主", 8, "head", face=_head_face, lead=True),
            Column("组", 6, "group"), Column("人口", 6, "size", numeric=True),
            Column("联户党员", 13, "carer", face=carer_face),
            Column("类别", 14, "categories", text=True),
        ),
        lambda ids: household_rows(store, ids, day(), veiled=veiled()),
    ), "户的名单")


def person_list(store: Store) -> RecordList:
    """Everybody on the register."""
    field = Person.field

    def rows(ids: list[int]) -> list[tuple[Any, ...]]:
        found = [each[1:] for each in person_rows(store, ids)]
        if allowed(store, May.SEE):
            return found
        return [(*most, mask(phone or "", Privacy.PHONE)) for *most, phone in found]

    return RecordList(RecordTable(
        (
            Column.of(field("name"), lead=True), Column("户号", 8, "number"),
            Column.of(field("relation"), label="关系", width=8), Column.of(field("sex")),
            Column.of(field("born")), Column.of(field("politics")),
            Column.of(field("phone"), label="电话"),
        ),
        rows,
    ), "人员名单")


def carer_face(carer: tuple[str, str]) -> Face | None:
    """联户党员 as the list shows it: the main one, a stand-in, a party household, or nobody."""
    role, name = carer
    return {
        "main": Face(name), "standin": Face(f"代联 {name}", Mark.ASK),
        "party": Face("（党员户）", tone="faint"), "none": Face("未结对", Mark.NONE, "late"),
    }[role]


def veil() -> QPushButton:
    """Lifts the veil from the categories of the households, and lays it again."""
    button = QPushButton("显示户类别")
    button.setCheckable(True)
    button.setProperty("link", True)
    button.setToolTip("脱贫、监测、低保等敏感的类别平时不显示")
    button.toggled.connect(lambda seen: button.setText("隐去户类别" if seen else "显示户类别"))
    return button


def _head_face(name: str | None) -> Face | None:
    return Face(name) if name else Face("户主空缺", Mark.ASK)


# ── The card of a household


class HouseholdCard(Card):
    """``person_wanted(id)`` when a member is opened."""

    person_wanted = Signal(int)

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self.people: list[Person] = []
        self.members = self._member_list()
        self.members.opened.connect(self.person_wanted)
        self._heading, self._story_heading = section("家庭成员"), section("往事")
        self.story = Story()
        self._told = QVBoxLayout()
        self._told.setSpacing(px(6))
        for each in (self._heading, self.members):
            self.sections.addWidget(each)
        self.sections.addLayout(self._told)
        for below in (self._story_heading, self.story):
            self.sections.addWidget(below)

    def tell(self, *content: QWidget) -> None:
        """Between the people and the story."""
        for each in content:
            each.setProperty("told", True)
            self._told.addWidget(each)

    def show_household(self, row: int | None) -> None:
        """Tell this household's story; None tells what stands here."""
        self.forget()
        for each in (self._heading, self.members, self._story_heading, self.story):
            each.setVisible(row is not None)
        if row is None:
            self.people = []
            self.members.table.show_ids([])
            self.head("没有选中的户")
            said = "在左边选一户，这里就写出它的人、联户党员和往事。"
            self.tell(words(said, "second", wrap=True))
            return
        home = self._store.get(Household, row)
        self.people = members_of(self._store, row)
        self.head(f"{self._head_name()} 户", " · ".join(filter(
            None, (*self._where(home), self._phone(home)))))
        self._show_members()
        self._tell_categories(row)
        self._tell_pairings(row)
        self.story.show_story(household_story(self._store, row))

    @property
    def zone(self) -> QWidget:
        """The people of the household."""
        return self.members

    def first_person(self) -> int:
        """The head, or whoever stands first; 0 in an empty household."""
        return self.people[0].rowid if self.people else 0

    # ── inside ───────────────────────────────────────────────────────────────

    def _phone(self, home: Household) -> str:
        """By which the household is called: its own number, else the head's, else anybody's."""
        heads_first = sorted(self.people, key=lambda each: not each.is_head)
        found = (home.phone, *(each.phone for each in heads_first))
        return next((f"电话 {as_read(self._store, Person.field('phone'), each)}"
                     for each in found if each), "")

    def _head_name(self) -> str:
        heads = [each.name for each in self.people if each.is_head]
        return heads[0] if heads else "（户主空缺）"

    def _where(self, home: Household) -> tuple[str | None, ...]:
        group, area = (self._store.get(Group, row).name if row else None
                       for row in (home.group, home.area))
        return (home.number, home.address or group, area)

    def _show_members(self) -> None:
        self.members.show_ids([each.rowid for each in self.people])
        self.members.stand(len(self.people))

    def _tell_categories(self, row: int) -> None:
        """The categories of today; the sensitive ones stay hidden until asked for."""
        found = categories_of(self._store, row, clock.today())
        shown = [each for each in found if not HOUSEHOLD_CATEGORY[each.category].sensitive]
        if found:
            self.tell(section("户类别"))
        if shown:
            self.tell(words(_categories_said(shown), wrap=True))
        if len(found) > len(shown):
            self.tell(self._veil([each for each in found if each not in shown]))

    def _veil(self, hidden: list[HouseholdCategory]) -> QPushButton:
        veil = QPushButton(f"另有 {len(hidden)} 项敏感类别，点开看")
        veil.setProperty("link", True)
        veil.setAccessibleName(veil.text())
        veil.clicked.connect(lambda: veil.setText(_categories_said(hidden)))
        return veil

    def _tell_pairings(self, row: int) -> None:
        found = pairings_on(self._store, clock.today(), household=row)
        self.tell(section("联户"))
        if not found:
            party = any(self._is_member(each) for each in self.people)
            self.tell(words("党员户", "second") if party else FaceLabel(
                Face("还没有联户党员", Mark.NONE)))
        for each in found:
            self.tell(words(self._pairing_words(each), wrap=True))

    def _pairing_words(self, pairing: Pairing) -> str:
        member = self._store.get(Member, pairing.member)
        name = self._store.get(Person, member.person).name
        basis = f"，{BASES.label(pairing.basis)}" if pairing.basis else ""
        return f"{ROLES.label(pairing.role)}　{name}（自 {pairing.since}{basis}）"

    def _is_member(self, person: Person) -> bool:
        files = self._store.find(Member, "person = ?", (person.id,))
        return any(each.holds_on(clock.today()) for each in files)

    def _member_list(self) -> RecordList:
        shown = Person.field
        table = RecordTable(
            (
                Column("姓名", 7, lead=True), Column("关系", 6, show=shown("relation").show),
                Column("性别", 3, show=shown("sex").show),
                Column("出生", 10, show=shown("born").show),
                Column("公民身份号码", 20, face=lambda face: face),
            ),
            self._member_rows,
        )
        members = RecordList(table, "家庭成员")
        members.horizontalHeader().hide()
        members.setVerticalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        members.quiet = True
        members.setFrameShape(QFrame.Shape.NoFrame)
        return members

    def _member_rows(self, ids: list[int]) -> list[tuple[Any, ...]]:
        people = {each.id: each for each in self.people}
        return [
            (each.name, each.relation, each.sex, each.born and each.born[:7], id_face(each))
            for each in (people[row] for row in ids)
        ]


def _categories_said(found: Sequence[HouseholdCategory]) -> str:
    field = HouseholdCategory.field("category")
    return "、".join(
        field.show(each.category) + (f"（自 {each.since}）" if each.since else "")
        for each in found
    )
