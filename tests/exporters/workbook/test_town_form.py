"""A town's blank form comes back with values in its blanks and everything else as it was."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path
from zipfile import ZipFile

import openpyxl
import pytest
from lxml import etree

from exporters.workbook.town_form import write_form
from importers.forms.town_form import read_form
from models.returns.facts.catalogue import subjects
from models.returns.town_form.preparing import prepare
from models.returns.town_form.recognising import recognise
from models.values.markup import first, parsed
from models.values.periods import Period
from models.values.problem import Problem
from tests.models.returns.town_form import blank_forms
from tests.models.returns.town_form.conftest import _at_once, village

__all__ = ("_at_once", "village")
TODAY = date(2026, 4, 5)


def filled(store, template: Path, period: str | None = "2026-Q1", told=None):
    out = template.with_name(f"out-{template.name}")
    form = recognise(read_form(template), subjects(store))
    given = Period.parse(period) if period else None
    prepared = prepare(store, form, given, TODAY, told)
    write_form(template, out, prepared.forms)
    return prepared, openpyxl.load_workbook(out), out


def values(sheet, row: int, columns: str) -> list:
    return [sheet[f"{column}{row}"].value for column in columns]


def around_the_cells(part: bytes) -> bytes:
    root = parsed(part)
    root.remove(first(root, "sheetData"))
    return etree.tostring(root, method="c14n")


def test_members_are_listed_and_rows_are_put_in(village, tmp_path):
    prepared, book, _ = filled(village, blank_forms.members_form(tmp_path / "a.xlsx"))
    sheet = book["联户"]
    assert prepared.filled[0].inserted == 1
    assert values(sheet, 5, "ABCDEFG") == [1, "侯金斗", "第一党小组", "环境卫生岗", 1, 1, 0]
    assert values(sheet, 6, "ABCDEFG") == [2, "石开山", "第二党小组", None, 0, 0, 0]
    assert values(sheet, 7, "ABCDEFGHI") == [
        3, "邵桂枝", "第三党小组", None, 0, 0, 2, "=SUM(E7:G7)", 1]
    assert sheet["J5"].value.date() == date(2026, 3, 9)
    assert sheet["K5"].value == 0.5
    assert values(sheet, 8, "AEI") == ["合　计", "=SUM(E5:E7)", "=SUM(I5:I7)"]


def test_what_counts_the_rows_grows_with_them(village, tmp_path):
    _, book, _ = filled(village, blank_forms.members_form(tmp_path / "a.xlsx"))
    sheet = book["联户"]
    assert sheet.print_area == "'联户'!$A$1:$K$9"
    assert str(sheet.data_validations.dataValidation[0].sqref) == "E5:G7"
    assert [str(each.sqref) for each in sheet.conditional_formatting] == ["I5:I7"]
    assert "A8:D8" in sheet.merged_cells and "A9:K9" in sheet.merged_cells
    assert book["汇总"]["B1"].value == "=联户!H8"
    assert sheet["J7"].number_format == "yyyy-mm-dd"
    assert sheet["B7"].font.name == "仿宋" and sheet["B7"].border.left.style == "thin"
    assert sheet.row_dimensions[7].height == 21


def test_lines_with_blanks_keep_their_words(village, tmp_path):
    _, book, _ = filled(village, blank_forms.members_form(tmp_path / "a.xlsx"))
    assert book["联户"]["A2"].value == "填报单位：柳河沿村"
    assert book["联户"]["G2"].value == "填报日期：2026年4月5日"


def test_nothing_but_values_changes(village, tmp_path):
    template = blank_forms.points_form(tmp_path / "a.xlsx")
    _, _, out = filled(village, template)
    with ZipFile(template) as before, ZipFile(out) as after:
        assert before.namelist() == after.namelist()
        changed = [name for name in before.namelist() if before.read(name) != after.read(name)]
        part = "xl/worksheets/sheet1.xml"
        assert changed == [part]
        assert around_the_cells(before.read(part)) == around_the_cells(after.read(part))
    old, new = openpyxl.load_workbook(template).active, openpyxl.load_workbook(out).active
    for row in old.iter_rows():
        for cell in row:
            assert new[cell.coordinate]._style == cell._style
            assert cell.value in (None, new[cell.coordinate].value)


def test_points_of_the_month_the_form_names(village, tmp_path):
    prepared, book, _ = filled(village, blank_forms.points_form(tmp_path / "a.xlsx"), "2026")
    assert str(prepared.period) == "2026-03"
    sheet = book.active
    assert values(sheet, 5, "ABCDEFGHIJK") == [
        "01", "沈大福", "一组", 12, 2.5, 10, None, 3, 1, 15, 6.5]
    assert values(sheet, 8, "ABDEFHIJK") == ["10", "吕素梅", 0, 0, 0, 0, 0, 0, 0]
    assert prepared.form.unknown == ["本月加分/好人好事", "满意度"]
    assert [(gap.cell, gap.why) for gap in prepared.filled[0].gaps] == [
        ("C7", "“二组”不在下拉选项里"), ("C8", "“二组”不在下拉选项里")]


def test_a_balance_that_does_not_add_up_is_told(village, tmp_path):
    told = {"page": [{"columns": {"F": ""}}]}
    prepared, _, _ = filled(village, blank_forms.points_form(tmp_path / "a.xlsx"), told=told)
    (gap,) = [each for each in prepared.filled[0].gaps if each.heading == "期末结余"]
    assert gap.cell == "第 5 行"
    assert gap.why.startswith("台账期末结余是 6.5，表上各栏算出来是 -3.5")


def test_only_unlocked_cells_of_a_protected_form_are_written(village, tmp_path):
    _, book, _ = filled(village, blank_forms.meetings_form(tmp_path / "a.xlsx"), "2026-02")
    sheet = book.active
    assert sheet.protection.sheet
    assert values(sheet, 2, "BEG") == ["中共柳河沿村支部委员会", 2026, "一"]
    assert values(sheet, 5, "BCDEFG") == [1, "5日", 0, None, 2, "6日、19日"]
    assert values(sheet, 5, "HI") == [9, 8]
    assert values(sheet, 7, "BDFHIJ") == [0, 0, 0, 0, 0, None]
    assert values(sheet, 8, "BCDEFGHIJ") == [None] * 9
    assert values(sheet, 12, "ABC") == [2, 1, 1]


def test_visits_to_the_households_the_title_names(village, tmp_path):
    _, book, _ = filled(village, blank_forms.visits_form(tmp_path / "a.xlsx"))
    sheet = book.active
    assert values(sheet, 4, "AB") == ["合计", '=COUNTA(B5:B8)&"次"']
    assert values(sheet, 5, "ABCDFGHI") == [
        1, "秦有才", None, "边缘易致贫户", "侯金斗", "党员", "缺种子", "否"]
    assert values(sheet, 6, "AB") == [None, None]


def test_printed_lines_are_found_in_the_ledger(village, tmp_path):
    prepared, book, _ = filled(village, blank_forms.figures_form(tmp_path / "a.xlsx"), None)
    assert [book["村情"][f"B{row}"].value for row in range(3, 8)] == [4, 12, 3, 1, None]
    assert values(book["分组"], 2, "BCD") == [2, 6, 2]
    assert [gap.heading for gap in prepared.filled[0].gaps] == ["路灯盏数"]


def test_a_correction_of_the_map_is_followed(village, tmp_path):
    told = {"writing": {"id": "spaced"},
            "page": [{"columns": {"满意度": "head.id_number", "E": ""}}]}
    prepared, book, _ = filled(
        village, blank_forms.points_form(tmp_path / "a.xlsx"), told=told)
    assert book.active["L5"].value == "410922 18881231 0022"
    assert book.active["E5"].value is None
    assert prepared.form.unknown == ["本月加分/好人好事"]


def test_formulas_shared_by_the_rows_are_spelled_out(village, tmp_path):
    template = blank_forms.members_form(tmp_path / "a.xlsx")
    part, shared = "xl/worksheets/sheet1.xml", tmp_path / "shared.xlsx"
    with ZipFile(template) as before, ZipFile(shared, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name == part:
                content = content.replace(
                    b"<f>SUM(E5:G5)</f>", b'<f t="shared" ref="H5:H6" si="0">SUM(E5:G5)</f>'
                ).replace(b"<f>SUM(E6:G6)</f>", b'<f t="shared" si="0"/>')
            after.writestr(name, content)
    _, book, _ = filled(village, shared)
    assert [book["联户"][f"H{row}"].value for row in (5, 6, 7)] == [
        "=SUM(E5:G5)", "=SUM(E6:G6)", "=SUM(E7:G7)"]


def test_a_form_without_a_period_asks_for_one(village, tmp_path):
    with pytest.raises(Problem, match="没有写明是哪个时段"):
        filled(village, blank_forms.visits_form(tmp_path / "a.xlsx"), None)


def test_the_blank_form_is_never_written_over(village, tmp_path):
    template = blank_forms.visits_form(tmp_path / "a.xlsx")
    with pytest.raises(Problem, match="不能盖住空白表样"):
        write_form(template, template, [])


@pytest.mark.parametrize("written", [lambda place: place.lower(), lambda place: ""])
def test_cells_are_found_however_their_places_are_written(village, tmp_path, written):
    """Other programs write r="b5", or leave it blank; the form opens, so it is filled too."""
    plain = blank_forms.members_form(tmp_path / "a.xlsx")
    odd = tmp_path / "b.xlsx"
    with ZipFile(plain) as archive, ZipFile(odd, "w") as out:
        for each in archive.namelist():
            text = archive.read(each)
            if each.startswith("xl/worksheets/sheet"):
                text = re.sub(rb'<c r="(B\d+)"',
                              lambda found: f'<c r="{written(found[1].decode())}"'.encode(), text)
            out.writestr(each, text)
    asked, got = (filled(village, each)[1]["联户"] for each in (plain, odd))
    assert got["B5"].value == "侯金斗"
    assert [values(got, row, "ABCDEFGHIJK") for row in range(1, 10)] == [
        values(asked, row, "ABCDEFGHIJK") for row in range(1, 10)]
