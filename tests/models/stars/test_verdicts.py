from datetime import date

import pytest

from models.keeping.settings import set_setting
from models.office.star_sets import set_of, star_set, withdrawal_word
from models.stars.verdicts import (
    Review,
    Verdict,
    by_star,
    give,
    level,
    level_name,
    over_time,
    review,
    review_result,
    reviews,
    stars_held,
)
from models.values.problem import Invalid


def say(store, star, stage, result="yes", year=2026, **says):
    if stage == "award" and result == "yes":
        says.setdefault("document", "县通报〔2026〕1号")
    return give(
        store,
        Verdict(
            year=year,
            star=star,
            stage=stage,
            result=result,
            author="两委会",
            on_day=says.pop("on_day", date(year, 5, 1)),
            **says,
        ),
    )


def test_four_values_never_stand_for_one_another(store):
    say(store, "branch", "self")
    say(store, "branch", "town", "no", reason="组织生活不全")
    found = by_star(store, 2026, star_set("rural"))[0]
    assert [found.result(stage) for stage in ("self", "town", "department", "award")] == [
        "达到",
        "未达到",
        "—",
        "—",
    ]
    assert (level(store, 2026), level(store, 2026, "self")) == (0, 1)


def test_the_level_is_the_number_of_stars_held_and_none_is_legal(store):
    assert level_name(level(store, 2026)) == "未获星"
    for star in ("branch", "safety", "culture"):
        say(store, star, "award")
    assert level_name(level(store, 2026)) == "三星"
    assert over_time(store, 2024, 2026) == [(2024, None), (2025, None), (2026, 3)]


def test_a_star_can_be_withdrawn_with_a_reason_and_both_stay(store):
    say(store, "safety", "award")
    with pytest.raises(Invalid, match="理由"):
        say(store, "safety", "award", "withdrawn", on_day=date(2026, 9, 1))
    say(store, "safety", "award", "withdrawn", on_day=date(2026, 9, 1), reason="发生案件")
    assert stars_held(store, 2026) == []
    assert store.count("verdict") == 2
    with pytest.raises(Invalid, match="没有可取消的星"):
        say(store, "branch", "award", "withdrawn", reason="无")


def test_an_award_names_its_paper(store):
    with pytest.raises(Invalid, match="文件"):
        say(store, "branch", "award", document=None)


def test_withdrawal_is_never_called_winning(store):
    assert withdrawal_word(store) == "取消授星"
    set_setting(store, "stars.withdrawal", "摘星")
    assert withdrawal_word(store) == "取消授星"
    set_setting(store, "stars.withdrawal", "退星")
    assert withdrawal_word(store) == "退星"
    say(store, "safety", "award")
    assert by_star(store, 2026, star_set("rural"))[3].result("award") == "已授予"
    say(store, "safety", "award", "withdrawn", on_day=date(2026, 9, 1), reason="发生案件")
    assert by_star(store, 2026, star_set("rural"))[3].result("award") == "退星"


def test_the_set_is_a_field_of_the_village(store):
    assert set_of(store).label == "农村"
    assert star_set("urban").read("“共建共享”星") == "sharing"
    assert star_set("rural").read("共建共享星") is None


def test_the_quarterly_review_keeps_its_history(store):
    for period, department, result in (
        ("2026-Q1", "组织部", "keep"),
        ("2026-Q1", "政法委", "warn"),
        ("2026-Q2", "政法委", "keep"),
    ):
        review(
            store,
            Review(period=period, department=department, result=result, on_day=date(2026, 4, 2)),
        )
    review(
        store,
        Review(period="2026-Q2", department="政法委", result="cancel", on_day=date(2026, 7, 2)),
    )
    assert {period: review_result(found) for period, found in reviews(store, 2026).items()} == {
        "2026-Q1": "警告",
        "2026-Q2": "取消",
    }
    with pytest.raises(Invalid, match="联审按季度登记"):
        review(
            store,
            Review(period="2026-09", department="政法委", result="keep", on_day=date(2026, 9, 2)),
        )
