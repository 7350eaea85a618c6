"""What day and what hour it is: the one place of the program that asks the machine."""

from __future__ import annotations

import sys
import time
from datetime import date, datetime


def now() -> datetime:
    """This moment, by the clock of the machine."""
    return datetime.now()


def running() -> float:
    """For how many seconds the machine has been running, asleep or not; no clock is asked."""
    if sys.platform.startswith("linux"):
        return time.clock_gettime(time.CLOCK_BOOTTIME)
    return time.monotonic()


def today() -> date:
    """The present day."""
    return now().date()


def wait(seconds: float) -> None:
    """Let time pass before the next try."""
    time.sleep(seconds)
