"""Ctrl+Z takes back what was typed where the keyboard is, and never what is saved elsewhere."""

from __future__ import annotations

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QLabel, QPushButton

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
    person.press("ctrl+v")
    filled = words(typed)
    person.press("ctrl+z", "ctrl+z", "ctrl+z", "ctrl+z")
    assert words(typed) == blank
    assert not [each.label for each in acts(village) if each.undone and each.id <= before]
    assert village.count("person", "name = '仝金坡'") == 1
    person.press("ctrl+y", "ctrl+y", "ctrl+y")
    assert words(typed) == filled


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
    assert "历史" in window.strip.words.text()
    window.go("settings")
    window.pages["settings"].deeds["undo_newest"].trigger()
    assert acts(window.store, 1)[0].id == before + 1


def test_an_act_goes_back_and_comes_again_until_something_new_is_done(window, village, person):
    window.go("people")
    with village.act("添 仝金坡"):
        village.save(Person(name="仝金坡"))
    person.press("ctrl+z")
    assert village.count("person", "name = '仝金坡'") == 0
    assert window.status.redo.isVisible() and "添 仝金坡" in window.status.redo.text()
    person.press("ctrl+y")
    assert village.count("person", "name = '仝金坡'") == 1
    assert "已重做 添 仝金坡" in window.status.saved.text()
    person.press("ctrl+z", "ctrl+shift+z")
    assert village.count("person", "name = '仝金坡'") == 1
    person.press("ctrl+z")
    with village.act("添 柳小满"):
        village.save(Person(name="柳小满"))
    assert not window.status.redo.isVisible()
    person.press("ctrl+y")
    assert village.count("person", "name = '仝金坡'") == 0


def test_another_place_keeps_its_acts(window, village, person):
    window.go("people")
    with village.act("添 仝金坡"):
        village.save(Person(name="仝金坡"))
    window.go("settings")
    person.press("ctrl+z")
    assert village.count("person", "name = '仝金坡'") == 1
    window.go("people")
    assert "添 仝金坡" in window.status.undo.text()
    person.press("ctrl+z")
    assert village.count("person", "name = '仝金坡'") == 0


def alone(history):
    return [each for each in history.card.findChildren(QPushButton)
            if each.visibleRegion().boundingRect().height() > 20 and "只撤" in each.text()]


def test_the_history_takes_back_and_does_again_and_says_what_rests(window, village, person, until):
    window.go("people")
    with village.act("添 仝金坡"):
        kept = village.save(Person(name="仝金坡"))
    with village.act("改 仝金坡 电话"):
        village.save(kept.but(phone="13800000000"))
    with village.act("添 柳小满"):
        village.save(Person(name="柳小满"))
    person.press("F9")
    until(lambda: window.history.isVisible())
    shown = window.history
    person.press("Down", "Down")
    said = " ".join(each.text() for each in shown.card.findChildren(QLabel))
    assert "不能单独撤：后来的 1 步接着它做：改 仝金坡 电话" in said
    assert "新添 人员 仝金坡：姓名 仝金坡" in said
    person.press("Up")
    until(lambda: bool(alone(shown)))
    person.click(alone(shown)[0])
    assert village.get(Person, kept.rowid).phone is None
    assert village.count("person", "name = '柳小满'") == 1
    assert shown.steps.table.face(0, 1).words == "改 仝金坡 电话"
    person.press("Escape")
    assert not shown.isVisible()
