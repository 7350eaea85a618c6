from __future__ import annotations

import random
import zipfile
from pathlib import Path

import pytest
from openpyxl import Workbook, load_workbook

from importers.sheets import sheet_xml, workbook
from importers.sheets.grid import text
from importers.sheets.workbook import open_workbook
from models.values.problem import Problem
from tests.data.rosters import made
from tests.importers.openings import read_here


@pytest.fixture
def good(tmp_path) -> Path:
    return made.small(tmp_path / "good.xlsx")


def repacked(path: Path, change, name: str = "bad.xlsx") -> Path:
    """A copy of the archive whose parts went through ``change`` (a dict of name → bytes)."""
    with zipfile.ZipFile(path) as archive:
        parts = {each: archive.read(each) for each in archive.namelist()}
    change(parts)
    bad = path.with_name(name)
    with zipfile.ZipFile(bad, "w", zipfile.ZIP_DEFLATED) as archive:
        for each, content in parts.items():
            archive.writestr(each, content)
    return bad


def refused(path: Path) -> str:
    with pytest.raises(Problem) as caught:
        open_workbook(path)
    assert str(caught.value).endswith("。")
    return str(caught.value)


def test_whole_numbers_have_no_point():
    assert [text(each) for each in (5.0, 0.5, None, " 尚 ", True)] == ["5", "0.5", "", "尚", "True"]


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("xl/vbaProject.bin", "有宏"),
        ("xl/embeddings/oleObject1.bin", "嵌着别的文件"),
        ("xl/activeX/activeX1.xml", "控件"),
    ],
)
def test_what_can_run_or_reach_out_is_refused(good, part, words):
    assert words in refused(repacked(good, lambda parts: parts.update({part: b"x"})))


def test_what_a_formula_showed_of_another_workbook_is_read(good):
    path = repacked(good, lambda parts: parts.update({"xl/externalLinks/externalLink1.xml": b"x"}))
    assert open_workbook(path)[0].rows == open_workbook(good)[0].rows


def test_a_swollen_archive_is_refused(good):
    assert "过大" in refused(repacked(good, lambda parts: parts.update({"a": b"\0" * 9_000_000})))
    many = {f"p/{i}": b"" for i in range(2_001)}
    assert "过大" in refused(repacked(good, lambda parts: parts.update(many)))


def test_a_forged_size_is_found_out(good):
    content = good.read_bytes()
    at = content.rindex(b"PK\x01\x02")
    forged = good.with_name("forged.xlsx")
    forged.write_bytes(content[: at + 24] + b"\x05\0\0\0" + content[at + 28 :])
    assert "不完整或已损坏" in refused(forged)


@pytest.mark.parametrize("kept", [0.3, 0.7, 0.98])
def test_a_truncated_file_is_refused(good, kept):
    content = good.read_bytes()
    good.write_bytes(content[: int(len(content) * kept)])
    assert "没有拷完" in refused(good)


def test_a_file_full_of_noise_is_refused(good):
    content = bytearray(good.read_bytes())
    noise = random.Random(1)
    for _ in range(400):
        content[noise.randrange(40, len(content))] = noise.randrange(256)
    good.write_bytes(content)
    refused(good)


def test_entities_are_refused(good):
    def declare(parts):
        sheet = parts["xl/worksheets/sheet1.xml"]
        parts["xl/worksheets/sheet1.xml"] = b'<!DOCTYPE x [<!ENTITY a "b">]>' + sheet

    assert "不该有的定义" in refused(repacked(good, declare))


@pytest.mark.parametrize("corner", ["A1048576", "XFD1"])
def test_a_value_in_a_far_corner_is_refused_before_it_fills_the_memory(tmp_path, corner):
    book = Workbook()
    book.active[corner] = "x"
    book.save(tmp_path / "far.xlsx")
    assert "50,000 行或 200 列" in refused(tmp_path / "far.xlsx")


def test_colour_to_the_edge_and_a_lying_dimension_do_no_harm(good):
    book = load_workbook(good)
    book.active["XFD900000"].number_format = "@"
    book.save(good)
    assert len(open_workbook(good)[0].rows) == 12

    def lie(parts):
        sheet = parts["xl/worksheets/sheet1.xml"]
        start, end = sheet.index(b"<dimension"), sheet.index(b"/>", sheet.index(b"<dimension"))
        parts["xl/worksheets/sheet1.xml"] = (
            sheet[:start] + b'<dimension ref="A1:XFD1048576"' + sheet[end:]
        )

    assert len(open_workbook(repacked(good, lie))[0].rows) == 12


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("a.xlsx", b"", "空文件"),
        ("a.xlsx", b"%PDF-1.7", "是 PDF"),
        ("a.xls", b"\x89PNG\r\n", "是图片"),
        ("a.xlsx", b"Rar!\x1a", "压缩包"),
        ("a.xls", b"<html><table></table></html>", "网页格式"),
        ("a.xlsx", "姓名,性别\n".encode(), "可能改过名"),
        ("a.xlsm", "姓名,性别\n".encode(), "带宏"),
        ("a.csv", b"{\\rtf1", "写字板"),
        ("a.xls", b"\x09\x04\x06\x00\x00\x04\x10\x00" + bytes(64), "另存为 .xlsx"),
        ("a.heic", b"\0\0\0\x18ftypheic", "手机照片"),
    ],
)
def test_other_files_are_named_and_the_way_out_is_told(tmp_path, name, content, words):
    path = tmp_path / name
    path.write_bytes(content)
    assert words in refused(path)


@pytest.mark.parametrize(
    ("part", "words"),
    [
        ("word/document.xml", "Word 文档"),
        ("ppt/presentation.xml", "演示文稿"),
        ("xl/workbook.bin", "二进制"),
        ("content.xml", "ODF"),
        ("Index/Document.iwa", "Numbers"),
        ("other.txt", "不是表格文件"),
        ("OFD.xml", "OFD 版式文件，读不出表格。请向对方要表格原件"),
    ],
)
def test_other_archives_are_named(tmp_path, part, words):
    path = tmp_path / "a.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr(part, "x")
    assert words in refused(path)


def test_a_missing_and_a_huge_file_are_told(tmp_path, monkeypatch):
    assert "打不开" in refused(tmp_path / "none.xlsx")
    read_here(monkeypatch)
    monkeypatch.setattr(workbook, "LARGEST", 100)
    assert "20 MB" in refused(made.small(tmp_path / "big.xlsx"))


def test_too_many_rows_are_refused(tmp_path, monkeypatch):
    read_here(monkeypatch)
    monkeypatch.setattr(sheet_xml, "MOST_ROWS", 5)
    assert "不像花名册" in refused(made.small(tmp_path / "long.xlsx"))


def test_numbers_are_read_as_they_are_shown(tmp_path):
    grids = {each.name: each for each in open_workbook(made.grouped(tmp_path / "g.xlsx"))}
    assert grids["二组"].at(5, 2) == "02001"
    assert grids["二组"].hidden_rows == {9} and grids["一组"].hidden_columns == {8}
    assert grids["旧表"].hidden and not grids["一组"].hidden


@pytest.mark.parametrize("inline", [False, True])
def test_a_line_through_some_characters_of_a_cell_is_seen(tmp_path, monkeypatch, inline):
    """As a text of the workbook or in the cell itself; the same words without the line are not."""
    read_here(monkeypatch)
    runs = ("<r><t>柳树乙</t></r><r><rPr><strike/></rPr><t>柳树丁</t></r>",
            '<r><rPr><strike val="0"/></rPr><t>柳树丙</t></r>')
    said = [f'<c r="A{at}" t="inlineStr"><is>{each}</is></c>' if inline else
            f'<c r="A{at}" t="s"><v>{at - 1}</v></c>' for at, each in enumerate(runs, 1)]
    rows = "".join(f'<row r="{at}">{each}</row>' for at, each in enumerate(said, 1))
    path = texts(tmp_path, rows, "".join(f"<si>{each}</si>" for each in runs))
    grid, = open_workbook(path)
    assert [row[0] for row in grid.rows] == ["柳树乙柳树丁", "柳树丙"]
    assert grid.struck == {(1, 1)}


def texts(folder, rows, shared):
    """A workbook with these rows of one sheet and these texts."""
    made.small(folder / "样.xlsx")
    path, schemas = folder / "划线.xlsx", "http://schemas.openxmlformats.org"
    main = f'xmlns="{schemas}/spreadsheetml/2006/main"'
    link = (f'<Relationship Id="texts" Target="sharedStrings.xml" '
            f'Type="{schemas}/officeDocument/2006/relationships/sharedStrings"/></Relationships>')
    with zipfile.ZipFile(folder / "样.xlsx") as old, zipfile.ZipFile(path, "w") as new:
        for each in old.namelist():
            said = old.read(each).decode()
            if each.startswith("xl/worksheets/sheet"):
                said = f"<worksheet {main}><sheetData>{rows}</sheetData></worksheet>"
            elif each == "xl/_rels/workbook.xml.rels":
                said = said.replace("</Relationships>", link)
            new.writestr(each, said)
        new.writestr("xl/sharedStrings.xml", f"<sst {main}>{shared}</sst>")
    return path
