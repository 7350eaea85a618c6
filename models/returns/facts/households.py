"""What a form may ask of each group, household, and pairing of a member and a household."""

from __future__ import annotations

from collections.abc import Callable
from typing import NamedTuple

from models.figures import registers
from models.figures.measure import Measure
from models.office.village import Group, groups
from models.pairing.pairing import Pairing, PairingRole
from models.registers.people import Person
from models.returns.facts.fact import (
    Fact,
    FormSubject,
    fact,
    fields_of,
    measured,
    of_field,
    of_subject,
    through,
)
from models.returns.facts.people import GONE_TO, HOME, MEMBER
from models.returns.facts.points import POINTS_OF_HOME
from models.returns.facts.view import NOTHING, Comrade, Home, View
from models.values.codes import HOUSEHOLD_CATEGORY
from models.values.counting_order import natural_key


def _named(view: View, label: str) -> Group | None:
    for each in groups(view.store):
        if natural_key(_bare(each.name)) == natural_key(_bare(label)):
            return each
    return None


def _bare(name: str) -> str:
    return name.removeprefix("第").removesuffix("村民小组").removesuffix("组")


def _group(measure: Measure, *aliases: str) -> Fact:
    return measured(measure, "", *aliases, subject="group")


GROUPS = FormSubject(
    "group", "村民小组", (
        fact("group.name", "组别", lambda _, row: row.name),
        *map(_group, (registers.HOUSEHOLDS, registers.PEOPLE, registers.MEMBERS)),
        *(_group(registers.BY_CATEGORY[each.code],
                 *(f"{each.label}{more}" for more in ("", "数", "户数")))
          for each in HOUSEHOLD_CATEGORY if each.code != "YB"),
        *of_subject("group", GONE_TO),
    ), lambda view: groups(view.store), _named, keys=("group.name",), title=("分组", "各组"),
)


# ── households and pairings ──────────────────────────────────────────────────


def _partners(view: View, home: Home, role: str) -> list[Person]:
    return [view.registers.members[each.member].person
            for each in view.registers.pairings[home.id] if each.role == role]


def _partner(role: str) -> Callable[[View, Home], str]:
    return lambda view, home: "、".join(each.name for each in _partners(view, home, role))


def _partner_phone(view: View, home: Home) -> str | None:
    return next((each.phone for each in _partners(view, home, PairingRole.MAIN)), NOTHING)


HOUSEHOLD: tuple[Fact, ...] = (
    *HOME, fact("partner", "联户党员", _partner(PairingRole.MAIN)),
    fact("partner.standin", "备联党员", _partner(PairingRole.STANDIN)),
    fact("partner.phone", "联户党员电话", _partner_phone),
    *of_subject("household", GONE_TO), *POINTS_OF_HOME,
)

HOUSEHOLDS = FormSubject("household", "户", HOUSEHOLD, lambda view: view.homes,
                     keys=("number", "head.name"), title=("户", "积分"))


class FactPair(NamedTuple):
    """A pairing in force, its member and its household."""

    record: Pairing
    member: Comrade
    home: Home


def _pairs(view: View) -> list[FactPair]:
    members = view.registers.members
    order = {member: place for place, member in enumerate(members)}
    found = [FactPair(each, members[each.member], home)
             for home in view.homes for each in view.registers.pairings[home.id]]
    return sorted(found, key=lambda each: (order[each.member.id], each.record.role))


_OF_MEMBER = tuple(
    of_field(each.field, each.name, each.read, f"党员{each.field.label}",
             *(f"党员/{word}" for word in each.headings if "/" not in word))
    for each in MEMBER
    if each.name.startswith("member.") or each.name in ("sex", "phone", "id_number")
)

PAIRS = FormSubject(
    "pairing", "联户", (
        *through(_OF_MEMBER, lambda _, pair: pair.member, prefix="by."),
        *through(HOME, lambda _, pair: pair.home),
        *fields_of(Pairing, ("since", "role", "basis"), "pairing.", blank=None),
    ), _pairs, title=("联户台账", "联户花名册", "联户名册", "结对"),
)
