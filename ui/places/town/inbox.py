"""收件: packages from a stick or a folder, the verdict over each, what it changes, taking it in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QWidget

from models.exchange.allow_list import content_called
from models.exchange.contents import ASKED, PackageVerdict
from models.town.merging import MergedField
from models.town.received import Reception, ReceptionState, receptions
from models.town.receiving import InHand, judged_again, take_in
from models.town.units import TownUnit
from models.values.periods import Period
from models.values.problem import Problem
from ui.kit.ask import StickBox
from ui.kit.card import Card
from ui.kit.chips import Chip, Chips
from ui.kit.job import Work
from ui.kit.list_section import ListSection
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.record_list import RecordList
from ui.kit.section import PlaceSection
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark
from ui.parts.drawn_return import DOWN, Desk, counted, held_counts, held_face, looked_at

# ── One package


MOST = 500
CHANGED, ADDED, REMOVED, CONFLICTS = "changed", "added", "removed", "conflicts"
RETURNS = "returns"


class PackageCard(Card):
    """The verdict, and the differences of one sort at a time, field by field."""

    def __init__(self) -> None:
        super().__init__()
        self.held: InHand | None = None
        self._shown: list[tuple[str, str, str, str]] = []
        self.chips = Chips()
        self.changes = RecordList(RecordTable((
            Column("记录和栏", 22, lead=True), Column("原来", 14, text=True),
            Column("现在", 14, text=True),
            Column("镇里写的", 12, text=True),
        ), lambda ids: [self._shown[at - 1] for at in ids]), "这个包的改动")
        self.changes.say_empty("没有。")
        self.chips.chosen.connect(lambda _: self._list())
        self.fill(self.chips, self.changes)

    @property
    def zone(self) -> QWidget:
        """What the package changes."""
        return self.changes

    def show_held(self, held: InHand | None) -> None:
        """Show a package in hand; None shows nothing."""
        another = held is not None and (self.held is None or self.held.path != held.path)
        self.held = held
        for each in (self.chips, self.changes):
            each.setVisible(held is not None and held.seen is not None)
        if held is None:
            self.head("收件")
            return
        reading = held.judged.reading
        self.head(
            held.name, f"校验码 {reading.short} · {str(held.says['made']).replace('T', ' ')} "
            f"由{held.says['by'] or '村里'}生成"
            if reading and "made" in held.says else held.judged.name)
        why = "已收下，被替换的旧值都留在历史里。" if held.taken else held.judged.why
        self.tell(FaceLabel(Face(why, held_face(held).mark)))
        if held.seen is not None:
            seen = held.seen.counts
            if another:
                self.chips.key = next((key for key, found in (
                    (RETURNS, held.seen.returns), (CHANGED, held.seen.changed)) if found),
                    ADDED)
            told = [Chip(RETURNS, "报表不同", len(held.seen.returns))]
            self.chips.show_chips([
                *(told if held.seen.returns else ()),
                Chip(CHANGED, "改动", len(held.seen.changed)),
                Chip(ADDED, "新增", seen[ADDED]), Chip(REMOVED, "删去", seen[REMOVED]),
                Chip(CONFLICTS, "冲突", seen[CONFLICTS], Mark.LATE),
            ])
            self._list()

    def show_reception(self, found: Reception, name: str) -> None:
        """Show a package that was taken in before."""
        self.show_held(None)
        self.head(name, f"校验码 {found.short} · 第 {found.sequence} 号 · {found.taken} 收下")
        mark = Mark.DONE if found.state == ReceptionState.ACCEPTED else Mark.LATE
        reason = f"：{found.words}" if found.words else ""
        self.tell(FaceLabel(Face(f"{ReceptionState(found.state).label}{reason}", mark)))

    def change(self) -> MergedField | None:
        """The conflict looked at."""
        if self.held is None or self.held.seen is None or self.chips.key != CONFLICTS:
            return None
        at = self.changes.current()
        return self.held.seen.conflicts[at - 1] if at else None

    # ── inside ───────────────────────────────────────────────────────────────

    def _list(self) -> None:
        assert self.held is not None and self.held.seen is not None
        seen, which = self.held.seen, self.chips.key
        whole = {ADDED: seen.added, REMOVED: seen.removed}
        if which in whole:
            self._shown = [(f"{_kind(name)} {len(found):,} 条", "", "", "")
                           for name, found in whole[which].items()]
        elif which == RETURNS:
            self._shown = [(place, sent or "空", now or "空", "") for place, sent, now in
                           seen.returns]
        else:
            shown = seen.conflicts if which == CONFLICTS else seen.changed[:MOST]
            self._shown = [(each.place, each.shown(each.was), each.shown(each.now),
                            self._town(each))
                           for each in shown]
        for column in range(1, len(self.changes.table.columns)):
            self.changes.setColumnHidden(column, which in whole)
        self.changes.show_ids(list(range(1, len(self._shown) + 1)))

    def _town(self, change: MergedField) -> str:
        assert self.held is not None
        if change.town is None:
            return ""
        shown = change.shown(change.town)
        return f"{shown}（保留）" if change in self.held.kept else shown


def _kind(name: str) -> str:
    content = content_called(name)
    return content.kind.label if content else name


# ── All of them


HELD, PAST = "held", "past"
EMPTY = ("插上村里的 U 盘，或选一个放着报送包的文件夹，再按 Ctrl+O。\n"
         "先核对、看清改动，点“收下这一个”或“全部收下”以前什么都不写。")


class Inbox(ListSection[InHand | Reception], PlaceSection):
    """The batch in hand, or what was taken in before; the card shows one package."""

    listed, wide, apart, unit = "收到的报送包", 640, True, "个"
    columns = (
        Column("单位", 16, lead=True), Column("结论", 17, face=lambda face: face),
        Column("期次", 13), Column("号", 5, numeric=True), Column("改动", 20),
    )

    def build(self) -> None:
        """The stick in the bar; what is read from it is told over the list."""
        self.held: list[InHand] = []
        self.passphrase = ""
        self._queue: list[int] = []
        self.work = Work(self.strip)
        self.body.addWidget(self.work)
        super().build()
        self.stick = StickBox("从哪里收")
        self.stick.came.connect(self._came)
        self.put_first(self.stick)
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._take_next)

    def made_card(self) -> PackageCard:
        """One package, and what it changes."""
        return PackageCard()

    def read(self) -> list[Chip]:
        """What is in hand, and what was taken in."""
        self.past = receptions(self.store)
        self.names = {each.id: each.name for each in self.store.find(TownUnit)}
        return [
            Chip(HELD, "这一批", len(self.held), Mark.ASK),
            Chip(PAST, "收过的", len(self.past)),
        ]

    def open(self, kind: str, row: Any) -> None:
        """Show a package that was taken in, or judge the one at a path."""
        if isinstance(row, Path):
            self.judge([row])
            return
        self.chips.press(PAST)
        self.look_at(row)

    # ── doing ────────────────────────────────────────────────────────────────

    @action("核对", icon="import", shortcut="Ctrl+O", may=None)
    def read_stick(self) -> None:
        """Read every package on the stick or in the folder; nothing is taken in."""
        self.judge([self.stick.folder()])

    @action("全部收下", icon="check", shortcut="Ctrl+S", main=True)
    def take_all(self) -> None:
        """Take in everything that may be, village by village."""
        self._queue = [at for at, each in enumerate(self.held, 1) if each.fit]
        if not self._queue:
            raise Problem("没有可以收下的包。先插上 U 盘按 Ctrl+O 核对。")
        self._next.start()

    @action("收下这一个", icon="check", place="card")
    def take_one(self) -> None:
        """Take in the package looked at; a gap or a fork only when the clerk says so."""
        at, held = self._current()
        if held.judged.verdict in ASKED:
            self.strip.ask(f"{held.judged.why}问清楚了吗？", {
                "问清了，照收": lambda: self.attempt(
                    lambda: self._take_alone(at, held.judged.verdict)),
                "先不收": None})
        else:
            self._take_alone(at)

    @action("核对指纹登记…", icon="seal", place="card")
    def enrol(self) -> None:
        """Register the village of the package looked at, from its stamped form."""
        at, held = self._current()

        def written(fingerprint: str) -> None:
            self.held[at - 1] = judged_again(self.store, held, fingerprint)
            self.narrow()
            if self.held[at - 1].judged.verdict == PackageVerdict.UNKNOWN_KEY:
                self.strip.refuse("写的指纹和这个包的不一样，没有登记。请和登记表逐字核对。")

        self.strip.ask_why(f"照{held.name}盖章登记表上的指纹写一遍：", "五段，每段四个字符",
                           "登记", written)

    @action("保留镇里的值", icon="undo", place="card")
    def keep_ours(self) -> None:
        """In the conflict looked at, what the town wrote goes on standing; once more: no longer."""
        at, held = self._current()
        change = self.card.change()
        if change is None or change.town is None:
            raise Problem("请先在“冲突”里选一处镇里改过的。")
        self.held[at - 1] = replace(held, kept=held.kept ^ {change})
        self.narrow()

    @action("口令…", icon="veil")
    def ask_passphrase(self) -> None:
        """For packages sealed with a passphrase."""
        def given(words: str) -> None:
            self.passphrase = words
            self.attempt(self.read_stick)

        self.strip.ask_why("村里用口令加密的包，把村里告诉的口令写在这里：", "口令", "再核对",
                           given, secret=True)

    # ── inside ───────────────────────────────────────────────────────────────

    def judge(self, places: Sequence[Path]) -> None:
        """Read and judge what lies in these places."""
        desk, words = Desk.of(self.store), self.passphrase
        self.work.begin(lambda progress: looked_at(desk, places, words, progress), self._looked,
                        "正在核对…")

    def _looked(self, held: list[InHand]) -> None:
        self.held = sorted(held, key=lambda each: not each.fit)
        self.refresh()
        self.chips.press(HELD)
        if not held:
            self.strip.tell("这里没有报送包（.lxbag）。请选村里交来的 U 盘或文件夹。")
        self.list.setFocus()

    def _came(self, folder: Path) -> None:
        found = [each for each in folder.glob("*.lxbag") if not each.name.startswith(DOWN)]
        if found:
            self.strip.ask(f"U 盘 {folder.name} 里有 {len(found)} 个报送包，现在核对吗？", {
                "核对": lambda: self.judge([folder]), "先不看": None})

    def _take_next(self) -> None:
        """One village at a time, so that the window goes on living."""
        if not self._queue:
            taken = sum(each.taken for each in self.held)
            left = len(self.held) - taken
            rest = f"，{left} 个没有收，原因写在各行" if left else ""
            self.strip.tell(f"收下 {taken} 个{rest}。")
            return
        at = self._queue.pop(0)
        self._take(at)  # refused, it says so in its line; the other villages go on
        self._next.start()

    def _take_alone(self, at: int, despite: str = "") -> None:
        """:raises Problem: it is not taken in, and why."""
        if not self._take(at, despite):
            raise Problem(self.held[at - 1].judged.why)

    def _take(self, at: int, despite: str = "") -> bool:
        self.held[at - 1] = now = take_in(self.store, self.held[at - 1], despite=(despite,))
        self.narrow()
        return now.taken

    def _current(self) -> tuple[int, InHand]:
        line = self.chosen_line()
        if not isinstance(line, InHand):
            raise Problem("请先在“这一批”里选一个包。")
        return self.list.current(), line

    def narrow(self) -> None:
        """Count at the foot what may be taken in."""
        super().narrow()
        fit = sum(each.fit for each in self.held)
        self.tell(summary=f"这一批 {len(self.held)} 个，可以收下 {fit} 个" if self.held else "")

    def answers(self) -> dict[int, InHand | Reception]:
        """The batch, or what was taken in."""
        if self.chips.key == PAST:
            return {each.rowid: each for each in self.past}
        return dict(enumerate(self.held, 1))

    def nothing(self) -> str:
        """Where packages come from."""
        return EMPTY

    def offered(self, line: InHand | Reception | None) -> list[str]:
        """What the verdict asks for."""
        if not isinstance(line, InHand):
            return []
        unknown = line.judged.verdict == PackageVerdict.UNKNOWN_KEY
        sought = line.seen is not None and bool(line.seen.conflicts)
        return (["take_one"] * (not line.taken) + ["enrol"] * unknown + ["keep_ours"] * sought)

    def cells(self, line: InHand | Reception) -> tuple[Any, ...]:
        """Whose package, and what it is worth."""
        if isinstance(line, InHand):
            return _held_line(line)
        return _past_line(line, self.names.get(line.unit, ""))

    def show_card(self, line: InHand | Reception | None) -> None:
        """The verdict and what it changes, or what became of it."""
        if isinstance(line, Reception):
            self.card.show_reception(line, self.names.get(line.unit, ""))
        else:
            self.card.show_held(line)


def _held_line(held: InHand) -> tuple[Any, ...]:
    says = held.says
    try:
        period = Period.parse(str(says.get("period", ""))).label
    except Problem:
        period = ""
    return held.name, held_face(held), period, says.get("sequence"), held_counts(held)


def _past_line(each: Reception, name: str) -> tuple[Any, ...]:
    mark = Mark.DONE if each.state == ReceptionState.ACCEPTED else Mark.LATE
    return (name, Face(ReceptionState(each.state).label, mark), Period.parse(each.period).label,
            each.sequence, counted(each.added, each.changed, each.removed))
