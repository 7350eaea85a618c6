"""One act: what is written together and undone together, and the hash that chains it."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass
class Act:
    """One thing the secretary did: its label, and each row before and after."""

    label: str
    final: bool = False
    undoes: int | None = None
    token: str = field(default_factory=lambda: uuid.uuid4().hex)
    changes: list[tuple[str, int, str | None, str | None]] = field(default_factory=list)

    @property
    def tables(self) -> frozenset[str]:
        """The tables this act changed."""
        return frozenset(change[0] for change in self.changes)


def chained(previous: str, head: Sequence[Any], changes: Iterable[Sequence[Any]]) -> str:
    """The hash of an act: over the hash of the one before, its own words and every change."""
    digest = hashlib.sha256(previous.encode())
    for part in (head, *changes):
        digest.update(json.dumps(list(part), ensure_ascii=False).encode())
    return digest.hexdigest()
