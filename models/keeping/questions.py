"""What a data file can be asked: rows of a question, records of a kind, and what lasts on a day."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import date
from pathlib import Path
from typing import Any

from models.keeping.datafile import DatabaseError, told
from models.keeping.lasting import on
from models.keeping.noting import Noted, Statements, noting, unnoted
from models.keeping.record import R, load, quoted, selecting
from models.values.problem import Problem

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
        names, sql = selecting(kind)  # type: ignore[arg-type]
        sql += f" WHERE {where}" if where else ""
        return [load(kind, names, row) for row in self.query(f"{sql} ORDER BY {order}", values)]

    def on(self, kind: type[R], day: date, order: str = "id") -> list[R]:
        """The records of one kind that last on a day."""
        return self.find(kind, on(kind, day=":day"), {"day": day.isoformat()}, order)

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
