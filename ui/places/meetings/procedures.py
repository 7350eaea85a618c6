"""四议两公开: the matters on their way through the six steps, and where each one stands."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from models.keeping.record import Draft, Record, field
from models.meetings.procedure import (
    MOTIONS,
    Procedure,
    ProcedureSheet,
    categories,
    next_step,
    open_procedure,
    procedure_days,
    procedures,
    set_procedure_days,
    sheets,
)
from models.values import clock
from models.values.kinds import NUMBER
from models.values.periods import Period
from ui.kit.card import section, words
from ui.kit.chips import Chip
from ui.kit.list_section import ListSection
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.table import Column
from ui.kit.theme import Mark

if TYPE_CHECKING:
    from models.keeping.store import Store

EMPTY = "还没有走四议两公开的事项。\n动土地、用钱、分红这些大事，按 Ctrl+N 新开一件。"
LAYOUT = ("subject", "category", "motion", "opened", "merged", "base", "note")


class DaysForm(Record, table="days", label="天数"):
    """What is asked for the village's own days; kept as a setting."""

    notice: int = field("方案提前几天送到党员", NUMBER, required=True)
    shown: int = field("决议至少公开几天", NUMBER, required=True)


def categories_to_choose(store: Store, typed: str) -> list[tuple[str, str]]:
    """What has to go before the villagers."""
    return [(each, each) for each in categories() if typed in each]


def sheet_face(sheet: ProcedureSheet, following: int) -> Face:
    """A step as the list of six shows it."""
    number, title = sheet.form.number, sheet.form.title
    if sheet.merged:
        return Face(f"{number} {title}（与第一步合并）", Mark.DONE)
    if sheet.step is not None:
        return Face(f"{number} {title}　{sheet.step.held}　{sheet.ratio}".rstrip(), Mark.DONE)
    return Face(f"{number} {title}", Mark.ASK if number == following else Mark.NONE)


class ProcedureList(ListSection[Procedure]):
    """Every matter; the card shows its six steps."""

    key, title, enter, unit = "procedures", "四议两公开", "walk", "件"
    record, none = Procedure, EMPTY
    columns = (
        Column("动议日期", 10), Column("决议事项", 26, lead=True), Column("类别", 14),
        Column("走到", 24, face=lambda face: face),
    )

    @classmethod
    def chip(cls, store: Store) -> Chip:
        """How many are under way."""
        running = sum(each.closed is None for each in procedures(store))
        return Chip(cls.key, cls.title, running or None, Mark.ASK)

    def read(self) -> tuple[Chip, ...]:
        """The matters, the newest first."""
        self.lines = {each.rowid: each for each in procedures(self.store)}
        running = sum(each.closed is None for each in self.lines.values())
        self.tell(summary=f"四议两公开 {len(self.lines)} 件 · 在办 {running} 件")
        return ()

    # ── doing ────────────────────────────────────────────────────────────────

    @action("改天数…", icon="calendar")
    def change_days(self) -> None:
        """The notice and publication days this village goes by."""
        days = procedure_days(self.store)
        self.fill_in("送达和公开的天数", DaysForm(notice=days.notice, shown=days.shown),
                     ("notice", "shown"), "procedure:days",
                     lambda kept: set_procedure_days(self.store, kept.notice, kept.shown))

    @action("新开一件", icon="plus", shortcut="Ctrl+N", main=True)
    def begin(self) -> None:
        """A matter that has to go through the six steps."""
        self._fill("新开一件", Draft(Procedure, {"opened": clock.today()}), "procedure:new")

    @action("办下一步", icon="check", place="card")
    def walk(self) -> None:
        """Put the matter on its desk, at the step to take next."""
        if self.list.current():
            self.go("walker").show_procedure(self.list.current())

    @action("改事项", icon="edit", place="card")
    def edit(self) -> None:
        """Change what stands on all six sheets."""
        matter = self.line
        if matter is not None:
            self._fill(matter.subject, matter, f"procedure:{matter.id}")

    @action("看六张表", icon="print", place="card", may=None)
    def six_sheets(self) -> None:
        """The six sheets as they will be printed."""
        matter = self.line
        if matter is not None:
            self.go("bound").show_document("procedure", Period(matter.opened.year),
                                           f"{matter.subject}：六张登记表", procedure=matter.id)

    # ── inside ───────────────────────────────────────────────────────────────

    def _fill(self, title: str, matter: Procedure | Draft[Procedure], place: str) -> None:
        self.fill_in(title, matter, LAYOUT, place, self._keep,
                     finders={"category": categories_to_choose})

    def _keep(self, matter: Procedure) -> None:
        with self.store.act(f"四议两公开：{matter.subject}"):
            kept = open_procedure(self.store, matter)
        self.look_at(kept.rowid)

    def cells(self, line: Procedure) -> tuple[Any, ...]:
        """When it was begun, and how far it is."""
        following = next_step(self.store, line)
        face = Face("已办结", Mark.DONE) if following is None else Face(
            f"第{following.number}步 {following.title}", Mark.ASK)
        return line.opened, line.subject, line.category, face

    def show_card(self, line: Procedure | None) -> None:
        """The six steps and the rule of their days."""
        matter = line
        if matter is None:
            self.card.head("没有选中的事项")
            self.card.tell(words("六步要按顺序来：动议、商议、审议、决议、决议公开、结果公开。",
                                 "second", wrap=True))
            return
        following = next_step(self.store, matter)
        self.card.head(matter.subject, matter.category or "")
        self.card.tell(words(f"动议事由：{MOTIONS.label(matter.motion)}", "second"),
                       section("六步"))
        for sheet in sheets(self.store, matter):
            self.card.tell(FaceLabel(sheet_face(sheet, following.number if following else 0)))
        self.deeds["walk"].setText("办下一步" if following else "看各步")
        days = procedure_days(self.store)
        said = f"方案在党员大会 {days.notice} 天前送到党员，决议公开不少于 {days.shown} 天。"
        self.card.tell(section("规定"), words(said, wrap=True),
                       words(days.basis, "faint", wrap=True))
