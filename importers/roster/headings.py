"""What the columns of a roster may be headed: a vocabulary made of the fields of its records."""

from __future__ import annotations

import tomllib
from collections.abc import Callable, Iterable, Set
from functools import cache
from typing import Any

from importers.sheets.heads import Vocabulary, plain
from models.keeping.record import Record
from models.members.member import Member
from models.office.village import Group
from models.registers.people import Household, HouseholdCategory, Person
from resources import resource

MEMBER_FIELDS = tuple(
    each.name for each in Member.fields()
    if each.name not in ("person", "left", "left_reason", "note")
)
PERSON_FIELDS = tuple(
    each.name for each in Person.fields()
    if each.name not in ("household", "left", "left_reason")
)
HOUSEHOLD_COLUMNS = ("number", "head", "category", "group", "size", "shares_total", "address")

_RECORDS: tuple[tuple[type[Record], tuple[str, ...], str], ...] = (
    (Person, PERSON_FIELDS, ""),
    (Household, ("number", "address"), ""),
    (HouseholdCategory, ("category",), ""),
    (Group, ("name",), "group"),
    (Member, MEMBER_FIELDS, ""),
)


@cache
def roster() -> Vocabulary:
    """The vocabulary of a roster; of a heading with two meanings the first one stands."""
    return _vocabulary(_RECORDS, _makes_a_roster)


@cache
def members() -> Vocabulary:
    """The vocabulary of a list of party members: a heading with two meanings is the party's."""
    return _vocabulary((_RECORDS[-1], *_RECORDS[:-1]), _makes_a_list_of_members)


def _vocabulary(
    records: Iterable[tuple[type[Record], tuple[str, ...], str]],
    enough: Callable[[Set[str]], bool],
) -> Vocabulary:
    words = _words()
    known: dict[str, str] = {}
    for column, written in words["columns"].items():
        for each in written:
            known.setdefault(plain(each), column)
    for record, names, column in records:
        for name in names:
            field = record.field(name)
            for each in (field.label, *field.aliases):
                known.setdefault(plain(each), column or name)
    for column, written in words["fields"].items():
        for each in written:
            known.setdefault(plain(each), column)
    pairs = {plain(each["heading"]): tuple(each["columns"]) for each in words["pairs"]}
    return Vocabulary(known, enough, pairs, settled=_heads_are_names)


def _heads_are_names(columns: dict[str, str]) -> dict[str, str]:
    """A list of households alone names their heads, who are 户主 where the households are told."""
    if "name" not in columns and "head" in columns:
        told = "number" in columns and "relation" not in columns
        columns["name"] = columns["head"] if told else columns.pop("head")
    return columns


def _makes_a_roster(columns: Set[str]) -> bool:
    return "name" in columns and len(columns - {"serial", "note"}) >= 2


def _makes_a_list_of_members(columns: Set[str]) -> bool:
    return "name" in columns and not columns.isdisjoint(MEMBER_FIELDS)


@cache
def _words() -> dict[str, Any]:
    return tomllib.loads(resource("imports/headings.toml").read_text(encoding="utf-8"))
