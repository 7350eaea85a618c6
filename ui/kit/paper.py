"""A finished table on its way to the printer: drawn, looked at, printed, kept as a PDF."""

from __future__ import annotations

import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import (
    QAbstractListModel,
    QMarginsF,
    QModelIndex,
    QPersistentModelIndex,
    QRectF,
    QSize,
    QSizeF,
    Qt,
    Signal,
)
from PySide6.QtGui import QPageLayout, QPageRanges, QPageSize, QPainter, QPixmap, QShowEvent
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo
from PySide6.QtWidgets import (
    QComboBox,
    QHBoxLayout,
    QLineEdit,
    QListView,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from exporters.leaving.return_files import draw_looked_at
from exporters.paper.document import draw_document, write_document_paper
from exporters.paper.sheet import write_paper
from exporters.publish import SETTING, private_file
from exporters.workbook.sheet import write_document_workbook, write_workbook
from models.returns.document import Document
from models.returns.leaving import chosen_pages
from models.values.problem import Problem
from models.values.sheet import Sheet
from ui.kit import ask
from ui.kit.ask import NO_PRINTER, WAY_OUT
from ui.kit.card import Flow, words
from ui.kit.job import Progress, Work
from ui.kit.keys import act
from ui.kit.message_strip import Strip
from ui.kit.page import press_button
from ui.kit.preview import POINTS_PER_INCH, PageBar, Preview, drawn_page
from ui.kit.tokens import px

if TYPE_CHECKING:
    from pypdfium2 import PdfDocument

DOTS_PER_INCH = 300
SPARE = 10
"""Millimetres a paper may lack and still be the one that was meant."""

WIDEST = 900
"""Pixels at 100 %: wider, an A4 page would no longer be seen as a page."""
LEAF = 72
"""How wide a page in small is, in pixels at 100 %."""


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

    :raises Problem: the printer does not take it, or has no paper so large; with how many pages
        went out.
    """
    painter = QPainter()
    printer.setFullPage(True)
    try:
        for done, place in enumerate(pages):
            progress(100 * done // len(pages), f"正在打印第 {done + 1} / {len(pages)} 页…")
            if place is not None:
                _lay(printer, _layout(*place[0].get_page_size(place[1])), done)
            if not (printer.newPage() if done else painter.begin(printer)):
                raise Problem(f"只送出去 {done} 页，后面的没有送成。请看看打印机，再从下一页印。"
                              if done else "没有送出去：打印被取消，或打印机没有应答。")
            if place is not None:
                box = QRectF(printer.pageLayout().fullRectPixels(printer.resolution()))
                painter.drawImage(box, drawn_page(*place, DOTS_PER_INCH / POINTS_PER_INCH))
    finally:
        if painter.isActive():
            painter.end()


def _lay(printer: QPrinter, wanted: QPageLayout, done: int) -> None:
    """Have the next page on paper of its size; a printer that lacks it keeps what it had."""
    printer.setPageLayout(wanted)
    asked, had = (each.fullRect(QPageLayout.Unit.Millimeter) for each in (
        wanted, printer.pageLayout()))
    if had.width() < asked.width() - SPARE or had.height() < asked.height() - SPARE:
        raise Problem(f"打印机没有这么大的纸（{asked.width():.0f}×{asked.height():.0f} 毫米），"
                      f"送出去 {done} 页。请换打印机，或者印 A4 的那一份。")


def _chosen_pages(printer: QPrinter, pages: int) -> list[int]:
    """The pages asked for (from 0); all of them when none were."""
    asked = printer.pageRanges()
    return [at for at in range(pages) if asked.isEmpty() or asked.contains(at + 1)]


def paper(content: Sheet | Document) -> bytes:
    """The PDF, drawn where only this program looks, and taken away at once."""
    with SETTING, tempfile.TemporaryDirectory() as folder:
        path = private_file(Path(folder), "paper.pdf")
        if isinstance(content, Document):
            draw_document(content, path)
        else:
            draw_looked_at(content, path)
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


def save_paper(page: QWidget, work: Work, sheet: Sheet | Document) -> None:
    """Write it as a PDF where the user says. :raises Problem: the disk refused."""
    name = f"{sheet.title}-{sheet.unit}" if sheet.unit else sheet.title
    final = ask.file_to_save(page, "存成 PDF", f"{name}.pdf", PDF)
    if final is None:
        return
    if isinstance(sheet, Document):
        write_document_paper(sheet, final)
    else:
        write_paper(sheet, final)
    work.written(final)


def save_workbook(page: QWidget, work: Work, sheet: Sheet | Document) -> None:
    """Write it as a workbook where the user says. :raises Problem: the disk refused."""
    final = ask.file_to_save(page, "导出 Excel", f"{sheet.title}.xlsx")
    if final is None:
        return
    if isinstance(sheet, Document):
        write_document_workbook(sheet, final)
    else:
        write_workbook(sheet, final)
    work.written(final)


# ── what stands around a paper ───────────────────────────────────────────────


class Leaves(QAbstractListModel):
    """The pages of a preview in small, each drawn when it is first in sight."""

    def __init__(self, preview: Preview) -> None:
        super().__init__(preview)
        self._preview, self._drawn = preview, dict[int, QPixmap]()

    def begin(self) -> None:
        """Another paper is there."""
        self.beginResetModel()
        self._drawn.clear()
        self.endResetModel()

    def rowCount(self, parent: QModelIndex | QPersistentModelIndex = QModelIndex()) -> int:  # noqa: B008
        """As many as pages."""
        return self._preview.pages

    def data(self, index: Any, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        """Its picture; its number, read out too."""
        at = index.row()
        if role == Qt.ItemDataRole.DecorationRole:
            if at not in self._drawn:
                self._drawn[at] = QPixmap.fromImage(self._preview.picture(at, px(LEAF)))
            return self._drawn[at]
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"第 {at + 1} 页"
        return None


class Sight(QWidget):
    """A paper as it is looked at: its pages in small, one at large, what turns and enlarges it.

    Over it the printer, the pages and how many copies; :meth:`printer` is all of that.
    """

    def __init__(self, preview: Preview) -> None:
        super().__init__()
        self.preview, self.bar = preview, PageBar(preview)
        self.leaves, self._model, self._following = QListView(), Leaves(preview), False
        self.printers, self.pages, self.copies = QComboBox(), QLineEdit(), QSpinBox()
        self.leaves.setModel(self._model)
        self.leaves.setAccessibleName("各页")
        self.leaves.setViewMode(QListView.ViewMode.IconMode)
        self.leaves.setFlow(QListView.Flow.TopToBottom)
        self.leaves.setWrapping(False)
        self.leaves.setMovement(QListView.Movement.Static)
        self.leaves.setFixedWidth(px(LEAF + 44))
        self.leaves.setIconSize(QSize(px(LEAF), px(LEAF * 3 // 2)))
        self.leaves.selectionModel().currentChanged.connect(lambda now, _: self._turn(now.row()))
        preview.replaced.connect(self._model.begin)
        preview.turned.connect(self._turned)
        self.printers.setAccessibleName("打印机")
        self.pages.setAccessibleName("印哪几页")
        self.pages.setPlaceholderText("全部，或 1-3，5")
        for each in (self.copies, self.copies.lineEdit()):
            each.setAccessibleName("份数")
        self.copies.setRange(1, 99)
        self.copies.setMinimumWidth(px(48))
        self.copies.setMinimumHeight(self.pages.sizeHint().height())
        self.setFocusProxy(preview)
        self._lay_out()
        self._turned(0, 0)

    def printer(self) -> QPrinter:
        """The printer with the pages and copies asked for.

        :raises Problem: there is none, or a page asked for is not there.
        """
        chosen = chosen_pages(self.pages.text(), self.preview.pages)
        if not QPrinterInfo.availablePrinters():
            raise Problem(NO_PRINTER + WAY_OUT)
        printer, ranges = QPrinter(QPrinter.PrinterMode.HighResolution), QPageRanges()
        printer.setPrinterName(self.printers.currentText())
        for at in chosen if self.pages.text().strip() else ():
            ranges.addPage(at + 1)
        printer.setPageRanges(ranges)
        printer.setCopyCount(self.copies.value())
        return printer

    def showEvent(self, event: QShowEvent) -> None:
        """The printers there are now; the one that is usual, or was chosen, first."""
        super().showEvent(event)
        there = QPrinterInfo.availablePrinterNames()
        chosen = self.printers.currentText() or QPrinterInfo.defaultPrinterName()
        self.printers.clear()
        self.printers.addItems(there)
        self.printers.setPlaceholderText("没有打印机")
        self.printers.setCurrentIndex(there.index(chosen) if chosen in there else len(there) and 0)

    def _turn(self, at: int) -> None:
        if at >= 0 and not self._following:
            self.preview.turn(at)

    def _turned(self, page: int, pages: int) -> None:
        self._following = True
        self.leaves.setVisible(pages > 1)
        self.leaves.setCurrentIndex(self._model.index(page - 1))
        self._following = False

    def _lay_out(self) -> None:
        whole, across, asked = QVBoxLayout(self), QHBoxLayout(), QWidget()
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(px(8))
        across.setSpacing(px(8))
        self.preview.setMaximumWidth(px(WIDEST))
        for each in (self.leaves, self.preview):
            across.addWidget(each)
        across.setStretchFactor(self.preview, 100)
        row = Flow(asked)
        row.addWidget(self.bar)
        for label, editor in (("打印机", self.printers), ("页", self.pages), ("份数", self.copies)):
            row.addWidget(words(label, "label"))
            row.addWidget(editor)
        whole.addWidget(asked)
        whole.addLayout(across, 1)


# ── a finished sheet ─────────────────────────────────────────────────────────


class PaperPane(QWidget):
    """Stands where the card stood, or over the page; ``closed()`` leads back.

    It is drawn by ``draw`` when it is shown, refreshed, printed and kept: never an older one.
    """

    closed = Signal()
    wide = True

    def __init__(self, draw: Callable[[], Sheet | Document]) -> None:
        super().__init__()
        self._draw, self.title = draw, draw().title
        self.strip, self.preview = Strip(self), Preview()
        self.sight, self.work = Sight(self.preview), Work(self.strip)
        self._print = act(self, "打印", "Ctrl+P", lambda: self.attempt(self.print_out))
        self._save = act(self, "存成 PDF…", "Ctrl+Shift+S", lambda: self.attempt(
            lambda: save_paper(self, self.work, draw())))
        self._export = act(self, "导出 Excel…", "Ctrl+E", lambda: self.attempt(
            lambda: save_workbook(self, self.work, draw())))
        self._leave = act(self, "返回", "Esc", self.give_up)
        self._lay_out()
        self.setFocusProxy(self.preview)
        self.refresh()

    def refresh(self) -> None:
        """Show it as it is now."""
        sheet = self._draw()
        self.work.begin(lambda progress: paper(sheet), self.preview.show_paper, "正在排版…")

    def attempt(self, work: Callable[[], object]) -> None:
        """Do something that may be refused, and show the refusal."""
        self.strip.put_away()
        try:
            work()
        except Problem as refusal:
            self.strip.refuse(refusal.sentence)

    def print_out(self) -> None:
        """Print the pages asked for; without a printer, offer the file to take elsewhere.

        :raises Problem: a page asked for is not there.
        """
        if not QPrinterInfo.availablePrinters():
            self.strip.ask(NO_PRINTER + "要存成 PDF，拷到能打印的电脑上吗？", {
                "存成 PDF…": self._save.trigger, "不用": None})
            return
        sheet, printer = self._draw(), self.sight.printer()
        self.work.begin(lambda progress: printed_paper(paper(sheet), printer, progress),
                        lambda pages: self.strip.tell(f"已送去打印，共 {pages} 页。"), "正在打印…")

    def give_up(self) -> None:
        """Back to where one was."""
        self.work.give_up()
        self.preview.say("")
        self.closed.emit()

    def _lay_out(self) -> None:
        foot, whole = Flow(), QVBoxLayout(self)
        for each in (self._print, self._save, self._export, self._leave):
            foot.addWidget(press_button(each, main=each is self._print))
        whole.setContentsMargins(px(18), px(14), px(18), px(14))
        whole.setSpacing(px(8))
        for above in (words(self.title, "title"), self.strip, self.work):
            whole.addWidget(above)
        whole.addWidget(self.sight, 1)
        whole.addLayout(foot)
