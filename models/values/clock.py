"""What day and what hour it is: the one place of the program that asks the machine."""

from __future__ import annotations

import time
from datetime import date, datetime


def now() -> datetime:
    """This moment, by the clock of the machine."""
    return datetime.now()


def running() -> float:
    """For how many seconds the machine has been running, asleep or not; no clock is asked."""
    asleep_too = getattr(time, "CLOCK_BOOTTIME", None)
    return time.clock_gettime(asleep_too) if asleep_too is not None else time.monotonic()


def today() -> date:
    """The present day."""
    return now().date()


def wait(seconds: float) -> None:
    """Let time pass before the next try."""
    time.sleep(seconds)
