"""A village that works for its stars, on the third of April, with 五星 open."""

from __future__ import annotations

from datetime import date

import pytest

from tests.models.stars.creating import YEAR, plan_year, settle, town_standard, work

SPRING = date(YEAR, 4, 3)


@pytest.fixture(autouse=True)
def third_of_april(clock):
    clock.set(SPRING)


@pytest.fixture
def village(store, tmp_path):
    people = settle(store)
    work(store, people)
    standard = town_standard(store, tmp_path)
    plan_year(store, standard, people)
    return store


@pytest.fixture
def page(window):
    window.store.operator = "缑树林"
    window.go("stars")
    return window.pages["stars"]
