"""Ctrl+K finds people, functions of all places, returns and doings, by keys on a display."""

from __future__ import annotations

import pytest

from models.registers.people import HEAD, Household, Person

LEAST = {"备份": "备份与恢复", "打印": "打印", "体检": "体检", "迁入": "迁入",
         "密码": "密码与经办人", "花名册": "花名册", "三会一课": "三会一课"}


def shown(window):
    return window.search_box.list.found.finds


@pytest.fixture
def ready(window, person, until):
    window.finding.learn()
    until(lambda: bool(window.finding._doable))
    return window


def call(window, person, *keys):
    person.press("ctrl+k", "ctrl+a", "BackSpace", *keys, every=40)


def test_three_letters_and_enter_open_the_one_person(ready, village, person, until):
    call(ready, person, "p", "g", "l")
    until(lambda: bool(shown(ready)) and shown(ready)[1].label == "彭桂兰")
    one = shown(ready)[1]
    assert "三组" in one.about and "户主柳琢之妻" in one.about and one.where == "人户 › 03-018"
    assert one.span == (0, 3)
    person.press("Return")
    assert ready.place.key == "people" and ready.pages["people"].card.members.current() == 2


def test_those_of_one_name_are_told_apart(ready, village, person):
    with village.act("添"):
        for group, sex, born in ((1, "2", "1892-01-01"), (2, "1", "1896-01-01")):
            home = village.save(Household(number=f"0{group}-077", group=group))
            village.save(Person(name="鲁禾", household=home.id, relation=HEAD, sex=sex, born=born))
    call(ready, person, "l", "h")
    same = [each for each in shown(ready) if each.label == "鲁禾"]
    assert len(same) == 2 and len({each.about for each in same}) == 2
    assert all("岁" in each.about and "组" in each.about for each in same)


@pytest.mark.parametrize("typed", LEAST)
def test_functions_of_all_places_are_found_from_anywhere(ready, typed):
    ready.go("liaison")
    ready.search_box.search(typed)
    assert any(LEAST[typed] in each.label for each in shown(ready)), shown(ready)
    assert all(each.where or each.key for each in shown(ready) if each.go)


def test_a_function_is_found_by_initials_and_done(ready, person, until):
    ready.go("liaison")
    call(ready, person, "t", "i", "j", "i", "a", "n")
    until(lambda: any(each.label == "体检" for each in shown(ready)))
    person.press("Return")
    assert ready.place.key == "settings" and ready.pages["settings"].chips.key == "checks"


def test_nothing_found_says_so_and_leads_to_the_manual(ready, person):
    call(ready, person, "q", "q", "x", "z", "q")
    first = shown(ready)[0]
    assert first.label == "没有找到“qqxzq”" and first.go is None and "户号" in first.about
    person.press("Return")
    assert ready.stack.currentWidget() is ready.manual
