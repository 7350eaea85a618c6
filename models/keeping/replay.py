"""The log played from the first act on: what each record must be by it, and where one is not.

What no act of the program wrote — an edit by hand, a flipped bit — stands out, whichever table it
is in; settings, kept sums, keys, triggers and the schema are held against the log as well. Drafts
are no records: nothing is reckoned from them.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import groupby
from typing import TYPE_CHECKING, Any

from models.keeping.attachments import PHOTO_KEYS
from models.keeping.datafile import in_memory
from models.keeping.journal import verify_chain
from models.keeping.migrations import STEPS, bring_up
from models.keeping.record import quoted, written
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store

Values = dict[str, Any]
Ref = tuple[str, int]

HOUSE = ("act", "change", "draft", "search_key", "_sqlite_migrations")
"""Tables without records of their own: the log, and what is kept beside it or worked out again."""
SCHEMA = "sqlite_master"
"""What a difference of a table's form, a trigger or an index is filed under."""


@dataclass(frozen=True)
class Difference:
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
    def ref(self) -> Ref:
        """Which record."""
        return self.table, self.row

    @property
    def columns(self) -> list[str]:
        """The columns that differ; none where the whole record is there or not."""
        if self.logged is None or self.stands is None:
            return []
        return [name for name, value in self.stands.items() if self.logged.get(name) != value]


def differences(store: Store) -> Iterator[Difference]:
    """Every record and every part of the schema that is not what the log says.

    :raises Unusable: the file is damaged where it is read.
    """
    with store.leniently():
        yield from _schema(store)
        yield from altered(store)


def altered(store: Store) -> Iterator[Difference]:
    """The records that are not what the log says, in a file of whatever version."""
    for (table,) in store.query(
        "SELECT name FROM sqlite_master WHERE type = 'table' AND name NOT LIKE 'sqlite_%'"
        f" AND name NOT IN ({', '.join('?' * len(HOUSE))}) ORDER BY name", HOUSE
    ):
        yield from _of_table(store, table)


def _of_table(store: Store, table: str) -> Iterator[Difference]:
    """Both are read in the order of the records, so that no table has to be held."""
    logged = _logged(store, table)
    row, act, values = next(logged, _OVER)
    for stands in _standing(store, table):
        here = stands["id"]
        while row is not None and row < here:
            if values is not None:
                yield Difference(table, row, values, None, act)
            row, act, values = next(logged, _OVER)
        if row != here:
            yield Difference(table, here, None, stands)
            continue
        if values is None or any(values.get(name) != value for name, value in stands.items()):
            yield Difference(table, here, values, stands, act)
        row, act, values = next(logged, _OVER)
    while row is not None:
        if values is not None:
            yield Difference(table, row, values, None, act)
        row, act, values = next(logged, _OVER)


_OVER: tuple[None, None, None] = (None, None, None)


def _standing(store: Store, table: str) -> Iterator[Values]:
    names = [each[1] for each in store.query(f"PRAGMA table_info({quoted(table)})")]
    for each in store.stream(f"SELECT * FROM {quoted(table)} ORDER BY id"):
        yield as_logged(table, dict(zip(names, each, strict=True)))


def as_logged(table: str, values: Values) -> Values:
    """A row as the log has it: the keys of photos by their hash alone."""
    if table == "setting" and values["name"] == PHOTO_KEYS:
        said = str(values["value"]).encode()
        return values | {"value": f"sha256:{hashlib.sha256(said).hexdigest()}"}
    return values


def _logged(store: Store, table: str) -> Iterator[tuple[int, int | None, Values | None]]:
    if table == "data_file":
        yield from _identity(store)
        return
    yield from _last_written(store, table)


def _last_written(
    store: Store, table: str
) -> Iterator[tuple[int, int | None, Values | None]]:
    rows = store.stream(
        'SELECT row, act, after FROM change WHERE "table" = ? ORDER BY row, id', (table,))
    for row, changes in groupby(rows, lambda each: each[0]):
        *_, (_, act, after) = changes
        yield row, act, _read(after)


def _identity(store: Store) -> Iterator[tuple[int, int | None, Values | None]]:
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


def _read(after: Any) -> Values | None:
    try:
        return json.loads(after) if after else None
    except ValueError:  # damaged: nothing is what it says
        return {}


def _schema(store: Store) -> Iterator[Difference]:
    """Tables, indexes, triggers and views beside those of a new file; and which steps were taken.
    """
    stands = {(kind, name): sql for kind, name, sql in store.query(_PARTS)}
    must = schema()
    for kind, name in sorted(must.keys() | stands.keys()):
        ours, theirs = must.get((kind, name)), stands.get((kind, name))
        if ours != theirs:
            yield Difference(SCHEMA, 0, _part(kind, name, ours), _part(kind, name, theirs))
    taken = {name for (name,) in store.query("SELECT name FROM _sqlite_migrations")}
    for name in sorted(taken ^ {name for name, _ in STEPS}):
        yield Difference(SCHEMA, 0, _part("step", name, ""), None)


_PARTS = """SELECT type, name, sql FROM sqlite_master
            WHERE name NOT LIKE 'sqlite_%' AND name <> '_sqlite_migrations'"""


@cache
def schema() -> dict[tuple[str, str], str]:
    """What a new file is made of: the SQL of each table, index and trigger by type and name."""
    from sqlite_utils import Database

    with Database(in_memory(), execute_plugins=False) as db:
        bring_up(db)
        return {(kind, name): sql for kind, name, sql in db.execute(_PARTS).fetchall()}


def _part(kind: str, name: str, sql: str | None) -> Values | None:
    return None if sql is None else {"type": kind, "name": name, "sql": sql}


# ── mending ──────────────────────────────────────────────────────────────────


BY_THE_LOG = "按日志改回"
AS_IT_STANDS = "照现在的留下"


def mend(store: Store, refs: Collection[Ref], *, keeping: str = "") -> list[Difference]:
    """Take the logged values back, or with a reason keep what stands; as one act of its own.

    Which act did it and what stood before is in the log from then on.

    :param refs: the records to mend.
    :param keeping: why what stands is to stay.
    :raises Problem: nothing of it can be mended; the file is as it was.
    """
    if broken := verify_chain(store):
        raise Problem(f"{broken}日志不可信，不能照它改。")
    found = [each for each in differences(store) if each.ref in refs]
    if not found:
        raise Problem("这几处现在和日志一致了，不用再改。请再查一次。")
    if not keeping and any(map(_digested, found)):
        raise Problem("密钥不在日志里，按日志改不回去。请用最近的好备份恢复。")
    if any(each.table == SCHEMA and (keeping or _beyond_mending(each)) for each in found):
        raise Problem("表的结构被改过，在这里改不回去。请用最近的好备份恢复。")
    label = f"{AS_IT_STANDS} {len(found)} 处：{keeping}" if keeping else (
        f"{BY_THE_LOG} {len(found)} 处")
    with store.mending(label) as (act, write):
        for (name,) in store.query("SELECT name FROM sqlite_master WHERE type = 'trigger'"):
            write(f"DROP TRIGGER {quoted(name)}")  # what stands must be written over
        for each in found:
            if not keeping:
                (_reshape if each.table == SCHEMA else _write_back)(each, write)
            was, becomes = (each.logged, each.stands) if keeping else (each.stands, each.logged)
            act.changes.append((each.table, each.row, written(was), written(becomes)))
        for (kind, _), sql in schema().items():
            if kind == "trigger":
                write(sql)
    return found


def _digested(each: Difference) -> bool:
    return each.table == "setting" and PHOTO_KEYS in (
        (each.logged or {}).get("name"), (each.stands or {}).get("name"))


def _beyond_mending(each: Difference) -> bool:
    """Only triggers, indexes and views hold no records."""
    return any(values is not None and values["type"] in ("table", "step")
               for values in (each.logged, each.stands))


def _reshape(each: Difference, write: Any) -> None:
    """Triggers are made anew in any case."""
    part = each.stands or each.logged or {}
    if part["type"] == "trigger":
        return
    if each.stands is not None:
        write(f"DROP {part['type']} {quoted(part['name'])}")
    if each.logged is not None:
        write(each.logged["sql"])


def _write_back(each: Difference, write: Any) -> None:
    write(f"DELETE FROM {quoted(each.table)} WHERE id = ?", (each.row,))
    if each.logged is not None:
        names = ", ".join(map(quoted, each.logged))
        marks = ", ".join("?" * len(each.logged))
        write(f"INSERT INTO {quoted(each.table)} ({names}) VALUES ({marks})",
              tuple(each.logged.values()))
