"""Printing several returns in one go: the pages of each, both sides of the paper, one job."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QAction, QKeySequence
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import QComboBox, QGridLayout, QHBoxLayout, QLineEdit, QVBoxLayout, QWidget

from models.returns.leaving import Sides, chosen_pages, in_order
from ui.kit.card import words
from ui.kit.job import Progress
from ui.kit.page import press_button
from ui.kit.theme import px
from ui.parts.drawn_return import paper, printed_pages

if TYPE_CHECKING:

    from models.values.sheet import Sheet


@dataclass(frozen=True)
class Batch:
    """The returns to be printed, which pages of each (as typed), and on which sides."""

    sheets: tuple[Sheet, ...]
    pages: tuple[str, ...]
    sides: str = "one"


def printed_batch(batch: Batch, printer: QPrinter, progress: Progress) -> int:
    """Print it as one job; how many pages. :raises Problem: a page asked for is not there."""
    from pypdfium2 import PdfDocument

    books = []
    try:
        for at, sheet in enumerate(batch.sheets):
            progress(50 * at // len(batch.sheets), f"正在排版 {sheet.title}…")
            books.append(PdfDocument(paper(sheet)))
        chosen = [chosen_pages(said, len(book))
                  for said, book in zip(batch.pages, books, strict=True)]
        both = batch.sides == Sides.BOTH
        printer.setDuplex(QPrinter.DuplexMode.DuplexAuto if both else
                          QPrinter.DuplexMode.DuplexNone)
        order = in_order(chosen, batch.sides)
        printed_pages([place and (books[place[0]], place[1]) for place in order],
                      printer, progress)
        return sum(place is not None for place in order)
    finally:
        for book in books:
            book.close()


class BatchPane(QWidget):
    """``go(batch)`` when it is to be printed; ``closed()`` when it is put away."""

    closed = Signal()

    def __init__(self, sheets: Sequence[Sheet], go: Callable[[Batch], object]) -> None:
        super().__init__()
        self.sheets, self._go = tuple(sheets), go
        self.pages = [QLineEdit() for _ in self.sheets]
        self.sides = QComboBox()
        self.sides.setAccessibleName("印在")
        for key, label in Sides.labels().items():
            self.sides.addItem(label, key)
        for sheet, line in zip(self.sheets, self.pages, strict=True):
            line.setAccessibleName(f"{sheet.title} 页码")
            line.setPlaceholderText("全部，或 1-3，5")
            line.returnPressed.connect(self.print_out)
        self._lay_out()
        self.setFocusProxy(self.pages[0])

    def print_out(self) -> None:
        """Hand over what is asked for."""
        self._go(Batch(self.sheets, tuple(each.text() for each in self.pages),
                       self.sides.currentData()))

    def give_up(self) -> None:
        """Put it away."""
        self.closed.emit()

    def _act(self, text: str, key: str, do: Callable[[], object]) -> QAction:
        act = QAction(text, self)
        act.setShortcut(QKeySequence(key))
        act.setShortcutContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        act.triggered.connect(do)
        self.addAction(act)
        return act

    def _lay_out(self) -> None:
        grid, foot, whole = QGridLayout(), QHBoxLayout(), QVBoxLayout(self)
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(8))
        grid.setColumnStretch(1, 1)
        for row, (sheet, line) in enumerate(zip(self.sheets, self.pages, strict=True)):
            grid.addWidget(words(sheet.title, "label"), row, 0)
            grid.addWidget(line, row, 1)
        grid.addWidget(words("印在", "label"), len(self.sheets), 0)
        grid.addWidget(self.sides, len(self.sheets), 1)
        foot.setSpacing(px(8))
        foot.addWidget(press_button(self._act("打印", "Ctrl+S", self.print_out), main=True))
        foot.addWidget(press_button(self._act("取消", "Esc", self.give_up)))
        foot.addStretch(1)
        whole.setContentsMargins(px(18), px(8), px(18), px(14))
        whole.setSpacing(px(12))
        whole.addWidget(words("一起打印", "title"))
        whole.addWidget(words("一次送去打印。双面时每张报表都另起一张纸；手动双面先印正面，"
                              "把印好的纸放回纸盒，再印背面。", "second", wrap=True))
        whole.addLayout(grid)
        whole.addStretch(1)
        whole.addLayout(foot)
