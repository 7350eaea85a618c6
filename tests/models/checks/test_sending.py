"""Before returns leave: what is wrong with their period, and nothing of another one."""

from __future__ import annotations

from datetime import date

from models.checks.returns import findings_before
from models.members.member import Member
from models.pairing.pairing import Pairing
from models.registers.people import Household, Person
from models.returns.returning import Asked
from models.values.periods import Period
from tests.models.meetings.a_village_year import held, settle_branch

EVERYTHING = frozenset({"meeting", "household", "person", "member", "pairing", "visit"})


def wrong(store, period: str, read=EVERYTHING) -> set[str]:
    asked = Asked.of(Period.parse(period), date(2026, 12, 1))
    return {each.rule for each in findings_before(store, asked, [], read) if each.level == "error"}


def test_a_meeting_of_november_stops_november_and_its_quarter_alone(store):
    branch = settle_branch(store)
    held(store, branch, "party-meeting", date(2026, 11, 29), "qqqqqqqqqqr",
         chair=branch.people[16])
    assert wrong(store, "2026-Q3") == wrong(store, "2026-10") == set()
    for period in ("2026-Q4", "2026-11", "2026"):
        assert wrong(store, period) == {"meeting-quorum"}


def test_what_stands_in_the_registers_concerns_every_period(store):
    home = store.save(Household(number="01-001")).id
    for name in ("柳琢", "缑树林"):
        store.save(Person(name=name, household=home, id_number="419900188804129911"))
    assert wrong(store, "2026-Q3") == {"id-duplicate"}


def test_two_mains_concern_the_periods_in_which_there_were_two(store):
    home = store.save(Household(number="01-001")).id
    for name in ("柳琢", "缑树林"):
        person = store.save(Person(name=name)).id
        member = store.save(Member(person=person)).id
        store.save(Pairing(member=member, household=home, role="main", since=date(2026, 11, 3)))
    assert "pairing-two" not in wrong(store, "2026-Q3")
    assert "pairing-two" in wrong(store, "2026-Q4")


def test_what_no_return_that_leaves_speaks_of_stops_none(store):
    branch = settle_branch(store)
    held(store, branch, "party-meeting", date(2026, 8, 29), "qqqqqqqqqqr",
         chair=branch.people[16])
    assert wrong(store, "2026-Q3", {"meeting", "attendance"}) == {"meeting-quorum"}
    assert wrong(store, "2026-Q3", {"visit", "person"}) == set()
