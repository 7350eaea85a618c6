"""党员名册: the members with the questions over them, and the card with a member's whole file."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from models.keeping.acting import EVER
from models.keeping.record import Draft, Record, field
from models.meetings.due_list import Leave
from models.members.appraisal import Talk
from models.members.dues import UNPAID_WARNED
from models.members.member import Journey, Member, MemberKind, Post, go, move_to_party_group
from models.overview.member import FILTERS, UNPAID, MemberLine, member_lines
from models.registers.people import Person
from models.values import clock
from models.values.kinds import DAY
from ui.kit.chips import Chip
from ui.kit.list_section import ListSection
from ui.kit.lookups import offer
from ui.kit.marks import Face
from ui.kit.page import action
from ui.kit.table import Column
from ui.kit.theme import Mark
from ui.places.members.card import MemberFileCard

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


class Roll(ListSection[MemberLine]):
    """The members of today."""

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
        return Chip(cls.key, cls.title, len(member_lines(store, clock.today())))

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
        chosen = self.list.chosen()
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
