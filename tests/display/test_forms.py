"""A town's form by mouse and keys: chosen, looked at, two questions answered, saved."""

from __future__ import annotations

import openpyxl
import pytest
from PySide6.QtWidgets import QPushButton

from tests.models.returns.town_form.test_other_layouts import sheet_form
from ui.kit import ask


@pytest.fixture
def filling(window):
    window.go("returns")
    return window.pages["returns"].show_section("fill")


def test_two_questions_are_answered_on_the_picture_in_eight_actions(
    filling, person, until, tmp_path, monkeypatch
):
    blank, out = tmp_path / "表样.xlsx", tmp_path / "填好.xlsx"
    sheet_form(blank, "农户花名册", ("户号", "户主姓名", "入户走访回数", "鞋码"))
    monkeypatch.setattr(ask, "file_to_open", lambda *_: blank)
    monkeypatch.setattr(ask, "file_to_save", lambda *_: out)
    actions = ["选中文件", "写文件名"]

    def click(said):
        def offered():
            return [each for each in filling.card.findChildren(QPushButton)
                    if each.text().startswith(said) and not each.visibleRegion().isEmpty()]

        places = [None, None]

        def settled():
            places.append([each.mapToGlobal(each.rect().center()) for each in offered()])
            return filling.work.job is None and bool(places[-1]) and places[-1] == places[-3]

        until(settled)
        person.click(offered()[0])
        actions.append(said)

    person.press("ctrl+o")
    actions.append("ctrl+o")
    until(lambda: filling.opened is not None and filling.work.job is None)
    assert {"①入户走访回数", "②鞋码"} <= set(filling.picture.drawing.texts)
    first = filling.opened.prepared.asked[0]
    assert all(any(each.values) for each in first.candidates)
    click(first.candidates[0].label)
    until(lambda: filling.work.job is None and len(filling.opened.prepared.asked) == 1)
    assert first.candidates[0].values[0] in filling.picture.drawing.texts
    click("留给手填")
    until(lambda: filling.work.job is None and not filling.opened.prepared.asked)
    person.press("ctrl+s")
    actions.append("ctrl+s")
    until(lambda: out.exists() and filling.work.job is None)
    sheet = openpyxl.load_workbook(out).active
    assert [str(sheet.cell(at, 3).value) for at in range(3, 6)] == [*first.candidates[0].values]
    assert sheet["D3"].value is None
    assert len(actions) <= 8
