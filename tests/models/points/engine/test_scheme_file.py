"""Reading, refusing and writing back schemes, the shipped examples among them."""

from __future__ import annotations

import tomllib
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.points.engine.reader import InvalidFile
from models.points.engine.scheme import Fixed, PerFinding, Range, Veto
from models.points.engine.scheme_file import read_scheme, scheme_from, write_scheme
from tests.models.points.small_village import ROOT, scheme, tables

EXAMPLES = sorted((ROOT / "resources/schemes").glob("*.toml"))


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_examples_are_valid_labelled_and_survive_writing(path: Path) -> None:
    found = read_scheme(path)
    assert found.source and "示例，未启用" in path.read_text(encoding="utf-8").splitlines()[0]
    assert scheme_from(tomllib.loads(write_scheme(found))) == found


@pytest.mark.parametrize("path", EXAMPLES, ids=lambda path: path.stem)
def test_no_example_pays_for_pleasing_inspectors(path: Path) -> None:
    titles = [item.title for item in read_scheme(path).items]
    assert not [title for title in titles if any(w in title for w in ("迎检", "满意", "督查"))]


def test_defaults() -> None:
    plain = scheme([{"code": "x", "points": "-3"}])
    assert (plain.booking, plain.cap_policy, plain.carry_debt, plain.decimals) == (
        "month",
        "clip",
        True,
        2,
    )
    assert plain.base_may_be_spent and plain.ranks_per == "year"
    assert plain.items[0].per == "household-time" and not plain.items[0].name_on_notice
    assert not scheme([], base="60").base_may_be_spent
    assert scheme([], base="60", base_period="quarter").ranks_per == "quarter"
    assert scheme([{"code": "x", "points": "1"}], account="member").items[0].per == "person-time"


def test_all_amounts_and_the_rest_survive_writing() -> None:
    whole = tables(
        [
            {"code": "a", "points": 3, "one_of": '甲\n“乙"', "per": "person-year"},
            {"code": "b", "range": ["-0.5", "10"], "cap": "60", "cap_per": "two-months"},
            {"code": "c", "per_finding": "-5", "start": "25", "needs_approval": True},
            {"code": "d", "points": "-1", "name_on_notice": True, "sensitive": True},
            {"code": "e", "points": "0", "veto": {"scope": "redeem", "reach": "next-year"}},
        ],
        valid_from=date(2026, 1, 1),
        valid_until="2026-12-31",
        base="60",
        base_share_of_last="0.20",
        clear_on="12-31",
        cutoff_day=25,
        boundary_inclusive=False,
    )
    whole["grade"] = [{"title": "优秀", "from": "90", "share_at_most": "1/3"}]
    found = scheme_from(whole)
    assert [item.amount for item in found.items[:3]] == [
        Fixed(Decimal(3)),
        Range(Decimal("-0.5"), Decimal(10)),
        PerFinding(Decimal(-5), Decimal(25)),
    ]
    assert found.items[4].veto == Veto("redeem", "next-year")
    assert found.grades[0].share_at_most == Fraction(1, 3)
    assert scheme_from(tomllib.loads(write_scheme(found))) == found


@given(st.text(min_size=1).filter(str.strip), st.decimals("-999", "999", places=2))
def test_any_words_and_points_survive_writing(words: str, points: Decimal) -> None:
    found = scheme([{"code": "x", "title": words, "points": str(points)}], name=words)
    assert scheme_from(tomllib.loads(write_scheme(found))) == found


def _faults(items: list[dict[str, Any]], heads: Any = None, **keys: Any) -> tuple[str, ...]:
    with pytest.raises(InvalidFile) as caught:
        scheme(items, heads, **keys)
    return caught.value.faults


@pytest.mark.parametrize(
    ("item", "words"),
    [
        ({"code": "a"}, "points、range、per_finding 要写一样，只写一样"),
        ({"code": "a", "points": 1, "range": ["1", "2"]}, "现在写了 points、range"),
        ({"code": "a", "points": 1, "category": "b"}, "category “b”没有对应的 [[category]]"),
        ({"code": "a", "points": 1, "pointz": 1}, "pointz 不是细则里的写法"),
        ({"code": "a", "points": 1, "cap": 5}, "写了 cap，还要写 cap_per"),
        ({"code": "a", "points": 1, "cap_per": "year"}, "写了 cap_per，还要写 cap"),
        ({"code": "a", "points": 1, "cap": "-5", "cap_per": "year"}, "cap “-5”不能小于0"),
        ({"code": "a", "range": ["5", "1"]}, "range 前一个数不能大于后一个"),
        ({"code": "a", "per_finding": "-5"}, "per_finding 和 start 要一起写"),
        ({"code": "a", "points": "1e3"}, "points “1e3”不是可用的数"),
        ({"code": "a", "points": 0.5}, "points 小数要加引号"),
        ({"code": "a", "points": True}, "points 要写成数"),
        ({"code": "a", "points": 1, "per": "人次"}, "per “人次”不认识"),
        ({"code": "a", "points": 1, "veto": {"scope": "all"}}, "scope “all”不认识"),
    ],
)
def test_faults_of_an_item_name_their_place(item: dict[str, Any], words: str) -> None:
    found = _faults([item])
    assert found[0].startswith("[[item]] 第1条“a”：") and words in found[0]


def test_faults_of_the_whole_are_all_listed() -> None:
    found = _faults(
        [{"code": "a", "points": 1}, {"code": "a", "points": 1}],
        heads=[{"code": "all", "title": "全部", "floor": "1"}, {"code": "all", "title": "又"}],
        valid_until="2025-12-31",
        clear_on="02-30",
        cutoff_day=40,
        base_period="week",
        unknown=1,
    )
    assert len(found) == 8
    assert "[scheme]：valid_until 早于 valid_from，请核对日期" in found
    assert "[[category]] 第1条“all”：floor 高于 base，一开始就低于底线，请核对" in found
    assert "[[category]] 第2条“all”：code “all”重复，请换一个" in found
    assert "[[item]] 第2条“a”：code “a”重复，请换一个" in found


def test_broken_toml_is_one_sentence(tmp_path: Path) -> None:
    path = tmp_path / "broken.toml"
    path.write_text("[scheme\n", encoding="utf-8")
    with pytest.raises(InvalidFile, match=r"broken\.toml：不是合格的TOML"):
        read_scheme(path)
