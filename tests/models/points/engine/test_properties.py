"""Laws every ledger keeps, tried on made-up years and against a slow recount."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from hypothesis import given, settings
from hypothesis import strategies as st

from models.points.engine.account import standing
from models.points.engine.ledger import Ledger
from models.points.engine.operations import Operation
from models.points.engine.simulate import run
from tests.models.points.small_village import scheme

ZERO = Decimal(0)
FIRST, LAST = date(2026, 1, 1), date(2027, 12, 31)
HEADS = [
    {"code": "all", "title": "公益", "cap": "40", "cap_per": "two-months"},
    {"code": "duty", "title": "义务", "base": "10", "floor": "0"},
]
ITEMS: list[dict[str, Any]] = [
    {"code": "plus", "points": "7.5", "cap": "20", "cap_per": "month"},
    {"code": "ladder-low", "points": "4", "one_of": "g", "category": "duty"},
    {"code": "ladder-high", "points": "9", "one_of": "g", "category": "duty"},
    {"code": "minus", "points": "-3", "category": "duty"},
    {"code": "free", "points": "2", "category": "duty"},
]
SCHEME = scheme(ITEMS, HEADS)

_DAYS = st.integers(0, 500).map(lambda days: FIRST + timedelta(days=days))
_AWARDS = st.lists(
    st.tuples(
        _DAYS, st.sampled_from([one["code"] for one in ITEMS]), st.integers(1, 3), st.integers(1, 2)
    ),
    max_size=25,
)


def _operations(awards: Sequence[tuple[date, str, int, int]]) -> list[Operation]:
    opening = [Operation(0, "open", FIRST, account="H1", members=("a", "b"))]
    return opening + [
        Operation(
            line, "award", on, id=f"e{line}", account="H1", item=item, times=times, group=f"{group}"
        )
        for line, (on, item, times, group) in enumerate(awards, 1)
    ]


def _reversals(awards: Sequence[object], order: Sequence[int]) -> list[Operation]:
    numbers = sorted(range(1, len(awards) + 1), key=lambda number: order[number % len(order)])
    return [Operation(1000 + n, "reverse", LAST, of=f"e{n}", reason="全部冲销") for n in numbers]


def _credited(ledger: Ledger) -> Decimal:
    lines = ("award", "reverse", "regroup")
    return sum((entry.credited for entry in ledger.entries if entry.op in lines), ZERO)


@settings(max_examples=60)
@given(_AWARDS, st.lists(st.integers(), min_size=1, max_size=9))
def test_reversing_everything_gives_nothing(
    awards: list[tuple[date, str, int, int]], order: list[int]
) -> None:
    operations = [*_operations(awards), *_reversals(awards, order)]
    ledger, refused = run([SCHEME], operations, LAST)
    account = ledger.accounts["H1"]
    assert refused == []
    assert account.honour == account.funds == _credited(ledger) == 0
    assert account.score.between(FIRST, LAST) == 0


@settings(max_examples=60)
@given(_AWARDS, st.lists(st.integers(), min_size=1, max_size=9), st.integers(0, 12))
def test_totals_are_the_sums_of_the_lines(
    awards: list[tuple[date, str, int, int]], order: list[int], undone: int
) -> None:
    operations = [*_operations(awards), *_reversals(awards, order)[:undone]]
    ledger, _ = run([SCHEME], operations, LAST)
    account = ledger.accounts["H1"]
    assert account.honour == _credited(ledger)
    assert account.funds == sum((entry.balance for entry in ledger.entries), ZERO)
    assert standing(account, LAST).balance == account.funds + 10


@settings(max_examples=60)
@given(_AWARDS)
def test_awards_agree_with_a_slow_recount(awards: list[tuple[date, str, int, int]]) -> None:
    """Every award is judged again from all the lines before it, rule by rule."""
    ledger, _ = run([SCHEME], _operations(awards), LAST)
    done: list[tuple[date, str, int, Decimal, Decimal]] = []
    for (on, code, times, group), entry in zip(awards, ledger.entries, strict=True):
        item = SCHEME.item_by_code[code]
        asked = Decimal(next(one["points"] for one in ITEMS if one["code"] == code)) * times
        due = asked
        if item.one_of:
            best = max(
                (d[4] for d in done if d[1].startswith("ladder") and d[2] == group), default=ZERO
            )
            due = max(ZERO, asked - best)
        credited = due
        if code == "plus":
            month = [d[3] for d in done if d[1] == code and _months(d[0]) == _months(on)]
            pair = [d[3] for d in done if d[1] == code and _pair(d[0]) == _pair(on)]
            credited = min(due, 20 - sum(month, ZERO), 40 - sum(pair, ZERO))
        if code == "minus":
            head = [d[3] for d in done if d[1] != "plus" and d[0].year == on.year]
            credited = max(due, -(10 + sum(head, ZERO)))
        assert (entry.credited, entry.clipped) == (credited, due - credited), entry.reason
        done.append((on, code, group, credited, asked))


def _months(day: date) -> int:
    return day.year * 12 + day.month - 1


def _pair(day: date) -> int:
    return _months(day) // 2


@settings(max_examples=40)
@given(_AWARDS, st.lists(st.tuples(_DAYS, st.integers(1, 60)), max_size=8))
def test_no_redemption_makes_a_debt_or_moves_the_score(
    awards: list[tuple[date, str, int, int]], spent: list[tuple[date, int]]
) -> None:
    earning = _operations(awards)
    spending = [
        Operation(2000 + n, "redeem", on, account="H1", points=Decimal(points))
        for n, (on, points) in enumerate(spent)
    ]
    with_goods, _ = run([SCHEME], [*earning, *spending], LAST)
    without, _ = run([SCHEME], earning, LAST)
    account = with_goods.accounts["H1"]
    assert account.funds >= min(ZERO, without.accounts["H1"].funds)
    assert standing(account, LAST).score == standing(without.accounts["H1"], LAST).score
