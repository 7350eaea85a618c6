"""来件: what the town sent down, as a list of things to mend, each leading to its record."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from importers.package.reading_room import packages_in, read_packages
from models.exchange.contents import HAD, PackageVerdict, Reading, Unread
from models.exchange.inbox import LetterKind, OpenedLetter, Receipt, Remark, ToMend, mend, to_mend
from models.exchange.keys import identities
from models.figures.labels import label
from models.town.judging import Judgement
from models.town.receiving import receive
from models.values.periods import Period
from models.values.problem import Problem
from ui.kit import ask
from ui.kit.ask import StickBox
from ui.kit.card import Card, section, words
from ui.kit.chips import Chip
from ui.kit.job import Progress, Work
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.place import place_for
from ui.kit.record_list import RecordList
from ui.kit.section import Section
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark
from ui.parts.drawn_return import DOWN

if TYPE_CHECKING:
    from models.keeping.store import Store

Read = tuple[Path, Reading | Unread]
MARKS = {LetterKind.REMARK: Mark.LATE, LetterKind.RETURN: Mark.LATE,
         LetterKind.REMINDER: Mark.ASK, LetterKind.RECEIPT: Mark.DONE}
OPEN, PAST = "open", "past"
EMPTY = "镇里没有要改的。\n镇里的回执、退回单、批注和新标准用 U 盘带回来，插上后点“收镇里来件”。"


def read_letters(paths: Sequence[Path], keys: list[str], progress: Progress) -> list[Read]:
    """Read the files of the stick in a process of their own; our own packages are passed over."""
    progress(-1, "正在读镇里来件…")
    letters = [each for each in packages_in(paths) if each in paths or each.name.startswith(DOWN)]
    return list(read_packages(letters, keys))


class ReplySection(Section):
    """What is to be mended at the left, what it says and what mends it at the right."""

    key, title = "replies", "来件"

    @classmethod
    def chip(cls, store: Store) -> Chip:
        """How much is to be mended."""
        return Chip(cls.key, cls.title, len(to_mend(store)), Mark.LATE)

    def build(self) -> None:
        """List left, card right."""
        self.found: list[ToMend] = []
        self.list = RecordList(self._table(), "镇里来件")
        self.list.say_empty(EMPTY)
        self.list.shown.connect(self._show)
        self.list.opened.connect(lambda _: self.attempt(self.go_and_mend))
        self.card = Card()
        self.card.steps(self.buttons("card"))
        self.stick, self.work = StickBox("从哪里收"), Work(self.strip)
        self.stick.came.connect(self._came)
        self.tool_row.insertWidget(0, self.stick)
        self.body.addWidget(self.work)
        self.lay_halves(self.list, self.card, 690)
        self.chips.chosen.connect(lambda _: self._list())
        self.zones = [self.list, self.card]

    def refresh(self) -> None:
        """What waits, and what was said before."""
        waiting = to_mend(self.store)
        past = [ToMend.of_receipt(each, "镇里收下了。")
                for each in self.store.find(Receipt, "done IS NOT NULL", order="id DESC")]
        done = map(ToMend.of_remark,
                   self.store.find(Remark, "state <> 'open'", order="id DESC"))
        self._waiting, self._past = waiting, [*done, *past]
        self.ask_over([Chip(OPEN, "要改", len(waiting), Mark.LATE),
                       Chip(PAST, "办过的", len(self._past))])
        self._list()

    # ── doing ────────────────────────────────────────────────────────────────

    @action("收镇里来件", icon="import", shortcut="Ctrl+O", main=True)
    def bring_in(self) -> None:
        """Open what the town sent down, from the stick."""
        folder = self.stick.folder()
        self._read([folder])

    @action("选文件…", icon="folder")
    def choose(self) -> None:
        """Open one file the town sent."""
        path = ask.file_to_open(self, "选镇里下发的文件", "下发包 (*.lxbag)")
        if path is not None:
            self._read([path])

    @action("去改", icon="edit", shortcut="Ctrl+G", place="card")
    def go_and_mend(self) -> None:
        """To the record a remark is about, or to the returns that came back."""
        found = self._current()
        ref = next((each for each in found.records if place_for(each[0]) is not None), None)
        if ref is not None:
            self.wanted.emit(*ref)
        else:
            self.wanted.emit("sending", found.period)

    @action("改好了…", icon="check", shortcut="Ctrl+R", place="card")
    def mended(self) -> None:
        """Say what was done about a remark; it goes up with the next package."""
        record = self._current().record
        if not isinstance(record, Remark):
            raise Problem("退回和催报，重新报送就办完了：按“去改”到报送。")
        self.strip.ask_why(f"{record.place}：{record.text}　怎么改的，会随下一包报到镇里：",
                           "如 补记了 8 月 20 日的走访", "改好了",
                           lambda answer: self.attempt(lambda: mend(self.store, record, answer)))

    @action("重新报送", icon="export", place="card")
    def send_again(self) -> None:
        """To the returns of that period."""
        self.wanted.emit("sending", self._current().period)

    # ── inside ───────────────────────────────────────────────────────────────

    def _came(self, folder: Path) -> None:
        if any(folder.glob("下发-*.lxbag")):
            self.strip.ask(f"U 盘里有镇里下发的文件，现在收吗？（{folder.name}）", {
                "收": lambda: self._read([folder]), "先不收": None})

    def _read(self, paths: Sequence[Path]) -> None:
        keys = identities(self.store)
        self.work.begin(lambda progress: read_letters(paths, keys, progress), self._take,
                        "正在读镇里来件…")

    def _take(self, found: list[Read], enrolling: Sequence[str] = ()) -> None:
        """Take in what is for us; what is not, is told with its reason."""
        held = list(receive(self.store, found, accept=True, enrolling=enrolling))
        refused = [each.judged for each in held if not each.taken]
        unknown = [each for each in refused if each.verdict == PackageVerdict.UNKNOWN_KEY]
        if unknown and not enrolling:
            self._ask_for_fingerprint(unknown[0], found)
        else:
            self._say([each.opened for each in held if each.opened], refused)

    def _ask_for_fingerprint(self, refused: Judgement, found: list[Read]) -> None:
        self.strip.ask_why(f"{refused.why}把登记表上的指纹照着写一遍：",
                           "五段，每段四个字符", "核对并收下",
                           lambda written: self._take(found, [written]))

    def _say(self, taken: list[OpenedLetter], refused: list[Judgement]) -> None:
        said = []
        if taken:
            remarks = sum(each.remarks for each in taken)
            standards = sum(len(each.standards) for each in taken)
            answers = sum(each.receipts for each in taken)
            kinds = ((answers, "件回执、退回或催报"), (remarks, "条批注"), (standards, "份新标准"))
            parts = [f"{count} {what}" for count, what in kinds if count]
            said.append(f"收了 {len(taken)} 份：{'、'.join(parts) or '没有要办的'}。")
        fresh = [each for each in refused if each.verdict not in HAD]
        said += [f"{each.label}：{each.why}" for each in fresh]
        if not said:
            said.append("没有新的来件，都收过了。" if refused else "这里没有镇里下发的文件。")
        (self.strip.refuse if fresh and not taken else self.strip.tell)("".join(said))

    def _list(self) -> None:
        self.found = self._past if self.chips.key == PAST else self._waiting
        self.list.show_ids(list(range(1, len(self.found) + 1)))
        self._show(self.list.current())
        self.tell(summary=f"要改 {len(self._waiting)} 处")

    def _current(self) -> ToMend:
        at = self.list.current()
        if not at:
            raise Problem("请先选一条。")
        return self.found[at - 1]

    def _show(self, at: int) -> None:
        self.card.forget()
        if not at or at > len(self.found):
            self.card.head("来件")
            self.offer(())
            return
        found = self.found[at - 1]
        record = found.record
        self.offer(("go_and_mend", "mended", "send_again") if isinstance(record, Remark) else
                   ("go_and_mend", "send_again") if record.done is None else ())
        period = Period.parse(found.period).label
        self.card.head(found.place, period if period != found.place else "")
        self.card.tell(FaceLabel(Face(
            f"{found.kind.label}：{found.words}", MARKS[found.kind])))
        if isinstance(record, Remark):
            by = f"{record.on_day} {record.author or '镇里'}"
            shown = f"当时报的是 {record.shown}。" if record.shown else ""
            self.card.tell(words(f"{by} 批注。{shown}", "second", wrap=True))
            if record.answer:
                self.card.tell(section("我们的答复"), words(record.answer, wrap=True))
            if found.records:
                self._tell_records(found.records)
        elif record.due is not None:
            self.card.tell(words(f"{record.due} 前报。", "second"))

    def _tell_records(self, refs: Sequence[tuple[str, int]]) -> None:
        self.card.tell(section("涉及的记录（Enter 打开第一条）"))
        named = [label(self.store, each) for each in refs[:12]]
        if len(refs) > len(named):
            named.append(f"……共 {len(refs)} 条")
        self.card.tell(words("\n".join(named), wrap=True))

    def _table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = [self.found[at - 1] for at in ids]
            return [(each.kind, Period.parse(each.period).label, each.place, each.words)
                    for each in shown]

        return RecordTable((
            Column("类别", 10, face=lambda kind: Face(kind.label, MARKS[kind])), Column("期次", 13),
            Column("位置", 24, lead=True), Column("镇里说", 34),
        ), rows)


