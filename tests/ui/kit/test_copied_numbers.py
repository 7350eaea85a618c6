"""A number copied from under its veil is off the clipboard a minute later; other things stay."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from models.registers.people import Person
from ui.kit import editors
from ui.kit.editors import Veiled

NUMBER = "410900188804129911"
PROJECT = Path(__file__).resolve().parents[3]


@pytest.fixture
def veiled(qtbot, monkeypatch):
    monkeypatch.setattr(editors, "COPIED_MILLISECONDS", 30)
    line = Veiled(Person.field("id_number"), may_see=True)
    qtbot.addWidget(line)
    line.put(NUMBER)
    line.show()
    line.setFocus()
    qtbot.waitUntil(line.hasFocus)
    return line


def test_a_copied_number_goes_by_itself(qtbot, qapp, veiled):
    veiled.reveal(True)
    veiled.selectAll()
    QTest.keyClick(veiled, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert qapp.clipboard().text() == NUMBER
    qtbot.waitUntil(lambda: qapp.clipboard().text() == "")


def test_what_is_covered_is_copied_covered_and_other_words_stay(qtbot, qapp, veiled):
    veiled.selectAll()
    QTest.keyClick(veiled, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert NUMBER not in qapp.clipboard().text()
    veiled.reveal(True)
    veiled.selectAll()
    QTest.keyClick(veiled, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    qapp.clipboard().setText("别的字句")
    qtbot.wait(90)
    assert qapp.clipboard().text() == "别的字句"


def test_who_may_not_see_it_does_not(qtbot):
    line = Veiled(Person.field("id_number"), may_see=False)
    qtbot.addWidget(line)
    line.put(NUMBER)
    line.reveal(True)
    assert NUMBER not in line.text() and line.isReadOnly() and line.words() == NUMBER


ENDING = """
from PySide6.QtCore import QTimer
from PySide6.QtWidgets import QApplication
from models.registers.people import Person
from ui.kit.editors import Veiled
app = QApplication([])
line = Veiled(Person.field("id_number"), may_see=True)
line.put("%s")
line.show()
line.reveal(True)
line.hasFocus = lambda: True
line.selectAll()
line.copy()
print(app.clipboard().text())
QTimer.singleShot(0, app.quit)
app.exec()
print(app.clipboard().text() or "-")
"""


def test_it_is_not_left_there_when_the_program_ends():
    """Windows keeps what a program leaves on the clipboard."""
    told = subprocess.run([sys.executable, "-c", ENDING % NUMBER], capture_output=True, text=True,
                          check=True, cwd=PROJECT, env={"QT_QPA_PLATFORM": "offscreen"})
    assert told.stdout.split() == [NUMBER, "-"]
