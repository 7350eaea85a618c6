"""What stands round every page: places at the left, the bar on top, 撤销 at the bottom."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QFrame, QHBoxLayout, QVBoxLayout, QWidget

from ui.frame.palette import Palette
from ui.frame.place_list import Places
from ui.frame.stack import PageStack
from ui.frame.status import Status
from ui.kit.card import Elided, link_button
from ui.kit.keys import Pressing
from ui.kit.room import Room
from ui.kit.theme import Plain, grow
from ui.kit.tokens import px

if TYPE_CHECKING:
    from ui.frame.find import Finding
    from ui.kit.place import Place


class Surround(QWidget):
    """The parts of a window, made after it was painted bare; ``over`` the page stands what is said
    to all pages, ``banded`` above that which file it is, ``across`` from the page the history.
    """

    def __init__(
        self, places: Sequence[Place], finding: Finding, help_: Callable[[], object]
    ) -> None:
        super().__init__()
        self.side, self.status, self.stack = Places(places), Status(), PageStack()
        self.heading, self.operator = Elided(240), Plain()
        self.search_box = Palette(finding, self)
        self.banded, self.over, self.across = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        middle, whole = QVBoxLayout(), QHBoxLayout(self)
        for layout in (whole, middle):
            layout.setContentsMargins(0, 0, 0, 0)
            layout.setSpacing(0)
        whole.addWidget(self.side)
        whole.addLayout(middle, 1)
        self.top = self._top(help_)
        self.across.setSpacing(0)
        self.across.addWidget(Room(self.stack), 1)
        for each in (self.top, self.banded, self.over, self.across, self.status):
            middle.addLayout(each) if isinstance(each, QHBoxLayout) else middle.addWidget(each)
        middle.setStretchFactor(self.across, 1)
        self.side.name(None)
        self._measure()

    def _top(self, help_: Callable[[], object]) -> QFrame:
        top = QFrame()
        top.setObjectName("top")
        self.heading.setObjectName("heading")
        self.operator.setObjectName("operator")
        self._row = QHBoxLayout(top)
        self._row.setSpacing(px(14))
        self._row.addWidget(self.heading, 1)
        self._row.addWidget(self.search_box, 2)
        self._row.addWidget(self.operator)
        self._row.addWidget(link_button("帮助 F1", help_))
        return top

    def _measure(self) -> None:
        self.top.setFixedHeight(px("top"))
        self._row.setContentsMargins(px(18), 0, px(18), 0)
        self.status.setFixedHeight(px("bottom"))
        self.search_box.setMinimumWidth(px(140))
        self.search_box.setMaximumWidth(px(340))

    def changeEvent(self, event: QEvent) -> None:
        """关怀版 changed the sizes."""
        super().changeEvent(event)
        if event.type() == QEvent.Type.FontChange and hasattr(self, "top"):
            self._measure()


def listen_to_keys(window: QWidget, keys: dict[str, Callable[[], object]]) -> None:
    """``keys`` are the same on every page, and so are those of 关怀版 and Enter on a button."""
    Pressing(window)
    larger: dict[str, Callable[[], object]] = {
        "Ctrl+=": lambda: grow(1), "Ctrl++": lambda: grow(1),
        "Ctrl+-": lambda: grow(-1), "Ctrl+0": lambda: grow(0),
    }
    for key, do in (keys | larger).items():
        QShortcut(QKeySequence(key), window).activated.connect(do)
