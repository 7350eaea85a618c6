"""From when until when a rule holds, and on what paper it rests."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from typing import Any


@dataclass(frozen=True)
class Citation:
    """Where a rule is written: the law or practice, its article (may be blank), its year."""

    law: str
    article: str
    year: int

    def __str__(self) -> str:
        name = self.law if self.law.startswith("“") else f"《{self.law}》"
        return f"{name}{self.article}"


@dataclass(frozen=True)
class Validity:
    """The first and last day on which a version applies; None is no limit on that side."""

    since: date | None = None
    until: date | None = None

    def covers(self, day: date) -> bool:
        """Whether the version applies on ``day``."""
        return (self.since is None or self.since <= day) and (
            self.until is None or day <= self.until
        )


def validity(row: Mapping[str, Any]) -> Validity:
    """The ``from`` and ``until`` of a row of a dated table."""
    return Validity(row.get("from"), row.get("until"))
