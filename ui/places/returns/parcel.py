"""The last step: for whom the package is sealed, onto which stick; then it may be pulled out.
"""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from models.exchange.keys import KeyCard, town_card
from ui.kit.card import section, words
from ui.kit.marks import Face, FaceLabel
from ui.kit.sticks import StickBox
from ui.kit.theme import Mark, px

if TYPE_CHECKING:
    from models.exchange.chain import Package
    from models.keeping.store import Store

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
        for each in (self.outcome, self.secret, self.print_size, *self._steps()):
            each.hide()

    def say_written(self, package: Package, out: Path, secret: str) -> None:
        """It stands whole on the stick."""
        self.outcome.say(Face(
            f"第 {package.sequence} 号包写好了，已经读回核对，可以拔出。\n{out / package.name}",
            Mark.DONE))
        self.print_size.setText(f"校验码 {package.short}")
        self.secret.setText(f"口令 {secret}\n请当面或电话告诉乡镇，不要和 U 盘放在一起。")
        for each in (self.outcome, self.print_size, *self._steps()):
            each.show()
        self.secret.setVisible(bool(secret))

    def steps(self, buttons: list[QPushButton]) -> None:
        """What one does when it is written."""
        for at, button in enumerate(buttons):
            self.foot.insertWidget(at, button)
            button.hide()

    # ── inside ───────────────────────────────────────────────────────────────

    def _steps(self) -> list[QPushButton]:
        items = (self.foot.itemAt(at) for at in range(self.foot.count()))
        found = (each.widget() for each in items if each is not None)
        return [each for each in found if isinstance(each, QPushButton)]

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
