"""What day and what hour it is: the one place of the program that asks the machine."""

from __future__ import annotations

from datetime import date, datetime


def now() -> datetime:
    """This moment, by the clock of the machine."""
    return datetime.now()


def today() -> date:
    """The present day."""
    return now().date()
