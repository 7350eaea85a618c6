"""A visit with a problem, by keyboard alone: paired, visited, assigned, solved, fed back."""

from __future__ import annotations

from datetime import date, timedelta

import pytest
from PySide6.QtCore import QSettings, Qt
from PySide6.QtGui import QInputMethodEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QPushButton

from models.matters.matter import Matter
from models.overview.story import household_story, member_story
from models.pairing.pairing import Pairing
from models.returns.catalogue import return_called
from models.returns.returning import Asked
from models.values.periods import Period, Span
from models.visits.paper import issue_sheet, sheet_words
from models.visits.visit import Visit
from tests.models.liaison_village import settle_village
from ui.frame.window import Window
from ui.kit.theme import dress

ALT, CTRL = Qt.KeyboardModifier.AltModifier, Qt.KeyboardModifier.ControlModifier
TODAY = date(2026, 9, 26)


@pytest.fixture(autouse=True)
def day(clock):
    clock.set(TODAY)
PROBLEM, RESULT = "门前排水沟堵塞", "沟已清通"


@pytest.fixture
def window(qtbot, store, tmp_path):
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "own"))
    dress(QApplication.instance())
    settle_village(store, 6, 3, 2)
    shown = Window()
    qtbot.addWidget(shown)
    shown.show()
    shown.receive(store)
    with qtbot.waitActive(shown):
        shown.activateWindow()
    yield shown
    shown.let_go()


class Keys:
    """A keyboard that counts; Chinese comes as an input method hands it over."""

    def __init__(self) -> None:
        self.count = 0

    def press(self, key, modifier=Qt.KeyboardModifier.NoModifier):
        self.count += 1
        target = QApplication.activePopupWidget() or QApplication.focusWidget()
        QTest.keyClick(target, key, modifier)
        QApplication.processEvents()

    def enter(self, times=1):
        for _ in range(times):
            self.press(Qt.Key.Key_Return)

    def write(self, text):
        if text.isascii():
            self.count += len(text)
            QTest.keyClicks(QApplication.focusWidget(), text)
        else:
            self.count += 1
            typed = QInputMethodEvent()
            typed.setCommitString(text)
            QApplication.sendEvent(QApplication.focusWidget(), typed)


@pytest.fixture
def keys():
    return Keys()


def go_to_liaison(keys):
    keys.press(Qt.Key.Key_K, CTRL)
    keys.write("联户走访")
    keys.enter()


def pair_the_first_household(keys):
    keys.enter()  # the first household waits
    keys.enter()  # the first member takes it


def write_the_visit(keys):
    """The household is looked up; F3, 谈话内容, 发现问题, 保存: who, when and how are known."""
    keys.press(Qt.Key.Key_K, CTRL)
    keys.write("0001")
    keys.enter()
    keys.press(Qt.Key.Key_F3)
    keys.enter(2)
    keys.write("问下雨积水的事")
    keys.press(Qt.Key.Key_Tab)
    keys.press(Qt.Key.Key_Tab)
    keys.write(PROBLEM)
    keys.press(Qt.Key.Key_S, CTRL)


def press_button(keys, words):
    """Space on the button; Tab leads to it."""
    next(each for each in QApplication.activeWindow().findChildren(QPushButton)
         if each.text() == words and each.isVisible()).setFocus()
    keys.press(Qt.Key.Key_Space)


def see_to_the_matter(keys):
    go_to_liaison(keys)
    keys.press(Qt.Key.Key_3, ALT)
    keys.press(Qt.Key.Key_J, CTRL)
    keys.write("治保主任")
    keys.press(Qt.Key.Key_S, CTRL)
    press_button(keys, "办结")
    keys.write(RESULT)
    keys.press(Qt.Key.Key_S, CTRL)
    press_button(keys, "反馈")
    keys.press(Qt.Key.Key_S, CTRL)


def drawn(store, code):
    month = Period.of(TODAY, Span.MONTH)
    return return_called(code).draw(store, Asked.of(month, TODAY))


def text_of(sheet) -> str:
    return " ".join(str(value) for row in sheet.rows for value in row.values)


def test_typed_once_it_appears_everywhere(window, store, keys):
    go_to_liaison(keys)
    pair_the_first_household(keys)
    assert [(each.household, each.since) for each in store.find(Pairing)] == [(1, TODAY)]
    member = store.find(Pairing)[0].member

    write_the_visit(keys)
    visit = store.find(Visit)[0]
    assert (visit.household, visit.member, visit.said) == (1, member, "问下雨积水的事")
    see_to_the_matter(keys)
    matter = store.find(Matter)[0]
    assert (matter.state, matter.owner, matter.result) == ("told", "治保主任", RESULT)
    assert (store.count("visit"), store.count("matter")) == (1, 1)

    for story in (household_story(store, 1), member_story(store, member)):
        told = " ".join(each.words for each in story)
        assert PROBLEM in told and RESULT in told and "入户走访 0001 户" in told
    for code in ("visits", "matters"):
        assert PROBLEM in text_of(drawn(store, code))
    assert drawn(store, "visits-month").total[1:] == (1, 1, 1, 1, 0, 0, 0, 0, 1, 1, 1, 1)


def test_forty_paper_visits_are_keyed_back_with_few_keys(window, store, keys):
    month = TODAY.replace(day=1)
    with store.act("结对"):
        for home in range(1, 7):
            store.save(Pairing(member=1, household=home, since=month - timedelta(400)))
    homes = [home for _ in range(7) for home in range(1, 7)][:40]
    sheet = issue_sheet(store, 1, homes, month, "户户到大走访")
    go_to_liaison(keys)
    keys.press(Qt.Key.Key_2, ALT)
    keys.press(Qt.Key.Key_L, CTRL)
    keys.write(str(sheet.number))
    keys.enter()
    before = keys.count
    for row in range(40):
        keys.write("." if row % 3 else "1")
        keys.enter()
    assert sheet_words(store, sheet) == f"{sheet.number} 号走访单：40 行全部录入"
    assert store.count("visit") == 40
    assert (keys.count - before) / 40 <= 6
