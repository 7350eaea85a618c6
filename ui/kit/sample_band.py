"""The band of the sample village: it says over every page that it is one, and leads back."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QHBoxLayout, QPushButton

from ui.kit import ask
from ui.kit.marks import Face, FaceLabel
from ui.kit.recent import recent
from ui.kit.theme import Mark
from ui.kit.tokens import px

if TYPE_CHECKING:
    from PySide6.QtCore import SignalInstance


def show_band(row: QHBoxLayout, sample: bool, opened: SignalInstance) -> None:
    """The sample village says over every page that it is one, and leads back."""
    while (former := row.takeAt(0)) is not None:
        if (band := former.widget()) is not None:
            band.deleteLater()
    if sample:
        made = SampleBand()
        made.wanted.connect(opened)
        row.addWidget(made)


class SampleBand(QFrame):
    """Over every page of the sample village; ``wanted(path)``: another file is to be opened."""

    wanted = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self.setObjectName("band")
        before = next((each for each in recent() if not each.sample), None)
        own = before if before and before.name else None
        row = QHBoxLayout(self)
        row.setContentsMargins(px(18), px(6), px(18), px(6))
        row.setSpacing(px(8))
        row.addWidget(FaceLabel(Face(
            "这是示例村，人和事都是编的，随便试；试过的不会进您的台账，也报不出去", Mark.ASK)), 1)
        for said, do in (
            (f"回到我的村：{own.name}" if own else "",
             lambda: self.wanted.emit(Path(own.path) if own else None)),
            ("建我的村…", self._begin),
        ):
            if said:
                button = QPushButton(said)
                button.clicked.connect(do)
                row.addWidget(button)

    def _begin(self) -> None:
        """The guide: in the file that has no village yet, else in a new one."""
        empty = next((Path(each.path) for each in recent() if not each.sample and not each.name),
                     None)
        path = empty or ask.file_to_save(self, "新台账存在哪里", "我的村.lianxing", ask.DATA_FILES)
        if path is not None:
            self.wanted.emit(path)
