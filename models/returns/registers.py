"""Returns drawn from the registers: 户籍人员花名册, 党员名册 and 村情基本情况表."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from models.members.member import MEMBER_KINDS, Member
from models.registers.people import Person
from models.registers.stays import STAYS
from models.returns.returning import Asked, Return, headed
from models.values.codes import EDUCATION, HOUSEHOLD_CATEGORY
from models.values.days import age_on
from models.values.kinds import NUMBER, TEXT, Field
from models.values.privacy import Privacy
from models.values.sheet import Column, Row, Sheet, loaded

if TYPE_CHECKING:
    from models.keeping.store import Store

NUMBERED = Column(Field("序号", NUMBER, width=5))
HEAD_NAME = Column(Field("户主", width=8, privacy=Privacy.NAME))
GROUP_NAME = Column(Field("组别", width=8))
HOUSEHOLD_NUMBER = Column(Field("户号", width=8))

PEOPLE = (
    NUMBERED, GROUP_NAME, HOUSEHOLD_NUMBER,
    Column(Person.field("name")), Column(Person.field("relation")), Column(Person.field("sex")),
    Column(Person.field("ethnic")), Column(Person.field("id_number")),
    Column(Person.field("born")), Column(Person.field("education")),
    Column(Person.field("phone")), Column(Person.field("note")),
)


def people(store: Store, asked: Asked) -> Sheet:
    """Everyone who lived here on the day, household by household of that day, the head first."""
    found = store.query(
        f"""SELECT g.name, h.number, p.name, s.relation, p.sex, p.ethnic, p.id_number, p.born,
                  p.education, p.phone, p.note, p.id, h.id
           FROM {STAYS} s JOIN person p ON p.id = s.person JOIN household h ON h.id = s.household
           LEFT JOIN "group" g ON g.id = h."group"
           WHERE (s.left IS NULL OR s.left > ?1) AND coalesce(s.since, '') <= ?1
           ORDER BY g.place, g.id, h.number, h.id, s.relation IS NOT '02',
                    coalesce(s.relation, '99'), p.id""",
        (asked.day.isoformat(),),
    )
    rows = [
        Row((place, *values[:11]), (("person", values[11]), ("household", values[12])))
        for place, values in enumerate(found, 1)
    ]
    homes = len({values[12] for values in found})
    return headed(
        store, asked, code="people", title="户籍人员花名册", columns=PEOPLE, rows=rows,
        when=f"截至{_written(asked.day)}", measure="人",
        notes=(f"共 {homes} 户 {len(rows)} 人。",),
    )


MEMBERS = (
    NUMBERED,
    Column(Person.field("name")), Column(Member.field("branch")),
    Column(Person.field("id_number")), Column(Person.field("sex")), Column(Person.field("ethnic")),
    Column(Person.field("born")), Column(Person.field("education")), Column(Member.field("kind")),
    Column(Member.field("joined")), Column(Member.field("confirmed")), Column(Member.field("job")),
    Column(Person.field("phone")), Column(Person.field("landline")),
    Column(Person.field("address")), Column(Member.field("standing")),
    Column(Member.field("lost")), Column(Member.field("lost_since")),
    Column(Member.field("mobile")), Column(Member.field("mobile_to")),
)
"""The order of the nationwide 党员基本信息采集表 (2017), as the summary workbook prints it."""


def members(store: Store, asked: Asked) -> Sheet:
    """The members of the branch on the day."""
    day = asked.day.isoformat()
    found = store.query(
        """SELECT p.name, m.branch, p.id_number, p.sex, p.ethnic, p.born, p.education, m.kind,
                  m.joined, m.confirmed, m.job, p.phone, p.landline, p.address, m.standing,
                  m.lost, m.lost_since, m.mobile, m.mobile_to, m.id, p.id
           FROM member m JOIN person p ON p.id = m.person
           WHERE coalesce(m.joined, '') <= ? AND (m.left IS NULL OR m.left > ?)
           ORDER BY m.party_group IS NULL, m.party_group, m.id""",
        (day, day),
    )
    rows = [_member_row(place, values) for place, values in enumerate(found, 1)]
    probationary = sum(row.values[8] == "probationary" for row in rows)
    return headed(
        store, asked, code="members", title="党员名册", columns=MEMBERS, rows=rows,
        when=f"截至{_written(asked.day)}", measure="人",
        notes=(f"共 {len(rows)} 名，其中正式党员 {len(rows) - probationary} 名、"
               f"预备党员 {probationary} 名。",),
        signatures=("党支部书记", "审核人", "填表人", "联系电话", "报出日期"),
    )


def _member_row(place: int, values: tuple[Any, ...]) -> Row:
    shown = loaded(MEMBERS[1:], values[:19])
    return Row((place, *shown), (("member", values[19]), ("person", values[20])))


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
    residents = store.query(
        """SELECT p.id, p.sex, p.born, p.education, p.ethnic FROM person p
           WHERE (p.left IS NULL OR p.left > ?) AND coalesce(p.since, '') <= ?""",
        (day.isoformat(),) * 2,
    )
    rows = [
        *_household_facts(store, day), *_people_facts(residents, day), *_party_facts(store, day),
    ]
    numbered = [row._replace(values=(place, *row.values)) for place, row in enumerate(rows, 1)]
    return headed(
        store, asked, code="facts", title="村情基本情况表", columns=FACTS, rows=numbered,
        when=f"截至{_written(day)}",
        notes=("占比保留一位小数；口径栏写明分母。资料未填的不计入分子。",),
    )


def _household_facts(store: Store, day: date) -> list[Row]:
    on = day.isoformat()
    homes = [row[0] for row in store.query(
        "SELECT id FROM household WHERE (left IS NULL OR left > ?) AND coalesce(since, '') <= ?",
        (on, on),
    )]
    every = [Row(("户数", len(homes), "户", "", "在册户"), _refs("household", homes))]
    for kind in HOUSEHOLD_CATEGORY:
        found = [row[0] for row in store.query(
            """SELECT DISTINCT c.household FROM household_category c
               JOIN household h ON h.id = c.household
               WHERE c.category = ? AND coalesce(c.since, '') <= ?
                 AND (c.until IS NULL OR c.until >= ?) AND (h.left IS NULL OR h.left > ?)""",
            (kind.code, on, on, on),
        )]
        if found:
            part = _part(f"其中：{kind.label}", found, len(homes), "户", "在册户", "household")
            every.append(part._replace(sensitive=kind.sensitive))
    return every


def _people_facts(residents: list[tuple[Any, ...]], day: date) -> list[Row]:
    everyone = [row[0] for row in residents]
    aged = {row[0]: age_on(row[2], day) for row in residents if row[2]}
    college = {each.code for each in EDUCATION if each.college}
    parts = {
        "男": [row[0] for row in residents if row[1] == "1"],
        "女": [row[0] for row in residents if row[1] == "2"],
        "18 周岁以上": [each for each, age in aged.items() if age >= 18],
        "60 周岁以上": [each for each, age in aged.items() if age >= 60],
        "大专以上": [row[0] for row in residents if row[3] in college],
        "少数民族": [row[0] for row in residents if row[4] not in (None, "01")],
    }
    total = len(everyone)
    return [
        Row(("人口", total, "人", "", "在册人员"), _refs("person", everyone)),
        *(_part(f"其中：{label}", ids, total, "人", "在册人员", "person")
          for label, ids in parts.items()),
    ]


def _party_facts(store: Store, day: date) -> list[Row]:
    on = day.isoformat()
    found = store.query(
        """SELECT id, kind, mobile FROM member
           WHERE coalesce(joined, '') <= ? AND (left IS NULL OR left > ?)""", (on, on),
    )
    every = [row[0] for row in found]
    parts = {
        label: [row[0] for row in found if row[1] == code] for code, label in MEMBER_KINDS.pairs()
    }
    parts["流动党员"] = [row[0] for row in found if row[2]]
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
    Return("people", "户籍人员花名册", "year", PEOPLE, people),
    Return("members", "党员名册", "half", MEMBERS, members, basis="党员基本信息采集表（2017）"),
    Return("facts", "村情基本情况表", "year", FACTS, facts, internal=False),
)
