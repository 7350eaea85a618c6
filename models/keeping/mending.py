"""Records that are not what the log says: taken back by it, or kept with a reason."""

from __future__ import annotations

import contextlib
from collections.abc import Collection, Iterator, Sequence
from typing import Any

from models.keeping.act import BY_HASH, PHOTO_KEYS, Act, as_logged
from models.keeping.heads import lost_heads
from models.keeping.journal import verify_chain
from models.keeping.permissions import May, require
from models.keeping.record import quoted, written
from models.keeping.replay import (
    SCHEMA,
    STEP,
    Discrepancy,
    Ref,
    differences,
    rows_of,
    schema,
)
from models.keeping.ruling import RULING
from models.keeping.settings import Setting
from models.keeping.store import LooseEnd, Store, Write
from models.values import clock
from models.values.problem import Problem

BY_THE_LOG = "按日志改回"
AS_IT_STANDS = "照现在的留下"
TRIGGER = "trigger"


def mend(store: Store, refs: Collection[Ref], *, keeping: str = "") -> list[Discrepancy]:
    """Take the logged values back, or with a reason keep what stands; as one act of its own.

    Which act did it and what stood before is in the log from then on. What can't be mended here
    stays among what the next check finds.

    :param keeping: why what stands is to stay.
    :raises Problem: nothing of it can be mended, or who may do what is to stay as it was altered,
        and who works now may not say that; the file is as it was.
    """
    _trusted(store, keeping)
    asked = [each for each in differences(store) if each.ref in refs]
    if not asked:
        raise Problem("这几处现在和日志一致了，不用再改。请再查一次。")
    found = [each for each in asked if not _refusal(each, keeping)]
    if not found:
        raise Problem(_refusal(asked[0], keeping))
    if keeping and any(each.table in RULING for each in found):
        require(store, May.ASSIGN)
    label = f"{AS_IT_STANDS} {len(found)} 处：{keeping}" if keeping else (
        f"{BY_THE_LOG} {len(found)} 处")
    with _unguarded(store, label) as (act, write):
        if not keeping:
            _take_back(found, write)
        for each in found:
            was, becomes = (each.logged, each.stands) if keeping else (each.stands, each.logged)
            act.changes.append((each.table, each.row, written(was), written(becomes)))
    return found


def cut_loose(store: Store, refs: Collection[Ref]) -> int:
    """Of these records, empty what names one that is nowhere; a record that can't be without goes,
    and what hung on it alike. What stood is in the log. How many places there were.

    :raises Problem: the log can't be trusted to keep it; the file is as it was.
    """
    found = store.loose_ends()
    asked = [each for each in found if (each.table, each.row) in refs]
    others = {each for each in found if (each.table, each.row) not in refs}
    if not asked:
        return 0
    _trusted(store, "")
    with _unguarded(store, f"清掉断了的连接 {len(asked)} 处") as (act, write):
        ends = asked
        while ends:
            for each in ends:
                _cut(store, each, act, write)
            ends = [each for each in store.loose_ends() if each not in others]
    return len(asked)


def _cut(store: Store, end: LooseEnd, act: Act, write: Write) -> None:
    table, column = quoted(end.table), quoted(end.column)
    for was in rows_of(store, end.table, end.row):
        if end.required:
            write(f"DELETE FROM {table} WHERE id = ?", (end.row,))
        else:
            write(f"UPDATE {table} SET {column} = NULL WHERE id = ?", (end.row,))
        becomes = None if end.required else as_logged(end.table, was | {end.column: None})
        act.changes.append((end.table, end.row, written(as_logged(end.table, was)),
                            written(becomes)))


@contextlib.contextmanager
def _unguarded(store: Store, label: str) -> Iterator[tuple[Act, Write]]:
    """A mend past the triggers: what stands must be written over."""
    with store.mending(label) as (act, write):
        for (name,) in store.query("SELECT name FROM sqlite_master WHERE type = ?", (TRIGGER,)):
            write(f"DROP TRIGGER {quoted(name)}")
        yield act, write
        for (kind, _), sql in schema().items():
            if kind == TRIGGER:
                write(sql)


def _trusted(store: Store, keeping: str) -> None:
    """What the acts wrote that a log has lost stands in no log: by the rest it would be deleted."""
    if broken := verify_chain(store):
        raise Problem(f"{broken}日志不可信，不能照它改。")
    if not keeping and (lost := next(lost_heads(store, full=True), None)):
        raise Problem(f"{lost}日志不全，不能照它改；现在的都对，可以写明原因照现在的留下。")


def _refusal(each: Discrepancy, keeping: str) -> str:
    """Why this one can't be mended here; empty when it can."""
    named = ((values or {}).get("name") for values in (each.logged, each.stands))
    if not keeping and (each.table in BY_HASH or (
            each.table == Setting.table and PHOTO_KEYS in named)):
        return "日志里只有它的指纹，按日志改不回去。请用最近的好备份恢复。"
    if keeping and any(isinstance(one, bytes) for one in (each.stands or {}).values()):
        return "现在的是乱码，不能照它留下。请按日志改回。"
    if each.of_a_table or (keeping and each.table == SCHEMA):
        return "表的结构被改过，在这里改不回去。请用最近的好备份恢复。"
    return ""


def _reshape(each: Discrepancy, write: Any) -> None:
    """Triggers are made anew in any case; that a step was taken is a line in a table."""
    part = each.stands or each.logged or {}
    if part["type"] == TRIGGER:
        return
    if part["type"] == STEP:
        write("DELETE FROM _sqlite_migrations WHERE coalesce(migration_set, '') = ?"
              " AND coalesce(name, '') = ?", (part["sql"], part["name"]))
        if each.logged is not None:
            write("INSERT INTO _sqlite_migrations (migration_set, name, applied_at)"
                  " VALUES (?, ?, ?)", (part["sql"], part["name"], clock.now().isoformat()))
        return
    if each.stands is not None:
        write(f"DROP {part['type']} {quoted(part['name'])}")
    if each.logged is not None:
        write(each.logged["sql"])


def _take_back(found: Sequence[Discrepancy], write: Any) -> None:
    """All that stands goes before anything comes: rows may have exchanged what only one can have.
    """
    for each in (rows := [each for each in found if each.table != SCHEMA]):
        write(f"DELETE FROM {quoted(each.table)} WHERE id = ?", (each.row,))
    for each in rows:
        if each.logged is not None:
            names, marks = ", ".join(map(quoted, each.logged)), ", ".join("?" * len(each.logged))
            write(f"INSERT INTO {quoted(each.table)} ({names}) VALUES ({marks})",
                  tuple(each.logged.values()))
    for each in found:
        if each.table == SCHEMA:
            _reshape(each, write)
