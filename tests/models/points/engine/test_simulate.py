"""The worked example of the format, several schemes together, and files that are not valid."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from models.points.engine.reader import InvalidFile
from models.points.engine.simulate import simulate
from models.values.problem import Problem
from tests.models.points.small_village import Village, award, opened, scheme

EXAMPLE = scheme(
    [
        {"code": "meeting", "points": "5", "per": "person-time", "cap": "10", "cap_per": "year"},
        {"code": "tree", "points": "10", "per": "person-time"},
        {"code": "rubbish", "points": "-10"},
    ],
    base_period="year",
)
YEAR = [
    opened("H1", "2026-01-01", "a", "b"),
    award(1, "2026-03-12", "tree", person="a", key="T"),
    award(2, "2026-03-12", "tree", person="b", key="T"),
    award(3, "2026-04-06", "meeting", person="a"),
    award(4, "2026-05-06", "meeting", person="a"),
    award(5, "2026-06-06", "meeting", person="b"),
    award(6, "2026-07-01", "rubbish"),
    {"op": "redeem", "on": "2026-08-01", "account": "H1", "goods": "洗衣液", "points": "15"},
    {"op": "redeem", "on": "2026-08-02", "account": "H1", "goods": "洗衣液", "points": "20"},
    {"op": "reverse", "of": "e2", "on": "2026-09-01", "reason": "记错人"},
]
STEPS = [
    (2, "10", "10", "10"),
    (3, "20", "20", "20"),
    (4, "25", "25", "25"),
    (5, "30", "30", "30"),
    (6, "30", "30", "30"),
    (7, "20", "20", "20"),
    (8, "20", "5", "5"),
    (9, "20", "5", "5"),
    (10, "10", "-5", "0"),
]


@pytest.mark.parametrize(("lines", "score", "balance", "redeemable"), STEPS)
def test_example_line_by_line(
    village: Village, lines: int, score: str, balance: str, redeemable: str
) -> None:
    account = village.run(EXAMPLE, YEAR[:lines], "2026-12-31")["accounts"]["H1"]
    assert (account["score"], account["balance"], account["redeemable"]) == (
        score,
        balance,
        redeemable,
    )


def test_example_lines_and_refusals(village: Village) -> None:
    found = village.run(EXAMPLE, YEAR, "2026-12-31")
    amounts = [(one["credited"], one["clipped"]) for one in found["entries"]]
    assert amounts == [
        ("10", "0"),
        ("10", "0"),
        ("5", "0"),
        ("5", "0"),
        ("0", "5"),
        ("-10", "0"),
        ("-15", "0"),
        ("-10", "0"),
    ]
    assert found["entries"][4]["reason"] == "meeting：5分，每年封顶10分，已记10分，计0分，5分不计"
    assert found["refused"] == [{"line": 9, "why": "要兑换20分，账户H1现可兑换5分，不够"}]
    assert found["accounts"]["H1"] == {
        "score": "10",
        "balance": "-5",
        "redeemable": "0",
        "honour": "10",
        "suspended": False,
        "redeem_barred_until": None,
    }


@pytest.mark.parametrize(
    ("as_of", "expected"),
    [("2026-08-31", ("80", "65", "5")), ("2026-12-31", ("70", "55", "0"))],
)
def test_example_with_a_base_that_is_held(
    village: Village, as_of: str, expected: tuple[str, str, str]
) -> None:
    held = scheme(
        [
            {"code": "meeting", "points": "5", "per": "person-time", "cap": 10, "cap_per": "year"},
            {"code": "tree", "points": "10", "per": "person-time"},
            {"code": "rubbish", "points": "-10"},
        ],
        base="60",
        base_period="year",
        base_redeemable=False,
    )
    account = village.run(held, YEAR, as_of)["accounts"]["H1"]
    assert (account["score"], account["balance"], account["redeemable"]) == expected


def test_event_day_picks_the_version(village: Village) -> None:
    first = scheme([{"code": "help", "points": "15"}], valid_until="2026-06-30")
    second = scheme([{"code": "help", "points": "10"}], valid_from="2026-07-01")
    found = village.run(
        [first, second],
        [
            opened(),
            award(1, "2026-06-20", "help", entered="2026-08-02"),
            award(2, "2026-08-01", "help"),
            award(3, "2025-12-31", "help"),
        ],
        "2026-12-31",
    )
    assert found["accounts"]["H1"]["score"] == "25"
    assert [one["line"] for one in found["refused"]] == [4]


def test_versions_share_their_caps(village: Village) -> None:
    capped = {"code": "help", "points": "10", "cap": "15", "cap_per": "year"}
    first = scheme([capped])
    second = replace(first, valid_from=date(2026, 7, 1))
    found = village.run(
        [first, second],
        [opened(), award(1, "2026-06-20", "help"), award(2, "2026-08-01", "help")],
        "2026-12-31",
    )
    assert [one["credited"] for one in found["entries"]] == ["10", "5"]


def test_account_kind_picks_the_scheme_and_one_event_feeds_two(village: Village) -> None:
    households = scheme([{"code": "roof", "points": "10"}])
    members = scheme([{"code": "roof", "points": "1"}], account="member")
    found = village.run(
        [households, members],
        [
            opened("H1"),
            opened("M1", "2026-01-01", "a"),
            award(1, "2026-05-01", "roof", "H1", event="v7"),
            award(2, "2026-05-01", "roof", "M1", event="v7"),
        ],
        "2026-12-31",
    )
    assert [found["accounts"][code]["score"] for code in ("H1", "M1")] == ["10", "1"]
    assert {one["event"] for one in found["entries"]} == {"v7"}


def test_kind_follows_the_items_when_the_code_does_not_say(village: Village) -> None:
    households = scheme([{"code": "yard", "points": "10"}])
    members = scheme([{"code": "lecture", "points": "1"}], account="member")
    operations = [
        opened("一组3号"),
        opened("王某", "2026-01-01", "a"),
        award(1, "2026-05-01", "lecture", "王某"),
        award(2, "2026-05-01", "yard", "一组3号"),
    ]
    found = village.run([households, members], operations, "2026-12-31")
    assert found["refused"] == []


def test_every_fault_of_every_file_is_listed(tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text('[scheme]\nname = "甲"\nbase = 1.5\n', encoding="utf-8")
    operations = tmp_path / "ops.jsonl"
    operations.write_text(
        '{"op":"award","on":"2026-02-30","account":"H1","item":"a"}\n\n'
        '{"op":"gift"}\n{"op":"redeem","on":"2026-01-01","account":"H1","points":1.5}\n{',
        encoding="utf-8",
    )
    with pytest.raises(InvalidFile) as caught:
        simulate([bad], operations, date(2026, 12, 31))
    assert isinstance(caught.value, Problem)
    assert caught.value.faults == (
        "bad.toml　[scheme]：缺少 account",
        "bad.toml　[scheme]：缺少 valid_from",
        "bad.toml　[scheme]：缺少 source",
        'bad.toml　[scheme]：base 小数要加引号写成 "1.5"，不加引号算不准',
        "ops.jsonl 第1行：on “2026-02-30”不是日期，请写成 2026-03-31",
        "ops.jsonl 第3行：op “gift”不认识，只能是 open、award、reverse、veto、appeal、redeem、"
        "close、publish、close_account、split 之一",
        'ops.jsonl 第4行：points 小数要加引号写成 "1.5"，不加引号算不准',
        "ops.jsonl 第5行：不是合格的JSON，请检查引号和括号",
    )


def test_two_schemes_of_one_kind_cannot_begin_on_one_day(village: Village) -> None:
    with pytest.raises(InvalidFile, match="同一天只能有一份"):
        village.run([EXAMPLE, EXAMPLE], YEAR, "2026-12-31")


def test_missing_files_are_named(tmp_path: Path) -> None:
    with pytest.raises(InvalidFile) as caught:
        simulate([tmp_path / "没有.toml"], tmp_path / "没有.jsonl", date(2026, 1, 1))
    assert len(caught.value.faults) == 2
