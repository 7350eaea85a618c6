"""What a form may ask of each group, household, and pairing of a member and a household."""

from __future__ import annotations

from dataclasses import replace
from typing import Any, NamedTuple

from models.office.village import Group, groups
from models.pairing.pairing import Pairing, PairingRole
from models.returns.facts.fact import Fact, FormSubject, called, fact, of_field, through
from models.returns.facts.people import HOME, MEMBER, YES
from models.returns.facts.points import POINTS_OF_HOME
from models.returns.facts.view import Call, Comrade, Home, View
from models.values.counting_order import natural_key
from models.values.kinds import NUMBER, TEXT


def _homes(view: View, row: Group) -> list[Home]:
    return [home for home in view.registers.homes.values()
            if home.group is not None and home.group.id == row.id]


def _calls_of_group(view: View, row: Group) -> list[Call]:
    return [each for each in view.visits
            if each.home and each.home.group and each.home.group.id == row.id]


def _members(view: View, row: Group) -> int:
    homes = {home.id for home in _homes(view, row)}
    places = view.registers.home_of
    return sum(
        each.record.person in places and places[each.record.person].id in homes
        for each in view.registers.members.values()
    )


def _counted() -> tuple[Fact, ...]:
    flags = [each for each in HOME if each.name.startswith("is.")]

    def counter(flag: Fact) -> Any:
        return lambda view, row: sum(
            flag.read(view, home) == YES for home in _homes(view, row))

    return tuple(
        Fact(replace(each.field, name=f"homes.{each.name[3:]}", options=None, kind=NUMBER,
                     label=each.field.label.removeprefix("是否"),
                     aliases=tuple(f"{each.field.label.removeprefix('是否')}{more}"
                                   for more in ("数", "户数"))), counter(each))
        for each in flags
    )


def _named(view: View, label: str) -> Group | None:
    for each in groups(view.store):
        if natural_key(_bare(each.name)) == natural_key(_bare(label)):
            return each
    return None


def _bare(name: str) -> str:
    return name.removeprefix("第").removesuffix("村民小组").removesuffix("组")


GROUPS = FormSubject(
    "group", "村民小组", (
        fact("group.name", "组别", lambda _, row: row.name),
        fact("homes", "户数", lambda view, row: len(_homes(view, row)), kind=NUMBER),
        fact("people", "人口", lambda view, row: sum(
            len(home.people) for home in _homes(view, row)), kind=NUMBER),
        fact("members", "党员数", _members, kind=NUMBER),
        *_counted(), *called(_calls_of_group),
    ), lambda view: groups(view.store), _named, keys=("group.name",), title=("分组", "各组"),
)


# ── households and pairings ──────────────────────────────────────────────────


def _partner(role: str) -> Fact:
    def read(view: View, home: Home) -> str:
        names = [
            view.registers.members[each.member].person.name for each in view.registers.pairings
            if each.household == home.id and each.role == role
        ]
        return "、".join(names)

    if role == PairingRole.STANDIN:
        return fact("partner.standin", "备联党员", read)
    return fact("partner", "联户党员", read)


def _partner_phone(view: View, home: Home) -> str | None:
    for each in view.registers.pairings:
        if each.household == home.id and each.role == PairingRole.MAIN:
            return view.registers.members[each.member].person.phone
    return ""


def _calls(view: View, home: Home) -> list[Call]:
    return view.visits_by_home[home.id]


HOUSEHOLD: tuple[Fact, ...] = (
    *HOME, _partner(PairingRole.MAIN), _partner(PairingRole.STANDIN),
    fact("partner.phone", "联户党员电话", _partner_phone, kind=TEXT),
    *called(_calls), *POINTS_OF_HOME,
)

HOUSEHOLDS = FormSubject("household", "户", HOUSEHOLD, lambda view: view.homes,
                     keys=("number", "head.name"), title=("户", "积分"))


class FactPair(NamedTuple):
    """A pairing in force, its member and its household."""

    record: Pairing
    member: Comrade
    home: Home


def _pairs(view: View) -> list[FactPair]:
    order = list(view.registers.members)
    found = [
        FactPair(each, view.registers.members[each.member], view.registers.homes[each.household])
        for each in view.registers.pairings
        if view.about(view.registers.homes[each.household])
    ]
    places = {home: place for place, home in enumerate(view.registers.homes)}
    return sorted(found, key=lambda each: (order.index(each.member.id), each.record.role,
                                           places[each.home.id]))


_OF_MEMBER = tuple(
    of_field(each.field, each.name, each.read, f"党员{each.field.label}",
             *(f"党员/{word}" for word in each.headings if "/" not in word))
    for each in MEMBER
    if each.name.startswith("member.") or each.name in ("sex", "phone", "id_number")
)

PAIRS = FormSubject(
    "pairing", "联户", (
        *through(_OF_MEMBER, lambda pair: pair.member, prefix="by."),
        *through(HOME, lambda pair: pair.home),
        of_field(Pairing.field("since"), "pairing.since", lambda _, pair: pair.record.since),
        of_field(Pairing.field("role"), "pairing.role", lambda _, pair: pair.record.role),
        of_field(Pairing.field("basis"), "pairing.basis", lambda _, pair: pair.record.basis),
    ), _pairs, title=("联户台账", "联户花名册", "联户名册", "结对"),
)
