"""Tables of Word documents and of PDFs with text, and locked files: as their cells stand."""

from __future__ import annotations

import io
import zipfile
from pathlib import Path

import pytest
from msoffcrypto.format.ooxml import OOXMLFile
from openpyxl import Workbook
from reportlab.pdfgen.canvas import Canvas

from importers.lists.kinds import PAIRINGS, VISITS
from importers.lists.listing import read_list
from importers.sheets.grid import Grid, Locked
from importers.sheets.workbook import open_workbook
from models.values.problem import Problem

READ = open_workbook.__wrapped__  # type: ignore[attr-defined]
W = 'xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main"'


def tc(said="", *about, runs=""):
    marks = "".join(f"<w:{each}/>" for each in about)
    words = runs or "".join(f"<w:p><w:r><w:t>{each}</w:t></w:r></w:p>"
                            for each in said.split("\n"))
    return f"<w:tc><w:tcPr>{marks}</w:tcPr>{words}</w:tc>"


def tr(*cells, before=0):
    skipped = f'<w:trPr><w:gridBefore w:val="{before}"/></w:trPr>' if before else ""
    return f"<w:tr>{skipped}{''.join(cells)}</w:tr>"


@pytest.fixture
def word(tmp_path):
    def write(*rows, outside=""):
        path = tmp_path / "清单.docx"
        with zipfile.ZipFile(path, "w") as archive:
            archive.writestr("word/document.xml", (
                f"<w:document {W}><w:body>{outside}<w:tbl>{''.join(rows)}</w:tbl>"
                "</w:body></w:document>"))
        return READ(path)

    return write


HEAD = tr(tc("党员"), tc("户号"), tc("户主"))


def test_a_member_merged_down_a_word_table(word, tmp_path):
    grids = word(HEAD, tr(tc("茹树林", 'vMerge w:val="restart"'), tc("1"), tc("缑树林")),
                 tr(tc("", "vMerge"), tc("2"), tc("鲁树林")),
                 tr(tc("合计", 'gridSpan w:val="2"'), tc("2户")))
    assert grids[0].merges == [(2, 1, 3, 1), (4, 1, 4, 2)]
    lines = read_list(tmp_path / "清单.docx", PAIRINGS, grids=grids)
    assert [(each.row, each.values["member"], each.values["number"]) for each in lines] == [
        (2, "茹树林", "1"), (3, "茹树林", "2")]


def test_two_rows_of_headings_in_a_word_table(word, tmp_path):
    grids = word(tr(tc("党员", 'vMerge w:val="restart"'), tc("联系户", 'gridSpan w:val="2"')),
                 tr(tc("", "vMerge"), tc("户号"), tc("户主\n姓名")),
                 tr(tc("茹树林"), tc("1"), tc("缑树林")))
    lines = read_list(tmp_path / "清单.docx", PAIRINGS, grids=grids)
    assert [each.values["head"] for each in lines] == ["缑树林"]


def test_rows_that_begin_further_in_and_a_block_merged_both_ways(word):
    grids = word(HEAD, tr(tc("甲", 'gridSpan w:val="2"', 'vMerge w:val="restart"'), tc("乙")),
                 tr(tc("", 'gridSpan w:val="2"', "vMerge"), tc("丙")), tr(tc("丁"), before=2))
    assert grids[0].merges == [(2, 1, 3, 2)]
    assert [row[2] for row in grids[0].rows[1:]] == ["乙", "丙", "丁"]


def test_words_that_are_deleted_hidden_or_nested(word):
    hidden = ('<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>密</w:t></w:r><w:del><w:r><w:delText>删'
              "</w:delText></w:r></w:del><w:r><w:t>明</w:t></w:r></w:p>")
    struck = "<w:p><w:r><w:rPr><w:strike/></w:rPr><w:t>废</w:t></w:r></w:p>"
    partly = ("<w:p><w:r><w:t>甲</w:t></w:r><w:r><w:rPr><w:dstrike/></w:rPr><w:t>乙</w:t></w:r>"
              "</w:p>")
    nested = f"<w:tbl>{tr(tc('里'), tc('面'))}</w:tbl><w:p/>"
    grid, = word(HEAD, tr(tc(runs=hidden), tc(runs=struck), tc(runs=nested)))
    assert grid.rows[1][:2] == ["明", "废"] and grid.rows[1][2].split() == ["里", "面"]
    assert grid.struck == {(2, 2)}
    grid, = word(HEAD, tr(tc("丙"), tc(runs=partly)))
    assert grid.rows[1][1] == "甲乙" and grid.struck == {(2, 2)}


def test_what_stands_over_a_word_table_dates_its_lines(tmp_path):
    def para(said):
        return f"<w:p><w:r><w:t>{said}</w:t></w:r></w:p>"

    path = tmp_path / "走访.docx"
    table = "<w:tbl>{}{}</w:tbl>".format(tr(tc("走访人"), tc("户主"), tc("日期")),
                                         tr(tc("茹树林"), tc("尚海"), tc("9月1日")))
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", (
            f"<w:document {W}><w:body>{para('2026年走访')}{para('单位：东岗村')}{table}"
            f"{para('2025年走访')}{table}</w:body></w:document>"))
    one, other = READ(path)
    assert (one.above, other.above) == (("2026年走访", "单位：东岗村"), ("2025年走访",))
    lines = read_list(path, VISITS, grids=[one, other])
    assert [each.values["day"] for each in lines] == ["2026-09-01", "2025-09-01"]


def test_a_document_without_a_table_says_what_to_do(tmp_path):
    path = tmp_path / "文.docx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", f"<w:document {W}><w:body/></w:document>")
    with pytest.raises(Problem, match="没有表格"):
        READ(path)


# ── PDF ──────────────────────────────────────────────────────────────────────


def pdf(path: Path, draw, encrypt=None) -> Path:
    canvas = Canvas(str(path), encrypt=encrypt)
    draw(canvas)
    canvas.save()
    return path


def ruled(canvas, rows, *, left=50, top=700, bars=False):
    for at, row in enumerate(rows):
        y = top - 20 * at
        for column, said in enumerate(row):
            if bars:
                canvas.rect(left + 130 * column, y, 130, 0.5, stroke=0, fill=1)
                canvas.rect(left + 130 * column, y, 0.5, 20, stroke=0, fill=1)
            else:
                canvas.rect(left + 130 * column, y, 130, 20)
            canvas.drawString(left + 130 * column + 4, y + 6, said)
    if bars:
        canvas.rect(left, top + 20, 130 * len(rows[0]), 0.5, stroke=0, fill=1)
        canvas.rect(left + 130 * len(rows[0]), top - 20 * len(rows) + 20, 0.5, 20 * len(rows),
                    stroke=0, fill=1)


ROWS = [["No", "ID", "Name"], ["1", "41110218880808674X", "Ann"], ["2", "", "Bo"]]


@pytest.mark.parametrize("bars", [False, True])
def test_a_ruled_table_comes_back_cell_for_cell(tmp_path, bars):
    grid, = READ(pdf(tmp_path / "a.pdf", lambda canvas: ruled(canvas, ROWS, bars=bars)))
    assert grid.rows == ROWS and not grid.merges


def test_two_tables_and_a_page_that_goes_on(tmp_path):
    def draw(canvas):
        ruled(canvas, ROWS)
        ruled(canvas, [["x", "y"], ["1", "2"]], left=450)
        canvas.showPage()
        ruled(canvas, [["a", "b"], ["3", "4"]], left=450)

    first, second = READ(pdf(tmp_path / "a.pdf", draw))
    assert first.rows == ROWS
    assert second.rows == [["x", "y"], ["1", "2"], ["a", "b"], ["3", "4"]]


def test_what_stands_over_a_ruled_table_is_known(tmp_path):
    def draw(canvas):
        canvas.drawString(200, 760, "2026 list")
        canvas.drawString(50, 740, "of: the village")
        ruled(canvas, ROWS)
        canvas.drawString(50, 100, "signed")

    grid, = READ(pdf(tmp_path / "a.pdf", draw))
    assert grid.above == ("2026 list", "of: the village") and grid.rows == ROWS


def test_what_no_line_divides_is_one_cell(tmp_path):
    def draw(canvas):
        ruled(canvas, [["a", "b"], ["c", "d"]], top=600)
        canvas.rect(50, 620, 260, 20)
        canvas.drawString(100, 626, "title")

    grid, = READ(pdf(tmp_path / "a.pdf", draw))
    assert grid.rows == [["title", ""], ["a", "b"], ["c", "d"]] and grid.merges == [(1, 1, 1, 2)]


@pytest.mark.parametrize(("draw", "words"), [
    (lambda canvas: canvas.drawString(50, 700, "no table"), "没有画线的表格"),
    (lambda canvas: canvas.rect(50, 700, 80, 20), "扫描或拍照"),
])
def test_a_page_without_a_table_or_a_word_is_refused(tmp_path, draw, words):
    with pytest.raises(Problem, match=words):
        READ(pdf(tmp_path / "a.pdf", draw))


# ── what has a password ──────────────────────────────────────────────────────


def locked_book(path: Path) -> Path:
    book, plain = Workbook(), io.BytesIO()
    book.active.append(["姓名", "户号"])
    book.save(plain)
    plain.seek(0)
    with path.open("wb") as stream:
        OOXMLFile(plain).encrypt("1234", stream)
    return path


@pytest.mark.parametrize("make", [
    lambda folder: locked_book(folder / "a.xlsx"),
    lambda folder: pdf(folder / "a.pdf", lambda canvas: ruled(canvas, ROWS), encrypt="1234"),
])
def test_a_locked_file_is_opened_with_its_password_alone(tmp_path, make):
    path = make(tmp_path)
    for wrong, words in (("", "密码"), ("9", "密码不对")):
        with pytest.raises(Locked, match=words):
            READ(path, wrong)
    assert READ(path, "1234")[0].rows[0][:2] in (["姓名", "户号"], ["No", "ID"])


@pytest.mark.parametrize(("content", "words"), [
    (b"\0\0\0\x18ftypheic" + bytes(90), "heic"), (b"\xff\xd8\xff\xe0" + bytes(90), "图片"),
])
def test_what_cannot_be_read_says_the_way_out(tmp_path, content, words):
    path = tmp_path / "a.jpg"
    path.write_bytes(content)
    with pytest.raises(Problem, match=words):
        READ(path)


def test_pages_of_one_list_are_one_grid_with_all_that_is_known_of_its_cells():
    grid = Grid("表1", [["甲", "乙"]], merges=[(1, 1, 1, 2)], struck={(1, 1)})
    assert (grid.width, grid.place(1, 2)) == (2, (1, 1))
    grid.go_on_with(Grid("", [["丙", "丁", "戊"], ["己", "庚"]], merges=[(1, 2, 2, 2)],
                         struck={(2, 1)}, lacking={(1, 3): "没有值"}))
    assert (len(grid.rows), grid.width, grid.place(3, 2)) == (3, 3, (2, 2))
    assert (grid.struck, grid.lacking) == ({(1, 1), (3, 1)}, {(2, 3): "没有值"})
