"""Names and figures of an activity, written in a line each."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest

from models.activities.activity import (
    Activity,
    log,
    names_in,
    people_named,
    read_results,
    results_in,
)
from models.registers.people import Person
from models.values.problem import Invalid


def test_figures_are_read_with_unit_and_about():
    first, second = read_results("清运垃圾约3.5吨；种树 200 棵")
    assert (first.what, first.amount, first.unit, first.about) == (
        "清运垃圾",
        Decimal("3.5"),
        "吨",
        True,
    )
    assert (second.what, second.amount, second.unit, second.about) == (
        "种树",
        Decimal(200),
        "棵",
        None,
    )
    assert read_results("") == []


@pytest.mark.parametrize("written", [
    "合格38人、取证30人", "合格38人，取证30人", "合格38人；取证30人、", "合格38人\n取证30人"])
def test_figures_one_after_the_other_stand_apart_as_people_write_them(written):
    assert [each.words for each in read_results(written)] == ["合格38人", "取证30人"]


def test_what_was_done_may_itself_be_two_things():
    (only,) = read_results("种国槐、女贞200棵")
    assert (only.what, only.amount) == ("种国槐、女贞", 200)


def test_a_figure_that_cannot_be_read_says_how_to_write_it():
    with pytest.raises(Invalid, match="请写成 清运垃圾"):
        read_results("很多垃圾")


def test_names_are_found_once_and_doubted_when_shared(store):
    for name in ("槐甲", "槐乙", "槐乙"):
        store.save(Person(name=name))
    assert people_named(store, "槐甲", date(2026, 5, 1)) == [1]
    with pytest.raises(Invalid, match="名册上没有“槐丙”"):
        people_named(store, "槐甲、槐丙", date(2026, 5, 1))
    with pytest.raises(Invalid, match="叫“槐乙”的有 2 人"):
        people_named(store, "槐乙", date(2026, 5, 1))


def test_both_are_written_back_as_they_were_read(store):
    store.save(Person(name="槐甲"))
    day = date(2026, 9, 5)
    kept = log(
        store,
        Activity(kind="cleaning", theme="清沟", on_day=day, entered=day),
        [1],
        read_results("清运垃圾约3.5吨"),
    )
    assert (names_in(store, kept), results_in(store, kept)) == ("槐甲", "清运垃圾约3.5吨")
