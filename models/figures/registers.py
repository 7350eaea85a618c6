"""The registers in figures: households by category, people by sex and age, members by kind."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.figures.measure import Distinct, Measure
from models.figures.source import Condition, Days, Source, lasting, worked_out
from models.keeping.lasting import on
from models.members.member import MEMBER_KINDS, Member, members_on
from models.registers.people import Household, HouseholdCategory
from models.registers.stays import STAYS, Residence
from models.values.codes import EDUCATION, HOUSEHOLD_CATEGORY
from models.values.kinds import NUMBER, Field
from models.values.privacy import Privacy

if TYPE_CHECKING:
    from models.keeping.store import Store

HOUSEHOLD = Source(
    "household", "household x", {"household": "x.id", "group": 'x."group"'},
    where=lasting(Household, "{} 才立户", "{} 已离册"),
)
HOUSEHOLDS = Measure("village.homes", Field("户数", NUMBER, width=10), "户", HOUSEHOLD)
GROUPS = Measure("village.groups", Field("村民小组数", NUMBER, width=8), "个", HOUSEHOLD,
                 (Condition('x."group" IS NOT NULL', "没有编组"),), Distinct("group"))

CATEGORY = Source(
    "household_category", "household_category x JOIN household h ON h.id = x.household",
    {"household": "x.household", "group": 'h."group"'},
    where=(*lasting(HouseholdCategory, "{} 才列入", "{} 已退出"),
           Condition(on(Household, "h", ":last"), "户已不在册", "h.number")),
)


def _of_category(code: str) -> Measure:
    """Its households, those of its kinds included: 监测户 are all three."""
    kind = HOUSEHOLD_CATEGORY[code]
    codes = [each.code for each in HOUSEHOLD_CATEGORY if code in (each.code, each.parent)]
    privacy = Privacy.SENSITIVE if kind.sensitive else Privacy.OPEN
    return Measure(f"village.homes.{code}",
                   Field(f"在册{kind.label}", NUMBER, width=10, privacy=privacy), "户", CATEGORY,
                   (Condition(f"x.category IN ({_written(codes)})"),), Distinct("household"))


def _written(codes: list[str]) -> str:
    return ", ".join(f"'{each}'" for each in codes)


BY_CATEGORY = {each.code: _of_category(each.code) for each in HOUSEHOLD_CATEGORY}

_AT_HOME = f"""LEFT JOIN (SELECT s.person, max(s.household) AS household FROM {STAYS} s
                          WHERE {on(Residence, 's', ':last')} GROUP BY s.person) home
    ON home.person = {{}} LEFT JOIN household h ON h.id = home.household"""
"""The household a person lived in on the last day."""

RESIDENT = Source(
    "person", f"person x {_AT_HOME.format('x.id')}",
    {"household": "home.household", "group": 'h."group"'},
    where=(Condition("home.household IS NOT NULL", "{}", """CASE
        WHEN home.person IS NOT NULL THEN '没有编户'
        ELSE coalesce(x.left || ' 已离册', x.since || ' 才来', '那时不在册') END"""),),
)
"""Who lived here on the last day, in the household of that day."""


def _people(code: str, label: str, *where: Condition) -> Measure:
    return Measure(f"village.{code}", Field(label, NUMBER, width=10), "人", RESIDENT, where)


def _known(column: str, sql: str, missing: str) -> tuple[Condition, ...]:
    """What is true of a value; who has none was nearly counted."""
    return Condition(f"coalesce({sql}, 1)"), Condition(f"{column} IS NOT NULL", f"没有填{missing}")


def _aged(years: int, of: str = "x") -> tuple[Condition, ...]:
    """So old on the last day; a birth known in part stands for the first day it may be."""
    limit = f"printf('%04d', substr(:last, 1, 4) - {years}) || substr(:last, 5)"
    return _known(f"{of}.born", f"{of}.born <= {limit}", "出生日期")


_COLLEGE = [each.code for each in EDUCATION if each.college]
PEOPLE = _people("people", "人口")
MEN = _people("men", "男性人口", *_known("x.sex", "x.sex = '1'", "性别"))
WOMEN = _people("women", "女性人口", *_known("x.sex", "x.sex = '2'", "性别"))
ADULTS = _people("adults", "18 周岁以上", *_aged(18))
OLD = _people("old", "60 周岁以上", *_aged(60))
OLDEST = _people("oldest", "80 周岁以上", *_aged(80))
GRADUATES = _people("college", "大专以上", *_known(
    "x.education", f"x.education IN ({_written(_COLLEGE)})", "学历"))
MINORITY = _people("minority", "少数民族", *_known("x.ethnic", "x.ethnic <> '01'", "民族"))



def _as_they_stood(store: Store, days: Days) -> str:
    stood = [(each.rowid, each.kind, bool(each.mobile)) for each in members_on(store, days.last)]
    return f"""member x JOIN person p ON p.id = x.person {_AT_HOME.format('p.id')}
        LEFT JOIN {worked_out(('member', 'kind', 'mobile'), stood)} k ON k.member = x.id"""


MEMBER = Source(
    "member", _as_they_stood, {"member": "x.id", "group": 'h."group"'},
    where=lasting(Member, "{} 才入党", "{} 已离册"),
)


def _members(code: str, label: str, *where: Condition) -> Measure:
    return Measure(f"village.{code}", Field(label, NUMBER, width=8), "名", MEMBER, where)


MEMBERS = _members("members", "党员数")
FULL, PROBATIONARY = (
    _members(f"members.{code}", f"{label}数", Condition(f"k.kind = '{code}'"))
    for code, label in MEMBER_KINDS.pairs()
)
MOBILE = _members("members.mobile", "流动党员数", Condition("coalesce(k.mobile, 0)"))
MEMBER_WOMEN = _members("members.women", "女党员数", *_known("p.sex", "p.sex = '2'", "性别"))
OLD_MEMBERS = _members("members.old", "60 周岁以上党员", *_aged(60, "p"))

REGISTER_MEASURES = (
    GROUPS, HOUSEHOLDS, *BY_CATEGORY.values(), PEOPLE, MEN, WOMEN, ADULTS, OLD, OLDEST, GRADUATES,
    MINORITY, MEMBERS, FULL, PROBATIONARY, MOBILE, MEMBER_WOMEN, OLD_MEMBERS,
)
