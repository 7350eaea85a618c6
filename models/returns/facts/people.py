"""What the registers say of a person and of a party member, for the lines of a form."""

from __future__ import annotations

from collections.abc import Sequence

from models.figures import liaison, meetings, registers
from models.figures.measure import Measure, worked_out
from models.keeping.lasting import on
from models.keeping.record import stood_on
from models.members.member import Duty, Member, Post, members_on
from models.registers.people import HEAD, Household, Person, stays_on
from models.returns.facts.fact import (
    POINTS_OF_MEMBER,
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
from models.returns.facts.view import IN_ORDER, NOTHING, OF_HOME, THERE, View
from models.values.codes import HOUSEHOLD_CATEGORY
from models.values.days import age_on
from models.values.kinds import NUMBER, Choices
from models.values.privacy import Privacy

YES, NO = "yes", "no"
YES_NO = Choices(yes="是", no="否")
_PERSON = ("name", "relation", "sex", "ethnic", "id_number", "born", "education", "politics",
           "marriage", "health", "work", "phone", "landline", "address")




def person(of: str) -> tuple[Fact, ...]:
    """Read from the person that the SQL calls ``of``."""
    born = f"{of}.\"born\""
    return (*fields_of(Person, _PERSON, of, blank=None), fact(
        "age", "年龄", lambda view, row: age_on(row.said[born], view.day)
        if row.said[born] else None, kind=NUMBER, sql=born))


def category_codes(line: FormLine) -> list[str]:
    """The categories of a household, 监测户 before 脱贫户 and the rest as the standard has them."""
    held = set(filter(None, (line.said[HELD] or "").split(",")))
    order = ["JC", "TP", *(each.code for each in HOUSEHOLD_CATEGORY)]
    return sorted(held, key=lambda code: (
        min(place for place, each in enumerate(order) if code.startswith(each)), code))


def _category(view: View, line: FormLine) -> tuple[str, ...] | None:
    """Every wording that would be right, the closest first; the form's list decides."""
    if line.said[HELD] is None:
        return None
    codes = category_codes(line) or ["YB"]
    if view.only and codes != ["YB"]:
        codes = [each for each in codes if each.startswith(view.only)] or codes
    parents = [HOUSEHOLD_CATEGORY[each].parent for each in codes]
    words = [HOUSEHOLD_CATEGORY.label(each) for each in (*codes, *filter(None, parents))]
    words += [alias for each in codes for alias in HOUSEHOLD_CATEGORY[each].aliases]
    several = ["、".join(map(HOUSEHOLD_CATEGORY.label, codes))] if len(codes) > 1 else []
    return tuple(dict.fromkeys((*several, *words)))


def _counts_as(code: str) -> Fact:
    label = HOUSEHOLD_CATEGORY.label(code)
    return told(f"is.{code}", f"是否{label}",
                f"iif((',' || coalesce(k.held, '')) LIKE '%,{code}%', '{YES}', '{NO}')",
                f"是否为{label}", f"是否属于{label}", options=YES_NO, privacy=Privacy.SENSITIVE)


_HEAD_ONLY = ("name", "sex", "ethnic", "id_number", "born", "education", "politics", "health",
              "age")
HELD = "CASE WHEN h.id IS NOT NULL THEN coalesce(k.held, '') END"

HOME: tuple[Fact, ...] = (
    *fields_of(Household, ("number",), "h", blank=None),
    *again((each for each in person("q") if each.name in _HEAD_ONLY), "head.", "户主"),
    told("group", "组别", "g.name", blank=None),
    told("size", "家庭人口", "CASE WHEN h.id IS NOT NULL THEN coalesce(l.size, 0) END",
         blank=None, kind=NUMBER),
    fact("category", "户类型", _category, sql=HELD, privacy=Privacy.SENSITIVE),
    told("risk-removed", "风险是否消除",
         f"CASE k.removed WHEN 1 THEN '{YES}' WHEN 0 THEN '{NO}' END", options=YES_NO,
         privacy=Privacy.SENSITIVE),
    told("home.phone", "联系电话", "coalesce(q.phone, h.phone)", blank=None,
         privacy=Privacy.PHONE),
    told("home.address", "家庭住址", "coalesce(h.address, q.address)", blank=None,
         privacy=Privacy.ADDRESS),
    *(_counts_as(each.code) for each in HOUSEHOLD_CATEGORY if each.code != "YB"),
)
"""Read from a household."""

HOME_OF_PERSON = [each for each in HOME
                  if each.name in ("number", "head.name", "group", "size", "category")]
PEOPLE = (*(each for each in person("p") if each.name != "relation"),
          told("relation", Person.field("relation"), "s.relation", blank=None), *HOME_OF_PERSON)
"""Everything of a line in a roster."""

EVERYBODY = lines("p.id", lambda view: f"""{stays_on(':day')} s JOIN person p ON p.id = s.person
    JOIN {stood_on(Household, ':day')} h ON h.id = s.household AND {THERE}
        {OF_HOME} WHERE ({view.about})
    ORDER BY {IN_ORDER}, s.relation IS NOT '{HEAD}', p.id""", PEOPLE, "h.id")
"""Everyone living in a household the form is about, household by household, the head first."""


# ── party members ────────────────────────────────────────────────────────────


_MEMBER = ("branch", "party_group", "joined", "job", "standing", "lost", "lost_since")
_STOOD = ("kind", "confirmed", "mobile", "mobile_to")
TITLES = f"""(SELECT group_concat(title, '、') FROM (
    SELECT o.title FROM post o WHERE o.person = p.id AND {on(Post, 'o', ':day')} ORDER BY o.id))"""
"""The offices a member holds, 、 between them."""


def files(view: View, member: str = "") -> str:
    """SQL: the file f that is ``member``'s of those of the day, as it stood, its record m and its
    person p."""
    stood = [(each.rowid, place, *(getattr(each, name) for name in _STOOD))
             for place, each in enumerate(members_on(view.store, view.day))]
    return f"""{worked_out(('id', 'place', *_STOOD), stood)} f {member and f'ON f.id = {member}'}
        LEFT JOIN {stood_on(Member, ':day')} m ON m.id = f.id
        LEFT JOIN person p ON p.id = m.person"""


def _post(_: View, line: FormLine) -> str:
    """设岗定责: the post of 一编三定; a file that names a 岗 as the work says the same."""
    job = line.said['m."job"'] or ""
    return line.said["d.post"] or (job if job.endswith("岗") else NOTHING)


def _links(code: str, said: Sequence[str]) -> Fact:
    """The households linked to a member that count as one category, under 联系户, 包户, 其中 …"""
    under = [f"{parent}/{word}{more}" for word in dict.fromkeys(said)
             for parent in ("联", "包", "帮", "其中") for more in ("", "数", "户数")]

    def chosen(view: View, _: FormLine) -> Measure:
        order = view.kinds or liaison.IN_ORDER
        return liaison.by_category(
            order if code in (*order, liaison.OTHER) else (*order, code))[code]

    label = f"联系{said[0]}"
    return measured(liaison.by_category((code,))[code], label, label, f"{label}数", *under,
                    subject="member", under=f"links.{code}", chosen=chosen)


_SAID = {each.code: (each.label, *each.aliases[:3]) for each in HOUSEHOLD_CATEGORY}
_SAID[liaison.OTHER] = (*_SAID.pop("YB"), "其他户", "其他")
GONE_TO = (
    liaison.VISITS, liaison.VISITED, liaison.AT_HOME, liaison.OTHERWISE, liaison.PHONED,
    liaison.LAST_VISIT,
    liaison.WITH_PROBLEM, liaison.SOLVED, liaison.UNSOLVED, liaison.SOLVE_RATE,
)
"""What is told of the visits to a group or household, or by a member."""

MEMBER: tuple[Fact, ...] = (
    *again([each for each in person("p") if each.name == "name"], "member."),
    *(each for each in person("p") if each.name != "name"),
    *fields_of(Member, _MEMBER, "m", "member.", blank=None),
    *fields_of(Member, _STOOD, "f", "member.", blank=None),
    fact("member.post", "设岗定责", _post, sql="d.post"),
    told("member.team", "编组", "d.team"), told("member.duty", "定责", "d.duty"),
    told("member.reward", "定奖惩", "d.reward"), told("member.titles", "职务", TITLES),
    *(_links(*each) for each in _SAID.items()),
    *of_subject("member", (liaison.HOMES, *GONE_TO, registers.OWED, registers.PAID,
                           registers.UNPAID, *registers.PAID_IN)),
    *(measured(each, like.field.label, like.field.label, subject="member", under=like.code)
      for each, like in zip(meetings.OF_THE_PARTY, meetings.WHO_CAME, strict=True)),
    *POINTS_OF_MEMBER,
    *again(HOME_OF_PERSON, "home."),
)
OF_DUTY = f"""LEFT JOIN duty d ON d.id = (SELECT y.id FROM duty y WHERE y.member = m.id
    AND {on(Duty, 'y', ':day')} ORDER BY y.since DESC, y.id DESC LIMIT 1)"""

MEMBERS = FormSubject("member", "党员", MEMBER, lines(
    "f.id", lambda view: f"""{files(view)} {OF_DUTY}
        LEFT JOIN {stays_on(':day')} s ON s.person = p.id
        LEFT JOIN {stood_on(Household, ':day')} h ON h.id = s.household AND {THERE} {OF_HOME}
        GROUP BY f.id ORDER BY f.place""", MEMBER, 'm."job"'),
    keys=("id_number", "member.name"), title=("党员",),
)
