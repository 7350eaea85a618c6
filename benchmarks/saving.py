"""What it costs to save for good, beside the same in bare SQLite, and what encryption adds."""

from __future__ import annotations

import json
import os
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from benchmarks import Measure, Rounds, in_turn
from models.keeping.act import Act, chained
from models.keeping.datafile import connect
from models.keeping.store import Store
from models.overview.story import household_story
from models.registers.people import Household, Person
from models.registers.search import catch_up, search
from sample.village import fill
from tests.faults.powercut import read_trace
from tests.faults.shim import Shim, under_shim

HOUSEHOLDS, SAVES_ENCRYPTED, ROUNDS = 570, 20, 15
KEY = bytes(range(32))
TYPED = ("z", "zh", "wl", "王", "李桂", "03-0", "4", "lxy")


@cache
def _filled(key: bytes | None) -> Store:
    """The sample village, encrypted or not."""
    store = Store(Path(tempfile.mkdtemp()) / "村.lianxing", key=key)
    fill(store, households=HOUSEHOLDS, seed=1)
    catch_up(store)
    return store


def _saves(store: Store) -> None:
    for _ in range(SAVES_ENCRYPTED):
        store.save(Person(name="赵守田", sex="1", note="义务清扫"))


def _searches(store: Store) -> None:
    for typed in TYPED:
        search(store, typed)


def _pages(store: Store) -> None:
    for home in range(1, 41):
        store.get(Household, home)
        store.find(Person, "household = ?", (home,))
        household_story(store, home)


def beside_plain(work: Callable[[Store], None]) -> Rounds:
    """Seconds of ``work`` with the encrypted file and with the plain one, in turn."""
    return in_turn(partial(work, _filled(KEY)), partial(work, _filled(None)), rounds=ROUNDS)


ENCRYPTION: tuple[Measure, ...] = (
    ("encryption: 20 saves, beside plain", 1.6, partial(beside_plain, _saves)),
    ("encryption: 8 searches, beside plain", 1.6, partial(beside_plain, _searches)),
    ("encryption: the pages of 40 households, beside plain", 1.6, partial(beside_plain, _pages)),
)


# ── One points entry


SAVES = 20
PERSON = Person(name="赵守田", sex="1", ethnic="01", phone="13800000000", note="义务清扫")


@cache
def _store() -> Store:
    return Store(Path(tempfile.mkdtemp()) / "村.lianxing")


class Bare:
    """The same rows written by hand: one insert, its act, its change, one commit."""

    def __init__(self, path: Path) -> None:
        Store(path).close()
        self._db = connect(path)
        names = [each.name for each in PERSON.fields()]
        values = [getattr(PERSON, name) for name in names]
        self._row = dict(zip(names, values, strict=True))
        columns = ", ".join(f'"{name}"' for name in names)
        self._insert = f"INSERT INTO person ({columns}) VALUES ({', '.join('?' * len(names))})"

    def save(self) -> None:
        """Save one person, as bare as it can be done with the same promise."""
        db = self._db
        db.execute("BEGIN IMMEDIATE")
        row = db.execute(self._insert, tuple(self._row.values())).lastrowid
        last = db.execute("SELECT id, hash FROM act ORDER BY id DESC LIMIT 1").fetchone() or (0, "")
        after = json.dumps({"id": row, **self._row}, ensure_ascii=False)
        act = Act("保存人员")
        head = (last[0] + 1, act.token, "2026-03-01T08:00:00", act.label, "", 1, 0, None)
        changes = [("person", row, None, after)]
        digest = chained(last[1], head, changes)
        db.execute("INSERT INTO act VALUES (?,?,?,?,?,?,?,?,?,?)", (*head, last[1], digest))
        db.execute(
            'INSERT INTO change (act, "table", row, before, after) VALUES (?,?,?,?,?)',
            (head[0], *changes[0]),
        )
        db.execute("COMMIT")


@cache
def _bare() -> Bare:
    return Bare(Path(tempfile.mkdtemp()) / "村.lianxing")


def a_save() -> Rounds:
    """Seconds of twenty saves: through the store, by hand."""

    def ours() -> None:
        for _ in range(SAVES):
            _store().save(PERSON)

    def by_hand() -> None:
        for _ in range(SAVES):
            _bare().save()

    return in_turn(ours, by_hand, rounds=15)


@cache
def _operations(which: str) -> Counter[str]:
    """What ``SAVES`` saves do to the disk, by kind of operation, seen by the fault shim."""
    with tempfile.TemporaryDirectory() as room:
        trace = Path(room, "trace")
        command = [sys.executable, "-m", "benchmarks.saving", which, str(trace)]
        subprocess.run(command, env=under_shim(), check=True, cwd=Path(__file__).parents[1])
        return Counter(each.what for each in read_trace(trace))


def _traced(which: str, trace: Path) -> None:
    with tempfile.TemporaryDirectory() as room:
        folder = Path(room).resolve()
        Shim().watch(folder)
        store = Store(folder / "甲.lianxing")
        bare = Bare(folder / "乙.lianxing")
        for number in range(SAVES + 1):
            if number == 1:  # the first save only warms up
                Shim().start(trace)
            if which == "ours":
                store.save(PERSON)
            else:
                bare.save()
        os._exit(0)


def syncs() -> tuple[float, float]:
    """Syncs of one save, counted: through the store, by hand."""
    return _operations("ours")["s"] / SAVES, _operations("bare")["s"] / SAVES


def operations() -> tuple[float, float]:
    """Operations of one save that reach the disk, counted: through the store, by hand."""
    every = [sum(_operations(which)[kind] for kind in "wtsur") for which in ("ours", "bare")]
    return every[0] / SAVES, every[1] / SAVES


SAVING: tuple[Measure, ...] = (
    ("20 saves, beside the same statements by hand", 1.5, a_save),
    ("syncs of a save, counted, beside by hand", 1.0, syncs),
    ("disk operations of a save, counted, beside by hand", 1.2, operations),
)
MEASURES = (*ENCRYPTION, *SAVING)

if __name__ == "__main__":
    _traced(sys.argv[1], Path(sys.argv[2]))
