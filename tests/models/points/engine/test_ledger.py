"""Awards, reversals, redemptions, late entries, closings and splits in the ledger."""

from __future__ import annotations

from typing import Any

import pytest

from tests.models.points.small_village import (
    LAST,
    MINUS,
    ONE,
    PLUS,
    Village,
    award,
    numbers,
    opened,
    redeem,
    reverse,
    scheme,
    whys,
)


def test_reversal_frees_cap_key_and_unit(village: Village) -> None:
    capped = {**PLUS, "cap": "10", "cap_per": "quarter"}
    once = {"code": "once", "points": "30", "per": "person-once"}
    operations = [
        opened(),
        award(1, "2026-01-05", "plus", key="K"),
        award(2, "2026-01-06", "plus", key="K"),
        award(3, "2026-01-07", "once", person="a"),
        award(4, "2026-01-08", "once", person="a"),
        reverse(1, "2026-02-01"),
        reverse(3, "2026-02-01"),
        award(5, "2026-02-02", "plus", key="K"),
        award(6, "2026-02-03", "once", person="a"),
        reverse(1, "2026-02-04"),
        reverse(9, "2026-02-04"),
    ]
    found = village.run(scheme([capped, once]), operations, LAST)
    assert [one["line"] for one in found["refused"]] == [3, 5, 10, 11]
    assert numbers(found) == ("40", "40", "40", "40")


def test_reversal_gives_back_what_was_credited_not_what_was_asked(village: Village) -> None:
    capped = {**PLUS, "cap": "15", "cap_per": "year"}
    operations = [
        opened(),
        award(1, "2026-01-05", "plus"),
        award(2, "2026-01-06", "plus"),
        reverse(2, "2026-01-07"),
    ]
    found = village.run(scheme([capped]), operations, LAST)
    assert [one["credited"] for one in found["entries"]] == ["10", "5", "-5"]


def test_person_units_count_each_person_and_survive_a_split(village: Village) -> None:
    once = {"code": "once", "points": "30", "per": "person-once"}
    operations = [
        opened(),
        award(1, "2026-01-05", "once", person="a"),
        award(2, "2026-01-05", "once", person="b"),
        {"op": "split", "on": "2026-07-01", "account": "H1", "into": "H2", "members": ["b"]},
        award(3, "2026-08-01", "once", "H2", person="b"),
        award(4, "2026-08-01", "once", "H1", person="b"),
        award(5, "2026-06-01", "once", "H1", person="c"),
    ]
    found = village.run(scheme([once]), operations, LAST)
    assert numbers(found)[0] == "60" and numbers(found, "H2")[0] == "0"
    assert whys(found) == [
        "“once”每人只计一次，已经给b记过",
        "b已在2026-07-01从账户H1分出，请记到新户",
        "c不在账户H1里，请核对是哪一户",
    ]


@pytest.mark.parametrize(
    ("per", "days", "credited"),
    [
        ("person-year", ["2026-01-05", "2026-12-01", "2027-01-05"], 2),
        ("household-day", ["2026-01-05", "2026-01-05", "2026-01-06"], 2),
        ("household-once", ["2026-01-05", "2027-01-05", "2028-01-05"], 1),
        ("household-time", ["2026-01-05", "2026-01-05", "2026-01-05"], 3),
    ],
)
def test_units(village: Village, per: str, days: list[str], credited: int) -> None:
    operations = [opened()]
    operations += [award(i, on, "x", person="a") for i, on in enumerate(days)]
    found = village.run(
        scheme([{"code": "x", "points": "1", "per": per}]), operations, "2028-12-31"
    )
    assert len(found["entries"]) == credited


def test_key_is_single_per_person_only_for_person_units(village: Village) -> None:
    session = [{"code": "p", "points": "1", "per": "person-time"}, ONE]
    operations = [opened("H1", "2026-01-01", "a", "b")]
    operations += [award(i, "2026-01-05", "p", person=who, key="S") for i, who in enumerate("aba")]
    operations += [
        award(i, "2026-01-05", "one", person=who, key="S") for i, who in enumerate("ab", 5)
    ]
    found = village.run(scheme(session), operations, LAST)
    assert [one["line"] for one in found["refused"]] == [4, 6]


def test_highest_of_a_subject_counts_also_after_a_reversal(village: Village) -> None:
    ladder = [
        {"code": "town", "points": "2", "one_of": "praise"},
        {"code": "county", "points": "4", "one_of": "praise"},
        {"code": "province", "points": "10", "one_of": "praise"},
    ]
    operations = [
        opened(),
        award(1, "2026-03-01", "town", group="甲"),
        award(2, "2026-05-01", "county", group="甲"),
        award(3, "2026-11-01", "province", group="甲"),
        award(4, "2026-11-02", "county", group="甲"),
        award(5, "2026-11-02", "town", group="乙"),
    ]
    found = village.run(scheme(ladder), operations, LAST)
    assert [one["credited"] for one in found["entries"]] == ["2", "2", "6", "0", "2"]
    middle = village.run(scheme(ladder), [*operations[:4], reverse(2, "2026-12-01")], LAST)
    assert numbers(middle)[0] == "10"
    assert middle["entries"][-1]["reason"].startswith("province：就高不重复，改按10分计，补差额")
    top = village.run(scheme(ladder), [*operations, reverse(3, "2026-12-01")], LAST)
    assert numbers(top)[0] == "6"
    gone = [*operations, *(reverse(number, "2026-12-01") for number in (3, 1, 4, 2, 5))]
    assert numbers(village.run(scheme(ladder), gone, LAST)) == ("0", "0", "0", "0")


def test_late_entries_and_reversals_after_the_notice(village: Village) -> None:
    operations = [
        opened(),
        opened("H2"),
        award(1, "2026-03-15", "plus"),
        {"op": "publish", "period": "2026-Q1", "on": "2026-04-05"},
        award(2, "2026-03-16", "plus", "H2", entered="2026-06-10"),
        reverse(1, "2026-06-10"),
    ]
    quarterly = scheme([PLUS], booking="quarter", rank_period="quarter")
    found = village.run(quarterly, operations, "2026-06-30")
    assert [one["period"] for one in found["entries"]] == ["2026-Q1", "2026-Q2", "2026-Q2"]
    assert numbers(found)[0] == "-10" and numbers(found, "H2")[0] == "10"


def test_cutoff_moves_an_entry_into_the_next_year(village: Village) -> None:
    operations = [opened(), award(1, "2026-12-26", "plus", entered="2026-12-27")]
    late = scheme([PLUS], cutoff_day=25)
    assert numbers(village.run(late, operations, LAST)) == ("0", "10", "10", "10")
    assert numbers(village.run(late, operations, "2027-01-01")) == ("10", "10", "10", "10")


def test_redemptions_are_refused_for_their_reasons(village: Village) -> None:
    operations = [
        opened(),
        award(1, "2026-01-05", "plus"),
        redeem("2026-02-01", "2", vouchers=["001", "002"]),
        redeem("2026-02-02", "2", vouchers=["002"]),
        redeem("2026-02-03", "0"),
        redeem("2026-02-04", "8.1"),
        redeem("2026-02-05", "0.5"),
        {**redeem("2026-02-06", "1"), "account": "H9"},
    ]
    found = village.run(scheme([PLUS]), operations, LAST)
    assert whys(found) == [
        "兑换券002已经用过",
        "兑换的分数应大于0",
        "要兑换8.1分，账户H1现可兑换8分，不够",
        "没有账户H9，请先开户",
    ]
    assert numbers(found) == ("10", "7.5", "7.5", "10")
    closed = village.run(scheme([PLUS], redeemable=False), operations[:3], LAST)
    assert numbers(closed) == ("10", "10", "0", "10")
    assert whys(closed) == ["细则《测试》没有兑换"]


def test_budget_of_the_year_is_for_all_accounts(village: Village) -> None:
    operations = [
        opened(),
        opened("H2"),
        award(1, "2026-02-01", "plus"),
        award(2, "2026-02-01", "plus", "H2"),
        award(3, "2026-03-01", "minus"),
        award(4, "2026-04-01", "plus"),
        reverse(1, "2026-05-01"),
        award(5, "2026-06-01", "plus", "H2"),
        award(6, "2027-06-01", "plus", "H2"),
    ]
    found = village.run(scheme([PLUS, MINUS], budget_points="15"), operations, "2027-12-31")
    credited = {one["id"]: one["credited"] for one in found["entries"] if "id" in one}
    assert credited == {"e1": "10", "e2": "5", "e3": "-10", "e4": "0", "e5": "10", "e6": "10"}


def test_closed_account_keeps_its_balance(village: Village) -> None:
    operations = [
        opened(),
        award(1, "2026-02-01", "plus"),
        {"op": "close_account", "account": "H1", "on": "2026-03-01", "reason": "迁出"},
        award(2, "2026-02-15", "plus", entered="2026-03-05"),
        award(3, "2026-03-02", "plus"),
        redeem("2026-03-02", "5"),
    ]
    found = village.run(scheme([PLUS], clear_on="12-31"), operations, "2027-02-01")
    assert numbers(found) == ("20", "20", "0", "20")
    assert [one["line"] for one in found["refused"]] == [5, 6]
    assert found["entries"][1]["reason"] == "销户（迁出），结存10分，留待处理"


@pytest.mark.parametrize(
    ("points", "members", "old", "new"),
    [
        ("10", ["b"], ("6.67", "6.67"), ("3.33", "3.33")),
        ("9", ["b", "c"], ("3", "3"), ("6", "6")),
        ("-10", ["b"], ("-6.67", "-6.67"), ("-3.33", "-3.33")),
        ("0.3", ["b"], ("0.2", "0.2"), ("0.1", "0.1")),
    ],
)
def test_split_by_heads(
    village: Village, points: str, members: list[str], old: Any, new: Any
) -> None:
    item = {"code": "x", "range": ["-99", "99"]}
    operations = [
        opened("H1", "2026-01-01", "a", "b", "c"),
        award(1, "2026-02-01", "x", points=points),
        {
            "op": "split",
            "on": "2026-07-01",
            "account": "H1",
            "into": "H2",
            "members": members,
            "share": "per-person",
        },
    ]
    found = village.run(scheme([item]), operations, LAST)
    assert numbers(found)[:2] == old and numbers(found, "H2")[:2] == new
    assert numbers(found)[3] == points and numbers(found, "H2")[3] == "0"


def test_split_refuses_strangers_and_existing_accounts(village: Village) -> None:
    part = {"op": "split", "on": "2026-07-01", "account": "H1", "into": "H2", "members": ["z"]}
    operations = [opened(), opened("H3"), part, {**part, "into": "H3", "members": ["a"]}, opened()]
    assert whys(village.run(scheme([PLUS]), operations, LAST)) == [
        "z不在账户H1里，不能分出",
        "账户H3已经有了，分户要分到新账户",
        "账户H1已经开过，不能重复开户",
    ]


def test_as_of_counts_by_day_and_refuses_only_what_it_counts(village: Village) -> None:
    operations = [
        opened(),
        award(1, "2026-02-01", "plus"),
        award(1, "2026-03-01", "plus"),
        award(2, "2026-04-01", "nothing"),
    ]
    found = village.run(scheme([PLUS]), operations, "2026-02-28")
    assert found["refused"] == [] and numbers(found)[0] == "10"
    assert whys(village.run(scheme([PLUS]), operations, LAST)) == [
        "编号e1已经用过，请换一个",
        "细则《测试》里没有“nothing”这一项",
    ]
    assert village.run(scheme([PLUS]), operations, "2025-12-31")["accounts"] == {}
