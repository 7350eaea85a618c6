"""The year of all members: 党费, 民主评议, 一编三定, typed into like Excel; and 谈心谈话."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from models.keeping.proportion import odd_typed
from models.keeping.record import Draft, Record, field
from models.members import dues
from models.members import member as duties
from models.members.appraisal import (
    CAP_BASIS,
    GRADES,
    PAIRS,
    Appraisal,
    Talk,
    appraisal_count,
    appraisals_of,
    grade,
    missing_pairs,
    talks_between,
)
from models.members.dues import UNPAID_WARNED, DuesLine, dues_of_year
from models.members.member import Duty, Member, MemberKind, duties_on, labels, members_on, rename
from models.members.typed_names import person_name
from models.overview.member import names_of_members
from models.values import clock
from models.values.kinds import show_decimal
from models.values.problem import Invalid, Problem
from ui.kit.card import section, words
from ui.kit.chips import ALL, Chip
from ui.kit.list_section import ListSection
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.record_list import RecordList
from ui.kit.table import Column, Edit, RecordTable
from ui.kit.theme import Mark

if TYPE_CHECKING:
    from models.keeping.store import Store


class MemberSheet(ListSection[Member]):
    """One line for each member; a card with the sums. What is typed is kept as one act."""

    none, unit = "还没有党员。", "人"

    def build(self) -> None:
        """It begins with this year."""
        self.year = clock.today().year
        self.names: dict[int, str] = {}
        super().build()

    def made_list(self, key: str) -> RecordList:
        """Typed into like a sheet of Excel."""
        return RecordList(RecordTable(self.columns_now(), self.rows, self.put), self.title)

    def offered(self, line: Member | None) -> list[str]:
        """They are about the sheet."""
        return self._steps()

    def put(self, edits: list[Edit]) -> None:
        """Keep what was typed."""
        raise NotImplementedError

    def read(self) -> tuple[Chip, ...]:
        """The members of the year, in the order of the register."""
        day = min(clock.today(), date(self.year, 12, 31))
        self.lines = {each.rowid: each for each in members_on(self.store, day)}
        self.names = names_of_members(self.store)
        return ()

    def step_year(self, by: int) -> None:
        """Another year."""
        self.year += by
        self.refresh()


class DuesSheet(MemberSheet):
    """党费: a line for each member, a column for each month."""

    key, title, wide = "dues", "党费", 800

    def columns_now(self) -> tuple[Column, ...]:
        """Twelve months to type into."""
        months = [
            Column(f"{month}月", 4, f"{month:02}", numeric=True, face=_money, editable=True,
                   odd=self._odd)
            for month in range(1, 13)
        ]
        return (Column("姓名", 7, lead=True), *months, Column("合计", 7, numeric=True, face=_money))

    def read(self) -> tuple[Chip, ...]:
        """The year's payments."""
        found = dues_of_year(self.store, self.year, clock.today())
        self.paid: dict[int, DuesLine] = {each.member.rowid: each for each in found}
        paid = sum((each.paid for each in found), Decimal())
        self.tell(summary=f"{self.year} 年已收 {paid:,.2f} 元")
        return super().read()

    def show_card(self, line: Member | None) -> None:
        """What came in, and who owes."""
        found = list(self.paid.values())
        paid = sum((each.paid for each in found), Decimal())
        self.card.head(f"{self.year}年党费", f"已收 {paid:,.2f} 元")
        self.card.tell(words("在格里填实交的钱，Enter 往下，Ctrl+D 向下填，也能从 Excel 粘贴。",
                             "second", wrap=True), section("还欠的"))
        late = [each for each in found if each.unpaid_run > 0 and paid]
        for each in sorted(late, key=lambda each: -each.unpaid_run)[:14]:
            mark = Mark.LATE if each.unpaid_run >= UNPAID_WARNED else Mark.ASK
            self.card.tell(FaceLabel(Face(f"{each.name}　连着 {each.unpaid_run} 个月没交", mark)))
        if not late:
            self.card.tell(words("没有欠费的。", "second"))

    def fits(self, line: Member) -> bool:
        """Whoever pays dues."""
        return line.rowid in self.paid

    def cells(self, line: Member) -> tuple[Any, ...]:
        """Name, twelve months, the sum."""
        owes = self.paid[line.rowid]
        return (owes.name, *owes.months, owes.paid or None)

    def _odd(self, member: int, typed: str) -> str:
        return odd_typed(self.store, dues.Dues, "paid", typed)

    def put(self, edits: list[Edit]) -> None:
        """Keep the payments, as one act."""
        field = dues.Dues.field("paid")
        with self.store.act(f"党费 {self.year} 年 {len(edits)} 格"):
            for each in edits:
                try:
                    amount = field.read(each.text)
                except ValueError as wrong:
                    raise Problem(str(wrong)) from wrong
                dues.enter(self.store, each.id, f"{self.year}-{each.key}", amount, clock.today())

    @action("上一年", shortcut="Alt+Left", may=None)
    def earlier(self) -> None:
        """The year before."""
        self.step_year(-1)

    @action("下一年", shortcut="Alt+Right", may=None)
    def later(self) -> None:
        """The year after."""
        self.step_year(1)


class AppraisalSheet(MemberSheet):
    """民主评议: the grade of each full member, with the third that may be 优秀."""

    key, title, wide = "appraisal", "民主评议", 640

    def columns_now(self) -> tuple[Column, ...]:
        """The grade is typed."""
        return (
            Column("姓名", 8, lead=True), Column("类别", 10), Column("党小组", 12),
            Column("评定等次（可填 优、合、基、不）", 26, "grade", face=_grade_face,
                   editable=True),
        )

    def read(self) -> tuple[Chip, ...]:
        """The year's grades."""
        self.graded = appraisals_of(self.store, self.year)
        return super().read()

    def show_card(self, line: Member | None) -> None:
        """How the grades add up."""
        count = appraisal_count(self.store, self.year, clock.today())
        self.card.head(f"{self.year}年民主评议", f"党员 {count.total} 名")
        for code, label in GRADES.pairs():
            self.card.tell(words(f"{label}　{count.graded.get(code, 0)} 人"))
        self.card.tell(words(f"还没评 {count.missing} 人；预备党员 {count.probationary} 人参加，"
                             "不评等次。", "second", wrap=True))
        warning = count.warning
        self.card.tell(section("优秀的名额"), FaceLabel(
            Face(warning, Mark.LATE) if warning else Face(f"最多 {count.cap} 人", Mark.DONE)),
            words(f"{CAP_BASIS}。", "faint", wrap=True))
        self.tell(summary=f"{self.year} 年已评 {sum(count.graded.values())} 人")

    def cells(self, line: Member) -> tuple[Any, ...]:
        """Name, class, 党小组, grade."""
        return (self.names[line.rowid], Member.field("kind").show(line.kind), line.party_group,
                self._grade(line))

    def put(self, edits: list[Edit]) -> None:
        """Keep the grades, as one act."""
        rows = [Appraisal(member=each.id, year=self.year, grade=_read_grade(each.text))
                for each in edits]
        grade(self.store, rows)

    def _grade(self, member: Member) -> tuple[str | None, bool]:
        written = self.graded.get(member.rowid)
        return (written.grade if written else None, member.kind == MemberKind.FULL)

    @action("上一年", shortcut="Alt+Left", may=None)
    def earlier(self) -> None:
        """The year before."""
        self.step_year(-1)

    @action("下一年", shortcut="Alt+Right", may=None)
    def later(self) -> None:
        """The year after."""
        self.step_year(1)


class LabelForm(Record, table="labels", label="一编三定的叫法"):
    """What is asked when the four parts are called otherwise; kept as a setting."""

    team: str = field("编组叫作", required=True)
    post: str = field("定岗叫作", required=True)
    duty: str = field("定责叫作", required=True)
    reward: str = field("定奖惩叫作", required=True)


WIDTHS = {"duty": 22}


class DutySheet(MemberSheet):
    """一编三定: team, post, duty and reward of each member, under the village's own labels."""

    key, title, wide = "duties", "一编三定", 860

    def columns_now(self) -> tuple[Column, ...]:
        """The four parts are typed."""
        named = labels(self.store)
        return (Column("姓名", 8, lead=True), *(
            Column(label, WIDTHS.get(part, 15), part, editable=True, text=True)
            for part, label in named.items()))

    def read(self) -> tuple[Chip, ...]:
        """Who has which part today."""
        self.held: dict[int, Duty] = duties_on(self.store, clock.today())
        return super().read()

    def show_card(self, line: Member | None) -> None:
        """How many have a post."""
        without = [row for row in self.lines if row not in self.held]
        self.card.head("一编三定")
        self.card.tell(words(f"{len(self.held)} 人有岗，{len(without)} 人还没有。", wrap=True),
                       words("在格里直接填，Ctrl+D 向下填；换岗时写上新的，原来的留在档案里。",
                             "second", wrap=True))
        self.tell(summary=f"有岗 {len(self.lines) - len(without)} / {len(self.lines)} 人")

    def cells(self, line: Member) -> tuple[Any, ...]:
        """Name and the four parts."""
        return (self.names[line.rowid], *(getattr(self.held.get(line.rowid), part, None)
                                          for part in labels(self.store)))

    def put(self, edits: list[Edit]) -> None:
        """Keep the parts, as one act."""
        with self.store.act(f"一编三定 {len(edits)} 格"):
            for each in edits:
                duties.enter(self.store, each.id, {each.key: each.text or None}, clock.today())

    @action("改叫法…", icon="edit", place="card")
    def call_otherwise(self) -> None:
        """Give the four parts the names used here."""
        self.fill_in("一编三定的叫法", Draft(LabelForm, labels(self.store)),
                     ("team", "post", "duty", "reward"), "duties:labels", self._rename)

    def _rename(self, form: LabelForm) -> None:
        rename(self.store, **{part: getattr(form, part) for part in labels(self.store)})


def _money(amount: Decimal | None) -> Face:
    return Face("" if amount is None else show_decimal(amount))


def _grade_face(value: tuple[str | None, bool]) -> Face:
    code, full = value
    if code is None:
        return Face("" if full else "（预备，不评）", tone="" if full else "faint")
    mark = {"excellent": Mark.DONE, "failed": Mark.LATE, "fair": Mark.ASK}.get(code)
    return Face(GRADES.label(code), mark)


def _read_grade(text: str) -> str | None:
    text = text.strip()
    if not text:
        return None
    found = [code for code, label in GRADES.pairs() if label.startswith(text)]
    if not found:
        raise Invalid({"grade": f"“{text}”不是等次，请填 优秀、合格、基本合格、不合格。"})
    return found[0]


# ── 谈心谈话


LAYOUT = ("on_day", "pair", "one", "other", "place", "content", "note")


class Talks(ListSection[Talk]):
    """The talks of the year."""

    key, title, enter = "talks", "谈心谈话", "edit"
    record = Talk
    none = "今年还没有登记谈心谈话。\n按 Ctrl+N 登记一次。"
    columns = (
        Column("日期", 10), Column("类型", 12), Column("谈话人", 8, lead=True),
        Column("对象", 8), Column("内容", 26),
    )

    @classmethod
    def chip(cls, store: Store) -> Chip:
        """How many this year."""
        year = clock.today().year
        return Chip(cls.key, cls.title,
                    len(talks_between(store, date(year, 1, 1), date(year, 12, 31))))

    def read(self) -> list[Chip]:
        """The talks, and the pair types without one."""
        self.year = clock.today().year
        found = talks_between(self.store, date(self.year, 1, 1), date(self.year, 12, 31))
        self.lines = {each.rowid: each for each in reversed(found)}
        pairs = [each.pair for each in found]
        missing = missing_pairs(self.store, self.year)
        self.tell(summary=f"{self.year} 年谈心谈话 {len(found)} 次"
                          + (f" · 还没有：{'、'.join(missing)}" if missing else ""))
        return [Chip(ALL, f"{self.year}年", len(found)), *(
            Chip(code, label, pairs.count(code)) for code, label in PAIRS.pairs())]

    @action("登记谈话", icon="plus", shortcut="Ctrl+N", main=True)
    def add(self) -> None:
        """One talk between two people."""
        self._fill(Draft(Talk, {"on_day": clock.today(), "pair": "committee_member"}))

    @action("改这次", icon="edit", place="card")
    def edit(self) -> None:
        """Correct the talk looked at."""
        if self.line is not None:
            self._fill(self.line)

    # ── inside ───────────────────────────────────────────────────────────────

    def _fill(self, talk: Talk | Draft[Talk]) -> None:
        row = Draft.of(talk).get("id") or "new"
        self.fill_in("谈心谈话", talk, LAYOUT, f"talk:{row}",
                      self.saver(lambda kept: f"谈心谈话 {kept.on_day}"),
                     people=("one", "other"))

    def fits(self, line: Talk) -> bool:
        """Whether it is of the pair asked for."""
        return self.chips.lets(line.pair)

    def cells(self, line: Talk) -> tuple[Any, ...]:
        """When, who with whom, what about."""
        return (line.on_day, PAIRS.label(line.pair), person_name(self.store, line.one),
                person_name(self.store, line.other), line.content)

    def show_card(self, line: Talk | None) -> None:
        """What was talked about, and which talks are still wanted this year."""
        for each in missing_pairs(self.store, self.year):
            self.card.tell(FaceLabel(Face(f"今年还没有“{each}”的谈话，每类每年至少一次（参考）。",
                                          Mark.ASK)))
        if line is None:
            self.card.head("谈心谈话")
            return
        one, other = (person_name(self.store, each) for each in (line.one, line.other))
        self.card.head(f"{one} 与 {other}", f"{line.on_day} · {PAIRS.label(line.pair)}")
        self.card.tell(section("谈了什么"), words(line.content or "没有写内容。", wrap=True))
