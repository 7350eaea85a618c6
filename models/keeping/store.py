"""The one door to the village's data file: what is read, and every act that changes it."""

from __future__ import annotations

import contextlib
import json
from collections.abc import Callable, Collection, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any, NamedTuple

from models.keeping.act import UNDONE, Act, differing, resting_on, write_down
from models.keeping.acting import Acts, Listener
from models.keeping.asked_once import Answers
from models.keeping.datafile import DatabaseError, Lock, OutcomeUnknown, Unusable, connect, told
from models.keeping.durable import discard, part_of, settle, sweep
from models.keeping.migrations import bring_up, known
from models.keeping.permissions import May, assigned_in, permissions, require
from models.keeping.questions import Statements
from models.keeping.record import label_of, written
from models.keeping.replay import altered
from models.values.problem import Problem, reason

BROUGHT_UP = "软件升级，资料转成"
LOGGED_SINCE = 39
"""From this version on the log of a file says everything: what differs was altered by hand."""
_OTHERWISE = ("already exists", "no such", "duplicate column", "no column named")
"""How SQLite says that a table is not made as a step expects it."""
Write = Callable[..., Any]
"""One statement of the open act, with its values."""


class LooseEnd(NamedTuple):
    """A record that hangs on one which is not there; by which column, and whether it must."""

    table: str
    row: int
    parent: str
    column: str
    required: int

    @property
    def said(self) -> str:
        """In the words of the office."""
        return f"{label_of(self.table)}（第 {self.row} 条）连着的{label_of(self.parent)}不在了"


class Store(Acts):
    """A village's data file, opened for writing by one program at a time.

    A file of an earlier version is brought up to date only where somebody says what comes before
    that: ``upgrading`` (:func:`models.keeping.opening.open_store` makes a copy). One that is about
    to be put at ``path`` is opened where it still ``lies``, by whoever keeps others out.

    :raises Unusable: the file is newer, damaged, locked by another window or of another program.
    """

    def __init__(
        self, path: Path, *, key: bytes | None = None, reading: bool = False,
        upgrading: Callable[[Store], object] | None = None, lies: Path | None = None,
    ) -> None:
        self.path = Path(path)
        self._lies = lies or self.path
        self.operator = ""
        self.key, self.reading, self._upgrading = key, reading, upgrading
        self._listeners: list[Listener] = []
        self._act: Act | None = None
        self._statements = Statements()
        self._lock = None if reading or lies else Lock(self.path.resolve())
        try:
            if self._lock is not None:
                sweep(self.path.parent)
                self._begin()
            self._open()
        except BaseException:
            self._unlock()
            raise

    def _begin(self) -> None:
        """Make the file where there is none; it gets its name when it is whole."""
        if self.path.exists():
            if not self.path.stat().st_size:
                raise Unusable(
                    f"{self.path.name} 是空文件，里面的资料不见了。请用最近的备份恢复；"
                    "如果本来就是空的，请删掉它再打开。"
                )
            return
        temporary = part_of(self.path)
        try:
            with contextlib.closing(connect(temporary, key=self.key)) as db:
                bring_up_to_date(db)
            settle(temporary, self.path)
        except OSError as error:
            raise Unusable(f"{self.path.name} 建不了：{reason(error)}。请换位置。") from error
        except DatabaseError as error:
            raise told(error, self.path) from error
        finally:
            discard(temporary)

    def _open(self) -> None:
        """Open, and bring up to date; afterwards ``era`` is the version of the file."""
        self._db = connect(self._lies, key=self.key, reading=self.reading)
        try:
            self.era = known()
            self._bring_up(self._db.execute("PRAGMA user_version").fetchone()[0])
            self._statements.follow(self._db)
            self.answers = Answers()
        except DatabaseError as error:
            self._db.close()
            raise told(error, self.path) from error
        except BaseException:
            self._db.close()
            raise

    def _bring_up(self, era: int) -> None:
        if era > self.era:
            raise Unusable(
                f"资料文件 {self.path.name} 是更新的版本写的，这个版本打不开。"
                "请先升级本软件，文件没有改动。"
            )
        if era == self.era:
            return
        if self.reading or self._upgrading is None:
            raise Unusable(f"{self.path.name} 是较早的版本写的，请先正常打开一次，让它升级；"
                           "放在只读地方的，先复制到本机硬盘。")
        by_hand = {each.ref for each in altered(self)} if era >= LOGGED_SINCE else set()
        self._upgrading(self)
        try:
            bring_up_to_date(self._db, partial(self._note_brought_up, by_hand))
        except DatabaseError as error:
            if not any(sign in str(error) for sign in _OTHERWISE):
                raise
            raise Unusable(
                f"{self.path.name} 升级不了：里面的表和第 {era} 版的不一样，可能在别的软件里改过。"
                "文件没有改动，请用最近的好备份，或把文件交给维护的人。") from error

    def _note_brought_up(self, by_hand: Collection[tuple[str, int]]) -> None:
        """What the steps made of older records is in the log from now on; what was altered before
        them is not, and the next check names it.
        """
        act = Act(f"{BROUGHT_UP}第 {self.era} 版", own=True)
        for each in altered(self):
            if each.ref not in by_hand:
                act.changes.append((*each.ref, written(each.logged), written(each.stands)))
        if act.changes:
            write_down(self._db, act, "", self.era)

    def _reopened_and_kept(self, token: str, looked_for: bool) -> bool:
        """After an error at commit: look the act up in the reopened file instead of guessing."""
        try:
            self._db.close()
            self._open()
            return looked_for and bool(self.query("SELECT 1 FROM act WHERE token = ?", (token,)))
        except (DatabaseError, Problem) as error:
            raise OutcomeUnknown(
                f"写入 {self.path.name} 时磁盘出错，现在读不到结果。"
                "请关闭软件、检查磁盘后重新打开，再看最后一步是否还在。"
            ) from error

    def close(self) -> None:
        """Let the file go."""
        self._db.close()
        self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            self._lock.release()

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    # ── taking back ──────────────────────────────────────────────────────────

    def newest_act(self, among: Sequence[int] | None = None) -> tuple[int, str, bool] | None:
        """The act that ``undo`` would take back, of all or of these: id, label, whether final."""
        these = "" if among is None else f" AND a.id IN ({','.join(map(str, among))})"
        found = self.query(
            f"SELECT a.id, a.label, a.final FROM act a WHERE a.undoes IS NULL AND NOT {UNDONE}"
            f"{these} AND a.era = ? ORDER BY a.id DESC LIMIT 1", (self.era,))
        return next(((row, label, bool(final)) for row, label, final in found), None)

    def undone_acts(self) -> list[tuple[int, str, int]]:
        """What ``redo`` would do again, the next first, until something new is done.

        The act that took it back, the label and the id of the act itself.
        """
        return self.query(
            f"""SELECT a.id, done.label, done.id FROM act a JOIN act done ON done.id = a.undoes
                WHERE done.undoes IS NULL AND NOT {UNDONE} AND a.era = ? AND a.id >
                    (SELECT id FROM act WHERE undoes IS NULL ORDER BY id DESC LIMIT 1)
                ORDER BY a.id DESC""", (self.era,))

    def undo(self, act: int | None = None) -> str:
        """Play an act backwards, the newest when none is named, and return its label.

        :raises Problem: nothing to take back, another act rests on it, or it has left the
            village's hands.
        """
        newest = self.newest_act(None if act is None else (act,))
        if newest is None:
            raise Problem("没有可以撤销的操作。")
        row, label, final = newest
        if final:
            raise Problem(f"“{label}”已经公示、收发或登记，不能撤销；"
                          "请用冲销、更正或退回，写明原因。")
        above = resting_on(self, row) if act is not None else []
        if above:
            raise Problem(f"“{label}”不能单独撤销，后来的 {len(above)} 步接着它做："
                          f"{'、'.join(above[:3])}{' 等' * (len(above) > 3)}。请先撤销后来的。")
        self._play_back(f"撤销：{label}", row)
        return label

    def redo(self) -> str:
        """Do again what was undone last, as an act of its own, and return its label.

        :raises Problem: nothing was undone, or something was done since.
        """
        undone = self.undone_acts()
        if not undone:
            raise Problem("没有可以重做的操作。")
        row, label, _ = undone[0]
        self._play_back(f"重做：{label}", row)
        return label

    def _play_back(self, label: str, undoes: int) -> None:
        if self._act is not None:
            raise Problem("这一步还没有做完，不能撤销。")
        changes = self.query(
            'SELECT "table", row, before, after FROM change WHERE act = ? ORDER BY id DESC',
            (undoes,))
        self._refuse_another_s(undoes)
        with self._past_records(Act(label, undoes=undoes)):
            for table, row, before, after in changes:
                if before is None:
                    self._delete(table, row)
                elif after is None:
                    self._insert(table, json.loads(before))
                else:
                    self._update(table, row, differing(before, after))

    def _refuse_another_s(self, act: int) -> None:
        """Where permissions are kept to some, what another did is taken back and done again by who
        may approve: else an approval would be played back by who entered it. Who may do what is
        taken back by who may say it. What one took back another does anew, under their own name.

        :raises Problem: so it is.
        """
        require(self, May.ASSIGN if assigned_in(self, act) else May.ENTER)
        (by, undoes), = self.query("SELECT operator, undoes FROM act WHERE id = ?", (act,))
        if by != self.operator and any(permissions(self).values()):
            require(self, May.APPROVE)
        if by != self.operator and undoes is not None:
            raise Problem(f"这一步是{by or '没有写明姓名的人'}撤销的，别人不能照原样重做。"
                          f"请换{by or '他'}操作，或者自己重新做一次。")

    @contextlib.contextmanager
    def _past_records(self, act: Act) -> Iterator[Act]:
        """Rows are written as they were: what hangs on what is looked at in the end."""
        with self._transaction(act):
            self._db.execute("PRAGMA defer_foreign_keys = ON")
            yield act
        self._tell(act.tables)

    @contextlib.contextmanager
    def mending(self, label: str) -> Iterator[tuple[Act, Write]]:
        """A write past the records, by the program itself; whoever mends notes every change."""
        require(self, May.RESTORE)
        with self._past_records(Act(label, own=True)) as act:
            yield act, self._write

    # ── beside the acts ──────────────────────────────────────────────────────

    @contextlib.contextmanager
    def aside(self) -> Iterator[Write]:
        """A write that is no act: drafts and what can be worked out again (search keys)."""
        with contextlib.nullcontext() if self._act is not None else self._transaction(Act("")):
            yield self._write

    def state(self) -> object:
        """What differs as soon as anything was written; None within an act, which may be undone."""
        if self._db.in_transaction:
            return None
        return self._db.total_changes, self.query("PRAGMA data_version")[0][0]

    def integrity(self, *, full: bool = False) -> list[str]:
        """What SQLite finds wrong with the file itself; the full check reads every page twice."""
        usual, = self._db.execute("PRAGMA cache_size").fetchone()
        self._db.execute("PRAGMA cache_size = -65536")
        asked = ["integrity_check" if full else "quick_check"]
        if full and self.key is not None:
            asked.append("cipher_integrity_check")
        rows = [row for each in asked for row in self.query(f"PRAGMA {each}")]
        self._db.execute(f"PRAGMA cache_size = {usual}")
        return [" ".join(map(str, row)) for row in rows if row[0] != "ok"]

    def loose_ends(self) -> list[LooseEnd]:
        """The records that hang on nothing."""
        return [LooseEnd(*each) for each in self.query(
            """SELECT k."table", k."rowid", k.parent, f."from", c."notnull"
               FROM pragma_foreign_key_check k
               JOIN pragma_foreign_key_list(k."table") f ON f.id = k.fkid
               JOIN pragma_table_info(k."table") c ON c.name = f."from" """)]

    def copy_to(self, path: Path) -> None:
        """A consistent copy of the whole file at ``path``, under the same key."""
        if self._act is not None:
            raise Problem("这一步还没有做完，请做完再备份。")
        target = connect(path, key=self.key)
        try:
            self._db.backup(target)
        finally:
            target.close()


def bring_up_to_date(connection: Any, then: Callable[[], object] = lambda: None) -> None:
    """Make every table that is missing in the database of a connection."""
    from sqlite_utils import Database

    bring_up(Database(connection, execute_plugins=False), then)
