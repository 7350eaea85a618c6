"""What the registers say of a person and of a party member, for the lines of a form."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from models.figures import liaison, meetings
from models.figures.measure import Measure
from models.members.member import Member
from models.registers.people import Household, Person
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
from models.returns.facts.points import POINTS_OF_MEMBER
from models.returns.facts.view import NOTHING, Comrade, Home, View
from models.values.codes import HOUSEHOLD_CATEGORY
from models.values.days import age_on
from models.values.kinds import NUMBER, Choices
from models.values.privacy import Privacy

YES, NO = "yes", "no"
YES_NO = Choices(yes="是", no="否")
_PERSON = ("name", "relation", "sex", "ethnic", "id_number", "born", "education", "politics",
           "marriage", "health", "work", "phone", "landline", "address")


def _age(view: View, person: Person) -> int | None:
    return age_on(person.born, view.day) if person.born else None


PERSON: tuple[Fact, ...] = (
    *fields_of(Person, _PERSON, record=lambda person: person, blank=None),
    fact("age", "年龄", _age, kind=NUMBER),
)
"""Read from a person."""


def category_codes(home: Home, view: View) -> list[str]:
    """The categories of a household, 监测户 before 脱贫户 and the rest as the standard has them."""
    held = {each.category for each in home.categories if view.counts_as(home, each.category)}
    order = ["JC", "TP", *(each.code for each in HOUSEHOLD_CATEGORY)]
    return sorted(held, key=lambda code: (
        min(place for place, each in enumerate(order) if code.startswith(each)), code))


def _category(view: View, home: Home) -> tuple[str, ...]:
    """Every wording that would be right, the closest first; the form's list decides."""
    codes = category_codes(home, view) or ["YB"]
    if view.only and codes != ["YB"]:
        codes = [each for each in codes if each.startswith(view.only)] or codes
    parents = [HOUSEHOLD_CATEGORY[each].parent for each in codes]
    words = [HOUSEHOLD_CATEGORY.label(each) for each in (*codes, *filter(None, parents))]
    words += [alias for each in codes for alias in HOUSEHOLD_CATEGORY[each].aliases]
    return tuple(dict.fromkeys(words))


def _risk_removed(view: View, home: Home) -> str:
    ends = [each.until for each in home.categories if each.category.startswith("JC")]
    if not ends:
        return NOTHING
    return YES if all(end is not None and end <= view.day for end in ends) else NO


def _phone(_: View, home: Home) -> str | None:
    return (home.head.phone if home.head else None) or home.record.phone


def _address(_: View, home: Home) -> str | None:
    return home.record.address or (home.head.address if home.head else None)


def _counts_as(code: str) -> Fact:
    label = HOUSEHOLD_CATEGORY.label(code)

    def read(view: View, home: Home) -> str:
        return YES if view.counts_as(home, code) else NO

    return fact(f"is.{code}", f"是否{label}", read, f"是否为{label}", f"是否属于{label}",
                options=YES_NO, privacy=Privacy.SENSITIVE)


_HEAD_ONLY = ("name", "sex", "ethnic", "id_number", "born", "education", "politics", "health",
              "age")


HOME: tuple[Fact, ...] = (
    *fields_of(Household, ("number",)),
    *(of_field(each.field, each.name, each.read, f"户主{each.field.label}") for each in through(
        [each for each in PERSON if each.name in _HEAD_ONLY], lambda _, home: home.head,
        prefix="head.")),
    fact("group", "组别", lambda _, home: home.group and home.group.name),
    fact("size", "家庭人口", lambda _, home: len(home.people), kind=NUMBER),
    fact("category", "户类型", _category, privacy=Privacy.SENSITIVE),
    fact("risk-removed", "风险是否消除", _risk_removed, options=YES_NO, privacy=Privacy.SENSITIVE),
    fact("home.phone", "联系电话", _phone, privacy=Privacy.PHONE),
    fact("home.address", "家庭住址", _address, privacy=Privacy.ADDRESS),
    *(_counts_as(each.code) for each in HOUSEHOLD_CATEGORY if each.code != "YB"),
)
"""Read from a household."""


HOME_OF_PERSON = through(
    [each for each in HOME if each.name in ("number", "head.name", "group", "size", "category")],
    lambda view, person: view.registers.home_of.get(person.rowid))
PEOPLE = (*PERSON, *HOME_OF_PERSON)
"""Everything of a line in a roster."""


def everybody(view: View) -> list[Person]:
    """Everyone living in a household the form is about, household by household."""
    return [person for home in view.homes for person in home.people]


# ── party members ────────────────────────────────────────────────────────────


_MEMBER = ("kind", "branch", "party_group", "joined", "confirmed", "job", "standing", "lost",
           "lost_since", "mobile", "mobile_to")


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


def _links(code: str, said: Sequence[str]) -> Fact:
    """The households linked to a member that count as one category, under 联系户, 包户, 其中 …"""
    under = [f"{parent}/{word}{more}" for word in dict.fromkeys(said)
             for parent in ("联", "包", "帮", "其中") for more in ("", "数", "户数")]

    def chosen(view: View, _: Comrade) -> Measure:
        order = view.kinds or liaison.IN_ORDER
        return liaison.by_category(
            order if code in (*order, liaison.OTHER) else (*order, code))[code]

    label = f"联系{said[0]}"
    return measured(liaison.by_category((code,))[code], label, label, f"{label}数", *under,
                    subject="member", under=f"links.{code}", chosen=chosen)


_SAID = {each.code: (each.label, *each.aliases[:3]) for each in HOUSEHOLD_CATEGORY}
_SAID[liaison.OTHER] = (*_SAID.pop("YB"), "其他户", "其他")
GONE_TO = (
    liaison.VISITS, liaison.VISITED, liaison.AT_HOME, liaison.OTHERWISE, liaison.LAST_VISIT,
    liaison.WITH_PROBLEM, liaison.SOLVED, liaison.UNSOLVED, liaison.SOLVE_RATE,
)
"""What is told of the visits to a group or household, or by a member."""

OF_PERSON = through(PERSON, lambda _, row: row.person)
MEMBER: tuple[Fact, ...] = (
    of_field(Person.field("name"), "member.name", lambda _, row: row.person.name),
    *(each for each in OF_PERSON if each.name != "name"),
    *fields_of(Member, _MEMBER, "member.", blank=None),
    fact("member.post", "设岗定责", _post),
    fact("member.team", "编组", _duty("team")), fact("member.duty", "定责", _duty("duty")),
    fact("member.reward", "定奖惩", _duty("reward")),
    fact("member.titles", "职务", lambda _, row: titles(row)),
    *(_links(*each) for each in _SAID.items()),
    *of_subject("member", (liaison.HOMES, *GONE_TO)),
    *(measured(each, like.field.label, like.field.label, subject="member", under=like.code)
      for each, like in zip(meetings.OF_THE_PARTY, meetings.WHO_CAME, strict=True)),
    *POINTS_OF_MEMBER,
    *through(HOME_OF_PERSON, lambda _, row: row.person, prefix="home."),
)

MEMBERS = FormSubject(
    "member", "党员", MEMBER, lambda view: list(view.registers.members.values()),
    keys=("id_number", "member.name"), title=("党员",),
)
