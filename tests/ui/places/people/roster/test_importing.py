"""导入花名册: tried out, explained, asked about, taken in as one act, mended and taken in again."""

from __future__ import annotations

import pytest
from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QComboBox

from models.intake.reading import remembered_layouts
from models.keeping.copies import own_copies
from models.registers.people import Household, Person
from models.registers.search import search
from tests.data.rosters import made
from tests.importers.openings import counted_openings
from ui.kit import ask
from ui.kit.marks import Face
from ui.kit.theme import Mark

CTRL = Qt.KeyboardModifier.ControlModifier


@pytest.fixture
def opened(people, monkeypatch, qtbot):
    """Opens the panel on a file, as the action of the page does."""

    def open_file(path):
        monkeypatch.setattr(ask, "file_to_open", lambda *_: path)
        people.deeds["bring_in"].trigger()
        pane = people.right.currentWidget()
        qtbot.waitUntil(lambda: pane.trial is not None)
        return pane

    return open_file


def counts(pane):
    return [int(label.text()) for label in pane.outcome.figures.values()]


def again(pane, qtbot, press):
    """Press something that reads or plans again, and wait for it."""
    before = pane.trial
    press()
    qtbot.waitUntil(lambda: pane.trial is not before)


def labels(table, column):
    return [table.face(row, column).words for row in range(len(table.ids))]


def renamed(path, heading, other):
    """The small roster with a heading nobody knows."""
    made.small(path)
    book = load_workbook(path)
    page = book.active
    for cell in page[3]:
        if cell.value == heading:
            cell.value = other
    book.save(path)
    return path


def test_a_roster_is_tried_taken_in_and_taken_back_by_keys(
    opened, village, window, tmp_path, qtbot
):
    with village.act("改住址"):
        village.save(village.get(Household, 3).but(address="四组1号"))
    pane = opened(made.small(tmp_path / "small.xlsx"))
    assert counts(pane) == [6, 0, 0, 0, 1]
    assert pane.outcome.read.text() == "读了：Sheet1。"
    assert pane.outcome.faults.table.face(0, 0) == Face("退回", Mark.LATE)
    qtbot.keyClick(pane.outcome.faults, Qt.Key.Key_S, CTRL)
    assert village.count("person") == 10
    assert pane.strip.words.text() == "已导入：新增 6，更新 0，没有变化 0，重复略过 0，退回 1。"
    assert [each.why for each in own_copies(village)] == ["导入前"]
    assert search(village, "hz")[0].label.startswith("贺柱")
    again(pane, qtbot, lambda: pane.strip.press("撤销"))
    assert village.count("person") == 4
    assert pane.taking.isEnabled(), "what was taken back can be taken in again"
    qtbot.keyClick(pane.outcome.faults, Qt.Key.Key_Escape)
    assert window.focusWidget() is window.pages["people"].homes


def test_an_import_under_other_acts_is_not_taken_back_by_mistake(opened, village, tmp_path):
    pane = opened(made.small(tmp_path / "small.xlsx"))
    pane.take_in()
    with village.act("添 仝金坡"):
        village.save(Person(name="仝金坡"))
    pane.strip.press("撤销")
    assert "又做了别的" in pane.strip.words.text()
    assert village.count("person") == 11


def test_the_same_file_twice_has_nothing_to_take(opened, tmp_path):
    path = made.grouped(tmp_path / "grouped.xlsx")
    opened(path).take_in()
    pane = opened(path)
    assert "没有改动" in pane.outcome.said.text()
    assert not pane.taking.isEnabled()


def test_what_is_hidden_and_what_was_left_out_is_said(opened, tmp_path):
    pane = opened(made.grouped(tmp_path / "grouped.xlsx"))
    assert pane.outcome.read.text() == (
        "读了：一组、二组。没有读：填表说明（没有认出表头）、旧表（隐藏的表）、汇总（汇总表）、"
        "Sheet9（空表）。"
    )
    said = {each.code for each in pane.outcome.findings}
    assert {"hidden-column", "hidden-row", "hidden-sheet"} <= said


def test_what_was_recognised_is_shown_column_by_column(opened, tmp_path):
    pane = opened(made.grouped(tmp_path / "grouped.xlsx"))
    pane.show_part("mapping")
    sheets = pane.mapping.sheets.table
    assert labels(sheets, 0) == ["填表说明", "一组", "二组", "旧表", "汇总", "Sheet9"]
    assert sheets.face(1, 1) == Face("导入，表头在第 3–4 行", Mark.DONE)
    assert sheets.face(3, 1) == Face("隐藏的表，没有读", Mark.NONE)
    pane.mapping.sheets.choose(2)
    columns = pane.mapping.columns.table
    assert labels(columns, 1)[5] == "成员信息 与户主关系"
    assert labels(columns, 2)[8] == "'4109**********0437", "numbers are masked here too"
    assert labels(columns, 3)[4:6] == ["姓名", "与户主关系"]


def test_a_heading_nobody_knows_is_explained_once_and_remembered(
    opened, village, tmp_path, qtbot
):
    path = renamed(tmp_path / "odd.xlsx", "与户主关系", "在家里排行")
    pane = opened(path)
    pane.show_part("mapping")
    row = labels(pane.mapping.columns.table, 1).index("在家里排行")
    assert pane.mapping.columns.table.face(row, 3) == Face("不用", tone="faint")
    pane.mapping.columns.setFocus()
    pane.mapping.columns.setCurrentIndex(pane.mapping.columns.table.index(row, 3))
    qtbot.keyClick(pane.mapping.columns, Qt.Key.Key_F2)
    typed = pane.mapping.columns.findChild(QComboBox).lineEdit()
    typed.setText("与户主关系")
    qtbot.keyClick(typed, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: labels(pane.mapping.columns.table, 3)[row] == "与户主关系")
    assert pane.mapping.sheets.table.face(0, 1).mark is Mark.ASK
    again(pane, qtbot, lambda: qtbot.keyClick(pane.mapping.columns, Qt.Key.Key_S, CTRL))
    assert {each.values.get("relation") for each in pane.trial.reading.people} > {"02", "12"}
    assert [each.columns["relation"] for each in remembered_layouts(village)] == ["E"]
    pane.give_up()
    other = opened(renamed(tmp_path / "next.xlsx", "与户主关系", "在家里排行"))
    assert other.trial.reading.people[0].values["relation"] == "02"


def test_a_column_is_marked_as_not_used_and_none_is_used_twice(opened, tmp_path, qtbot):
    pane = opened(made.small(tmp_path / "small.xlsx"))
    pane.show_part("mapping")
    table = pane.mapping.columns.table
    phone, note = labels(table, 3).index("联系电话"), labels(table, 3).index("备注")
    table.setData(table.index(phone, 3), "不用")
    assert labels(table, 3)[phone] == "不用"
    table.setData(table.index(note, 3), "姓名")
    assert labels(table, 3).count("姓名") == 1
    table.setData(table.index(note, 3), "鞋号")
    assert "没有“鞋号”这一栏" in pane.strip.words.text()
    table.setData(table.index(note, 3), "不用")
    pane.mapping.read_again()
    assert pane.strip.words.text() == "“Sheet1”还没有指明哪一列是姓名。"


def test_a_file_is_opened_once_and_again_only_when_it_has_changed(
    opened, tmp_path, monkeypatch, qtbot
):
    openings = counted_openings(monkeypatch)
    path = made.small(tmp_path / "small.xlsx")
    pane = opened(path)
    assert openings == [path]
    pane.show_part("mapping")
    first = counts(pane)
    again(pane, qtbot, pane.mapping.read_again)
    assert counts(pane) == first and openings == [path]
    made.grouped(path)
    again(pane, qtbot, pane.mapping.read_again)
    assert counts(pane) != first and openings == [path, path]


def test_a_sheet_without_a_known_head_is_used_once_its_head_is_shown(opened, tmp_path, qtbot):
    path = made.small(tmp_path / "odd.xlsx")
    book = load_workbook(path)
    page = book.active
    for column in range(1, 11):
        page.cell(3, column).value = f"栏{column}"
    book.save(path)
    pane = opened(path)
    assert pane.stack.currentWidget() is pane.mapping
    assert "没有找到花名册" in pane.strip.words.text()
    pane.mapping.rows.choose(3)
    qtbot.keyClick(pane.mapping.rows, Qt.Key.Key_Return)
    table = pane.mapping.columns.table
    assert labels(table, 1)[3] == "栏4"
    for row, words in ((1, "户号"), (3, "姓名"), (4, "与户主关系"), (6, "身份证号")):
        table.setData(table.index(row, 3), words)
    again(pane, qtbot, pane.mapping.read_again)
    assert counts(pane) == [6, 0, 0, 0, 1]


def test_a_hidden_sheet_is_read_when_it_is_asked_for(opened, tmp_path, qtbot):
    pane = opened(made.grouped(tmp_path / "grouped.xlsx"))
    pane.show_part("mapping")
    pane.mapping.sheets.choose(4)
    again(pane, qtbot, lambda: qtbot.keyClick(pane.mapping.sheets, Qt.Key.Key_T, CTRL))
    assert [each.name for each in pane.trial.reading.people] == ["旧人"]
    pane.show_part("mapping")
    again(pane, qtbot, pane.mapping.read_only_this)
    assert counts(pane) == [11, 0, 0, 1, 0]


def test_the_head_grows_and_shrinks_by_the_rows_beside_it(opened, tmp_path):
    pane = opened(made.grouped(tmp_path / "grouped.xlsx"))
    pane.show_part("mapping")
    pane.mapping.sheets.choose(2)
    sheet = pane.mapping._sheet()
    pane.mapping._press(3)
    assert sheet.rows == (4,) and sheet.columns["relation"] == "F"
    pane.mapping._press(3)
    assert sheet.rows == (3, 4) and sheet.columns["head"] == "C"
    pane.mapping._press(1)
    assert sheet.rows == (1,)


def doubtful(path, *numbers):
    """The small roster with other numbers for people who are on the register already."""
    made.small(path)
    book = load_workbook(path)
    for row, number in numbers:
        book.active.cell(row, 7).value = number
        book.active.cell(row, 8).value = ""
    book.save(path)
    return path


def test_doubtful_people_are_asked_about_one_after_the_other(opened, village, tmp_path, qtbot):
    opened(made.small(tmp_path / "small.xlsx")).take_in()
    path = doubtful(tmp_path / "again.xlsx", (4, made.number("18840729", 75)),
                    (7, made.number("18880501", 46)), (9, made.number("18840801", 27)))
    pane = opened(path)
    assert pane.strip.words.text() == "有 3 行可能是册上已有的人，要一个一个认。"
    pane.strip.press("现在认")
    asking = pane.asking
    assert asking.counted.text() == "认人 1 / 3"
    table = asking.sides.table
    assert labels(table, 0)[:2] == ["户", "姓名"] and table.face(1, 1) == Face("尚海", tone="faint")
    number = labels(table, 0).index("公民身份号码")
    assert table.face(number, 1).mark is Mark.ASK and "*" in table.face(number, 2).words
    qtbot.keyClick(asking.sides, Qt.Key.Key_1)
    qtbot.keyClick(asking.sides, Qt.Key.Key_2)
    again(pane, qtbot, lambda: qtbot.keyClick(asking.sides, Qt.Key.Key_3))
    n = pane.trial.planned.counts
    assert (n["created"], n["updated"], n["refused"]) == (1, 1, 2)
    before = village.count("person")
    pane.take_in()
    assert village.count("person") == before + 1
    changed = [each.id_number for each in village.find(Person) if each.name == "尚海"]
    assert changed == [made.number("18840729", 75)]


def test_nobody_is_two_rows(opened, tmp_path, qtbot):
    opened(made.small(tmp_path / "small.xlsx")).take_in()
    path = doubtful(tmp_path / "again.xlsx", (4, made.number("18840729", 75)))
    book = load_workbook(path)
    book.active.cell(5, 4).value, book.active.cell(5, 7).value = "尚海", ""
    book.save(path)
    pane = opened(path)
    assert len(pane.trial.planned.doubts) == 2
    pane.show_part("asking")
    again(pane, qtbot, pane.asking.say_same)
    assert pane.answers == {("Sheet1", 4): pane.answers["Sheet1", 4]}


def test_the_fault_workbook_is_mended_and_taken_in(opened, village, tmp_path, monkeypatch, qtbot):
    pane = opened(made.small(tmp_path / "small.xlsx"))
    pane.take_in()
    faults = tmp_path / "faults.xlsx"
    monkeypatch.setattr(ask, "file_to_save", lambda *_: faults)
    qtbot.keyClick(pane.outcome.faults, Qt.Key.Key_E, CTRL)
    assert "改好后再导入它就行" in pane.strip.words.text()
    assert mend(faults, 4, "G", made.number("18940324", 31)) == "贺平"
    other = opened(faults)
    assert counts(other)[0] == 1 and counts(other)[4] == 0
    other.take_in()
    home = village.find(Household, "number = ?", ("002",))[0]
    assert [each.name for each in village.find(Person) if each.household == home.id] == [
        "贺柱", "贺平",
    ]


def test_an_explained_head_is_understood_in_the_fault_workbook_too(
    opened, tmp_path, monkeypatch, qtbot
):
    pane = opened(renamed(tmp_path / "odd.xlsx", "姓名", "大名"))
    pane.show_part("mapping")
    table = pane.mapping.columns.table
    table.setData(table.index(labels(table, 1).index("大名"), 3), "姓名")
    table.setData(table.index(labels(table, 1).index("户主"), 3), "户主姓名")
    again(pane, qtbot, pane.mapping.read_again)
    pane.take_in()
    faults = tmp_path / "faults.xlsx"
    monkeypatch.setattr(ask, "file_to_save", lambda *_: faults)
    pane.save_faults()
    mend(faults, 4, "G", made.number("18940324", 31))
    assert counts(opened(faults))[0] == 1


def test_a_file_that_is_no_table_is_refused_in_words(opened, people, tmp_path, monkeypatch, qtbot):
    path = tmp_path / "returned.pdf"
    path.write_bytes(b"%PDF-1.7")
    monkeypatch.setattr(ask, "file_to_open", lambda *_: path)
    people.bring_in()
    pane = people.right.currentWidget()
    qtbot.waitUntil(lambda: pane.strip.isVisible())
    assert "是 PDF" in pane.strip.words.text()
    assert not pane.taking.isEnabled() and not pane.chips.isVisible()


def mend(path, row, column, value):
    """Write into the fault workbook; whose row it was."""
    book = load_workbook(path)
    page = book.worksheets[0]
    row = next(cell.row for cell in page["D"] if cell.value == "贺平")
    page[f"{column}{row}"] = value
    book.save(path)
    return page.cell(row, 4).value
