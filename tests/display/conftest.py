"""A display of its own for the tests of this folder, and keys and clicks as a person makes them.

These tests want a process of their own: Qt knows one platform at a time. ``make test`` gives them
one; by hand it is ``pytest tests/display``, or a file of it.
"""

from __future__ import annotations

import subprocess
from collections.abc import Callable

import pytest
from PySide6.QtCore import QEvent, QObject, QPoint
from PySide6.QtGui import QGuiApplication, QWindow

from tests.display.screen import begin_screen
from tests.ui.conftest import own_settings, people, village, window

__all__ = ["own_settings", "people", "village", "window"]

PATIENCE = 120_000
"""Milliseconds until a test gives up waiting for what was pressed: for a standstill only."""


@pytest.fixture(scope="session")
def qapp_args():
    """The display stands before Qt asks for it, and goes when this process, its client, goes."""
    begin_screen()
    return ["lianxing"]


class Arrived(QObject):
    """Counts what the display handed to a window: the test goes on when all of it is there."""

    def __init__(self, watched: QWindow, kind: QEvent.Type) -> None:
        super().__init__()
        self.many, self._kind = 0, kind
        watched.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let everything through."""
        self.many += event.type() == self._kind
        return False


@pytest.fixture
def person(qtbot, window):
    """Somebody at the keyboard and the mouse of this window."""
    assert QGuiApplication.platformName() == "xcb", "run apart from others: pytest tests/display"
    return Person(qtbot, window)


class Person:
    """Presses keys and the mouse through the display, at the pace of a hand."""

    def __init__(self, qtbot, window) -> None:
        self._qtbot, self._window = qtbot, window

    def press(self, *keys: str, every: int = 60, in_one_go: bool = False) -> None:
        """``press("3", "Return", "ctrl+z")``: one key each ``every`` milliseconds.

        ``in_one_go``: the window is busy all the while, and hears of them at once afterwards.
        """
        self._until(QEvent.Type.KeyRelease, sum(key.count("+") + 1 for key in keys),
                    "key", "--delay", str(every), "--", *keys, waits=in_one_go)

    def click(self, widget, at: QPoint | None = None, held: str = "") -> None:
        """The left button on a widget, in its middle unless told where; a key ``held`` with it."""
        spot = widget.mapToGlobal(at or widget.rect().center())
        holds, lets_go = (("keydown", held), ("keyup", held)) if held else ((), ())
        self._until(QEvent.Type.MouseButtonRelease, 1, *holds,
                    "mousemove", str(spot.x()), str(spot.y()), "click", "1", *lets_go)

    def _until(self, kind: QEvent.Type, many: int, *words: str, waits: bool = False) -> None:
        arrived = Arrived(self._window.windowHandle(), kind)
        hand = subprocess.Popen(["xdotool", *words])
        try:
            if waits:
                hand.wait()
            self._qtbot.waitUntil(lambda: hand.poll() is not None, timeout=PATIENCE)
            self._qtbot.waitUntil(lambda: arrived.many >= many, timeout=PATIENCE)
        finally:
            hand.kill()
            hand.wait()


@pytest.fixture
def until(qtbot) -> Callable[[Callable[[], bool]], None]:
    """``until(condition)``: the window goes on working until it holds."""
    return lambda condition: qtbot.waitUntil(condition, timeout=PATIENCE)
