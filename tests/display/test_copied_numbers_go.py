"""The clipboard of the display itself, asked by another program: a copied number goes by itself."""

from __future__ import annotations

import subprocess
import sys

import pytest

from models.registers.people import Person
from ui.kit import editors
from ui.kit.editors import Veiled

ASK = """
import sys
from PySide6.QtGui import QClipboard, QGuiApplication
app = QGuiApplication([])
for mode in (QClipboard.Mode.Clipboard, QClipboard.Mode.Selection):
    print(app.clipboard().text(mode))
"""
MINUTE = 60_000


@pytest.fixture
def lying(qtbot):
    """What another program finds on both clipboards of the display: of Ctrl+C, and of choosing."""
    def ask():
        other = subprocess.Popen([sys.executable, "-c", ASK], stdout=subprocess.PIPE, text=True)
        qtbot.waitUntil(lambda: other.poll() is not None, timeout=MINUTE)
        return (other.communicate()[0] + "\n\n").split("\n")[:2]

    return ask


@pytest.fixture
def covered(window, until):
    """The number of a person, covered in their form."""
    window.go("people")
    page = window.pages["people"]
    page.open("person", window.store.find(Person, "id_number IS NOT NULL")[0].id)
    page.edit_person()
    until(lambda: any(each.isVisible() for each in page.findChildren(Veiled)))
    line = next(each for each in page.findChildren(Veiled)
                if each.isVisible() and len(each.words()) == 18)
    line.setFocus()
    until(line.hasFocus)
    return line


def test_what_was_copied_and_what_was_only_chosen_is_gone_afterwards(
    covered, person, lying, until, monkeypatch
):
    assert editors.COPIED_MILLISECONDS == MINUTE
    monkeypatch.setattr(editors, "COPIED_MILLISECONDS", 4000)
    number = covered.words()
    person.press("ctrl+a", "ctrl+c")
    assert number not in "".join(lying()), "it is copied as it is shown: covered"
    person.press("F8", "ctrl+a", "ctrl+c")
    assert covered.text() == number and lying() == [number, number]
    until(lambda: number not in "".join(lying()))


def test_a_line_that_forgets_would_be_seen(covered, person, lying, monkeypatch, qtbot):
    """The fault the law is there for."""
    qtbot.wait(4500)  # what the test before laid down is taken off by then
    monkeypatch.setattr(editors, "_take_off_clipboard", lambda copied: None)
    monkeypatch.setattr(editors, "COPIED_MILLISECONDS", 200)
    person.press("F8", "ctrl+a", "ctrl+c")
    qtbot.wait(600)
    qtbot.waitUntil(lambda: covered.words() in lying(), timeout=10_000)
