"""How returns leave: sealed in a parcel on a stick, or printed, several in one go."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.exchange.keys import KeyCard, town_card
from models.returns.leaving import Sides, chosen_pages, in_order
from ui.kit.ask import StickBox
from ui.kit.card import section, words
from ui.kit.job import Progress
from ui.kit.keys import act
from ui.kit.marks import Face, FaceLabel
from ui.kit.page import press_button
from ui.kit.paper import paper, printed_pages
from ui.kit.theme import Mark
from ui.kit.tokens import px

if TYPE_CHECKING:
    from models.exchange.chain import Package
    from models.keeping.store import Store
    from models.values.sheet import Sheet

NO_KEY = "还没有登记乡镇的密钥，这一次用口令加密，口令当面或电话告诉乡镇。"


class ParcelPane(QWidget):
    """What goes, for whom, where to; afterwards the fingerprint and 可以拔出."""

    def __init__(self) -> None:
        super().__init__()
        self.card: KeyCard | None = None
        self.what, self.sealed = words(wrap=True), FaceLabel()
        self.passphrase, self.reason = QLineEdit(), QLineEdit()
        self.passphrase.setPlaceholderText("不写就由程序编一个")
        self.passphrase.setAccessibleName("口令")
        self.reason.setPlaceholderText("如 镇里退回，补记了两次走访")
        self.reason.setAccessibleName("更正原因")
        self.again = words(role="second", wrap=True)
        self.stick = StickBox("放到")
        self.outcome, self.secret = FaceLabel(), words(wrap=True)
        self.print_size = words(role="figure")
        self._reason_label = words("更正原因", "label")
        self._steps: tuple[QPushButton, ...] = ()
        self._lay_out()
        self.say_nothing()

    def show_leaving(self, store: Store, said: str, again: list[str]) -> None:
        """Show what is about to go; ``again`` are the returns that went before."""
        self.card = town_card(store)
        self.what.setText(said)
        self.sealed.say(
            Face(f"只有{self.card.name}打得开，密钥指纹 {self.card.fingerprint}", Mark.DONE)
            if self.card else Face(NO_KEY, Mark.ASK))
        self.passphrase.setVisible(self.card is None)
        self.again.setText(f"更正报送：{'、'.join(again)}以前报过。" if again else "")
        for each in (self.again, self.reason, self._reason_label):
            each.setVisible(bool(again))
        self.say_nothing()

    def say_nothing(self) -> None:
        """Nothing has been written yet."""
        for each in (self.outcome, self.secret, self.print_size, *self._steps):
            each.hide()

    def say_written(self, package: Package, out: Path, secret: str) -> None:
        """It stands whole on the stick."""
        self.outcome.say(Face(
            f"第 {package.sequence} 号包写好了，已经读回核对，可以拔出。\n{out / package.name}",
            Mark.DONE))
        self.print_size.setText(f"校验码 {package.short}")
        self.secret.setText(f"口令 {secret}\n请当面或电话告诉乡镇，不要和 U 盘放在一起。")
        for each in (self.outcome, self.print_size, *self._steps):
            each.show()
        self.secret.setVisible(bool(secret))

    def steps(self, buttons: list[QPushButton]) -> None:
        """What one does when it is written."""
        self._steps = tuple(buttons)
        for at, button in enumerate(buttons):
            self.foot.insertWidget(at, button)
            button.hide()

    # ── inside ───────────────────────────────────────────────────────────────

    def _lay_out(self) -> None:
        grid, whole = QGridLayout(), QVBoxLayout(self)
        self.foot = QHBoxLayout()
        self.foot.setSpacing(px(8))
        self.foot.addStretch(1)
        grid.setHorizontalSpacing(px(12))
        grid.setVerticalSpacing(px(10))
        grid.setColumnStretch(1, 1)
        for row, (label, editor) in enumerate((
            (words("加密", "label"), self.sealed), (words("", "label"), self.passphrase),
            (self._reason_label, self.reason), (words("放到", "label"), self.stick),
        )):
            grid.addWidget(label, row, 0)
            grid.addWidget(editor, row, 1)
        whole.setContentsMargins(px(18), px(8), px(18), px(14))
        whole.setSpacing(px(10))
        for each in (section("装进这一包"), self.what, self.again):
            whole.addWidget(each)
        whole.addLayout(grid)
        whole.addSpacing(px(8))
        for said in (self.outcome, self.print_size, self.secret):
            whole.addWidget(said)
        whole.addLayout(self.foot)
        whole.addStretch(1)


# ── Printing several: the pages of each, both sides, one job


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
        foot.addWidget(press_button(act(self, "打印", "Ctrl+P", self.print_out), main=True))
        foot.addWidget(press_button(act(self, "取消", "Esc", self.give_up)))
        foot.addStretch(1)
        whole.setContentsMargins(px(18), px(8), px(18), px(14))
        whole.setSpacing(px(12))
        whole.addWidget(words("一起打印", "title"))
        whole.addWidget(words("一次送去打印。双面时每张报表都另起一张纸；手动双面先印正面，"
                              "把印好的纸放回纸盒，再印背面。", "second", wrap=True))
        whole.addLayout(grid)
        whole.addStretch(1)
        whole.addLayout(foot)
