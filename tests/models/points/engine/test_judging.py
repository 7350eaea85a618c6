"""What an event is worth, and the sentence that says why."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from models.points.engine.judging import Award, Event, History, Refused, judge
from tests.models.points.small_village import scheme

ON = date(2026, 3, 1)


def _judge(item: dict[str, Any], event: Event, history: History, **keys: Any) -> Award:
    heads = keys.pop("heads", None)
    found = scheme([{"code": "x", "title": "植树", **item}], heads, **keys)
    return judge(found, found.items[0], event, history)


def _amounts(award: Award) -> tuple[str, str]:
    return str(award.credited), str(award.clipped)


def test_cap_is_told_in_words() -> None:
    capped = {"points": "5", "cap": "60", "cap_per": "year"}
    found = _judge(capped, Event(ON), History(item_used=Decimal(55)))
    assert found.reason == "植树：5分，每年封顶60分，已记55分，计5分"
    found = _judge(capped, Event(ON, times=2), History(item_used=Decimal(55)))
    assert _amounts(found) == ("5", "5")
    assert found.reason == "植树：每次5分，共2次，每年封顶60分，已记55分，计5分，5分不计"


def test_an_amount_is_said_once_where_no_cap_changes_it() -> None:
    said = [_judge({"points": "5"}, Event(ON, times=times), History()).reason for times in (1, 2)]
    assert said == ["植树：5分", "植树：每次5分，共2次，计10分"]


def test_reject_refuses_the_award_that_crosses() -> None:
    capped = {"points": "5", "cap": "7", "cap_per": "day"}
    with pytest.raises(Refused, match="会超过上限：每天封顶7分，已记5分"):
        _judge(capped, Event(ON), History(item_used=Decimal(5)), cap_policy="reject")


def test_tightest_of_item_head_and_budget_binds() -> None:
    heads = [{"code": "all", "title": "公益", "cap": "20", "cap_per": "half"}]
    capped = {"points": "10", "cap": "60", "cap_per": "year"}
    history = History(False, False, Decimal(50), Decimal(17), awarded=Decimal(95))
    found = _judge(capped, Event(ON), history, heads=heads, budget_points="100")
    assert _amounts(found) == ("3", "7") and "“公益”每半年封顶20分" in found.reason
    found = _judge(capped, Event(ON), History(awarded=Decimal(98)), budget_points="100")
    assert _amounts(found) == ("2", "8") and "全部账户全年封顶100分" in found.reason


def test_caps_do_not_hold_deductions_and_floors_do() -> None:
    heads = [{"code": "all", "title": "义务", "base": "10", "floor": "0"}]
    found = _judge({"points": "-6"}, Event(ON), History(head=Decimal(-6)), heads=heads)
    assert _amounts(found) == ("-4", "-2")
    assert found.reason == "植树：-6分，“义务”扣完为止，还可扣4分，扣4分"
    found = _judge(
        {"points": "-6"}, Event(ON), History(head=Decimal(-12)), heads=heads, cap_policy="reject"
    )
    assert _amounts(found) == ("0", "-6")


@pytest.mark.parametrize(("best", "credited"), [("0", "4"), ("2", "2"), ("4", "0"), ("10", "0")])
def test_one_of_credits_the_increment(best: str, credited: str) -> None:
    found = _judge({"points": "4", "one_of": "g"}, Event(ON), History(best=Decimal(best)))
    assert _amounts(found) == (credited, "0")
    assert ("就高不重复" in found.reason) == (best != "0")


@pytest.mark.parametrize(("findings", "points"), [(0, "25"), (2, "15"), (5, "0"), (6, "0")])
def test_findings_use_up_the_start(findings: int, points: str) -> None:
    item = {"per_finding": "-5", "start": "25"}
    assert _judge(item, Event(ON, findings=findings), History()).credited == Decimal(points)


def test_range_needs_an_amount_inside() -> None:
    item = {"range": ["1", "10"]}
    assert _judge(item, Event(ON, points=Decimal("2.5")), History()).credited == Decimal("2.5")
    for points in (None, Decimal("0.5"), Decimal(11)):
        with pytest.raises(Refused, match="在1到10分之间评定"):
            _judge(item, Event(ON, points=points), History())
    with pytest.raises(Refused, match="每次固定5分"):
        _judge({"points": "5"}, Event(ON, points=Decimal(6)), History())


@pytest.mark.parametrize(
    ("item", "event", "history", "words"),
    [
        ({}, Event(ON, "a", key="K"), History(key_taken=True), "凭“K”已经记过"),
        ({"per": "person-once"}, Event(ON, "a"), History(unit_taken=True), "每人只计一次"),
        ({"per": "household-year"}, Event(ON), History(unit_taken=True), "每户每年只计一次"),
        ({"per": "household-day"}, Event(ON), History(unit_taken=True), "每户每天只计一次"),
        ({"per": "household-once"}, Event(ON, times=2), History(), "次数应为1"),
    ],
)
def test_repeats_are_refused(
    item: dict[str, Any], event: Event, history: History, words: str
) -> None:
    with pytest.raises(Refused, match=words):
        _judge({"points": "5", **item}, event, history)


def test_smaller_than_the_least_award_is_refused() -> None:
    with pytest.raises(Refused, match="少于每次最低的5分"):
        _judge({"points": "4"}, Event(ON), History(), min_award="5")
    assert _judge({"points": "-4"}, Event(ON), History(), min_award="5").credited == -4


@given(
    points=st.decimals("-50", "50", places=1),
    used=st.decimals("0", "60", places=1),
    head=st.decimals("-10", "30", places=1),
    times=st.integers(1, 5),
)
def test_credited_and_clipped_make_what_was_asked(
    points: Decimal, used: Decimal, head: Decimal, times: int
) -> None:
    heads = [{"code": "all", "title": "义务", "base": "10", "floor": "0"}]
    item = {"points": str(points), "cap": "40", "cap_per": "month"}
    history = History(item_used=used, head=head)
    found = _judge(item, Event(ON, times=times), history, heads=heads)
    assert found.credited + found.clipped == found.asked == points * times
    if found.asked > 0:
        assert found.credited >= 0 and used + found.credited <= max(used, Decimal(40))
    else:
        assert found.credited <= 0 and 10 + head + found.credited >= 0
