"""One act: what is written together and undone together, and the hash that chains it."""

from __future__ import annotations

import hashlib
import json
import uuid
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from models.values import clock

if TYPE_CHECKING:
    from models.keeping.questions import Questions

UNDONE = """EXISTS (SELECT 1 FROM act u WHERE u.undoes = a.id
                    AND NOT EXISTS (SELECT 1 FROM act r WHERE r.undoes = u.id))"""
"""An act ``a`` was taken back and not done again: what took it back was not taken back itself."""

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


_SAID = json.JSONEncoder(ensure_ascii=False, default=repr)  # a damaged row is no JSON


def chained(previous: str, head: Sequence[Any], changes: Iterable[Sequence[Any]]) -> str:
    """The hash of an act: over the hash of the one before, its own words and every change."""
    digest = hashlib.sha256(previous.encode())
    for part in (head, *changes):
        digest.update(_SAID.encode(list(part)).encode())
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


# ── what rests on an act ─────────────────────────────────────────────────────


def differing(before: str | None, after: str | None) -> dict[str, Any]:
    """The values that a change wrote over, by column; all of a row that came or went."""
    old, new = json.loads(before or "{}"), json.loads(after or "{}")
    return {name: old.get(name) for name in old | new if old.get(name) != new.get(name)}


def resting_on(store: Questions, act: int) -> list[str]:
    """The labels of the later acts that must be taken back before this one, the newest first.

    They changed a value that it wrote, or wrote a row that names one that it made.
    """
    found = {}
    for row, label, *mine, before, after in store.query(
        _LATER.format("""SELECT a.id, a.label, mine.before, mine.after, theirs.before, theirs.after
            FROM change mine JOIN change theirs ON theirs."table" = mine."table"
                AND theirs.row = mine.row"""), (act,),
    ):
        whole = None in (*mine, before, after)
        if whole or not differing(*mine).keys().isdisjoint(differing(before, after)):
            found[row] = label
    for table, naming in _naming(store):
        found.update(store.query(_LATER.format(
            f"""SELECT DISTINCT a.id, a.label FROM change mine JOIN "{table}" named ON {naming}
                JOIN change theirs ON theirs."table" = '{table}' AND theirs.row = named.id"""
        ) + " AND mine.before IS NULL", (act,)))
    return [label for _, label in sorted(found.items(), reverse=True)]


_LATER = ("{} AND theirs.act > mine.act JOIN act a ON a.id = theirs.act"
          f" AND a.undoes IS NULL AND NOT {UNDONE} WHERE mine.act = ?")


def _naming(store: Questions) -> Iterator[tuple[str, str]]:
    """Every table whose rows name rows of others, and how they do so."""
    for table, parent, column in store.query(
        """SELECT m.name, f."table", f."from"
           FROM sqlite_master m, pragma_foreign_key_list(m.name) f
           WHERE m.type = 'table' AND m.name NOT IN ('act', 'change')"""
    ):
        yield table, f"""mine."table" = '{parent}' AND named."{column}" = mine.row"""
    for kind, row in (("owner_table", "owner_row"), ("ledger", "row")):
        for (table,) in store.query(
            """SELECT m.name FROM sqlite_master m, pragma_table_info(m.name) c
               WHERE m.type = 'table' AND c.name IN (?, ?) GROUP BY 1 HAVING count(*) = 2""",
            (kind, row),
        ):
            yield table, f'named.{kind} = mine."table" AND named.{row} = mine.row'
