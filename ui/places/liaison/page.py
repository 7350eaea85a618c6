"""联户走访: who looks after whom, who was visited and when, and what became of every problem."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from PySide6.QtCore import QTimer

from ui.kit.section import SectionedPage
from ui.places.liaison.matter_desk import MatterDesk
from ui.places.liaison.pairing_desk import PairingDesk
from ui.places.liaison.visit_desk import VisitDesk

COUNT_MILLISECONDS = 250
OPENED: dict[str, tuple[str, Callable[[Any, int], None]]] = {
    "matter": (MatterDesk.key, MatterDesk.open_matter),
    "matter_step": (MatterDesk.key, MatterDesk.open_step),
    "visit": (VisitDesk.key, VisitDesk.open_visit),
    "pairing-of-member": (PairingDesk.key, PairingDesk.open_member),
    "pairing-of-household": (PairingDesk.key, PairingDesk.open_home),
}
"""What is opened by its kind: the desk, and how it shows it."""


class Liaison(SectionedPage):
    """Three desks, one shown at a time; the chips at the top say what waits at each."""

    kinds = (PairingDesk, VisitDesk, MatterDesk)

    def build(self) -> None:
        """The chips are counted a moment after the lists are shown."""
        super().build()
        self._count_soon = QTimer(self, singleShot=True, interval=COUNT_MILLISECONDS)
        self._count_soon.timeout.connect(super().refresh)

    def refresh(self) -> None:
        """At once when the page is new."""
        self._count_soon.start() if self.chips.key else super().refresh()

    def open(self, kind: str, row: int) -> None:
        """A desk, a member's or a household's pairings, a visit, a matter or a step."""
        section, opened = OPENED.get(kind, (kind, None))
        shown = self.show_section(section)
        if opened is not None:
            opened(shown, row)
