"""各村进度: who has reported a period, who is late, who is missing, by 管区."""

from __future__ import annotations

from collections import Counter
from typing import Any

from models.exchange.keys import Side, correspondents, fingerprint
from models.keeping.record import Draft
from models.town.answering import remarks_for
from models.town.received import (
    ReceptionState,
    ReportState,
    Round,
    UnitStanding,
    ask_for,
    receptions,
    rounds,
    standings,
    standings_sheet,
)
from models.town.units import TownUnit, keep_unit
from models.values import clock
from models.values.periods import Period, Span
from models.values.problem import Problem
from ui.kit.card import Card, Timeline, section, words
from ui.kit.chips import Chip
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.paper import PaperPane
from ui.kit.record_list import RecordList
from ui.kit.section import PlaceSection
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark

MARKS = {ReportState.REPORTED: Mark.DONE, ReportState.LATE: Mark.ASK,
         ReportState.RETURNED: Mark.LATE, ReportState.MISSING: Mark.LATE,
         ReportState.WAITING: Mark.NONE}
UNIT_FORM = ("name", "code", "district", "community", "star_set", "place", "left")
ROUND_FORM = ("period", "due", "note")


class Standings(PlaceSection):
    """The villages of the town for one period; the card tells the story of one village."""

    def build(self) -> None:
        """Periods as chips, villages left, one village right."""
        self.today = clock.today()
        self.found: list[UnitStanding] = []
        self.list = RecordList(self._table(), "各村进度")
        self.list.say_empty("还没有村。按“加村…”，或在“设置 › 密钥”里收村里的密钥卡。")
        self.list.shown.connect(self._show)
        self.list.opened.connect(lambda _: self.attempt(self.edit))
        self.card = Card()
        self.card.steps(self.buttons("card"))
        self.lay_halves(self.list, self.card, 700)
        self.chips.chosen.connect(lambda _: self._list())
        self.zones = [self.list, self.card]

    def refresh(self) -> None:
        """The periods asked for and those that came in."""
        self.today = clock.today()
        asked = [each.period for each in rounds(self.store)]
        came = [each.period for each in receptions(self.store)]
        periods = sorted(list(dict.fromkeys([*asked, *came]))[:6] or [str(self._last())],
                         key=lambda each: Period.parse(each).days[::-1], reverse=True)
        chips = [Chip(each, Period.parse(each).label, self._open(each) or None, Mark.LATE)
                 for each in periods]
        self.ask_over(chips)
        self._list()
        if isinstance(self.beside.pane, PaperPane):
            self.beside.pane.refresh()

    def open(self, kind: str, row: int) -> None:
        """Show one village."""
        self.list.choose(row)

    # ── doing ────────────────────────────────────────────────────────────────

    @action("收报期次…", icon="calendar", shortcut="Ctrl+N", main=True)
    def ask_for_period(self) -> None:
        """Say which period is asked for, and by when."""
        record = Round(period=str(self._last()), due=self.today)

        def keep(asked: Round) -> None:
            ask_for(self.store, Period.parse(asked.period), asked.due, asked.note or "")
            self.refresh()
            self.chips.press(asked.period)

        self.fill_in("要各村报哪一期", record, ROUND_FORM, "round:new", keep)

    @action("加村…", icon="plus")
    def add(self) -> None:
        """A village of the town."""
        self.fill_in("加村（社区）", Draft(TownUnit, {"star_set": "rural"}), UNIT_FORM,
                     "town_unit:new", lambda kept: keep_unit(self.store, kept))

    @action("打印…", icon="print", shortcut="Ctrl+P")
    def print_out(self) -> None:
        """The period as a paper: seen first, then printed."""
        if not self.found:
            raise Problem("还没有村，没有可以打印的。")
        period = Period.parse(self.chips.key)
        self.put_right(PaperPane(
            lambda: standings_sheet(self.store, period, self.today)))

    @action("改这个村…", icon="edit", place="card")
    def edit(self) -> None:
        """The village's name, code, 管区 and order."""
        unit = self._current().unit
        self.fill_in(unit.name, unit, UNIT_FORM, f"town_unit:{unit.id}",
                     lambda kept: keep_unit(self.store, kept))

    @action("看收件", icon="import", place="card")
    def to_package(self) -> None:
        """The village's newest package of the period."""
        found = self._current().reception
        if found is None:
            raise Problem("这一期还没有收到这个村的包。")
        self.wanted.emit("reception", found.id)

    # ── inside ───────────────────────────────────────────────────────────────

    def _last(self) -> Period:
        return Period.of(self.today, Span.QUARTER).previous()

    def _open(self, period: str) -> int:
        found = standings(self.store, period, self.today)
        return sum(each.state in (ReportState.MISSING, ReportState.RETURNED) for each in found)

    def _list(self) -> None:
        self.found = standings(self.store, self.chips.key, self.today)
        ids = [each.unit.rowid for each in self.found]
        self.list.show_ids(ids)
        self._show(self.list.current())
        counts = Counter(each.state for each in self.found)
        self.tell(summary=f"共 {len(ids)} 个 · " + " · ".join(
            f"{state.label} {counts[state]}" for state in ReportState if counts[state]))

    def _current(self) -> UnitStanding:
        at = self.list.current()
        found = next((each for each in self.found if each.unit.id == at), None)
        if found is None:
            raise Problem("请先选一个村。")
        return found

    def _show(self, at: int) -> None:
        self.card.forget()
        if not any(each.unit.id == at for each in self.found):
            self.card.head("各村进度")
            return
        standing = self._current()
        unit = standing.unit
        self.card.head(unit.name, " · ".join(filter(None, (
            unit.district, unit.community, unit.kind.label, unit.code))))
        days = f"，{standing.days} 天" if standing.days else ""
        why = f"：{standing.words}" if standing.words else ""
        self.card.tell(FaceLabel(Face(f"{standing.label}{days}{why}", MARKS[standing.state])))
        keys = correspondents(self.store, Side.VILLAGE, unit.code)
        said = (f"密钥指纹 {fingerprint(keys[0].signing or '', keys[0].receiving)}" if keys
                else "还没有登记这个村的密钥。")
        self.card.tell(words(said, "second", wrap=True), section("收过的包"))
        lines = [(f"{each.taken:%m-%d %H:%M}", f"第 {each.sequence} 号",
                  f"{Period.parse(each.period).label} {ReceptionState(each.state).label}"
                  + (f"：{each.words}" if each.words else ""))
                 for each in receptions(self.store, unit.id)[:8]]
        self.card.tell(Timeline(lines) if lines else words("还没有收过。", "faint"))
        remarks = remarks_for(self.store, unit)
        if remarks:
            self.card.tell(section("批注"), Timeline([
                (f"{each.on_day:%m-%d}", each.place, f"{each.text}"
                 + (f"　答：{each.answer}" if each.answer else "")) for each in remarks[:8]]))

    def _table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = {each.unit.id: each for each in self.found}
            return [_line(shown[at]) for at in ids]

        return RecordTable((
            Column("管区", 12), Column("村（社区）", 16, lead=True),
            Column("状态", 13, face=lambda face: face), Column("收件", 14),
            Column("天数", 6, numeric=True), Column("号", 5, numeric=True),
        ), rows)


def _line(each: UnitStanding) -> tuple[Any, ...]:
    found = each.reception
    return (each.unit.district or "", each.unit.name, Face(each.label, MARKS[each.state]),
            f"{found.taken:%m-%d %H:%M}" if found else "", each.days or None,
            found.sequence if found else None)
