"""The workbench: tried out, explained, asked about, taken in as one act, mended, taken in again."""

from __future__ import annotations

from openpyxl import load_workbook
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication

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


def counts(pane):
    names = ("created", "updated", "unchanged", "skipped", "refused")
    return [pane.trial.counts[each] for each in names]


def settle(pane, qtbot):
    """Take in, and wait until it is compared again."""
    again(pane, qtbot, pane.take_in)


def again(pane, qtbot, press):
    """Press something that reads or plans again, and wait for it."""
    before = pane.trial
    press()
    qtbot.waitUntil(lambda: pane.trial is not before)


def bands(pane):
    return pane.sheet.table.shown.bands


def choose(pane, letter, words):
    """What is pressed in the chooser over a column."""
    pane.heads.choose(letter)
    chosen = next(each for each in pane.heads.menu.actions() if each.text() == words)
    pane.heads.menu.close()
    chosen.trigger()


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
    assert [each.face.mark for each in bands(pane) if each.open] == [Mark.LATE]
    again(pane, qtbot, lambda: qtbot.keyClick(pane.sheet, Qt.Key.Key_S, CTRL))
    assert village.count("person") == 10
    assert pane.strip.words.text() == "已导入：新增 6，更新 0，没有变化 0，略过 0，要您定 1。"
    assert [each.why for each in own_copies(village)] == ["导入前"]
    assert search(village, "hz")[0].label.startswith("贺柱")
    again(pane, qtbot, lambda: pane.strip.press("撤销"))
    assert village.count("person") == 4
    assert pane.taking.isEnabled(), "what was taken back can be taken in again"
    qtbot.keyClick(pane.sheet, Qt.Key.Key_Escape)
    assert window.focusWidget() is window.pages["people"].homes


def test_an_import_under_other_acts_is_not_taken_back_by_mistake(
    opened, village, tmp_path, qtbot
):
    pane = opened(made.small(tmp_path / "small.xlsx"))
    again(pane, qtbot, pane.take_in)
    with village.act("添 仝金坡"):
        village.save(Person(name="仝金坡"))
    pane.strip.press("撤销")
    assert "又做了别的" in pane.strip.words.text()
    assert village.count("person") == 11


def test_the_same_file_twice_has_nothing_to_take(opened, tmp_path, qtbot):
    path = made.grouped(tmp_path / "grouped.xlsx")
    settle(opened(path), qtbot)
    pane = opened(path)
    assert counts(pane) == [0, 0, 11, 1, 0]
    assert not pane.taking.isEnabled()


def test_what_is_hidden_and_what_was_left_out_is_said(opened, tmp_path):
    pane = opened(made.grouped(tmp_path / "grouped.xlsx"))
    said = {each.code for each in pane.trial.findings}
    assert {"hidden-column", "hidden-row", "hidden-sheet"} <= said
    pane.chips.press("notice")
    assert {each.row for each in bands(pane) if each.row} == pane.sheet.table.shown.rows - {0}


def test_a_heading_nobody_knows_is_explained_once_and_remembered(
    opened, village, tmp_path, qtbot
):
    path = renamed(tmp_path / "odd.xlsx", "与户主关系", "在家里排行")
    pane = opened(path)
    assert pane.sheet.table.shown.heads["E"] == Face("不导入", Mark.NONE)
    again(pane, qtbot, lambda: choose(pane, "E", "与户主关系"))
    assert pane.sheet.table.shown.heads["E"] == Face("与户主关系", Mark.DONE)
    assert {each.values.get("relation") for each in pane.trial.reading.people} > {"02", "12"}
    assert [each.columns["relation"] for each in remembered_layouts(village)] == ["E"]
    pane.give_up()
    other = opened(renamed(tmp_path / "next.xlsx", "与户主关系", "在家里排行"))
    assert other.trial.reading.people[0].values["relation"] == "02"


def test_a_column_is_left_out_and_none_is_used_twice(opened, tmp_path, qtbot):
    pane = opened(made.small(tmp_path / "small.xlsx"))
    heads = pane.sheet.table.shown.heads
    name = next(letter for letter, face in heads.items() if face.words == "姓名")
    phone = next(letter for letter, face in heads.items() if face.words == "联系电话")
    again(pane, qtbot, lambda: choose(pane, phone, "这一列不导入"))
    assert pane.sheet.table.shown.heads[phone].words == "不导入"
    again(pane, qtbot, lambda: choose(pane, name, "这一列不导入"))
    head = next(letter for letter, face in heads.items() if face.words == "户主姓名")
    choose(pane, head, "这一列不导入")
    assert "还要指明这些列" in pane.strip.words.text()


def test_a_file_is_opened_once_and_again_only_when_it_has_changed(
    opened, tmp_path, monkeypatch, qtbot
):
    openings = counted_openings(monkeypatch)
    path = made.small(tmp_path / "small.xlsx")
    pane = opened(path)
    assert openings == [path]
    first = counts(pane)
    again(pane, qtbot, pane.read_again)
    assert counts(pane) == first and openings == [path]
    made.grouped(path)
    again(pane, qtbot, pane.read_again)
    assert counts(pane) != first and openings == [path, path]


def test_a_head_of_unknown_words_is_proposed_and_its_columns_are_named(opened, tmp_path, qtbot):
    path = made.small(tmp_path / "odd.xlsx")
    book = load_workbook(path)
    page = book.active
    for column in range(1, 11):
        page.cell(3, column).value = f"栏{column}"
    book.save(path)
    pane = opened(path)
    assert "没有找到花名册" in pane.strip.words.text()
    pane.sheet.go(3, "A")
    pane.heads.choose("A")
    offered = [each.text() for each in pane.heads.menu.actions()]
    pane.heads.menu.close()
    assert "第 3 行不是表头" in offered
    for letter, words in (("B", "户号"), ("E", "与户主关系"), ("G", "公民身份号码")):
        choose(pane, letter, words)
    again(pane, qtbot, lambda: choose(pane, "D", "姓名"))
    assert counts(pane) == [6, 0, 0, 0, 1]


def test_what_is_known_of_a_head_need_not_be_said_again(opened, tmp_path, qtbot):
    path = renamed(tmp_path / "odd.xlsx", "姓名", "叫啥")
    book = load_workbook(path)
    book.active["C3"] = "哪家"
    book.save(path)
    pane = opened(path)
    assert "没有找到花名册" in pane.strip.words.text()
    assert [pane.heads.faces(pane.sheet_name())[each].words for each in "BE"] == [
        "户号", "与户主关系"]
    again(pane, qtbot, lambda: choose(pane, "D", "姓名"))
    assert counts(pane) == [6, 0, 0, 0, 1]


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
    settle(opened(made.small(tmp_path / "small.xlsx")), qtbot)
    path = doubtful(tmp_path / "again.xlsx", (4, made.number("18840729", 75)),
                    (7, made.number("18880501", 46)), (9, made.number("18840801", 27)))
    pane = opened(path)
    assert len(pane.trial.planned.doubts) == 3
    pane.compare()
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
    settle(pane, qtbot)
    assert village.count("person") == before + 1
    changed = [each.id_number for each in village.find(Person) if each.name == "尚海"]
    assert changed == [made.number("18840729", 75)]


def test_two_different_people_are_remembered(opened, village, tmp_path, qtbot):
    settle(opened(made.small(tmp_path / "small.xlsx")), qtbot)
    path = doubtful(tmp_path / "again.xlsx", (4, made.number("18840729", 75)))
    pane = opened(path)
    pane.compare()
    again(pane, qtbot, lambda: qtbot.keyClick(pane.asking.sides, Qt.Key.Key_2))
    settle(pane, qtbot)
    other = opened(path)
    assert not other.trial.planned.doubts and counts(other)[0] == 0
    made_of = next(each for each in village.find(Person)
                   if each.id_number == made.number("18840729", 75))
    with village.act("改号"):
        village.save(made_of.but(id_number=None))
    assert not opened(path).trial.planned.doubts


def test_nobody_is_two_rows(opened, tmp_path, qtbot):
    settle(opened(made.small(tmp_path / "small.xlsx")), qtbot)
    path = doubtful(tmp_path / "again.xlsx", (4, made.number("18840729", 75)))
    book = load_workbook(path)
    book.active.cell(5, 4).value, book.active.cell(5, 7).value = "尚海", ""
    book.save(path)
    pane = opened(path)
    assert len(pane.trial.planned.doubts) == 2
    pane.compare()
    again(pane, qtbot, pane.asking.say_same)
    assert list(pane.said.people) == [("Sheet1", 4)]


def test_the_fault_workbook_is_mended_and_taken_in(opened, village, tmp_path, monkeypatch, qtbot):
    pane = opened(made.small(tmp_path / "small.xlsx"))
    settle(pane, qtbot)
    faults = tmp_path / "faults.xlsx"
    monkeypatch.setattr(ask, "file_to_save", lambda *_: faults)
    qtbot.keyClick(pane.sheet, Qt.Key.Key_E, CTRL)
    assert "改好后再导入它就行" in pane.strip.words.text()
    assert mend(faults, 4, "G", made.number("18940324", 31)) == "贺平"
    other = opened(faults)
    assert counts(other)[0] == 1 and counts(other)[4] == 0
    settle(other, qtbot)
    home = village.find(Household, "number = ?", ("002",))[0]
    assert [each.name for each in village.find(Person) if each.household == home.id] == [
        "贺柱", "贺平",
    ]


def test_an_explained_head_is_understood_in_the_fault_workbook_too(
    opened, tmp_path, monkeypatch, qtbot
):
    pane = opened(renamed(tmp_path / "odd.xlsx", "姓名", "大名"))
    choose(pane, "D", "姓名")
    again(pane, qtbot, lambda: choose(pane, "C", "户主姓名"))
    settle(pane, qtbot)
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
    assert not pane.taking.isEnabled() and not pane.chips.isVisible()


def mend(path, row, column, value):
    """Write into the fault workbook; whose row it was."""
    book = load_workbook(path)
    page = book.worksheets[0]
    row = next(cell.row for cell in page["D"] if cell.value == "贺平")
    page[f"{column}{row}"] = value
    book.save(path)
    return page.cell(row, 4).value


def test_faults_are_answered_on_the_spot_and_taken_back(opened, village, tmp_path, qtbot):
    pane = opened(made.small(tmp_path / "small.xlsx"))
    band = pane.sheet.bands_here()[0]
    assert band.open and [each.words for each in band.answers] == [
        "号留空导入", "改这格", "不导入这行"]
    again(pane, qtbot, lambda: pane.answer(2))
    assert counts(pane) == [6, 0, 0, 1, 0]
    back = next(each for each in bands(pane) if each.answers and each.answers[0].words == "改主意")
    again(pane, qtbot, back.answers[0].do)
    assert counts(pane) == [6, 0, 0, 0, 1]
    at = pane.sheet.table.index(pane.sheet.table.lines.index(band.row), ord(band.letter) - 65)
    again(pane, qtbot, lambda: pane.sheet.table.setData(at, made.number("18940324", 31)))
    assert counts(pane) == [7, 0, 0, 0, 0]
    settle(pane, qtbot)
    assert made.number("18940324", 31) in [each.id_number for each in village.find(Person)]


def test_points_pasted_without_a_head_are_asked_about(window, village, qtbot):
    window.go("points")
    section = window.pages["points"].section("entry")
    QGuiApplication.clipboard().setText("2026-3-1\t101\t没有这一项\n2026-3-2\t102\t也没有\n")
    section.paste()
    pane = section.beside.pane
    qtbot.waitUntil(lambda: pane.trial is not None)
    assert pane.trial.refusal and pane.sheet.table.shown.heads["A"].words == "不导入"
    choose(pane, "A", "发生日期")
    choose(pane, "B", "户号")
    again(pane, qtbot, lambda: choose(pane, "C", "积分项目"))
    assert counts(pane)[4] == 2 and all(each.open for each in bands(pane) if each.row)


def test_a_hidden_sheet_is_read_when_it_is_asked_for(opened, tmp_path, qtbot):
    pane = opened(made.grouped(tmp_path / "grouped.xlsx"))
    pane.tabs.setCurrentIndex(3)
    again(pane, qtbot, bands(pane)[0].answers[0].do)
    assert [each.name for each in pane.trial.reading.people] == ["旧人"]
    again(pane, qtbot, bands(pane)[0].answers[0].do)
    assert counts(pane) == [11, 0, 0, 1, 0]
