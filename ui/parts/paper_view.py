"""A paper in the window: beside its record, over the whole page, or on its way to the printer."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import Qt, QUrl, Signal
from PySide6.QtGui import QAction, QDesktopServices, QKeySequence
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from exporters.paper.sheet import write_paper
from models.returns.catalogue import document_called
from models.returns.returning import Asked
from models.values import clock
from models.values.periods import Period
from models.values.problem import Problem
from ui.kit import ask
from ui.kit.ask import NO_PRINTER, chosen_printer
from ui.kit.card import panel, words
from ui.kit.job import Job, JobStrip, Progress, Work
from ui.kit.message_strip import Strip
from ui.kit.page import action, press_button
from ui.kit.preview import Preview
from ui.kit.section import Section
from ui.kit.theme import px
from ui.parts.drawn_return import Drawn, Order, drawn, exported, paper, printed, printed_paper

if TYPE_CHECKING:
    from models.keeping.store import Store
    from models.values.sheet import Sheet
    from ui.kit.page import Page


WIDEST = 900
"""Pixels at 100 %: wider, an A4 page would no longer be seen as a page."""


class PaperView(QWidget):
    """Shows one document of the catalogue, drawn off the window's thread."""

    def __init__(self, store: Store) -> None:
        super().__init__()
        self._store = store
        self.job: Job | None = None
        self.order: Order | None = None
        self.preview, self.strip, self.job_strip = Preview(), Strip(), JobStrip()
        column, across = QVBoxLayout(self), QHBoxLayout()
        column.setContentsMargins(0, 0, 0, 0)
        for each in (self.strip, self.job_strip):
            column.addWidget(each)
        sheet = panel(self.preview)
        sheet.setMaximumWidth(px(WIDEST))
        across.addStretch(1)
        across.addWidget(sheet, 100)
        across.addStretch(1)
        column.addLayout(across, 1)

    def show_document(self, code: str, period: Period, **answers: Any) -> None:
        """Draw the document with these answers."""
        asked = Asked.of(period, clock.today(), **answers)
        self.order = Order(self._store.path, self._store.key, document_called(code), asked)
        self.refresh()

    def refresh(self) -> None:
        """Draw what is asked for as the records are now."""
        order = self.order
        if order is not None:
            self._start(lambda progress: drawn(order, progress), self._show, "正在排版…")

    def say(self, words: str) -> None:
        """Say why there is no paper yet."""
        self.order = None
        self.preview.say(words)

    def export(self) -> None:
        """Write the workbook and the PDF into a folder."""
        order = self._wanted()
        folder = ask.folder(self, "放到哪个文件夹")
        if folder is None:
            return

        def done(files: list[dict[str, Any]]) -> None:
            names = "、".join(Path(each["path"]).name for each in files)
            self.strip.ask(f"写好了：{names}", {
                "打开文件夹": lambda: QDesktopServices.openUrl(QUrl.fromLocalFile(str(folder))),
                "知道了": None,
            })

        self._start(lambda progress: exported(order, folder, progress), done, "正在导出…")

    def print(self) -> None:
        """Print what is shown. :raises Problem: there is no printer."""
        order = self._wanted()
        printer = chosen_printer(self)
        if printer is not None:
            self._start(lambda progress: printed(order, printer, progress),
                        lambda pages: self.strip.tell(f"已送去打印，共 {pages} 页。"), "正在打印…")

    def _wanted(self) -> Order:
        if self.order is None:
            raise Problem("还没有可以打印的内容，请先登记。")
        return self.order

    def _start(
        self, work: Callable[[Progress], Any], done: Callable[[Any], object], words: str
    ) -> None:
        if self.job is not None:
            self.job.stop()
        self.job = job = Job(work)
        self._done = done
        job.done.connect(self._end)
        job.failed.connect(self._fail)
        self.job_strip.follow(job, words)
        job.start()

    def _end(self, result: Any) -> None:
        if self.sender() is self.job:
            self._done(result)

    def _fail(self, error: Exception) -> None:
        if self.sender() is not self.job:
            return
        if not isinstance(error, Problem):
            raise error
        self.preview.say(error.sentence)

    def _show(self, found: Drawn) -> None:
        self.preview.show_paper(found.pdf)


# ── over the whole page ──────────────────────────────────────────────────────


class BoundPaper(Section):
    """Shown by whoever asks for it; 返回 leads back there."""

    key, title, alone = "bound", "文书", True

    def build(self) -> None:
        """The preview, its buttons and the way back over it."""
        self.paper = PaperView(self.store)
        self.tool_row.addStretch(1)
        for name, main in {"export": False, "print": True, "go_back": False}.items():
            self.tool_row.addWidget(press_button(self.deeds[name], main=main))
        self.whole.insertWidget(0, self.tools)
        self.body.addWidget(self.paper)
        self.zones = [self.paper.preview]

    def refresh(self) -> None:
        """Draw it again."""
        self.paper.refresh()

    def show_document(self, code: str, period: Period, title: str, **answers: Any) -> None:
        """Draw this one."""
        self.tell(detail=title, summary="")
        self.paper.show_document(code, period, **answers)

    @action("导出…", icon="export", shortcut="Ctrl+E", place="own")
    def export(self) -> None:
        """Write the workbook and the PDF."""
        self.paper.export()

    @action("打印…", icon="print", shortcut="Ctrl+P", place="own")
    def print(self) -> None:
        """Print what is shown."""
        self.paper.print()

    @action("返回", icon="leave", shortcut="Alt+Up", place="own")
    def go_back(self) -> None:
        """Back to where one came from."""
        assert self.host is not None
        self.host.come_back()


# ── on its way to the printer ────────────────────────────────────────────────


PDF = "PDF (*.pdf)"


def print_paper(page: Page, work: Work, sheet: Sheet) -> None:
    """Print it on the printer the user chooses; without one, offer the file to take elsewhere."""
    if not QPrinterInfo.availablePrinters():
        page.strip.ask(NO_PRINTER + "要存成 PDF，拷到能打印的电脑上吗？", {
            "存成 PDF…": lambda: page.attempt(lambda: save_paper(page, work, sheet)),
            "不用": None})
        return
    printer = chosen_printer(page)
    if printer is not None:
        work.begin(lambda progress: printed_paper(paper(sheet), printer, progress),
                   lambda pages: page.strip.tell(f"已送去打印，共 {pages} 页。"), "正在打印…")


def save_paper(page: QWidget, work: Work, sheet: Sheet) -> None:
    """Write it as a PDF where the user says. :raises Problem: the disk refused."""
    final = ask.file_to_save(page, "存成 PDF", f"{sheet.title}-{sheet.unit}.pdf", PDF)
    if final is None:
        return
    write_paper(sheet, final)
    work.written(final)


# ── a finished sheet ─────────────────────────────────────────────────────────


class PaperPane(QWidget):
    """Stands where the card stood; ``closed()`` leads back to it.

    It is drawn by ``draw`` when it is shown, refreshed, printed and kept: never an older one.
    """

    closed = Signal()
    wide = True

    def __init__(self, page: Page, draw: Callable[[], Sheet]) -> None:
        super().__init__()
        self._draw, self.title = draw, draw().title
        self.preview, self.work = Preview(), Work(page.strip)
        self._print = self._act("打印…", "Ctrl+P", lambda: page.attempt(
            lambda: print_paper(page, self.work, draw())))
        self._save = self._act("存成 PDF…", "Ctrl+S", lambda: page.attempt(
            lambda: save_paper(page, self.work, draw())))
        self._leave = self._act("返回", "Esc", self.give_up)
        self._lay_out()
        self.setFocusProxy(self.preview)
        self.refresh()

    def refresh(self) -> None:
        """Show it as it is now."""
        sheet = self._draw()
        self.work.begin(lambda progress: paper(sheet), self.preview.show_paper, "正在排版…")

    def give_up(self) -> None:
        """Back to the card."""
        self.work.give_up()
        self.preview.say("")
        self.closed.emit()

    def _act(self, text: str, key: str, do: Callable[[], object]) -> QAction:
        act = QAction(text, self)
        act.setShortcut(QKeySequence(key))
        act.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        act.triggered.connect(do)
        self.addAction(act)
        return act

    def _lay_out(self) -> None:
        foot, whole = QHBoxLayout(), QVBoxLayout(self)
        foot.setSpacing(px(8))
        for each in (self._print, self._save, self._leave):
            foot.addWidget(press_button(each, main=each is self._print))
        foot.addStretch(1)
        whole.setContentsMargins(px(18), px(14), px(18), px(14))
        whole.setSpacing(px(8))
        whole.addWidget(words(self.title, "title"))
        whole.addWidget(self.work)
        self.preview.setMaximumWidth(px(WIDEST))
        whole.addWidget(self.preview, 1)
        whole.addLayout(foot)
