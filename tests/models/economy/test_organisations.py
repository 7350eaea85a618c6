from datetime import date

import pytest

from models.economy.organisations import (
    FirmTie,
    HouseholdTie,
    Organisation,
    OrganisationMember,
    councils,
    members_of,
    organisation_lines,
    tie,
)
from models.registers.people import Household, Person
from models.values.problem import Invalid

DAY = date(2026, 5, 1)


def test_households_tied_to_a_cooperative_tied_to_a_firm(store):
    homes = [store.save(Household(number=f"{each:03}")).id for each in (1, 2)]
    cooperative = store.save(Organisation(name="菌菇合作社", kind="cooperative", led=True)).id
    firm = store.save(Organisation(name="柳河食品", kind="firm")).id
    store.save(FirmTie(cooperative=cooperative, firm=firm, way="order", since=date(2026, 1, 1)))
    for home in homes:
        tie(store, HouseholdTie(cooperative=cooperative, household=home, way="labour",
                                since=date(2026, 2, 1)))
    line = next(each for each in organisation_lines(store, DAY)
                if each.organisation.id == cooperative)
    assert (line.households, line.firms) == (2, ("柳河食品",))
    with pytest.raises(Invalid, match="这户已绑定菌菇合作社"):
        tie(store, HouseholdTie(cooperative=cooperative, household=homes[0], way="land",
                                since=DAY))
    with pytest.raises(Invalid, match="柳河食品不是合作社"):
        tie(store, HouseholdTie(cooperative=firm, household=homes[0], way="land", since=DAY))


def test_the_covenant_and_five_councils(store):
    person = store.save(Person(name="缑树林")).id
    council = store.save(Organisation(name="红白理事会", kind="ceremony-council")).id
    store.save(OrganisationMember(organisation=council, person=person, role="会长"))
    found = councils(store, DAY)
    (sits,) = members_of(store, council, DAY)
    assert sits[1] == "缑树林（会长）"
    store.save(sits[0].but(until=DAY))
    assert members_of(store, council, DAY) == []
    store.save(store.get(OrganisationMember, sits[0].id).but(until=None))
    assert list(found) == ["村规民约", "村民理事会", "红白理事会", "道德评议会", "禁毒禁赌会",
                           "孝善理事会"]
    assert found["红白理事会"].people == 1
    assert [label for label, line in found.items() if line is None] == [
        "村规民约", "村民理事会", "道德评议会", "禁毒禁赌会", "孝善理事会"]
