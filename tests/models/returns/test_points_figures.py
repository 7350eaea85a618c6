"""What the returns about points print, reckoned again by plain SQL; and every figure opens."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any

import pytest

from models.keeping.store import Store
from models.points.book.scheme_versions import in_force
from models.returns.catalogue import return_called
from models.returns.drilling import behind
from models.returns.returning import Asked
from models.values.periods import Period
from models.values.sheet import Sheet
from sample.village import fill

PERIODS = ("2026-Q1", "2026-Q3", "2026")
OPENING = ("points-report", "points-members", "points-buyers", "points-fund",
           "evaluation-quarter", "evaluation-half")
TODAY = Period.parse("2026-11").end
HERE = "e.op = 'reverse' AND e.event_day BETWEEN :first AND :last"
PLAIN = "e.op IN ('award', 'reverse', 'veto', 'appeal', 'regroup')"
HOMES = "FROM entry e JOIN account a ON a.id = e.account WHERE a.kind = 'household'"
MEMBERS = "FROM entry e JOIN account a ON a.id = e.account WHERE a.kind = 'member'"
STRETCH = "e.on_day BETWEEN :first AND :last"


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """The sample village, a tenth as large; nobody writes to it."""
    with Store(tmp_path_factory.mktemp("village") / "村.lianxing") as store:
        fill(store, households=60)
        yield store


def drawn(store: Store, code: str, words: str) -> tuple[Sheet, Asked]:
    asked = Asked.of(Period.parse(words), TODAY)
    return return_called(code).draw(store, asked), asked


def cell(sheet: Sheet, label: str, row: int | None = None) -> Any:
    at = next(place for place, each in enumerate(sheet.columns) if each.label == label)
    assert sheet.total is not None
    return sheet.total[at] if row is None else sheet.rows[row].values[at]


def points(store: Store, sql: str, words: str, **more: Any) -> Decimal:
    """A sum of points by a plain question."""
    asked = Asked.of(Period.parse(words), TODAY)
    days = {"first": asked.period.start.isoformat(), "last": asked.day.isoformat()}
    return Decimal(store.query(f"SELECT coalesce({sql}, 0)", days | more)[0][0] or 0) / 10**8


REPORTED = {
    "上期结余": f"(SELECT sum(e.balance) {HOMES} AND e.on_day < :first)",
    "小计": f"""(SELECT sum(e.balance) {HOMES} AND {STRETCH} AND {PLAIN}
                 AND (e.balance >= 0) <> ({HERE}))""",
    "本期扣分": f"""(SELECT -sum(e.balance) {HOMES} AND {STRETCH} AND {PLAIN}
                    AND (e.balance >= 0) = ({HERE}))""",
    "次数": f"""(SELECT sum(CASE e.op WHEN 'redeem' THEN 1 ELSE -1 END) * 100000000 {HOMES}
                AND {STRETCH} AND e.op IN ('redeem', 'unredeem'))""",
    "分值": f"(SELECT -sum(e.balance) {HOMES} AND {STRETCH} AND e.op IN ('redeem', 'unredeem'))",
    "期末结余": f"(SELECT sum(e.balance) {HOMES} AND e.on_day <= :last)",
    "生态保护": f"""(SELECT sum(e.balance) {HOMES} AND {STRETCH} AND {PLAIN}
                    AND e.category = :head AND (e.balance >= 0) <> ({HERE}))""",
}


@pytest.mark.parametrize("words", PERIODS)
@pytest.mark.parametrize("label", REPORTED)
def test_the_report_prints_what_plain_sql_says(village: Store, words: str, label: str) -> None:
    sheet, _ = drawn(village, "points-report", words)
    head = next((each.code for version in in_force(village, "household")
                 for each in version.scheme.categories if each.title == label), "")
    assert cell(sheet, label) == points(village, REPORTED[label], words, head=head)


@pytest.mark.parametrize("words", PERIODS)
def test_the_others_print_what_plain_sql_says(village: Store, words: str) -> None:
    members, _ = drawn(village, "points-members", words)
    added = f"""(SELECT sum(e.score) {MEMBERS} AND {STRETCH} AND {PLAIN}
                AND (e.score >= 0) <> ({HERE}))"""
    assert cell(members, "本期加分") == points(village, added, words)
    first = dict(members.rows[0].refs)["account"]
    honour = f"(SELECT sum(e.credited) {MEMBERS} AND e.on_day <= :last AND a.id = :account)"
    assert cell(members, "荣誉累计", 0) == points(village, honour, words, account=first)
    free = f"""(SELECT sum(had) FROM (SELECT sum(e.balance) AS had {HOMES}
                AND e.on_day <= :last AND (a.closed IS NULL OR a.closed > :last) GROUP BY a.id)
                WHERE had > 0)"""
    buyers, _ = drawn(village, "points-buyers", words)
    assert cell(buyers, "可兑换") == points(village, free, words)
    fund, _ = drawn(village, "points-fund", words)
    assert f"待兑换 {points(village, free, words).normalize():f} 分" in fund.notes[1]
    report, _ = drawn(village, "points-report", words)
    cleared = points(village, f"(SELECT -sum(e.balance) {HOMES} AND {STRETCH} "
                     "AND e.op = 'clear')", words)
    told = f"到期清零 {-cleared.normalize():f} 分"
    assert (told in " ".join(report.notes)) == bool(cleared)


def test_a_quarter_of_evaluation_prints_the_mean_of_its_months(village: Store) -> None:
    sheet, asked = drawn(village, "evaluation-quarter", "2026-Q3")
    assert len(sheet.rows) > 5
    for row in sheet.rows:
        times, total = village.query(
            """SELECT count(*), avg(m.total) FROM evaluation_mark m
               JOIN evaluation e ON e.id = m.evaluation
               WHERE m.household = ? AND e.on_day BETWEEN ? AND ? AND m.total IS NOT NULL
                 AND e.level = 'month' AND e.recheck IS NULL""",
            (dict(row.refs)["household"], *map(str, asked.period.days)))[0]
        assert row.values[4] == times
        assert abs(row.values[5] - Decimal(total) / 10**8) < Decimal("0.0051")


@pytest.mark.parametrize("code", OPENING)
def test_every_cell_opens_into_what_it_prints(village: Store, code: str) -> None:
    sheet, asked = drawn(village, code, "2026-Q3")
    listing = return_called(code).listing(village, asked)
    assert listing is not None
    for place, row in enumerate(sheet.rows):
        for at, column in enumerate(sheet.columns):
            figure = listing.open(village, column, [row], asked.days)
            if figure is not None and row.values[at] is not None:
                assert figure.value == row.values[at], (place, column.label)


def test_a_deduction_that_was_not_one_says_why(village: Store) -> None:
    sheet, asked = drawn(village, "points-report", "2026-Q1")
    at = [each.label for each in sheet.columns].index("本期扣分")
    seen = behind(village, sheet, asked, None, at)
    assert sum((each.amount or 0 for each in seen.counted), Decimal(0)) == cell(sheet, "本期扣分")
    assert {"到期清零不是扣分", "是加分"} <= {each.reason for each in seen.missed}
