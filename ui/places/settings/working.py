"""While the file is being encrypted: what is done now, and that the PC must stay on."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from models.keeping.vault.encrypting import replace_key, switch_on
from ui.kit.card import panel, words
from ui.kit.job import Job, Progress
from ui.kit.theme import px


@dataclass(frozen=True)
class Order:
    """Encrypt ``data``, or give it another key (``change``): who opens it, and the sheet's code."""

    data: Path
    operator: str
    password: str
    code: str
    change: bool = False

    def __repr__(self) -> str:
        """Nothing of it stands in a log."""
        return f"Order({self.data.name})"


# ── while it works ───────────────────────────────────────────────────────────


def carried_out(order: Order, key: bytes | None, progress: Progress) -> bytes:
    """The new key of the file. Runs in a job; it can't be stopped half-way."""

    def say(said: str) -> None:
        progress(-1, said)

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
        column.addWidget(words("正在换密钥" if order.change else "正在加密资料", "title"))
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
