"""A tour of every place and section on a real display: how long the window stands still, how soon a
page is there, and what the process holds in the end.

``python -m benchmarks.tour FILE`` is the tour itself, in a process of its own.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt, QTimer
from PySide6.QtWidgets import QApplication

from benchmarks import Measure
from models.keeping.store import Store
from sample.village import fill
from tests.display.screen import begin_screen
from ui.frame.app import leave_arrays_alone, open_window
from ui.frame.opening import serve
from ui.kit.theme import dress

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from ui.frame.window import Window

PROJECT = Path(__file__).resolve().parents[1]
HOUSEHOLDS, ROUNDS = 570, 2
BEAT, LOOK = 5, 300
"""Milliseconds: between two beats of the window, and that somebody looks at a page."""
STILL, CHANGE, RESIDENT = 50, 60, 260
"""The goals: ms the window stands still (p99.9), ms of a page change (p95), MB after the tour."""


class Beats(QTimer):
    """Beats while the window hears what is done to it; ``late`` by so many milliseconds each."""

    def __init__(self) -> None:
        super().__init__()
        self.late: list[float] = []
        self._last = time.perf_counter()
        self.setTimerType(Qt.TimerType.PreciseTimer)
        self.timeout.connect(self._beat)
        self.start(BEAT)

    def _beat(self) -> None:
        now = time.perf_counter()
        self.late.append(max(0.0, (now - self._last) * 1000 - BEAT))
        self._last = now


class Painted(QObject):
    """Ends ``loop`` once a widget has been painted."""

    def __init__(self, widget: QWidget, loop: QEventLoop) -> None:
        super().__init__(widget)
        self._loop = loop
        widget.installEventFilter(self)
        widget.update()  # what was shown already is painted, too

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """Let everything through; what is painted is there when the painting has returned."""
        if event.type() == QEvent.Type.Paint:
            QTimer.singleShot(0, self._loop.quit)
        return False


def ways(window: Window) -> Iterator[Callable[[], QWidget]]:
    """What leads to each place and each of its sections, and returns what is shown there."""
    for place in window.places:
        yield lambda key=place.key: _shown(window.go(key), window.pages[key])  # type: ignore[misc]
        page = window.pages[place.key]
        for kind in getattr(page, "kinds", ()):
            yield lambda key=kind.key, page=page: page.show_section(key)  # type: ignore[misc]
        if not getattr(page, "kinds", ()):
            for key in page.chips.keys:
                yield lambda key=key, page=page: _shown(  # type: ignore[misc]
                    page.chips.press(key), page)


def _shown(_: object, page: QWidget) -> QWidget:
    return page


def tour(path: Path) -> dict[str, float]:
    """Go everywhere, look at each page for a moment; what was measured."""
    window, changes = open_window(path), list[float]()
    while window.store is None:
        _look(LOOK)
    serve(window)
    _look(2 * LOOK)
    beats = Beats()
    for _ in range(ROUNDS):
        for way in ways(window):
            begun, loop = time.perf_counter(), QEventLoop()
            painted = Painted(way(), loop)
            loop.exec()
            changes.append((time.perf_counter() - begun) * 1000)
            painted.deleteLater()
            _look(LOOK)
    beats.stop()
    return {
        "still": statistics.quantiles(beats.late, n=1000)[-1],
        "change": statistics.quantiles(changes, n=20)[-1],
        "resident": _resident(),
    }


def _look(milliseconds: int) -> None:
    loop = QEventLoop()  # one of its own: a page painted twice would end the next look, too
    QTimer.singleShot(milliseconds, loop.quit)
    loop.exec()


def _resident() -> float:
    """MB that lie in memory."""
    status = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(status.partition("VmRSS:")[2].split()[0]) / 1024


@cache
def toured() -> dict[str, float]:
    """One tour of the sample village, in a process of its own."""
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / "village.lianxing"
        with Store(file) as store:
            fill(store, households=HOUSEHOLDS, seed=1)
        _tell_of_a_tour(file, folder)  # the first only compiles
        return _tell_of_a_tour(file, folder)


def _tell_of_a_tour(file: Path, folder: str) -> dict[str, float]:
    """Of a PC that knows no former tour, which was left uncleanly; bytecode is kept, as shipped."""
    with tempfile.TemporaryDirectory() as home:
        said = subprocess.run(
            [sys.executable, "-m", "benchmarks.tour", str(file)], cwd=PROJECT, check=True,
            env=os.environ | {"XDG_CONFIG_HOME": home, "XDG_DATA_HOME": home,
                              "PYTHONPYCACHEPREFIX": f"{folder}/compiled",
                              "PYTHONDONTWRITEBYTECODE": ""}, stdout=subprocess.PIPE)
    found: dict[str, float] = json.loads(said.stdout)
    return found


MEASURES: tuple[Measure, ...] = (
    (f"ms a window of {HOUSEHOLDS} households stands still in a tour, p99.9, beside {STILL}", 1,
     lambda: (toured()["still"], STILL)),
    (f"ms of a page change in that tour, p95, beside {CHANGE}", 1,
     lambda: (toured()["change"], CHANGE)),
    (f"MB resident after that tour, beside {RESIDENT}", 1,
     lambda: (toured()["resident"], RESIDENT)),
)


if __name__ == "__main__":
    leave_arrays_alone()
    begin_screen()
    running = QApplication(sys.argv[:1])
    dress(running)
    print(json.dumps(tour(Path(sys.argv[1]))))
