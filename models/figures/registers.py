"""The registers in figures: households, people, members; who was trained, who owes 党费."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.figures.measure import (
    AnyMeasure,
    Condition,
    Counted,
    Days,
    Distinct,
    How,
    Measure,
    Middle,
    Rate,
    Source,
    Total,
    lasting,
    worked_out,
)
from models.figures.reckon import reckon
from models.keeping.lasting import begun, not_over, on
from models.keeping.record import stood_on
from models.members.appraisal import GRADES
from models.members.dues import dues_of_year
from models.members.member import MEMBER_KINDS, Member, MemberKind, away_on, members_on
from models.members.posts import Reserve, officers
from models.registers.people import (
    STAYS,
    Household,
    HouseholdCategory,
    PersonLeft,
    Residence,
)
from models.values.codes import EDUCATION, HOUSEHOLD_CATEGORY
from models.values.figure import FIGURE
from models.values.kinds import MONEY, NUMBER, TEXT, Field
from models.values.privacy import Privacy

if TYPE_CHECKING:
    from datetime import date

    from models.keeping.store import Store

HOUSEHOLD = Source(
    "household", f"{stood_on(Household, ':last')} x",
    {"household": "x.id", "group": 'x."group"', "area": "x.area"},
    where=lasting(Household, "{} 才立户", "{} 已离册"),
)
HOUSEHOLDS = Measure("village.homes", Field("户数", NUMBER, width=10), "户", HOUSEHOLD)
GROUPS = Measure("village.groups", Field("村民小组数", NUMBER, width=8), "个", HOUSEHOLD,
                 (Condition('x."group" IS NOT NULL', "没有编组"),), Distinct("group"))

CATEGORY = Source(
    "household_category",
    f"""household_category x
        JOIN {stood_on(Household, ':last')} h ON h.id = x.household""",
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
    ON home.person = {{}} LEFT JOIN {stood_on(Household, ':last')} h ON h.id = home.household"""
"""The household a person lived in on the last day."""

RESIDENT = Source(
    "person", f"person x {_AT_HOME.format('x.id')}",
    {"household": "home.household", "group": 'h."group"', "area": "h.area"},
    where=(Condition("home.household IS NOT NULL", "{}", """CASE
        WHEN x.sent_by IS NOT NULL THEN '派来工作的，不住在村里'
        WHEN home.person IS NOT NULL THEN '没有编户'
        ELSE coalesce(x.left || ' 已离册', x.since || ' 才来', '那时不在册') END"""),),
)
"""Who lived here on the last day, in the household of that day."""


def _people(code: str, label: str, *where: Condition) -> Measure:
    return Measure(f"village.{code}", Field(label, NUMBER, width=10), "人", RESIDENT, where)


def _known(column: str, sql: str, missing: str) -> tuple[Condition, ...]:
    """What is true of a value; who has none was nearly counted."""
    return Condition(f"coalesce({sql}, 1)"), Condition(f"{column} IS NOT NULL", f"没有填{missing}")


def _aged(years: int, of: str = "x", *, younger: bool = False) -> tuple[Condition, ...]:
    """So old on the last day, or ``younger``; a birth known in part stands for the first day it
    may be."""
    limit = f"printf('%04d', substr(:last, 1, 4) - {years}) || substr(:last, 5)"
    return _known(f"{of}.born", f"{of}.born {'>' if younger else '<='} {limit}", "出生日期")


_COLLEGE = [each.code for each in EDUCATION if each.college]
PEOPLE = _people("people", "人口")
MEN = _people("men", "男性人口", *_known("x.sex", "x.sex = '1'", "性别"))
WOMEN = _people("women", "女性人口", *_known("x.sex", "x.sex = '2'", "性别"))
ADULTS = _people("adults", "18 周岁以上", *_aged(18))
OLD = _people("old", "60 周岁以上", *_aged(60))
OLDEST = _people("oldest", "80 周岁以上", *_aged(80))
MINORS = _people("minors", "18 周岁以下", *_aged(18, younger=True))
WORKERS = _people("workers", "16 至 59 周岁", *_aged(16), *_aged(60, younger=True)[:1])
GRADUATES = _people("college", "大专以上", *_known(
    "x.education", f"x.education IN ({_written(_COLLEGE)})", "学历"))
MINORITY = _people("minority", "少数民族", *_known("x.ethnic", "x.ethnic <> '01'", "民族"))


def _as_they_stood(store: Store, days: Days) -> str:
    stood = [(each.rowid, each.kind, bool(each.mobile), bool(each.lost), each.lost_since)
             for each in members_on(store, days.last)]
    return f"""member x JOIN person p ON p.id = x.person {_AT_HOME.format('p.id')}
        LEFT JOIN {worked_out(('member', 'kind', 'mobile', 'lost', 'lost_since'), stood)} k
             ON k.member = x.id"""


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
YOUNG_MEMBERS = _members("members.young", "35 周岁及以下党员", *_aged(36, "p", younger=True))
LEARNED_MEMBERS = _members("members.college", "大专以上党员", *_known(
    "p.education", f"p.education IN ({_written(_COLLEGE)})", "学历"))
LOST_MEMBERS = _members("members.lost", "失联党员数", Condition(
    "coalesce(k.lost, 0) AND coalesce(k.lost_since, '') <= :last"))


def _happened(code: str, label: str, day: str, *where: Condition) -> Measure:
    """People by what happened to them in the period."""
    return Measure(f"village.{code}", Field(label, NUMBER, width=8), "人",
                   Source("person", "person x", {"person": "x.id"}, day=day), where)


BORN = _happened("born", "出生人数", "x.born")
DIED = _happened("died", "死亡人数", "x.left", Condition(f"x.left_reason = '{PersonLeft.DIED}'"))
MOVED_OUT = _happened("moved-out", "迁出人数", "x.left",
                      Condition(
                          f"x.left_reason IN ('{PersonLeft.MOVED}', '{PersonLeft.MARRIED}')"))
DEVELOPED = tuple(
    Measure(f"development.{step}", Field(label, NUMBER, width=8), "人", Source(
        "development_step", "development_step x JOIN candidate c ON c.id = x.candidate",
        {"person": "c.person"}, day="x.on_day"), (Condition(f"x.step = '{step}'"),))
    for step, label in (("apply", "递交入党申请人数"), ("activist", "确定入党积极分子"),
                        ("prospect", "确定发展对象"), ("admit", "发展党员数"),
                        ("confirm", "转正党员数")))

REGISTER_MEASURES = (
    GROUPS, HOUSEHOLDS, *BY_CATEGORY.values(), PEOPLE, MEN, WOMEN, MINORS, WORKERS, ADULTS, OLD,
    OLDEST, GRADUATES, MINORITY, MEMBERS, FULL, PROBATIONARY, MOBILE, MEMBER_WOMEN, OLD_MEMBERS,
    YOUNG_MEMBERS, LEARNED_MEMBERS, LOST_MEMBERS, BORN, DIED, MOVED_OUT, *DEVELOPED,
)


# ── The members: trained, graded, waiting to take over, owed and paid


MEMBER_TRAINED = Source(
    "member",
    """member x LEFT JOIN (
           SELECT p.person, count(*) AS times FROM activity_person p
           JOIN activity a ON a.id = p.activity
           WHERE a.kind = 'training' AND a.on_day BETWEEN :first AND :last GROUP BY p.person
       ) t ON t.person = x.person""",
    {"member": "x.id"},
    where=lasting(Member, "{} 才入党", "{} 已离册"),
)

TRAINED = Measure("members.trained", Field("受训党员", NUMBER, width=8), "人", MEMBER_TRAINED,
                  (Condition("coalesce(t.times, 0) > 0", "本期没有参加培训的记录"),))
TRAINING_RATE = Rate("members.training-rate", Field("党员轮训覆盖率", TEXT, width=8), TRAINED,
                     MEMBERS, "在册党员")

GRADED = Source(
    "member",
    """member x LEFT JOIN appraisal a ON a.member = x.id AND a.year = CAST(
           substr(:last, 1, 4) AS INTEGER)""",
    {"member": "x.id"}, where=lasting(Member, "{} 才入党", "{} 已离册"),
)
_FULL = f"(x.kind = '{MemberKind.FULL}' AND coalesce(x.confirmed, '') <= :last)"
_GRADE = " ".join(f"WHEN '{code}' THEN '评为{label}'" for code, label in GRADES.pairs())
_WHY_OTHER = f"""CASE WHEN NOT {_FULL} THEN '是预备党员，不评定等次'
                      ELSE CASE a.grade {_GRADE} ELSE '还没有评定' END END"""


def _appraised(code: str, label: str, met: str, why: str = "{}") -> Measure:
    return Measure(f"appraisal.{code}", Field(label, NUMBER, width=8), "人", GRADED,
                   (Condition(met, why, _WHY_OTHER),))


BY_GRADE = {label: _appraised(code, label, f"{_FULL} AND a.grade = '{code}'")
            for code, label in GRADES.pairs()}
UNGRADED = _appraised("missing", "未评定", f"{_FULL} AND a.grade IS NULL")
UNGRADED_PROBATIONARY = _appraised("probationary", "不评定等次的党员", f"NOT {_FULL}", "")
EXCELLENT_RATE = Rate("appraisal.rate", Field("优秀占比", TEXT, width=8), BY_GRADE["优秀"], MEMBERS,
                      "党员总数")



def _in_office(store: Store, days: Days) -> str:
    held = [(each.person.rowid, bool(each.joined), each.both, each.one_shoulder)
            for each in officers(store, days.last)]
    return f"""person x JOIN {worked_out(('person', 'joined', 'both', 'one'), held)} o
               ON o.person = x.id"""


_LINES = Counted()
OFFICER = Source("person", _in_office, {"person": "x.id"})


def _officers(code: str, label: str, *where: Condition, how: How = _LINES) -> Measure:
    return Measure(f"officers{code}", Field(label, NUMBER, width=8), "人", OFFICER, where, how)


def _of_officers(code: str, label: str, base: Measure, *where: Condition) -> Rate:
    return Rate(f"officers.{code}.rate", Field(f"{label}占比", TEXT, width=8),
                _officers(f".{code}", label, *where), base, base.field.label)


_AGE = """(substr(:last, 1, 4) - substr(x.born, 1, 4) - (substr(:last, 6) < substr(x.born, 6)))"""
_BORN = Condition("x.born IS NOT NULL", "没有填出生日期")
_SCHOOLED = Condition("x.education IS NOT NULL", "没有填学历")
OFFICERS = _officers("", "两委干部")
OFFICERS_AGED = _officers(".aged", "有出生日期的两委干部", _BORN)
OFFICER_AGE = Measure("officers.age", Field("两委干部平均年龄", FIGURE, width=9), "岁", OFFICER,
                      (_BORN,), Middle(_AGE))
SCHOOLED = _of_officers(
    "college", "大专以上两委干部", _officers(".schooled", "填了学历的两委干部", _SCHOOLED),
    _SCHOOLED,
    Condition(f"x.education IN ({_written(_COLLEGE)})", "学历在大专以下"))
OFFICER_WOMEN = _of_officers("women", "两委女干部", OFFICERS,
                             *_known("x.sex", "x.sex = '2'", "性别"))
OFFICER_MEMBERS = _of_officers("members", "两委党员", OFFICERS, Condition("o.joined", "不是党员"))
IN_BOTH = _officers(".both", "交叉任职", Condition("o.both", "只在一个班子任职"))
ONE_SHOULDER = _officers(".one-shoulder", "一肩挑", Condition("o.one", "不是书记、主任一肩挑"))


def _unit(store: Store, days: Days) -> str:
    """The village itself, and whether somebody heads its branch and its committee."""
    both = any(each.one_shoulder for each in officers(store, days.last))
    return f"unit x JOIN {worked_out(('one',), [(both,)])} o"


_UNIT = Source("unit", _unit, {})
ONE_SHOULDER_RATE = Rate(
    "units.one-shoulder.rate", Field("一肩挑占比", TEXT, width=8),
    Measure("units.one-shoulder", Field("一肩挑的村、社区", NUMBER, width=8), "个", _UNIT,
            (Condition("o.one", "不是书记、主任一肩挑"),)),
    Measure("units", Field("村、社区", NUMBER, width=8), "个", _UNIT), "村、社区")
OFFICER_MEASURES = (
    OFFICERS, OFFICERS_AGED, OFFICER_AGE, IN_BOTH, ONE_SHOULDER, ONE_SHOULDER_RATE,
    ONE_SHOULDER_RATE.part, ONE_SHOULDER_RATE.base,
    *(each for rate in (SCHOOLED, OFFICER_WOMEN, OFFICER_MEMBERS) for each in (rate.part, rate)),
    SCHOOLED.base)


def officers_in_words(store: Store, day: date) -> tuple[str, ...]:
    """The figures of the two committees on a day, each with its base; the average age to one
    decimal, rounded half up."""
    days = Days(day, day)
    found = reckon(store, [(each, days) for each in OFFICER_MEASURES])

    def number(measure: Measure) -> int:
        return int(found.value(measure, days))

    def share(of: Rate) -> str:
        return f"{number(of.part)}人（{found.value(of, days)}）"

    age = found.value(OFFICER_AGE, days)
    return (
        f"两委干部{number(OFFICERS)}人，平均年龄{'—' if age is None else age}岁"
        f"（按有出生日期的{number(OFFICERS_AGED)}人计）。",
        f"大专以上{share(SCHOOLED)}（按填了学历的{number(SCHOOLED.base)}人计）。",
        f"女{share(OFFICER_WOMEN)}，党员{share(OFFICER_MEMBERS)}，交叉任职{number(IN_BOTH)}人，"
        f"书记、主任{'' if number(ONE_SHOULDER) else '没有'}一肩挑。",
    )


# ── The members away


def _away(store: Store, days: Days) -> str:
    away = [(each.journey.rowid, each.months) for each in away_on(store, days.last)]
    return f"journey x JOIN {worked_out(('id', 'months'), away)} w ON w.id = x.id"


JOURNEY = Source("journey", _away, {"journey": "x.id", "member": "x.member"})
AWAY = Measure("members.away", Field("外出党员", NUMBER, width=8), "人", JOURNEY, (),
               Distinct("member"))
MONTHS_AWAY = Measure("members.away.months", Field("外出月数", NUMBER, width=7), "个月", JOURNEY,
                      how=Total("w.months"))

RESERVE = Source(
    "reserve", "reserve x", {"person": "x.person"},
    where=(Condition(begun(Reserve, "x", ":last"), "{} 才列入", "x.listed"),
           Condition(not_over(Reserve, "x", ":last"), "{}",
                     "x.ended || ' 已出库' || coalesce('：' || x.end_reason, '')")),
)
RESERVES = Measure("reserves", Field("后备干部", NUMBER, width=8), "人", RESERVE)


def _owing(store: Store, days: Days) -> str:
    """A line for each member of the last day, with the dues of its year until then, in fen."""
    lines = [(each.member.rowid, *map(MONEY.store, (each.owed, each.paid, each.lacking)),
              each.unpaid) for each in dues_of_year(store, days.last.year, days.last)]
    return f"""member x JOIN {worked_out(('member', 'owed', 'paid', 'lacking', 'unpaid'), lines)} d
               ON d.member = x.id"""


DUES = Source("member", _owing, {"member": "x.id"})
_BEHIND = Condition("d.unpaid > 0", "没有欠交")


def _dues(code: str, label: str, amount: str, *where: Condition) -> Measure:
    return Measure(f"dues.{code}", Field(label, MONEY, width=9), "元", DUES, where, Total(amount))


OWED = _dues("owed", "本年应交", "d.owed")
PAID = _dues("paid", "本年实交", "d.paid", Condition("d.paid > 0", "没有交纳记录"))
UNPAID = _dues("unpaid", "本年欠交", "d.lacking", _BEHIND)
MONTHS_UNPAID = Measure("dues.months", Field("欠交月数", NUMBER, width=8), "个月", DUES, (_BEHIND,),
                        Total("d.unpaid"))

PAYMENT = Source("dues", "dues x", {"member": "x.member"},
                 where=(Condition("coalesce(x.paid_on, x.month) <= :last", "{} 才交",
                                  "coalesce(x.paid_on, x.month)"),
                        Condition("x.paid IS NOT NULL", "没有交")))


def _paid_in(month: int) -> Measure:
    """What was paid for a month of the year of the last day."""
    return Measure(f"dues.{month:02}", Field(f"{month}月党费", MONEY, width=7), "元", PAYMENT, (
        Condition(f"x.month = substr(:last, 1, 4) || '-{month:02}'"),), Total("x.paid"))


PAID_IN = tuple(map(_paid_in, range(1, 13)))

MEMBER_MEASURES: tuple[AnyMeasure, ...] = (
    TRAINED, TRAINING_RATE, *BY_GRADE.values(), UNGRADED, UNGRADED_PROBATIONARY, EXCELLENT_RATE,
    RESERVES, OWED, PAID, UNPAID, MONTHS_UNPAID, *PAID_IN, *OFFICER_MEASURES, AWAY, MONTHS_AWAY)
