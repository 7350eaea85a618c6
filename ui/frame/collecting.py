"""What nobody holds any more is collected on the window's thread, between two of its events."""

from __future__ import annotations

import ctypes
import gc
import sys
from contextlib import suppress

from PySide6.QtCore import QObject, QTimer
from PySide6.QtWidgets import QWidget

from ui.kit.page import Page

COLLECT_MILLISECONDS, RETURN_MILLISECONDS, DAY_MILLISECONDS = 500, 5000, 30_000


class Collector(QTimer):
    """Collects what nobody holds any more, between two events of the window and on its thread;
    what is free by then goes back to the system, for the old PC's other programs.

    Of its own accord Python collects wherever most was made: on the thread of a job, where no
    widget may be ended, or inside Qt, which then waits for ever for the lock it holds itself.
    """

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        gc.disable()
        self.timeout.connect(collect)
        self.start(COLLECT_MILLISECONDS)
        self._returning = QTimer(self, interval=RETURN_MILLISECONDS)
        self._returning.timeout.connect(give_back)
        self._returning.start()


class NewDay(QTimer):
    """At midnight, and when a PC wakes up in the morning, what is shown is of the new day."""

    def __init__(self, window: QWidget) -> None:
        super().__init__(window)
        self._window = window
        self.timeout.connect(self.look)
        self.start(DAY_MILLISECONDS)

    def look(self) -> None:
        """Each page that is seen reads itself anew when its day is over."""
        for page in self._window.findChildren(Page):
            page.look_again()


def collect() -> None:
    """What Python would have collected by now: the oldest generation that is due."""
    for age in reversed(range(3)):
        if gc.get_count()[age] > gc.get_threshold()[age]:
            gc.collect(age)
            return


def give_back() -> None:
    """The C library of Linux keeps what was freed, a third of all this window holds (1 ms)."""
    if sys.platform.startswith("linux"):
        with suppress(OSError, AttributeError):  # a C library of another kind
            ctypes.CDLL(None).malloc_trim(0)
