"""Every list that is typed into: what cannot be meant is refused in words and stays in its cell."""

from __future__ import annotations

import pytest

from models.values import clock
from tests.display.grids import GRIDS, TODAY, settle
from ui.kit.table import Edit

OPENED = [each for opened in GRIDS.values() for each in opened]


@pytest.mark.parametrize("text", ["12345678901234567890", "-", "1e99", "1,2.3.4", "“”"])
@pytest.mark.parametrize("opened", OPENED, ids=lambda each: each.__name__)
def test_no_text_ends_the_program(window, store, tmp_path, monkeypatch, opened, text):
    monkeypatch.setattr(clock, "today", lambda: TODAY)
    settle(store, tmp_path)
    typed = opened(window)
    table = typed.list.table
    at = [each.key for each in table.columns].index(typed.key)
    row = table.ids[0]
    kept = table.put([Edit(row, typed.key, text)])
    shown = table.face(table.row_of(row), at).words if table.row_of(row) >= 0 else text
    assert kept or shown == text
