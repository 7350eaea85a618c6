"""What the pages of the town desk share: their layout, and writing to the villages."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QTimer

from exporters.leaving.package import sealed_for
from exporters.publish import publish_bytes
from models.exchange.inbox import Remark, RemarkState
from models.exchange.keys import Side, correspondents
from models.stars.standard import Standard
from models.town.answering import TownLetter, hand_down, remarks_for
from models.town.received import (
    ReceivedReturn,
    Reception,
    ReceptionState,
    Round,
    receptions,
    returned_of,
    rounds,
)
from models.town.units import TownUnit, units
from models.values import clock

if TYPE_CHECKING:
    from models.keeping.store import Store
    from ui.kit.page import Page


# ── One file for each village


@dataclass(frozen=True)
class ToTell:
    """What there is to tell one village."""

    unit: TownUnit
    newest: tuple[Reception, ...]
    remarks: tuple[Remark, ...]
    reminders: tuple[Round, ...]
    last: TownLetter | None
    known: bool
    back: tuple[ReceivedReturn, ...] = ()
    """The returns of the newest packages that were sent back alone."""

    @property
    def waiting(self) -> bool:
        """Whether something was not told yet.

        What is due is told again on another day.
        """
        if self.last is None:
            return bool(self.newest or self.remarks or self.reminders)
        told = self.last.made
        return (any(each.sent is None for each in self.remarks)
                or any((each.sent_back or each.taken) > told for each in self.newest)
                or (bool(self.reminders) and told.date() < clock.today()))


def to_tell(store: Store) -> list[ToTell]:
    """What there is to tell every village, in the town's order."""
    asked = rounds(store)
    return [_of(store, each, asked) for each in units(store)]


def _of(store: Store, unit: TownUnit, asked: Sequence[Round]) -> ToTell:
    found = receptions(store, unit.id)
    newest: dict[str, Reception] = {}
    for each in found:
        newest.setdefault(each.period, each)
    letters = store.find(TownLetter, "unit = ?", (unit.id,), "sequence DESC")
    return ToTell(
        unit, tuple(newest.values()),
        tuple(each for each in remarks_for(store, unit) if each.state == RemarkState.OPEN),
        tuple(each for each in asked if each.period not in newest),
        letters[0] if letters else None, bool(correspondents(store, Side.VILLAGE, unit.code)),
        tuple(one for each in newest.values() if each.state == ReceptionState.ACCEPTED
              for one in returned_of(store, each)))


def write_letter(
    store: Store, unit: TownUnit, folder: Path, standards: Sequence[Standard] = ()
) -> Path:
    """Everything there is to tell a village, onto the stick. :raises Problem: no key, or the disk.
    """
    kept = hand_down(store, unit, sealed_for,
                     lambda name, content: publish_bytes(folder / name, content), standards)
    return folder / kept.name


# ── writing them ─────────────────────────────────────────────────────────────


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
