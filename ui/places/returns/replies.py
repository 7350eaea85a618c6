"""来件: what the town sent down, as a list of things to mend, each leading to its record."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from importers.package.reading_room import packages_in, read_packages
from models.exchange.chain import packages
from models.exchange.contents import HAD, PackageVerdict, Reading, Unread
from models.exchange.inbox import LetterKind, OpenedLetter, Receipt, Remark, ToMend, mend, to_mend
from models.exchange.keys import identities
from models.figures.labels import label
from models.keeping.permissions import May
from models.town.judging import Judgement
from models.town.receiving import receive
from models.values.periods import Period
from models.values.problem import Problem
from ui.kit import ask
from ui.kit.ask import StickBox
from ui.kit.card import section, words
from ui.kit.chips import Chip
from ui.kit.job import Progress, Work
from ui.kit.list_section import ListSection
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.place import place_for
from ui.kit.table import Column
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


class ReplySection(ListSection[ToMend]):
    """What is to be mended at the left, what it says and what mends it at the right."""

    key, title, listed, none = "replies", "来件", "镇里来件", EMPTY
    enter, wide, apart, unit = "go_and_mend", 690, True, "件"
    columns = (
        Column("类别", 10, face=lambda kind: Face(kind.label, MARKS[kind])), Column("期次", 13),
        Column("位置", 24, lead=True), Column("镇里说", 34),
    )

    @classmethod
    def chip(cls, store: Store) -> Chip:
        """How much is to be mended."""
        return Chip(cls.key, cls.title, len(to_mend(store)), Mark.LATE)

    def build(self) -> None:
        """The stick in the bar; what is read from it is told over the list."""
        self.stick, self.work = StickBox("从哪里收"), Work(self.strip)
        self.stick.came.connect(self._came)
        self.tool_row.insertWidget(0, self.stick)
        self.body.addWidget(self.work)
        super().build()

    def read(self) -> list[Chip]:
        """What waits, and what was said before."""
        waiting = to_mend(self.store)
        past = [ToMend.of_receipt(each, "镇里收下了。")
                for each in self.store.find(Receipt, "done IS NOT NULL", order="id DESC")]
        done = map(ToMend.of_remark,
                   self.store.find(Remark, "state <> 'open'", order="id DESC"))
        self._waiting, self._past = waiting, [*done, *past]
        self.tell(summary=f"要改 {len(waiting)} 处")
        return [Chip(OPEN, "要改", len(waiting), Mark.LATE), Chip(PAST, "办过的", len(self._past))]

    # ── doing ────────────────────────────────────────────────────────────────

    @action("收镇里来件", icon="import", shortcut="Ctrl+O", main=True)
    def bring_in(self) -> None:
        """Open what the town sent down, from the stick."""
        folder = self.stick.folder()
        self.read_from([folder])

    @action("选文件…", icon="folder")
    def choose(self) -> None:
        """Open one file the town sent."""
        path = ask.file_to_open(self, "选镇里下发的文件", "下发包 (*.lxbag)")
        if path is not None:
            self.read_from([path])

    @action("去改", icon="edit", shortcut="F2", place="card", may=None)
    def go_and_mend(self) -> None:
        """To the record a remark is about, or to the returns that came back."""
        found = self.chosen_line()
        ref = next((each for each in found.records if place_for(each[0]) is not None), None)
        if ref is not None:
            self.wanted.emit(*ref)
        else:
            self.wanted.emit("sending", found.period)

    @action("改好了…", icon="check", place="card")
    def mended(self) -> None:
        """Say what was done about a remark; it goes up with the next package."""
        record = self.chosen_line().record
        if not isinstance(record, Remark):
            raise Problem("退回和催报，重新报送就办完了：按“去改”到报送。")
        self.strip.ask_why(f"{record.place}：{record.text}　怎么改的，会随下一包报到镇里：",
                           "如 补记了 8 月 20 日的走访", "改好了",
                           lambda answer: self.attempt(lambda: mend(self.store, record, answer)))

    @action("重新报送", icon="export", place="card", may=May.SEND)
    def send_again(self) -> None:
        """To the returns of that period."""
        self.wanted.emit("sending", self.chosen_line().period)

    # ── inside ───────────────────────────────────────────────────────────────

    def _came(self, folder: Path) -> None:
        if any(folder.glob("下发-*.lxbag")):
            self.strip.ask(f"U 盘里有镇里下发的文件，现在收吗？（{folder.name}）", {
                "收": lambda: self.read_from([folder]), "先不收": None})

    def read_from(self, paths: Sequence[Path]) -> None:
        """Read what the town sent in these places, and take in what is for us."""
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
            opinions = sum(each.opinions for each in taken)
            kinds = ((answers, "件回执、退回或催报"), (remarks, "条批注"),
                     (opinions, "条镇里意见（在“五星 › 评定”里看）"), (standards, "份新标准"))
            parts = [f"{count} {what}" for count, what in kinds if count]
            said.append(f"收了 {len(taken)} 份：{'、'.join(parts) or '没有要办的'}。")
        locked = [each.name for each in refused if each.verdict == PackageVerdict.LOCKED]
        ours = {each.name for each in packages(self.store)}.intersection(locked)
        others = len(locked) - len(ours)
        fresh = [each for each in refused if each.verdict not in (*HAD, PackageVerdict.LOCKED)]
        said += [f"{each.label}：{each.why}" for each in fresh]
        said += [f"{each} 是本村报出去的包，要在乡镇的资料文件里收。" for each in sorted(ours)]
        if not said and len(refused) > others:
            said.append("没有新的来件，都收过了。")
        if others:
            asked = "" if said else "该给本单位的，请镇里核对用的是不是本单位现在的密钥卡。"
            said.append(f"有 {others} 份不是给本单位的，没有收。{asked}")
        if not said:
            said.append("这里没有镇里下发的文件。")
        (self.strip.refuse if fresh and not taken else self.strip.tell)("".join(said))

    def answers(self) -> dict[int, ToMend]:
        """What waits, or what was done."""
        return dict(enumerate(self._past if self.chips.key == PAST else self._waiting, 1))

    def offered(self, line: ToMend | None) -> tuple[str, ...]:
        """A remark is answered; what came back is sent again."""
        if line is None:
            return ()
        if isinstance(line.record, Remark):
            return "go_and_mend", "mended", "send_again"
        return ("go_and_mend", "send_again") if line.record.done is None else ()

    def cells(self, line: ToMend) -> tuple[Any, ...]:
        """What the town says, and where."""
        return line.kind, Period.parse(line.period).label, line.place, line.words

    def show_card(self, line: ToMend | None) -> None:
        """What it says and what mends it."""
        if line is None:
            self.card.head("来件")
            return
        found, record = line, line.record
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
