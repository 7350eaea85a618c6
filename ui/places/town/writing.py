"""Writing letters one village after another, while the window goes on living."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from models.town.units import TownUnit
from ui.places.town.letters import write_letter

if TYPE_CHECKING:
    from models.stars.standard import Standard
    from ui.kit.page import Page


class Writing(QObject):
    """Writes to each village in turn; the page says how it ended."""

    def __init__(self, page: Page) -> None:
        super().__init__(page)
        self._page = page
        self._queue: list[TownUnit] = []
        self._done: list[str] = []
        self._next = QTimer(self, singleShot=True, interval=0)
        self._next.timeout.connect(self._one)
        self.then: Callable[[], object] = lambda: None

    def begin(
        self, villages: Sequence[TownUnit], folder: Path, standards: Sequence[Standard] = ()
    ) -> None:
        """Write to these."""
        self._queue, self._done = list(villages), []
        self._folder, self._standards = folder, tuple(standards)
        self._next.start()

    def _one(self) -> None:
        if not self._queue:
            named = "、".join(self._done[:6]) + (" 等" if len(self._done) > 6 else "")
            self._page.strip.tell(
                f"{named}共 {len(self._done)} 个村的下发包写好了，已经读回核对，可以拔出。")
            self.then()
            return
        unit = self._queue.pop(0)
        if self._page.attempt(
            lambda: write_letter(self._page.store, unit, self._folder, self._standards)
        ):
            self._done.append(unit.name)
            self._next.start()
