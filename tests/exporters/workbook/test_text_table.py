"""A text table is written whole, in the encoding asked for, and runs nothing."""

import pytest

from exporters.workbook.cells import write_delimited
from models.values.kinds import NUMBER, Field
from models.values.problem import Problem
from models.values.sheet import Column, Row, Sheet

SHEET = Sheet("x", "花名册", (
    Column(Field("序号", NUMBER)), Column(Field("姓名"), "户主"), Column(Field("增减", NUMBER))),
    [Row((1, "柳𬭳", -3)), Row((2, "=1+1", None))])


def test_utf8_has_the_mark_excel_needs(tmp_path):
    _, unfit = write_delimited(SHEET, tmp_path / "a.csv")
    written = (tmp_path / "a.csv").read_bytes()
    assert written.startswith(b"\xef\xbb\xbf") and not unfit
    assert written.decode("utf-8-sig") == "序号,户主姓名,增减\r\n1,柳𬭳,-3\r\n2,'=1+1,\r\n"


def test_gb18030_lists_what_older_programs_show_wrongly(tmp_path):
    _, unfit = write_delimited(SHEET, tmp_path / "a.csv", "gb18030")
    assert (tmp_path / "a.csv").read_bytes().decode("gb18030").startswith("序号,户主姓名")
    assert [each.words for each in unfit] == ["第 1 行“姓名”里的“𬭳”（U+2CB73）"]


def test_no_other_encoding(tmp_path):
    with pytest.raises(Problem, match="没有“big5”"):
        write_delimited(SHEET, tmp_path / "a.csv", "big5")
