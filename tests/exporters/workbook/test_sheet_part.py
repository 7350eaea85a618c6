"""One sheet edited in place, however a table program wrote it."""

from __future__ import annotations

import pytest

from exporters.workbook.growing import Growth
from exporters.workbook.sheet_part import SheetPart
from models.values.markup import every, parsed, says
from models.values.problem import Problem

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
STRICT = "http://purl.oclc.org/ooxml/spreadsheetml/main"
SHEET = """<?xml version="1.0" encoding="UTF-8" standalone="yes"?>
<worksheet xmlns="{main}" xmlns:w="urn:wps" w:own="1"><dimension ref="A1:C4"/>
<sheetData><!-- of the town --><row r="1" spans="1:3"><c r="A1" s="4" t="inlineStr"><is><t>户</t>
</is></c></row>
<row r="2" s="7" customFormat="1"><c r="A2" s="1"/><c r="B2" s="2"><v>5</v></c>
<c r="C2" s="3"><f t="array" ref="C2">SUM(B2*1)</f><v>5</v></c></row>
<row r="4"><c r="B4" s="2"><f t="array" ref="B4">SUM(B2:B2*1)</f><v>5</v></c>
<c r="C4"><f>[1]甲!B4+B4</f></c></row>
</sheetData><mergeCells count="2"><mergeCell ref="A2:A2"/><mergeCell ref="A4:A4"/></mergeCells>
<conditionalFormatting sqref="B2"><cfRule type="expression" priority="1">
<formula>$B$4&gt;B2</formula></cfRule></conditionalFormatting>
<rowBreaks count="1"><brk id="4" max="16383"/></rowBreaks></worksheet>"""


def sheet(main=MAIN, prefix=""):
    said = SHEET.format(main=main)
    if prefix:
        said = said.replace("xmlns=", f"xmlns:{prefix}=")
        said = "".join(f"</{prefix}:{each[1:]}" if each.startswith("/") else
                       f"<{prefix}:{each}" if each[:1].isalpha() else f"<{each}"
                       for each in said.split("<"))[1:]
    return SheetPart(said.encode())


def own(name):
    return name is None


def cells(part):
    root = parsed(part.content())
    return {each.get("r"): "".join(each.itertext()) for each in every(root, "c")}


@pytest.mark.parametrize(("main", "prefix"), [(MAIN, ""), (MAIN, "x"), (STRICT, ""), (STRICT, "x")])
def test_a_value_stands_in_its_cell_and_the_rest_is_as_it_was(main, prefix):
    part = sheet(main, prefix)
    before = cells(part)
    part.put("A2", " 甲&乙<丙 ", text=True)
    part.put("D2", "12.5", text=False)
    part.put("B3", "7", text=False)
    assert cells(part) == {**before, "A2": " 甲&乙<丙 ", "D2": "12.5", "B3": "7"}
    root = parsed(part.content())
    assert [each.get("r") for each in every(root, "c")] == [
        "A1", "A2", "B2", "C2", "D2", "B3", "B4", "C4"]
    assert [each.get("r") for each in every(root, "row")] == ["1", "2", "3", "4"]
    looks = {each.get("r"): each.get("s") for each in every(root, "c")}
    assert (looks["A2"], looks["D2"], looks["B3"]) == ("1", "7", None)
    assert says(root, "own") == "1" and b"of the town" in part.content()


def test_what_is_not_written_stays_byte_for_byte():
    assert sheet().content() == SHEET.format(main=MAIN).encode()


def test_rows_put_in_look_like_the_last_line_and_what_counts_them_follows():
    part = sheet()
    part.grow(Growth(2, 2, 2), own)
    root = parsed(part.content())
    said = cells(part)
    assert [said[each] for each in ("B2", "B3", "B4", "C3", "C4", "B6", "C6")] == [
        "5", "", "", "SUM(B3*1)", "SUM(B4*1)", "SUM(B2:B4*1)5", "[1]甲!B4+B6"]
    assert [each.get("ref") for each in every(root, "f")] == ["C2", "C3", "C4", "B6", None]
    assert [each.get("ref") for each in every(root, "mergeCell")] == [
        "A2:A2", "A3:A3", "A4:A4", "A6:A6"]
    assert every(root, "mergeCells")[0].get("count") == "4"
    assert every(root, "conditionalFormatting")[0].get("sqref") == "B2:B4"
    assert every(root, "formula")[0].text == "$B$6>B2"
    assert every(root, "brk")[0].get("id") == "6"
    assert every(root, "dimension")[0].get("ref") == "A1:C6"


def test_results_are_forgotten_where_a_formula_reckons():
    part = sheet()
    part.forget_results()
    assert cells(part)["B4"] == "SUM(B2:B2*1)" and cells(part)["B2"] == "5"


@pytest.mark.parametrize("content", [
    b"", b"<worksheet/>", b"<worksheet><sheetData></worksheet>",
    b'<!DOCTYPE x [<!ENTITY a "b">]><worksheet><sheetData/></worksheet>',
])
def test_what_is_no_sheet_is_refused(content):
    with pytest.raises(Problem, match="工作表读不出来"):
        SheetPart(content)


def test_an_entity_is_never_resolved(tmp_path):
    secret = tmp_path / "秘密.txt"
    secret.write_text("秘密")
    with pytest.raises(ValueError, match="document type"):
        parsed(f'<!DOCTYPE a [<!ENTITY b SYSTEM "{secret.as_uri()}">]><a>&b;</a>'.encode())
