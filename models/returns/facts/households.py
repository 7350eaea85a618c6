"""What a form may ask of each household, and of each pairing of a member and a household."""

from __future__ import annotations

from typing import NamedTuple

from models.pairing.pairing import Pairing
from models.returns.facts.calling import called
from models.returns.facts.fact import Fact, Subject, fact, of_field, through
from models.returns.facts.members import MEMBER
from models.returns.facts.people import HOME
from models.returns.facts.points import POINTS_OF_HOME
from models.returns.facts.registers import Comrade, Home
from models.returns.facts.view import Call, View
from models.values.kinds import TEXT


def _partner(role: str) -> Fact:
    def read(view: View, home: Home) -> str:
        names = [
            view.registers.members[each.member].person.name for each in view.registers.pairings
            if each.household == home.id and each.role == role
        ]
        return "、".join(names)

    if role == "standin":
        return fact("partner.standin", "备联党员", read)
    return fact("partner", "联户党员", read)


def _partner_phone(view: View, home: Home) -> str | None:
    for each in view.registers.pairings:
        if each.household == home.id and each.role == "main":
            return view.registers.members[each.member].person.phone
    return ""


def _calls(view: View, home: Home) -> list[Call]:
    return view.visits_by_home[home.id]


HOUSEHOLD: tuple[Fact, ...] = (
    *HOME, _partner("main"), _partner("standin"),
    fact("partner.phone", "联户党员电话", _partner_phone, kind=TEXT),
    *called(_calls), *POINTS_OF_HOME,
)

HOUSEHOLDS = Subject("household", "户", HOUSEHOLD, lambda view: view.homes,
                     keys=("number", "head.name"), title=("户", "积分"))


class Pair(NamedTuple):
    """A pairing in force, its member and its household."""

    record: Pairing
    member: Comrade
    home: Home


def _pairs(view: View) -> list[Pair]:
    order = list(view.registers.members)
    found = [
        Pair(each, view.registers.members[each.member], view.registers.homes[each.household])
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

PAIRS = Subject(
    "pairing", "联户", (
        *through(_OF_MEMBER, lambda pair: pair.member, prefix="by."),
        *through(HOME, lambda pair: pair.home),
        of_field(Pairing.field("since"), "pairing.since", lambda _, pair: pair.record.since),
        of_field(Pairing.field("role"), "pairing.role", lambda _, pair: pair.record.role),
        of_field(Pairing.field("basis"), "pairing.basis", lambda _, pair: pair.record.basis),
    ), _pairs, title=("联户台账", "联户花名册", "联户名册", "结对"),
)
