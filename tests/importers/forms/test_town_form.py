"""A town's form is opened for what it says and lets in; what can't be kept whole is refused."""

from __future__ import annotations

from zipfile import ZipFile

import openpyxl
import pytest
from openpyxl.chart import BarChart, Reference
from openpyxl.comments import Comment
from openpyxl.worksheet.datavalidation import DataValidation

from importers.forms.town_form import read_form
from models.values.problem import Problem


def saved(book, path):
    book.save(path)
    return path


def with_part(path, name, content=b"x"):
    with ZipFile(path, "a") as archive:
        archive.writestr(name, content)
    return path


def test_cells_merges_formulas_and_what_is_let_in(tmp_path):
    book = openpyxl.Workbook()
    sheet, words = book.active, book.create_sheet("字典")
    sheet["A1"], sheet["B2"] = "户类型", "=SUM(A3:A4)"
    sheet["A2"].number_format = "@"
    sheet.merge_cells("A1:C1")
    words["A1"], words["A2"] = "脱贫户", "监测户"
    words.sheet_state = "hidden"
    rule = DataValidation(type="list", formula1="=字典!$A$1:$A$2")
    rule.add("A2:A9")
    sheet.add_data_validation(rule)
    (page,) = read_form(saved(book, tmp_path / "a.xlsx"))
    assert page.text(1, 3) == "户类型" and page.area(1, 2) == (1, 1, 1, 3)
    assert page.at(2, 2).formula and not page.free(2, 2)
    assert page.at(2, 1).format == "@" and page.free(2, 1)
    assert page.check(9, 1).options == ("脱贫户", "监测户")


@pytest.mark.parametrize(("part", "why"), [
    ("xl/vbaProject.bin", "有宏"), ("xl/charts/chart1.xml", "有图表"),
    ("xl/externalLinks/externalLink1.xml", "链接着别的文件"),
    ("xl/pivotTables/pivotTable1.xml", "数据透视表"), ("xl/embeddings/a.bin", "嵌着别的文件"),
    ("xl/activeX/activeX1.xml", "有控件"), ("_xmlsignatures/sig1.xml", "数字签名"),
])
def test_what_cannot_be_kept_whole_is_refused(tmp_path, part, why):
    path = with_part(saved(openpyxl.Workbook(), tmp_path / "a.xlsx"), part)
    with pytest.raises(Problem, match=why):
        read_form(path)


def test_shapes_are_refused(tmp_path):
    path = with_part(saved(openpyxl.Workbook(), tmp_path / "a.xlsx"), "xl/drawings/drawing1.xml",
                     b"<xdr:wsDr><xdr:sp macro=''/></xdr:wsDr>")
    with pytest.raises(Problem, match="有形状或文本框"):
        read_form(path)


def test_a_chart_drawn_by_a_program_is_refused(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = 1
    chart = BarChart()
    chart.add_data(Reference(book.active, min_col=1, min_row=1))
    book.active.add_chart(chart)
    with pytest.raises(Problem, match="有图表"):
        read_form(saved(book, tmp_path / "a.xlsx"))


def test_notes_on_cells_are_kept(tmp_path):
    book = openpyxl.Workbook()
    book.active["A1"] = "户数"
    book.active["A1"].comment = Comment("按户口簿", "镇")
    assert read_form(saved(book, tmp_path / "a.xlsx"))


def test_old_formats_are_told_the_way_out(tmp_path):
    path = tmp_path / "a.xls"
    path.write_bytes(bytes.fromhex("D0CF11E0A1B11AE1") + b"\0" * 600)
    with pytest.raises(Problem, match="另存为"):
        read_form(path)
    path.write_text("户数", encoding="utf-8")
    with pytest.raises(Problem, match="不是表格文件"):
        read_form(path)
    with pytest.raises(Problem, match="打不开"):
        read_form(tmp_path / "没有.xlsx")


def test_a_truncated_form_is_refused(tmp_path):
    path = saved(openpyxl.Workbook(), tmp_path / "a.xlsx")
    path.write_bytes(path.read_bytes()[:900])
    with pytest.raises(Problem, match="不完整或已损坏"):
        read_form(path)
