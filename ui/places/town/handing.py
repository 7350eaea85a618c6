"""标准下发: the standards of the year, taken in once and handed down to the villages."""

from __future__ import annotations

from typing import Any

from models.office.star_sets import star_set
from models.stars.standard import Standard, items, standards
from models.town.answering import TownLetter
from models.town.units import units
from models.values import clock
from models.values.problem import Problem
from ui.kit.card import Card, section, words
from ui.kit.page import action
from ui.kit.record_list import RecordList
from ui.kit.sticks import StickBox
from ui.kit.table import Column, RecordTable
from ui.parts.standard_import import StandardImport
from ui.places.town.desk import TownDesk
from ui.places.town.letters import Writing

EMPTY = "还没有标准。\n导入县里发的标准表，再写到 U 盘带给各村；村里收下就装好了，版次和镇里一样。"


class Handing(TownDesk):
    """Versions left, what is in one right."""

    def build(self) -> None:
        """List left, card right."""
        self.today = clock.today()
        self.found: list[Standard] = []
        self.list = RecordList(self._table(), "创建标准")
        self.list.say_empty(EMPTY)
        self.list.shown.connect(self._show)
        self.card = Card()
        self.stick, self.writing = StickBox("写到"), Writing(self)
        self.put_first(self.stick)
        self.lay_halves(self.list, self.card, 620)
        self.zones = [self.list, self.card]

    def refresh(self) -> None:
        """Every version, the newest first."""
        self.found = [each for each in standards(self.store) if not each.template]
        self.list.table.show_ids(list(range(1, len(self.found) + 1)))
        self.list.keep_current()
        self._show(self.list.current())
        self.tell(summary=f"{len(units(self.store))} 个村")

    def open(self, kind: str, row: int) -> None:
        """Show one standard."""
        self.list.choose(next((at for at, each in enumerate(self.found, 1) if each.id == row), 0))

    # ── doing ────────────────────────────────────────────────────────────────

    @action("下发给各村", icon="export", shortcut="Ctrl+S", main=True)
    def hand_down(self) -> None:
        """The standard looked at, to every village that uses it."""
        at = self.list.current()
        if not at:
            raise Problem("请先导入标准。")
        standard = self.found[at - 1]
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

    def _show(self, at: int) -> None:
        self.card.forget()
        if not at or at > len(self.found):
            self.card.head("标准下发")
            return
        standard = self.found[at - 1]
        self.card.head(standard.title, standard.paper or "")
        found = items(self.store, standard.rowid)
        clauses = sum(len(each.clauses) for each in found)
        self.card.tell(words(f"{len(found)} 项、{clauses} 条", "second"), section("项目"),
                       words("\n".join(f"{each.task.number}　{each.task.title}"
                                       for each in found), wrap=True))
        last = self.store.find(TownLetter, order="id DESC")
        if last:
            self.card.tell(words(f"最近一次下发 {last[0].made:%Y-%m-%d %H:%M}", "faint"))

    def _table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = [self.found[at - 1] for at in ids]
            return [(each.year, star_set(each.star_set).label, each.version, each.title, each.since)
                    for each in shown]

        return RecordTable((
            Column("年度", 6, numeric=True), Column("适用", 10), Column("版", 4, numeric=True),
            Column("标准", 30, lead=True), Column("施行", 11),
        ), rows)
