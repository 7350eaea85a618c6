"""The people of the sample village could live: ages, families, offices, and numbers nobody has."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from models.activities.activity import Activity
from models.keeping.store import Store
from models.matters.matter import Matter
from models.meetings.attendance import Presence
from models.meetings.meeting import Attendance, Meeting
from models.members.member import Journey, Member, Post
from models.members.posts import officers, post_warnings
from models.points.evaluation.rounds import EvaluationMark
from models.registers.people import HEAD, Household, Person
from models.values.codes import RELATION
from models.values.days import age_on
from models.values.identity import IdState, judge
from models.visits.visit import Visit
from sample.cast import ELECTED, FIRST, LAST
from sample.village import fill

WOMAN = "2"
CHILDREN = ("2", "3")
"""GB/T 4761-2008: the relations of the head's children begin so; 28 and 38 married in."""


@pytest.fixture(scope="module")
def village(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    """Nobody writes to it."""
    with Store(tmp_path_factory.mktemp("sample") / "village.lianxing") as store:
        fill(store, households=300, seed=7)
        yield store


def age(person: Person, day: date = LAST) -> int:
    assert person.born
    return age_on(person.born, day)


@pytest.fixture(scope="module")
def people(village: Store) -> list[Person]:
    return village.find(Person, "sent_by IS NULL")


def test_the_ages_are_those_of_a_village(people: list[Person]) -> None:
    ages = [age(each) for each in people]
    assert min(ages) == 0 and 85 <= max(ages) <= 95
    shares = {
        (low, high): sum(low <= each < high for each in ages) / len(ages)
        for low, high in ((0, 15), (15, 30), (30, 45), (45, 60), (60, 96), (80, 96))
    }
    for stretch, (least, most) in {
        (0, 15): (0.13, 0.24), (15, 30): (0.13, 0.24), (30, 45): (0.16, 0.26),
        (45, 60): (0.16, 0.27), (60, 96): (0.17, 0.30), (80, 96): (0.01, 0.07),
    }.items():
        assert least <= shares[stretch] <= most, (stretch, shares[stretch])
    assert 0.46 <= sum(each.sex == WOMAN for each in people) / len(people) <= 0.53


def test_the_families_fit(village: Store, people: list[Person]) -> None:
    homes: dict[int, dict[str, list[Person]]] = {}
    for each in people:
        homes.setdefault(each.household or 0, {}).setdefault(each.relation or "", []).append(each)
    for home in homes.values():
        (head,) = home[HEAD]
        assert age(head) >= 24
        for relation, found in home.items():
            for each in found:
                assert RELATION[relation].sex in ("", each.sex)
                gap = age(head) - age(each)
                if relation in ("11", "12"):
                    assert abs(gap) <= 8 and each.sex != head.sex
                elif relation in ("28", "38"):
                    assert age(each) >= 19 and gap >= 15
                elif relation[0] in CHILDREN:
                    assert 18 <= gap <= 50
                elif relation[0] == "4":
                    assert 36 <= gap <= 90
                elif relation[0] == "5":
                    assert 18 <= -gap <= 40


def test_no_number_can_be_anybodys(people: list[Person]) -> None:
    numbers = [each.id_number for each in people if each.id_number]
    assert len(numbers) == len(set(numbers)) > 0.95 * len(people)
    for each in people:
        if each.id_number:
            verdict = judge(each.id_number)
            assert verdict.state == IdState.OK and each.id_number.startswith("4199")
            assert str(verdict.born) == each.born and verdict.sex == each.sex
        assert each.phone is None or each.phone.startswith("154")


def test_men_and_women_stand_in_the_right_offices(village: Store) -> None:
    held = officers(village, LAST)
    assert not post_warnings(held)
    ages = [age(each.person) for each in held]
    assert 40 <= sum(ages) / len(ages) <= 48 and max(ages) < 60
    by_id = {each.rowid: each for each in village.find(Person)}
    committee: set[int] = set()
    supervising: set[int] = set()
    for post in village.find(Post):
        if "妇" in post.title:
            assert by_id[post.person].sex == WOMAN
        (committee if post.body == "committee" else
         supervising if post.body == "supervision" else set()).add(post.person)
    assert supervising and not committee & supervising


def test_the_representatives_are_enough(village: Store) -> None:
    homes = village.count("household")
    people = [village.get(Person, each.person) for each in village.find(Post, "title = '村民代表'")]
    assert homes / 15 <= len(people) <= homes / 5
    assert sum(each.sex == WOMAN for each in people) >= len(people) / 3
    assert all(age(each, ELECTED) >= 18 for each in people)


def test_members_joined_grown_up_and_are_away_when_they_are_away(village: Store) -> None:
    journeys = village.find(Journey)
    assert journeys
    for member in village.find(Member):
        person = village.get(Person, member.person)
        assert age(person, date.fromisoformat(member.joined or "")) >= 18, person
    meetings = {each.rowid: each.held for each in village.find(Meeting)}
    at = {each.rowid: each.person for each in village.find(Member)}
    for each in village.find(Attendance):
        for journey in journeys:
            if at[journey.member] == each.person and journey.went <= meetings[each.meeting] < (
                    journey.returned or date.max):
                assert each.status == Presence.LEAVE


def test_a_year_is_told_in_many_sentences(village: Store) -> None:
    visits = village.find(Visit)
    said = [each.said for each in visits]
    assert len(set(said)) >= 500
    assert max(said.count(each) for each in set(said)) / len(said) < 0.02
    assert all(FIRST <= each.day <= LAST for each in visits)
    assert all(each.minutes for each in village.find(Meeting))
    written = [each.minutes for each in village.find(Meeting)]
    assert len(set(written)) == len(written)
    assert all(each.marks for each in village.find(EvaluationMark))
    assert all(each.host and each.place for each in village.find(Activity))


def test_stories_end_well_and_badly(village: Store) -> None:
    results = [each.result for each in village.find(Matter) if each.result]
    assert any("没有全好" in each for each in results)
    assert sum("没有全好" not in each for each in results) > len(results) / 2
    assert village.count("household") == len(village.find(Household))


@pytest.mark.parametrize(("households", "seed"), [(80, 5007)])
def test_a_village_whatever_falls_to_it_is_one_that_could_be(
    tmp_path: Path, households: int, seed: int
) -> None:
    """So few came to its meeting that it could not open; one applied before being of age."""
    with Store(tmp_path / "village.lianxing") as store:
        fill(store, households=households, seed=seed)
        assert store.count("meeting") and store.count("candidate")
