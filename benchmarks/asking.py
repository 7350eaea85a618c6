"""How soon a large ledger answers: a person found, a rank list, a passbook."""

from __future__ import annotations

import random
import statistics
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

from benchmarks import Measure, Rounds, in_turn
from models.keeping.store import Store
from models.points.book.passbook import passbook
from models.points.book.ranking import ranking
from models.points.book.scheme_versions import keep_scheme, put_in_force
from models.points.engine.scheme_file import scheme_from
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


SEARCHING: tuple[Measure, ...] = (
    ("ms of a keystroke among 20,000 people, p95", 16, a_keystroke),
    ("the same beside the bare indexed query, p95", 4, beside_the_index),
)


# ── A rank list and a passbook


ACCOUNTS, ENTRIES, ROUNDS = 5_000, 1_000_000, 5
ONE = 10**8
FRAME = 0.016
DAY = date(2026, 12, 31)
SCHEME = {
    "scheme": {"name": "测速", "account": "household", "valid_from": "2026-01-01",
               "source": "测速", "base": "60", "base_period": "year"},
    "category": [{"code": "all", "title": "全部"}],
    "item": [{"code": "work", "category": "all", "title": "公共劳动", "points": "5"}],
}
BARE = """SELECT account, sum(score) FROM entry WHERE booked BETWEEN '2026-01-01' AND '2026-12-31'
          GROUP BY account ORDER BY 2 DESC, 1"""


@contextmanager
def village(entries: int = ENTRIES) -> Iterator[Store]:
    """A data file of 5,000 households and their entries, its totals kept as acts keep them."""
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "village.lianxing") as store:
        scheme = keep_scheme(store, scheme_from(SCHEME))
        put_in_force(store, scheme, basis="测速", adopted=date(2026, 1, 1))
        with store.aside() as write:
            _fill(write, entries)
        yield store


def _fill(write: Callable[[str, Any], object], entries: int) -> None:
    """Households and entries straight into the tables: what is measured is the reading."""
    count = _counted(ACCOUNTS)
    write("INSERT INTO \"group\" (id, name, kind, place) VALUES (1, '一组', 'group', 1)", ())
    write(f"""{count} INSERT INTO household (id, number, "group")
              SELECT i, printf('%05d', i), 1 FROM n""", ())
    write(f"""{count} INSERT INTO person (id, name, household, relation)
              SELECT i, '户主' || i, i, '02' FROM n""", ())
    write(f"""{count} INSERT INTO account (id, kind, household, opened, funds, honour, since)
              SELECT i, 'household', i, '2026-01-01', 0, 0, '2026-01-01' FROM n""", ())
    each = entries // ACCOUNTS
    write(f"""{_counted(entries)}
              INSERT INTO slip (id, op, kind, account, on_day, entered, item, title, times, state,
                                place)
              SELECT i, 'award', 'household', i % {ACCOUNTS} + 1,
                     date('2026-01-01', '+' || ((i - 1) / {ACCOUNTS} * 364 / {each}) || ' days'),
                     '2026-12-31', 'work', '公共劳动', 1, 'approved', i FROM n""", ())
    points = f"{ONE} * (1 + id * 7919 % 9)"
    write(f"""INSERT INTO entry (slip, award, account, scheme, op, on_day, event_day, booked,
                                 period, item, category, asked, credited, clipped, score, balance,
                                 "after", reason)
              SELECT id, id, account, 1, 'award', on_day, on_day, on_day, substr(on_day, 1, 7),
                     'work', 'all', {ONE}, {points}, 0, {points}, {points}, {ONE},
                     '公共劳动：5分，计5分' FROM slip""", ())
    write("""INSERT INTO month_score (account, month, score)
             SELECT account, substr(booked, 1, 7), sum(score) FROM entry GROUP BY 1, 2""", ())
    write("ANALYZE", ())


def _counted(last: int) -> str:
    return f"WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {last})"


def _median(work: Callable[[], object], rounds: int = ROUNDS) -> float:
    times = []
    for number in range(rounds + 1):
        begun = time.perf_counter()
        work()
        if number:
            times.append(time.perf_counter() - begun)
    return statistics.median(times)


@cache
def _measured() -> tuple[tuple[float, float], tuple[float, float]]:
    """The rank list and the passbook, each beside its yardstick, from one large file."""
    with village() as store:
        bare = store.query(BARE)
        ours = ranking(store, "household", DAY)
        sums = [(each.account, int((each.score - 60) * ONE)) for each in ours]
        assert sums == bare, "the rank list must be what the lines sum to"
        rank = (_median(lambda: ranking(store, "household", DAY)),
                _median(lambda: store.query(BARE)))
        times = []
        for account in range(1, ACCOUNTS, 50):
            begun = time.perf_counter()
            passbook(store, account, DAY)
            times.append(time.perf_counter() - begun)
        slow = sorted(times)[int(len(times) * 0.95)]
    return rank, (slow, FRAME)


def rank_list() -> tuple[float, float]:
    """Ranking 5,000 households: ours, and a bare GROUP BY over 1,000,000 entries."""
    return _measured()[0]


def one_passbook() -> tuple[float, float]:
    """A passbook of 200 lines at the 95th percentile, and one frame of 16 ms."""
    return _measured()[1]


RANKING = (
    ("rank list of 5,000 households, beside a bare GROUP BY of 1,000,000 entries", 0.1, rank_list),
    ("a passbook of 200 lines (p95), beside one frame of 16 ms", 1.0, one_passbook),
)
MEASURES = (*SEARCHING, *RANKING)
