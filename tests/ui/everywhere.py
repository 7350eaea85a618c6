"""Goes to every place of the window, one after the other."""

from __future__ import annotations

from PySide6.QtCore import QThreadPool
from PySide6.QtTest import QTest

from ui.pages import PAGES

LOOK_MILLISECONDS = 60


def everywhere(window):
    """Every place, and every section of it, one after the other."""
    for place in PAGES:
        window.go(place.key)
        page = window.pages[place.key]
        sections = [each.key for each in getattr(page, "kinds", ())]
        chips = [] if sections else [each for each in page.chips.keys if place.key != "people"]
        for key in sections or chips or [""]:
            if sections:
                page.show_section(key)
            elif key:
                page.chips.press(key)
            settle()
            yield f"{place.key} {key}"


def settle():
    """What is read beside the window, or a moment later, has arrived."""
    QThreadPool.globalInstance().waitForDone()
    QTest.qWait(LOOK_MILLISECONDS + 20)
