"""One act: what is written together and undone together, and the hash that chains it."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from models.values import clock

PHOTO_KEYS = "photo-keys"
"""The setting inside an encrypted file with the keys of its photos, the newest last."""
BY_HASH = ("received", "received_return", "received_behind")
"""Tables too large to stand in the log twice; the packages they came in are kept."""
_HASHED = {"id", "content"}
_KEYS_OF_PHOTOS = ("setting", PHOTO_KEYS)


@dataclass
class Act:
    """One thing the secretary did: its label, and each row before and after.

    What the program notes of its own accord (brought up, put back, mended) is ``own``: 撤销 passes
    over it.
    """

    label: str
    final: bool = False
    own: bool = False
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
        said = json.dumps(list(part), ensure_ascii=False, default=repr)  # a damaged row is no JSON
        digest.update(said.encode())
    return digest.hexdigest()


def write_down(db: Any, act: Act, operator: str, era: int) -> None:
    """Add an act to the log of the file that ``db`` has open, inside its transaction.

    The chain begins with the identity of the file, so that it is not exchanged unnoticed.
    """
    last = db.execute("SELECT id, hash FROM act ORDER BY id DESC LIMIT 1").fetchone()
    if last is None:
        last = 0, db.execute("SELECT coalesce(max(identity), '') FROM data_file").fetchone()[0]
    row, previous = last[0] + 1, last[1]
    at = clock.now().isoformat(timespec="seconds")
    head = (row, act.token, at, act.label, operator, 0 if act.own else era, int(act.final),
            act.undoes)
    db.execute("INSERT INTO act VALUES (?,?,?,?,?,?,?,?,?,?)",
               (*head, previous, chained(previous, head, act.changes)))
    db.executemany('INSERT INTO change (act, "table", row, before, after) VALUES (?,?,?,?,?)',
                   [(row, *change) for change in act.changes])


def as_logged(table: str, values: dict[str, Any]) -> dict[str, Any]:
    """A row as the log has it: keys of photos and what came in a package by their hash alone."""
    if (table, values.get("name")) == _KEYS_OF_PHOTOS:
        return values | {"value": _hash_of(values["value"])}
    if table in BY_HASH and values.keys() != _HASHED:
        said = {name: each for name, each in sorted(values.items()) if each is not None}
        return {"id": values["id"], "content": _hash_of(json.dumps(said, default=repr))}
    return values


def _hash_of(said: Any) -> str:
    return f"sha256:{hashlib.sha256(str(said).encode()).hexdigest()}"
