"""Whoever may not take a step is told so before anything is asked; who only looks can look."""

from __future__ import annotations

from types import SimpleNamespace

import pytest
from PySide6.QtCore import QSettings

from models.keeping.permissions import May
from models.keeping.settings import assign
from models.keeping.store import Store
from models.values.problem import Problem
from tests.ui.everywhere import everywhere, sample_window, settle, spots, turn_to
from ui.kit import ask
from ui.kit.form import Form

STEPS = {(spot.kind, name): deed for spot in spots() for name, deed in spot.kind.declared()}
"""Every step of every place and section of village and town."""
LOOKING = ("打印", "印", "看", "导出", "返回", "上一", "下一")
ISSUES = {"打印走访单…", "导出到文件夹…"}
"""Printed with a number of its own, which is kept; sent as files."""


def share(store, *given):
    """The clerk may do what is given, the secretary everything."""
    store.operator = "书记"
    assign(store, {each: ["书记", *(["文书"] * (each in given))] for each in May})
    store.operator = "文书"


def begun(store):
    """What is needed for the steps that go on, on a page that has nothing but its file."""
    for (kind, name), deed in STEPS.items():
        if deed.may is None:
            continue
        try:
            getattr(kind, name)(SimpleNamespace(store=store))
        except Problem as refusal:
            if f"“{deed.may.label}”的权限" not in refusal.sentence and (
                    refusal.sentence != store.looking.sentence):
                yield deed.may
        except (AttributeError, TypeError, AssertionError):  # it looks for its list
            yield deed.may
        else:
            yield deed.may


@pytest.mark.parametrize("given", [(), *((each,) for each in May), tuple(May)],
                         ids=lambda given: "-".join(given) or "nothing")
def test_a_step_begins_for_who_may_take_it_and_no_other(store, given):
    share(store, *given)
    went_on = list(begun(store))
    taken = [each for each in STEPS.values() if each.may in given]
    assert set(went_on) <= set(given) and len(went_on) == len(taken)
    assert sum(each.may is not None for each in STEPS.values()) > 250


def test_a_step_that_asks_nobody_would_be_seen(store, monkeypatch):
    share(store)
    monkeypatch.setattr("ui.kit.page.may_begin", lambda *_: None)
    assert set(begun(store)) > {May.ENTER, May.SEND}


def test_of_a_file_that_is_open_for_looking_nothing_is_filled_in(store):
    with Store(store.path, reading=True) as looking:
        assert set(begun(looking)) == {May.RESTORE}


def test_whatever_only_shows_or_prints_is_for_everybody():
    closed = {deed.words for deed in STEPS.values()
              if deed.may is not None and deed.words.startswith(LOOKING)}
    assert closed == ISSUES


@pytest.mark.soak
def test_who_only_looks_is_asked_for_nothing_and_writes_nothing(qtbot, tmp_path, monkeypatch):
    """Each step that everybody may take, taken on a village with a year of records."""
    QSettings.setPath(QSettings.Format.IniFormat, QSettings.Scope.UserScope, str(tmp_path / "q"))
    for each in ("file_to_open", "files_to_open", "file_to_save", "folder"):
        monkeypatch.setattr(ask, each, lambda *_, **__: None)
    taken = 0
    with sample_window(qtbot, tmp_path, 20) as window, qtbot.capture_exceptions() as raised:
        settle()
        share(window.store)
        acts = window.store.count("act")
        for where in everywhere(window):
            page = window.pages[window.place.key]
            section = getattr(page, "current", None) or page
            for name, deed in section.declared():
                if deed.may is not None or not section.deeds[name].isVisible():
                    continue
                known = set(map(id, window.findChildren(Form)))
                section.deeds[name].trigger()
                settle()
                asked = [each for each in window.findChildren(Form)
                         if id(each) not in known and each.isVisible()]
                assert (where, name, asked, window.store.count("act")) == (where, name, [], acts)
                turn_to(window, *where.split(" ", 1))
                taken += 1
    assert raised == [] and taken > 80
