"""Goes to every place of the window, one after the other."""

from __future__ import annotations

from PySide6.QtCore import QThreadPool
from PySide6.QtTest import QTest

LOOK_MILLISECONDS = 60


def everywhere(window):
    """Every place of a village or a town, and every section of it, one after the other."""
    for place in window.places:
        window.go(place.key)
        page = window.pages[place.key]
        sections = [each.key for each in getattr(page, "kinds", ())]
        chips = [] if sections else page.chips.keys
        for key in sections or (chips[:2] if place.key == "people" else chips) or [""]:
            turn_to(window, place.key, key)
            yield f"{place.key} {key}"


def turn_to(window, place, key):
    """A section of a place, by its key."""
    window.go(place)
    page = window.pages[place]
    if key and getattr(page, "kinds", ()):
        page.show_section(key)
    elif key:
        page.chips.press(key)
    settle()


def settle():
    """What is read beside the window, or a moment later, has arrived."""
    QThreadPool.globalInstance().waitForDone()
    QTest.qWait(LOOK_MILLISECONDS + 20)
