"""Returns drawn from the registers: 户籍人员花名册, 党员名册 and 村情基本情况表."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.keeping.lasting import on
from models.members.member import MEMBER_KINDS, Member, MemberKind, members_on
from models.registers.people import Household, HouseholdCategory, Person
from models.registers.stays import people_on, stays_on
from models.returns.listing import GROUP_NAME, HOUSEHOLD_NUMBER, NUMBERED, Listing
from models.returns.returning import Asked, Return, headed
from models.values.codes import EDUCATION, HOUSEHOLD_CATEGORY
from models.values.days import age_on
from models.values.kinds import NUMBER, TEXT, Field
from models.values.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store

PEOPLE = Listing(
    {"person": "p.id", "household": "h.id"},
    f"""FROM {stays_on()} s JOIN person p ON p.id = s.person
        JOIN household h ON h.id = s.household LEFT JOIN "group" g ON g.id = h."group"
        ORDER BY g.place, g.id, h.number, h.id, s.relation IS NOT '02',
                 coalesce(s.relation, '99'), p.id""",
    (
        (GROUP_NAME, "g.name"), (HOUSEHOLD_NUMBER, "h.number"),
        (Column(Person.field("name")), "p.name"),
        (Column(Person.field("relation")), "s.relation"),
        (Column(Person.field("sex")), "p.sex"), (Column(Person.field("ethnic")), "p.ethnic"),
        (Column(Person.field("id_number")), "p.id_number"),
        (Column(Person.field("born")), "p.born"),
        (Column(Person.field("education")), "p.education"),
        (Column(Person.field("phone")), "p.phone"), (Column(Person.field("note")), "p.note"),
    ),
)


def people(store: Store, asked: Asked) -> Sheet:
    """Everyone who lived here on the day, household by household of that day, the head first."""
    rows = PEOPLE.rows(store, (asked.day.isoformat(),))
    homes = len({dict(row.refs)["household"] for row in rows})
    return headed(
        store, asked, code="people", title="户籍人员花名册", columns=PEOPLE.columns, rows=rows,
        when=f"截至{_written(asked.day)}", measure="人",
        notes=(f"共 {homes} 户 {len(rows)} 人。",),
    )


_MEMBER_FIELDS = (
    Person.field("name"), Member.field("branch"),
    *map(Person.field, ("id_number", "sex", "ethnic", "born", "education")),
    *map(Member.field, ("kind", "joined", "confirmed", "job")),
    *map(Person.field, ("phone", "landline", "address")),
    *map(Member.field, ("standing", "lost", "lost_since", "mobile", "mobile_to")),
)
MEMBERS = (NUMBERED, *map(Column, _MEMBER_FIELDS))
"""The order of the nationwide 党员基本信息采集表 (2017), as the summary workbook prints it."""


def members(store: Store, asked: Asked) -> Sheet:
    """The members of the branch on the day, as they stood."""
    found = members_on(store, asked.day)
    people = {each.id: each for each in store.find(
        Person, "id IN (SELECT person FROM member)")}
    rows = []
    for place, each in enumerate(found, 1):
        person = people[each.person]
        values = (getattr(each if field in Member.fields() else person, field.name)
                  for field in _MEMBER_FIELDS)
        rows.append(Row((place, *values), (("member", each.rowid), ("person", person.rowid))))
    probationary = sum(each.kind == MemberKind.PROBATIONARY for each in found)
    return headed(
        store, asked, code="members", title="党员名册", columns=MEMBERS, rows=rows,
        when=f"截至{_written(asked.day)}", measure="人",
        notes=(f"共 {len(rows)} 名，其中正式党员 {len(rows) - probationary} 名、"
               f"预备党员 {probationary} 名。",),
        signatures=("党支部书记", "审核人", "填表人", "联系电话", "报出日期"),
    )


FACTS = (
    NUMBERED,
    Column(Field("项目", TEXT, width=24)),
    Column(Field("数量", NUMBER, width=10)),
    Column(Field("单位", TEXT, width=6)),
    Column(Field("占比", TEXT, width=10)),
    Column(Field("口径", TEXT, width=30)),
)


def facts(store: Store, asked: Asked) -> Sheet:
    """村情基本情况表: every figure with the base it is measured against."""
    day = asked.day
    rows = [
        *_household_facts(store, day), *_people_facts(people_on(store, day), day),
        *_party_facts(store, day),
    ]
    numbered = [row._replace(values=(place, *row.values)) for place, row in enumerate(rows, 1)]
    return headed(
        store, asked, code="facts", title="村情基本情况表", columns=FACTS, rows=numbered,
        when=f"截至{_written(day)}",
        notes=("占比保留一位小数；口径栏写明分母。资料未填的不计入分子。",),
    )


def _household_facts(store: Store, day: date) -> list[Row]:
    homes = [each.rowid for each in store.on(Household, day)]
    every = [Row(("户数", len(homes), "户", "", "在册户"), _refs("household", homes))]
    for kind in HOUSEHOLD_CATEGORY:
        found = [row[0] for row in store.query(
            f"""SELECT DISTINCT c.household FROM household_category c
                JOIN household h ON h.id = c.household WHERE c.category = ?2
                AND {on(HouseholdCategory, "c")} AND {on(Household, "h")}""",
            (day.isoformat(), kind.code),
        )]
        if found:
            part = _part(f"其中：{kind.label}", found, len(homes), "户", "在册户", "household")
            every.append(part._replace(sensitive=kind.sensitive))
    return every


def _people_facts(residents: list[Person], day: date) -> list[Row]:
    everyone = [each.rowid for each in residents]
    aged = {each.rowid: age_on(each.born, day) for each in residents if each.born}
    college = {each.code for each in EDUCATION if each.college}
    parts = {
        "男": [each.rowid for each in residents if each.sex == "1"],
        "女": [each.rowid for each in residents if each.sex == "2"],
        "18 周岁以上": [row for row, age in aged.items() if age >= 18],
        "60 周岁以上": [row for row, age in aged.items() if age >= 60],
        "大专以上": [each.rowid for each in residents if each.education in college],
        "少数民族": [each.rowid for each in residents if each.ethnic not in (None, "01")],
    }
    total = len(everyone)
    return [
        Row(("人口", total, "人", "", "在册人员"), _refs("person", everyone)),
        *(_part(f"其中：{label}", ids, total, "人", "在册人员", "person")
          for label, ids in parts.items()),
    ]


def _party_facts(store: Store, day: date) -> list[Row]:
    found = members_on(store, day)
    every = [each.rowid for each in found]
    parts = {
        label: [each.rowid for each in found if each.kind == code]
        for code, label in MEMBER_KINDS.pairs()
    }
    parts["流动党员"] = [each.rowid for each in found if each.mobile]
    return [
        Row(("党员", len(every), "名", "", "在册党员"), _refs("member", every)),
        *(_part(f"其中：{label}", ids, len(every), "名", "在册党员", "member")
          for label, ids in parts.items()),
    ]


def _part(
    label: str, ids: list[int], base: int, unit: str, base_label: str, table: str
) -> Row:
    share = f"{len(ids) / base:.1%}" if base else "—"
    values = (label, len(ids), unit, share, f"{len(ids)} / {base_label} {base}")
    return Row(values, _refs(table, ids))


def _refs(table: str, ids: list[int]) -> tuple[tuple[str, int], ...]:
    return tuple((table, each) for each in ids)


def _written(day: date) -> str:
    return f"{day.year}年{day.month}月{day.day}日"


REGISTERS = (
    Return("people", "户籍人员花名册", "year", PEOPLE.columns, people),
    Return("members", "党员名册", "half", MEMBERS, members,
           basis="党员基本信息采集表（2017）"),
    Return("facts", "村情基本情况表", "year", FACTS, facts, internal=False),
)
