"""A name and a password typed twice."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from models.values.problem import Problem
from ui.kit.card import words
from ui.kit.theme import px
from ui.parts.unlocking import hidden_line, labelled, same_twice

if TYPE_CHECKING:
    from collections.abc import Callable

ADVICE = "至少 8 个字符，汉字算两个。用一句只有自己记得的话最好，不用生日、电话。"


class PasswordStep(QWidget):
    """``typed(name, password)``; ``given_up()``."""

    typed = Signal(str, str)
    given_up = Signal()

    def __init__(self, attempt: Callable[[Callable[[], object]], bool]) -> None:
        super().__init__()
        self.title, self.said = words(role="title"), words(role="second", wrap=True)
        self.name, self.password = QLineEdit(), hidden_line("密码")
        self.again = hidden_line("密码再写一遍")
        self.name.setAccessibleName("经办人")
        self.on, self.off = QPushButton("下一步"), QPushButton("不做了")
        self.on.setProperty("main", True)
        self.on.clicked.connect(lambda: attempt(self._take))
        self.again.returnPressed.connect(self.on.click)
        self.off.clicked.connect(self._give_up)
        self._lay_out()

    def begin(self, title: str, said: str, name: str, *, fixed: bool) -> None:
        """Ask; ``fixed`` when it is known whose password it is."""
        self.title.setText(title)
        self.said.setText(f"{said}{ADVICE}")
        self._forget()
        self.name.setText(name)
        self.name.setReadOnly(fixed)
        (self.password if name else self.name).setFocus()

    # ── inside ───────────────────────────────────────────────────────────────

    def _take(self) -> None:
        name = self.name.text().strip()
        if not name:
            raise Problem("请写上经办人的名字。")
        password = same_twice(self.password, self.again)
        self._forget()
        self.typed.emit(name, password)

    def _give_up(self) -> None:
        self._forget()
        self.given_up.emit()

    def _forget(self) -> None:
        for each in (self.password, self.again):
            each.clear()

    def _lay_out(self) -> None:
        column, foot = QVBoxLayout(self), QHBoxLayout()
        for button in (self.on, self.off):
            button.setAccessibleName(button.text())
            foot.addWidget(button)
        foot.setSpacing(px(8))
        foot.addStretch(1)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        column.addWidget(self.title)
        column.addWidget(self.said)
        column.addWidget(labelled([("经办人", self.name), ("密码", self.password),
                                   ("再写一遍", self.again)]))
        column.addLayout(foot)
        column.addStretch(1)
