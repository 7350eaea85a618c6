"""工作台: the five stars with the line to reach, and what was left unfinished, at one click."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QPoint

from models.keeping.settings import keep_draft
from models.keeping.store import Store
from models.matters.matter import Matter
from sample.village import fill
from tests.ui.everywhere import settle


@pytest.fixture
def village(tmp_path: Path) -> Store:
    store = Store(tmp_path / "village.lianxing")
    fill(store, households=20, seed=1)
    keep_draft(store, f"matter:{store.find(Matter)[0].rowid}", {"what": "路灯"})
    return store


def cell(listed, row, column):
    return listed.visualRect(listed.table.index(row, column)).center() + QPoint(
        0, listed.horizontalHeader().height() * listed.horizontalHeader().isVisible())


def test_five_stars_and_what_was_left_are_one_click_away(window, village, person, until):
    home = window.pages["home"]
    until(lambda: home.stars.isVisible() and home.again.isVisible())
    settle()
    shown = [[home.stars.table.face(row, at).text for at in range(3)] for row in range(5)]
    assert all(star[0] in "★☆" and "/" in items for star, items, _ in shown), shown
    assert {state[2:].partition(" ")[0] for _, _, state in shown} <= {"保星", "争星", "今年不争"}
    assert "事项" in home.again.table.face(0, 0).words
    assert "没写完" in home.again.table.face(0, 0).words
    person.click(home.again.viewport(), cell(home.again, 0, 1))
    assert window.place.key == "liaison"
    window.go("home")
    person.click(home.stars.viewport(), cell(home.stars, 0, 3))
    assert window.place.key == "stars"
