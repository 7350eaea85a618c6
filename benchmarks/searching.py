"""How soon a person is found among twenty thousand, keystroke by keystroke."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable
from functools import cache
from pathlib import Path

from benchmarks import Measure, Rounds, in_turn
from models.keeping.store import Store
from models.registers.people import Household, Person
from models.registers.search import catch_up, search

PEOPLE, HOUSEHOLDS, TYPED = 20_000, 5_000, 120
SURNAMES = "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧程曹袁邓许傅沈曾彭吕"
GIVEN = "建国志强秀英桂兰红梅海燕永康春生德福玉珍小明大伟文武立新爱华金凤长青守田有余满仓"


@cache
def _store() -> Store:
    """An invented place of twenty thousand people."""
    chance = random.Random(3)
    store = Store(Path(tempfile.mkdtemp()) / "镇.lianxing")
    with store.act("花名册"):
        homes = [
            store.save(Household(number=f"{number // 100:02}-{number % 100:03}"))
            for number in range(HOUSEHOLDS)
        ]
        for number in range(PEOPLE):
            given = "".join(chance.choices(GIVEN, k=chance.choice((1, 2, 2, 2))))
            phone = f"139{chance.randrange(10**8):08}"
            home = homes[number % HOUSEHOLDS]
            name = chance.choice(SURNAMES) + given
            store.save(Person(name=name, household=home.id, phone=phone))
    catch_up(store)
    return store


@cache
def _typed() -> tuple[str, ...]:
    """Every keystroke of typing some people's initials, names, house numbers and telephones."""
    chance = random.Random(5)
    words = _store().query(
        "SELECT key FROM search_key WHERE length(key) BETWEEN 2 AND 9 ORDER BY key"
    )
    chosen = [chance.choice(words)[0] for _ in range(TYPED)]
    return tuple(word[:end] for word in chosen for end in range(1, min(len(word), 4) + 1))


def _p95(ask: Callable[[str], object]) -> float:
    """The milliseconds that nineteen of twenty keystrokes stay below."""
    taken = []
    for typed in _typed():
        start = time.perf_counter()
        ask(typed)
        taken.append((time.perf_counter() - start) * 1000)
    return statistics.quantiles(taken, n=20)[-1]


def _ours() -> float:
    return _p95(lambda typed: search(_store(), typed))


def _indexed(typed: str) -> object:
    """The bare question: the thirty shortest keys that begin so, whoever they belong to."""
    return _store().query(
        "SELECT kind, row FROM search_key WHERE key >= ? AND key < ? ORDER BY length(key) LIMIT 30",
        (typed, typed + "\U0010ffff"),
    )


def a_keystroke() -> Rounds:
    """Milliseconds that nineteen of twenty keystrokes stay below, beside one millisecond."""
    return in_turn(_ours, lambda: 1.0, rounds=7)


def beside_the_index() -> Rounds:
    """The same beside the bare question to the same index."""
    return in_turn(_ours, lambda: _p95(_indexed), rounds=7)


MEASURES: tuple[Measure, ...] = (
    ("ms of a keystroke among 20,000 people, p95", 16, a_keystroke),
    ("the same beside the bare indexed query, p95", 4, beside_the_index),
)
