"""What a form may ask of each group, household, and pairing of a member and a household."""

from __future__ import annotations

from models.figures import registers
from models.figures.measure import Measure
from models.keeping.lasting import on
from models.members.member import Member
from models.office.village import Group, groups
from models.pairing.pairing import Pairing, PairingRole
from models.returns.facts.fact import (
    Fact,
    FormLine,
    FormSubject,
    again,
    fact,
    fields_of,
    lines,
    measured,
    of_subject,
    told,
)
from models.returns.facts.people import GONE_TO, HOME, MEMBER, OF_DUTY, files
from models.returns.facts.points import POINTS_OF_HOME
from models.returns.facts.view import IN_ORDER, NOTHING, OF_HOME, THERE, View
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


def _partner(role: str, said: str = "name", most: int = -1) -> str:
    """Of the members who look after a household in a role, 、 between them; ``most`` of them."""
    return f"""(SELECT group_concat({said}, '、') FROM (
        SELECT w.{said} FROM pairing x JOIN member b ON b.id = x.member
        JOIN person w ON w.id = b.person WHERE x.household = h.id AND x.role = '{role}'
          AND {on(Pairing, 'x', ':day')} AND {on(Member, 'b', ':day')}
        ORDER BY x.since, x.id LIMIT {most}))"""


def _partner_phone(_: View, line: FormLine) -> str | None:
    return line.said[_PHONE] if line.said[_MAIN] else NOTHING


_MAIN, _PHONE = _partner(PairingRole.MAIN), _partner(PairingRole.MAIN, "phone", 1)
HOUSEHOLD: tuple[Fact, ...] = (
    *HOME, told("partner", "联户党员", _MAIN),
    told("partner.standin", "备联党员", _partner(PairingRole.STANDIN)),
    fact("partner.phone", "联户党员电话", _partner_phone, sql=_PHONE),
    *of_subject("household", GONE_TO), *POINTS_OF_HOME,
)

HOUSEHOLDS = FormSubject("household", "户", HOUSEHOLD, lines(
    "h.id", lambda view: f"""household h {OF_HOME} WHERE {THERE} AND ({view.about})
                             ORDER BY {IN_ORDER}""", HOUSEHOLD),
    keys=("number", "head.name"), title=("户", "积分"))


_PAIR = (
    *again((each for each in MEMBER if each.name.startswith("member.")
            or each.name in ("sex", "phone", "id_number")), "by.", "党员"),
    *HOME, *fields_of(Pairing, ("since", "role", "basis"), "x", "pairing.", blank=None),
)

PAIRS = FormSubject("pairing", "联户", _PAIR, lines(
    "x.id", lambda view: f"""pairing x JOIN {files(view, 'x.member')} {OF_DUTY}
        JOIN household h ON h.id = x.household AND {THERE} {OF_HOME}
        WHERE {on(Pairing, 'x', ':day')} AND ({view.about})
        ORDER BY f.place, x.role, {IN_ORDER}, x.since, x.id""", _PAIR, 'm."job"'),
    title=("联户台账", "联户花名册", "联户名册", "结对"))
