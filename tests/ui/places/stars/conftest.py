"""A village that works for its stars, on the third of April, with 五星 open."""

from __future__ import annotations

from datetime import date

import pytest

from importers.lists.rules import read_standard
from models.stars.drafting import keep
from tests.models.stars.creating import YEAR, plan_year, settle, work, write_town_workbook

SPRING = date(YEAR, 4, 3)


@pytest.fixture(autouse=True)
def third_of_april(clock):
    clock.set(SPRING)


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
