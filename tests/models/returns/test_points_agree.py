"""The papers about points agree with the ledger and with one another, whatever the period."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from models.keeping.store import Store
from models.members.member import Member
from models.moves.people import death
from models.points.book.account_acts import close_account, reverse, veto
from models.points.book.accounts import Account, new_account
from models.points.book.approval import approve, reject
from models.points.book.ranking import ranking
from models.points.book.scheme_versions import in_force, keep_scheme, put_in_force
from models.points.book.slips import Slip, waiting
from models.points.book.year_close import close_year
from models.points.engine.scheme import Fixed
from models.points.shop.goods import FundLine, Goods, enter_fund, stock_in
from models.points.shop.redemption import cancel, redeem
from models.registers.people import Person
from models.returns.catalogue import return_called
from models.returns.facts.catalogue import SUBJECTS
from models.returns.facts.view import View
from models.returns.returning import Asked
from models.values.periods import Period
from sample.village import fill
from tests.models.points.points_village import ITEMS, adopt, award, member, with_accounts
from tests.models.points.small_village import scheme

ONE = Decimal(10) ** -8
PERIODS = [
    *(f"2026-{month:02d}" for month in range(1, 13)), "2025-12", "2027-01", "2027-02", "2027-04",
    *(f"{year}-Q{quarter}" for year in (2026, 2027) for quarter in (1, 2, 3, 4)), "2025-Q4",
    "2025-H2", "2026-H1", "2026-H2", "2027-H1", "2025", "2026", "2027",
]


@pytest.fixture(scope="module", params=["sample", "01-10", "12-31"])
def village(request, tmp_path_factory):
    """The sample village, reduced; and awkward ones by the day their balances end."""
    with Store(tmp_path_factory.mktemp("village") / "村.lianxing") as store:
        if request.param == "sample":
            fill(store, households=60)
            close(store)
        else:
            with_accounts(store, scheme(ITEMS, clear_on=request.param, redeem_value="1"))
            adopt(store, scheme(ITEMS, account="member", redeemable=False))
            new_account(store, date(2026, 1, 1), member=member(store, "郏石甲").id)
            live(store)
        yield store


def close(store: Store) -> None:
    """Nothing waits any more, and the year is over."""
    for each in waiting(store):
        reject(store, [each.rowid], date(2026, 12, 2), "没有凭据")
    for kind in ("household", "member"):
        close_year(store, kind, 2026, date(2027, 1, 12), ("柳一", "耿二"))


def live(store: Store) -> None:
    """Days that come out of order about a clearing, with debts, reversals, goods given back."""
    goods = store.save(Goods(name="毛巾", unit="条", points=Decimal(2)))
    stock_in(store, goods, Decimal(50), date(2026, 1, 1))
    free = [award(store, row, date(2026, month, 9), "free", points=Decimal(month))
            for row in (1, 2, 3, 4) for month in (1, 4, 7, 9, 12)]
    veto(store, 4, "thief", date(2026, 4, 20), "偷盗", date(2026, 4, 20))
    kept = redeem(store, 2, goods.id, Decimal(3), date(2026, 9, 20))
    award(store, 2, date(2026, 12, 20), "rubbish", times=4)
    redeem(store, 1, goods.id, Decimal(2), date(2026, 12, 28))
    cancel(store, kept.id, date(2026, 11, 2), "拿错")
    reverse(store, free[2].id, date(2026, 10, 8), "记错")
    close_year(store, "household", 2026, date(2027, 1, 12), ("柳一", "耿二"))
    for day in (date(2026, 12, 30), date(2027, 1, 5), date(2027, 1, 20)):
        award(store, 1, day, "work", times=2, person=1, today=date(2027, 1, 20))
        award(store, 2, day, "free", points=Decimal(9), today=date(2027, 1, 20))
        award(store, 4, day, "free", points=Decimal(3), today=date(2027, 1, 20))
    reverse(store, free[3].id, date(2027, 2, 1), "记错", date(2027, 2, 3))
    kept = redeem(store, 1, goods.id, Decimal("1"), date(2027, 2, 10))
    cancel(store, kept.id, date(2027, 4, 2), "退货")
    close_account(store, 3, date(2027, 2, 5), "迁出")


def rows(store: Store, code: str, period: str, **answers) -> dict[int, tuple]:
    asked = Asked.of(Period.parse(period), date(2027, 12, 1), **answers)
    drawn = return_called(code).draw(store, asked)
    return {dict(row.refs).get("account", place): row.values
            for place, row in enumerate(drawn.rows)}


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
        for home in view.homes:
            values = report[of[home.id]]
            asked = [household.fact(f"points.{name}").read(view, home) for name in (
                "opening", "added", "deducted", "redemptions", "redeemed", "closing")]
            assert asked == [values[3], *values[-6:-1]], (words, home.record.number)
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


PAPERS = ("points-report", "points-members", "points-fund", "points-buyers", "points-redeemed")


def drawn(store: Store) -> dict[str, object]:
    """Every paper of two past quarters, cell for cell."""
    found: dict[str, object] = {}
    for words in ("2026-Q3", "2026-Q1"):
        asked = Asked.of(Period.parse(words), date(2027, 12, 1))
        for code in PAPERS:
            sheet = return_called(code).draw(store, asked)
            found[f"{code} {words}"] = (
                [each.label for each in sheet.columns], [each.values for each in sheet.rows],
                sheet.total, sheet.notes)
        for account in store.find(Account, "opened <= ?", (asked.day.isoformat(),)):
            book = return_called("points-passbook").draw(store, Asked.of(
                Period.parse(words), date(2027, 12, 1), account=account.id))
            found[f"{account.id} {words}"] = [each.values for each in book.rows], book.notes
    return found


def test_a_closed_quarter_stays_as_it_was_drawn(tmp_path):
    with Store(tmp_path / "村.lianxing") as store:
        fill(store, households=30)
        today = date(2026, 12, 1)
        goods = store.save(Goods(name="食盐", unit="袋", points=Decimal(1)))
        enter_fund(store, FundLine(on_day=date(2026, 8, 1), way="donated", amount=Decimal(50),
                                   summary="捐赠"))
        stock_in(store, goods, Decimal(50), date(2026, 8, 1))
        rich = max(rows(store, "points-buyers", "2026-Q3").items(), key=lambda each: each[1][4])[0]
        award_everybody(store, date(2026, 9, 5), "member")
        early = redeem(store, rich, goods.id, Decimal(1), date(2026, 9, 29))
        before = drawn(store)
        later_life(store, goods, rich, today)
        cancel(store, early.id, date(2026, 12, 1), "退货")
        close(store)
        for kind in ("household", "member"):
            slip = store.find(Slip, "op = 'award' AND state = 'approved' AND kind = ? "
                              "AND on_day < '2026-10-01'", (kind,))[-1]
            reverse(store, slip.id, date(2027, 2, 1), "记错")
        after = drawn(store)
        assert [name for name in before if before[name] != after[name]] == []
        assert rows(store, "points-report", "2027-Q1") != rows(store, "points-report", "2026-Q3")


def later_life(store: Store, goods: Goods, rich: int, today: date) -> None:
    """What may happen to a village in the weeks after a quarter."""
    redeem(store, rich, goods.id, Decimal(1), date(2026, 11, 28))
    household = store.get(Account, rich).household
    head, heir = (next(each for each in store.find(
        Person, "household = ? AND left IS NULL", (household,)) if each.is_head is wanted)
        for wanted in (True, False))
    death(store, head.id, date(2026, 11, 20), head=heir.id, today=today)
    old = store.find(Member, "left IS NULL")[-1]
    death(store, old.person, date(2026, 11, 21), today=today)
    for kind in ("household", "member"):
        award_everybody(store, today, kind)
    account = store.find(Account, "member = ?", (old.id,))[0]
    close_account(store, account.id, date(2026, 11, 30), "去世")
    rules = in_force(store, "household")[0].scheme
    fresh = scheme([{"code": "new", "title": "新项目", "points": "1"}], valid_from="2027-01-15",
                   name="新细则", clear_on="01-10")
    assert rules.valid_from < fresh.valid_from
    put_in_force(store, keep_scheme(store, fresh), basis="会议", adopted=date(2027, 1, 13))


def award_everybody(store: Store, on: date, kind: str) -> None:
    items = in_force(store, kind)[0].scheme.items
    code = next(each.code for each in items if not each.veto and isinstance(each.amount, Fixed))
    for each in store.find(Account, "kind = ? AND closed IS NULL", (kind,)):
        slip = award(store, each.id, on, code)
        approve(store, [slip.id], on)


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
