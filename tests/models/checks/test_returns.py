"""What two returns say must be the same; where it is not, the records are named."""

from datetime import date

import pytest

from models.checks.catalogue import findings
from models.checks.returns import return_findings
from models.members.member import Member
from models.registers.people import Person
from tests.models.returns.sample_return import drawn, settle


@pytest.fixture
def village(store):
    settle(store)
    return store


def test_returns_of_an_orderly_village_agree(village):
    assert return_findings(village, drawn(village)[1]) == []


def test_visits_of_a_member_who_left_are_in_one_return_only(village):
    member = village.get(Member, 1)
    village.save(member.but(left=date(2026, 3, 20), left_reason="moved"))
    found = {each.rule: each for each in return_findings(village, drawn(village)[1])}
    visits = found["returns-visits-count"]
    assert visits.level == "error" and visits.where == (("visit", 1),)
    assert visits.what == ("《党员联户情况统计表》的走访次数是 0，《走访登记表》是 1，"
                           "相差 1，请核对。")


def test_a_person_without_a_household_is_counted_nowhere_and_said(village):
    lost = village.save(Person(name="无户人"))
    assert return_findings(village, drawn(village)[1]) == []
    found = {each.rule: each for each in findings(village)}["no-household"]
    assert found.where == (("person", lost.id),)
    assert found.what.startswith("无户人 1 人没有编进任何一户")
