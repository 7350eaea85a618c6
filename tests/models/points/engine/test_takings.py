"""Vetoes, appeals, clearing, bases and the lines below which something ends."""

from __future__ import annotations

from decimal import ROUND_HALF_UP, Decimal

import pytest

from tests.models.points.small_village import (
    LAST,
    MINUS,
    ONE,
    PLUS,
    Village,
    award,
    dump,
    numbers,
    opened,
    redeem,
    reverse,
    scheme,
    veto,
    whys,
)


def test_veto_on_the_right_to_redeem_lasts_and_ends(village: Village) -> None:
    barring = scheme([PLUS, dump("redeem", "next-year")])
    operations = [
        opened(),
        award(1, "2026-01-05", "plus"),
        veto("2026-04-15"),
        award(2, "2026-05-05", "plus"),
        redeem("2027-12-31", "5"),
        redeem("2028-01-01", "5"),
    ]
    found = village.run(barring, operations, "2027-12-31")
    assert numbers(found) == ("0", "20", "0", "20")
    assert found["accounts"]["H1"]["redeem_barred_until"] == "2027-12-31"
    assert whys(found) == ["账户H1的兑换资格取消至2027-12-31"]
    found = village.run(barring, operations, "2028-01-01")
    assert numbers(found) == ("0", "15", "15", "20")
    assert found["accounts"]["H1"]["redeem_barred_until"] is None


@pytest.mark.parametrize("scope", ["balance", "score", "redeem"])
def test_appeal_undoes_the_veto(village: Village, scope: str) -> None:
    operations = [
        opened(),
        award(1, "2026-01-05", "plus"),
        veto("2026-04-15"),
        award(2, "2026-05-05", "plus"),
        {"op": "appeal", "of": "v1", "on": "2026-06-01"},
        {"op": "appeal", "of": "v1", "on": "2026-06-02"},
        {"op": "appeal", "of": "v2", "on": "2026-06-02"},
    ]
    found = village.run(scheme([PLUS, dump(scope)]), operations, LAST)
    assert numbers(found) == ("20", "20", "20", "20")
    assert [one["line"] for one in found["refused"]] == [6, 7]


def test_veto_takes_no_debt_no_base_and_no_spent_goods(village: Village) -> None:
    based = scheme([PLUS, MINUS, dump("score")], base="60", base_period="year")
    operations = [
        opened(),
        award(1, "2026-01-05", "plus"),
        redeem("2026-02-01", "4"),
        veto("2026-03-01"),
    ]
    assert numbers(village.run(based, operations, LAST)) == ("60", "60", "0", "10")
    operations = [opened(), award(1, "2026-01-05", "minus"), veto("2026-03-01")]
    assert numbers(village.run(based, operations, LAST)) == ("50", "50", "0", "-10")


@pytest.mark.parametrize(
    ("scope", "expected"),
    [("balance", ("1", "6", "6", "17")), ("score", ("1", "6", "6", "17"))],
)
def test_veto_that_reaches_the_next_year(
    village: Village, scope: str, expected: tuple[str, str, str, str]
) -> None:
    operations = [
        opened(),
        award(1, "2026-01-05", "plus"),
        veto("2026-04-15"),
        award(2, "2026-05-05", "one", times=5),
        award(3, "2027-05-05", "one"),
        award(4, "2028-05-05", "one"),
    ]
    found = village.run(scheme([PLUS, ONE, dump(scope, "next-year")]), operations, "2028-12-31")
    assert numbers(found) == expected
    found = village.run(scheme([PLUS, ONE, dump(scope, "next-year")]), operations, "2027-12-31")
    assert numbers(found)[0] == ("1" if scope == "balance" else "0")


@pytest.mark.parametrize("scope", ["balance", "score"])
def test_award_taken_by_a_veto_is_not_taken_again_by_its_reversal(
    village: Village, scope: str
) -> None:
    operations = [
        opened(),
        award(1, "2026-01-05", "plus"),
        award(2, "2026-01-06", "one"),
        veto("2026-04-15"),
        award(3, "2026-05-05", "one", times=6),
        reverse(1, "2026-06-01"),
    ]
    found = village.run(scheme([PLUS, ONE, dump(scope)]), operations, LAST)
    assert numbers(found)[1:] == ("6", "6", "7")
    assert numbers(found)[0] == ("6" if scope == "score" else "7")
    appealed = [*operations, {"op": "appeal", "of": "v1", "on": "2026-07-01"}]
    assert numbers(village.run(scheme([PLUS, ONE, dump(scope)]), appealed, LAST)) == ("7",) * 4


def test_vetoes_need_an_item_that_carries_one(village: Village) -> None:
    operations = [opened(), {**veto("2026-04-15"), "item": "plus"}]
    assert whys(village.run(scheme([PLUS]), operations, LAST)) == [
        "“plus”没有定一票否决，不能按否决处理"
    ]


def test_clearing_waits_for_its_day_and_shows_on_it_once_the_year_is_closed(
    village: Village,
) -> None:
    yearly = scheme([PLUS], clear_on="12-31", clear="balance+score")
    operations = [opened(), award(1, "2026-12-31", "plus")]
    close = {"op": "close", "year": 2026}
    assert numbers(village.run(yearly, operations, LAST)) == ("10", "10", "10", "10")
    assert numbers(village.run(yearly, [*operations, close], LAST)) == ("0", "0", "0", "10")
    for extra in ([], [close]):
        found = village.run(yearly, [*operations, *extra], "2027-01-01")
        assert numbers(found) == ("0", "0", "0", "10")


def test_clearing_in_midyear_starts_a_new_ranking(village: Village) -> None:
    midyear = scheme(
        [PLUS, ONE], clear_on="06-15", clear="balance+score", base="60", base_period="year"
    )
    operations = [opened(), award(1, "2026-06-10", "plus"), award(2, "2026-06-20", "one")]
    assert numbers(village.run(midyear, operations, "2026-06-15"))[:3] == ("70", "70", "10")
    assert numbers(village.run(midyear, operations, "2026-06-16"))[:3] == ("60", "60", "0")
    assert numbers(village.run(midyear, operations, "2026-06-30"))[:3] == ("61", "61", "1")


@pytest.mark.parametrize(("carry", "balance"), [(True, "50"), (False, "60")])
def test_clearing_with_a_base_stands_at_the_base_less_a_debt(
    village: Village, carry: bool, balance: str
) -> None:
    based = scheme([MINUS], base="60", base_period="year", clear_on="12-31", carry_debt=carry)
    operations = [opened(), award(1, "2026-05-01", "minus", times=7)]
    assert numbers(village.run(based, operations, "2027-01-01"))[:2] == ("60", balance)


def test_reversal_after_clearing_does_not_make_a_debt_of_cleared_points(village: Village) -> None:
    yearly = scheme([PLUS], clear_on="12-31")
    operations = [
        opened(),
        award(1, "2026-05-01", "plus"),
        award(2, "2026-05-02", "plus"),
        redeem("2026-06-01", "12"),
        reverse(1, "2027-02-01"),
        reverse(2, "2027-02-02"),
    ]
    found = village.run(yearly, operations, "2027-02-01")
    assert numbers(found)[1:] == ("-2", "0", "10")
    assert numbers(village.run(yearly, operations, "2027-02-02"))[1:] == ("-12", "0", "0")


def test_base_held_is_a_level_and_base_spent_is_given_anew(village: Village) -> None:
    operations = [opened(), award(1, "2026-05-01", "plus")]
    held = scheme([PLUS], base="60", base_period="year")
    assert numbers(village.run(held, operations, "2027-06-30")) == ("60", "70", "10", "10")
    spent = scheme([PLUS], base="60", base_period="year", base_redeemable=True)
    assert numbers(village.run(spent, operations, "2027-06-30")) == ("60", "130", "130", "10")


def test_ranking_period_of_its_own(village: Village) -> None:
    operations = [opened(), award(1, "2026-01-05", "plus"), award(2, "2026-02-05", "one")]
    longer = scheme([PLUS, ONE], base="100", base_period="month", rank_period="quarter")
    assert numbers(village.run(longer, operations, "2026-03-01"))[0] == "311"
    shorter = scheme([PLUS, ONE], base="100", base_period="year", rank_period="month")
    assert numbers(village.run(shorter, operations, "2026-02-28"))[0] == "101"


def test_shares_of_shares_are_rounded_to_eight_places_for_ever(village: Village) -> None:
    rolling = scheme(
        [{"code": "x", "points": "0.1"}],
        account="member",
        base="20",
        base_period="quarter",
        base_share_of_last="0.15",
    )
    operations = [opened("M1", "2026-01-01", "m"), award(1, "2026-01-05", "x", "M1")]
    total = Decimal("20.1")
    for quarter in range(40):
        day = f"{2026 + quarter // 4}-{quarter % 4 * 3 + 3:02}-28"
        score = village.run(rolling, operations, day)["accounts"]["M1"]["score"]
        assert Decimal(score) == total
        total = (total * Decimal("0.15")).quantize(Decimal("0.00000001"), ROUND_HALF_UP)


def test_suspension_and_exclusion_end(village: Village) -> None:
    lined = scheme(
        [PLUS, MINUS], base="15", base_period="year", suspend_below="10", exclude_below="0"
    )
    operations = [
        opened(),
        award(1, "2026-02-01", "minus"),
        award(2, "2026-03-01", "minus"),
        award(3, "2026-04-01", "plus"),
        award(4, "2027-01-01", "plus"),
    ]
    found = village.run(lined, operations, LAST)
    assert found["accounts"]["H1"]["suspended"] and numbers(found)[0] == "-5"
    assert whys(found) == ["账户H1低于0分，已退出积分，下一期再计"]
    assert not village.run(lined, operations, "2027-01-01")["accounts"]["H1"]["suspended"]
