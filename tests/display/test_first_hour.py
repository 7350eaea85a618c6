"""The first hour: the guide is left and taken up, the sample village says so and leads back."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QLabel, QPushButton

from models.keeping.opening import open_store
from models.keeping.store import Store
from models.office.village import unit
from models.values.problem import Problem
from ui.frame.opening import attend
from ui.kit.recent import recent
from ui.places.settings.backing_up import back_up
from ui.places.welcome import page as welcome


def button(window, said):
    return next(each for each in window.findChildren(QPushButton)
                if each.isVisible() and each.text().startswith(said))


def test_the_guide_is_left_and_taken_up_again(window, person, until, tmp_path):
    path = tmp_path / "新村.lianxing"
    window.receive(Store(path))
    person.click(window.pages["welcome"].form.editors["name"])
    person.press("a", "b", "c", every=40)
    person.click(window.side.buttons["people"])
    assert window.place.key == "people"
    person.click(window.side.buttons["home"])
    person.click(button(window, "写下是哪个村"))
    assert window.place.key == "welcome"
    assert window.pages["welcome"].form.texts()["name"] == "abc"
    window.let_go()
    window.receive(Store(path))
    assert window.pages["welcome"].form.texts()["name"] == "abc"
    person.click(button(window, "下一步"))
    assert unit(window.store).name == "abc"
    assert not window.store.query("SELECT 1 FROM draft WHERE place = 'welcome'")


@pytest.fixture
def sample(window, village, tmp_path, monkeypatch, until):
    monkeypatch.setattr(welcome, "SAMPLE_HOUSEHOLDS", 8)
    path = welcome.build_sample(tmp_path / welcome.SAMPLE, lambda *_: None)
    attend(window, path)
    return window


def test_the_sample_village_says_so_everywhere_and_leads_back(sample, person, tmp_path):
    assert "示例村" in sample.windowTitle() and sample.side.tag.isVisible()
    for key in sample.side.buttons:
        sample.go(key)
        assert any("这是示例村" in each.text() for each in sample.findChildren(QLabel)
                   if each.isVisible()), key
    sample.go("home")
    with pytest.raises(Problem, match="这是示例村，不备份"):
        back_up(sample.store, "手动")
    person.click(button(sample, "回到我的村：柳河沿村"))
    assert sample.store.path == tmp_path / "village.lianxing"
    assert "示例" not in sample.windowTitle() and not sample.side.tag.isVisible()


def test_a_file_opens_where_it_was_left(window, village, tmp_path):
    path = village.path
    window.go("meetings")
    window.let_go()
    attend(window, path)
    assert window.place.key == "meetings"
    assert [each.name for each in recent()] == ["柳河沿村"]
    with pytest.raises(Problem):
        open_store(path)
