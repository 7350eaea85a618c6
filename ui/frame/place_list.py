"""The list of places at the left, under the name of the village."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QSize, Signal
from PySide6.QtWidgets import (
    QButtonGroup,
    QFrame,
    QHBoxLayout,
    QPushButton,
    QSizePolicy,
    QVBoxLayout,
)

from ui.kit.place import Place
from ui.kit.theme import Plain, icon, plain_tip
from ui.kit.tokens import px

if TYPE_CHECKING:
    from models.office.village import Unit


class Places(QFrame):
    """Icon and word for each place; ``entered(key)`` when one is pressed."""

    entered = Signal(str)

    def __init__(self, places: Sequence[Place]) -> None:
        super().__init__()
        self.setObjectName("side")
        self.village, self.town = Plain(), Plain()
        self.village.setObjectName("village")
        self.town.setObjectName("town")
        self._group = QButtonGroup(self)
        self.buttons: dict[str, QPushButton] = {}
        self._column = QVBoxLayout(self)
        self._column.setSpacing(0)
        self._column.setContentsMargins(0, 0, 0, px(12))
        self.tag = Plain("示例村")
        self.tag.setObjectName("tag")
        self.tag.setSizePolicy(QSizePolicy.Policy.Maximum, QSizePolicy.Policy.Fixed)
        for label, above in ((self.village, 16), (self.town, 2)):
            label.setContentsMargins(px(18), px(above), px(8), 0)
            label.setSizePolicy(QSizePolicy.Policy.Ignored, QSizePolicy.Policy.Fixed)
            self._column.addWidget(label)
        beside = QHBoxLayout()
        beside.setContentsMargins(px(18), px(2), 0, 0)
        beside.addWidget(self.tag)
        beside.addStretch(1)
        self._column.addLayout(beside)
        self._column.addSpacing(px(12))
        self._above = self._column.count()
        self.places: tuple[Place, ...] = ()
        self.show_places(places)

    def show_places(self, places: Sequence[Place]) -> None:
        """Offer these places: a village's, or a town's."""
        if self.places == tuple(places):
            return
        self.places = tuple(places)
        for button in self.buttons.values():
            self._group.removeButton(button)
            button.hide()
            button.deleteLater()
        while self._column.count() > self._above:
            self._column.takeAt(self._above)
        self.buttons = {each.key: self._button(each, at) for at, each in enumerate(places, 1)}
        self._lay_out(places)
        self._measure()

    def name(self, unit: Unit | None, sample: bool = False) -> None:
        """Whose ledger this is."""
        self.tag.setVisible(sample)
        self.village.setText(unit.name if unit else "联星村级台账")
        above = (unit.town, unit.district) if unit and unit.town != unit.name else ()
        town = " · ".join(filter(None, above))
        self.town.setText(town)
        for label in (self.village, self.town):
            label.setToolTip(plain_tip(label.text()))

    def choose(self, key: str) -> None:
        """Show which place is open; none for a place that does not stand here."""
        self._group.setExclusive(False)
        for each, button in self.buttons.items():
            button.setChecked(each == key)
        self._group.setExclusive(True)

    def changeEvent(self, event: QEvent) -> None:
        """关怀版 changed the sizes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "buttons"):
            self._measure()

    def _measure(self) -> None:
        self.setFixedWidth(px("side"))
        for button in self.buttons.values():
            button.setIconSize(QSize(px(18), px(18)))

    def _lay_out(self, places: Sequence[Place]) -> None:
        for place in places:
            if not place.foot:
                self._column.addWidget(self.buttons[place.key])
        self._column.addStretch(1)
        for place in places:
            if place.foot:
                self._column.addWidget(self.buttons[place.key])

    def _button(self, place: Place, at: int) -> QPushButton:
        button = QPushButton()
        button.setText(f"  {place.title}")
        button.setAccessibleName(place.title)
        button.setToolTip(f"{place.title}　Ctrl+{at}")
        button.setIcon(icon(place.icon))
        button.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        button.setCheckable(True)
        button.setAutoExclusive(True)  # a reader says: one of several
        button.clicked.connect(lambda: self.entered.emit(place.key))
        self._group.addButton(button)
        return button
