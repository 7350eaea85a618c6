"""周汇报: drafted from the week's records, read over, edited, sent, and printed with the sheet."""

from __future__ import annotations

from datetime import date
from typing import Any

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
from models.values import clock
from models.values.periods import Period, Span
from models.values.problem import Problem
from ui.kit.ask import chosen_printer
from ui.kit.card import Card, section, words
from ui.kit.job import Progress, Work
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import action
from ui.kit.record_list import RecordList
from ui.kit.table import Column, RecordTable
from ui.kit.theme import Mark
from ui.places.stars.section import StarSection, orders, print_all, return_place

REPORT_FORM = (*SECTIONS, "# 谁填的", "author", "reviewer", "written")
TOGETHER = ("weekly-report", "star-progress")
"""What is printed together every week."""

NOW = -1
"""The row of this week while its report is only drafted."""


class WeeklySection(StarSection):
    """Weeks at the left; the report as it reads at the right, drafted when none was written."""

    key, title = "weekly", "周汇报"
    record_kinds = ("weekly_report",)

    def build(self) -> None:
        """List of weeks left, the words right."""
        self.today = clock.today()
        self.found: dict[int, WeeklyReport] = {}
        self.list = RecordList(self._table(), "周汇报")
        self.list.shown.connect(lambda row: self._show_report(row))
        self.list.opened.connect(lambda _: self.attempt(self.edit))
        self.work = Work(self.strip)
        self.body.addWidget(self.work)
        self.card = Card()
        self.card.steps(self.buttons("card"))
        self.lay_halves(self.list, self.card, 400)
        self.zones = [self.list, self.card]

    def refresh(self) -> None:
        """This week first, drafted afresh while nothing of it was kept."""
        self.today = clock.today()
        self.found = {each.rowid: each for each in reports(self.store)}
        week = Period.of(self.today, Span.WEEK)
        if report_for(self.store, week) is None:
            self.found = {NOW: draft(self.store, self.today), **self.found}
        self.list.show_ids(list(self.found))
        sent = sum(each.sent is not None for each in self.found.values())
        self.tell(summary=f"已报出 {sent} 份")
        self._show_report(self.list.current())

    def show_record(self, kind: str, row: int) -> None:
        """The report with this id; 0 is this week's."""
        self.list.choose(row or next(iter(self.found)))

    # ── doing ────────────────────────────────────────────────────────────────

    @action("报出", icon="check", shortcut="Ctrl+R", main=True)
    def send_report(self) -> None:
        """Mark the report as sent, after asking; from then on it stays as it is."""
        report = self._current()
        self.ask(f"{report.title}报出后保留原样，要改只能写更正。现在报出吗？", {
            "报出": lambda: self.attempt(lambda: send(self.store, report, self.today)),
            "再看看": None})

    @action("打印周汇报和进度表…", icon="print", shortcut="Ctrl+P")
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

    @action("改", icon="edit", shortcut="F2", place="card")
    def edit(self) -> None:
        """Edit the report before it is sent."""
        report = self._current()
        if report.sent:
            raise Problem("这份已报出，保留原样。要改请点“写更正”。")

        def kept(typed: WeeklyReport) -> None:
            keep(self.store, typed)

        self.fill_in(report.title, report, REPORT_FORM, f"weekly_report:{report.week}", kept)

    @action("按记录重写", icon="undo", place="card")
    def draft_again(self) -> None:
        """Draft once more from the records; what was typed is replaced."""
        report = self._current()
        fresh = draft(self.store, self._day())
        keep(self.store, report.but(**{each: getattr(fresh, each) for each in SECTIONS}))

    @action("写更正", icon="edit", place="card")
    def write_correction(self) -> None:
        """A correction of a report that was sent; the sent one stays."""
        report = self._current()
        made = correct(self.store, report, self.today)
        self.list.choose(made.rowid)

    @action("周汇报表", icon="returns", place="card")
    def to_return(self) -> None:
        """The report as a return, to be handed out."""
        self.wanted.emit("return", return_place("weekly-report"))

    # ── inside ───────────────────────────────────────────────────────────────

    def _current(self) -> WeeklyReport:
        if self.list.current() not in self.found:
            raise Problem("请先在左边选一周。")
        return self.found[self.list.current()]

    def _day(self) -> date:
        """The day the chosen week's papers speak of."""
        return min(self.today, self._current().period.end)

    def _show_report(self, row: int) -> None:
        self.card.forget()
        report = self.found.get(row)
        open_still = report is not None and report.sent is None
        for name in ("edit", "draft_again", "send_report"):
            self.deeds[name].setVisible(open_still)
        self.deeds["write_correction"].setVisible(report is not None and not open_still)
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

    def _table(self) -> RecordTable:
        def rows(ids: list[int]) -> list[tuple[Any, ...]]:
            return [(each.period.label, each) for each in (self.found[row] for row in ids)]

        return RecordTable(
            (Column("周次", 15, lead=True), Column("状态", 24, face=_state, text=False)), rows)


def _state(report: WeeklyReport) -> Face:
    if report.sent:
        word = "更正已报出" if report.corrects else "已报出"
        return Face(f"{word} {report.sent.month}月{report.sent.day}日", Mark.DONE)
    if report.id is None:
        return Face("已成稿，看一遍就能报", Mark.ASK)
    return Face("更正还没有报出" if report.corrects else "改过，还没有报出", Mark.ASK)
