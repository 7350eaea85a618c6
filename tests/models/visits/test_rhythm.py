"""Who is to be visited how often follows the household's categories."""

from datetime import date

import pytest

from models.figures.liaison import REACH, UNREACHED, covered_by_group
from models.figures.measure import Days
from models.figures.reckon import Among, counted
from models.office.village import change_policy
from models.pairing.pairing import Pairing, pair
from models.registers.people import Household
from models.visits.visit import Visit, add_months, due_visits, overdue, record_visit
from tests.models.liaison_village import in_category, settle_village

BEGUN, TODAY = date(2026, 1, 1), date(2026, 3, 15)


@pytest.fixture
def village(store):
    settle_village(store, 4, 1)
    for home in range(1, 5):
        pair(store, Pairing(member=1, household=home, since=BEGUN))
    in_category(store, 2, "JC2")
    in_category(store, 2, "TP")
    return store


def test_a_watched_household_is_due_monthly_the_others_quarterly(village):
    lines = {each.household: (each.due, each.late) for each in due_visits(village, TODAY)}
    assert lines[2] == (date(2026, 2, 1), 42)
    assert lines[1] == (date(2026, 4, 1), -17)
    assert [each.household for each in overdue(village, TODAY)] == [2]
    record_visit(village, Visit(member=1, household=2, day=date(2026, 3, 1), entered=TODAY))
    assert overdue(village, TODAY) == []


def test_the_office_may_change_the_rhythm(village):
    change_policy(village, "visits", rhythm={"": 1}, ways=["home"])
    assert {each.due for each in due_visits(village, TODAY)} == {date(2026, 2, 1)}
    record_visit(village, Visit(member=1, household=1, day=TODAY, way="phone", entered=TODAY))
    assert len(overdue(village, TODAY)) == 4


def test_coverage_of_a_house_to_house_round(village):
    for home, way in ((1, "home"), (2, "phone")):
        record_visit(village, Visit(member=1, household=home, day=TODAY, way=way, entered=TODAY))
    days = Days(date(2026, 3, 1), date(2026, 3, 31))
    covered = covered_by_group(village, REACH, days)
    missed = [tuple(row for _, row in counted(
        village, UNREACHED, days, Among("group", [each.group]))) for each in covered]
    assert [(each.name, each.base, each.part, missed[at]) for at, each in enumerate(covered)] == [
        ("第1组", 2, 1, (2,)),
        ("第2组", 1, 0, (3,)),
        ("第3组", 1, 0, (4,)),
    ]


def test_months_end_where_the_month_is_shorter():
    assert add_months(date(2026, 1, 31), 1) == date(2026, 2, 28)
    assert add_months(date(2026, 11, 30), 3) == date(2027, 2, 28)


def test_a_household_nobody_was_sent_to_counts_from_this_year(store):
    settle_village(store, 3, 1)
    with store.act("建户"):
        for row, since in ((1, date(1990, 5, 1)), (2, date(2026, 2, 10)), (3, None)):
            store.save(store.get(Household, row).but(since=since))
    due = {each.household: each.due for each in due_visits(store, TODAY)}
    assert [due.get(row) for row in (1, 2)] == [date(2026, 4, 1), date(2026, 5, 10)]
