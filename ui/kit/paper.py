"""A finished table on its way to the printer: drawn, looked at, printed, kept as a PDF."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QMarginsF, QRectF, QSizeF, Signal
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinterInfo
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from exporters.paper.document import draw_document
from exporters.paper.sheet import draw_paper, write_paper
from exporters.publish import SETTING, private_file
from exporters.workbook.sheet import write_workbook
from models.returns.document import Document
from models.values.problem import Problem
from models.values.sheet import Sheet
from ui.kit import ask
from ui.kit.ask import NO_PRINTER, chosen_printer
from ui.kit.card import words
from ui.kit.job import Progress, Work
from ui.kit.keys import act
from ui.kit.page import press_button
from ui.kit.preview import POINTS_PER_INCH, PageBar, Preview, drawn_page
from ui.kit.theme import px

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument
    from PySide6.QtPrintSupport import QPrinter

    from ui.kit.page import Page

DOTS_PER_INCH = 300

WIDEST = 900
"""Pixels at 100 %: wider, an A4 page would no longer be seen as a page."""


def printed_paper(pdf: bytes, printer: QPrinter, progress: Progress) -> int:
    """Send a PDF to ``printer``, page by page; how many pages."""
    from pypdfium2 import PdfDocument

    book = PdfDocument(pdf)
    try:
        chosen = _chosen_pages(printer, len(book))
        printed_pages([(book, at) for at in chosen], printer, progress)
    finally:
        book.close()
    return len(chosen)


def printed_pages(
    pages: Sequence[tuple[PdfDocument, int] | None], printer: QPrinter, progress: Progress
) -> None:
    """Send pages (from 0) of opened papers to ``printer`` as one job; None is a blank side.

    :raises Problem: the printer does not take it; with how many pages went out.
    """
    painter = QPainter()
    printer.setFullPage(True)
    try:
        for done, place in enumerate(pages):
            progress(100 * done // len(pages), f"正在打印第 {done + 1} / {len(pages)} 页…")
            if place is not None:
                printer.setPageLayout(_layout(*place[0].get_page_size(place[1])))
            if not (printer.newPage() if done else painter.begin(printer)):
                raise Problem(f"只送出去 {done} 页，后面的没有送成。请看看打印机，再从下一页印。"
                              if done else "没有送出去：打印被取消，或打印机没有应答。")
            if place is not None:
                box = QRectF(printer.pageLayout().fullRectPixels(printer.resolution()))
                painter.drawImage(box, drawn_page(*place, DOTS_PER_INCH / POINTS_PER_INCH))
    finally:
        if painter.isActive():
            painter.end()


def _chosen_pages(printer: QPrinter, pages: int) -> range:
    """The pages asked for in the printing dialog (from 0); all of them when none were."""
    first, last = printer.fromPage(), printer.toPage()
    return range(first - 1, min(last, pages)) if 0 < first <= min(last, pages) else range(pages)


def paper(content: Sheet | Document) -> bytes:
    """The PDF, drawn where only this program looks, and taken away at once."""
    with SETTING, tempfile.TemporaryDirectory() as folder:
        path = private_file(Path(folder), "paper.pdf")
        if isinstance(content, Document):
            draw_document(content, path)
        else:
            draw_paper(content, path)
        return path.read_bytes()


def _layout(width: float, height: float) -> QPageLayout:
    wide = width > height
    size = QSizeF(min(width, height), max(width, height))
    return QPageLayout(
        QPageSize(size, QPageSize.Unit.Point),
        QPageLayout.Orientation.Landscape if wide else QPageLayout.Orientation.Portrait,
        QMarginsF(),
    )


PDF = "PDF (*.pdf)"


def print_paper(page: Any, work: Work, sheet: Sheet) -> None:
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


def save_workbook(page: QWidget, work: Work, sheet: Sheet) -> None:
    """Write it as a workbook where the user says. :raises Problem: the disk refused."""
    final = ask.file_to_save(page, "导出 Excel", f"{sheet.title}.xlsx")
    if final is not None:
        write_workbook(sheet, final)
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
        self._print = act(self, "打印…", "Ctrl+P", lambda: page.attempt(
            lambda: print_paper(page, self.work, draw())))
        self._save = act(self, "存成 PDF…", "Ctrl+Shift+S", lambda: page.attempt(
            lambda: save_paper(page, self.work, draw())))
        self._export = act(self, "导出 Excel…", "Ctrl+E", lambda: page.attempt(
            lambda: save_workbook(page, self.work, draw())))
        self._leave = act(self, "返回", "Esc", self.give_up)
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

    def _lay_out(self) -> None:
        head, foot, whole = QHBoxLayout(), QHBoxLayout(), QVBoxLayout(self)
        head.addWidget(words(self.title, "title"), 1)
        self.bar = PageBar(self.preview)
        head.addWidget(self.bar)
        foot.setSpacing(px(8))
        for each in (self._print, self._save, self._export, self._leave):
            foot.addWidget(press_button(each, main=each is self._print))
        foot.addStretch(1)
        whole.setContentsMargins(px(18), px(14), px(18), px(14))
        whole.setSpacing(px(8))
        whole.addLayout(head)
        whole.addWidget(self.work)
        self.preview.setMaximumWidth(px(WIDEST))
        whole.addWidget(self.preview, 1)
        whole.addLayout(foot)
