"""The writing side of a data file: acts, and the records they change."""

from __future__ import annotations

import contextlib
import json
from abc import abstractmethod
from collections.abc import Callable, Iterator, Sequence, Set
from datetime import date
from typing import Any

from models.keeping.act import BY_HASH, Act, as_logged, write_down
from models.keeping.datafile import DatabaseError, told
from models.keeping.permissions import May, require
from models.keeping.questions import Questions, unnoted
from models.keeping.record import FORMER, R, Record, problems, quoted, stored, written
from models.keeping.ruling import RESTING, settled
from models.values import clock
from models.values.kinds import DAY, Field
from models.values.problem import Invalid, Problem

EVER = date.min
"""The day from which something holds that was only written down wrongly before."""
HOLDS_FROM = Field("从哪天起", DAY, "holds_from", width=11)
"""What a form asks when something dated is changed; blank it was wrong before (``EVER``)."""
Listener = Callable[[frozenset[str]], None]


class Acts(Questions):
    """Everything that is written is one act, in the log with what stood there before."""

    operator: str
    reading: bool
    era: int
    _act: Act | None
    _listeners: list[Listener]
    _since: date | None = None
    looking = Problem("资料文件是只读打开的，不能改动。")
    """Why nothing can be written where the file is open for looking, and what to do."""
    watch: Callable[[], object] | None = None
    """Asked before every act of somebody's: it may say that the clock can't date it."""

    @abstractmethod
    def _reopened_and_kept(self, token: str, looked_for: bool) -> bool:
        """Whether an act whose commit failed is in the file all the same."""

    @contextlib.contextmanager
    def act(
        self, label: str, *, final: bool = False, own: bool = False, may: May | None = May.ENTER
    ) -> Iterator[Act]:
        """Everything written inside happens together or not at all; nested acts join the outer one.

        A nested act that fails takes back its own part, whatever the outer one makes of it.
        ``final`` marks what leaves the village's hands (published, sent): it can't be undone.
        ``own`` is what the program notes by itself: 撤销 passes over it. ``may`` is the permission
        it needs, None what anyone may; what is written inside another act goes with that one.

        :raises Problem: who works now has no such permission, or what says so was altered by hand.
        """
        if may is not None and not own and (self._act is None or may is not May.ENTER):
            with unnoted():
                require(self, may)
                if may in RESTING:
                    settled(self)
        if self._act is not None:
            with self._part(self._act):
                yield self._act
                self._act.final |= final
            return
        with self._transaction(Act(label, final, own)) as act:
            yield act
        self._tell(act.tables)

    def must_write(self) -> None:
        """:raises Problem: the file is open for looking."""
        if self.reading:
            raise type(self.looking)(self.looking.sentence)

    @property
    def unlogged(self) -> Set[tuple[str, int]]:
        """The records the open act wrote so far."""
        return {(table, row) for table, row, *_ in self._act.changes} if self._act else set()

    @contextlib.contextmanager
    def _transaction(self, act: Act) -> Iterator[Act]:
        self.must_write()
        if self.watch is not None and act.label and not act.own:
            self.watch()
        try:
            self._db.execute("BEGIN IMMEDIATE")
            self._act = act
            with unnoted():
                yield act
            self._write_journal(act)
        except DatabaseError as error:
            self._give_up()
            raise told(error, self.path) from error
        except BaseException:
            self._give_up()
            raise
        finally:
            self._act = None
        self._commit(act)

    @contextlib.contextmanager
    def _part(self, act: Act) -> Iterator[None]:
        whole = len(act.changes)
        self._write("SAVEPOINT part")
        try:
            yield
        except BaseException:
            with contextlib.suppress(DatabaseError):
                self._db.execute("ROLLBACK TO part")
                self._db.execute("RELEASE part")
            del act.changes[whole:]
            raise
        self._write("RELEASE part")

    def _write(self, sql: str, values: Sequence[Any] = ()) -> Any:
        """One statement of the open act."""
        self._still_writing()
        try:
            return self._statements.run(self._db, sql, tuple(values))
        except DatabaseError as error:
            raise told(error, self.path) from error

    def _still_writing(self) -> None:
        """Nothing is written on its own after the disk broke the act off."""
        if not self._db.in_transaction:
            raise Problem("磁盘出过错，这一步没有保存，已有资料没有改动。请检查磁盘后再做一次。")

    def _give_up(self) -> None:
        with contextlib.suppress(DatabaseError):
            self._db.rollback()

    def _commit(self, act: Act) -> None:
        try:
            self._db.execute("COMMIT")
        except DatabaseError as error:
            if not self._reopened_and_kept(act.token, bool(act.changes)):
                raise told(error, self.path) from error

    def _write_journal(self, act: Act) -> None:
        if act.changes:
            self._still_writing()
            write_down(self._db, act, self.operator, self.era)

    def _tell(self, tables: frozenset[str]) -> None:
        if tables:
            for listener in tuple(self._listeners):
                listener(tables)

    def listen(self, listener: Listener) -> Callable[[], None]:
        """Call ``listener`` with the changed tables after every act; returns how to stop, which
        may be said again: who lets go twice must not break off in the middle of letting go.
        """
        self._listeners.append(listener)

        def stop() -> None:
            if listener in self._listeners:
                self._listeners.remove(listener)

        return stop

    @contextlib.contextmanager
    def dating(self, since: date | None) -> Iterator[None]:
        """What is dated and is changed meanwhile holds from ``since`` on: today when it is None,
        as it always did when it is ``EVER``.

        :raises Invalid: the day lies ahead.
        """
        if since and since > clock.today():
            raise Invalid({HOLDS_FROM.name: f"{since} 还没有到，改动请到那天再登记。"})
        self._since, before = since, self._since
        try:
            yield
        finally:
            self._since = before

    def save(self, record: R) -> R:
        """Keep ``record``, new or changed, and return it with its id.

        :raises Invalid: with the sentence for every wrong field; nothing was kept.
        """
        faults = problems(record)
        if faults:
            raise Invalid(faults)
        if self._act is None:
            with self.act(f"保存{record.label}"):
                return self.save(record)
        values = stored(record)
        if record.id is None:
            return record.but(id=self._insert(record.table, values))
        before = self._update(record.table, record.id, values)
        for each in record.fields():
            if each.dated and before[each.name] != values[each.name]:
                self._over((record.table, record.id, each.name), before[each.name],
                           values[each.name], (self._since or clock.today()).isoformat())
        return record

    def _over(self, of: tuple[str, int, str], before: Any, now: Any, since: str) -> None:
        """Keep the value that stood on the eve of ``since`` as over on that day; what is known of
        the days after it no longer holds."""
        later = self._write(
            f"""SELECT id, value FROM former WHERE "table" = ? AND row = ? AND field = ?
                AND {FORMER.not_over("", "date(?4, '-1 day')")} ORDER BY until""",
            (*of, since)).fetchall()
        was = later[0][1] if later else before
        for row, _ in later:
            self._delete("former", row)
        if was != now and since > EVER.isoformat():
            table, row, name = of
            self._insert("former", {"table": table, "row": row, "field": name, "value": was,
                                    "until": since})

    def remove(self, record: Record) -> None:
        """Take a record away; only for what was written by mistake and hangs on nothing."""
        if self._act is None:
            with self.act(f"删除{record.label}"):
                self.remove(record)
            return
        assert record.id is not None
        for (row,) in self._write('SELECT id FROM former WHERE "table" = ? AND row = ?',
                                  (record.table, record.id)).fetchall():
            self._delete("former", row)
        self._delete(record.table, record.id)

    def add_all(self, table: str, lines: Sequence[dict[str, Any]]) -> None:
        """Keep many new rows at once inside an act, their values as they are stored."""
        assert self._act is not None
        if not lines:
            return
        first = 1 + self._write(f"SELECT coalesce(max(id), 0) FROM {quoted(table)}").fetchone()[0]
        rows = [{"id": first + at, **line} for at, line in enumerate(lines)]
        names, marks = ", ".join(map(quoted, rows[0])), ", ".join("?" * len(rows[0]))
        try:
            self._db.executemany(f"INSERT INTO {quoted(table)} ({names}) VALUES ({marks})",
                                 [tuple(row.values()) for row in rows])
        except DatabaseError as error:
            raise told(error, self.path) from error
        hashed = [(first, json.dumps([as_logged(table, row) for row in rows]))]
        said = hashed if table in BY_HASH else [(row["id"], written(row)) for row in rows]
        self._act.changes += [(table, row, None, after) for row, after in said]

    def _insert(self, table: str, values: dict[str, Any]) -> int:
        columns = ", ".join(map(quoted, values))
        marks = ", ".join("?" * len(values))
        cursor = self._write(
            f"INSERT INTO {quoted(table)} ({columns}) VALUES ({marks})", tuple(values.values())
        )
        row = int(cursor.lastrowid or 0)
        self._note(table, row, None, {"id": row, **values})
        return row

    def _update(self, table: str, row: int, values: dict[str, Any]) -> dict[str, Any]:
        before = self._raw(table, row)
        after = before | values
        if after == before:
            return before
        sets = ", ".join(f"{quoted(name)} = ?" for name in values)
        self._write(f"UPDATE {quoted(table)} SET {sets} WHERE id = ?", (*values.values(), row))
        self._note(table, row, before, after)
        return before

    def _delete(self, table: str, row: int) -> None:
        before = self._raw(table, row)
        self._write(f"DELETE FROM {quoted(table)} WHERE id = ?", (row,))
        self._note(table, row, before, None)

    def _raw(self, table: str, row: int) -> dict[str, Any]:
        cursor = self._write(f"SELECT * FROM {quoted(table)} WHERE id = ?", (row,))
        values = cursor.fetchone()
        if values is None:
            raise Problem("这条记录已经不在了，请刷新后再看。")
        return dict(zip((each[0] for each in cursor.description), values, strict=True))

    def _note(
        self, table: str, row: int, before: dict[str, Any] | None, after: dict[str, Any] | None
    ) -> None:
        assert self._act is not None
        self._act.changes.append((table, row, written(before), written(after)))
