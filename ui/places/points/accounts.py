"""账户: every account's three figures, its passbook line by line, and the why of any of them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtWidgets import QLabel

from models.keeping.permissions import May
from models.keeping.record import Draft, Record
from models.meetings.attendance import Presence
from models.meetings.kinds import known_kinds
from models.points.book.account_acts import (
    appeal,
    close_account,
    move_award,
    reverse,
    split_account,
    veto,
)
from models.points.book.accounts import (
    Account,
    AccountLine,
    account_line,
    account_lines,
    put_in_class,
)
from models.points.book.as_of import Then, accounts_on
from models.points.book.attendance import (
    AttendanceRule,
    MemberExemption,
    attendance_rules,
    settle_meetings,
)
from models.points.book.passbook import Passbook, PassbookFigure, PassbookLine, passbook, why
from models.points.book.ranking import public_ranking
from models.points.book.scheme_versions import in_force
from models.points.book.session import items_on
from models.points.book.slips import Slip
from models.points.engine.operations import Op
from models.points.engine.reader import show
from models.points.engine.scheme import AccountKind, Scheme
from models.points.notice.notices import objections_to
from models.registers.people import members_of
from models.values.periods import Period
from models.values.problem import Invalid, Problem
from ui.kit.card import section, words
from ui.kit.chips import Chip
from ui.kit.form import Pane
from ui.kit.list_section import ListSection
from ui.kit.lookups import household_finder, offer
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark
from ui.places.points.account_list import AccountList, Because, Moved, Parted, whose

LINES_SHOWN = 9
"""So many lines of a passbook are seen at once."""

NONE = "还没有积分账户。\n在“记分”里开户。"


class Accounts(ListSection[AccountLine]):
    """The accounts at the left; figures, lines and the why at the right."""

    key, title, listed, none, wide, unit = "accounts", "账户", "积分账户", NONE, 560, "户"
    apart = True

    def build(self) -> None:
        """The passbook of the account looked at stands in its card."""
        super().build()
        self.stood: dict[int, Then] = {}
        self.book: Passbook | None = None
        self.entries = RecordList(self._entry_table(), "存折")
        self.entries.shown.connect(lambda _: self._tell_line())
        self.entries.say_empty("还没有计分。")
        self.entries.right_click = lambda: self.menu(("take_back", "move_award", "hear_appeal"))
        self.said, self.line_said = words(), words(role="second", wrap=True)
        for each in (self.said, self.entries, self.line_said):
            self.card.sections.addWidget(each)

    def made_list(self, key: str) -> RecordList:
        """One whose headings follow the kind of account."""
        return AccountList(RecordTable(_columns(AccountKind.HOUSEHOLD), self.rows), self.listed)

    def read(self) -> list[Chip]:
        """How many accounts there are of each kind."""
        return [Chip(kind, kind.label, len(account_lines(self.store, kind, self.today)))
                for kind in AccountKind]

    def show_account(self, row: int) -> None:
        """The passbook of one account."""
        self.chips.press(account_line(self.store, row).kind)
        self.list.choose(row)
        self.look_now()

    # ── doing ────────────────────────────────────────────────────────────────

    @action("排名", icon="board", may=None)
    def rank(self) -> None:
        """Order by score, when the village has decided that there is a ranking."""
        decision, found = public_ranking(self.store, self._kind(), self.today)
        self.list.show_ids([each.account for each in found])
        self.strip.tell(f"按得分排（{decision}）。兑换不影响得分。")

    @action("从会议记分", icon="meeting")
    def from_meetings(self) -> None:
        """Bring the members' points in step with this year's meetings."""
        self.strip.tell(settle_meetings(
            self.store, date(self.today.year, 1, 1), self.today, self.today).sentence)

    @action("出勤规则…", icon="settings")
    def add_rule(self) -> None:
        """Which attendance gives or takes what; the rules there are stay."""
        kinds = {each.title: each.code for each in known_kinds(self.store)}
        items = {item.title: item.code for _, item in items_on(
            self.store, AccountKind.MEMBER, self.today)}
        pane = self.fill_in(
            "出勤记分", Draft(AttendanceRule, {"status": Presence.ABSENT}),
            ("meeting_kind", "status", "item"), "attendance-rule:new",
            lambda said: self._keep_rule(said, kinds, items))
        offer(pane.form.editors["meeting_kind"], list(kinds))
        offer(pane.form.editors["item"], list(items))
        said = "；".join(self._rule_words(each, kinds, items)
                        for each in attendance_rules(self.store))
        pane.strip.tell(f"现在的规则：{said}。" if said else "现在还没有规则。")

    @action("免于考核…", icon="leave")
    def exempt(self) -> None:
        """Let the member looked at off, with the reason."""
        member = self.lines[self._current()].member
        self.fill_in("免于考核", Draft(MemberExemption, {"member": member, "since": self.today}),
                     ("reason", "since", "until", "note"), f"exemption:{member}",
                     lambda said: self._keep(said, "免于考核"))

    @action("党员类别…", icon="member")
    def choose_class(self) -> None:
        """Let the schemes of a class of members judge the account looked at."""
        row = self._current()
        pane = self.fill_in(
            "党员类别", self.store.get(Account, row), ("member_class",), f"account:class:{row}",
            lambda said: put_in_class(self.store, row, said.member_class))
        offer(pane.form.editors["member_class"], list(dict.fromkeys(
            each.member_class for each in in_force(self.store, AccountKind.MEMBER)
            if each.member_class)))

    @action("打印存折", icon="print", shortcut="Ctrl+P", place="card", may=None)
    def print_book(self) -> None:
        """The passbook as it is handed out."""
        self.go("points-paper").show_return(
            "points-passbook", Period(self.today.year), self.today, "积分存折",
            account=self._current())

    @action("为什么", icon="help", place="card", may=None)
    def explain(self) -> None:
        """Ask which figure is to be explained."""
        self.strip.ask("看哪个数是怎么来的？", {
            each.label: (lambda each=each: self._tell_why(each)) for each in PassbookFigure
        } | {"不看": None})

    @action("冲销…", icon="undo", place="card", may=May.APPROVE)
    def take_back(self) -> None:
        """Reverse the award looked at."""
        line = self._award()
        self._ask(f"冲销 {line.title}", lambda asked: reverse(
            self.store, line.slip, asked.on, asked.why, self.today)).put_over(self._about(line))

    @action("改记到别户…", icon="leave", place="card", may=May.APPROVE)
    def move_award(self) -> None:
        """The award belongs to another household."""
        line = self._award()

        def accounts(store: Any, typed: str) -> list[tuple[int, str]]:
            found = account_lines(store, self._kind(), self.today)
            return [(each.id, each.label) for each in found if typed in each.label][:20]

        self.fill_in(
            f"{line.title} 记错了", Draft(Moved, {"on": self.today}),
            ("account", "on", "why"), f"slip:move:{line.slip}",
            lambda asked: move_award(self.store, line.slip, asked.account, asked.on, asked.why),
            finders={"account": accounts}).put_over(self._about(line))

    @action("一票否决…", place="menu", may=May.APPROVE)
    def strike(self) -> None:
        """Apply the veto of an item."""
        scheme: Scheme | None = self.book.scheme if self.book else None
        items = {each.code: each.title for each in scheme.items if each.veto} if scheme else {}
        if not items:
            raise Problem("启用的细则里没有一票否决的项目。")
        row = self._current()
        self.strip.ask("按哪一项否决？", {
            title: (lambda code=code, title=title: self._ask(
                title, lambda said: veto(self.store, row, code, said.on, said.why, self.today)))
            for code, title in items.items()
        } | {"不否决": None})

    @action("申诉成立…", place="menu", may=May.APPROVE)
    def hear_appeal(self) -> None:
        """Give back what the veto looked at took."""
        line = self._line()
        if line is None or self.store.get(Slip, line.slip).op != Op.VETO:
            raise Problem("请先在存折里选那条一票否决。")
        self._ask("申诉成立", lambda asked: appeal(self.store, line.slip, asked.on, asked.why))

    @action("积分分户…", place="menu", may=May.APPROVE)
    def part(self) -> None:
        """People of the household have become one of their own, on the register already."""
        row = self._current()
        self.fill_in(
            "积分分户", Draft(Parted, {"on": self.today}), ("household", "share", "on"),
            f"account:part:{row}",
            lambda asked: split_account(
                self.store, row, asked.household,
                [each.rowid for each in members_of(self.store, asked.household)], asked.on,
                share=asked.share),
            finders={"household": household_finder()})

    @action("销户…", place="menu", may=May.APPROVE)
    def close_book(self) -> None:
        """Moved out or died."""
        row = self._current()
        self._ask("销户", lambda asked: close_account(self.store, row, asked.on, asked.why))

    # ── inside ───────────────────────────────────────────────────────────────

    def _keep(self, record: Record, label: str) -> None:
        with self.store.act(label):
            self.store.save(record)

    def _keep_rule(
        self, said: AttendanceRule, kinds: dict[str, str], items: dict[str, str]
    ) -> None:
        if said.meeting_kind not in kinds:
            raise Invalid({"meeting_kind": "没有这种会议，请从提示里选。"})
        if said.item not in items:
            raise Invalid({"item": "启用的党员细则里没有这一项，请从提示里选。"})
        self._keep(said.but(meeting_kind=kinds[said.meeting_kind], item=items[said.item]),
                   "出勤记分规则")

    def _rule_words(
        self, rule: AttendanceRule, kinds: dict[str, str], items: dict[str, str]
    ) -> str:
        kind = next((title for title, code in kinds.items() if code == rule.meeting_kind), "会议")
        item = next((title for title, code in items.items() if code == rule.item), rule.item)
        return f"{kind}{AttendanceRule.field('status').show(rule.status)}记“{item}”"

    def _ask(self, title: str, done: Any) -> Pane[Because]:
        return self.fill_in(
            title, Draft(Because, {"on": self.today}), ("on", "why"), "slip:because", done)

    def _about(self, line: PassbookLine) -> QLabel:
        """Whose award it is, of which day, how many points, and who objected to it why."""
        account = self.lines[self._current()].label
        raised = [f"{each.received} 异议：{each.what}"
                  for each in objections_to(self.store, line.entry)]
        return words("\n".join([f"{account}　{line.on}　{show(line.credited)} 分", *raised]),
                     "second", wrap=True)

    def _kind(self) -> str:
        return self.chips.key or AccountKind.HOUSEHOLD

    def _current(self) -> int:
        row = self.list.current()
        if not row:
            raise Problem("请先在左边选一个账户。")
        return row

    def _line(self) -> PassbookLine | None:
        row = self.entries.current()
        return next((each for each in self.book.lines if each.entry == row), None) if (
            self.book) else None

    def _award(self) -> PassbookLine:
        line = self._line()
        if line is None or line.op != Op.AWARD:
            raise Problem("请先在存折里选那条计分。")
        return line

    def answers(self) -> dict[int, AccountLine]:
        """The accounts of a kind, and how each of them stands."""
        found = account_lines(self.store, self._kind())
        self.lines = {each.id: each for each in found}
        self.stood = accounts_on(self.store, self._kind(), self.today)
        for name in ("from_meetings", "add_rule", "exempt", "choose_class"):
            self.deeds[name].setVisible(self._kind() == AccountKind.MEMBER)
        shown = self.list
        assert isinstance(shown, AccountList)
        shown.show_columns(_columns(self._kind()), self._kind())
        self.tell(summary=f"{len(self.lines)} 个账户")
        return self.lines

    def cells(self, line: AccountLine) -> tuple[Any, ...]:
        """Whose it is, its three figures, and whether it is stopped."""
        stands = self.stood[line.id].standing if line.id in self.stood else None
        figures = [show(stands.score), show(stands.redeemable),
                   show(stands.honour)] if stands else ["", "", ""]
        stopped = stands and (stands.suspended or stands.redeem_barred_until)
        state = Face("已销户", tone="faint") if line.closed else (
            Face("暂停", Mark.ASK) if stopped else Face(""))
        return (line.group, line.number, line.name, *figures, state)

    def _entry_table(self) -> RecordTable:
        return RecordTable((
            Column("日期", 10), Column("事项", 14, lead=True), Column("计分", 5, numeric=True),
            Column("结存", 6, numeric=True), Column("公示", 9, face=lambda face: face),
        ), lambda ids: [self._entry(row) for row in ids])

    def _entry(self, row: int) -> tuple[Any, ...]:
        line = next(each for each in self.book.lines if each.entry == row) if self.book else None
        assert line is not None
        out = Face("已公示", Mark.DONE) if line.published else Face("")
        what = line.title or line.kind
        moved = line.credited or line.balance
        return (line.on, what if line.op == Op.AWARD else f"{line.kind} {line.title}".strip(),
                show(moved), show(line.after), out)

    def show_card(self, line: AccountLine | None) -> None:
        """The figures, and the passbook line by line."""
        row = self.list.current()
        self.entries.setVisible(bool(row))
        if not row or row not in self.stood:
            self.book = None
            self.said.setText("")
            self.line_said.setText("")
            self.card.head("没有选中的账户")
            return
        self.book = book = passbook(self.store, row, self.today)
        self.card.head(book.account.label, book.scheme.name)
        stands = book.standing
        self.said.setText("　".join(f"{label} {value}" for label, value in book.figures.items()))
        for each in book.due:
            self.card.tell(FaceLabel(Face(f"{each}。", Mark.ASK)))
        if stands.suspended:
            self.card.tell(FaceLabel(Face("低于暂停线，评优和惠民暂停。", Mark.ASK)))
        if stands.redeem_barred_until:
            self.card.tell(FaceLabel(Face(f"停兑至 {stands.redeem_barred_until}。", Mark.ASK)))
        self.entries.table.show_ids([each.entry for each in reversed(book.lines)])
        self.entries.stand(max(2, min(LINES_SHOWN, len(book.lines))))
        self.entries.keep_current()
        self._tell_line()

    def _tell_line(self) -> None:
        line = self._line()
        if line is None:
            self.line_said.setText("")
            return
        said = [line.reason, line.rule and f"条文：{line.rule}",
                line.evidence and f"凭据：{line.evidence}", line.note and f"事由：{line.note}",
                line.approver and f"审批：{line.approver}",
                line.published and f"{line.published} 公示"]
        self.line_said.setText("\n".join(map(str, filter(None, said))))

    def _tell_why(self, figure: str) -> None:
        parts = why(self.store, self._current(), figure, self.today)
        self.card.tell(section(f"{PassbookFigure(figure).label}是这样来的"))
        for each in parts:
            when = f"{each.on}　" if each.on else ""
            self.card.tell(words(f"{when}{show(each.points)}　{each.words}", wrap=True))
        total = sum((each.points for each in parts), start=Decimal(0))
        self.card.tell(words(f"合计 {show(total)}"))


def _columns(kind: str) -> tuple[Column, ...]:
    """Whose account, its three figures, and whether it is stopped."""
    return (
        *whose(kind), Column("得分", 7, numeric=True), Column("可兑换", 7, numeric=True),
        Column("荣誉累计", 8, numeric=True),
        Column("状态", 8, face=lambda face: face),
    )
