"""A page that cannot be read says why, and the window goes on."""

from __future__ import annotations

from PySide6.QtTest import QTest

from models.values.problem import Problem
from ui.kit.message_strip import Strip
from ui.kit.page import Page


class Refused(Page):
    """Its records can't be shown as they are."""

    def refresh(self) -> None:
        raise Problem("没有“野餐”这种会议。")


def test_what_a_page_is_refused_is_said_on_it(qtbot, store):
    page = Refused(store)
    qtbot.addWidget(page)
    page.show()
    assert page.strip.isVisible() and page.strip.words.text() == "没有“野餐”这种会议。"
    page.hide()
    page.show()
    page.leave()


def test_a_secret_is_typed_in_dots_and_the_next_question_in_letters(qtbot):
    strip, said = Strip(), []
    qtbot.addWidget(strip)
    strip.ask_why("这份文件加了密码。", "打开密码", "打开", said.append, secret=True)
    QTest.keyClicks(strip.why, "mima")
    assert len(strip.why.displayText()) == 4 and strip.why.displayText() != "mima"
    strip.press("打开")
    strip.ask_why("为什么？", "原因", "留下", said.append)
    QTest.keyClicks(strip.why, "abc")
    assert said == ["mima"] and strip.why.displayText() == "abc"
