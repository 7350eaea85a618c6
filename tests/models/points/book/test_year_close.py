"""A year is closed and cleared in one act, with a report that two people sign."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from models.office.village import change_policy
from models.points.book.account_acts import reverse
from models.points.book.entering import keep
from models.points.book.kept_ledger import Book
from models.points.book.recount import differences
from models.points.book.slips import AwardDraft
from models.points.book.year_close import (
    close_all,
    close_year,
    closing_report,
    closing_reports,
)
from models.points.shop.goods import Goods, stock_in
from models.points.shop.redemption import redeem
from models.returns.catalogue import return_called
from models.returns.returning import Asked
from models.values.periods import Period
from models.values.problem import Invalid, Problem
from tests.models.points.points_village import ITEMS, adopt, award, with_accounts
from tests.models.points.small_village import scheme

closing = return_called("points-closing").draw

SIGNED = ("柳一", "耿二")
DAY, DONE = date(2026, 3, 1), date(2027, 1, 12)


def year(store, **keys):
    """A has 20 points, B 15, C owes 10: gambled away after redeeming."""
    with_accounts(store, scheme(ITEMS, **keys))
    goods = store.save(Goods(name="洗衣液", unit="瓶", points=Decimal(10)))
    stock_in(store, goods, Decimal(9), DAY)
    award(store, 1, DAY, "free", points=Decimal(20))
    award(store, 2, DAY, "free", points=Decimal(15))
    wrong = award(store, 3, DAY, "free", points=Decimal(10))
    redeem(store, 3, 1, Decimal(1), DAY)
    reverse(store, wrong.id, date(2026, 6, 1), "记错户")


def balances(store, day=DONE):
    book = Book(store, "household")
    return [int(book.standing(each, day).balance) for each in (1, 2, 3)]


def test_clearing_keeps_debts_and_honour(store):
    year(store, clear_on="12-31")
    report = closing_report(store, "household", 2026, DONE)
    assert store.count("year_close") == 0
    done, same = close_year(store, "household", 2026, DONE, SIGNED)
    assert same.sentence == report.sentence == (
        "2026年户积分结转：3 个账户，清零 2 个，合计 -35 分；欠分 1 个，合计欠 10 分。")
    assert (done.points, done.debts) == (-35, 10)
    assert balances(store) == [0, 0, -10]
    assert Book(store, "household").standing(1, DONE).honour == 20
    assert differences(store, "household", DONE) == []
    with pytest.raises(Problem, match="不能撤销"):
        store.undo()


def test_debts_may_be_forgiven(store):
    year(store, clear_on="12-31", carry_debt=False)
    done, _ = close_year(store, "household", 2026, DONE, SIGNED)
    assert (done.cleared, done.points, done.debtors) == (3, -25, 0)
    assert balances(store) == [0, 0, 0]


def test_back_to_the_base_and_the_base_again_not_for_spending(store):
    year(store, clear_on="12-31", base="60", base_period="year")
    close_year(store, "household", 2026, DONE, SIGNED)
    assert balances(store) == [60, 60, 60]
    assert Book(store, "household").standing(1, DONE).redeemable == 0


def test_cleared_in_january_the_year_is_closed_after_that(store):
    year(store, clear_on="01-10")
    with pytest.raises(Invalid, match="细则定在 2027-01-10 清零，到那天再结转"):
        close_year(store, "household", 2026, date(2027, 1, 5), SIGNED)
    close_year(store, "household", 2026, DONE, SIGNED)
    assert balances(store) == [0, 0, -10]


def test_what_an_account_was_cleared_by_the_calendar_stands_in_the_report(store):
    year(store, clear_on="12-31")
    award(store, 1, date(2027, 1, 3), "tree")
    done, _ = close_year(store, "household", 2026, DONE, SIGNED)
    assert (done.cleared, done.points) == (2, -35)
    assert balances(store) == [10, 0, -10]
    assert differences(store, "household", DONE) == []


def test_a_scheme_that_never_clears_carries_everything_on(store):
    year(store)
    done, _ = close_year(store, "household", 2026, DONE, SIGNED)
    assert (done.cleared, balances(store)) == (0, [20, 15, -10])


def test_what_is_not_ready_to_be_closed(store):
    year(store, clear_on="12-31")
    with pytest.raises(Invalid, match="2026 年还没有过完"):
        close_year(store, "household", 2026, date(2026, 12, 1), SIGNED)
    with pytest.raises(Invalid, match="要两个人签字"):
        close_year(store, "household", 2026, DONE, ("柳一", "柳一"))
    change_policy(store, "points", approval="all")
    keep(store, [AwardDraft(1, date(2026, 12, 30), "tree")], DONE)
    with pytest.raises(Problem, match="2026 年还有 1 条记分没有审批"):
        close_year(store, "household", 2026, DONE, SIGNED)
    change_policy(store, "points", approval="none")


def test_a_late_entry_of_a_closed_year_books_to_the_new_one(store):
    year(store, clear_on="12-31")
    close_year(store, "household", 2026, DONE, SIGNED)
    late = award(store, 2, date(2026, 12, 30), "tree", today=DONE)
    assert store.query("SELECT period FROM entry WHERE slip = ?", (late.id,)) == [("2027-01",)]
    assert differences(store, "household", DONE) == []
    with pytest.raises(Problem, match="2026 年已经结转过"):
        close_year(store, "household", 2026, DONE, SIGNED)


def test_the_report_is_printed_for_signing(store):
    year(store, clear_on="12-31")
    close_year(store, "household", 2026, DONE, SIGNED)
    sheet = closing(store, Asked.of(Period.parse("2026"), DONE))
    assert sheet.total[5] == -35 and len(sheet.rows) == 3
    assert sheet.notes[1] == "经办人 柳一，审核人 耿二，2027-01-12 结转。"


def test_what_the_close_would_do_is_printed_line_by_line_before(store):
    year(store, clear_on="12-31")
    asked = Asked.of(Period.parse("2026"), DONE)
    before = closing(store, asked)
    assert before.title.endswith("（试算，未结转）") and store.count("year_close") == 0
    close_year(store, "household", 2026, DONE, SIGNED)
    after = closing(store, asked)
    assert [row.values[:7] for row in before.rows] == [row.values[:7] for row in after.rows]
    assert before.rows[2].values[7] == "欠10分，结转到下年"
    assert before.total[4:7] == after.total[4:7]


def test_of_a_year_still_running_nothing_is_reckoned(store):
    year(store, clear_on="12-31")
    sheet = closing(store, Asked.of(Period.parse("2026"), date(2026, 12, 30)))
    assert (sheet.rows, sheet.notes) == ([], ("本年度还没有结转。",))


def test_the_preview_names_every_kind_that_the_close_clears(store):
    year(store, clear_on="12-31")
    adopt(store, scheme(ITEMS, account="member"))
    told = [each.sentence for each in closing_reports(store, 2026, DONE)]
    assert [each[:9] for each in told] == ["2026年户积分结", "2026年党员积分"]
    assert [each.sentence for each in close_all(store, 2026, DONE, SIGNED)] == told
