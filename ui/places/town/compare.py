"""对比: month beside month, the stars of all villages, and 月排序 where the town wants it."""

from __future__ import annotations

from typing import Any

from PySide6.QtWidgets import QComboBox, QStackedWidget, QVBoxLayout

from exporters.wall.drawing import chart
from models.keeping.settings import setting
from models.returns.drilling import Behind
from models.town.comparing import (
    LEVEL,
    TURNED_ON,
    WHAT,
    RankedVillage,
    StarTable,
    named_sheet,
    ranking,
    ranking_sheet,
    star_sheet,
    star_table,
    turn_on,
)
from models.town.coverage import Possessed, coverage, coverage_sheet
from models.town.levels import levels_over_time, levels_sheet
from models.town.received import Twice, counted_twice, receptions
from models.town.summing import Shift, codes_of, month_on_month
from models.values import clock
from models.values.periods import Period
from models.values.problem import Problem
from models.values.sheet import Sheet
from ui.kit.card import panel, words
from ui.kit.chips import Chip
from ui.kit.list_section import list_sheet
from ui.kit.marks import Face
from ui.kit.page import action
from ui.kit.place import TOWN_PAGES
from ui.kit.preview import DrawingView
from ui.kit.record_list import RecordList
from ui.kit.section import PlaceSection
from ui.kit.table import Column, RecordTable
from ui.kit.tokens import px
from ui.parts.return_figures import Figures

YEARS = 5
OFF = ("月排序没有开。\n排名会让村里为名次忙，先想清楚要不要。要排，按“开月排序”；"
       "随时可以关掉，\n排名次时同分并列，名次和上月的变化都写明。")


class Compare(PlaceSection):
    """The views as chips over one table."""

    def build(self) -> None:
        """Boxes in the bar, the chosen view below."""
        self.today = clock.today()
        self.sheet: Sheet | None = None
        self.ranked: list[RankedVillage] = []
        self.starred: StarTable | None = None
        self.covered: list[Possessed] = []
        self.steps_found: list[Shift] = []
        self.twice: list[Twice] = []
        self.period, self.code = self._box("期次", 130), self._box("报表", 210)
        self.year, self.what = self._box("年度", 90), self._box("哪一步", 110)
        self.year.addItems([f"{self.today.year - back}年" for back in range(YEARS)])
        for key, label in WHAT.items():
            self.what.addItem(label, key)
        self.steps = RecordList(self._step_table(), "环比")
        self.people = RecordList(self._twice_table(), "两村都有的人")
        self.people.say_empty("没有同一个证件号在两个村的人。")
        self.figures = Figures("没有可比的。", places=TOWN_PAGES)
        self.chart = DrawingView("历年星级")
        self.chart.setFixedHeight(px(210))
        self.notes = words("", "second", wrap=True)
        self.figures.figure_asked.connect(self._behind)
        self.figures.opened.connect(self.wanted.emit)
        self.steps.opened.connect(self._to_return)
        self.figures.row_opened.connect(self._to_village)
        self.stack = QStackedWidget()
        for each in (self.steps, self.figures, self.people):
            self.stack.addWidget(each)
        self.chips.chosen.connect(lambda _: self._show())
        column = QVBoxLayout()
        column.setContentsMargins(0, 0, 0, px(8))
        column.addWidget(self.stack, 1)
        column.addWidget(self.chart)
        self.notes.setContentsMargins(px(14), 0, px(14), 0)
        column.addWidget(self.notes)
        self.body.addWidget(panel(column, 1))
        self.zones = [self.stack]

    def refresh(self) -> None:
        """The periods that came in."""
        self.twice = counted_twice(self.store)
        self.ask_over([
            Chip("steps", "环比"), Chip("stars", "五星"), Chip("named", "拟五星、四星名单"),
            Chip("levels", "计划和结果"), Chip("coverage", "多少个村有"), Chip("ranking", "月排序"),
            Chip("twice", "两村都有的人", len(self.twice)),
        ])
        chosen = self.period.currentData()
        self.period.clear()
        for each in dict.fromkeys(one.period for one in receptions(self.store)):
            self.period.addItem(Period.parse(each).label, each)
        self.period.setCurrentIndex(max(0, self.period.findData(chosen)))
        self._show()

    # ── doing ────────────────────────────────────────────────────────────────

    @action("开月排序", icon="filter")
    def switch_ranking(self) -> None:
        """Begin or stop ranking."""
        on = setting(self.store, TURNED_ON, False)
        with self.store.act("关掉月排序" if on else "开月排序"):
            turn_on(self.store, not on)

    @action("打印…", icon="print", shortcut="Ctrl+P", main=True, may=None)
    def print_out(self) -> None:
        """The table looked at, or what is chosen in the list."""
        shown = self.stack.currentWidget()
        sheet = list_sheet(shown, self.chips.key, self.today) if isinstance(
            shown, RecordList) else self.sheet
        if sheet is None or not sheet.rows:
            raise Problem("这里没有可以打印的表。")
        self.wanted.emit("paper", lambda: sheet)

    # ── inside ───────────────────────────────────────────────────────────────

    def _show(self) -> None:
        view, period = self.chips.key, self.period.currentData()
        shown = {"steps": self.steps, "twice": self.people}.get(view, self.figures)
        self.stack.setCurrentWidget(shown)
        self.stack.setFocusProxy(shown)
        for box, views in ((self.period, ("steps", "ranking")), (self.code, ("steps",)),
                           (self.year, ("stars", "named", "levels", "coverage")),
                           (self.what, ("stars", "named"))):
            box.setVisible(view in views)
        on = setting(self.store, TURNED_ON, False)
        self.deeds["switch_ranking"].setText("关掉月排序" if on else "开月排序")
        self.sheet, self.ranked, self.starred, self.covered = None, [], None, []
        self.notes.setText("")
        show = {"steps": self._show_steps, "stars": self._show_stars, "named": self._show_named,
                "levels": self._show_levels, "coverage": self._show_coverage,
                "ranking": self._show_ranking, "twice": self._show_twice}[view]
        self.chart.setVisible(show == self._show_levels)
        self.deeds["switch_ranking"].setVisible(show == self._show_ranking)
        show(period)
        self.notes.setVisible(bool(self.notes.text()))

    def _show_steps(self, period: str | None) -> None:
        chosen = self.code.currentData()
        self.code.clear()
        for code, title in codes_of(self.store, period) if period else ():
            self.code.addItem(title, code)
        self.code.setCurrentIndex(max(0, self.code.findData(chosen)))
        self.steps_found = []
        if period and self.code.currentData():
            try:
                self.steps_found = month_on_month(self.store, self.code.currentData(), period)
            except Problem as refusal:
                self.steps.say_empty(refusal.sentence)
        self.steps.show_ids(list(range(1, len(self.steps_found) + 1)))
        before = Period.parse(period).previous().label if period else ""
        self.tell(summary=f"和{before}比" if before else "")

    def _show_stars(self, period: str | None) -> None:
        self.starred = star_table(self.store, self._year(), self.what.currentData())
        self._show_sheet(star_sheet(self.store, self.starred))
        self.notes.setText(f"{self.notes.text()}\n在“星级”一栏按 Enter，看这一级是哪些村。")

    def _show_named(self, period: str | None) -> None:
        self._show_sheet(named_sheet(self.store, star_table(
            self.store, self._year(), self.what.currentData())))

    def _show_levels(self, period: str | None) -> None:
        self._show_sheet(levels_sheet(self.store, self._year()))
        self.chart.show_drawing(chart(levels_over_time(self.store, self._year()), 210, 60))

    def _show_coverage(self, period: str | None) -> None:
        self.covered = coverage(self.store, self._year())
        self._show_sheet(coverage_sheet(self.store, self._year(), self.covered))
        self.notes.setText(f"{self.notes.text()}\n在一行上按 Enter，看是哪些村、各有多少。")

    def _year(self) -> int:
        return self.today.year - max(0, self.year.currentIndex())

    def _show_ranking(self, period: str | None) -> None:
        if not setting(self.store, TURNED_ON, False) or not period:
            self.figures.say(OFF if period else "还没有收到报送包。")
            return
        self.ranked = ranking(self.store, period)
        self._show_sheet(ranking_sheet(self.store, period))

    def _show_twice(self, period: str | None) -> None:
        self.people.show_ids(list(range(1, len(self.twice) + 1)))

    def _show_sheet(self, sheet: Sheet) -> None:
        self.sheet = sheet
        self.figures.show_sheet(sheet, list(sheet.rows))
        self.notes.setText("\n".join(sheet.notes))
        self.tell(summary=sheet.when)

    def _to_village(self, line: int) -> None:
        ref = next(iter(self.figures.lines[line - 1].refs), None) if line else None
        if ref is not None:
            self.wanted.emit(*ref)

    def _behind(self, line: int, column: int) -> None:
        """The clauses behind a place in 月排序, the villages of a level or a count; any other line
        leads to its village."""
        sheet = self.sheet
        if sheet and self.starred and line and sheet.columns[column].label == LEVEL.label:
            level = min(self.starred.villages[line - 1].level, 5)
            self.figures.show_behind(sheet, line, column, self.starred.of_one_level(level))
            return
        if sheet and self.covered and line:
            self.figures.show_behind(sheet, line, column, self.covered[line - 1].behind)
            return
        if sheet is None or not self.ranked or not line:
            self._to_village(line)
            return
        score = self.ranked[line - 1].score
        self.figures.show_behind(sheet, line, column, Behind(score.counted, score.missed))

    def _to_return(self, at: int) -> None:
        """The return that a step of a village is of."""
        received = self.steps_found[at - 1].received
        if received is None:
            raise Problem("这个村这一期没有报这张表。")
        self.wanted.emit("received_return", received)

    def _box(self, name: str, width: int) -> QComboBox:
        box = QComboBox()
        box.setAccessibleName(name)
        box.setMinimumWidth(px(width))
        box.activated.connect(lambda _: self._show())
        self.tool_row.insertWidget(self.tool_row.count() - 2, box)
        return box

    def _step_table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = [self.steps_found[at - 1] for at in ids]
            return [(each.unit.district or "", each.unit.name, each.column, each.before, each.now,
                     each) for each in shown]

        return RecordTable((
            Column("管区", 12), Column("村（社区）", 16, lead=True), Column("栏", 20),
            Column("上期", 10, numeric=True), Column("本期", 10, numeric=True),
            Column("变化", 10, numeric=True, face=lambda each: Face(each.shown, bold=True)),
        ), rows)

    def _twice_table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            shown = [self.twice[at - 1] for at in ids]
            return [(each.name, "、".join(f"{village} {row} 号" for village, row in each.places))
                    for each in shown]

        return RecordTable((Column("姓名", 14, lead=True), Column("在哪些村", 60)), rows)
