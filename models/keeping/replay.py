"""The log played from the first act on: what each record must be by it, and where one is not.

What no act of the program wrote — an edit by hand, a flipped bit — stands out, whichever table it
is in; settings, kept sums, keys, triggers and the schema are held against the log as well. Drafts
are no records: nothing is reckoned from them.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Any

from models.keeping.act import BY_HASH, as_logged
from models.keeping.datafile import in_memory
from models.keeping.migrations import FAMILY, STEPS, parts_of_a_new_file
from models.keeping.questions import Questions
from models.keeping.record import quoted

Values = dict[str, Any]
Ref = tuple[str, int]

HOUSE = ("act", "change", "draft", "search_key", "_sqlite_migrations")
"""Tables without records of their own: the log, and what is kept beside it or worked out again."""
FILE = "data_file"
SCHEMA = "sqlite_master"
"""What a difference of a table's form, a trigger or an index is filed under."""


TABLE, STEP = "table", "step"
"""Parts of the schema: that of the records, and that a step of the history was taken."""

@dataclass(frozen=True)
class Discrepancy:
    """A record that is not what the log says.

    ``logged`` is what it must be and ``stands`` what the file has, None where there is none;
    ``act`` is the one that last wrote it, None where none ever did.
    """

    table: str
    row: int
    logged: Values | None
    stands: Values | None
    act: int | None = None

    @property
    def of_a_table(self) -> bool:
        """Whether a table is made otherwise: it holds records, all other parts can be made again.
        """
        return self.table == SCHEMA and (self.logged or self.stands or {})["type"] == TABLE

    @property
    def unworkable(self) -> bool:
        """Whether a table is not made as this program knows it."""
        return self.of_a_table and self.logged is not None

    @property
    def ref(self) -> Ref:
        """Which record."""
        return self.table, self.row

    @property
    def columns(self) -> list[str]:
        """The columns that differ; none where the whole record is there or not."""
        if self.logged is None or self.stands is None:
            return []
        return [name for name, value in self.stands.items() if self.logged.get(name) != value]


def differences(store: Questions) -> Iterator[Discrepancy]:
    """Every record and every part of the schema that is not what the log says.

    :raises Unusable: the file is damaged where it is read.
    """
    yield from reshaped(store)
    with store.leniently():
        yield from altered(store)


def reshaped(store: Questions) -> Iterator[Discrepancy]:
    """Every table, index, trigger, view and step that is not as in a new file; it takes a
    millisecond once that is known."""
    with store.leniently():
        yield from _schema(store)


def altered(store: Questions) -> Iterator[Discrepancy]:
    """The records that are not what the log says, in a file of whatever version.

    A table that numbers no rows holds no records: the schema says that it is none of ours.
    """
    for (table,) in store.query(
        "SELECT x.name FROM sqlite_master x JOIN pragma_table_info(x.name) c ON c.name = 'id'"
        " WHERE x.type = 'table' AND x.name NOT LIKE 'sqlite_%'"
        f" AND x.name NOT IN ({', '.join('?' * len(HOUSE))}) ORDER BY x.name", HOUSE
    ):
        yield from altered_in(store, table)


def altered_in(store: Questions, table: str) -> Iterator[Discrepancy]:
    """Both are read in the order of the records, so that no table has to be held."""
    logged = _logged(store, table)
    row, act, values = next(logged, _OVER)
    for stands in (as_logged(table, each) for each in rows_of(store, table)):
        here = stands["id"]
        while row is not None and row < here:
            if values is not None:
                yield Discrepancy(table, row, values, None, act)
            row, act, values = next(logged, _OVER)
        if row != here:
            yield Discrepancy(table, here, None, stands)
            continue
        if values != stands and (values is None or any(
                values.get(name) != value for name, value in stands.items())):
            yield Discrepancy(table, here, values, stands, act)
        row, act, values = next(logged, _OVER)
    while row is not None:
        if values is not None:
            yield Discrepancy(table, row, values, None, act)
        row, act, values = next(logged, _OVER)


_OVER: tuple[None, None, None] = (None, None, None)


def rows_of(store: Questions, table: str, row: int | None = None) -> Iterator[Values]:
    """The rows of a table as they stand, all of them or one, by the names of their columns."""
    names = [each[1] for each in store.query(f"PRAGMA table_info({quoted(table)})")]
    which, values = ("", ()) if row is None else ("WHERE id = ?", (row,))
    for each in store.stream(f"SELECT * FROM {quoted(table)} {which} ORDER BY id", values):
        yield dict(zip(names, each, strict=True))


def _logged(store: Questions, table: str) -> Iterator[tuple[int, int | None, Values | None]]:
    if table == FILE:
        yield from _identity(store)
        return
    yield from _by_hash(store, table) if table in BY_HASH else _last_written(store, table)


def _by_hash(store: Questions, table: str) -> Iterator[tuple[int, int | None, Values | None]]:
    """Of a table logged by hash, where one change stands for many new rows."""
    found: dict[int, tuple[int, Values | None]] = {}
    for act, row, after in store.stream(
            'SELECT act, row, after FROM change WHERE "table" = ? ORDER BY id', (table,)):
        said = _read(after)
        for each in said if isinstance(said, list) else [said]:
            known = isinstance(each, dict) and "id" in each
            found[each["id"] if known else row] = act, as_logged(table, each) if known else None
    for row in sorted(found):
        yield row, *found[row]


def _last_written(
    store: Questions, table: str
) -> Iterator[tuple[int, int | None, Values | None]]:
    for row, act, after in store.stream(
            """SELECT row, act, after FROM change c WHERE "table" = ? AND id = (
                   SELECT max(id) FROM change WHERE "table" = c."table" AND row = c.row)
               ORDER BY row""", (table,)):
        yield row, act, _read(after)


def _identity(store: Questions) -> Iterator[tuple[int, int | None, Values | None]]:
    """The chain begins with the identity of the file; before the first act nothing says it."""
    since = list(_last_written(store, "data_file"))
    if since:
        yield from since
        return
    began = store.query("SELECT previous FROM act ORDER BY id LIMIT 1")
    found = [(str(began[0][0]), None)] if began else [
        (identity, None) for (identity,) in store.query("SELECT identity FROM data_file")]
    for identity, act in found:
        yield 1, act, {"id": 1, "identity": identity}


def _read(after: Any) -> Any:
    try:
        return json.loads(after) if after else None
    except (ValueError, RecursionError):  # damaged: nothing is what it says
        return {}


def _schema(store: Questions) -> Iterator[Discrepancy]:
    """Tables, indexes, triggers and views beside those of a new file; and which steps were taken.
    """
    stands = {(kind, name): sql for kind, name, sql in store.query(_PARTS)}
    must = schema()
    for kind, name in sorted(must.keys() | stands.keys()):
        ours, theirs = must.get((kind, name)), stands.get((kind, name))
        if ours != theirs:
            yield Discrepancy(SCHEMA, 0, _part(kind, name, ours), _part(kind, name, theirs))
    taken = {(of, name) for of, name in store.query(
        "SELECT coalesce(migration_set, ''), coalesce(name, '') FROM _sqlite_migrations")}
    known = {(FAMILY, name) for name, _ in STEPS}
    for of, name in sorted(taken ^ known):
        part = _part(STEP, name, of)
        yield Discrepancy(SCHEMA, 0, *((part, None) if (of, name) in known else (None, part)))


_PARTS = """SELECT type, name, sql FROM sqlite_master
            WHERE name NOT LIKE 'sqlite_%' AND name <> '_sqlite_migrations'"""


@cache
def schema() -> dict[tuple[str, str], str]:
    """What a new file is made of: the SQL of each table, index and trigger by type and name."""
    return {(kind, name): sql for kind, name, sql in parts_of_a_new_file(in_memory(), _PARTS)}


def _part(kind: str, name: str, sql: str | None) -> Values | None:
    return None if sql is None else {"type": kind, "name": name, "sql": sql}
