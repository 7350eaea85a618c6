"""周汇报: drafted from the week's records, read over, edited, sent, and printed with the sheet."""

from __future__ import annotations

from datetime import date
from typing import Any

from models.keeping.permissions import May
from models.returns.debrief import debrief
from models.stars.weekly import (
    SECTIONS,
    WeeklyReport,
    correct,
    draft,
    keep,
    report_for,
    reports,
    send,
)
from models.values.periods import Period, Span
from models.values.problem import Problem
from ui.kit.ask import chosen_printer
from ui.kit.card import section, words
from ui.kit.chips import Chip
from ui.kit.job import Progress, Work
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.paper import PaperPane
from ui.kit.table import Column
from ui.kit.theme import Mark
from ui.places.stars.section import StarList, orders, print_all, return_place

REPORT_FORM = (*SECTIONS, "# 谁填的", "author", "reviewer", "written")
TOGETHER = ("weekly-report", "star-progress")
"""What is printed together every week."""

NOW = -1
"""The row of this week while its report is only drafted."""


class WeeklySection(StarList[WeeklyReport]):
    """Weeks at the left; the report as it reads at the right, drafted when none was written."""

    key, title = "weekly", "周汇报"
    record_kinds = ("weekly_report",)
    enter, wide, unit = "edit", 400, "份"

    def build(self) -> None:
        """What is printed beside the window is told over the list."""
        self.work = Work(self.strip)
        self.body.addWidget(self.work)
        super().build()

    def read(self) -> tuple[Chip, ...]:
        """This week first, drafted afresh while nothing of it was kept."""
        self.lines = {each.rowid: each for each in reports(self.store)}
        week = Period.of(self.today, Span.WEEK)
        if report_for(self.store, week) is None:
            self.lines = {NOW: draft(self.store, self.today), **self.lines}
        sent = sum(each.sent is not None for each in self.lines.values())
        self.tell(summary=f"已报出 {sent} 份")
        return ()

    def show_record(self, kind: str, row: int) -> None:
        """The report with this id; 0 is this week's."""
        super().show_record(kind, row or next(iter(self.lines)))

    # ── doing ────────────────────────────────────────────────────────────────

    @action("报出", icon="check", shortcut="Ctrl+Return", main=True, may=May.SEND)
    def send_report(self) -> None:
        """Mark the report as sent, after asking; from then on it stays as it is."""
        report = self.chosen_line()
        self.ask(f"{report.title}报出后保留原样，要改只能写更正。现在报出吗？", {
            "报出": lambda: self.attempt(
                lambda: self._look_at(send(self.store, report, self.today))),
            "再看看": None})

    @action("打印周汇报和进度表…", icon="print", shortcut="Ctrl+P", may=None)
    def print_week(self) -> None:
        """Both papers of the week, one after the other."""
        wanted = orders(self.store, TOGETHER, self._day())
        printer = chosen_printer(self)
        if printer is None:
            return

        def work(progress: Progress) -> int:
            return print_all(wanted, printer, progress)

        self.work.begin(work, lambda pages: self.strip.tell(f"已送去打印，共 {pages} 页。"),
                        "正在打印…")

    @action("全年述职…", icon="book", may=None)
    def print_debrief(self) -> None:
        """The year so far, drafted from the records, on paper."""
        self.put_right(PaperPane(lambda: debrief(self.store, self.today.year, self.today)))

    @action("改", icon="edit", shortcut="F2", place="card")
    def edit(self) -> None:
        """Edit the report before it is sent."""
        report = self.chosen_line()
        if report.sent:
            raise Problem("这份已报出，保留原样。要改请点“写更正”。")

        def kept(typed: WeeklyReport) -> None:
            self._look_at(keep(self.store, typed))

        self.fill_in(report.title, report, REPORT_FORM, f"weekly_report:{report.week}", kept)

    @action("按记录重写", icon="undo", place="card")
    def draft_again(self) -> None:
        """Draft once more from the records; what was typed is replaced."""
        report = self.chosen_line()
        fresh = draft(self.store, self._day())
        self._look_at(keep(self.store, report.but(
            **{each: getattr(fresh, each) for each in SECTIONS})))

    @action("写更正", icon="edit", place="card")
    def write_correction(self) -> None:
        """A correction of a report that was sent; the sent one stays."""
        report = self.chosen_line()
        self._look_at(correct(self.store, report, self.today))

    @action("周汇报表", icon="returns", place="card", may=None)
    def to_return(self) -> None:
        """The report as a return, to be handed out."""
        self.wanted.emit("return", return_place("weekly-report"))

    # ── inside ───────────────────────────────────────────────────────────────

    def _look_at(self, report: WeeklyReport) -> None:
        """Stay on a report that was only drafted before, and has another row now."""
        self.refresh()
        self.list.choose(report.rowid)

    def _day(self) -> date:
        """The day the chosen week's papers speak of."""
        return min(self.today, self.chosen_line().period.end)

    def offered(self, line: WeeklyReport | None) -> list[str]:
        """What was sent is only corrected."""
        open_still = line is not None and line.sent is None
        self.deeds["send_report"].setVisible(open_still)
        return [] if line is None else [
            *(("edit", "draft_again") if open_still else ("write_correction",)), "to_return"]

    def columns_now(self) -> tuple[Column, ...]:
        """Weeks, and what became of their reports."""
        return Column("周次", 15, lead=True), Column("状态", 24, face=_state, text=False)

    def cells(self, line: WeeklyReport) -> tuple[Any, ...]:
        """The week and its report."""
        return line.period.label, line

    def show_card(self, line: WeeklyReport | None) -> None:
        """The report as it reads."""
        report = line
        if report is None:
            self.card.head("周汇报")
            return
        self.card.head(report.title)
        self.card.tell(FaceLabel(_state(report)))
        for name in SECTIONS:
            self.card.tell(section(WeeklyReport.field(name).label),
                           words(getattr(report, name) or "—", wrap=True))
        said = [f"填报人 {report.author or '还没有填'}", f"填报日期 {report.written}"]
        self.card.tell(words("　".join(said), "faint"))


def _state(report: WeeklyReport) -> Face:
    if report.sent:
        word = "更正已报出" if report.corrects else "已报出"
        return Face(f"{word} {report.sent.month}月{report.sent.day}日", Mark.DONE)
    if report.id is None:
        return Face("已成稿，看一遍就能报", Mark.ASK)
    return Face("更正还没有报出" if report.corrects else "改过，还没有报出", Mark.ASK)
