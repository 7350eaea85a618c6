"""Opening + found − solved = open, for every stretch of days, whatever was done and reopened."""

import tempfile
from contextlib import suppress
from datetime import date, timedelta
from itertools import pairwise
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

from models.figures.matters import balance
from models.figures.measure import Days
from models.keeping.store import Store
from models.matters.ledger import open_on
from models.matters.matter import Matter, assign, close, feed_back, reopen, report
from models.values.problem import Problem

BEGIN, TODAY = date(2026, 1, 1), date(2026, 12, 31)
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["report", "assign", "close", "tell", "reopen"]),
        st.integers(1, 5),
        st.integers(0, 20),
    ),
    max_size=25,
)


@settings(max_examples=25)
@given(STEPS, st.lists(st.integers(0, 364), min_size=4, max_size=4))
def test_the_balance_always_agrees(steps, cuts):
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "村.lianxing") as store:
        day = BEGIN
        with store.act("一年的事项"):
            for kind, row, wait in steps:
                day = min(day + timedelta(days=wait), TODAY)
                with suppress(Problem):
                    _do(store, kind, row, day)
        days = sorted(BEGIN + timedelta(days=each) for each in cuts)
        for first, last in pairwise(days):
            sums = balance(store, Days(first, last))
            assert sums.opening + sums.found - sums.solved == sums.open
            assert sums.opening == len(open_on(store, first - timedelta(days=1)))
        assert balance(store, Days(BEGIN, TODAY)).open == store.count(
            "matter", "state IN ('found', 'assigned')"
        )


def _do(store, kind, row, day):
    match kind:
        case "report":
            report(store, Matter(kind="problem", what="问题", found=day), today=TODAY)
        case "assign":
            assign(store, row, "鲁文贵", day, today=TODAY)
        case "close":
            close(store, row, day, "办好了", today=TODAY)
        case "tell":
            feed_back(store, row, day, "fair", today=TODAY)
        case "reopen":
            reopen(store, row, day, "又有了", today=TODAY)
