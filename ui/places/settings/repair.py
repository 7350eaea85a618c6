"""检查和修复: what is looked at by itself and what can be done by hand, from the mildest on."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from PySide6.QtWidgets import QHBoxLayout, QLineEdit, QPushButton, QVBoxLayout, QWidget

from models.keeping.heads import foot
from ui.kit.card import panel, words
from ui.kit.job import Work
from ui.kit.marks import Face, FaceLabel
from ui.kit.theme import px

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.keeping.store import Store
    from ui.kit.message_strip import Strip


class RepairStep(NamedTuple):
    """One step: what it is called, and what it does and leaves alone."""

    title: str
    said: str


STEPS = (
    RepairStep("一、快查", "看文件的每一页是不是完整。每次打开时自动在后台做一次，不耽误记账。"),
    RepairStep("二、细查", "再按操作日志从头重放，逐条核对每一条记录、合计、设置、细则和密钥。"
                     "上次没有正常关闭时自动做。查出来的在“体检”里，可以按日志改回，"
                     "也可以写明原因照现在的留下。"),
    RepairStep("三、重建索引", "文件有损坏时先试这一步：在副本上做，现在的文件不动。"
                       "修好了，副本列在“备份与恢复”里，换上它以前现在的文件另存一份。"),
    RepairStep("四、换最近的好备份", "从新到旧逐份核对，找出最近的完好备份，说清会退回哪几步，"
                         "再由您决定。坏了的原件总是另存一份，不会删。"),
    RepairStep("五、核对旧纸", "每张报表、记录、公告的页脚都有账册指纹。照旧纸抄进来，"
                       "就知道印它时的账现在还在不在、有没有被改写。"),
)


class RepairPanel(QWidget):
    """The steps one below the other, each with its button; ``state`` says how the last one went."""

    def __init__(self, store: Store, strip: Strip) -> None:
        super().__init__()
        self._store, self.work = store, Work(strip)
        self.state, self.here = FaceLabel(), words(role="faint", wrap=True)
        self.typed = QLineEdit()
        self.typed.setPlaceholderText("例如 128 3fa9 12bc 88de")
        self.typed.setAccessibleName("旧纸页脚上的账册指纹")
        self._column = QVBoxLayout()
        self._column.setSpacing(px(10))
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.addWidget(panel(self._column, 14))

    def steps(self, buttons: Sequence[QPushButton]) -> None:
        """A button for each step, beside its words."""
        for step, button in zip(STEPS, buttons, strict=True):
            across, beside = QHBoxLayout(), QVBoxLayout()
            beside.addWidget(words(step.title, "title"))
            beside.addWidget(words(step.said, "second", wrap=True))
            if step is STEPS[-1]:
                beside.addWidget(self.typed)
                beside.addWidget(self.here)
            across.addLayout(beside, 1)
            across.addWidget(button)
            self._column.addLayout(across)
        for each in (self.work, self.state):
            self._column.addWidget(each)
        self._column.addStretch(1)

    def refresh(self) -> None:
        """The head of the log as it is now."""
        said = foot(self._store)
        self.here.setText(f"现在的{said}" if said else "")

    def say(self, face: Face) -> None:
        """How the last step went."""
        self.state.say(face)
