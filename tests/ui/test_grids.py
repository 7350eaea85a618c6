"""Every list that is typed into: what cannot be meant is refused in words and stays in its cell."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtWidgets import QApplication, QLineEdit

from models.values import clock
from tests.display.grids import GRIDS, TODAY, settle
from ui.kit.table import Edit

OPENED = [each for opened in GRIDS.values() for each in opened]


@pytest.mark.parametrize("opened", OPENED, ids=lambda each: each.__name__)
def test_a_cell_opens_for_a_word_that_is_composed(window, store, tmp_path, monkeypatch, opened):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    settle(store, tmp_path)
    typed = opened(window)
    grid, acts = typed.list, store.newest_act()
    at = [each.key for each in grid.table.columns].index(typed.key)
    grid.setCurrentIndex(grid.table.index(0, at))
    grid.setFocus()
    QApplication.sendEvent(grid, QInputMethodEvent("zhong", []))
    inside, done = grid.viewport().findChild(QLineEdit), QInputMethodEvent()
    done.setCommitString("中")
    QApplication.sendEvent(inside, done)
    assert inside.text() == "中" and store.newest_act() == acts


@pytest.mark.parametrize("opened", OPENED, ids=lambda each: each.__name__)
def test_no_text_ends_the_program(window, store, tmp_path, monkeypatch, opened):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    settle(store, tmp_path)
    typed = opened(window)
    table = typed.list.table
    at = [each.key for each in table.columns].index(typed.key)
    for text in ("12345678901234567890", "-", "1e99", "1,2.3.4", "“”"):
        row = table.ids[0]
        kept = table.put([Edit(row, typed.key, text)])
        shown = table.face(table.row_of(row), at).words if table.row_of(row) >= 0 else text
        assert kept or shown == text, text
