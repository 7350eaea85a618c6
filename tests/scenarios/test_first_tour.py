"""十分钟走一遍: every step of the page is done by the keys it names, on the sample village."""

from __future__ import annotations

import re

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from models.keeping.store import Store
from models.overview.manual import topic_called
from models.registers.people import Household
from models.visits.visit import Visit
from tests.ui.everywhere import settle
from tests.ui.two_desks import press, shown, until
from ui.places.welcome import page as welcome

NONE = Qt.KeyboardModifier.NoModifier
STEPS = re.findall(r"^(\d)\. (.+)$", topic_called("welcome", "十分钟走一遍").text, re.MULTILINE)
KEYS = [re.findall(r"`([^`]+)`", step) for _, step in STEPS]


@pytest.fixture
def window(qtbot, tmp_path, monkeypatch):
    monkeypatch.setattr(welcome, "SAMPLE_HOUSEHOLDS", 24)
    opened = shown(qtbot, Store(tmp_path / "village.lianxing"))
    opened.file_wanted.connect(lambda path: opened.receive(Store(path)))
    yield opened
    settle()
    opened.let_go()


def test_the_page_names_the_keys_of_every_step():
    assert KEYS == [
        [], ["Ctrl+K", "01-001", "Enter"], ["F3", "Ctrl+S"], ["Ctrl+4", "Alt+2"], ["Ctrl+6"],
        ["Ctrl+2", "Ctrl+Z"], ["Ctrl+8"], ["F1"]]
    assert all(f"**{each}**" in topic_called("welcome", "十分钟走一遍").text
               for each in ("先看看示例村", "户籍人员花名册"))


def test_the_steps_are_so(window, qtbot):
    welcome_page = window.pages["welcome"]
    until(qtbot, lambda: button(welcome_page, "先看看示例村"))
    button(welcome_page, "先看看示例村").click()                                  # 1
    until(qtbot, lambda: window.place.key == "home")
    press(qtbot, window, Qt.Key.Key_K)                                            # 2
    QTest.keyClicks(window.focusWidget(), "01-001")
    press(qtbot, window, Qt.Key.Key_Return, NONE)
    people = window.pages["people"]
    looked_at = people.homes.current()
    assert window.store.get(Household, looked_at).number == "01-001"
    visits = window.store.count("visit")
    press(qtbot, window, Qt.Key.Key_F3, NONE)                                     # 3
    press(qtbot, window, Qt.Key.Key_S)
    assert window.store.count("visit") == visits + 1
    assert window.store.find(Visit, "", (), "id DESC")[0].household == looked_at
    press(qtbot, window, Qt.Key.Key_4)                                            # 4
    press(qtbot, window, Qt.Key.Key_2, Qt.KeyboardModifier.AltModifier)
    assert (window.place.key, window.pages["liaison"].current.key) == ("liaison", "visits")
    press(qtbot, window, Qt.Key.Key_6)                                            # 5
    assert window.pages["meetings"].current.title == "应开"
    press(qtbot, window, Qt.Key.Key_2)                                            # 6
    press(qtbot, window, Qt.Key.Key_Z)
    assert window.store.count("visit") == visits
    press(qtbot, window, Qt.Key.Key_8)                                            # 7
    listed = window.pages["returns"].current.lines.values()
    assert "户籍人员花名册" in {each.title for each in listed}
    settle()
    press(qtbot, window, Qt.Key.Key_F1, NONE)                                     # 8
    assert window.heading.text() == "帮助 › 每一张报表 › 户籍人员花名册"


def button(page, words):
    return next((each for each in page.findChildren(QPushButton)
                 if each.text() == words and each.isVisible()), None)
