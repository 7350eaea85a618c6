"""A package that was opened and held together: what it says, before anyone decides to take it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from models.exchange.judgement import Refused

Line = tuple[int, str | None, str]
"""A row that was read: its id in the village, its day within the period, its values as JSON."""


@dataclass(frozen=True)
class Reading:
    """A sound package; ``side`` is who made it, ``says`` its block of the descriptor.

    ``tables``: resource → its rows; ``returns``: one per return, with ``columns`` and ``lines``.
    """

    name: str
    sha256: str
    size: int
    side: str
    says: dict[str, Any]
    tables: dict[str, list[Line]] = field(default_factory=dict, repr=False)
    returns: list[dict[str, Any]] = field(default_factory=list, repr=False)

    @property
    def short(self) -> str:
        """The first 12 characters of the hash, as on the paper cover."""
        return self.sha256[:12]


@dataclass(frozen=True)
class Unread:
    """A file that was refused before it said anything that can be believed."""

    name: str
    refused: Refused
