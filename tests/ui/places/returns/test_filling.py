"""填上级表 in the window: what is written is what is true when it is written."""

from __future__ import annotations

import openpyxl
import pytest
from PySide6.QtWidgets import QApplication

from models.registers.people import Person
from tests.models.returns.town_form import blank_forms
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
