"""Returns drawn from the registers: 户籍人员花名册, 党员名册 and 村情基本情况表."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any, NamedTuple

from models.figures.measure import Days, Measure, Rate
from models.figures.reckon import EVERYBODY, Key, Reckoned, counted, reckon
from models.figures.registers import (
    ADULTS,
    BY_CATEGORY,
    FULL,
    GRADUATES,
    HOUSEHOLDS,
    MEN,
    MINORITY,
    MOBILE,
    OLD,
    PROBATIONARY,
    WOMEN,
)
from models.figures.registers import MEMBERS as MEMBERS_COUNTED
from models.figures.registers import PEOPLE as RESIDENTS
from models.keeping.record import stood_on
from models.members.member import Member, MemberKind, members_on
from models.office.village import Body
from models.registers.people import Household, Person, stays_on
from models.returns.listing import (
    GROUP_NAME,
    HOUSEHOLD_NUMBER,
    NUMBERED,
    Listing,
    WrittenOut,
    listed,
)
from models.returns.returning import Asked, Opening, Return, as_of, headed
from models.values.codes import HOUSEHOLD_CATEGORY
from models.values.figure import rate
from models.values.kinds import NUMBER, TEXT, Field
from models.values.privacy import Privacy
from models.values.sheet import Column, Row, Sheet

if TYPE_CHECKING:
    from models.keeping.store import Store

PEOPLE = Listing(
    {"person": "p.id", "household": "h.id"},
    f"""FROM {stays_on(':last')} s JOIN person p ON p.id = s.person
        JOIN {stood_on(Household, ':last')} h ON h.id = s.household
        LEFT JOIN "group" g ON g.id = h."group"
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


def _people_say(_: Store, asked: Asked, rows: Sequence[Row]) -> dict[str, Any]:
    """Everyone who lived here on the day, household by household of that day, the head first."""
    homes = len({dict(row.refs)["household"] for row in rows})
    return {"when": as_of(asked), "measure": "人", "notes": (f"共 {homes} 户 {len(rows)} 人。",)}


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
        when=as_of(asked), measure="人",
        notes=(f"共 {len(rows)} 名，其中正式党员 {len(rows) - probationary} 名、"
               f"预备党员 {probationary} 名。",),
        signatures=("党支部书记", "审核人", "填表人", "联系电话", "报出日期"),
    )


_NUMBER, _SHARE = Column(Field("数量", NUMBER, width=10)), Column(Field("占比", TEXT, width=10))


class Whole(NamedTuple):
    """What is counted, under which title, what its parts are a share of, and the parts."""

    measure: Measure
    title: str
    base: str
    parts: dict[Measure, str]

    def share(self, part: Measure) -> Rate:
        """A part of it."""
        return Rate(f"{part.code}.share", _SHARE.field, part, self.measure, self.base)


COLUMNS = (
    NUMBERED, Column(Field("项目", TEXT, width=24)), _NUMBER,
    Column(Field("单位", TEXT, width=6)), _SHARE, Column(Field("口径", TEXT, width=30)),
)
WHOLES = (
    Whole(HOUSEHOLDS, "户数", "在册户",
          {each: HOUSEHOLD_CATEGORY[code].label for code, each in BY_CATEGORY.items()}),
    Whole(RESIDENTS, "人口", "在册人员", {
        MEN: "男", WOMEN: "女", ADULTS: "18 周岁以上", OLD: "60 周岁以上", GRADUATES: "大专以上",
        MINORITY: "少数民族"}),
    Whole(MEMBERS_COUNTED, "党员", "在册党员",
          {FULL: "正式党员", PROBATIONARY: "预备党员", MOBILE: "流动党员"}),
)


def _figure(label: str, keys: Sequence[Key], days: Days) -> Opening | None:
    """The number or the share of one line."""
    for whole in WHOLES:
        for each in (whole.measure, *whole.parts):
            if [each.code] == list(keys) and label == _NUMBER.label:
                return each, days, EVERYBODY
            if [each.code] == list(keys) and label == _SHARE.label and each in whole.parts:
                return whole.share(each), days, EVERYBODY
    return None


FACTS = WrittenOut(_figure, tuple(
    each for whole in WHOLES for each in (whole.measure, *whole.parts)))


def _lines(store: Store, whole: Whole, found: Reckoned, days: Days) -> Iterator[Row]:
    """A category that no household is in has no line."""
    base = found.value(whole.measure, days)
    yield Row((whole.title, base, whole.measure.unit, "", whole.base),
              counted(store, whole.measure, days), key=whole.measure.code)
    for each, label in whole.parts.items():
        value = found.value(each, days)
        if value or each not in BY_CATEGORY.values():
            yield Row((f"其中：{label}", value, each.unit, rate(value, base),
                       f"{value} / {whole.base} {base}"), counted(store, each, days),
                      each.field.privacy is Privacy.SENSITIVE, each.code)


def facts(store: Store, asked: Asked) -> Sheet:
    """村情基本情况表: every figure with the base it is measured against."""
    found = reckon(store, [(each, asked.days) for each in FACTS.measures])
    rows = (row for whole in WHOLES for row in _lines(store, whole, found, asked.days))
    return headed(
        store, asked, code="facts", title="村情基本情况表", columns=COLUMNS, when=as_of(asked),
        rows=[row._replace(values=(place, *row.values)) for place, row in enumerate(rows, 1)],
        notes=("占比保留一位小数；口径栏写明分母。资料未填的不计入分子。",),
    )


REGISTERS = (
    listed("people", "户籍人员花名册", "year", PEOPLE, _people_say, signs=Body.COMMITTEE),
    Return("members", "党员名册", "half", MEMBERS, members,
           basis="党员基本信息采集表（2017）"),
    Return("facts", "村情基本情况表", "year", COLUMNS, facts, internal=False,
           figures=FACTS, signs=Body.COMMITTEE),
)
