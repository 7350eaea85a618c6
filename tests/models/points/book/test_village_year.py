"""A year of a whole village is entered, published and closed; every return can be drawn."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.checks.points import POINTS_CHECKS
from models.keeping.store import Store
from models.points.book.accounts import account_lines, open_for_all
from models.points.book.approval import approve
from models.points.book.entering import keep
from models.points.book.recount import differences
from models.points.book.slips import AwardDraft, several, waiting
from models.points.book.year_close import close_year
from models.points.notice.notices import Notice, draw_notice, publish
from models.returns.points import POINTS_RETURNS
from models.returns.points_evaluation import EVALUATION_RETURNS, SHOP_RETURNS
from models.returns.returning import Asked
from models.values.periods import Period
from models.values.traces import personal_data_in
from sample.cast import LAST
from sample.village import fill
from tests.models.points.points_village import adopt, settle
from tests.models.points.small_village import scheme

PERIODS = {"points-redeemed": "2026-10", "points-fund": "2025-Q4", "points-closing": "2025"}


@pytest.fixture(scope="module")
def sample(tmp_path_factory):
    """The sample village, reduced."""
    with Store(tmp_path_factory.mktemp("sample") / "村.lianxing") as store:
        fill(store, households=60)
        yield store


def test_the_sample_village_has_a_year_of_points_that_agree(sample, clock):
    clock.set(LAST)
    assert differences(sample, "household", LAST) == []
    assert differences(sample, "member", LAST) == []
    said = [each.what for check in POINTS_CHECKS for each in check(sample)]
    assert [each for each in said if "签字" not in each and "等审批" not in each] == []
    for table in ("notice", "redemption", "evaluation", "star_home", "objection", "year_close"):
        assert sample.count(table), table
    assert sample.count("notice", "corrects IS NOT NULL") == 1


@pytest.mark.parametrize("each", [*POINTS_RETURNS, *SHOP_RETURNS, *EVALUATION_RETURNS],
                         ids=lambda each: each.code)
def test_every_return_is_drawn_from_the_sample(sample, each):
    usual = {"month": "2026-09", "quarter": "2026-Q3", "half": "2026-H2"}.get(each.cadence, "2026")
    period = Period.parse(PERIODS.get(each.code, usual))
    answers = {"account": 1} if each.code == "points-passbook" else {}
    sheet = each.draw(sample, Asked.of(period, LAST, **answers))
    assert sheet.rows, each.code
    assert all(len(row.values) == len(sheet.columns) for row in sheet.rows)


@pytest.mark.parametrize("each", [*POINTS_RETURNS, *SHOP_RETURNS, *EVALUATION_RETURNS],
                         ids=lambda each: each.code)
def test_a_village_without_points_draws_an_empty_return(store, each):
    settle(store)
    if each.code != "points-passbook":
        assert each.draw(store, Asked.of(Period.parse("2026-09"), LAST)) is not None


def test_no_notice_of_the_sample_shows_personal_data(sample):
    for notice in sample.find(Notice):
        for name, words in sample.query(
            "SELECT coalesce(name, ''), wording FROM notice_line WHERE notice = ?", (notice.id,)
        ):
            assert personal_data_in(name + words) == []


def test_a_year_entered_month_by_month_and_closed(store):
    settle(store, homes=30, people=2)
    adopt(store, scheme([{"code": "tidy", "title": "门前三包", "points": "10", "cap": "60",
                          "cap_per": "year"}], clear_on="12-31", redeem_value="1"))
    assert open_for_all(store, "household", date(2026, 1, 1)) == 30
    homes = [each.id for each in account_lines(store, "household")]
    for month in range(1, 13):
        on = date(2026, month, 20)
        keep(store, several(AwardDraft(0, on, "tidy", key=f"{month}月检查"), homes), on)
        approve(store, [each.id for each in waiting(store)], on + timedelta(days=2))
        period = Period.parse(f"2026-{month:02d}")
        if month < 7:
            publish(store, draw_notice(store, "household", period, period.end), period.end)
    done, _ = close_year(store, "household", 2026, date(2027, 1, 2), ("柳一", "耿二"))
    assert (done.accounts, done.cleared, done.points) == (30, 30, -1800)
    assert store.count("entry", "op = 'award' AND credited = 0") == 30 * 6
    assert differences(store, "household", date(2027, 1, 2)) == []
