"""Forms opened and closed by keys for hours: the process lives, and nothing of them is left."""

from __future__ import annotations

import gc
from collections import Counter

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QHBoxLayout, QPushButton, QVBoxLayout, QWidget
from shiboken6 import Shiboken

from tests.ui.everywhere import dangling, items_held, turn_to
from tests.ui.test_access import here, pane, window  # noqa: F401


def one_round(shown):
    """Every form of the accounts, and every question and refusal instead of one: how many forms."""
    section, many = here(shown), 0
    for name in section.steps_at("card", "menu"):
        act = section.deeds[name]
        if not (act.isVisible() and act.isEnabled()) or act.text().startswith("打印"):
            continue
        act.trigger()
        many += pane(section) is not None
        for key in (Qt.Key.Key_Tab, Qt.Key.Key_Escape):
            QTest.keyClick(QApplication.focusWidget() or shown, key)
        section.strip.put_away()
        section.put_away()
        QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
        QTest.qWait(1)
    gc.collect()
    assert pane(section) is None
    return many


def held():
    """How many Qt objects of each type Python holds."""
    return Counter(type(each).__name__ for each in Shiboken.getAllValidWrappers()
                   if isinstance(each, QWidget | QHBoxLayout | QVBoxLayout))


def test_of_a_closed_form_nothing_is_left(window):  # noqa: F811
    turn_to(window, "points", "accounts")
    for _ in range(2):
        one_round(window)
    before, items = held(), items_held()
    assert sum(one_round(window) for _ in range(2)) >= 4
    assert held() - before == Counter()
    assert dangling(items) == []


def test_an_item_of_a_layout_that_is_moved_about_dangles(qtbot):
    """What the strip of a question did once: a filled row taken out of its grid and put back."""
    before, host = items_held(), QWidget()
    qtbot.addWidget(host)
    column, row, button = QVBoxLayout(host), QHBoxLayout(), QPushButton()
    row.addWidget(button)
    column.addLayout(row)
    button.deleteLater()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    assert len(dangling(before)) == 1


@pytest.mark.soak
def test_three_hundred_forms_are_opened_and_closed(window):  # noqa: F811
    turn_to(window, "points", "accounts")
    many, before = 0, items_held()
    while many < 300:
        many += one_round(window)
    assert dangling(before) == []
