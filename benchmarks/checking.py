"""What 体检 takes: every page, every record and rule; in seconds of the processor."""

from __future__ import annotations

import tempfile
import time
from collections.abc import Iterator
from functools import partial
from pathlib import Path

from benchmarks import Measure, Rounds, in_turn
from benchmarks.asking import village
from models.checks.data_file import every_finding
from models.keeping.act import Act, write_down
from models.keeping.migrations import known
from models.keeping.record import kind_of, quoted, written
from models.keeping.replay import differences
from models.keeping.store import Store
from models.registers.search import catch_up
from sample.village import fill

ENTRIES, AN_ACT = 1_000_000, 200
"""AN_ACT: how many rows one act of the made-up log wrote."""
LOGGED = ("scheme", "group", "household", "person", "account", "slip", "entry", "month_score")


def a_year() -> Rounds:
    """Seconds of ``check --full`` on the sample village with its year, beside one second."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "村.lianxing") as store:
        fill(store, households=570, seed=1)
        catch_up(store)
        return in_turn(partial(_checked, store), lambda: 1.0, rounds=3)


def a_long_ledger() -> Rounds:
    """The same on a ledger of a million entries, each with its slip and its place in the log."""
    with village(ENTRIES) as store:
        _log(store)
        assert not any(differences(store)), "the made-up log says what stands"
        return in_turn(partial(_checked, store), lambda: 1.0, rounds=1)


def _checked(store: Store) -> float:
    begun = time.process_time()
    every_finding(store, full=True)
    return time.process_time() - begun


def _log(store: Store) -> None:
    """Write what was put straight into the tables into the log, as acts would have."""
    with store.aside():
        act = Act("记积分")
        for change in _changes(store):
            act.changes.append(change)
            if len(act.changes) == AN_ACT:
                write_down(store._db, act, "", known())
                act = Act("记积分")
        write_down(store._db, act, "", known())


def _changes(store: Store) -> Iterator[tuple[str, int, None, str | None]]:
    already = {tuple(each) for each in store.query('SELECT "table", row FROM change')}
    for table in LOGGED:
        assert kind_of(table) is not None
        names = [each[1] for each in store.query(f"PRAGMA table_info({quoted(table)})")]
        for values in store.query(f"SELECT * FROM {quoted(table)}"):
            row = dict(zip(names, values, strict=True))
            if (table, row["id"]) not in already:
                yield table, row["id"], None, written(row)


MEASURES: tuple[Measure, ...] = (
    ("check --full of 570 households with a year, seconds", 5.0, a_year),
    ("check --full of 1,000,000 entries, seconds", 60.0, a_long_ledger),
)
