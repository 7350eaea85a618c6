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
from models.values.periods import Period, Span
from models.values.problem import Problem
from ui.kit.card import Timeline, section, words
from ui.kit.chips import Chip
from ui.kit.list_section import ListSection
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.paper import PaperPane
from ui.kit.section import PlaceSection
from ui.kit.table import Column
from ui.kit.theme import Mark

MARKS = {ReportState.REPORTED: Mark.DONE, ReportState.LATE: Mark.ASK,
         ReportState.RETURNED: Mark.LATE, ReportState.MISSING: Mark.LATE,
         ReportState.WAITING: Mark.NONE}
UNIT_FORM = ("name", "code", "district", "community", "star_set", "place", "left")
ROUND_FORM = ("period", "due", "note")


class Standings(ListSection[UnitStanding], PlaceSection):
    """The villages of the town for one period; the card tells the story of one village."""

    listed, wide, unit, enter = "各村进度", 700, "个村", "edit"
    none = "还没有村。按“加村…”，或在“设置 › 密钥”里收村里的密钥卡。"
    columns = (
        Column("管区", 12), Column("村（社区）", 16, lead=True),
        Column("状态", 13, face=lambda face: face), Column("收件", 14),
        Column("天数", 6, numeric=True), Column("号", 5, numeric=True),
    )

    def read(self) -> list[Chip]:
        """The periods asked for and those that came in."""
        asked = [each.period for each in rounds(self.store)]
        came = [each.period for each in receptions(self.store)]
        periods = sorted(list(dict.fromkeys([*asked, *came]))[:6] or [str(self._last())],
                         key=lambda each: Period.parse(each).days[::-1], reverse=True)
        self.of = {each: standings(self.store, each, self.today) for each in periods}
        return [Chip(each, Period.parse(each).label, sum(map(_open, found)) or None, Mark.LATE)
                for each, found in self.of.items()]

    def open(self, kind: str, row: int) -> None:
        """Show one village."""
        self.look_at(row)

    # ── doing ────────────────────────────────────────────────────────────────

    @action("收报期次…", icon="calendar", shortcut="Ctrl+N", main=True)
    def ask_for_period(self) -> None:
        """Say which period is asked for, and by when."""
        record = Round(period=str(self._last()), due=self.today)

        def keep(asked: Round) -> None:
            ask_for(self.store, Period.parse(asked.period), asked.due, asked.note or "")
            self.chips.press(asked.period)

        self.fill_in("要各村报哪一期", record, ROUND_FORM, "round:new", keep)

    @action("加村…", icon="plus")
    def add(self) -> None:
        """A village of the town."""
        self.fill_in("加村（社区）", Draft(TownUnit, {"star_set": "rural"}), UNIT_FORM,
                     "town_unit:new", lambda kept: keep_unit(self.store, kept))

    @action("打印…", icon="print", shortcut="Ctrl+P", may=None)
    def print_out(self) -> None:
        """The period as a paper: seen first, then printed."""
        if not self.shown:
            raise Problem("还没有村，没有可以打印的。")
        period = Period.parse(self.chips.key)
        self.put_right(PaperPane(
            lambda: standings_sheet(self.store, period, self.today)))

    @action("改这个村…", icon="edit", place="card")
    def edit(self) -> None:
        """The village's name, code, 管区 and order."""
        unit = self.chosen_line().unit
        self.fill_in(unit.name, unit, UNIT_FORM, f"town_unit:{unit.id}",
                     lambda kept: keep_unit(self.store, kept))

    @action("看收件", icon="import", place="card", may=None)
    def to_package(self) -> None:
        """The village's newest package of the period."""
        found = self.chosen_line().reception
        if found is None:
            raise Problem("这一期还没有收到这个村的包。")
        self.wanted.emit("reception", found.id)

    # ── inside ───────────────────────────────────────────────────────────────

    def _last(self) -> Period:
        return Period.of(self.today, Span.QUARTER).previous()

    def answers(self) -> dict[int, UnitStanding]:
        """Every village of the town, as it stands in the period."""
        return {each.unit.rowid: each for each in self.of[self.chips.key]}

    def narrow(self) -> None:
        """Count them at the foot."""
        super().narrow()
        counts = Counter(each.state for each in self.shown.values())
        self.tell(summary=f"共 {len(self.shown)} 个 · " + " · ".join(
            f"{state.label} {counts[state]}" for state in ReportState if counts[state]))

    def cells(self, line: UnitStanding) -> tuple[Any, ...]:
        """Where the village stands, and what came in of it."""
        found = line.reception
        return (line.unit.district or "", line.unit.name, Face(line.label, MARKS[line.state]),
                f"{found.taken:%m-%d %H:%M}" if found else "", line.days or None,
                found.sequence if found else None)

    def show_card(self, line: UnitStanding | None) -> None:
        """How it stands, its key, its packages, what was remarked."""
        if line is None:
            self.card.head("各村进度")
            return
        unit = line.unit
        self.card.head(unit.name, " · ".join(filter(None, (
            unit.district, unit.community, unit.kind.label, unit.code))))
        days = f"，{line.days} 天" if line.days else ""
        why = f"：{line.words}" if line.words else ""
        self.card.tell(FaceLabel(Face(f"{line.label}{days}{why}", MARKS[line.state])))
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


def _open(each: UnitStanding) -> bool:
    return each.state in (ReportState.MISSING, ReportState.RETURNED)
