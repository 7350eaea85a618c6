from dataclasses import replace
from datetime import date
from decimal import Decimal
from zipfile import ZipFile

import pytest
from openpyxl import load_workbook

from exporters.workbook.sheet import write_workbook
from models.values.kinds import DAY, NOTE, NUMBER, POINTS, Field
from models.values.problem import Problem
from models.values.sheet import Column, Row, Rows, Sheet, masked


def opened(sheet, path):
    write_workbook(sheet, path)
    return load_workbook(path).active


def grid(page):
    return [[cell.value for cell in row] for row in page.iter_rows()]


def one_column(field, *values):
    return Sheet(
        "X", "表", (Column(field),), [Row((each,)) for each in values], signatures=(), seal=False
    )


def test_a_sheet_reads_back_as_it_was(roster, tmp_path):
    page = opened(roster(2), tmp_path / "花名册.xlsx")
    assert grid(page)[:5] == [
        ["赵家村花名册", None, None, None, None, None],
        [
            "填报单位：赵家村党支部　2026年第三季度",
            None,
            None,
            None,
            None,
            "单位：人",
        ],
        ["序号", "姓名", "公民身份号码", "联系电话", "出生日期", "备注"],
        [1, "张建文", "410381188001010001", "13800000001", page["E4"].value, None],
        [2, "张建玉", "410381188001010002", "13800000002", page["E5"].value, None],
    ]
    under = [cell.value for row in page.iter_rows(min_row=6) for cell in row if cell.value]
    assert under == ["单位负责人：", "审核人：", "填表人：", "联系电话：",
                     "赵家村党支部", "2026年9月30日"]
    assert page["E4"].value.date() == date(1950, 1, 2)
    assert page["E4"].number_format == "yyyy-mm-dd"
    assert (page["C4"].data_type, page["C4"].number_format) == ("s", "@")
    assert (page["A4"].data_type, page["A4"].alignment.horizontal) == ("n", "center")


def test_a_head_of_two_lines_is_merged(statistics, tmp_path):
    page = opened(statistics, tmp_path / "统计.xlsx")
    merged = {str(each) for each in page.merged_cells.ranges}
    assert {"C3:E3", "A3:A4", "B3:B4", "F3:F4", "A1:H1"} <= merged
    assert [cell.value for cell in page[4]][2:5] == ["脱贫户", "监测户", "一般户"]
    assert page.print_title_rows == "$3:$4"
    assert page.freeze_panes == "A5"


def test_figures_are_exact_and_summed(statistics, tmp_path):
    page = opened(statistics, tmp_path / "统计.xlsx")
    assert [cell.value for cell in page[5]] == ["第一党小组", 9, 1, 2, 6, 35.5, 1234.5, 0.875]
    assert [cell.value for cell in page[7]] == [
        "合计", *(f"=SUM({each}5:{each}6)" for each in "BCDEFG"), None]
    shown = load_workbook(tmp_path / "统计.xlsx", data_only=True).active
    assert [cell.value for cell in shown[7]] == ["合计", 17, 1, 5, 11, 55.5, 1234.55, None]
    assert page["G5"].number_format == "#,##0.00"
    assert page["H5"].number_format == "0.0%"
    assert page["A8"].value == "说明：1. 联系户数＝脱贫户＋监测户＋一般户。"
    assert page["A9"].value == "　　　2. 积分按季末计。"


def test_a_number_longer_than_excel_keeps_stays_whole_as_text(tmp_path):
    long = Decimal("1234567890123.4567")
    page = opened(one_column(Field("积分", POINTS), long, 10**15, 10**15 - 1), tmp_path / "长.xlsx")
    assert [page[f"A{row}"].value for row in (4, 5, 6)] == [
        "1234567890123.4567",
        "1000000000000000",
        999999999999999,
    ]


@pytest.mark.parametrize(
    "kind", [Field("姓名"), Field("备注", NOTE), Field("人数", NUMBER), Field("日期", DAY)]
)
def test_text_that_looks_like_a_formula_stays_text(kind, tmp_path):
    hostile = ("=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)", '=HYPERLINK("x")', "<b>&amp;</b>")
    path = tmp_path / "危险.xlsx"
    page = opened(one_column(kind, *hostile), path)
    cells = [page[f"A{row}"] for row in range(4, 4 + len(hostile))]
    assert [cell.value for cell in cells] == list(hostile)
    assert {cell.data_type for cell in cells} == {"s"}
    assert {cell.hyperlink for cell in cells} == {None}
    assert b"<f>" not in ZipFile(path).read("xl/worksheets/sheet1.xml")


def test_hostile_words_around_the_table_stay_text_too(tmp_path):
    sheet = replace(
        one_column(Field("=1+1"), "x"),
        title="=2+2",
        unit="=3+3",
        notes=("=4+4",),
        signatures=("=5+5",),
        seal=True,
        total=("=6+6",),
    )
    page = opened(sheet, tmp_path / "危险.xlsx")
    assert {cell.data_type for row in page.iter_rows() for cell in row if cell.value} == {"s"}


def test_breaks_spaces_and_control_characters(tmp_path):
    sheet = one_column(Field("备注", NOTE), "一\n二", " 前后 ", "张\x07三")
    page = opened(sheet, tmp_path / "x.xlsx")
    assert [page[f"A{row}"].value for row in (4, 5, 6)] == ["一\n二", " 前后 ", "张三"]
    assert page.row_dimensions[4].height > page.row_dimensions[5].height


def test_a_day_excel_cannot_count_is_written_in_words(tmp_path):
    page = opened(one_column(Field("日期", DAY), date(1899, 5, 1)), tmp_path / "x.xlsx")
    assert page["A4"].value == "1899-05-01"


def test_the_public_version_is_masked_in_the_values(roster, tmp_path):
    path = tmp_path / "公示.xlsx"
    sheet = roster(2)
    page = opened(masked(sheet), path)
    assert [cell.value for cell in page[3]] == ["序号", "姓名", "公民身份号码", "联系电话", "备注"]
    covered = ["张*文", "4103**********0001", "138****0001"]
    assert [cell.value for cell in page[4]] == [1, *covered, None]
    with ZipFile(path) as archive:
        whole = b"".join(archive.read(each) for each in archive.namelist()).decode()
    assert all(secret not in whole for secret in ("410381188001010001", "13800000001", "张建文"))


def test_the_print_setup_fits_the_paper(roster, tmp_path):
    sheet = roster(1)
    page = opened(sheet, tmp_path / "窄.xlsx")
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("portrait", 9)
    columns = tuple(Column(Field(f"事项{i}", width=10)) for i in range(16))
    wide = replace(sheet, columns=columns, rows=[Row(("是" * 5,) * 16)])
    page = opened(wide, tmp_path / "宽.xlsx")
    assert (page.page_setup.orientation, page.page_setup.paperSize) == ("landscape", 8)
    assert (page.page_setup.fitToWidth, page.page_setup.fitToHeight) == (1, 0)
    assert page.oddFooter.center.text == "第 &P 页 共 &N 页"
    assert {page.cell(4, 1).border.left.style, page.cell(3, 1).border.top.style} == {"thin"}


def test_the_same_sheet_gives_the_same_bytes_and_names_no_user(statistics, tmp_path):
    first = write_workbook(statistics, tmp_path / "一.xlsx")
    assert first == write_workbook(statistics, tmp_path / "二.xlsx")
    about = load_workbook(tmp_path / "一.xlsx").properties
    assert (about.creator, about.lastModifiedBy, about.created.date()) == (
        "赵家村党支部",
        None,
        date(2026, 9, 30),
    )


def test_rows_are_read_as_they_are_written(roster, tmp_path):
    whole = roster(900)
    lazy = replace(whole, rows=Rows(900, lambda: iter(whole.rows)))
    assert write_workbook(lazy, tmp_path / "一.xlsx") == write_workbook(whole, tmp_path / "二.xlsx")
    page = load_workbook(tmp_path / "一.xlsx").active
    assert (page["A903"].value, page["A904"].value[:5]) == (900, "单位负责人")


def test_rows_that_change_under_way_are_noticed(roster, tmp_path):
    sheet = roster(3)
    lazy = replace(sheet, rows=Rows(4, lambda: iter(sheet.rows)))
    with pytest.raises(Problem, match="正在变动"):
        write_workbook(lazy, tmp_path / "x.xlsx")
    assert list(tmp_path.iterdir()) == []


def test_an_empty_sheet_is_still_a_form(roster, tmp_path):
    page = opened(roster(0), tmp_path / "空.xlsx")
    assert page["A3"].value == "序号"
    assert page["A4"].value.startswith("单位负责人：")


def test_text_too_long_for_excel_is_named(tmp_path):
    with pytest.raises(Problem, match=r"第 4 行的“备注”超过"):
        write_workbook(one_column(Field("备注", NOTE), "长" * 40_000), tmp_path / "x.xlsx")
