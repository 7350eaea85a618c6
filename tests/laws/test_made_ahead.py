"""What is made ahead shows what it would show made when it is turned to, and disturbs nobody."""

from __future__ import annotations

from contextlib import contextmanager, nullcontext
from datetime import date

import pytest
from PySide6.QtCore import QSettings, Qt

from models.keeping.store import Store
from tests.laws.test_what_is_shown import current, words
from tests.ui.everywhere import everywhere, sample_window, settle, town_window
from ui.frame import ahead
from ui.frame.ahead import Ahead
from ui.kit import presence

TODAY = date(2026, 11, 29)


@pytest.fixture(autouse=True)
def at_once(monkeypatch, tmp_path):
    """Nobody's hands are waited for, and what this user opened before is of this test."""
    monkeypatch.setattr(ahead, "PAUSE_MILLISECONDS", 1)
    monkeypatch.setattr(ahead, "SHARE", 0)
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "q"))


@contextmanager
def opened(desk, qtbot, folder, clock):
    clock.set(TODAY)
    folder.mkdir()
    made = town_window(qtbot, folder) if desk == "town" else sample_window(qtbot, folder, 12)
    with made as window:
        settle()
        yield window


def make_all(window):
    """Everything is made that is made ahead from here; whether it was anything."""
    making, there = window.findChild(Ahead) or Ahead(window), set(window.pages)
    making.start()
    settle()
    assert next(making._pieces(), None) is None
    return set(window.pages) > there


def told(window):
    return {where: words(current(window)) for where in everywhere(window)}


def seen(window):
    page, section = window.pages[window.place.key], current(window)
    read = words(page)
    return (read, window.heading.text(), window.status.summary.text(), window.focusWidget(),
            section, sorted(page.noted), sorted(section.noted))


@pytest.mark.parametrize("desk", ["village", "town"])
def test_it_shows_what_it_would_show_made_when_turned_to(desk, qtbot, tmp_path, clock):
    with opened(desk, qtbot, tmp_path / "v", clock) as window:
        expected = told(window)
        path = window.store.path
        window.let_go()
        window.receive(Store(path))
        for place in window.places:
            window.go(place.key)
            make_all(window)
        found = told(window)
    assert found.keys() == expected.keys()
    assert {where: [pair for pair in zip(found[where], each, strict=False) if len(set(pair)) > 1]
            for where, each in expected.items() if found[where] != each} == {}


def test_whoever_looks_at_a_page_sees_nothing_of_it(qtbot, tmp_path, clock):
    with opened("village", qtbot, tmp_path / "v", clock) as window:
        for place in window.places:
            window.go(place.key)
            settle()
            before = seen(window)
            assert make_all(window) == (place is window.places[0])
            assert seen(window) == before, place.title
        assert window.pages.keys() == {each.key for each in window.places}


def test_what_is_read_ahead_would_be_noted_by_the_page_shown(qtbot, tmp_path, clock, monkeypatch):
    monkeypatch.setattr(ahead, "unnoted", nullcontext)
    with opened("village", qtbot, tmp_path / "v", clock) as window:
        noted = set(window.pages["home"].noted)
        make_all(window)
        assert window.pages["home"].noted > noted


def test_it_waits_for_whoever_types_and_for_what_is_under_way(qtbot, tmp_path, clock, monkeypatch):
    with opened("village", qtbot, tmp_path / "v", clock) as window:
        making, there = Ahead(window), set(window.pages)
        window.turned.emit()
        qtbot.keyClick(window.windowHandle(), Qt.Key.Key_Shift)
        assert making.interval() == ahead.HANDS_MILLISECONDS
        monkeypatch.setattr(presence, "at_work", lambda: True)
        making._make()
        assert making.isActive() and set(window.pages) == there
        monkeypatch.setattr(presence, "at_work", lambda: False)
        making._make()
        assert set(window.pages) > there
