"""What was said of a heading is offered for the same heading of another form."""

from __future__ import annotations

from datetime import date

import pytest

from importers.forms.town_form import read_form
from models.keeping.store import Store
from models.returns.facts.catalogue import subjects
from models.returns.town_form.preparing import keep, prepare
from models.returns.town_form.recognising import recognise
from models.values.periods import Period
from tests.models.returns.town_form.test_other_layouts import IN_ORDER, of, sheet_form
from tests.models.returns.town_form.village import settle

QUARTER, TODAY = Period.parse("2026-Q1"), date(2026, 4, 5)


@pytest.fixture
def store(store: Store, clock) -> Store:
    clock.set(TODAY)
    settle(store)
    return store


def prepared(store, path, told=None):
    return prepare(store, recognise(read_form(path), subjects(store)), QUARTER, TODAY, told)


def test_it_stands_first_over_the_time_the_heading_names(store, tmp_path):
    first = sheet_form(tmp_path / "一.xlsx", "农户表（一）", ("户号", "户主姓名", "1月上门回数"))
    keep(store, prepared(store, first, {
        "page": [{"columns": {"1月上门回数": "visits@M01"}}]}), TODAY)
    other = sheet_form(tmp_path / "二.xlsx", "农户表（二）",
                       ("户号", "户主姓名", "家庭人口", "3月上门回数", "鞋码"))
    seen = prepared(store, other)
    asked, unknown = seen.asked
    assert (asked.heading, unknown.heading) == ("3月上门回数", "鞋码")
    best = asked.candidates[0]
    assert (best.fact, best.before) == ("visits@M03", "农户表（一）")
    assert best.values == tuple(str(sum(each[0].month == 3 for each in of(number)))
                                for number, *_ in IN_ORDER[:3])
    assert not any(each.before for each in unknown.candidates)
    again = prepared(store, other, {"page": [{"columns": {"3月上门回数": best.fact}}]})
    assert [each.heading for each in again.asked] == ["鞋码"]


def test_what_is_understood_otherwise_than_it_was_said_is_asked(store, tmp_path):
    first = sheet_form(tmp_path / "一.xlsx", "农户表（一）", ("户号", "户主姓名", "走访次数"))
    keep(store, prepared(store, first, {
        "page": [{"columns": {"走访次数": "visits.at-home"}}]}), TODAY)
    other = sheet_form(tmp_path / "二.xlsx", "农户表（二）",
                       ("户号", "户主姓名", "家庭人口", "走访次数"))
    (asked,) = prepared(store, other).asked
    assert asked.taken == "走访次数"
    assert [each.fact for each in asked.candidates] == ["visits.at-home", "visits"]
    settled = prepared(store, other, {"page": [{"columns": {"走访次数": "visits"}}]})
    assert not settled.asked
    keep(store, settled, TODAY)
    assert not prepared(store, other).asked


def test_a_heading_left_to_the_hand_is_asked_about_again(store, tmp_path):
    first = sheet_form(tmp_path / "一.xlsx", "农户表（一）", ("户号", "户主姓名", "走访次数"))
    keep(store, prepared(store, first, {"page": [{"columns": {"走访次数": ""}}]}), TODAY)
    other = sheet_form(tmp_path / "二.xlsx", "农户表（二）",
                       ("户号", "户主姓名", "家庭人口", "走访次数"))
    assert not prepared(store, other).asked
    assert prepared(store, other).form.pages[0].mapped.columns["D"] == "visits"


def test_a_share_without_a_base_is_offered_with_the_bases_it_may_have(store, tmp_path):
    path = sheet_form(tmp_path / "a.xlsx", "各组走访情况", (
        "组别", "总户数", "走访（户次）", "走访覆盖率"), lines=2)
    (asked,) = prepared(store, path).asked
    assert asked.heading == "走访覆盖率"
    offered = {each.fact: each.label for each in asked.candidates}
    assert offered["visits.coverage"] == "户户到覆盖率（占应走访户）"
    chosen = prepared(store, path, {"page": [{"columns": {"走访覆盖率": "visits.coverage"}}]})
    assert not chosen.asked and chosen.filled[0].values["D3"]
