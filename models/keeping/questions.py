"""What a data file can be asked, and who notes it: nothing shown is older than the act."""

from __future__ import annotations

import threading
from collections.abc import Iterator, Mapping, Sequence, Set
from contextlib import AbstractContextManager, contextmanager, nullcontext
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import Any

from models.keeping.datafile import DatabaseError, told
from models.keeping.lasting import on
from models.keeping.record import R, columns, load, quoted, selected, stood_on
from models.values.problem import Problem

JOURNAL = frozenset({"act", "change"})
"""What every act writes, besides what it is about and is told of."""
READ = 20
"""SQLITE_READ, as the authorizer is told it; the Python module gives the number no name."""
_ALLOWED = 0


@dataclass(frozen=True)
class Noted:
    """The tables something was drawn from, and the number of the newest act when it began."""

    act: int
    tables: set[str] = field(default_factory=set)


class NotHere(Problem):
    """A question about records that this file does not hold: a village's, which never came."""


NOT_SAID = "\uffff"
"""Stands in a row for what is kept of it elsewhere and was not handed over."""


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
        if action == READ and table:
            self._told.add(table)
            for each in _HERE.now:
                each.add(table)
        return _ALLOWED


# ── Rows of a question, records of a kind, what lasts on a day


Values = Sequence[Any] | Mapping[str, Any]
"""What a question is asked with: by place (``?1``) or by name (``:day``)."""


class Questions:
    """The reading side of a data file."""

    path: Path
    _db: Any
    _statements: Statements

    def query(self, sql: str, values: Values = ()) -> list[tuple[Any, ...]]:
        """Rows of a question asked by a named function of ``models``."""
        try:
            rows: list[tuple[Any, ...]] = self._ask(sql, values).fetchall()
        except DatabaseError as error:
            raise told(error, self.path) from error
        return rows

    def stream(self, sql: str, values: Values = ()) -> Iterator[tuple[Any, ...]]:
        """The same rows one by one, for a ledger too long to hold."""
        try:
            yield from self._ask(sql, values)
        except DatabaseError as error:
            raise told(error, self.path) from error

    @contextmanager
    def leniently(self) -> Iterator[None]:
        """Meanwhile text of a damaged file is read as far as it can be, and not refused."""
        before = self._db.text_factory
        self._db.text_factory = lambda raw: raw.decode("utf-8", "backslashreplace")
        try:
            yield
        finally:
            self._db.text_factory = before

    def get(self, kind: type[R], row: int) -> R:
        """The record with that id. :raises Problem: it is not there."""
        found = self.find(kind, "id = ?", (row,))
        if not found:
            raise Problem(f"这条{kind.label}已经不在了，请刷新后再看。")
        return found[0]

    def find(
        self, kind: type[R], where: str = "", values: Values = (), order: str = "id"
    ) -> list[R]:
        """Records of one kind; ``where`` and ``order`` are written only inside ``models``."""
        return self._found(kind, quoted(kind.table), where or "1", values, order)

    def on(self, kind: type[R], day: date, order: str = "id") -> list[R]:
        """The records of one kind that last on a day, as they stood then."""
        return self.find_on(kind, day, on(kind, day=":day"), order)

    def find_on(self, kind: type[R], day: date, where: str, order: str = "id") -> list[R]:
        """Records of one kind as they stood on a day, in SQL ``:day``, under the table's name."""
        table = f"{stood_on(kind, ':day')} {quoted(kind.table)}"  # type: ignore[arg-type]
        return self._found(kind, table, where, {"day": day.isoformat()}, order)

    @property
    def unlogged(self) -> Set[tuple[str, int]]:
        """The records an open act wrote so far: the log does not tell of them yet."""
        return frozenset()

    # What a file that holds only a part answers otherwise (models/town/handed_in.py):

    unknown = "台账里没有这一项"
    """Why a cell stays blank where nothing is known."""

    def holds(self, table: str) -> bool:
        """Whether the lines of a table are here, to be counted."""
        return True

    def speaking_of(self, first: date, last: date) -> AbstractContextManager[None]:
        """Meanwhile what happened is asked of these days."""
        return nullcontext()

    def told(self, measure: str, first: date, last: date) -> Any:
        """A figure of the whole village as it was handed in; None where none was."""
        return None

    def stood(self, record: R, day: date) -> R:
        """A record as it stood on a day."""
        return self.find_on(type(record), day, f"id = {record.rowid}")[0]

    def _found(
        self, kind: type[R], table: str, where: str, values: Values, order: str
    ) -> list[R]:
        names = columns(kind)  # type: ignore[arg-type]
        asked = selected(kind)  # type: ignore[arg-type]
        sql = f"SELECT {asked} FROM {table} WHERE {where} ORDER BY {order}"
        return [load(kind, names, row) for row in self.query(sql, values)]

    def count(self, table: str, where: str = "1", values: Sequence[Any] = ()) -> int:
        """How many rows of ``table`` there are."""
        sql = f"SELECT count(*) FROM {quoted(table)} WHERE {where}"
        return int(self.query(sql, values)[0][0])

    @contextmanager
    def noting(self) -> Iterator[Noted]:
        """Collect what is asked inside: the tables, after which act."""
        noted = Noted(self._newest_number())
        with noting(noted.tables):
            yield noted

    def touched(self, noted: Noted) -> bool:
        """Whether an act since then, taking back included, changed a table that was asked."""
        if noted.act == self._newest_number():
            return False
        changed = self.query('SELECT DISTINCT "table" FROM change WHERE act > ?', (noted.act,))
        return not noted.tables.isdisjoint(table for (table,) in changed)

    def _newest_number(self) -> int:
        with unnoted():
            return int(self.query("SELECT coalesce(max(id), 0) FROM act")[0][0])

    def _ask(self, sql: str, values: Values) -> Any:
        return self._statements.run(self._db, sql, _bound(values))


def _bound(values: Values) -> Any:
    return values if isinstance(values, Mapping) else tuple(values)
