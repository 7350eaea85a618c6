"""One section of a page: chips over a list at the left, a card or a form at the right."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QTimer, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from ui.beside import Beside
from ui.chips import Chips
from ui.strip import Strip
from ui.theme import px

if TYPE_CHECKING:
    from models.store import Store

LOOK_MILLISECONDS = 60


class Desk(QWidget):
    """A section overrides ``refresh`` and ``offered``, and calls ``lay_out`` when it is built.

    ``moved()`` when another thing is looked at, or a form came or went: what can be done now may
    have changed. ``strip`` is the page's, for asking and refusing.
    """

    moved = Signal()

    def __init__(self, store: Store, strip: Strip) -> None:
        super().__init__()
        self.store, self.strip = store, strip
        self.today = date.today()
        self.summary = ""
        self.chips = Chips()
        self.over = QHBoxLayout()
        self.over.setSpacing(px(8))
        self.over.addWidget(self.chips, 1)
        self._look = QTimer(self, singleShot=True, interval=LOOK_MILLISECONDS)
        self._look.timeout.connect(self.look)

    # ── what a section writes itself ─────────────────────────────────────────

    def refresh(self) -> None:
        """Show what the data file says now."""

    def look(self) -> None:
        """Show the card of what is looked at in the list."""

    def offered(self) -> tuple[str, ...]:
        """The actions of the page that make sense now."""
        return ()

    def zones(self) -> list[QWidget]:
        """Where F6 goes, in turn."""
        return []

    # ── what every section has ───────────────────────────────────────────────

    def lay_out(self, left: QWidget, card: QWidget, sizes: tuple[int, int] = (650, 518)) -> None:
        """Chips above, list and card below."""
        self.beside = Beside(left, card, sizes)
        self.beside.changed.connect(self.moved)
        whole = QVBoxLayout(self)
        whole.setContentsMargins(0, 0, 0, 0)
        whole.setSpacing(px(10))
        whole.addLayout(self.over)
        whole.addWidget(self.beside, 1)

    def look_soon(self) -> None:
        """The arrow keys run faster than a card is told."""
        self._look.start()

    def look_now(self) -> None:
        """Show the card without waiting."""
        self._look.stop()
        self.look()

    def put(self, pane: Any) -> None:
        """A form in the place of the card, with the cursor in it; afterwards back to the list."""
        pane.closed.connect(lambda: self.zones()[0].setFocus())
        self.beside.put(pane)
        pane.setFocus()

