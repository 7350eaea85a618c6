"""Members and households as lists write them: found as they are meant, or refused at their cell."""

from __future__ import annotations

from datetime import date

import pytest

from models.intake.listed import ReadLine, Unresolved
from models.intake.looked_after import take_in_pairings, take_in_visits
from models.intake.named import NamesOnRegister
from models.registers.people import Household, Person
from models.values.identity import check_digit
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


def numbered(first17):
    return first17 + check_digit(first17)


HEAD, SPOUSE, OTHER, NOBODY = (numbered(f"41990119750101{each:03}") for each in (11, 22, 33, 44))


@pytest.fixture
def with_numbers(village):
    for at, number in ((1, HEAD), (2, OTHER)):
        person = village.find(Person, "household = ? AND relation = '02'", (at,))[0]
        village.save(person.but(id_number=number))
    for each in village.find(Person, "household = 1 AND id_number IS NULL"):
        village.save(each.but(id_number=numbered(f"41990119800101{each.id:03}")))
    village.save(village.find(Person, "name = '仝小妮'")[0].but(id_number=SPOUSE))
    return village


def settled(store, number):
    registers = NamesOnRegister(store)
    registers.settle_number(line(id_number=number), None, 1)


@pytest.mark.parametrize("number", [
    HEAD, SPOUSE, f" {SPOUSE[:6]} {SPOUSE[6:]}", f"{HEAD[:6]}********{HEAD[14:]}", "", "无",
    "4.19901E+17",
])
def test_an_identity_number_of_anybody_of_the_household_stands(with_numbers, number):
    settled(with_numbers, number)


@pytest.mark.parametrize(("number", "said"), [
    (OTHER, "是册上“{}”的"), (NOBODY, "都不同"), (f"{NOBODY[:6]}********{NOBODY[14:]}", "都不同"),
])
def test_an_identity_number_of_somebody_else_is_refused_at_its_cell(with_numbers, number, said):
    with pytest.raises(Unresolved, match=said.format(head(with_numbers, 2))) as refused:
        settled(with_numbers, number)
    assert refused.value.name == "id_number"


def test_an_identity_number_may_be_that_of_who_has_none_on_the_register(with_numbers):
    with_numbers.save(Person(name="仝小宝", household=1, relation="30"))
    settled(with_numbers, NOBODY)
    with pytest.raises(Unresolved, match="是册上"):
        settled(with_numbers, OTHER)


@pytest.mark.parametrize("take", [take_in_visits, take_in_pairings])
def test_lists_of_visits_and_pairings_look_at_the_number(with_numbers, take):
    member = NamesOnRegister(with_numbers).names[1]
    said = line(member=member, number="01-001", id_number=OTHER, day="2026-03-05")
    taken = take(with_numbers, [said], today=date(2026, 3, 6))
    assert [each.code for each in taken.refused] == ["id_number-refused"]
    assert not taken.counts["created"]
