"""A figure is held against its own past, and one odd period does not hide the next."""

from __future__ import annotations

from datetime import date, timedelta

import pytest

from models.figures.history import earlier, unusual, year_before
from models.figures.liaison import SOLVE_RATE, VISITS
from models.keeping.store import Store
from models.members.member import Member
from models.registers.people import Household, Person
from models.values.periods import Period
from models.visits.visit import Visit

MONTH = Period.parse("2026-09")


def visit(store: Store, month: Period, times: int) -> None:
    for at in range(times):
        day = month.start + timedelta(days=at % 28)
        store.save(Visit(member=1, household=1, day=day, entered=day))


@pytest.fixture
def village(store: Store) -> Store:
    store.save(Household(number="001"))
    store.save(Person(name="沈大福", household=1, relation="02"))
    store.save(Member(person=1, kind="full"))
    month = MONTH
    for times in (10, 11, 9, 40, 10, 12):
        month = month.previous()
        visit(store, month, times)
    return store


def test_ten_times_the_usual_is_told_with_both_numbers(village: Store) -> None:
    visit(village, MONTH, 100)
    far = unusual(village, [VISITS], MONTH)[VISITS]
    assert (far.value, far.middle) == (100, 10.5)
    assert "本期 100，往期中位数 10.5" in far.words


@pytest.mark.parametrize("times", [9, 10, 12])
def test_what_is_usual_is_not_told_in_spite_of_one_odd_month(village: Store, times: int) -> None:
    visit(village, MONTH, times)
    assert unusual(village, [VISITS], MONTH) == {}


def test_nothing_is_unusual_without_a_past(village: Store) -> None:
    first = Period.parse("2026-05")
    assert unusual(village, [VISITS, SOLVE_RATE], first) == {}


def test_the_period_before_and_the_year_before_stand_earlier(village: Store) -> None:
    visit(village, Period.parse("2025-09"), 3)
    assert earlier(village, VISITS, MONTH) == (10, 3)
    assert year_before(Period.of(date(2026, 12, 30), MONTH.span)) == Period.parse("2025-12")
