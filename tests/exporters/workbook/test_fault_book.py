from __future__ import annotations

from pathlib import Path

import pytest
from openpyxl import load_workbook

from exporters.workbook.fault_book import COLOURS, HOW, MEND, write_faultbook
from importers.roster.roster import read_roster
from models.intake.taking import plan, take
from models.registers.people import Person
from tests.data.rosters import made


@pytest.fixture
def small(tmp_path):
    return read_roster(made.small(tmp_path / "small.xlsx"))


def mended_copy(path: Path, cells: dict[str, str], sheet: str) -> Path:
    book = load_workbook(path)
    for place, value in cells.items():
        book[sheet][place] = value
    book.save(path)
    return path


def test_only_the_rows_to_mend_are_there_with_the_reason_and_a_colour(small, tmp_path):
    write_faultbook(small, small.findings, tmp_path / "f.xlsx")
    book = load_workbook(tmp_path / "f.xlsx")
    assert book.sheetnames == ["Sheet1", HOW]
    page = book["Sheet1"]
    assert [page.cell(row, 4).value for row in range(4, 8)] == ["贺平", "靳麦香", None, None]
    assert page["K3"].value == MEND and "重新录入" in page["K4"].value
    assert page["G4"].fill.fgColor.rgb.endswith(COLOURS["error"])
    assert page["G5"].fill.fgColor.rgb.endswith(COLOURS["warning"])
    assert (page["G4"].value, page["G4"].data_type, page["G5"].data_type) == (
        "4.10305E+17",
        "s",
        "s",
    )
    assert [page.cell(row, 2).value for row in (4, 5)] == ["002", "003"]


def test_a_mended_workbook_is_taken_in_by_the_same_importer(small, store, tmp_path):
    take(store, plan(store, small))
    write_faultbook(small, small.findings, tmp_path / "f.xlsx")
    unmended = plan(store, read_roster(tmp_path / "f.xlsx"))
    assert (unmended.counts["unchanged"], unmended.counts["refused"]) == (1, 1)
    good = {"G4": made.number("18940324", 33), "G5": made.number("18921112", 18)}
    reading = read_roster(mended_copy(tmp_path / "f.xlsx", good, "Sheet1"))
    assert not reading.findings
    after = plan(store, reading)
    take(store, after)
    assert (after.counts["created"], after.counts["updated"]) == (1, 1)
    assert after.counts["households_created"] == 0
    assert {each.id_number for each in store.find(Person)} >= set(good.values())


@pytest.mark.parametrize(
    "make", [made.grouped, made.members, made.equity, made.legacy, made.plain_text]
)
def test_every_kind_of_roster_comes_back_unchanged_when_nothing_was_mended(make, store, tmp_path):
    kind = {"legacy": ".xls", "plain_text": ".csv"}.get(make.__name__, ".xlsx")
    reading = read_roster(make(tmp_path / f"r{kind}"))
    first = plan(store, reading)
    take(store, first)
    write_faultbook(reading, first.findings, tmp_path / "f.xlsx")
    again = plan(store, read_roster(tmp_path / "f.xlsx"))
    assert not again.changes_anything
    assert again.counts["refused"] == first.counts["refused"]


def test_what_is_wrong_outside_the_rows_stands_on_the_last_page(tmp_path):
    reading = read_roster(made.grouped(tmp_path / "g.xlsx"))
    write_faultbook(reading, reading.findings, tmp_path / "f.xlsx")
    words = [cell.value for (cell,) in load_workbook(tmp_path / "f.xlsx")[HOW].iter_rows()]
    assert any("“一组”第 13 行" in each and "合计" in each for each in words)
    assert any("“二组”第 6 行" in each and "同一个人" in each for each in words)


def test_text_that_looks_like_a_formula_stays_text(tmp_path):
    made.save(
        tmp_path / "r.xlsx",
        (
            "Sheet1",
            [
                ["户号", "姓名", "与户主关系", "性别", "备注"],
                ["1", "尚□", "户主", "男", "-1"],
            ],
            "",
        ),
    )
    book = load_workbook(tmp_path / "r.xlsx")
    book["Sheet1"]["E2"].value, book["Sheet1"]["E2"].data_type = "=1+1", "s"
    book.save(tmp_path / "r.xlsx")
    reading = read_roster(tmp_path / "r.xlsx")
    write_faultbook(reading, reading.findings, tmp_path / "f.xlsx")
    cell = load_workbook(tmp_path / "f.xlsx")["Sheet1"]["E2"]
    assert (cell.value, cell.data_type) == ("=1+1", "s")
