"""The papers about points agree with the ledger and with one another, whatever the period."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from models.figures.measure import Days
from models.figures.points import OF, OF_HOUSEHOLDS, PointsMeasures, heads_added
from models.figures.reckon import reckon
from models.keeping.store import Store
from models.points.book.accounts import Account
from models.points.book.as_of import Then, accounts_on
from models.points.book.ranking import ranking
from models.points.book.scheme_versions import in_force
from models.points.book.year_close import close_year
from models.returns.catalogue import return_called
from models.returns.facts.catalogue import SUBJECTS
from models.returns.facts.view import View
from models.returns.returning import Asked
from models.values.periods import Period
from sample.village import fill
from tests.laws.points_years import PERIODS, SCHEMES, awkward, close, rows
from tests.models.points.points_village import ITEMS, award, with_accounts
from tests.models.points.small_village import scheme

ONE = Decimal(10) ** -8
AWKWARD = [
    ("2026-01-01", "2026-01-01"), ("2026-01-05", "2026-01-10"), ("2026-01-10", "2026-01-10"),
    ("2026-01-11", "2026-01-11"), ("2026-12-31", "2026-12-31"), ("2026-12-28", "2027-01-10"),
    ("2027-01-01", "2027-01-01"), ("2027-01-01", "2027-01-10"), ("2027-01-10", "2027-01-11"),
    ("2027-01-11", "2027-02-28"), ("2027-12-31", "2028-01-10"), ("2025-11-20", "2027-12-01"),
]
STRETCHES = [*(Days(*Period.parse(words).days) for words in PERIODS),
             *(Days(*map(date.fromisoformat, ends)) for ends in AWKWARD)]
@pytest.fixture(scope="module", params=["sample", "01-10", "12-31"])
def village(request, tmp_path_factory):
    """The sample village, reduced; and awkward ones by the day their balances end."""
    with Store(tmp_path_factory.mktemp("village") / "村.lianxing") as store:
        if request.param == "sample":
            fill(store, households=60)
            close(store)
        else:
            awkward(store, SCHEMES[request.param])
        yield store


@pytest.fixture(scope="module", params=SCHEMES)
def judged(request, tmp_path_factory) -> Iterator[Store]:
    """An awkward village by how its scheme gives bases and ends balances."""
    with Store(tmp_path_factory.mktemp("judged") / "村.lianxing") as store:
        awkward(store, SCHEMES[request.param])
        yield store


# ── Whatever is counted: opening + additions − deductions − redeemed − cleared + base = closing


def unbalanced(store: Store, kind: str, of: PointsMeasures) -> list[str]:
    """Every account and stretch whose figures do not come to its balance, or whose balance is not
    what the engine reckons, or not that which the next day begins with."""
    told = []
    for days in STRETCHES:
        after = Days(days.last + timedelta(1), days.last + timedelta(1))
        heads = tuple(heads_added(store, kind, days.last).values())
        found = reckon(store, [*((each, days) for each in (*of, *heads)), (of.opening, after)],
                       "account")
        for row, then in accounts_on(store, kind, days.last).items():
            next_opening = found.value(of.opening, after, row)
            had = PointsMeasures(*(found.value(each, days, row) for each in of))
            under = sum(found.value(each, days, row) for each in heads)
            told += [f"{kind} {row} {days.first}–{days.last}: {words}"
                     for words in wrong(had, under, next_opening, then)]
    return told


def wrong(had, under: Decimal, next_opening: Decimal, then: Then) -> list[str]:
    """What does not agree in the figures of one account, named like the measures."""
    moved = had.added - had.deducted - had.redeemed - had.cleared + had.base
    return [words for words, same in {
        "closing": had.opening + moved == had.closing,
        "engine": had.closing == then.balance,
        "next opening": next_opening == had.closing,
        "heads": under <= had.added,
        "score": had.score == then.standing.score,
        "honour": had.honour == then.standing.honour,
        "free": had.free == then.standing.redeemable,
    }.items() if not same]


@pytest.mark.parametrize("kind", OF)
def test_what_was_there_and_what_moved_is_what_is_left_in_every_stretch(judged, kind):
    assert unbalanced(judged, kind, OF[kind]) == []


@pytest.mark.parametrize("kind", OF)
def test_the_sample_village_balances_in_every_stretch(year, kind):
    assert unbalanced(year, kind, OF[kind]) == []


def test_only_a_scheme_with_a_base_gives_one(judged, year):
    for store in (judged, year):
        with_base = any(each.scheme.has_base for each in in_force(store, "household"))
        given = [days for days in STRETCHES
                 if reckon(store, [(OF_HOUSEHOLDS.base, days)]).value(OF_HOUSEHOLDS.base, days)]
        assert bool(given) == with_base


def without(of: PointsMeasures, name: str, why: str) -> PointsMeasures:
    """The measures with one condition of one of them forgotten."""
    measure = getattr(of, name)
    kept = tuple(each for each in measure.where if each.why != why)
    assert len(kept) < len(measure.where)
    return of._replace(**{name: replace(measure, where=kept)})


def forgetting_what_was_booked_late(of: PointsMeasures) -> PointsMeasures:
    """The balance as it once was: from the lines of days after the last clearing alone."""
    source = of.closing.source
    lines = source.lines
    assert callable(lines)
    late = """x.on_day > coalesce((SELECT max(c.on_day) FROM entry c WHERE c.account = x.account
                                   AND c.op = 'clear' AND c.on_day <= :last), '')"""
    return of._replace(closing=replace(of.closing, source=replace(
        source, lines=lambda store, days: f"{lines(store, days)} AND {late}")))


@pytest.mark.parametrize("fault", [
    lambda of: without(of, "deducted", "到期清零不是扣分"),
    lambda of: without(of, "deducted", "兑换不是扣分"),
    forgetting_what_was_booked_late,
], ids=["a clearing deducts", "goods deduct", "booked late"])
def test_the_law_catches(tmp_path, fault: Callable[[PointsMeasures], PointsMeasures]):
    with Store(tmp_path / "村.lianxing") as store:
        awkward(store, SCHEMES["01-10"])
        assert unbalanced(store, "household", fault(OF_HOUSEHOLDS))


# ── Whatever is printed ───────────────────────────────────────────────────────


def summed(store: Store, column: str, where: str, *days: str) -> dict[int, Decimal]:
    return {row: points * ONE for row, points in store.query(
        f"SELECT account, sum({column}) FROM entry WHERE {where} GROUP BY account", days)}


def lived(store: Store, period: Period) -> tuple[str, str]:
    return period.start.isoformat(), period.end.isoformat()


def test_what_was_there_and_what_moved_is_what_is_left(village):
    for words in PERIODS:
        _adds_up(village, words)


def _adds_up(village: Store, words: str) -> None:
    first, last = lived(village, Period.parse(words))
    opening = summed(village, "balance", "on_day < ?", first)
    closing = summed(village, "balance", "on_day <= ?", last)
    stretch = "on_day BETWEEN ? AND ? AND op IN"
    moved = summed(village, "balance", "on_day BETWEEN ? AND ? AND op NOT IN "
                   "('clear', 'redeem', 'unredeem')", first, last)
    spent = summed(village, "balance", f"{stretch} ('redeem', 'unredeem')", first, last)
    ended = summed(village, "balance", f"{stretch} ('clear')", first, last)
    found = rows(village, "points-report", words)
    assert set(found) == {each.id for each in village.find(Account, "kind = 'household'")
                          if each.opened.isoformat() <= last}
    for row, values in found.items():
        before, (added, lost, _, used, after, aside) = values[3], values[-6:]
        assert before == opening.get(row, 0)
        assert added - lost == moved.get(row, 0)
        assert used == -spent.get(row, 0)
        assert after == closing.get(row, 0) == before + added - lost - used + ended.get(row, 0)
        assert added == sum(values[4:-6])
        assert ("到期清零" in (aside or "")) == bool(ended.get(row, 0))


def test_passbook_buyers_and_fund_say_what_the_report_says(village):
    for words in PERIODS:
        _agree(village, words)


def _agree(village: Store, words: str) -> None:
    report = {row: values[-2] for row, values in rows(village, "points-report", words).items()}
    _, last = lived(village, Period.parse(words))
    gone = {row for (row,) in village.query("SELECT id FROM account WHERE closed <= ?", (last,))}
    free = {row: left for row, left in report.items() if left > 0 and row not in gone}
    assert {row: values[4] for row, values in rows(village, "points-buyers", words).items()} == free
    asked = Asked.of(Period.parse(words), date(2027, 12, 1))
    said = return_called("points-fund").draw(village, asked).notes[1]
    assert f"待兑换 {sum(free.values(), Decimal(0)):f} 分" in said
    for row, left in report.items():
        book = return_called("points-passbook").draw(
            village, Asked.of(Period.parse(words), date(2027, 12, 1), account=row))
        said = next(each for each in book.notes[0].split("；") if each.startswith("结存"))
        assert Decimal(said.removeprefix("结存 ")) == left
        assert [each.values[7] for each in book.rows][-1:] in ([], [left])


def test_a_town_form_is_filled_with_what_the_report_says(village):
    household = next(each for each in SUBJECTS if each.code == "household")
    for words in ("2026-Q1", "2026-Q4", "2027-01", "2027-H1", "2027"):
        view = View(village, Period.parse(words), date(2027, 12, 1))
        report = rows(village, "points-report", words)
        of = dict(village.query("SELECT household, id FROM account WHERE kind = 'household'"))
        for home in household.rows(view):
            values = report[of[home.id]]
            asked = [household.fact(f"points.{name}").read(view, home) for name in (
                "opening", "added", "deducted", "redemptions", "redeemed", "closing")]
            assert asked == [values[3], *values[-6:-1]], (words, home.id)
            assert household.fact("points.cleared").read(view, home) == -summed(
                village, "balance", "op = 'clear' AND on_day BETWEEN ? AND ?",
                *lived(village, Period.parse(words))).get(of[home.id], 0)


def test_the_members_sheet_is_the_sum_of_the_lines(village):
    for words in PERIODS:
        _members_add_up(village, words)


def _members_add_up(village: Store, words: str) -> None:
    first, last = lived(village, Period.parse(words))
    year = last[:4]
    score = summed(village, "score", "booked BETWEEN ? AND ? AND on_day <= ?",
                   f"{year}-01-01", f"{year}-12-31", last)
    moved = summed(village, "score", "on_day BETWEEN ? AND ?", first, last)
    base = in_force(village, "member")[0].scheme.base_after(None)
    found = rows(village, "points-members", words)
    ranked = {each.account: each.score
              for each in ranking(village, "member", Period.parse(words).end)}
    for row, values in found.items():
        assert values[4] == base + score.get(row, 0) == ranked[row]
        assert values[5] - values[6] == moved.get(row, 0)


def test_the_list_of_what_was_taken_is_what_the_report_says_was_spent(village):
    for words in PERIODS:
        spent: dict[int, Decimal] = {}
        asked = Asked.of(Period.parse(words), date(2027, 12, 1))
        for row in return_called("points-redeemed").draw(village, asked).rows:
            account = dict(row.refs)["account"]
            spent[account] = spent.get(account, Decimal(0)) + row.values[8]
        report = {row: values[-3] for row, values in rows(village, "points-report", words).items()}
        assert {row: points for row, points in spent.items() if points} == {
            row: points for row, points in report.items() if points}


def test_the_ledger_that_is_printed_is_the_lines_that_were_booked(village):
    for words in PERIODS:
        asked = Asked.of(Period.parse(words), date(2027, 12, 1), kind="household")
        printed: dict[int, Decimal] = {}
        for row in return_called("points").draw(village, asked).rows:
            account = dict(row.refs)["account"]
            printed[account] = printed.get(account, Decimal(0)) + (row.values[6] or 0)
        booked = summed(village, "credited", "on_day BETWEEN ? AND ? AND slip IN (SELECT id FROM "
                        "slip WHERE op IN ('award', 'reverse', 'veto', 'appeal') "
                        "AND kind = 'household') AND op <> 'clear'",
                        *lived(village, Period.parse(words)))
        assert {row: each for row, each in printed.items() if each} == {
            row: each for row, each in booked.items() if each}


def test_a_day_that_has_passed_is_cleared_though_nothing_was_booked_since(store):
    with_accounts(store, scheme(ITEMS, clear_on="01-10", redeem_value="1"))
    award(store, 1, date(2026, 12, 9), "free", points=Decimal(7))
    assert rows(store, "points-report", "2027-01")[1][-2] == 0
    assert rows(store, "points-report", "2027-01")[1][-1] == "到期清零 -7 分"
    assert rows(store, "points-buyers", "2027-01") == {}
    book = return_called("points-passbook").draw(store, Asked.of(
        Period.parse("2027-01"), date(2027, 2, 1), account=1))
    assert any("到期清零：余额7分" in each and "还没有记进台账" in each for each in book.notes)
    before = rows(store, "points-report", "2027-01")
    award(store, 1, date(2027, 2, 3), "free", points=Decimal(2))
    assert rows(store, "points-report", "2027-01") == before


def test_a_base_given_anew_stands_beside_the_columns(store):
    with_accounts(store, scheme(ITEMS, base="60", clear_on="12-31", base_redeemable=True))
    award(store, 1, date(2026, 12, 9), "free", points=Decimal(7))
    close_year(store, "household", 2026, date(2026, 12, 31), ("柳一", "耿二"))
    december = rows(store, "points-report", "2026-12")[1]
    assert (december[3], december[-6], december[-2]) == (60, 7, 60)
    assert december[-1] == "到期清零 -7 分"
