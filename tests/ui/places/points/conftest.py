"""The village that keeps points, with 积分 open; and what every test there does."""

from __future__ import annotations

from datetime import date

import pytest

from models.office.village import Group
from models.points.book.kept_ledger import Book
from models.points.book.scheme_versions import keep_scheme, put_in_force
from models.registers.people import HEAD, Household, Person
from tests.models.points.points_village import ITEMS
from tests.models.points.small_village import scheme

TODAY = date(2026, 9, 26)
BEGIN = date(TODAY.year, 1, 1)


@pytest.fixture(autouse=True)
def day(clock):
    clock.set(TODAY)


@pytest.fixture
def village(village):
    """The small village with 30 households more in one group, and a scheme in force."""
    with village.act("多住些人"):
        group = village.save(Group(name="五组", place=5)).id
        for place in range(30):
            home = village.save(Household(number=f"05-{place + 1:03d}", group=group))
            village.save(Person(name=f"耿来福{'甲乙丙丁戊己'[place % 6]}{place}"[:4],
                                household=home.id, relation=HEAD, born="1885-01-01"))
    kept = keep_scheme(village, scheme(ITEMS, valid_from=BEGIN.isoformat(), redeem_value="1"))
    put_in_force(village, kept, basis="村民代表会议", adopted=BEGIN)
    return village


@pytest.fixture
def points(window):
    window.go("points")
    return window.pages["points"]


def entered(points, words="参加植树造林", ticked="1-33"):
    grid = points.show_section("entry")
    if not grid.lines:
        grid.open_accounts()
    grid.item.put(next(each for each in grid.item.property("codes") if each.startswith(words)))
    grid.quick.setText(ticked)
    grid.quick.returnPressed.emit()
    grid.save()
    return grid


def score(store, account):
    return Book(store, "household").standing(account, TODAY).score


def strip_words(section):
    return section.strip.words.text()


def filled(pane, **texts):
    for name, text in texts.items():
        pane.form.editors[name].put(text)
    pane.save()
