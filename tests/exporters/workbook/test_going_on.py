"""Every return as a workbook goes on working: totals add up anew, days are days, hands can sign."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterator
from dataclasses import replace
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest
from openpyxl import load_workbook

from exporters.form import signatures
from exporters.workbook.sheet import write_workbook
from models.keeping.store import Store
from models.returns.catalogue import RETURNS
from models.returns.returning import Asked
from models.values.kinds import NUMBER, PART_DAY, Field
from models.values.periods import Period
from models.values.problem import Problem
from models.values.sheet import Column, Row, Sheet
from sample.cast import LAST
from sample.village import fill

WRITTEN = re.compile(r"\d{4}-\d\d-\d\d")
"""A day that would stand there as text."""
SUM = re.compile(r"=SUM\(([A-Z]+)(\d+):\1(\d+)\)")


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


def added_up(page: Any, formula: str) -> Decimal:
    found = SUM.fullmatch(formula)
    assert found, formula
    letter, first, last = found.groups()
    return sum((Decimal(str(page[f"{letter}{row}"].value or 0))
                for row in range(int(first), int(last) + 1)), Decimal(0))


def test_every_formula_equals_the_value_the_program_knows(
    drawn: list[Sheet], tmp_path: Path
) -> None:
    found = 0
    for sheet in drawn:
        page, shown = both(sheet, tmp_path / f"{sheet.code}.xlsx")
        for row in page.iter_rows():
            for cell in row:
                if cell.data_type == "f":
                    value = shown[cell.coordinate].value
                    assert added_up(shown, cell.value) == Decimal(str(value)), sheet.title
                    found += 1
    assert found >= 60


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
    assert "审核人：" in page
    assert not re.search(r'<c [^>]*t="inlineStr"[^>]*(?:/>|></c>)', page)
