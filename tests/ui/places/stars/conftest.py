"""A village that works for its stars, on the third of April, with 五星 open."""

from __future__ import annotations

from datetime import date
from importlib import import_module

import pytest

from importers.lists.standard import read_standard
from models.stars.drafting import keep
from tests.models.stars.creating import YEAR, plan_year, settle, work, write_town_workbook

SPRING = date(YEAR, 4, 3)
SECTIONS = (
    "ui.places.stars.standard",
    "ui.places.stars.plan",
    "ui.places.stars.progress",
    "ui.places.stars.verdicts",
    "ui.places.stars.gaps",
    "ui.places.stars.evidence",
    "ui.places.stars.economy",
    "ui.places.stars.weekly",
    "ui.places.stars.wall",
    "ui.places.home.page",
)


@pytest.fixture
def stop_at(monkeypatch):
    """``stop_at(day)``: every section takes this day for today."""
    def stop(day):
        class Stopped(date):
            @classmethod
            def today(cls):
                return day

        for each in SECTIONS:
            monkeypatch.setattr(import_module(each), "date", Stopped)

    return stop


@pytest.fixture(autouse=True)
def third_of_april(stop_at):
    stop_at(SPRING)


@pytest.fixture
def village(store, tmp_path):
    people = settle(store)
    work(store, people)
    path = write_town_workbook(tmp_path / "标准.xlsx")
    standard = keep(store, read_standard(path, year=YEAR, star_set="rural"))
    plan_year(store, standard, people)
    return store


@pytest.fixture
def page(window):
    window.store.operator = "缑树林"
    window.go("stars")
    return window.pages["stars"]
