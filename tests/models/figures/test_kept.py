"""The month's figures are counted from the visits, and a 累计 never shrinks unnoticed."""

import tempfile
from collections import defaultdict
from datetime import date, timedelta
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from models.checks.registers import shrunk_totals
from models.figures.history import COUNTED, hand_in, paper_before
from models.keeping.store import Store
from models.matters.matter import Matter, close, reopen
from models.returns.returning import Asked
from models.returns.visiting import month
from models.values.periods import Period, Span
from models.values.problem import Invalid, Problem
from models.visits.visit import Visit, record_visit
from tests.models.liaison_village import settle_village

BEGIN, TODAY = date(2025, 1, 1), date(2026, 12, 31)
MONTHS = [Period(year, Span.MONTH, n) for year in (2025, 2026) for n in range(1, 13)]
VISITS = st.lists(
    st.tuples(
        st.integers(0, 729),
        st.integers(1, 6),
        st.sampled_from(["home", "phone", "away"]),
        st.sampled_from([None, "request", "problem"]),
        st.sampled_from([None, 0, 3, 40]),
    ),
    max_size=40,
)


@settings(max_examples=12)
@given(VISITS)
def test_24_months_printed_equal_the_raw_visits(raw):
    with tempfile.TemporaryDirectory() as folder, Store(Path(folder) / "村.lianxing") as store:
        settle_village(store, 6, 1)
        with store.act("两年的走访"):
            write_down(store, raw)
            for period in MONTHS:
                sheet = month(store, Asked.of(period, TODAY))
                printed = {row.values[0]: row.values[1:] for row in sheet.rows}
                assert printed == recount(raw, period)
                assert sheet.total[1:] == tuple(map(sum, zip(*printed.values(), strict=True)))
                hand_in(store, period)


def write_down(store, raw):
    for offset, home, way, kind, solved_after in raw:
        day = BEGIN + timedelta(days=offset)
        visit = Visit(member=1, household=home, day=day, way=way, entered=TODAY)
        problem = Matter(kind=kind, what="水渠", found=day) if kind else None
        _, matter = record_visit(store, visit, problem)
        if matter and solved_after is not None:
            done = min(day + timedelta(days=solved_after), TODAY)
            close(store, matter, done, "好了", today=TODAY)


def recount(raw, period):
    """The printed rows, counted in the plainest way."""
    rows = {}
    for group in (1, 2, 3):
        pairs = [
            count([each for each in raw if (each[1] - 1) * 3 // 6 + 1 == group], first, period.end)
            for first in (period.start, date(period.year, 1, 1))
        ]
        rows[f"第{group}组"] = tuple(n for both in zip(*pairs, strict=True) for n in both)
    return rows


def count(raw, first, last):
    sums, homes = defaultdict(int), set()
    for offset, home, way, kind, solved_after in raw:
        day = BEGIN + timedelta(days=offset)
        if first <= day <= last:
            homes.add(home)
            sums["home" if way == "home" else "other"] += 1
            sums[kind] += 1
        if kind and solved_after is not None:
            done = min(day + timedelta(days=solved_after), TODAY)
            sums["solved"] += first <= done <= last
    return (
        len(homes),
        sums["home"],
        sums["other"],
        sums["request"],
        sums["problem"],
        sums["solved"],
    )


def kept(**figures):
    return dict.fromkeys(COUNTED, 0) | figures


@pytest.fixture
def village(store):
    settle_village(store, 6, 1)
    for at in range(3):
        record_visit(
            store, Visit(member=1, household=at + 1, day=date(2026, 3, 2 + at), entered=TODAY)
        )
    return store


MARCH, APRIL = Period.parse("2026-03"), Period.parse("2026-04")
SENTENCE = (
    "走访户数累计 2 小于2026年3月已报的 3，累计不会变小。"
    "请核对是否删改了已报的走访，或更正上期并写明原因。"
)


def test_a_smaller_total_is_refused_with_the_reason(village):
    assert hand_in(village, MARCH) == kept(homes=3, at_home=3)
    village.remove(village.get(Visit, 3))
    with pytest.raises(Invalid) as refused:
        hand_in(village, APRIL)
    assert refused.value.sentence == SENTENCE
    with pytest.raises(Problem, match="走访户数累计 2 小于2026年3月已报的 3"):
        month(village, Asked.of(APRIL, TODAY))
    told = [(each.rule, each.what) for each in shrunk_totals(village)]
    assert told == [("visits-total", SENTENCE)]
    village.undo()
    assert hand_in(village, APRIL) == kept(homes=3, at_home=3)
    assert not list(shrunk_totals(village))


def test_a_new_year_begins_at_nothing(village):
    hand_in(village, MARCH)
    assert hand_in(village, Period.parse("2027-01")) == kept()


def test_a_village_that_starts_in_march_brings_its_paper_along(village):
    february = Period.parse("2026-02")
    hand_in(village, february, start=kept(homes=40, at_home=52, otherwise=8))
    before = paper_before(village, MARCH)
    assert before is not None and before.month == "2026-02"
    assert hand_in(village, MARCH) == kept(homes=43, at_home=55, otherwise=8)
    sheet = month(village, Asked.of(MARCH, TODAY))
    assert sheet.rows[-1].values[:5] == ("起用前（纸质）", 0, 40, 0, 52)
    assert sheet.total[1:5] == (3, 43, 3, 55)
    with pytest.raises(Invalid, match="走访户数累计 10 小于2026年3月已报的 43"):
        hand_in(village, APRIL, start=kept(homes=10))


def test_a_reopened_matter_counts_as_found_again(village):
    _, matter = record_visit(
        village,
        Visit(member=1, household=1, day=date(2026, 4, 1), entered=TODAY),
        Matter(kind="problem", what="漏雨", found=date(2026, 4, 1)),
    )
    close(village, matter, date(2026, 4, 5), "补了瓦", today=TODAY)
    reopen(village, matter, date(2026, 4, 20), "又漏", today=TODAY)
    sheet = month(village, Asked.of(APRIL, TODAY))
    assert sheet.total[9:13] == (2, 2, 1, 1)
    assert sheet.notes[1] == "期末未解决 1 件（走访中发现的）。"
