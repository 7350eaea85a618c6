"""公示核对 before a chart hangs, and a window in which one only looks: by key and mouse, seen."""

from __future__ import annotations

import os
from datetime import date

import pytest
from PySide6.QtWidgets import QLabel

from models.keeping.permissions import May
from models.keeping.settings import assign, set_setting
from models.stars.standard import Task
from tests.models.stars.creating import YEAR, plan_year, settle, town_standard, work
from ui.parts.public_check import CheckPane

SPRING = date(YEAR, 4, 3)


@pytest.fixture(autouse=True)
def third_of_april(clock):
    clock.set(SPRING)


@pytest.fixture
def village(store, tmp_path):
    """A village that works for its stars; a telephone was typed into a task."""
    people = settle(store)
    work(store, people)
    standard = town_standard(store, tmp_path)
    plan_year(store, standard, people)
    task = store.find(Task)[0]
    store.save(task.but(title=f"{task.title}，找 13900001234"))
    return store


def look(window, name):
    if folder := os.environ.get("LOOK_AT"):
        window.grab().save(f"{folder}/{name}.png")


def test_a_chart_shows_what_may_not_hang_and_hangs_without_it(person, window, until):
    window.store.operator = "缑树林"
    window.go("stars")
    wall = window.pages["stars"].show_section("wall")
    until(lambda: isinstance(wall.beside.pane, CheckPane))
    pane = wall.beside.pane
    assert [each.trap.what for each in pane.found.found] == ["电话号码"]
    assert not wall.deeds["save_pdf"].isEnabled()
    assert not [each for each in wall.findChildren(QLabel) if "13900001234" in each.text()]
    look(window, "check-pane")
    pane.found.setFocus()
    person.press("ctrl+s")
    until(lambda: bool(wall.sheets))
    assert wall.beside.pane is None and wall.deeds["save_pdf"].isEnabled()
    said = [getattr(each, "text", "") for sheet in wall.sheets for each in sheet.elements]
    assert "〔略〕" in said and not [each for each in said if "13900001234" in each]
    assert [each for each in said if each.startswith("账册指纹 ")]
    look(window, "chart-without")


def test_who_only_looks_is_told_so_and_changes_nothing(person, window, until):
    store = window.store
    set_setting(store, "operator", "书记")
    assign(store, {each: ["书记"] for each in May})
    with store.act("换人", may=None):
        set_setting(store, "operator", "文书")
    assert "只能查看" in window.operator.text()
    window.go("settings")
    page = window.pages["settings"]
    before, acts = store.query("SELECT name FROM unit"), store.count("act")
    name = page.village.form.editors["name"]
    name.setFocus()
    person.press("ctrl+a", "x", "ctrl+s")
    until(lambda: "文书没有“录入和修改”的权限，只能查看" in page.strip.words.text())
    look(window, "only-looks")
    assert store.query("SELECT name FROM unit") == before and store.count("act") == acts
    page.open("permissions", 0)
    until(lambda: page.permissions.isVisible())
    look(window, "permissions")
