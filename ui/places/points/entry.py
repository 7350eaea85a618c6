"""记分: one session for many accounts, the reason beside each row before it is kept."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from models.intake.mark_sheets import score_paper
from models.members.typed_names import people_to_choose
from models.points.book.accounts import AccountLine, account_lines, open_for_all
from models.points.book.entering import Worth, keep, preview
from models.points.book.scheme_versions import in_force
from models.points.book.session import (
    Session,
    TypedCell,
    amount_label,
    drafts_of,
    items_on,
    odd_amount,
    pick,
)
from models.points.book.slips import SlipState
from models.points.engine.reader import show
from models.points.engine.scheme import AccountKind, Item
from models.points.shop.goods import bearing
from models.values import clock
from models.values.kinds import DAY, Choices, Field
from models.values.periods import Period
from models.values.problem import Problem
from ui.kit.card import Card, section, words
from ui.kit.chips import Chip
from ui.kit.editors import Choice, Day, Line, Link
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.table import Edit, RecordTable
from ui.kit.theme import Mark
from ui.kit.tokens import px
from ui.parts.importing.opening import TakesList
from ui.parts.reading_back import bring_back, print_marked
from ui.places.points.account_list import CAME, WORTH, AccountList, entry_columns

LOOK_MILLISECONDS = 120
_ZERO = Decimal(0)
HINT = "在“户”里写序号、户号或姓名首字母，例如 1-5 8 lsj，按 Enter 勾上；“参加”里填 1 也行。"
NOBODY = "还没有积分账户。\n先在“细则”里启用一份细则，再点“开户”。"


class EntryGrid(TakesList):
    """The grid at the left, what it comes to at the right."""

    takes = "points"

    key, title = "entry", "记分"

    def build(self) -> None:
        """The head of the session, the grid, and the card with the sum and what was refused."""
        self.today = clock.today()
        self.lines: list[AccountLine] = []
        self.numbered: dict[int, tuple[int, AccountLine]] = {}
        self.items: dict[str, Item] = {}
        self.cells: dict[int, TypedCell] = {}
        self.worth: dict[int, Worth] = {}
        self.found: list[Worth] = []
        self.faults: dict[int, str] = {}
        self._head()
        self.grid = AccountList(self._table(), "参加的户")
        self.grid.say_empty(NOBODY)
        self.grid.speak_through(self.strip)
        self.card = Card()
        self.card.steps(self.buttons("card"))
        left = QWidget()
        column = QVBoxLayout(left)
        column.setContentsMargins(px(12), px(10), px(12), px(2))
        column.setSpacing(px(6))
        column.addLayout(self.rows)
        column.addWidget(self.grid, 1)
        self._later = QTimer(self, singleShot=True, interval=LOOK_MILLISECONDS)
        self._later.timeout.connect(self.look)
        self.chips.chosen.connect(lambda _: self._choose_kind())
        self.lay_halves(left, self.card, 810)
        self.zones = [self.item, self.quick, self.grid, self.card]

    def refresh(self) -> None:
        """The accounts in walking order, the items of the day."""
        self.today = clock.today()
        self.ask_over([Chip(kind, kind.label, len(account_lines(self.store, kind, self.today)))
                       for kind in AccountKind])
        self._read()

    def start(self) -> None:
        """Into the item."""
        self.item.setFocus()

    # ── doing ────────────────────────────────────────────────────────────────

    @action("保存", icon="save", shortcut="Ctrl+S", main=True, place="card")
    def save(self) -> None:
        """Keep what the rules take, in one act; what they refuse stays in the grid."""
        self.grid.table.check()
        self.look()
        drafts, _ = self._drafts()
        if self.cells and not self._item_code():
            typed = self.item.words().strip()
            raise Problem(f"没有叫“{typed}”的项目，请从提示里选。" if typed
                          else "还没有选项目，请先在“项目”里选。")
        if self.scorer.words().strip() and self._scorer() is None:
            raise Problem(f"没有叫“{self.scorer.words()}”的记分人，请从提示里选，或空着。")
        if not drafts:
            raise Problem(next(iter(self.faults.values()), "还没有选户，请先勾选。") + (
                "。" if self.faults else ""))
        twins = [each for each in self.found if each.twin and each.slip]
        if not twins:
            self._keep(drafts)
            return
        known = {each.draft.account for each in twins}
        fresh = [each for each in drafts if each.account not in known]
        answers: dict[str, Any] = {
            "确是另一场，照记": lambda: self.attempt(lambda: self._keep(drafts))}
        if fresh:
            answers["只记没记过的"] = lambda: self.attempt(lambda: self._keep(fresh))
        self.strip.ask(
            f"{twins[0].draft.on} 这一项，{twins[0].account}"
            f"{f'等 {len(twins)} 户（人）' if len(twins) > 1 else ''}已经记过，场次也一样。"
            "是同一场就不要再记。", answers | {"不记": None})

    def _keep(self, drafts: list[Any]) -> None:
        kept = keep(self.store, drafts, self.today)
        asked = {each.account for each in drafts} - {each.draft.account for each in kept.refused}
        self.cells = {row: cell for row, cell in self.cells.items() if row not in asked}
        waits = sum(each.state == SlipState.PENDING for each in kept.slips)
        self.strip.tell(kept.sentence + f"其中 {waits} 条待审批。" * bool(waits))
        self.occasion.put("")
        self.note.put("")
        self._show()
        self.look()

    @action("全选", icon="check", place="card", may=None)
    def tick_all(self) -> None:
        """Everybody took part."""
        self._tick([each.id for each in self.lines])

    @action("清空", icon="close", place="card", may=None)
    def clear(self) -> None:
        """Nobody is ticked."""
        self._tick(list(self.cells), "")

    @action("开户", icon="plus")
    def open_accounts(self) -> None:
        """An account for everybody on the register who has none."""
        kind = self._kind()
        adopted = in_force(self.store, kind)
        if not adopted:
            raise Problem("还没有启用的细则。先在“细则”里启用一份，再开户。")
        many = open_for_all(self.store, kind, adopted[0].valid_from)
        self.strip.tell(f"新开 {many} 个账户。" if many else "都已经开过户了。")

    @action("粘贴导入", icon="copy")
    def paste(self) -> None:
        """Take in what was copied from a workbook or a chat."""
        self.paste_list()

    @action("导入…", icon="import")
    def bring_in(self) -> None:
        """Take in a list kept in a workbook."""
        self.choose_list()

    @action("打印计分表", icon="print", may=None)
    def print_sheet(self) -> None:
        """A blank sheet in the order of this grid."""
        item = self.items.get(self._item_code())
        self.go("points-paper").show_return(
            "points-score-sheet", Period(self.today.year), self.today, "积分计分表",
            item=item.title if item else None)

    @action("打成能读回的…", icon="print", may=None)
    def print_marked(self) -> None:
        """A sheet of the item and day with frames to mark, for a photo to bring back."""
        kind, code, day = self._kind(), self._item_code(), self._day()
        print_marked(self, lambda: score_paper(self.store, kind, code, day, self.today),
                     f"记分单-{day}-能读回")

    @action("读回纸单…", icon="import")
    def bring_back(self) -> None:
        """Photos of sheets that can be read back become what is typed here."""
        bring_back(self, self.today)

    # ── inside ───────────────────────────────────────────────────────────────

    def _head(self) -> None:
        self.day = Day(Field("日期", DAY, name="on"))
        self.day.put(self.today.isoformat())
        self.occasion, self.note = Line(Field("场次")), Line(Field("事由"))
        self.scorer = Link(Field("记分人"), self.store, people_to_choose)
        self.item, self.also = Choice(Field("项目", options=Choices())), Choice(
            Field("另记党员", options=Choices()))
        self.quick = QLineEdit()
        self.quick.setPlaceholderText("序号、户号或首字母，如 1-5 8 lsj，按 Enter 勾上")
        self.rows = QVBoxLayout()
        self.rows.setSpacing(px(6))
        for named in (
            (("项目", self.item, 6), ("日期", self.day, 2)),
            (("户", self.quick, 6), ("场次", self.occasion, 2)),
            (("事由", self.note, 3), ("记分人", self.scorer, 2), ("另记党员", self.also, 3)),
        ):
            row = QHBoxLayout()
            self.rows.addLayout(row)
            row.setSpacing(px(8))
            for label, editor, stretch in named:
                row.addWidget(words(label, "label"))
                row.addWidget(editor, stretch)
                editor.setAccessibleName(label)
                if editor is not self.day:
                    editor.setMinimumWidth(px(60))
        for each in (self.day, self.occasion, self.note, self.item, self.also,
                     self.scorer):
            each.edited.connect(self._later_look)
        self.day.editingFinished.connect(self._read_items)
        self.quick.returnPressed.connect(self._tick_quick)

    def _later_look(self) -> None:
        self._later.start()

    def _table(self) -> RecordTable:
        return RecordTable(
            entry_columns(AccountKind.HOUSEHOLD, amount_label(None)),
            lambda ids: [self._row(row) for row in ids], self._put)

    def _row(self, row: int) -> tuple[Any, ...]:
        at, line = self.numbered[row]
        cell, worth = self.cells.get(row), self.worth.get(row)
        came = "√" if cell is not None else ""
        shown = (cell or TypedCell()).amount, (cell or TypedCell()).person
        return (at, line.group, line.number, line.name, came, *shown,
                *self._said(row, worth if cell is not None else None))

    def _said(self, row: int, worth: Worth | None) -> tuple[Face, Face]:
        fault = self.faults.get(row) or (worth.refused if worth else None)
        if fault:
            return Face("不收", Mark.LATE), Face(fault, tone="late")
        if worth is None:
            return Face(""), Face("")
        doubt = worth.flag or worth.clipped or worth.twin
        points = Face(show(worth.credited), Mark.ASK if doubt else None)
        if worth.twin:
            return points, Face(f"{worth.twin.slip.on_day} 这一项已经记过一次；{worth.said}")
        return points, Face(worth.flag or worth.said, tone="second")

    def _put(self, edits: list[Edit]) -> None:
        for each in edits:
            cell = self.cells.get(each.id)
            text = each.text.strip()
            if each.key == CAME:
                if text in ("", "0", "×", "否"):
                    self.cells.pop(each.id, None)
                else:
                    self.cells[each.id] = cell or TypedCell()
            elif text or cell is not None:
                old = cell or TypedCell()
                self.cells[each.id] = (
                    TypedCell(text, old.person) if each.key == WORTH
                    else TypedCell(old.amount, text))
        self._ticked()

    def _tick_quick(self) -> None:
        found, unknown = pick(self.lines, self.quick.text())
        self._tick(found)
        self.quick.setText(" ".join(unknown))
        if unknown:
            self.strip.refuse(f"“{'、'.join(unknown)}”找不到，或不止一户，请写序号或户号。")
        else:
            self.strip.put_away()

    def _tick(self, rows: Sequence[int], came: str = "1") -> None:
        self.grid.table.put([Edit(row, CAME, came) for row in rows])

    def _ticked(self) -> None:
        self._show()
        self._later.start()

    def _read(self) -> None:
        self.lines = account_lines(self.store, self._kind(), self.today)
        self.numbered = {each.id: (at, each) for at, each in enumerate(self.lines, 1)}
        self.cells = {row: cell for row, cell in self.cells.items() if row in self.numbered}
        self._read_items()
        self.look()

    def _read_items(self) -> None:
        day = self._day()
        self.items = {item.code: item for _, item in items_on(self.store, self._kind(), day)}
        _offer(self.item, {words: item.code for words, item in items_on(
            self.store, self._kind(), day)})
        _offer(self.also, {words: item.code for words, item in items_on(
            self.store, AccountKind.MEMBER, day)} if self._kind() == AccountKind.HOUSEHOLD else {})
        self.also.setEnabled(self._kind() == AccountKind.HOUSEHOLD)

    def _choose_kind(self) -> None:
        self.cells, self.worth = {}, {}
        self._read()
        self.start()

    def _kind(self) -> str:
        return self.chips.key or AccountKind.HOUSEHOLD

    def _day(self) -> date:
        try:
            found = self.day.field.read(self.day.words())
        except ValueError:
            found = None
        return found or self.today

    def _item_code(self) -> str:
        return str(self.item.property("codes").get(self.item.words().strip(), "")) if (
            self.item.property("codes")) else ""

    def _drafts(self) -> tuple[list[Any], dict[int, str]]:
        item = self.items.get(self._item_code())
        if item is None:
            return [], {}
        codes = self.also.property("codes") or {}
        session = Session(
            on=self._day(), item=item.code, key=self.occasion.words().strip(),
            note=self.note.words().strip(), scorer=self._scorer(),
            also=codes.get(self.also.words().strip(), ""), rows=self.cells,
        )
        return drafts_of(self.store, session, self.lines, item)

    def _scorer(self) -> int | None:
        typed = self.scorer.words().strip()
        return int(typed) if typed.isdigit() else None

    def look(self) -> None:
        """Work out what the session comes to, and show it."""
        self._later.stop()
        drafts, self.faults = self._drafts()
        self.found = found = preview(self.store, drafts, self.today) if drafts else []
        self.worth = {each.draft.account: each for each in found}
        for each in found:
            line = each.draft.line
            if each.refused and line and self.lines[line - 1].id != each.draft.account:
                self.faults[self.lines[line - 1].id] = each.refused
        self._show()
        self._tell_card(found)

    def _show(self) -> None:
        item = self.items.get(self._item_code())
        self.grid.show_columns(
            entry_columns(self._kind(), amount_label(item), self._odd), self._kind())
        self.grid.table.show_ids([each.id for each in self.lines])
        self.tell(summary=f"已勾 {len(self.cells)} / {len(self.lines)}")

    def _tell_card(self, found: list[Worth]) -> None:
        self.card.forget()
        item = self.items.get(self._item_code())
        self.card.head(item.title if item else "选项目，勾户", f"{self._day()}")
        good = [each for each in found if each.slip is not None]
        if not good and not self.faults:
            self.card.tell(words(HINT, "second", wrap=True))
            return
        total = sum((each.credited for each in good), start=_ZERO)
        self.card.tell(words(f"{len(good)} 条，合计 {show(total)} 分。"))
        for each in good[:3]:
            self.card.tell(words(f"{each.account}：{each.said}", "second", wrap=True))
        self._tell_trouble(found, good, total)

    def _tell_trouble(self, found: list[Worth], good: list[Worth], total: Any) -> None:
        bad = [f"{each.account} {each.refused}" for each in found if each.refused]
        bad += [f"{self.numbered[row][1].label} {fault}" for row, fault in self.faults.items()]
        if bad:
            self.card.tell(section(f"不收 {len(bad)} 条"))
        for said in bad[:4]:
            self.card.tell(FaceLabel(Face(said, Mark.LATE)))
        flags = [each.flag for each in good if each.flag]
        if flags:
            self.card.tell(section("要另一人审批"), words("；".join(flags[:3]), wrap=True))
        if good and self._kind() == AccountKind.HOUSEHOLD:
            short = bearing(self.store, self.today).warning(total)
            if short:
                self.card.tell(section("资金"), FaceLabel(Face(short, Mark.ASK)))

    def _odd(self, account: int, typed: str) -> str:
        return odd_amount(self.store, self.items.get(self._item_code()), typed)


def _offer(editor: Choice, codes: dict[str, str]) -> None:
    """Put these words into a choice, keeping what is typed."""
    if editor.property("codes") == codes:
        return
    editor.setProperty("codes", codes)
    editor.choose_from(list(codes))
