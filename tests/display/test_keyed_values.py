"""Keyed values arrive."""

from __future__ import annotations

import pytest

from tests.ui.points.conftest import BEGIN
from tests.ui.points.conftest import village as points_village  # noqa: F401

from models.households import HEAD, Household
from models.people import Person as Human
from models.points.book import Book
from models.points.scheme_versions import keep_scheme, put_in_force
from models.village import Group
from models.points.slips import Slip
from tests.models.points.points_village import ITEMS
from tests.models.points.small_village import scheme


@pytest.fixture
def village(village):
    with village.act("多住些人"):
        group = village.save(Group(name="五组", place=5)).id
        for place in range(100):
            home = village.save(Household(number=f"05-{place + 1:03d}", group=group))
            village.save(Human(name=f"耿来福{'甲乙丙丁戊己庚辛壬癸'[place % 10]}", household=home.id, relation=HEAD, born="1885-01-01"))
    kept = keep_scheme(village, scheme(ITEMS, valid_from=BEGIN.isoformat(), redeem_value="1"))
    put_in_force(village, kept, basis="村民代表会议", adopted=BEGIN)
    return village


@pytest.mark.parametrize("every", [40, 60, 150])
def test_scores(window, village, person, until, every):
    window.go("points")
    points = window.pages["points"]
    grid = points.show_section("entry")
    grid.open_accounts()
    print(list(grid.item.property("codes")))
    grid.item.put(next(each for each in grid.item.property("codes") if each.startswith("参加公共劳动")))
    grid.look()
    table = grid.grid.table
    at = [c.key for c in table.columns].index("amount")
    index = table.index(0, at)
    person.click(grid.grid.viewport(), grid.grid.visualRect(index).center())
    typed = [str(n % 3 + 1) for n in range(100)]
    keys = [k for t in typed for k in (t, "Return")]
    person.press(*keys, every=every)
    got = [table.face(row, at).words for row in range(100)]
    assert got == typed
