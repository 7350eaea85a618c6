"""What one is likely to open next is made while one looks at what is open."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QTimer

from models.keeping.questions import unnoted
from models.values import clock
from ui.kit.presence import Presence, engaged
from ui.kit.section import Sections

if TYPE_CHECKING:
    from ui.frame.window import Window
    from ui.kit.page import Page

PAUSE_MILLISECONDS, HANDS_MILLISECONDS = 100, 500
SHARE = 2
"""It rests so many times as long as the last piece took: an old PC has time for its user."""


class Ahead(QTimer):
    """Makes a piece whenever nobody did anything for a moment: the other sections of the page
    shown, then the places nobody has gone to yet, each with the section it begins with.

    Turned to, all that is left of them is to be painted. Nothing is made while somebody types or
    is asked something, or a job is under way; what is read here is asked for no page that is shown.
    """

    def __init__(self, window: Window) -> None:
        super().__init__(window, singleShot=True, interval=PAUSE_MILLISECONDS)
        self._window = window
        self._presence: Presence | None = None
        self.timeout.connect(self._make)
        window.turned.connect(self._begin)

    def _begin(self) -> None:
        if self._presence is None:
            self._presence = Presence(self._window)
            self._presence.noticed.connect(self._wait)
            self._window.leaving.callback(self._let_go)
        self.start(PAUSE_MILLISECONDS)

    def _let_go(self) -> None:
        """The file is closed, and perhaps the window is: nothing of it is watched while it ends."""
        self.stop()
        if self._presence is not None:
            self._presence.let_go()
            self._presence = None

    def _wait(self) -> None:
        if self.isActive():
            self.start(HANDS_MILLISECONDS)

    def _make(self) -> None:
        if self._window.place not in self._window.places:
            return
        begun = clock.running()
        if not engaged():
            piece = next(self._pieces(), None)
            if piece is None:
                return
            with unnoted():
                piece()
        self.start(max(PAUSE_MILLISECONDS, round(SHARE * 1000 * (clock.running() - begun))))

    def _pieces(self) -> Iterator[Callable[[], object]]:
        window = self._window
        if window.place is not None:
            yield from _parts(window.pages[window.place.key], every=True)
        for place in window.places:
            if place.key in window.pages:
                yield from _parts(window.pages[place.key], every=False)
            else:
                yield partial(window.page, place)


def _parts(page: Page, *, every: bool) -> Iterator[Callable[[], object]]:
    """What is still to be made of a page: of its sections ``every`` one, or that which it shows."""
    if page.unread:
        yield page.get_ready
    if isinstance(page, Sections):
        for kind in page.kinds:
            if kind.key in page.sections:
                yield from _parts(page.sections[kind.key], every=False)
            elif every and not kind.alone:
                yield partial(page.section, kind.key)
