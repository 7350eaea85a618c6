"""What 体检 says about pairings, visits and matters."""

from datetime import date, timedelta

import pytest

from models.checks.registers import PAIRING_CHECKS, VISIT_CHECKS
from models.keeping.attachments import Picture, attach, file_of
from models.matters.matter import Matter, close, report
from models.members.member import Member
from models.office.village import change_policy
from models.pairing.pairing import Pairing, pair
from models.registers.people import Household
from models.visits.visit import Visit, record_visit
from tests.models.liaison_village import settle_village

TODAY = date(2026, 9, 26)
BEGUN = TODAY - timedelta(days=100)


@pytest.fixture(autouse=True)
def day(clock):
    clock.set(TODAY)


def found(store, checks):
    return [each for check in checks for each in check(store)]


def rules(store):
    return {(each.rule, each.what) for each in found(store, PAIRING_CHECKS)}


def test_a_village_in_order_has_nothing_to_say(store):
    settle_village(store, 3, 1)
    assert not rules(store)
    for home in (1, 2, 3):
        pair(store, Pairing(member=1, household=home, since=BEGUN))
    assert not rules(store)


def test_gaps_two_mains_overload_and_pairings_with_the_gone(store):
    settle_village(store, 4, 2)
    change_policy(store, "pairing", most=1)
    for home in (1, 2):
        pair(store, Pairing(member=1, household=home, since=BEGUN))
    store.save(Pairing(member=2, household=2, since=BEGUN + timedelta(days=9)))
    pair(store, Pairing(member=2, household=3, role="standin", since=BEGUN))
    store.save(store.get(Member, 2).but(left=TODAY, left_reason="moved"))
    day = BEGUN + timedelta(days=9)
    told = {what for _rule, what in rules(store)}
    assert {
        "0003 户没有主联党员，请结对。",
        "0004 户没有主联党员，请结对。",
        f"0002 户 {day} 有两名主联党员，请终止其中一条。",
    } <= told
    assert {rule for rule, _ in rules(store)} == {
        "pairing-none",
        "pairing-two",
        "pairing-over",
        "pairing-gone",
    }
    assert sum("还联着" in each for each in told) == 2


def test_visits_matters_and_files_that_cannot_be(store):
    settle_village(store, 2, 1)
    visit, _ = record_visit(store, Visit(member=1, household=1, day=TODAY, entered=TODAY))
    store.save(store.get(Household, 1).but(left=BEGUN, left_reason="moved"))
    matter = report(store, Matter(kind="problem", what="路灯", found=TODAY))
    store.save(close(store, matter.id, TODAY, "好了").but(result=None))
    file_of(store, attach(store, Picture(b"x", "灯.jpg", 1, 1), ("matter", 1), TODAY)).unlink()
    where = {each.rule: each.where for each in found(store, VISIT_CHECKS)}
    assert where["visit-gone"] == (("visit", visit.id),)
    assert where["matter-no-result"] == (("matter", 1),)
    assert where["attachment-file"] == (("attachment", 1),)
