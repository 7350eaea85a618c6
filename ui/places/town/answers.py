"""What goes down to the villages: 回执, return slips, remarks, reminders, and the standards."""

from __future__ import annotations

from typing import Any

from models.office.star_sets import star_set
from models.stars.standard import Standard, items, standards
from models.town.answering import TownLetter
from models.town.received import ReceptionState, send_back
from models.town.units import units
from models.values.periods import Period
from models.values.problem import Problem
from ui.kit.ask import StickBox
from ui.kit.card import Timeline, section, words
from ui.kit.chips import ALL, Chip
from ui.kit.list_section import ListSection
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.section import PlaceSection
from ui.kit.table import Column
from ui.kit.theme import Mark
from ui.parts.standard_import import StandardImport
from ui.places.town.desk import ToTell, Writing, to_tell

STATES: dict[str, tuple[str, Mark]] = {
    ReceptionState.ACCEPTED: ("回执", Mark.DONE), ReceptionState.RETURNED: ("退回单", Mark.LATE)}


class Answers(ListSection[ToTell], PlaceSection):
    """Villages left, everything there is to tell one of them right."""

    listed, none, wide, unit = "要告诉各村的", "还没有要告诉各村的。", 660, "个村"
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

    @action("写到 U 盘", icon="export", shortcut="Ctrl+S", main=True)
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

    @action("看这张表", icon="returns", place="card")
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
            self.card.tell(FaceLabel(Face("还没有这个村的密钥，写不了下发包。", Mark.LATE)))
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


class Handing(ListSection[Standard], PlaceSection):
    """Versions left, what is in one right."""

    listed, none, wide, unit, record = "创建标准", EMPTY, 620, "版", Standard
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

    @action("下发给各村", icon="export", shortcut="Ctrl+S", main=True)
    def hand_down(self) -> None:
        """The standard looked at, to every village that uses it."""
        standard = self.line
        if standard is None:
            raise Problem("请先导入标准。")
        villages = [each for each in units(self.store)
                    if each.star_set in (None, standard.star_set)]
        if not villages:
            raise Problem(f"没有用{star_set(standard.star_set).label}标准的村。")
        self.writing.begin(villages, self.stick.folder(), (standard,))

    @action("导入标准…", icon="import", shortcut="Ctrl+O")
    def take_in(self) -> None:
        """Read the county's table."""
        self.put_right(StandardImport(self.store, self.today))

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
