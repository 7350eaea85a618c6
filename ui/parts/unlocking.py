"""An encrypted data file: who opens it and with what, and closing it when nobody is there."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QGridLayout,
    QHBoxLayout,
    QLineEdit,
    QPushButton,
    QVBoxLayout,
    QWidget,
)

from models.keeping.datafile import Unusable, read_slots
from models.keeping.vault.keys import needs_strength, unlock, unlock_by_sheet
from models.keeping.vault.tries import note_slips, slips, wait_after
from models.values.problem import Problem
from ui.kit.card import panel, words
from ui.kit.job import Job
from ui.kit.keys import act, announce
from ui.kit.marks import Face, FaceLabel
from ui.kit.presence import Presence, engaged
from ui.kit.theme import Mark
from ui.kit.tokens import px


class Opened(NamedTuple):
    """The key, who opened the file, and the password to be given them when it was the sheet."""

    key: bytes
    operator: str
    fresh: str = ""


def hidden_line(name: str) -> QLineEdit:
    """A line for a password."""
    line = QLineEdit()
    line.setEchoMode(QLineEdit.EchoMode.Password)
    line.setAccessibleName(name)
    return line


def labelled(rows: list[tuple[str, QWidget]]) -> QWidget:
    """Words at the left, what one types at the right, one under the other."""
    whole = QWidget()
    grid = QGridLayout(whole)
    grid.setContentsMargins(0, 0, 0, 0)
    grid.setVerticalSpacing(px(10))
    grid.setHorizontalSpacing(px(12))
    grid.setColumnStretch(1, 1)
    for at, (label, editor) in enumerate(rows):
        grid.addWidget(words(label, "label"), at, 0)
        grid.addWidget(editor, at, 1)
    return whole


def same_twice(first: QLineEdit, again: QLineEdit) -> str:
    """The password typed twice. :raises Problem: it is too weak, or the two differ."""
    password = needs_strength(first.text())
    if password != again.text():
        raise Problem("两次写的密码不一样，请再写一遍。")
    return password


class Unlocking(QWidget):
    """``opened(Opened)`` once the file opens; ``other()`` when another file is wanted."""

    opened = Signal(object)
    other = Signal()

    def __init__(self, data: Path, title: str, said: str = "") -> None:
        """:raises Unusable: no slots lie beside ``data``."""
        super().__init__()
        self.setObjectName("page")
        self.setAttribute(Qt.WidgetAttribute.WA_StyledBackground)
        self.detail = self.summary = ""
        self._data, self._left = data, 0
        self._job: Job | None = None
        self.operator, self.state = QComboBox(), FaceLabel()
        self.operator.addItems(read_slots(data).operators)
        self.operator.setAccessibleName("经办人")
        self.password, self.code = hidden_line("密码"), QLineEdit()
        self.fresh, self.again = hidden_line("新密码"), hidden_line("新密码再写一遍")
        self.code.setAccessibleName("恢复码")
        self.code.setPlaceholderText("7 组，每组 5 个字符")
        self.enter, self.by_sheet = QPushButton("打开"), QPushButton("用恢复单打开")
        self.another = QPushButton("选另一个文件…")
        self._ticking = QTimer(self, interval=1000)
        self._ticking.timeout.connect(self._tick)
        self._lay_out(title, said)
        self._show_sheet(False)
        self.zones = [self.password]
        self.setFocusProxy(self.password)
        for each in (self.password, self.again):
            each.returnPressed.connect(self.enter.click)
        for each, below in ((self.code, self.fresh), (self.fresh, self.again)):
            each.returnPressed.connect(below.setFocus)
        self.enter.clicked.connect(self._try)
        self.by_sheet.clicked.connect(lambda: self._show_sheet(not self._sheet))
        self.another.clicked.connect(self.other)
        act(self, "返回", "Esc", lambda: self._show_sheet(False))
        self._wait()

    def subjects(self) -> tuple[str, ...]:
        """What of the manual this page is about."""
        return ("忘记密码",)

    def leave(self) -> None:
        """The file is opened, or another one is."""
        self._ticking.stop()
        for each in (self.password, self.code, self.fresh, self.again):
            each.clear()

    # ── inside ───────────────────────────────────────────────────────────────

    def _try(self) -> None:
        """Ask the slots off the window's thread: stretching a password takes its time."""
        if self._job is not None or self._left:
            return
        data, name, typed, code = (self._data, self.operator.currentText().strip(),
                                   self.password.text(), self.code.text())
        try:
            fresh = self._new_password(name)
        except Problem as refusal:
            self._refuse(refusal.sentence)
            return
        self.state.say(Face("正在打开…", tone="second"))
        self.enter.setEnabled(False)
        self._job = Job(lambda progress: Opened(
            unlock_by_sheet(data, code) if fresh else unlock(data, typed, name), name, fresh))
        self._job.done.connect(self._done)
        self._job.failed.connect(self._failed)
        self._job.start()

    def _new_password(self, name: str) -> str:
        if not self._sheet:
            return ""
        if not name:
            raise Problem("请写上你的名字，密码就设给这个名字。")
        return same_twice(self.fresh, self.again)

    def _done(self, opened: Opened) -> None:
        self._job = None
        self.enter.setEnabled(True)
        self.state.say(Face(""))
        if slips(self._data):
            note_slips(self._data, 0)
        self.opened.emit(opened)

    def _failed(self, error: Exception) -> None:
        self._job = None
        self.enter.setEnabled(True)
        if not isinstance(error, Problem):
            raise error
        self._refuse(error.sentence)
        if isinstance(error, Unusable):
            note_slips(self._data, slips(self._data) + 1)
            self._wait()
        self.password.clear()
        (self.code if self._sheet else self.password).setFocus()

    def _refuse(self, sentence: str) -> None:
        self.state.say(Face(sentence, Mark.LATE))
        announce(self.state, sentence, at_once=True)

    def _wait(self) -> None:
        """As long as the wrong tries so far ask for, those before the program was started too."""
        tried = slips(self._data)
        self._left = wait_after(tried)
        self._ticking.start() if tried else self._ticking.stop()
        self._count_down()

    def _tick(self) -> None:
        self._left -= 1
        if not self._left:
            self._ticking.stop()
        self._count_down()

    def _count_down(self) -> None:
        self.enter.setEnabled(not self._left)
        self.enter.setText(f"请等 {self._left} 秒" if self._left else "打开")

    def _show_sheet(self, sheet: bool) -> None:
        self._sheet = sheet
        self._by_password.setVisible(not sheet)
        self._by_sheet.setVisible(sheet)
        self.operator.setEditable(sheet)
        self.by_sheet.setText("用密码打开" if sheet else "用恢复单打开")
        self.by_sheet.setAccessibleName(self.by_sheet.text())
        self.state.say(Face(""))
        (self.code if sheet else self.password).setFocus()

    def _lay_out(self, title: str, said: str) -> None:
        column, foot, across = QVBoxLayout(), QHBoxLayout(), QHBoxLayout(self)
        self._by_password = labelled([("密　码　", self.password)])
        self._by_sheet = labelled([("恢复码　", self.code), ("新密码　", self.fresh),
                                   ("再写一遍", self.again)])
        self.enter.setProperty("main", True)
        self.enter.setAccessibleName("打开")
        self.another.setAccessibleName(self.another.text())
        for button in (self.enter, self.by_sheet, self.another):
            foot.addWidget(button)
        foot.setSpacing(px(8))
        foot.addStretch(1)
        column.setSpacing(px(12))
        column.addWidget(words(title, "title", wrap=True))
        if said:
            column.addWidget(words(said, "second", wrap=True))
        column.addWidget(labelled([("经办人　", self.operator)]))
        for each in (self._by_password, self._by_sheet, self.state):
            column.addWidget(each)
        column.addLayout(foot)
        inner = QWidget()
        inner.setLayout(column)
        inner.setFixedWidth(px(520))
        across.addStretch(1)
        across.addWidget(panel(inner, 28), 0, Qt.AlignmentFlag.AlignCenter)
        across.addStretch(1)


# ── Nobody at the desk


IDLE_MINUTES = 5

class Idle(QObject):
    """Closes the data file when nobody has been at the window for ``minutes``.

    While long work is under way or a dialog is open nothing is closed; it is asked again later.
    """

    def __init__(self, window: QWidget, minutes: int, close: Callable[[], object]) -> None:
        super().__init__(window)
        self._close, self._presence = close, Presence(window)
        self.timer = QTimer(self, interval=minutes * 60_000, singleShot=True)
        self.timer.timeout.connect(self.look)
        self.timer.start()
        self._presence.noticed.connect(self.timer.start)

    def look(self) -> None:
        """The time is up."""
        self.timer.start() if engaged() else self._close()

    def let_go(self) -> None:
        """The file is closed."""
        self.timer.stop()
        self._presence.let_go()
        self.deleteLater()
