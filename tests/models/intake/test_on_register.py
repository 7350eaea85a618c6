"""Members and households as lists write them: found as they are meant, or refused at their cell."""

from __future__ import annotations

import pytest

from models.intake.listed import ReadLine, Unresolved
from models.intake.named import NamesOnRegister
from models.registers.people import Household, Person
from tests.models.liaison_village import settle_village


@pytest.fixture
def village(store):
    settle_village(store, 3, 1)
    for at, number in enumerate(("01-001", "01-011", "0002")):
        home = store.get(Household, at + 1)
        store.save(home.but(number=number))
    store.save(Person(name="仝小妮", household=1, relation="30"))
    return store


def line(**values):
    return ReadLine("表", 2, values, {name: "A" for name in values})


def home(store, **values):
    return NamesOnRegister(store).household(line(**values))


def head(store, at):
    return store.find(Person, "household = ? AND relation = '02'", (at,))[0].name


@pytest.mark.parametrize(("number", "found"), [
    ("01-001", 1), ("1-1", 1), ("01—001", 1), ("０１－００１", 1), ("01001", 1), ("01-001号", 1),
    ("1-11", 2), ("2", 3), ("2户", 3),
])
def test_a_number_is_found_however_it_is_dressed(village, number, found):
    assert home(village, number=number) == found


@pytest.mark.parametrize("number", ["11-1", "1-12", "3"])
def test_a_number_nobody_has_is_refused(village, number):
    with pytest.raises(Unresolved, match=f"没有{number} 户"):
        home(village, number=number)


def test_a_name_is_read_as_a_register_reads_it(village):
    name = head(village, 1)
    for written in (" ".join(name), f"{name}（户主）", f"{name}\u200b"):
        assert home(village, head=written) == 1
    member = NamesOnRegister(village).names[1]
    assert NamesOnRegister(village).member(line(member="\u3000".join(member))) == 1


def test_a_number_beside_somebody_of_another_household_is_asked_about(village):
    other = head(village, 2)
    with pytest.raises(Unresolved, match=f"没有“{other}”这个人，户主是") as refused:
        home(village, number="01-001", head=other)
    assert refused.value.name == "head"


@pytest.mark.parametrize("beside", ["{}", "{}家", "{}（户主）", "仝小妮", "仝*妮"])
def test_a_number_beside_anybody_who_lives_there_stands(village, beside):
    assert home(village, number="01-001", head=beside.format(head(village, 1))) == 1


def test_a_line_that_names_no_household_says_so(village):
    with pytest.raises(Unresolved, match="没有写是哪一户"):
        home(village, number="", head="")
