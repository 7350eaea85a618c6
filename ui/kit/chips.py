"""Questions over a list, their answers already counted: one press filters; lines to be ticked."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QIcon, QKeyEvent
from PySide6.QtWidgets import QButtonGroup, QListWidget, QListWidgetItem, QPushButton, QWidget

from ui.kit.card import Flow
from ui.kit.marks import mark_icon
from ui.kit.theme import Mark
from ui.kit.tokens import px

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
            self.setFocusProxy(self._buttons[self.key])

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
            self.setFocusProxy(self._buttons[key])
            self.chosen.emit(key)


class TickList(QListWidget):
    """Each line has words and a key; the space bar ticks it.

    ``lines`` are how many can be seen at once; one that is ``ordered`` can be drawn up and down,
    and moved by Alt and the arrows.
    """

    def __init__(self, name: str, lines: int = 6, *, ordered: bool = False) -> None:
        super().__init__()
        self._lines = lines
        self.setAccessibleName(name)
        self.setSpacing(px(2))
        if ordered:
            self.setDragDropMode(QListWidget.DragDropMode.InternalMove)

    def offer(self, lines: Sequence[tuple[str, Any]], ticked: Sequence[Any] = ()) -> None:
        """Show these lines, some of them ticked."""
        self.clear()
        for words, key in lines:
            item = QListWidgetItem(words, self)
            item.setFlags(item.flags() | Qt.ItemFlag.ItemIsUserCheckable)
            item.setCheckState(
                Qt.CheckState.Checked if key in ticked else Qt.CheckState.Unchecked)
            item.setData(Qt.ItemDataRole.UserRole, key)
        self.setFixedHeight(min(self._lines, max(2, len(lines))) * px(28) + px(6))

    def ticked(self) -> list[Any]:
        """The keys of those that are ticked, in their order."""
        items = [self.item(at) for at in range(self.count())]
        return [item.data(Qt.ItemDataRole.UserRole) for item in items
                if item.checkState() == Qt.CheckState.Checked]

    def look_for(self, typed: str) -> None:
        """Show the lines with these words, and those that are ticked."""
        typed = typed.strip()
        for at in range(self.count()):
            item = self.item(at)
            item.setHidden(typed not in item.text()
                           and item.checkState() != Qt.CheckState.Checked)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        """Alt+↑ and Alt+↓ move a line past the next one that is seen."""
        step = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1}.get(Qt.Key(event.key()), 0)
        movable = self.dragDropMode() == QListWidget.DragDropMode.InternalMove
        if not (step and movable and event.modifiers() & Qt.KeyboardModifier.AltModifier):
            super().keyPressEvent(event)
            return
        at = self.currentRow()
        there = next((row for row in range(at + step, self.count() if step > 0 else -1, step)
                      if not self.item(row).isHidden()), None)
        if at >= 0 and there is not None:
            self.insertItem(there, self.takeItem(at))
            self.setCurrentRow(there)
