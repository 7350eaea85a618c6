"""The window stands on a real display, has the keyboard, and hears keys and clicks."""

from __future__ import annotations

from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication


def test_keys_and_clicks_go_through_the_display(window, people, person):
    screen = QGuiApplication.primaryScreen().size()
    assert QGuiApplication.platformName() == "xcb"
    assert (screen.width(), screen.height()) == (1366, 768)
    search = window.search_box
    person.click(search)
    person.press("ctrl+a", "0", "3", "minus", "0", "1", "8", every=40)
    assert QApplication.focusWidget() is search
    assert search.text() == "03-018"


def test_the_list_of_a_new_section_is_painted_before_its_card_is_told(window, until):
    window.go("members")
    roll = window.pages["members"].section("roll")
    assert roll.list.table.ids and not roll.card.title.text()
    until(lambda: bool(roll.card.title.text()))
