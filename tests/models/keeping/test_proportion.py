"""A number is held against the most that is kept of its field: asked about, never refused."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from models.activities.activity import Activity
from models.economy.year_account import IncomeLine
from models.keeping.proportion import ENOUGH, most_kept, odd_of, odd_typed
from models.keeping.record import Record, field
from models.values.kinds import NUMBER

DAY = date(2026, 9, 1)


def lay(store, many, people=30):
    with store.act("活动"):
        for at in range(many):
            store.save(Activity(on_day=DAY, kind="other", theme=f"活动{at}", people=people,
                                entered=DAY))


@pytest.mark.parametrize(("typed", "asked"), [
    ("30", False), ("90", False), ("91", True), ("300", True), ("", False), ("很多", False)])
def test_more_than_three_times_the_most_there_is_is_asked_about(store, typed, asked):
    lay(store, ENOUGH)
    said = odd_typed(store, Activity, "people", typed)
    assert bool(said) is asked
    assert not asked or (typed in said and "30" in said)


def test_where_little_is_kept_or_the_number_is_small_nothing_is_asked(store):
    lay(store, ENOUGH - 1)
    assert odd_typed(store, Activity, "people", "300") == ""
    lay(store, 1, people=2)
    with store.act("少"):
        for each in store.find(Activity):
            store.save(each.but(people=2))
    assert odd_typed(store, Activity, "people", "20") == ""
    assert odd_typed(store, Activity, "people", "21") != ""


def test_money_is_compared_as_money_and_a_form_that_is_not_kept_asks_nothing(store):
    class Asked(Record, table="asked_only", label="只问不存"):
        many: int | None = field("几个", NUMBER)

    assert most_kept(store, Asked, Asked.field("many")).asked(10**9) == ""
    assert most_kept(store, Activity, Activity.field("theme")).asked("长") == ""
    amount = IncomeLine.field("amount")
    most = most_kept(store, IncomeLine, amount)._replace(many=ENOUGH, most=Decimal("1200.50"))
    assert most.asked(Decimal("12005.00")) == (
        "金额（元） 12,005.00，从前最多是 1,200.50，是不是多打了一位？".replace(
            "金额（元）", amount.label))


def test_what_a_field_itself_finds_odd_comes_first(store):
    lay(store, ENOUGH)
    people = Activity.field("people")
    assert odd_of(store, Activity, people, 300, (5, "签到")).startswith("签到上是")
    assert "多打了" in odd_of(store, Activity, people, 300)
