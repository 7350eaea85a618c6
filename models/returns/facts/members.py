"""What a form may ask of each party member: file, post, households linked, visits, meetings."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from models.meetings.attendance import NOT_DUE
from models.members.member import Member
from models.registers.people import Person
from models.returns.facts.calling import called
from models.returns.facts.fact import NOTHING, Fact, Subject, fact, of_field, through
from models.returns.facts.people import HOME_OF_PERSON, OTHERS, PERSON, kind_of
from models.returns.facts.points import POINTS_OF_MEMBER
from models.returns.facts.registers import Comrade, Home
from models.returns.facts.view import Call, View
from models.values.codes import HOUSEHOLD_CATEGORY
from models.values.kinds import NUMBER, RATIO

_MEMBER = ("kind", "branch", "party_group", "joined", "confirmed", "job", "standing", "lost",
           "lost_since", "mobile", "mobile_to")


def _member_fact(name: str) -> Fact:
    return of_field(Member.field(name), f"member.{name}",
                    lambda _, row: getattr(row.record, name))


def _post(_: View, row: Comrade) -> str:
    """设岗定责: the post of 一编三定; a file that names a 岗 as the work says the same."""
    if row.duty and row.duty.post:
        return row.duty.post
    job = row.record.job or ""
    return job if job.endswith("岗") else NOTHING


def _duty(name: str) -> Callable[[View, Comrade], str]:
    return lambda _, row: (getattr(row.duty, name) if row.duty else None) or NOTHING


def titles(row: Comrade) -> str:
    """The offices a member holds, 、 between them; blank when none."""
    return "、".join(each.title for each in row.posts) or NOTHING


def linked(view: View, row: Comrade) -> list[Home]:
    """The households the member looks after first of all (主联)."""
    return [
        view.registers.homes[each.household] for each in view.registers.pairings
        if each.member == row.id and each.role == "main"
    ]


def _linked_as(code: str) -> Callable[[View, Comrade], int]:
    return lambda view, row: sum(kind_of(home, view) == code for home in linked(view, row))


def _links() -> tuple[Fact, ...]:
    """The households linked to a member, by category and the rest, under 联系户, 包户, 其中 …"""
    words = {each.code: (each.label, *each.aliases[:3]) for each in HOUSEHOLD_CATEGORY}
    words[OTHERS] = (*words.pop("YB"), "其他户", "其他")
    counted = []
    for code, said in words.items():
        headings = [f"{parent}/{word}{more}" for word in dict.fromkeys(said)
                    for parent in ("联", "包", "帮", "其中") for more in ("", "数", "户数")]
        counted.append(fact(f"links.{code}", f"联系{said[0]}", _linked_as(code), *headings,
                            f"联系{said[0]}数", kind=NUMBER))
    return tuple(counted)


def _calls(view: View, row: Comrade) -> list[Call]:
    return view.visits_by_member[row.id]


def _due(view: View, row: Comrade) -> list[str | None]:
    return [each.status for each in view.seats[row.record.person] if each.status not in NOT_DUE]


def _came(view: View, row: Comrade) -> int:
    return sum(status == "present" for status in _due(view, row))


def _attendance(view: View, row: Comrade) -> Any:
    due = len(_due(view, row))
    return Decimal(_came(view, row)) / due if due else NOTHING


OF_PERSON = through(PERSON, lambda row: row.person)
MEMBER: tuple[Fact, ...] = (
    of_field(Person.field("name"), "member.name", lambda _, row: row.person.name),
    *(each for each in OF_PERSON if each.name != "name"),
    *map(_member_fact, _MEMBER),
    fact("member.post", "设岗定责", _post),
    fact("member.team", "编组", _duty("team")), fact("member.duty", "定责", _duty("duty")),
    fact("member.reward", "定奖惩", _duty("reward")),
    fact("member.titles", "职务", lambda _, row: titles(row)),
    fact("links", "联系户数", lambda view, row: len(linked(view, row)),
         kind=NUMBER),
    *_links(),
    *called(_calls),
    fact("meetings.due", "应到次数", lambda view, row: len(_due(view, row)), kind=NUMBER),
    fact("meetings.came", "实到次数", _came, kind=NUMBER),
    fact("meetings.rate", "出勤率", _attendance, kind=RATIO),
    *POINTS_OF_MEMBER,
    *through(HOME_OF_PERSON, lambda row: row.person, prefix="home."),
)

MEMBERS = Subject(
    "member", "党员", MEMBER, lambda view: list(view.registers.members.values()),
    keys=("id_number", "member.name"), title=("党员",),
)
