"""What encryption costs: a save, a search and a household's page, beside the same file in plain."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from functools import cache, partial
from pathlib import Path

from benchmarks import Measure, Rounds, in_turn
from models.keeping.store import Store
from models.overview.story import household_story
from models.registers.people import Household, Person
from models.registers.search import catch_up, search
from sample.village import fill

HOUSEHOLDS, SAVES, ROUNDS = 570, 20, 15
KEY = bytes(range(32))
TYPED = ("z", "zh", "wl", "王", "李桂", "03-0", "4", "lxy")


@cache
def _store(key: bytes | None) -> Store:
    """The sample village, encrypted or not."""
    store = Store(Path(tempfile.mkdtemp()) / "村.lianxing", key=key)
    fill(store, households=HOUSEHOLDS, seed=1)
    catch_up(store)
    return store


def _saves(store: Store) -> None:
    for _ in range(SAVES):
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
    return in_turn(partial(work, _store(KEY)), partial(work, _store(None)), rounds=ROUNDS)


MEASURES: tuple[Measure, ...] = (
    ("encryption: 20 saves, beside plain", 1.6, partial(beside_plain, _saves)),
    ("encryption: 8 searches, beside plain", 1.6, partial(beside_plain, _searches)),
    ("encryption: the pages of 40 households, beside plain", 1.6, partial(beside_plain, _pages)),
)
