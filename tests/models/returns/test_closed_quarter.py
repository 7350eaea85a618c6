"""A quarter that is over reads the same whatever happens afterwards."""

from datetime import date

import pytest

from models.matters.matter import Matter, assign, close, escalate, reopen, report
from models.members.member import Member
from models.moves.moving import change_head, move_away
from models.pairing.pairing import Pairing, pair
from models.registers.people import HouseholdCategory, Person
from models.returns.catalogue import return_called
from models.returns.returning import SPANS, Asked
from models.values.periods import ONE_DAY, Period
from models.visits.visit import Visit, record_visit
from tests.models.liaison_village import in_category, settle_village

QUARTER, LATER = Period.parse("2026-Q1"), date(2026, 12, 1)
CODES = ("people", "members", "facts", "liaison", "liaison-statistics", "liaison-board", "visits",
         "visits-month", "visits-key", "visits-cover", "weekly-report")


@pytest.fixture
def village(store):
    settle_village(store, 6, 2)
    store.save(store.get(Member, 2).but(joined="2025-06-01", kind="probationary"))
    in_category(store, 2, "TP")
    for home in range(1, 6):
        pair(store, Pairing(member=1, household=home, since=date(2026, 1, 1)))
    for home, day, what in ((1, 5, "漏雨"), (2, 9, "缺药"), (3, 20, "断电")):
        visit = Visit(member=1, household=home, day=date(2026, 3, day), entered=LATER)
        record_visit(store, visit, Matter(kind="problem", what=what, found=visit.day))
    close(store, 1, date(2026, 3, 10), "修好了", today=LATER)
    assign(store, 2, "文书", date(2026, 3, 10), deadline=date(2026, 3, 15), today=LATER)
    return store


def live_on(store):
    """Everything that can become of what stands in the quarter."""
    reopen(store, 1, date(2026, 4, 2), "又漏", today=LATER)
    escalate(store, 2, "town", "镇里", date(2026, 4, 3), "村里办不了", today=LATER)
    close(store, 3, date(2026, 4, 4), "接上了", today=LATER)
    report(store, Matter(kind="dispute", what="地界", found=date(2026, 4, 5)), today=LATER)
    record_visit(store, Visit(member=1, household=6, day=date(2026, 4, 6), entered=LATER))
    change_head(store, 3, 9, date(2026, 5, 1), "年老", today=LATER)
    move_away(store, 5, date(2026, 6, 1), "购房", today=LATER)
    pair(store, Pairing(member=2, household=4, since=date(2026, 7, 1)))
    in_category(store, 6, "DB", since=date(2026, 7, 1))
    category = store.find(HouseholdCategory, "category = 'TP'")[0]
    store.save(category.but(until=date(2026, 8, 1)))
    store.save(store.get(Member, 2).but(kind="full", confirmed="2026-06-01"))
    store.save(Person(name="茹满仓", household=1, relation="20", since=date(2026, 9, 1)))


def drawn(store):
    every = list(map(return_called, CODES))
    over = {span: Period.of(QUARTER.end + ONE_DAY, span).previous() for span in SPANS.values()}
    periods = [QUARTER if each.fits(QUARTER) else over[SPANS[each.cadence]] for each in every]
    sheets = {each.code: each.draw(store, Asked.of(period, LATER))
              for each, period in zip(every, periods, strict=True)}
    return {code: ([row.values for row in sheet.rows], sheet.total, sheet.notes)
            for code, sheet in sheets.items()}


def test_a_quarter_that_is_over_stays(village):
    before = drawn(village)
    live_on(village)
    after = drawn(village)
    assert [code for code in CODES if before[code] != after[code]] == []
