"""填上级表 in the window: what is written is what is true when it is written."""

from __future__ import annotations

import openpyxl
import pytest
from pypdfium2 import PdfDocument
from PySide6.QtWidgets import QApplication, QLabel, QPushButton

from models.registers.people import Person
from tests.models.returns.town_form import blank_forms, word_blanks
from tests.models.returns.town_form.test_other_layouts import sheet_form
from tests.ui.two_desks import open_sample, shown, until
from ui.kit.theme import dress


@pytest.fixture
def window(qtbot, tmp_path):
    dress(QApplication.instance())
    window = shown(qtbot, open_sample(tmp_path / "village.lianxing"))
    yield window
    window.let_go()


def test_a_form_is_filled_with_the_values_of_that_moment(qtbot, window, tmp_path, monkeypatch):
    blank, out = blank_forms.members_form(tmp_path / "表样.xlsx"), tmp_path / "填好.xlsx"
    monkeypatch.setattr("ui.kit.ask.file_to_save", lambda *_: out)
    window.go("returns")
    filling = window.pages["returns"].show_section("fill")
    filling.read(blank)
    until(qtbot, lambda: filling.opened is not None and filling.work.job is None)
    name = filling.opened.prepared.filled[0].values["B5"]
    store = window.store
    (person,) = store.find(Person, "name = ?", (name,))
    store.save(person.but(name="改名后"))
    filling.deeds["save"].trigger()
    until(qtbot, lambda: out.exists() and filling.work.job is None)
    assert openpyxl.load_workbook(out)["联户"]["B5"].value == "改名后"


def test_a_card_is_offered_for_each_and_written_card_by_card(qtbot, window, tmp_path, monkeypatch):
    blank = word_blanks.write(tmp_path / "卡.docx", "党员信息卡", word_blanks.table((
        ("姓名", "", "党小组", ""), ("联系户数", "", "鞋码", ""))))
    window.go("returns")
    filling = window.pages["returns"].show_section("fill")
    filling.read(blank)
    until(qtbot, lambda: filling.opened is not None and filling.work.job is None)
    assert filling.card.each() == "member"
    count = len(filling.opened.prepared.forms)
    monkeypatch.setattr("ui.kit.ask.folder", lambda *_: tmp_path / "各人")
    filling.deeds["save_cards"].trigger()
    until(qtbot, lambda: filling.work.job is None and (tmp_path / "各人").exists())
    assert len(list((tmp_path / "各人").glob("*.docx"))) == count > 1
    filling.card.each_box.setCurrentIndex(filling.card.each_box.findData("person"))
    filling.card.each_box.activated.emit(0)
    until(qtbot, lambda: filling.work.job is None
          and filling.opened.prepared.form.map.each == "person")
    assert len(filling.opened.prepared.forms) > count


def test_a_folder_is_filled_and_what_is_asked_stands_on_the_card(
        qtbot, window, tmp_path, monkeypatch):
    blanks, out = tmp_path / "表样", tmp_path / "填好"
    blanks.mkdir()
    blank_forms.members_form(blanks / "甲.xlsx")
    blank_forms.points_form(blanks / "乙.xlsx")
    (blanks / "坏.xlsx").write_text("不是表格", encoding="utf-8")
    folders = iter((blanks, out))
    monkeypatch.setattr("ui.kit.ask.folder", lambda *_: next(folders))
    window.go("returns")
    filling = window.pages["returns"].show_section("fill")
    filling.deeds["fill_folder"].trigger()
    until(qtbot, lambda: filling.work.job is None and len(list(out.glob("*.xlsx"))) == 2)
    said = [each.text() for each in filling.card.findChildren(QLabel)]
    assert any("3 份表，填好 2 份" in each for each in said)
    assert any("没有填 坏.xlsx" in each for each in said)
    assert any("满意度（乙.xlsx）" in each for each in said)


def test_a_heading_that_is_not_understood_is_decided_by_one_click(
        qtbot, window, tmp_path, monkeypatch):
    blank, out = tmp_path / "表样.xlsx", tmp_path / "填好.xlsx"
    sheet_form(blank, "农户花名册", ("户号", "户主姓名", "入户走访回数", "鞋码"))
    window.go("returns")
    filling = window.pages["returns"].show_section("fill")

    def click(said):
        def offered():
            return [each for each in filling.card.findChildren(QPushButton)
                    if each.text().startswith(said) and each.isVisibleTo(filling.card)]

        until(qtbot, offered)
        offered()[0].click()

    filling.read(blank)
    until(qtbot, lambda: filling.opened is not None and filling.work.job is None)
    first, second = filling.opened.prepared.asked
    assert (first.heading, second.heading) == ("入户走访回数", "鞋码")
    near = next(each for each in first.candidates if each.fact == "visits.at-home")
    click(f"{near.label}（")
    until(qtbot, lambda: filling.work.job is None and len(filling.opened.prepared.asked) == 1)
    click("留给手填")
    until(qtbot, lambda: filling.work.job is None and not filling.opened.prepared.asked)
    monkeypatch.setattr("ui.kit.ask.file_to_save", lambda *_: out)
    filling.deeds["save"].trigger()
    until(qtbot, lambda: out.exists() and filling.work.job is None)
    sheet = openpyxl.load_workbook(out).active
    said = [near.values[at] for at in range(3)]
    assert [str(sheet.cell(at, 3).value) for at in range(3, 6)] == said
    assert sheet["D3"].value is None
    filling.corrected = None
    filling.opened = None
    filling.read(blank)
    until(qtbot, lambda: filling.opened is not None and filling.work.job is None)
    assert not filling.opened.prepared.asked, "what was decided is remembered"


def test_a_form_is_kept_and_stands_in_the_catalogue(qtbot, window, tmp_path, monkeypatch):
    blank = sheet_form(tmp_path / "表样.xlsx", "农户走访季报", ("户号", "户主姓名", "走访次数"))
    window.go("returns")
    filling = window.pages["returns"].show_section("fill")
    filling.read(blank)
    until(qtbot, lambda: filling.opened is not None and filling.work.job is None)
    filling.deeds["keep_as_own"].trigger()
    pane = filling.beside.pane
    assert pane.form.editors["title"].words() == "农户走访季报"
    pane.save()
    assert filling.beside.pane is None and "留好了" in filling.strip.findChild(QLabel).text()
    catalogue = window.pages["returns"].show_section("catalogue")
    catalogue.open("return", len(catalogue.lines))
    catalogue.draw()
    until(qtbot, lambda: catalogue.drawn is not None and catalogue.job is None)
    assert [each.label for each in catalogue.card.figures.sheet.columns] == [
        "序号", "户号", "户主姓名", "走访次数"]
    seen = PdfDocument(catalogue.drawn.pdf)[0].get_textpage().get_text_range()
    assert "农户走访季报" in seen and "填表人" not in seen, "the form itself, not a table of it"
    monkeypatch.setattr("ui.kit.ask.folder", lambda *_: tmp_path / "出")
    catalogue.deeds["export"].trigger()
    until(qtbot, lambda: catalogue.job is None)
    paper, written = sorted((tmp_path / "出").iterdir())
    assert paper.suffix == ".pdf"
    assert openpyxl.load_workbook(written).active["A1"].value == "农户走访季报"
    catalogue.deeds["change_own"].trigger()
    catalogue.beside.pane.form.editors["cadence"].put("每月")
    catalogue.beside.pane.save()
    assert "下一期就填错了" in "".join(each.text() for each in catalogue.findChildren(QLabel))
