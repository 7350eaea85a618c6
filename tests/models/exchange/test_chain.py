"""Packages are numbered, each after the one before, and no number ever stands for two."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path

import pytest

from models.exchange.allow_list import CONTENTS, content_called
from models.exchange.chain import (
    Package,
    make_packages,
    note_delivered,
    pack,
    package_folder,
    packages,
)
from models.exchange.contents import Parcel, schema
from models.keeping.store import Store
from models.registers.people import Household
from models.values.problem import Problem
from tests.models.town.desks import PERIOD, open_village


@pytest.fixture
def village(tmp_path: Path) -> Iterator[Store]:
    with open_village(tmp_path) as store:
        yield store


def seal(parcel: Parcel) -> bytes:
    return parcel.written()


def made(village: Store) -> list[Package]:
    return make_packages(village, PERIOD, (), seal, package_folder(village.path))


def noted(village: Store) -> Package:
    return note_delivered(village, made(village), package_folder(village.path))[-1]


def test_each_package_names_the_one_before(village: Store) -> None:
    first, second = noted(village), noted(village)
    assert (first.sequence, first.previous) == (1, None)
    assert (second.sequence, second.previous) == (2, first.sha256)
    assert [each.sequence for each in packages(village)] == [2, 1]
    assert first.short == first.sha256[:12] and first.counts["person"] == 2
    assert first.name == "青石坡镇-赵家村-2026-Q3-0001.lxbag"


def test_a_package_that_was_not_noted_goes_out_as_it_is(village: Store) -> None:
    before = made(village)
    assert packages(village) == []
    again = made(village)
    assert [each.sha256 for each in again] == [each.sha256 for each in before]
    note_delivered(village, again, package_folder(village.path))
    assert [each.sequence for each in made(village)] == [2]


def test_when_something_changed_meanwhile_both_go_out(village: Store) -> None:
    first = made(village)[0]
    village.save(village.get(Household, 1).but(phone="03901111111"))
    both = made(village)
    assert [(each.sequence, each.previous) for each in both] == [(1, None), (2, first.sha256)]
    assert both[0].sha256 == first.sha256


def test_a_half_written_copy_is_made_again(village: Store) -> None:
    first = made(village)[0]
    file = package_folder(village.path) / first.name
    file.write_bytes(file.read_bytes()[:100])
    assert [each.sequence for each in made(village)] == [1]


def test_the_descriptor_says_what_is_inside(village: Store) -> None:
    parcel = pack(village, PERIOD)
    person = next(each for each in parcel.descriptor["resources"] if each["name"] == "person")
    assert (person["rows"], person["path"], person["encoding"]) == (2, "data/person.csv", "utf-8")
    income = next(each for each in parcel.descriptor["resources"]
                  if each["name"] == "income_line")
    assert income["sums"] == {"amount": "1200.5"}
    assert json.loads(parcel.written()) == parcel.descriptor


def test_what_is_private_and_not_needed_does_not_travel(village: Store) -> None:
    person = content_called("person")
    assert person is not None
    assert not {"note", "health", "marriage"} & set(person.names)
    written = b"".join(pack(village, PERIOD).members.values())
    assert "修路".encode() not in written


def test_every_schema_has_an_id_and_links_only_inside_the_package() -> None:
    names = {each.name for each in CONTENTS}
    for content in CONTENTS:
        said = schema(content)
        assert said["fields"][0] == {"name": "id", "type": "integer"}
        assert all(each["reference"]["resource"] in names
                   for each in said.get("foreignKeys", ()))


def test_a_disk_that_refuses_is_told_and_nothing_is_noted(village: Store) -> None:
    package_folder(village.path).write_bytes(b"a file where the folder should be")
    with pytest.raises(Problem, match="请检查磁盘"):
        made(village)
    assert packages(village) == []
