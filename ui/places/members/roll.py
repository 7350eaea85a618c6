"""党员名册: the members with the questions over them, and the card with a member's whole file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.keeping.record import Draft
from models.meetings.due_list import Leave
from models.members.appraisal import Talk
from models.members.dues import UNPAID_WARNED
from models.members.member import Journey, Member, MemberKind, Post, go
from models.overview.member import FILTERS, UNPAID, MemberLine, member_lines
from models.registers.people import Person
from models.values import clock
from ui.kit.chips import ALL, Chip
from ui.kit.marks import Face
from ui.kit.page import action
from ui.kit.record_list import RecordList
from ui.kit.section import Section
from ui.kit.table import Column, RecordTable
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


def dues_face(unpaid: int) -> Face:
    """How many months of dues are open."""
    if unpaid < UNPAID:
        return Face("—", tone="faint")
    return Face(f"{unpaid}个月", Mark.LATE if unpaid >= UNPAID_WARNED else Mark.ASK)


def absent_face(times: int) -> Face:
    """How many meetings in a row were missed without leave."""
    return Face(f"连缺 {times} 次", Mark.LATE) if times > 1 else Face("—", tone="faint")


class Roll(Section):
    """The members of today."""

    key, title = "roll", "党员"

    @classmethod
    def chip(cls, store: Store) -> Chip:
        """How many members."""
        return Chip(cls.key, cls.title, len(member_lines(store, clock.today())))

    def build(self) -> None:
        """The list and the card."""
        self.today = clock.today()
        self.lines: dict[int, MemberLine] = {}
        self.list = RecordList(self._table(), "党员名册")
        self.list.opened.connect(lambda _: self.edit())
        self.list.right_click = lambda: self.menu(
            ("edit", "add_post", "go_away", "on_leave", "talk", "leave_branch"))
        self.card = MemberFileCard(self.store)
        self.card.wanted.connect(self.wanted)
        self.card.steps(self.buttons("card"))
        self.list.shown.connect(lambda _: self.look_soon())
        self.lay_halves(self.list, self.card, 660)
        self.chips.chosen.connect(lambda _: self._list())
        self.zones = [self.list, self.card]

    def refresh(self) -> None:
        """Count the questions, list the answers."""
        self.today = clock.today()
        self.lines = member_lines(self.store, self.today)
        every = list(self.lines.values())
        self.ask_over([
            Chip(key, label, sum(map(fits, every)), MARKS.get(key))
            for key, (label, fits) in FILTERS.items()
        ])
        full = sum(each.member.kind == MemberKind.FULL for each in every)
        self.tell(summary=f"党员 {len(every)} 名 · 正式 {full} · 预备 {len(every) - full}")
        self._list()

    def show_member(self, row: int) -> None:
        """Show one member."""
        if not self.list.choose(row):
            self.chips.press(ALL)
            self.list.choose(row)
        self.look_now()

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
                         self._saver("谈心谈话"), people=("one", "other"))

    @action("请假…", place="menu")
    def on_leave(self) -> None:
        """A leave the attendance grid will know of."""
        member = self._member()
        if member is not None:
            leave = Draft(Leave, {"person": member.person, "since": self.today})
            self.fill_in(f"{self._name()} 请假", leave, LEAVE, f"leave:{member.id}",
                         self._saver(f"{self._name()} 请假"))

    @action("任职…", place="menu")
    def add_post(self) -> None:
        """An office the member holds."""
        member = self._member()
        if member is not None:
            post = Draft(Post, {"person": member.person, "since": self.today})
            self.fill_in(f"{self._name()} 任职", post, POST, f"post:{member.id}",
                         self._saver(f"{self._name()} 任职"))

    @action("离册…", icon="leave", place="menu")
    def leave_branch(self) -> None:
        """A member leaves the branch, with a day and a reason; the file stays."""
        member = self._member()
        if member is not None:
            self.fill_in(f"{self._name()} 离册", member.but(left=self.today), LEFT,
                         f"member:{member.id}:left", self._keep)

    # ── inside ───────────────────────────────────────────────────────────────

    def _keep(self, member: Member) -> None:
        name = self.store.get(Person, member.person).name
        with self.store.act(f"{'登记' if member.id is None else '改'}党员 {name}"):
            kept = self.store.save(member)
        self.show_member(kept.rowid)

    def _saver(self, label: str) -> Any:
        def keep(record: Any) -> None:
            with self.store.act(label):
                self.store.save(record)

        return keep

    def _member(self) -> Member | None:
        line = self.lines.get(self.list.current())
        return line.member if line else None

    def _name(self) -> str:
        line = self.lines.get(self.list.current())
        return line.name if line else ""

    def _list(self) -> None:
        self.list.say_empty("还没有党员。\n按 Ctrl+N 从名册里选人登记。" if self.chips.whole
                            else "没有这样的党员。")
        fits = FILTERS[self.chips.key][1]
        self.list.table.show_ids([row for row, each in self.lines.items() if fits(each)])
        self.list.keep_current()
        self.look()

    def _table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = [self.lines[row] for row in ids]
            return [
                (each.name, each.member.kind, each.member.party_group, each.posts,
                 each.households or "", each.attendance, each.unpaid, each.absent)
                for each in shown
            ]

        return RecordTable((
            Column("姓名", 7, lead=True),
            Column("类别", 5, face=lambda kind: Face(Member.field("kind").show(kind)[:2])),
            Column("党小组", 10), Column("职务", 12, text=True), Column("联户", 5, numeric=True),
            Column("出勤率", 7, numeric=True), Column("党费欠", 9, face=dues_face),
            Column("缺席", 10, face=absent_face),
        ), rows)

    def look(self) -> None:
        """Tell the member looked at."""
        row = self.list.current()
        self.card.show_member(row or None, self.today)
        for name in ("edit", "go_away", "talk"):
            self.deeds[name].setVisible(bool(row))
