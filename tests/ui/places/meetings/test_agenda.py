"""1 议题: what is typed of a meeting is looked at before anybody signs in."""

from __future__ import annotations

from PySide6.QtWidgets import QLabel


def test_a_kind_that_there_is_not_is_refused_beside_its_field_and_one_goes_back(window):
    window.go("meetings")
    meetings = window.pages["meetings"]
    desk = meetings.show_section("desk")
    desk.begin("野餐")
    desk.current.form.editors["title"].put("议题")
    desk.current.go_on()
    assert desk.current.key == "agenda"
    assert any(each.text().startswith("没有“野餐”这种会议，可以用的有：支部党员大会、")
               for each in desk.current.form.findChildren(QLabel))
    desk.go_back()
    assert meetings.current.key == "calendar"
