"""A map is kept with the form, written as TOML and read back the same."""

from datetime import date

import pytest

from importers.forms.town_form import read_form
from models.keeping.store import Store
from models.office.village import Unit
from models.returns.facts.catalogue import subjects
from models.returns.town_form.form_map import corrected, map_text, open_map, read_map, remembered
from models.returns.town_form.preparing import keep, prepare
from models.returns.town_form.recognising import recognise
from models.values.periods import Period
from models.values.problem import Problem
from tests.models.returns.town_form import blank_forms

TODAY, QUARTER = date(2026, 4, 5), Period.parse("2026-Q1")


@pytest.fixture
def form(village, tmp_path):
    return recognise(read_form(blank_forms.points_form(tmp_path / "a.xlsx")), subjects(village))


def test_the_map_comes_back_from_its_file(form):
    assert read_map(map_text(form.map)) == form.map.json()


def test_columns_are_called_by_letter_or_heading(form):
    told = {"page": [{"columns": {"L": "size", "满意度": "age", "本月加分/好人好事": ""}}]}
    columns = corrected(form.map, told, form.letters).pages[0].columns
    assert columns["L"] == "age" and columns["G"] == "" and columns["B"] == "head.name"


@pytest.mark.parametrize(("told", "why"), [
    ({"page": [{"sheet": "没有"}]}, "“没有”不在这份表里"),
    ({"page": [{"columns": {"没有": "age"}}]}, "“没有”不在工作表“积分”里"),
])
def test_what_the_form_does_not_have_is_refused(form, told, why):
    with pytest.raises(Problem, match=why):
        corrected(form.map, told, form.letters)


def test_a_fact_nobody_knows_is_refused(village, form):
    with pytest.raises(Problem, match="不认识"):
        prepare(village, form, QUARTER, TODAY, {"page": [{"columns": {"L": "shoe-size"}}]})


def test_a_broken_map_is_refused(tmp_path):
    path = tmp_path / "map.toml"
    path.write_text("[[page", encoding="utf-8")
    with pytest.raises(Problem, match="映射文件读不出来"):
        open_map(path)
    with pytest.raises(Problem, match="打不开映射文件"):
        open_map(tmp_path / "no.toml")


def test_a_map_is_remembered_for_the_form(form, tmp_path):
    with Store(tmp_path / "村.lianxing") as store:
        store.save(Unit(name="柳河沿村"))
        keep(store, prepare(store, form, QUARTER, TODAY, {
            "page": [{"columns": {"L": "head.age", "E": "", "F": ""}}]}), TODAY)
        assert remembered(store, form.map)["page"][0]["columns"]["L"] == "head.age"
        again = prepare(store, form, QUARTER, TODAY)
        assert again.form.unknown == ["本月加分/好人好事"]
        acts = store.count("act")
        keep(store, again, TODAY)
        assert store.count("act") == acts


def test_the_burden_says_what_was_asked_before(form, village, tmp_path):
    other = recognise(read_form(blank_forms.visits_form(tmp_path / "b.xlsx")), subjects(village))
    with Store(tmp_path / "村.lianxing") as store:
        first = prepare(store, form, QUARTER, TODAY, {"page": [{"columns": {"E": "", "F": ""}}]})
        assert first.burden.asked == ("本月加分/好人好事", "满意度")
        assert first.burden.words.endswith("2 栏要另外收集：本月加分/好人好事、满意度。")
        keep(store, first, TODAY)
        assert not prepare(store, form, QUARTER, TODAY).burden.before
        changed = recognise(read_form(blank_forms.members_form(tmp_path / "c.xlsx")),
                            subjects(village))
        assert not prepare(store, changed, QUARTER, TODAY).burden.before
        keep(store, prepare(store, other, QUARTER, TODAY), TODAY)
        assert not prepare(store, other, QUARTER, TODAY).burden.before
