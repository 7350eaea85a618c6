"""The first way through, by keyboard alone: a roster in, a person found, a return out, undone."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QSettings, Qt, QTimer
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QFileDialog, QLineEdit

from tests.data.rosters.made import small
from ui.app import open_window
from ui.pages import PAGES
from ui.theme import dress

CTRL = Qt.KeyboardModifier.ControlModifier
PEOPLE, HOUSEHOLDS = 6, 3


@pytest.fixture
def window(qtbot, tmp_path):
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "own"))
    dress(QApplication.instance())
    opened = open_window(tmp_path / "village.lianxing")
    qtbot.addWidget(opened)
    with qtbot.waitActive(opened):
        opened.activateWindow()
    qtbot.waitUntil(lambda: opened.store is not None)
    yield opened
    opened.let_go()


def press(key, modifier=Qt.KeyboardModifier.NoModifier):
    QTest.keyClick(QApplication.focusWidget(), key, modifier)


def write(text):
    """Latin by keys; Chinese as an input method hands it over."""
    if text.isascii():
        QTest.keyClicks(QApplication.focusWidget(), text)
    else:
        typed = QInputMethodEvent()
        typed.setCommitString(text)
        QApplication.sendEvent(QApplication.focusWidget(), typed)


def answer_the_dialog(path):
    """As soon as the file dialog stands there: the whole name pasted, Enter until it is gone."""
    QApplication.clipboard().setText(str(path))
    pasted = []

    def paste_and_enter():
        dialog = QApplication.activeModalWidget()
        if isinstance(dialog, QFileDialog):
            line = dialog.findChild(QLineEdit, "fileNameEdit")
            if not pasted:
                QTest.keyClick(line, Qt.Key.Key_A, CTRL)
                QTest.keyClick(line, Qt.Key.Key_V, CTRL)
                pasted.append(path)
            QTest.keyClick(QApplication.activePopupWidget() or line, Qt.Key.Key_Return)
        if not (pasted and dialog is None):
            QTimer.singleShot(50, paste_and_enter)

    QTimer.singleShot(50, paste_and_enter)


def come_back(window, qtbot):
    """What a desktop does by itself when a dialog closes; the screenless platform does not."""
    with qtbot.waitActive(window):
        window.activateWindow()


def go_to(key):
    at = [each.key for each in PAGES].index(key)
    press(Qt.Key(int(Qt.Key.Key_1) + at), CTRL)


def test_a_roster_comes_in_and_a_return_goes_out(window, qtbot, tmp_path):
    roster, out = small(tmp_path / "roster.xlsx"), tmp_path / "out"
    out.mkdir()
    name_the_village(window, qtbot)
    take_the_roster_in(window, qtbot, roster)
    find_a_person(window, qtbot)
    export_the_facts(window, qtbot, out)
    press(Qt.Key.Key_Z, CTRL)
    assert window.store.count("person") == window.store.count("household") == 0
    assert window.status.saved.text().startswith("已撤销 导入")


def name_the_village(window, qtbot):
    qtbot.waitUntil(lambda: isinstance(QApplication.focusWidget(), QLineEdit))
    write("柳湾村")
    while window.place.key == "welcome" and window.store.count("unit") == 0:
        press(Qt.Key.Key_Return)


def take_the_roster_in(window, qtbot, roster):
    answer_the_dialog(roster)
    press(Qt.Key.Key_Space)
    come_back(window, qtbot)
    people = window.pages["people"]
    pane = people.right.currentWidget()
    qtbot.waitUntil(lambda: pane.planned is not None, timeout=15_000)
    press(Qt.Key.Key_S, CTRL)
    qtbot.waitUntil(lambda: window.store.count("person") == PEOPLE)
    assert window.store.count("household") == HOUSEHOLDS


def find_a_person(window, qtbot):
    press(Qt.Key.Key_K, CTRL)
    write("hzx")
    press(Qt.Key.Key_Return)
    assert window.pages["people"].card.title.text() == "尚海 户"


def export_the_facts(window, qtbot, out):
    go_to("returns")
    page = window.pages["returns"]
    for _ in range(2):
        press(Qt.Key.Key_Down)
    qtbot.waitUntil(lambda: page.drawn is not None and page.drawn.content.code == "facts"
                    and page.job is None, timeout=15_000)
    answer_the_dialog(out)
    press(Qt.Key.Key_E, CTRL)
    come_back(window, qtbot)
    qtbot.waitUntil(lambda: len(list(out.glob("村情基本情况表-*"))) == 2, timeout=15_000)
    qtbot.waitUntil(page.strip.isVisible)
    press(Qt.Key.Key_Escape)
