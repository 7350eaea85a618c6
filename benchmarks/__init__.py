"""What is measured, against what: every figure has a bare reference that runs beside it.

A module here lists its ``MEASURES``: the name, the most ours may be of the bare figure, and a
function that returns the rounds, each a pair (ours, bare) in seconds or whatever the name says.
A single pair stands for rounds of which only the medians are known.
"""

from __future__ import annotations

import os
import sys
import time
from collections.abc import Callable
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path
from typing import NamedTuple, TypeVar

from PySide6.QtWidgets import QApplication

from ui.kit.theme import dress

if sys.platform != "win32":
    import resource

R = TypeVar("R")
Rounds = list[tuple[float, float]]
Measure = tuple[str, float, Callable[[], Rounds | tuple[float, float]]]


def in_turn(
    ours: Callable[[], float | None], bare: Callable[[], float | None], rounds: int = 9
) -> Rounds:
    """Ours and bare in turn, so that a slow moment of the machine strikes both.

    The first round does not count. What a run returns is its figure; without one, its seconds.
    """
    return [(_figure(ours), _figure(bare)) for _ in range(rounds + 1)][1:]


class Taken(NamedTuple):
    """What a process took until now: seconds of the processor, and MB at its highest."""

    seconds: float
    megabytes: float


def taken(*, by_children: bool = False) -> Taken:
    """What this process took, or the largest and the sum of those it started and saw end.

    :raises NotImplementedError: on Windows, which tells it in no such way.
    """
    if sys.platform == "win32":
        raise NotImplementedError
    else:  # a type checker looks at one side only
        used = resource.getrusage(
            resource.RUSAGE_CHILDREN if by_children else resource.RUSAGE_SELF)
        # of itself the kernel counts there what the process held that started it
        highest = used.ru_maxrss if by_children else _own_highest()
        return Taken(used.ru_utime + used.ru_stime, highest / 1024)


def _own_highest() -> int:
    told = Path("/proc/self/status").read_text(encoding="utf-8")
    return int(told.partition("VmHWM:")[2].split()[0])


def alone(what: Callable[..., R], *given: object) -> R:
    """What a function of a module returns in a process that has done nothing else."""
    with ProcessPoolExecutor(1, get_context("spawn")) as apart:
        return apart.submit(what, *given).result()


def _figure(run: Callable[[], float | None]) -> float:
    begun = time.perf_counter()
    figure = run()
    return time.perf_counter() - begun if figure is None else figure


def dressed_application() -> None:
    """The one application of this process, in the dress of the program, on no screen."""
    os.environ.setdefault("QT_QPA_PLATFORM", "offscreen")

    running = QApplication.instance()
    dress(running if isinstance(running, QApplication) else QApplication([]))
