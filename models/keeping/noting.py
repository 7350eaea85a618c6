"""What is asked of a data file, noted for whoever shows it: nothing shown is older than the act."""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

JOURNAL = frozenset({"act", "change"})
"""What every act writes, besides what it is about and is told of."""
_READ = 20
"""SQLITE_READ, as the authorizer is told it; the Python module gives the number no name."""
_ALLOWED = 0


@dataclass(frozen=True)
class Noted:
    """The tables something was drawn from, and the number of the newest act when it began."""

    act: int
    tables: set[str] = field(default_factory=set)


class _Listening(threading.local):
    def __init__(self) -> None:
        self.now: list[set[str]] = []


_HERE = _Listening()


@contextmanager
def noting(*wanted: set[str]) -> Iterator[None]:
    """Add the tables asked of any data file on this thread, meanwhile, to each of ``wanted``.

    Whoever begins need not be the last to end: two pages that are seen overlap as they like.
    """
    now = _HERE.now
    now.extend(wanted)
    try:
        yield
    finally:
        for each in wanted:
            del now[next(at for at, one in enumerate(now) if one is each)]


@contextmanager
def unnoted() -> Iterator[None]:
    """What is asked meanwhile is asked in order to do something, not to show it."""
    _HERE.now, before = [], _HERE.now
    try:
        yield
    finally:
        _HERE.now = before


def listening() -> tuple[set[str], ...]:
    """Who notes at this moment; work on another thread goes on noting for them."""
    return tuple(_HERE.now)


class Statements:
    """Which tables each question of one connection reads; views and subqueries are seen through.

    SQLite tells it only while it prepares a statement, and a connection keeps those it has
    prepared: so it is learnt at the first asking and remembered by the words of the question.
    """

    def __init__(self) -> None:
        self._of: dict[str, frozenset[str]] = {}
        self._told: set[str] = set()

    def follow(self, connection: Any) -> None:
        """Listen to what a connection prepares from now on."""
        self._of.clear()
        connection.set_authorizer(self._hear)

    def run(self, connection: Any, sql: str, values: Any) -> Any:
        """Ask, and say to whoever notes what is read, before it is; the cursor."""
        known = self._of.get(sql)
        if known is not None:
            for each in _HERE.now:
                each |= known
            return connection.execute(sql, values)
        self._told.clear()
        cursor = connection.execute(sql, values)
        self._of[sql] = frozenset(self._told)
        return cursor

    def _hear(self, action: int, table: str | None, *_: str | None) -> int:
        if action == _READ and table:
            self._told.add(table)
            for each in _HERE.now:
                each.add(table)
        return _ALLOWED
