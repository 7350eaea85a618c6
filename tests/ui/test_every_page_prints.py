"""Ctrl+P on every page: what it shows is seen as a paper first, and no file is asked for."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from tests.ui.everywhere import everywhere, sample_window, settle, town_window
from ui.frame.stack import PageStack
from ui.kit import ask
from ui.kit.halves import Beside
from ui.kit.keys import Act
from ui.kit.message_strip import Strip
from ui.kit.paper import PaperPane
from ui.kit.record_list import RecordList

FILES = ("file_to_save", "file_to_open", "files_to_open", "folder")


@pytest.fixture
def asked(monkeypatch):
    """What was asked for of the kind that wants a file."""
    found = []
    for each in FILES:
        if hasattr(ask, each):
            monkeypatch.setattr(ask, each, lambda *said, **_: found.append(said))
    return found


@pytest.fixture
def village(qtbot, tmp_path):
    with sample_window(qtbot, tmp_path, 12) as window:
        with qtbot.waitActive(window):
            window.activateWindow()
        yield window


@pytest.fixture
def town(qtbot, tmp_path):
    with town_window(qtbot, tmp_path) as window:
        with qtbot.waitActive(window):
            window.activateWindow()
        yield window


def press(window):
    """Ctrl+P where the keyboard is."""
    QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_P,
                   Qt.KeyboardModifier.ControlModifier)
    settle()


def own(window):
    """The paper that the page itself offers by this key."""
    return [each for each in window.stack.currentWidget().findChildren(Act)
            if each.shortcut().toString() == "Ctrl+P" and each._live()]


def to_be_read(page):
    """What one reads on a page: its sentences, and the first line of its lists."""
    labels = [line for each in page.findChildren(QLabel) if each.isVisible()
              and not inside(each, RecordList | Strip | Beside | PageStack, page)
              for line in each.text().splitlines()]  # a leaf may end between two
    cells = [rows.table.face(0, at).words for rows in page.findChildren(RecordList)
             if rows.isVisible() and rows.table.ids for at in range(len(rows.table.columns))
             if rows.table.columns[at].label and not rows.isColumnHidden(at)]
    return [each for each in (*labels, *cells) if each.strip()]


def inside(widget, kinds, page):
    """Cards are told by the test of its own; here what stands around them."""
    above = widget.parentWidget()
    while above is not None and above is not page:
        if isinstance(above, kinds):
            return True
        above = above.parentWidget()
    return False


def said(pdf):
    """All the words of a paper, without what setting puts between them."""
    return "".join(pdf[at].get_textpage().get_text_range() for at in range(len(pdf)))


def bare(text):
    return "".join(each for each in text if each.isalnum())


def unprinted(read, pdf):
    """What is read on the page and not on the paper."""
    words = bare(said(pdf))
    return [each for each in read if bare(each) not in words]


def faults(window, asked):
    found, papers = {}, 0
    for where in everywhere(window):
        if own(window):
            continue
        read = to_be_read(window.stack.currentWidget())
        press(window)
        pane = window.stack.currentWidget()
        if not isinstance(pane, PaperPane) or not pane.preview.pages:
            found[where] = "no paper"
            continue
        papers += 1
        if wrong := unprinted(read, pane.preview._paper):
            found[where] = wrong
        QTest.keyClick(QApplication.focusWidget() or window, Qt.Key.Key_Escape)
        if isinstance(window.stack.currentWidget(), PaperPane):
            found[where] = "Esc does not lead back"
    assert asked == []
    return found, papers


def test_every_page_of_a_village_is_printed_as_it_stands(village, asked):
    found, papers = faults(village, asked)
    assert found == {}
    assert papers >= 15
    village.go("home")
    press(village)
    pdf = village.stack.currentWidget().preview._paper
    assert unprinted(["这一句不在纸上"], pdf) == ["这一句不在纸上"]


def test_every_page_of_a_town_is_printed_as_it_stands(town, asked):
    found, papers = faults(town, asked)
    assert found == {}
    assert papers >= 5
