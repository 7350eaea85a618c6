"""A folder of forms: a bad one among them is named, the rest go on, what is asked is one list."""

from __future__ import annotations

import openpyxl
import pytest

from exporters.workbook.town_form import write_beside
from importers.forms.town_form import read_form
from models.returns.town_form.together import fill_together, forms_in
from models.values.periods import Period
from models.values.problem import Problem
from tests.models.returns.town_form import word_blanks
from tests.models.returns.town_form.conftest import village
from tests.models.returns.town_form.test_other_layouts import BY_ENTRY, IN_ORDER, TODAY, sheet_form

__all__ = ("village",)


@pytest.fixture
def folder(tmp_path):
    blanks = tmp_path / "表样"
    blanks.mkdir()
    sheet_form(blanks / "甲.xlsx", "农户花名册", ("户号", "户主姓名", "鞋码"))
    sheet_form(blanks / "乙.xlsx", "党员花名册", ("党员姓名", "党小组", "鞋码", "血型"))
    word_blanks.write(blanks / "丙.docx", "党员信息卡", word_blanks.table((
        ("姓名", "", "党小组", ""),)))
    sheet_form(blanks / "丁.xlsx", "商户登记", ("店名", "法人", "执照号"))
    (blanks / "戊.doc").write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600)
    (blanks / "~$甲.xlsx").write_bytes(b"lock")
    (blanks / "说明.txt").write_text("照填", encoding="utf-8")
    return blanks


def filled(store, blanks, out, seen=None):
    return fill_together(
        store, forms_in(blanks), Period.parse("2026-Q1"), TODAY, read=read_form,
        write=lambda file, prepared: write_beside(file, out, prepared.forms),
        told=(seen if seen is not None else []).append)


def test_the_rest_go_on_and_what_is_asked_is_asked_once(village, folder, tmp_path):
    out, seen = tmp_path / "填好", []
    found = filled(village, folder, out, seen)
    assert {each.name for each in out.iterdir()} == {"甲.xlsx", "乙.xlsx", "丙.docx"}
    assert seen == [1, 2, 3, 4, 5]
    sheet = openpyxl.load_workbook(out / "甲.xlsx").active
    assert [sheet.cell(at, 1).value for at in range(3, 7)] == [each[0] for each in IN_ORDER]
    answer = found.json()
    assert {each["file"]: each["cards"] for each in answer["forms"]} == {
        "甲.xlsx": 0, "乙.xlsx": 0, "丙.docx": len(BY_ENTRY)}
    assert {each["file"] for each in answer["refused"]} == {"丁.xlsx", "戊.doc"}
    assert {each["heading"]: set(each["files"]) for each in answer["asked"]} == {
        "鞋码": {"甲.xlsx", "乙.xlsx"}, "血型": {"乙.xlsx"}}
    assert found.words[0].startswith("5 份表，填好 3 份")
    assert sum("没有填" in each for each in found.words) == 2
    assert all(each.why for each in found.forms if each.prepared is None)


def test_the_blank_forms_are_never_written_over(village, folder):
    before = {each: each.read_bytes() for each in folder.iterdir()}
    found = filled(village, folder, folder)
    assert not found.filled and {each: each.read_bytes() for each in folder.iterdir()} == before


def test_a_folder_without_forms_is_refused(tmp_path):
    with pytest.raises(Problem, match="没有 "):
        forms_in(tmp_path)
    with pytest.raises(Problem, match="打不开"):
        forms_in(tmp_path / "没有")
