"""Which stick: those plugged in now, or a folder; one that comes while we look is noticed."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtCore import QTimer, Signal
from PySide6.QtGui import QHideEvent, QShowEvent
from PySide6.QtWidgets import QComboBox, QHBoxLayout, QPushButton, QWidget

from exporters.leaving import sticks
from models.values.problem import Problem
from ui.kit import ask
from ui.kit.theme import px

LOOK_MILLISECONDS = 2000


class StickBox(QWidget):
    """The sticks by their labels and a folder of one's own; ``came(folder)`` for a new stick."""

    came = Signal(object)

    def __init__(self, title: str) -> None:
        super().__init__()
        self._known: set[Path] = set()
        self.box, self.button = QComboBox(), QPushButton("选文件夹…")
        self.box.setAccessibleName(title)
        self.box.setMinimumWidth(px(220))
        self.box.setPlaceholderText("没有插 U 盘")
        self.button.setAccessibleName(f"{title}：选文件夹")
        self.button.clicked.connect(lambda: self.choose(ask.folder(self, title)))
        self._timer = QTimer(self, interval=LOOK_MILLISECONDS)
        self._timer.timeout.connect(self.look)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(px(8))
        row.addWidget(self.box, 1)
        row.addWidget(self.button)
        self.setFocusProxy(self.box)

    def folder(self) -> Path:
        """The folder chosen. :raises Problem: there is none."""
        chosen = self.box.currentData()
        if chosen is None:
            raise Problem("还没有插 U 盘。请插上 U 盘，或点“选文件夹…”。")
        return Path(chosen)

    def choose(self, folder: Path | None) -> None:
        """Offer a folder and choose it."""
        if folder is None:
            return
        if self.box.findData(str(folder)) < 0:
            self.box.addItem(str(folder), str(folder))
        self.box.setCurrentIndex(self.box.findData(str(folder)))

    def look(self) -> None:
        """Offer what is plugged in now; a stick that is gone is offered no longer."""
        found = {each.folder: each.label for each in sticks.sticks()}
        for folder in self._known - set(found):
            self.box.removeItem(self.box.findData(str(folder)))
        for folder in set(found) - self._known:
            self.box.insertItem(0, found[folder], str(folder))
            self.box.setCurrentIndex(0)
            self.came.emit(folder)
        self._known = set(found)

    def showEvent(self, event: QShowEvent) -> None:
        """Look while one can see it."""
        super().showEvent(event)
        self.look()
        self._timer.start()

    def hideEvent(self, event: QHideEvent) -> None:
        """Nobody looks."""
        super().hideEvent(event)
        self._timer.stop()
