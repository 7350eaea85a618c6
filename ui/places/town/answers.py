"""What goes down to the villages: 回执, return slips, remarks, reminders, and the standards."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QObject, QTimer

from exporters.leaving.package import sealed_for
from exporters.publish import publish_bytes
from models.exchange.inbox import Remark, RemarkState
from models.exchange.keys import Side, correspondents
from models.keeping.permissions import May
from models.office.star_sets import star_set
from models.stars.opinion import Opinion
from models.stars.standard import Standard, items, standards
from models.town.answering import TownLetter, hand_down, letter_sheet, remarks_for, unsent
from models.town.received import (
    ReceivedReturn,
    Reception,
    ReceptionState,
    Round,
    receptions,
    returned_of,
    rounds,
    send_back,
)
from models.town.units import TownUnit, units
from models.values import clock
from models.values.periods import Period
from models.values.problem import Problem
from ui.kit.ask import StickBox
from ui.kit.card import Timeline, section, words
from ui.kit.chips import ALL, Chip
from ui.kit.list_section import ListSection
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.paper import PaperPane
from ui.kit.section import PlaceSection
from ui.kit.table import Column
from ui.kit.theme import Mark
from ui.parts.importing.opening import TakesList

if TYPE_CHECKING:
    from models.keeping.store import Store
    from ui.kit.page import Page


# ── One file for each village ────────────────────────────────────────────────


@dataclass(frozen=True)
class ToTell:
    """What there is to tell one village."""

    unit: TownUnit
    newest: tuple[Reception, ...]
    remarks: tuple[Remark, ...]
    reminders: tuple[Round, ...]
    last: TownLetter | None
    known: bool
    back: tuple[ReceivedReturn, ...] = ()
    """The returns of the newest packages that were sent back alone."""
    opinions: tuple[Opinion, ...] = ()
    """What was said of its stars and has not gone down."""

    @property
    def waiting(self) -> bool:
        """Whether something was not told yet.

        What is due is told again on another day.
        """
        if self.last is None:
            return bool(self.newest or self.remarks or self.reminders or self.opinions)
        told = self.last.made
        return (bool(self.opinions) or any(each.sent is None for each in self.remarks)
                or any((each.sent_back or each.taken) > told for each in self.newest)
                or (bool(self.reminders) and told.date() < clock.today()))


def to_tell(store: Store) -> list[ToTell]:
    """What there is to tell every village, in the town's order."""
    asked = rounds(store)
    return [_of(store, each, asked) for each in units(store)]


def _of(store: Store, unit: TownUnit, asked: Sequence[Round]) -> ToTell:
    found = receptions(store, unit.id)
    newest: dict[str, Reception] = {}
    for each in found:
        newest.setdefault(each.period, each)
    letters = store.find(TownLetter, "unit = ?", (unit.id,), "sequence DESC")
    return ToTell(
        unit, tuple(newest.values()),
        tuple(each for each in remarks_for(store, unit) if each.state == RemarkState.OPEN),
        tuple(each for each in asked if each.period not in newest),
        letters[0] if letters else None, bool(correspondents(store, Side.VILLAGE, unit.code)),
        tuple(one for each in newest.values() if each.state == ReceptionState.ACCEPTED
              for one in returned_of(store, each)), tuple(unsent(store, unit)))


def write_letter(
    store: Store, unit: TownUnit, folder: Path, standards: Sequence[Standard] = ()
) -> Path:
    """Everything there is to tell a village, onto the stick. :raises Problem: no key, or the disk.
    """
    kept = hand_down(store, unit, sealed_for,
                     lambda name, content: publish_bytes(folder / name, content), standards)
    return folder / kept.name


# ── writing them ─────────────────────────────────────────────────────────────


class Writing(QObject):
    """Writes to each village in turn; the page says how it ended."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._queue: list[TownUnit] = []
        self._done: list[str] = []
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._one)
        self.then: Callable[[], object] = lambda: None

    def begin(
        self, villages: Sequence[TownUnit], folder: Path, standards: Sequence[Standard] = ()
    ) -> None:
        """Write to these."""
        self._queue, self._done = list(villages), []
        self._folder, self._standards = folder, tuple(standards)
        self._next.start()

    def _one(self) -> None:
        if not self._queue:
            named = "、".join(self._done[:6]) + (" 等" if len(self._done) > 6 else "")
            many = f"共 {len(self._done)} 个村" if len(self._done) > 1 else ""
            self._page.strip.tell(
                f"{named}{many}的下发包写好了，已经读回核对，可以拔出。")
            self.then()
            return
        unit = self._queue.pop(0)
        if self._page.attempt(
            lambda: write_letter(self._page.store, unit, self._folder, self._standards)
        ):
            self._done.append(unit.name)
            self._next.start()


# ── Answers, as a list of the villages they wait for


STATES: dict[str, tuple[str, Mark]] = {
    ReceptionState.ACCEPTED: ("回执", Mark.DONE), ReceptionState.RETURNED: ("退回单", Mark.LATE)}


class Answers(ListSection[ToTell], PlaceSection):
    """Villages left, everything there is to tell one of them right."""

    listed, none, wide, unit = "要告诉各村的", "还没有要告诉各村的。", 660, "个村"
    no_such = "没有要下发的，都发过了。\n点“各村”，看每个村。"
    columns = (
        Column("村（社区）", 16, lead=True), Column("回执/退回", 14, face=lambda face: face),
        Column("批注", 6, numeric=True), Column("催报", 6, numeric=True),
        Column("下发", 13, face=lambda face: face),
    )

    def build(self) -> None:
        """The stick in the bar."""
        super().build()
        self.stick, self.writing = StickBox("写到"), Writing(self)
        self.put_first(self.stick)

    def read(self) -> list[Chip]:
        """What there is to tell."""
        self.lines = dict(enumerate(to_tell(self.store), 1))
        waiting = sum(map(_waits, self.lines.values()))
        self.tell(summary=f"要下发 {waiting} 个村")
        return [
            Chip("waiting", "要下发", waiting, Mark.ASK),
            Chip(ALL, "各村", len(self.lines)),
        ]

    def open(self, kind: str, row: int) -> None:
        """Show the village a remark is for."""
        self.chips.press(ALL)
        self.list.choose(next((at for at, each in self.lines.items()
                               if any(one.id == row for one in each.remarks)), 0))

    # ── doing ────────────────────────────────────────────────────────────────

    @action("写到 U 盘", icon="export", shortcut="Ctrl+S", main=True, may=May.SEND)
    def write(self) -> None:
        """A file for every village listed (or selected), each for that village alone."""
        chosen = self.list.chosen() if len(self.list.chosen()) > 1 else self.list.table.ids
        villages = [self.lines[at].unit for at in chosen if self.lines[at].known]
        if not villages:
            raise Problem("没有可以下发的村：还没有要说的，或还没有登记村里的密钥。")
        self.writing.begin(villages, self.stick.folder())

    @action("退回…", icon="undo", shortcut="Ctrl+R", place="card")
    def send_back(self) -> None:
        """Send the newest package of the village back, with the reason."""
        told = self.chosen_line()
        found = next((each for each in told.newest if each.state == ReceptionState.ACCEPTED), None)
        if found is None:
            raise Problem("这个村没有可以退回的包。")
        label = Period.parse(found.period).label
        self.strip.ask_why(
            f"退回{told.unit.name}{label}第 {found.sequence} 号包？退回后不计入汇总，等村里重报。",
            "哪里要改", "退回",
            lambda reason: self.attempt(lambda: send_back(self.store, found, reason)))

    @action("印在纸上…", icon="print", shortcut="Ctrl+P", place="card", may=None)
    def print_letter(self) -> None:
        """The same on paper, for a village without a key."""
        unit = self.chosen_line().unit
        self.put_right(PaperPane(lambda: letter_sheet(self.store, unit)))

    @action("看这个包", icon="returns", place="card", may=None)
    def to_return(self) -> None:
        """The village's newest package."""
        told = self.chosen_line()
        if told.newest:
            self.wanted.emit("reception", told.newest[0].id)

    # ── inside ───────────────────────────────────────────────────────────────

    def fits(self, line: ToTell) -> bool:
        """Whether it waits, unless all are asked for."""
        return self.chips.whole or _waits(line)

    def cells(self, line: ToTell) -> tuple[Any, ...]:
        """What there is to tell one village."""
        return _line(line)

    def show_card(self, line: ToTell | None) -> None:
        """Everything there is to tell one village."""
        if line is None:
            self.card.head("回执")
            return
        told = line
        last = f"上次下发 {told.last.made:%m-%d %H:%M}" if told.last else "还没有下发过"
        self.card.head(told.unit.name, last)
        if not told.known:
            self.card.tell(FaceLabel(Face("还没有这个村的密钥，请印在纸上带去。", Mark.LATE)))
        if told.newest:
            self.card.tell(section("回执和退回"))
        for each in told.newest:
            said, mark = STATES[each.state]
            label = Period.parse(each.period).label
            day = f"（{each.sent_back:%m-%d}）" if each.sent_back else ""
            reason = f"{day}：{each.words}" if each.words else day
            self.card.tell(FaceLabel(Face(f"{said}　{label}第 {each.sequence} 号{reason}", mark)))
            for one in (one for one in told.back if one.reception == each.id):
                said = f"退回单　{label}《{one.title}》：{one.back_reason}"
                self.card.tell(FaceLabel(Face(said, Mark.LATE)))
        if told.remarks:
            self.card.tell(section("批注"), Timeline([
                (f"{each.on_day:%m-%d}", each.place,
                 f"{each.text}（{'已下发' if each.sent else '还没下发'}）")
                for each in told.remarks]))
        if told.opinions:
            self.card.tell(section("研判（还没下发）"), words("\n".join(
                f"{each.about}　{each.said}"
                for each in told.opinions), wrap=True))
        if told.reminders:
            self.card.tell(section("催报"), words("\n".join(
                f"{Period.parse(each.period).label}：{each.due} 前报" for each in told.reminders)))


def _waits(each: ToTell) -> bool:
    return each.waiting and each.known


def _line(each: ToTell) -> tuple[Any, ...]:
    back = sum(one.state == ReceptionState.RETURNED for one in each.newest) + len(each.back)
    answer = Face(f"退回 {back}", Mark.LATE) if back else Face(
        f"回执 {len(each.newest)}", Mark.DONE) if each.newest else Face("")
    if not each.known:
        state = Face("没有密钥", Mark.LATE)
    else:
        state = Face("要下发", Mark.ASK) if each.waiting else Face("都下发了", Mark.DONE)
    return (each.unit.name, answer, len(each.remarks) or None, len(each.reminders) or None, state)


# ── 标准下发: taken in once and handed down to the villages


EMPTY = "还没有标准。\n导入县里发的标准表，再写到 U 盘带给各村；村里收下就装好了，版次和镇里一样。"


class Handing(TakesList, ListSection[Standard], PlaceSection):
    """Versions left, what is in one right."""

    listed, none, wide, unit, record = "创建标准", EMPTY, 620, "版", Standard
    takes = "standard"
    columns = (
        Column("年度", 6, numeric=True), Column("适用", 10), Column("版", 4, numeric=True),
        Column("标准", 30, lead=True), Column("施行", 11),
    )

    def build(self) -> None:
        """The stick in the bar."""
        super().build()
        self.stick, self.writing = StickBox("写到"), Writing(self)
        self.put_first(self.stick)

    def read(self) -> tuple[Chip, ...]:
        """Every version, the newest first."""
        self.lines = {each.rowid: each for each in standards(self.store) if not each.template}
        self.tell(summary=f"{len(units(self.store))} 个村")
        return ()

    def open(self, kind: str, row: int) -> None:
        """Show one standard."""
        self.list.choose(row)

    # ── doing ────────────────────────────────────────────────────────────────

    @action("下发给各村", icon="export", shortcut="Ctrl+S", main=True, may=May.SEND)
    def hand_down(self) -> None:
        """The standard looked at, to every village that uses it."""
        standard = self.line
        if standard is None:
            raise Problem("请先导入标准。")
        beside = star_set(standard.star_set).beside
        villages = [each for each in units(self.store)
                    if beside or each.star_set in (None, standard.star_set)]
        if not villages:
            raise Problem(f"没有用{star_set(standard.star_set).label}标准的村。")
        self.writing.begin(villages, self.stick.folder(), (standard,))

    @action("导入标准…", icon="import", shortcut="Ctrl+O")
    def take_in(self) -> None:
        """Read the county's table."""
        self.choose_list()

    # ── inside ───────────────────────────────────────────────────────────────

    def cells(self, line: Standard) -> tuple[Any, ...]:
        """For which year and whom."""
        return (line.year, star_set(line.star_set).label, line.version, line.title, line.since)

    def show_card(self, line: Standard | None) -> None:
        """What is in it."""
        if line is None:
            self.card.head("标准下发")
            return
        standard = line
        self.card.head(standard.title, standard.paper or "")
        found = items(self.store, standard.rowid)
        clauses = sum(len(each.clauses) for each in found)
        self.card.tell(words(f"{len(found)} 项、{clauses} 条", "second"), section("项目"),
                       words("\n".join(f"{each.task.number}　{each.task.title}"
                                       for each in found), wrap=True))
        last = self.store.find(TownLetter, order="id DESC")
        if last:
            self.card.tell(words(f"最近一次下发 {last[0].made:%Y-%m-%d %H:%M}", "faint"))
