"""Every return as a workbook goes on working: totals add up anew, days are days, hands can sign."""

from __future__ import annotations

import re
import zipfile
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from exporters.form import signatures
from exporters.workbook.page_setup import LEAST, page_setup, workbook_style
from exporters.workbook.sheet import write_document_workbook, write_workbook
from models.keeping.store import Store
from models.returns.catalogue import RETURNS
from models.returns.document import Document, Signatures
from models.returns.returning import Asked
from models.values.kinds import CHANGE, DAY, MONEY, NUMBER, PART_DAY, Field
from models.values.periods import Period
from models.values.privacy import Privacy
from models.values.problem import Problem
from models.values.sheet import Column, Row, Sheet
from sample.cast import LAST
from sample.village import fill

WRITTEN = re.compile(r"\d{4}-\d\d-\d\d")
"""A day that would stand there as text."""
SUM = re.compile(r"=SUM\([A-Z]+\d+:[A-Z]+\d+\)")
SHARE = re.compile(r"=([A-Z]+\d+)/([A-Z]+\d+)")
BALANCE = re.compile(r"=([A-Z]+\d+(?:[+-][A-Z]+\d+)+)")
NUMBER_IN_WORDS = re.compile(r"-?(0|[1-9]\d{0,8})(\.\d+)?%?")
TINY = Decimal("1e-12")
NAMES_SOMEBODY = {Privacy.SECRET, Privacy.PHONE, Privacy.HOUSEHOLD}


@pytest.fixture(scope="module")
def drawn(tmp_path_factory: pytest.TempPathFactory) -> Iterator[list[Sheet]]:
    with Store(tmp_path_factory.mktemp("year") / "village.lianxing") as store:
        fill(store, households=60)
        found = []
        for each in RETURNS:
            try:
                made = each.draw(store, Asked.of(Period.parse("2026"), LAST, member=1, account=1))
            except Problem:
                continue  # nothing there to draw, said in its own words
            if isinstance(made, Sheet):
                found.append(made)
        yield found


def both(sheet: Sheet, path: Path) -> tuple[Any, Any]:
    """Its page with the formulas, and with the values they are kept with."""
    write_workbook(sheet, path)
    return load_workbook(path).active, load_workbook(path, data_only=True).active


def worked_out(page: Any, formula: str) -> Decimal:
    """What a formula gives: a sum of neighbours, one cell by another, a balance of lines."""
    if found := SHARE.fullmatch(formula):
        part, base = (Decimal(str(page[each].value)) for each in found.groups())
        return part / base
    if found := BALANCE.fullmatch(formula):
        return sum((Decimal(f"{sign}1") * Decimal(str(page[each].value))
                    for sign, each in re.findall(r"([+-]?)([A-Z]+\d+)", found[1])), Decimal(0))
    assert SUM.fullmatch(formula), formula
    cells = page[formula.removeprefix("=SUM(").removesuffix(")")]
    return sum((Decimal(str(cell.value or 0)) for row in cells for cell in row), Decimal(0))


def test_every_formula_equals_the_value_the_program_knows(
    drawn: list[Sheet], tmp_path: Path
) -> None:
    found: Counter[str] = Counter()
    for sheet in drawn:
        page, shown = both(sheet, tmp_path / f"{sheet.code}.xlsx")
        for row in page.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    value = Decimal(str(shown[cell.coordinate].value))
                    assert abs(worked_out(shown, cell.value) - value) < TINY, sheet.title
                    found[re.sub(r"[^/S+]", "", cell.value)[:1]] += 1
    assert found["S"] >= 100 and found["/"] >= 50 and found["+"] >= 4


def test_no_number_stands_there_as_text(drawn: list[Sheet], tmp_path: Path) -> None:
    for sheet in drawn:
        page, _ = both(sheet, tmp_path / f"{sheet.code}.xlsx")
        last = 4 + len(sheet.rows) + 1
        for row in page.iter_rows(min_row=4, max_row=last):
            for cell in row:
                column = sheet.columns[cell.column - 1]
                if cell.data_type == "s":
                    assert not NUMBER_IN_WORDS.fullmatch(cell.value) or (
                        column.field.privacy in NAMES_SOMEBODY), (sheet.title, column.label)


def test_who_somebody_is_stays_text(drawn: list[Sheet], tmp_path: Path) -> None:
    found = 0
    for sheet in drawn:
        page, _ = both(sheet, tmp_path / f"{sheet.code}.xlsx")
        for at, column in enumerate(sheet.columns, 1):
            if column.field.privacy in NAMES_SOMEBODY:
                said = [page.cell(row, at) for row in range(5, 5 + len(sheet.rows))]
                assert all(cell.data_type == "s" for cell in said if cell.value and cell.row
                           < 4 + len(sheet.rows)), (sheet.title, column.label)
                found += len(said)
    assert found > 1000


def test_what_is_printed_from_a_workbook_is_read_at_arms_length(
    drawn: list[Sheet], tmp_path: Path
) -> None:
    for sheet in drawn:
        setup, (page, _) = page_setup(sheet), both(sheet, tmp_path / f"{sheet.code}.xlsx")
        assert setup.printed >= LEAST, sheet.title
        assert page.page_setup.fitToWidth == setup.pages
        assert (page.page_setup.orientation == "landscape") == setup.lying
        assert str(page.page_setup.paperSize) == (
            page.PAPERSIZE_A3 if setup.paper == "A3" else page.PAPERSIZE_A4)
        assert setup.pages == 1 or page.print_title_cols


def test_a_share_that_is_none_of_its_columns_stays_a_number(tmp_path: Path) -> None:
    part, base = Column(Field("到", NUMBER)), Column(Field("应到", NUMBER))
    rate = Column(Field("出勤率"), share=(part.key, base.key))
    sheet = Sheet("X", "表", (part, base, rate), [
        Row((7, 8, "87.5%")), Row((7, 8, "90.0%")), Row((0, 0, "—")), Row((None, 8, "0.0%")),
    ], signatures=(), seal=False)
    page, shown = both(sheet, tmp_path / "率.xlsx")
    assert [page[f"C{row}"].value for row in (4, 5, 6, 7)] == ["=A4/B4", 0.9, "—", 0]
    assert shown["C4"].value == 0.875
    assert page["C4"].number_format == page["C5"].number_format == "0.0%"


def test_a_line_that_is_no_balance_of_others_stays_a_number(tmp_path: Path) -> None:
    columns = tuple(Column(each) for each in (
        Field("行次", NUMBER), Field("金额", MONEY), Field("平衡关系")))
    sheet = Sheet("X", "表", columns, [
        Row((1, Decimal(9), "1=3-5")), Row((3, Decimal(12), "")), Row((5, Decimal(3), None)),
        Row((6, Decimal(16), "6=3+5")), Row((7, Decimal(12), "7=3+4")),
    ], signatures=(), seal=False)
    page, shown = both(sheet, tmp_path / "平衡.xlsx")
    assert [page[f"B{row}"].value for row in range(4, 9)] == ["=B5-B6", 12, 3, 16, 12]
    assert shown["B4"].value == 9


def test_days_are_days_and_every_signature_has_its_cell(
    drawn: list[Sheet], tmp_path: Path
) -> None:
    days = 0
    for sheet in drawn:
        page, _ = both(sheet, tmp_path / f"{sheet.code}.xlsx")
        lines = page.iter_cols(max_row=len(sheet.rows) + 5, min_row=4)
        for column in lines:
            said = [cell for cell in column[:len(sheet.rows)] if cell.value not in (None, "")]
            whole = [WRITTEN.fullmatch(str(cell.value)) for cell in said]
            assert not said or not all(whole), (sheet.title, said[0].value)
            days += sum(cell.data_type == "d" for cell in said)
        labels = [each.partition("：")[0] + "：" for each in signatures(sheet)]
        cells = {cell.value: cell for row in page.iter_rows() for cell in row if cell.value}
        for label in labels if len(sheet.columns) > 1 else ():
            beside = page.cell(cells[label].row, _after(page, cells[label]))
            assert beside.value is None or "日期" in label, sheet.title
        assert page.parent.properties.title and page.parent.properties.subject == sheet.when
    assert days > 200


@pytest.mark.parametrize("labels", [("主持人签字",), ("主持人签字", "记录人签字"), tuple("甲乙丙")])
def test_every_signature_of_a_record_has_a_cell_of_its_own(
    labels: tuple[str, ...], tmp_path: Path
) -> None:
    write_document_workbook(Document("minutes", "会议记录", blocks=(Signatures(labels),)),
                            tmp_path / "记录.xlsx")
    page = load_workbook(tmp_path / "记录.xlsx").active
    cells = [cell for row in page.iter_rows() for cell in row if cell.value in
             {f"{each}：" for each in labels}]
    assert len(cells) == len(labels)
    for cell in cells:
        wide = next(each.max_col for each in page.merged_cells.ranges if cell.coordinate in each)
        assert not page.cell(cell.row, wide + 1).value
        assert "　" not in cell.value


def _after(page: Any, cell: Any) -> int:
    """The column beside a cell, or beside what it is merged with."""
    wide = next((each.max_col for each in page.merged_cells.ranges
                 if cell.coordinate in each), cell.column)
    assert wide < page.max_column
    return int(wide) + 1


def test_a_total_that_is_no_sum_stays_a_number(tmp_path: Path) -> None:
    column = Column(Field("户数", NUMBER), total=True)
    sheet = Sheet("X", "表", (Column(Field("组")), column),
                  [Row(("一组", 3)), Row(("二组", 4))], total=("合计", 7), signatures=())
    page, shown = both(sheet, tmp_path / "和.xlsx")
    assert page["B6"].value == "=SUM(B4:B5)" and shown["B6"].value == 7
    page, _ = both(replace(sheet, total=("合计", 6)), tmp_path / "不是和.xlsx")
    assert page["B6"].value == 6
    words = [Row(("一组", 3)), Row(("二组", "四"))]
    page, _ = both(replace(sheet, rows=words), tmp_path / "字.xlsx")
    assert page["B6"].value == 7


def test_the_newest_day_under_a_column_of_days_is_a_day(tmp_path: Path) -> None:
    newest = date(2026, 11, 15)
    sheet = Sheet("X", "表", (Column(Field("姓名")), Column(Field("最近走访", DAY))),
                  [Row(("靳松涛", date(2026, 10, 31))), Row(("阳运来", newest))],
                  total=("合计", newest), signatures=())
    page, _ = both(sheet, tmp_path / "日.xlsx")
    assert page["B6"].is_date and page["B6"].value.date() == newest


def test_paper_is_as_wide_as_excel_measures_it() -> None:
    """宋体 11 has figures of 8 pixels, so 8.38 characters are 72 pixels of a 96th of an inch."""
    style = workbook_style()
    sides = style["margins"]["left"] + style["margins"]["right"]
    for paper, (short, long) in {"A4": (210, 297), "A3": (297, 420)}.items():
        for way, width in (("portrait", short), ("landscape", long)):
            assert style["across"][paper][way] * 8 / 96 * 25.4 <= width - sides


def test_a_day_known_in_part_stays_as_it_was_written(tmp_path: Path) -> None:
    sheet = Sheet("X", "表", (Column(Field("入党日期", PART_DAY)),),
                  [Row(("1985-07-01",)), Row(("1985-07",)), Row(("1985-02-30",))], signatures=())
    page, _ = both(sheet, tmp_path / "日.xlsx")
    assert page["A4"].is_date and page["A4"].number_format == "yyyy-mm-dd"
    assert [(page[each].value, page[each].number_format) for each in ("A5", "A6")] == [
        ("1985-07", "@"), ("1985-02-30", "@")]


def test_no_cell_calls_itself_a_text_and_has_none(tmp_path: Path) -> None:
    sheet = Sheet("X", "表", tuple(Column(Field(each)) for each in "甲乙丙丁"),
                  [Row(("一", "", None, "四"))], signatures=("审核人：", "填表人："))
    write_workbook(sheet, tmp_path / "表.xlsx")
    with zipfile.ZipFile(tmp_path / "表.xlsx") as book:
        page = book.read("xl/worksheets/sheet1.xml").decode()
    assert "审核人：" in unescape(page)
    assert not re.search(r'<c [^>]*t="inlineStr"[^>]*(?:/>|></c>)', page)


def test_a_column_of_figures_and_words_keeps_each_as_what_it_is(tmp_path: Path) -> None:
    columns = (Column(Field("本届", NUMBER)), Column(Field("增减", CHANGE)))
    values = [(7, 6), (Decimal("44.1"), Decimal("-18.9")), ("42.9%", Decimal("0.0")), ("—", "—")]
    page, _ = both(Sheet("X", "表", columns, list(map(Row, values)), signatures=()),
                   tmp_path / "增减.xlsx")
    said = [[page.cell(4 + at, column).value for column in (1, 2)] for at in range(4)]
    assert said == [[7, 6], [44.1, -18.9], [0.429, 0], ["—", "—"]]
    assert page["B4"].number_format == "+General;-General;0" and page["A6"].number_format == "0.0%"
    assert {page.cell(4 + at, column).alignment.horizontal
            for at in range(4) for column in (1, 2)} == {"right"}
