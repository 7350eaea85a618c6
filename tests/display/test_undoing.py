"""Ctrl+Z takes back what was typed where the keyboard is, and never what is saved elsewhere."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication

from models.keeping.journal import acts
from models.keeping.store import Store
from models.registers.people import Person
from tests.display.grids import GRIDS, keys, settle, start, visit_round

EVERY = [each for every in GRIDS.values() for each in every]


@pytest.fixture
def village(store, tmp_path):
    settle(store, tmp_path)
    return store


def words(typed, many=3):
    at = [each.key for each in typed.list.table.columns].index(typed.key)
    return [typed.list.table.face(row, at).words for row in range(many)]


@pytest.mark.parametrize("opened", EVERY)
def test_typing_and_a_paste_go_back_and_what_was_saved_before_stays(
    opened, window, village, person, until
):
    with village.act("添 仝金坡"):
        village.save(Person(name="仝金坡"))
    typed = opened(window)
    blank, before = words(typed), acts(village, 1)[0].id
    start(typed, person, until)
    person.press(*keys(typed.texts[:1]))
    QGuiApplication.clipboard().setText("\n".join(typed.texts[1:3]))
    person.press("ctrl+v", "ctrl+z", "ctrl+z", "ctrl+z", "ctrl+z")
    assert words(typed) == blank
    assert not [each.label for each in acts(village) if each.undone and each.id <= before]
    assert village.count("person", "name = '仝金坡'") == 1


def test_on_a_page_the_newest_act_goes_back(window, village, person):
    window.go("people")
    with village.act("添 仝金坡"):
        village.save(Person(name="仝金坡"))
    person.press("ctrl+z")
    assert village.count("person", "name = '仝金坡'") == 0


def test_in_a_form_a_saved_act_stays_wherever_the_keyboard_is_in_it(window, village, person):
    typed = visit_round(window)
    before = acts(village, 1)[0].id
    typed.list.setFocus()
    person.press("ctrl+z", "ctrl+z")
    assert acts(village, 1)[0].id == before


def test_what_an_earlier_sitting_did_stays(window, village, person):
    path = village.path
    before = acts(village, 1)[0].id
    window.let_go()
    window.receive(Store(path))
    window.go("people")
    person.press("ctrl+z", "ctrl+z")
    assert acts(window.store, 1)[0].id == before
    assert not window.status.undo.isVisible()
    assert "操作日志" in window.strip.words.text()
    window.go("settings")
    window.pages["settings"].deeds["undo_newest"].trigger()
    assert acts(window.store, 1)[0].id == before + 1
