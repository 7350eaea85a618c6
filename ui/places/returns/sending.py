"""报送: tick what is due, mend what is found, look behind the figures, and write the package."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtWidgets import QHBoxLayout, QStackedWidget, QVBoxLayout

from exporters.leaving.package import Wrapping
from models.exchange.chain import cover
from models.exchange.keys import own_key, sealed_to
from models.exchange.reporting import (
    Leaving,
    Noting,
    Packed,
    as_of_now,
    asked_for,
    hand_over,
    open_errors,
    rehearse,
    report,
    sent_before,
)
from models.keeping.permissions import May
from models.office.village import unit_name
from models.returns.calendar import WAITING, lines_of, return_calendar, waive
from models.returns.leaving import as_seen, note_handed_out, personal_columns, whole_for
from models.returns.returning import Asked
from models.returns.sending import accept_finding, still_open
from models.values import clock
from models.values.finding import Level
from models.values.periods import Period
from models.values.problem import Problem
from ui.kit import ask
from ui.kit.ask import chosen_printer
from ui.kit.card import words
from ui.kit.chips import Chip, Chips
from ui.kit.halves import Halves
from ui.kit.job import Work
from ui.kit.page import action
from ui.kit.section import Section
from ui.kit.theme import Mark
from ui.kit.tokens import px
from ui.parts.drawn_return import Desk, Looked, exported_all, handed, look_behind, looked_over
from ui.parts.return_figures import Figures, short_label
from ui.places.returns.before_sending import FoundList, TickList
from ui.places.returns.leaving import Batch, BatchPane, ParcelPane, printed_batch

if TYPE_CHECKING:
    from models.exchange.chain import Package
    from models.keeping.store import Store

FOUND, FIGURES, PARCEL = "found", "figures", "parcel"
CLEAR = "勾选的报表没有查出问题，可以装包。"
NONE_TICKED = "没有勾选报表。\n在左边按空格勾选要报的，就在这里核对。"


class SendSection(Section):
    """Ticks at the left; at the right what was found, the figures, and the package."""

    key, title = "send", "报送"

    @classmethod
    def chip(cls, store: Store) -> Chip:
        """How many returns wait to be sent."""
        lines = return_calendar(store, clock.today())
        return Chip(cls.key, cls.title, sum(each.state in WAITING for each in lines), Mark.ASK)

    def build(self) -> None:
        """The periods as chips over the ticks; the three steps as chips over the right."""
        self.today = clock.today()
        self.period: Period | None = None
        self.looked: Looked | None = None
        self.packages: list[Package] = []
        self._again: list[str] = []
        self._extra: list[Period] = []
        self.ticks, self.found = TickList(), FoundList()
        self.figures, self.parcel = Figures(), ParcelPane()
        self.views, self.stack, self.line = Chips(), QStackedWidget(), words("", "faint", wrap=True)
        self.work, self.quiet = Work(self.strip), Work(self.strip)
        for each in (self.found, self.figures, self.parcel):
            self.stack.addWidget(each)
        self.ticks.ticked.connect(self._check)
        self.ticks.shown.connect(lambda _: self._show_line())
        self.ticks.opened.connect(lambda _: self.views.press(FIGURES))
        self.found.mend.connect(self.wanted)
        self.found.steps(self.buttons("found"))
        self.figures.figure_asked.connect(self._open_figure)
        self.figures.row_opened.connect(lambda line: self.figures.ask())
        self.figures.opened.connect(self.wanted)
        self.parcel.steps(self.buttons("parcel"))
        self.views.chosen.connect(self._view)
        self.chips.chosen.connect(lambda written: self.show_period(Period.parse(written)))
        self._show_views(0, Mark.ASK)
        self._lay_halves()
        self.zones = [self.ticks, self.stack]

    def refresh(self) -> None:
        """The periods that wait; the one looked at stays."""
        self.today = clock.today()
        lines = return_calendar(self.store, self.today)
        waiting = [each for each in lines if each.state in WAITING]
        periods = dict.fromkeys(each.period for each in (*waiting, *lines))
        for each in self._extra:
            periods.setdefault(each)
        self.ask_over([
            Chip(str(each), short_label(each, self.today),
                 sum(one.period == each for one in waiting) or None, Mark.ASK)
            for each in periods
        ])
        if self.period is None and periods:
            self.period = next(iter(periods))
        if self.period is not None:
            self._show(self.period)

    def show_period(self, period: Period) -> None:
        """Show a period, also one that is long over (更正报送)."""
        self.period, self.looked, self.packages = period, None, []
        if period not in self._extra:
            self._extra.append(period)
        self.ticks.show_lines([], set())
        self.refresh()
        self.chips.press(str(period))
        self.views.press(FOUND)

    # ── doing ────────────────────────────────────────────────────────────────

    @action("装包报送", icon="export", shortcut="Ctrl+Return", main=True, may=May.SEND)
    def go_on(self) -> None:
        """From what was found to the package, and from there onto the stick."""
        if self.packages and not self.ticks.codes:
            raise Problem("这一包已经写好，可以拔出。要再报，先在左边用空格勾选。")
        if self.work.job is not None:
            raise Problem("上一步还没有做完，等一等再报。")
        if self.stack.currentWidget() is self.parcel:
            self._write()
        else:
            self.views.press(PARCEL)

    @action("未开展…", icon="veil")
    def say_nothing_done(self) -> None:
        """There is nothing to report of the return looked at, and why."""
        line = self._line()
        self.strip.ask_why(
            f"《{line.ret.title}》{line.period.label}没有可报的？写一句原因，镇里会看到。",
            "如 本季没有召开", "记为未开展", lambda reason: self.attempt(
                lambda: waive(self.store, line.ret.code, line.period, reason, self.today)))

    @action("导出到文件夹…", icon="folder", shortcut="Ctrl+E", may=May.SEND)
    def export(self) -> None:
        """Write the ticked returns as files, for a town that takes no packages."""
        leaving = self._leaving()
        rehearse(self.store, leaving)
        if whole_for(self.store, leaving.sheets):
            self.strip.ask_why(
                "这里有证件号、电话等个人信息，导出做什么用？", "如 报镇党建办", "导出",
                lambda purpose: self.attempt(lambda: self._export(leaving, purpose)))
        else:
            self._export(leaving)

    def _export(self, leaving: Leaving, purpose: str = "") -> None:
        """Write them; what goes out with numbers is noted first, with its purpose."""
        folder = ask.folder(self, "放到哪个文件夹")
        if folder is None:
            return
        if titles := "、".join(each.title for each in leaving.sheets if personal_columns(each)):
            note_handed_out(self.store, titles, leaving.period.label, purpose)

        def done(files: int) -> None:
            self.strip.ask(f"写好了 {files} 个文件。这几张就算报出了吗？", {
                "记为已报": lambda: self.attempt(lambda: report(self.store, leaving, [])),
                "先不记": None})

        desk = Desk.of(self.store)
        self.work.begin(
            lambda progress: exported_all(desk, leaving.sheets, leaving.period, folder, progress),
            done, "正在导出…")

    @action("带原因报送…", icon="edit", place="found")
    def accept(self) -> None:
        """What can't be mended now goes along with a reason."""
        finding, period = self.found.finding(), self.period
        if finding is None or period is None:
            raise Problem("请先选一条问题。")
        self.strip.ask_why(f"{finding.what}　现在改不了的原因，会随报表送到镇里：",
                           "如 户主外出，十月回来补", "带原因报送", lambda reason: self.attempt(
                lambda: accept_finding(self.store, period, finding, reason, self.today)))

    @action("打印…", icon="print", shortcut="Ctrl+P", may=None)
    def print_ticked(self) -> None:
        """All that is ticked in one go, with the pages and the sides asked for."""
        leaving = self._leaving()
        whole_for(self.store, leaving.sheets)
        pane = BatchPane(leaving.sheets, lambda batch: self.attempt(lambda: self._print(
            replace(batch, sheets=as_of_now(self.store, leaving, self.today).sheets))))
        pane.closed.connect(self._back)
        self._drop_batch()
        self.stack.addWidget(pane)
        self.stack.setCurrentWidget(pane)
        self.lend_main(True)
        pane.setFocus()

    @action("打印封面…", icon="print", shortcut="Ctrl+Shift+P", place="parcel", may=None)
    def print_cover(self) -> None:
        """The cover with the fingerprint, to be signed and stamped."""
        if not self.packages:
            raise Problem("包写好以后才有封面。")

        page = cover(self.packages[-1], unit_name(self.store))
        self.wanted.emit("paper", lambda: page)

    # ── inside ───────────────────────────────────────────────────────────────

    def _show(self, period: Period) -> None:
        """What has come to wait since it was last shown is ticked, what no longer waits is not."""
        lines = lines_of(self.store, period, self.today)
        waiting = {each.ret.code for each in lines if each.state in WAITING}
        shown = [each for each in self.ticks.lines if each.period == period]
        before = {each.ret.code for each in shown if each.state in WAITING}
        ticked = self.ticks.codes & {each.ret.code for each in shown}
        lines.sort(key=lambda each: each.ret.code not in waiting)
        self.ticks.show_lines(lines, ticked - (before - waiting) | (waiting - before))
        self._check()

    def _check(self) -> None:
        """Draw what is ticked and check it, off the window's thread."""
        period, desk, today = self.period, Desk.of(self.store), self.today
        if period is None:
            return
        if self.packages and self.ticks.codes:  # something is to be sent again: a new package
            self.packages = []
            self.views.press(FOUND)
        codes = [each.ret.code for each in self.ticks.lines if each.ret.code in self.ticks.codes]
        self.found.list.say_empty("正在核对…")
        self.quiet.begin(lambda progress: looked_over(desk, period, codes, today, progress),
                         self._looked, "正在核对…")

    def _looked(self, found: Looked) -> None:
        self.looked = found
        self.found.list.say_empty(CLEAR if found.sheets else NONE_TICKED)
        assert self.period is not None
        open_now = still_open(self.store, self.period, found.findings)
        self.found.show_findings(found.findings, open_now)
        errors = sum(each.level == Level.ERROR for each in open_now)
        warnings = sum(each.level == Level.WARNING for each in open_now)
        mark = Mark.LATE if errors else Mark.ASK
        self._show_views(errors + warnings, mark)
        self.tell(summary=f"{self.period.label} · 要报 {len(found.sheets)} 张 · "
                          + (f"要改 {errors} 处" if errors else "没有非改不可的"))
        self._show_line()

    def _show_views(self, waiting: int, mark: Mark) -> None:
        self.views.show_chips([Chip(FOUND, "核对", waiting, mark), Chip(FIGURES, "看数"),
                               Chip(PARCEL, "装包")])

    def _show_line(self) -> None:
        """The figures of the return looked at, and its terms."""
        line = self.ticks.line()
        if line is None:
            self.line.setText("")
            return
        basis = f"　依据：{line.terms.basis}" if line.terms.basis else ""
        self.line.setText(f"{line.words}{basis}")
        sheet = self.looked.sheets.get(line.ret.code) if self.looked else None
        if sheet is None:
            self.figures.say("没有勾选这张报表。空格勾选，就能看到它的数。")
        else:
            sheet = as_seen(self.store, sheet)
            self.figures.show_sheet(sheet, list(sheet.rows))

    def _open_figure(self, line: int, column: int) -> None:
        sheet, period = self.figures.sheet, self.period
        if sheet is None or period is None:
            return
        desk, asked = Desk.of(self.store), Asked.of(period, self.today)
        self.work.begin(
            lambda progress: look_behind(desk, sheet, asked, line, column, progress),
            lambda seen: self.figures.show_behind(sheet, line, column, seen), "正在找背后的记录…")

    def _print(self, batch: Batch) -> None:
        printer = chosen_printer(self)
        if printer is None:
            return

        def done(pages: int) -> None:
            self._back()
            self.strip.tell(f"已送去打印，共 {pages} 页。")

        self.work.begin(lambda progress: printed_batch(batch, printer, progress), done,
                        "正在打印…")

    def _back(self) -> None:
        """The step looked at stands again where the printing was asked for."""
        self._view(FIGURES if self.views.key == FIGURES else FOUND)
        self.ticks.setFocus()

    def _drop_batch(self) -> None:
        pane = self.stack.currentWidget()
        if isinstance(pane, BatchPane):
            self.stack.removeWidget(pane)
            pane.deleteLater()
            self.lend_main(False)

    def _leaving(self) -> Leaving:
        """What leaves, as the records are at this moment.

        :raises Problem: nothing is ticked, or it is still being checked.
        """
        if self.period is None or not self.ticks.codes:
            raise Problem("还没有勾选要报的报表，用空格勾选。")
        seen, self.today = self.looked, clock.today()
        if seen is None or (seen.leaving.period, set(seen.sheets)) != (
            self.period, self.ticks.codes
        ):
            raise Problem("还在核对，等一等再报。")
        leaving = as_of_now(self.store, seen.leaving, self.today)
        if leaving is not seen.leaving:
            self._looked(Looked(leaving))
        return replace(leaving, reason=self.parcel.reason.text())

    def _show_parcel(self) -> None:
        leaving = self._leaving()
        if found := open_errors(self.store, leaving):
            raise Problem(f"还有 {len(found)} 处错误要先改好；"
                          "改不了的写明原因带着报送。")
        self.packages = []
        again = self._again = [each.title for each in sent_before(self.store, leaving)]
        titles = "、".join(each.title for each in leaving.sheets)
        self.parcel.show_leaving(
            self.store, f"{leaving.period.label} {len(leaving.sheets)} 张：{titles}。"
            "本期以前报过的各表和台账记录一并装入，镇里收到的始终是全量。", again)
        self.parcel.reason.setText(self.parcel.reason.text() or asked_for(self.store, leaving))
        self.stack.setCurrentWidget(self.parcel)
        asking = again and not self.parcel.reason.text()
        (self.parcel.reason if asking else self.parcel.stick).setFocus()

    def _write(self) -> None:
        own, card, desk = own_key(self.store), self.parcel.card, Desk.of(self.store)
        leaving, out = self._leaving(), self.parcel.stick.folder()
        again = [each.title for each in sent_before(self.store, leaving)]
        if again != self._again or open_errors(self.store, leaving):
            self._view(PARCEL)
            self.strip.tell("资料刚才改过，已经重新画过。请再看一遍，再报。")
            return
        secret = sealed_to(card, self.parcel.passphrase.text().strip() or None)
        how = Wrapping(leaving.period, own, card, secret, out)

        def deliver(packed: Packed, note: Noting) -> None:
            self.work.begin(
                lambda progress: handed(desk, packed, how, progress),
                lambda made: self.attempt(
                    lambda: self._written(leaving.period, note(made), out, secret)),
                "正在装包…")

        hand_over(self.store, leaving, deliver)

    def _written(self, period: Period, packages: list[Package], out: Path, secret: str) -> None:
        """Back on the period it is of, where one may have gone on looking meanwhile."""
        if self.period != period:
            self.show_period(period)
        self.packages = packages
        self.parcel.reason.clear()
        self.parcel.say_written(packages[-1], out, secret)
        self.stack.setCurrentWidget(self.parcel)
        self.ticks.codes = set()
        self._show(period)

    def _line(self) -> Any:
        line = self.ticks.line()
        if line is None:
            raise Problem("请先在左边选一张报表。")
        return line

    def _view(self, key: str) -> None:
        self._drop_batch()
        if key in (FIGURES, FOUND):
            self.stack.setCurrentWidget(self.figures if key == FIGURES else self.found)
        elif not self.attempt(self._show_parcel):
            self.views.press(FOUND)
            self.found.setFocus()

    def _lay_halves(self) -> None:
        left, right = QVBoxLayout(), QVBoxLayout()
        self.line.setContentsMargins(px(10), px(4), px(10), px(6))
        left.setContentsMargins(0, 0, 0, 0)
        left.addWidget(self.ticks, 1)
        left.addWidget(self.line)
        row = QHBoxLayout()
        row.setContentsMargins(px(14), px(10), px(14), 0)
        row.addWidget(self.views, 1)
        right.setContentsMargins(0, 0, 0, 0)
        right.setSpacing(px(8))
        right.addLayout(row)
        for each in (self.work, self.quiet):
            right.addWidget(each)
        right.addWidget(self.stack, 1)
        self.stack.setFocusProxy(self.found)
        self.body.addWidget(Halves(left, right, sizes=(500, 654)))
