"""How long a thing lasts, said once where it is declared, and what there is of it on a day.

A day known in part stands for the first day it may be (:mod:`models.values.days`): as text it
sorts so by itself. Nothing else compares a beginning or an end with a day.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import ClassVar, Protocol


@dataclass(frozen=True)
class Lasts:
    """From the day in ``since`` on; without an end it lasts, without a beginning it always did.

    ``since`` None: the day it began is not kept.
    """

    since: str | None
    until: str
    still: ClassVar[str]

    def sql(self, of: str, day: str) -> str:
        """The condition that it lasts on ``day``; ``of`` names the row."""
        return f"({self.begun(of, day)} AND {self.not_over(of, day)})"

    def begun(self, of: str, day: str) -> str:
        """The condition that it had begun by ``day``."""
        return f"coalesce({of}{self.since}, '') <= {day}" if self.since else "1"

    def not_over(self, of: str, day: str) -> str:
        """The condition that it was not over on ``day``, begun or not."""
        return f"({of}{self.until} IS NULL OR {of}{self.until} {self.still} {day})"


@dataclass(frozen=True)
class Through(Lasts):
    """``until`` is the last day it holds: a pairing that ends on the 30th holds on the 30th."""

    still = ">="


@dataclass(frozen=True)
class Before(Lasts):
    """``until`` is the first day it no longer holds: who left on the 30th was gone that day."""

    still = ">"


class Lasting(Protocol):
    """A kind of record that says how long it lasts."""

    lasts: ClassVar[Lasts | None]


def lasts_of(kind: type[Lasting]) -> Lasts:
    """How long things of this kind last. To ask it of what happens once is a mistake."""
    assert kind.lasts is not None, f"{kind.__name__} does not say how long it lasts"
    return kind.lasts


def on(kind: type[Lasting], of: str = "", day: str = "?1") -> str:
    """SQL: the row called ``of`` lasts on ``day``, which is SQL too."""
    return lasts_of(kind).sql(_dotted(of), day)


def begun(kind: type[Lasting], of: str = "", day: str = "?1") -> str:
    """SQL: the row called ``of`` had begun by ``day``, and may be over."""
    return lasts_of(kind).begun(_dotted(of), day)


def not_over(kind: type[Lasting], of: str = "", day: str = "?1") -> str:
    """SQL: the row called ``of`` was not over on ``day``, and may not have begun."""
    return lasts_of(kind).not_over(_dotted(of), day)


def unended(kind: type[Lasting], of: str = "") -> str:
    """SQL: no end is written of the row called ``of``: it is what an act may still end."""
    return f"{_dotted(of)}{lasts_of(kind).until} IS NULL"


def _dotted(of: str) -> str:
    return f"{of}." if of else ""


def lasts_on(record: Lasting, day: date) -> bool:
    """Whether a record lasts on a day."""
    return has_begun(record, day) and not is_over(record, day)


def has_begun(record: Lasting, day: date) -> bool:
    """Whether a record had begun by a day; it may be over."""
    since = lasts_of(type(record)).since
    return since is None or _written(getattr(record, since)) <= day.isoformat()


def is_over(record: Lasting, day: date) -> bool:
    """Whether a record was over on a day."""
    lasts, on_day = lasts_of(type(record)), day.isoformat()
    until = _written(getattr(record, lasts.until))
    return bool(until) and (until < on_day or (lasts.still == ">" and until == on_day))


def ends_first(record: Lasting) -> bool:
    """Whether the end lies before the beginning; what is known in part is compared as far."""
    lasts = lasts_of(type(record))
    if lasts.since is None:
        return False
    since, until = getattr(record, lasts.since), getattr(record, lasts.until)
    if isinstance(since, int) and isinstance(until, int):  # numbered as days are
        return until < since
    begun, over = _written(since), _written(until)
    known = min(len(begun), len(over))
    return over[:known] < begun[:known]


def _written(day: date | str | None) -> str:
    return day.isoformat() if isinstance(day, date) else day or ""
