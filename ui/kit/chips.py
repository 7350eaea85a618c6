"""Questions over a list with their answers already counted: one press filters."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from PySide6.QtCore import QSize, Signal
from PySide6.QtGui import QIcon
from PySide6.QtWidgets import QButtonGroup, QPushButton, QWidget

from ui.kit.card import Flow
from ui.kit.marks import mark_icon
from ui.kit.theme import Mark, px

ALL = "all"
"""The key of the chip that narrows nothing."""


@dataclass(frozen=True)
class Chip:
    """One question: its key, its words, how many answer it, and its state when it matters."""

    key: str
    words: str
    count: int | None = None
    mark: Mark | None = None

    @property
    def text(self) -> str:
        """What stands on it beside the shape: ``未结对 2``."""
        count = "" if self.count is None else f" {self.count:,}"
        return f"{self.words}{count}"


class Chips(QWidget):
    """Chips in a row, one of them pressed; ``chosen(key)`` when the user presses another."""

    chosen = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._row = Flow(self)
        self._group = QButtonGroup(self)
        self._buttons: dict[str, QPushButton] = {}
        self.key = ""

    @property
    def keys(self) -> list[str]:
        """What is asked, in the order shown."""
        return list(self._buttons)

    @property
    def whole(self) -> bool:
        """Whether the pressed one narrows nothing."""
        return self.key in ("", ALL)

    def lets(self, code: str) -> bool:
        """Whether what has this ``code`` answers the pressed one."""
        return self.whole or self.key == code

    def show_chips(self, chips: Sequence[Chip]) -> None:
        """Show these questions; the pressed one stays pressed while it is still asked."""
        if self.keys != [chip.key for chip in chips]:
            self._replace(chips)
        for chip in chips:
            button = self._buttons[chip.key]
            marked = chip.mark is not None and chip.count
            button.setText(f" {chip.text}" if marked else chip.text)
            said = f"{chip.text}，{chip.mark.word}" if chip.mark and marked else chip.text
            button.setAccessibleName(said)
            button.setIcon(mark_icon(chip.mark) if chip.mark and marked else QIcon())
            button.setIconSize(QSize(px(12), px(12)))
        if chips and self.key not in self._buttons:
            self.key = chips[0].key
        if self.key:
            self._buttons[self.key].setChecked(True)

    def press(self, key: str) -> None:
        """Press a chip as the user would."""
        if key in self._buttons:
            self._buttons[key].click()

    def _replace(self, chips: Sequence[Chip]) -> None:
        for button in self._buttons.values():
            self._group.removeButton(button)
            button.deleteLater()
        self._buttons = {chip.key: self._button(chip) for chip in chips}

    def _button(self, chip: Chip) -> QPushButton:
        button = QPushButton(chip.text, self)
        button.setProperty("chip", True)
        button.setCheckable(True)
        button.setAutoExclusive(True)  # a reader says: one of several
        button.clicked.connect(lambda _=False, key=chip.key: self._choose(key))
        self._group.addButton(button)
        self._row.addWidget(button)
        return button

    def _choose(self, key: str) -> None:
        if key != self.key:
            self.key = key
            self.chosen.emit(key)
