"""A page that cannot be read says why, and the window goes on."""

from __future__ import annotations

from models.values.problem import Problem
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
