"""The steps of encrypting: a password typed twice, the sheet typed back, and the work itself."""

from __future__ import annotations

import secrets
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtPrintSupport import QPrintDialog, QPrinter, QPrinterInfo
from PySide6.QtWidgets import QCheckBox, QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from exporters.paper.recovery_sheet import RecoverySheet, sheet_paper, write_sheet
from exporters.publish import private_temp, temp_beside
from importers.package.handover_pack import unpack_handover
from models.keeping.vault.encrypting import replace_key, switch_on
from models.keeping.vault.keys import new_code
from models.overview.handover import look_into, take_over
from models.values import clock
from models.values.problem import Problem
from ui.kit import ask
from ui.kit.card import Flow, panel, words
from ui.kit.job import Job, Progress
from ui.kit.paper import printed_paper
from ui.kit.room import Modest
from ui.kit.tokens import px
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


# ── the sheet ────────────────────────────────────────────────────────────────


PDF = "PDF (*.pdf)"
WHY = ("忘了密码，就靠这一张纸。先把它印出来，再照着纸抄回两组，说明印清楚了，才接着做。"
       "软件不留它的底，也不在屏幕上显示。存成 PDF 的，印好以后把 PDF 删掉。")
ALL_LOST = "我明白：密码和恢复单都没有了，资料就再也打不开，谁也帮不上。"


class SheetStep(Modest):
    """``proved(code)`` once the sheet is on paper; ``given_up()``."""

    proved = Signal(str)
    given_up = Signal()

    def __init__(self, attempt: Callable[[Callable[[], object]], bool]) -> None:
        super().__init__()
        self._attempt = attempt
        self._sheet: RecoverySheet | None = None
        self._asked: list[int] = []
        self.paper, self.pdf = QPushButton("打印恢复单…"), QPushButton("存成 PDF…")
        self.typed = (QLineEdit(), QLineEdit())
        self.understood = QCheckBox(ALL_LOST)
        self.on, self.off = QPushButton("抄对了，开始"), QPushButton("不做了")
        self._rows = QVBoxLayout()
        self._lay_out()
        self.paper.clicked.connect(lambda: self._attempt(self._print))
        self.pdf.clicked.connect(lambda: self._attempt(self._save))
        self.on.clicked.connect(lambda: self._attempt(self._prove))
        self.off.clicked.connect(self._give_up)
        self.understood.toggled.connect(self._weigh)
        for each in self.typed:
            each.textChanged.connect(self._weigh)

    def begin(self, village: str, operator: str) -> None:
        """Think of a new code and ask for it on paper."""
        self._sheet = RecoverySheet(village, operator, clock.today(), new_code()[1])
        groups = self._sheet.code.split("-")
        self._asked = sorted(secrets.SystemRandom().sample(range(len(groups)), 2))
        for place, line in zip(self._asked, self.typed, strict=True):
            line.clear()
            line.setAccessibleName(f"恢复单第 {place + 1} 组")
            line.setPlaceholderText(f"第 {place + 1} 组，5 个字符")
        self.understood.setChecked(False)
        self._printed = False
        self._weigh()
        self.paper.setFocus()

    # ── inside ───────────────────────────────────────────────────────────────

    def _print(self) -> None:
        assert self._sheet is not None
        if not QPrinterInfo.availablePrinters():
            raise Problem("这台电脑上还没有打印机。请存成 PDF，拷到能打印的电脑上印。")
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        if QPrintDialog(printer, self).exec():
            printed_paper(sheet_paper(self._sheet), printer, lambda *_: None)
            self._is_out()

    def _save(self) -> None:
        assert self._sheet is not None
        final = ask.file_to_save(self, "存成 PDF", "恢复单.pdf", PDF)
        if final is not None:
            write_sheet(self._sheet, final)
            self._is_out()

    def _is_out(self) -> None:
        self._printed = True
        self._weigh()
        self.typed[0].setFocus()

    def _weigh(self) -> None:
        for each in self.typed:
            each.setEnabled(self._printed)
        typed = all(each.text().strip() for each in self.typed)
        self.on.setEnabled(self._printed and typed and self.understood.isChecked())

    def _prove(self) -> None:
        assert self._sheet is not None
        groups = self._sheet.code.split("-")
        for place, line in zip(self._asked, self.typed, strict=True):
            if line.text().strip().upper() != groups[place]:
                line.setFocus()
                raise Problem(f"第 {place + 1} 组和恢复单上的不一样，请对着纸再看一遍。")
        code = self._sheet.code
        self._forget()
        self.proved.emit(code)

    def _give_up(self) -> None:
        self._forget()
        self.given_up.emit()

    def _forget(self) -> None:
        self._sheet = None
        for each in self.typed:
            each.clear()

    def _lay_out(self) -> None:
        column, out, foot = QVBoxLayout(self), Flow(), Flow()
        for row, buttons in ((out, (self.paper, self.pdf)), (foot, (self.on, self.off))):
            for button in buttons:
                button.setAccessibleName(button.text())
                row.addWidget(button)
        self.on.setProperty("main", True)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(px(12))
        column.addWidget(words("恢复单", "title"))
        column.addWidget(words(WHY, "second", wrap=True))
        column.addLayout(out)
        column.addWidget(labelled([("照着纸抄", self.typed[0]), ("", self.typed[1])]))
        column.addWidget(self.understood)
        column.addLayout(foot)
        column.addStretch(1)


# ── While it works: what is done now, and that the PC must stay on


@dataclass(frozen=True)
class Order:
    """Encrypt ``data``, or give it another key (``change``), or put what lies in a ``pack`` in its
    place: who opens it, and the sheet's code.
    """

    data: Path
    operator: str
    password: str
    code: str
    change: bool = False
    pack: Path | None = None

    @property
    def told(self) -> tuple[str, str]:
        """What is said while it is done, and when it is."""
        if self.pack is not None:
            return "正在接手", "接手好了，也备份过了。有密钥的换了新的，请重做密钥卡，盖章登记。"
        return ("正在换密钥", "换好了，也备份过了。") if self.change else (
            "正在加密资料", "加密好了，也备份过了。")

    def __repr__(self) -> str:
        """Nothing of it stands in a log."""
        return f"Order({self.data.name})"


# ── while it works ───────────────────────────────────────────────────────────


def carried_out(order: Order, key: bytes | None, progress: Progress) -> bytes:
    """The new key of the file. Runs in a job; it can't be stopped half-way."""

    def say(said: str) -> None:
        progress(-1, said)

    if order.pack is not None:
        say("正在核对…")
        with private_temp(temp_beside(order.data)) as folder:
            pack = look_into(unpack_handover(order.pack, folder), folder, order.code)
            say("正在换上…")
            take_over(order.data, pack, order.operator, order.password, present=key)
            return pack.key
    if order.change:
        assert key is not None
        return replace_key(order.data, key, order.operator, order.password, order.code, say)
    return switch_on(order.data, order.operator, order.password, order.code, say)


class Working(QWidget):
    """``done(key)`` or ``failed(error)``, once."""

    done = Signal(object)
    failed = Signal(object)

    def __init__(self, order: Order, key: bytes | None) -> None:
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.detail = self.summary = ""
        self.step = words("正在准备…", wrap=True)
        self.job = Job(lambda progress: carried_out(order, key, progress))
        self.job.progressed.connect(lambda _, said: self.step.setText(said))
        self.job.done.connect(self.done)
        self.job.failed.connect(self.failed)
        column, across = QVBoxLayout(), QHBoxLayout(self)
        column.setSpacing(px(12))
        column.addWidget(words(order.told[0], "title"))
        column.addWidget(words("请不要关电脑。真停了电也不要紧：要么还是原来的样子，"
                               "要么用新密码打开。", "second", wrap=True))
        column.addWidget(self.step)
        inner = QWidget()
        inner.setLayout(column)
        inner.setFixedWidth(px(520))
        across.addStretch(1)
        across.addWidget(panel(inner, 28), 0, Qt.AlignmentFlag.AlignCenter)
        across.addStretch(1)

    def start(self) -> None:
        """Begin."""
        self.job.start()

    def leave(self) -> None:
        """What runs goes on to its end."""
