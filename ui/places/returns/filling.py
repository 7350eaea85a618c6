"""填上级表: the town's own blank form, what was recognised on it, and the same form filled."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

from PySide6.QtWidgets import QVBoxLayout

from exporters.form_picture import form_picture
from exporters.publish import publish_text
from importers.forms.town_form import to_keep
from models.keeping.apart import read_apart
from models.returns.own import OwnReturn, keep_form
from models.returns.town_form.candidates import HeadingAsked
from models.returns.town_form.form_map import map_text, open_map
from models.returns.town_form.preparing import keep, keep_all
from models.returns.town_form.together import FilledTogether
from models.values import clock
from models.values.periods import Period, Span
from models.values.problem import Problem
from ui.kit import ask
from ui.kit.chips import ALL, Chip
from ui.kit.job import Progress, Work
from ui.kit.page import action
from ui.kit.preview import DrawingView
from ui.kit.record_list import RecordList
from ui.kit.section import Section
from ui.kit.table import Column, Edit, RecordTable
from ui.kit.tall_drawing import TallDrawing
from ui.kit.theme import Mark
from ui.parts.drawn_return import Desk
from ui.places.returns.asking import form_pane
from ui.places.returns.form_reading import (
    CELLS,
    COLUMNS,
    FormCard,
    Heading,
    Opened,
    headings_of,
    named_fact,
    read_blank,
    told_of,
    written_cards,
    written_form,
    written_together,
)

FORM = "表样 (*.xlsx *.docx *.et)"
MAP = "映射文件 (*.toml)"
EMPTY = ("上级发来的空白表，在这里填好：程序认表头、填空格，\n"
         "样式、公式、有效性和打印设置都不动。\n按 Ctrl+O 选表样。")


class FillSection(Section):
    """The headings at the left with what they were taken for; the burden and the gaps right."""

    key, title = "fill", "填上级表"

    def build(self) -> None:
        """Nothing is open yet."""
        self.today = clock.today()
        self.opened: Opened | None = None
        self.headings: list[Heading] = []
        self.corrected: dict[str, Any] | None = None
        table = RecordTable((
            Column("表上的栏目", 26, lead=True), Column("在哪", 14),
            Column("填什么（可改）", 22, key="fact", editable=True,
                   face=lambda each: each.face()),
        ), self._rows, self._put)
        self.list = RecordList(table, "认出的栏目")
        self.list.speak_through(self.strip)
        self.list.say_empty(EMPTY)
        self.card = FormCard()
        self.card.steps(self.buttons("card"))
        self.card.changed.connect(lambda: self.attempt(self._again))
        self.card.decided.connect(
            lambda asked, fact: self.attempt(lambda: self._decide(asked, fact)))
        self.card.all_meant.connect(lambda sheet: self.attempt(lambda: self._mean_all(sheet)))
        self.work = Work(self.strip)
        self.body.addWidget(self.work)
        self.picture = DrawingView("填好的样子")
        self.seen = TallDrawing(self.picture)
        left = QVBoxLayout()
        left.addWidget(self.seen, 3)
        left.addWidget(self.list, 2)
        self.seen.hide()
        self.lay_halves(left, self.card, 640)
        self.chips.chosen.connect(lambda _: self._list())
        self.zones = [self.list, self.card]
        self.card.show_nothing()
        self.offer(())

    # ── doing ────────────────────────────────────────────────────────────────

    @action("选表样…", icon="folder", shortcut="Ctrl+O", main=True, may=None)
    def choose(self) -> None:
        """Open the town's blank form."""
        path = ask.file_to_open(self, "选上级发来的空白表", FORM)
        if path is not None:
            self.read(path)

    @action("填整个文件夹…", icon="folder", may=None)
    def fill_folder(self) -> None:
        """Fill every form of a folder into another one; what they ask besides is one list."""
        blanks = ask.folder(self, "空白表样在哪个文件夹")
        folder = ask.folder(self, "填好的表存到哪个文件夹") if blanks is not None else None
        if blanks is None or folder is None:
            return
        desk, today = Desk.of(self.store), clock.today()
        period = self.card.period() if self.opened else Period.of(today, Span.QUARTER).previous()

        def done(found: FilledTogether) -> None:
            self.attempt(lambda: keep_all(self.store, found.filled, today))
            self.opened, self.headings = None, []
            self.seen.hide()
            self.ask_over(())
            self._list()
            self.offer(())
            self.card.show_together(blanks.name, found)
            self.tell(detail=blanks.name, summary=found.words[0])
            if found.filled:
                self.work.written(folder / blanks.name)

        self.work.begin(lambda progress: written_together(
            desk, blanks, folder, period, today, progress), done, "正在填写…")

    @action("填好另存…", icon="save", shortcut="Ctrl+S", main=True, place="card", may=None)
    def save(self) -> None:
        """Write the filled form as a new file, and remember what its headings mean."""
        opened = self._opened()
        kind = ".docx" if opened.path.suffix.lower() == ".docx" else ".xlsx"
        name = f"{opened.path.stem}（已填）{kind}"
        final = ask.file_to_save(self, "填好的表存到哪里", name, FORM)
        if final is None:
            return
        self._write(lambda desk, today, progress: written_form(
            desk, opened, final, today, progress), final)

    @action("逐张存到文件夹…", icon="folder", place="card", may=None)
    def save_cards(self) -> None:
        """Write each card as a file of its own."""
        opened = self._opened()
        folder = ask.folder(self, "卡片存到哪个文件夹")
        if folder is not None:
            self._write(lambda desk, today, progress: written_cards(
                desk, opened, folder, today, progress), folder / opened.path.name)

    def _write(self, write: Callable[[Desk, date, Progress], Opened], final: Path) -> None:
        """Write what was filled, off the window's thread, and remember what its headings mean."""
        desk, today = Desk.of(self.store), clock.today()

        def done(written: Opened) -> None:
            self.attempt(lambda: keep(self.store, written.prepared, today))
            self._show(written)
            self.work.written(final)
            cells = sum(len(each.values) for each in written.prepared.filled)
            self.tell(summary=f"写了 {cells} 格")

        self.work.begin(lambda progress: write(desk, today, progress), done, "正在填写…")

    @action("留作自己的报表…", icon="plus", place="card")
    def keep_as_own(self) -> None:
        """Keep the form: next period it is due here, and filled by one click."""
        opened = self._opened()
        form = to_keep(opened.path, opened.prepared.form)

        def kept(typed: OwnReturn) -> None:
            own = keep_form(self.store, form, opened.prepared, typed.title, typed.cadence)
            self.strip.tell(f"《{own.title}》留好了：在“目录”里，到期就该报。")

        pane = form_pane(self.store, opened.prepared.form.map.title or opened.path.stem, kept)
        self.put_right(pane)
        pane.form.start()

    @action("存映射…", icon="export", place="card", may=None)
    def save_map(self) -> None:
        """The map as a file, for another village or another year."""
        opened = self._opened()
        final = ask.file_to_save(self, "映射存到哪里", f"{opened.path.stem}.toml", MAP)
        if final is not None:
            publish_text(final, map_text(opened.prepared.form.map))
            self.work.written(final)

    @action("用映射…", icon="import", place="card", may=None)
    def use_map(self) -> None:
        """Take the meanings from a map file."""
        self._opened()
        path = ask.file_to_open(self, "选映射文件", MAP)
        if path is not None:
            self.corrected = read_apart(path, open_map, path)
            self._again()

    # ── inside ───────────────────────────────────────────────────────────────

    def read(self, path: Path, period: Period | None = None) -> None:
        """Recognise a form and work out its values, off the window's thread."""
        desk, today, told = Desk.of(self.store), self.today, self.corrected
        if self.opened is None or self.opened.path != path:
            told = self.corrected = None
        self.work.begin(lambda progress: read_blank(desk, path, period, today, told, progress),
                        self._show, f"正在认 {path.name}…")

    def _opened(self) -> Opened:
        if self.opened is None:
            raise Problem("还没有选表样。按 Ctrl+O 选上级发来的空白表。")
        return self.opened

    def _again(self) -> None:
        """The period, a way of writing or a meaning changed."""
        opened = self._opened()
        self.corrected = told_of(
            opened.prepared.form.map, self.card.writing(), self.card.each())
        self.read(opened.path, self.card.period())

    def _show(self, opened: Opened) -> None:
        self.opened = opened
        self.headings = headings_of(opened)
        self.card.show_form(opened)
        prepared = opened.prepared
        self.picture.show_drawing(
            form_picture(prepared.form.pages, prepared.forms[0].sheets, prepared.asked))
        self.seen.show()
        self.seen.fit()
        cards = ("save_cards",) if opened.prepared.form.map.each else ()
        self.offer(("save", *cards, "keep_as_own", "save_map", "use_map"))
        self.lend_main(True)
        known = sum(each.known for each in self.headings)
        self.ask_over([
            Chip(ALL, "全部栏目", len(self.headings)), Chip("known", "认出", known, Mark.DONE),
            Chip("new", "新指标", sum(each.new for each in self.headings), Mark.ASK),
        ])
        self._list()
        cells = sum(len(each.values) for each in prepared.filled)
        gaps = sum(len(each.gaps) for each in prepared.filled)
        self.tell(detail=opened.path.name,
                  summary=f"{prepared.period.label} · 要写 {cells} 格 · 没有资料 {gaps} 格")

    def _list(self) -> None:
        self.list.setVisible(bool(self.headings) or self.opened is None)
        self.list.show_ids([
            at for at, each in enumerate(self.headings, 1)
            if self.chips.whole or getattr(each, self.chips.key)
        ])

    def _rows(self, ids: list[int]) -> list[tuple[Any, ...]]:
        shown = [self.headings[at - 1] for at in ids]
        return [(each.heading, each.place, each) for each in shown]

    def _put(self, edits: list[Edit]) -> None:
        """Headings are given another meaning; blank leaves the column to the hand."""
        opened = self._opened()
        typed = [(self.headings[each.id - 1], each.text) for each in edits]
        self._mean([(each.sheet, each.where, each.at, named_fact(opened, each, text))
                    for each, text in typed])

    def _decide(self, asked: HeadingAsked, fact: str) -> None:
        """What was asked is answered by one of its candidates, or left to the hand."""
        self._mean([(asked.sheet, COLUMNS if asked.column else CELLS, asked.at, fact)])

    def _mean_all(self, sheet: str) -> None:
        """Every line of a sheet is meant, whatever its title says."""
        opened = self._opened()
        self.corrected = told_of(
            opened.prepared.form.map, self.card.writing(), opened.prepared.form.map.each)
        for page in self.corrected["page"]:
            if page["sheet"] == sheet:
                page["only"] = []
        self.read(opened.path, self.card.period())

    def _mean(self, meanings: list[tuple[str, str, str, str]]) -> None:
        """Sheet, columns or cells, where, and the fact that stands there from now on."""
        opened = self._opened()
        corrected = told_of(
            opened.prepared.form.map, self.card.writing(), opened.prepared.form.map.each)
        for sheet, where, at, fact in meanings:
            page = next(each for each in corrected["page"] if each["sheet"] == sheet)
            page[where][at] = fact
        self.corrected = corrected
        self.read(opened.path, self.card.period())
