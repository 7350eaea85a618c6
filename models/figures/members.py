"""The members in figures: who was trained, who waits to take over, what was owed and paid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.figures.measure import AnyMeasure, Measure, Rate, Total
from models.figures.registers import MEMBERS
from models.figures.source import Condition, Days, Source, lasting, worked_out
from models.keeping.lasting import begun, not_over
from models.members.appraisal import GRADES
from models.members.dues import dues_of_year
from models.members.member import Member, MemberKind
from models.members.posts import Reserve
from models.values.kinds import MONEY, NUMBER, TEXT, Field

if TYPE_CHECKING:
    from models.keeping.store import Store

MEMBER = Source(
    "member",
    """member x LEFT JOIN (
           SELECT p.person, count(*) AS times FROM activity_person p
           JOIN activity a ON a.id = p.activity
           WHERE a.kind = 'training' AND a.on_day BETWEEN :first AND :last GROUP BY p.person
       ) t ON t.person = x.person""",
    {"member": "x.id"},
    where=lasting(Member, "{} 才入党", "{} 已离册"),
)

TRAINED = Measure("members.trained", Field("受训党员", NUMBER, width=8), "人", MEMBER,
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
PROBATIONARY = _appraised("probationary", "不评定等次的党员", f"NOT {_FULL}", "")
EXCELLENT_RATE = Rate("appraisal.rate", Field("优秀占比", TEXT, width=8), BY_GRADE["优秀"], MEMBERS,
                      "党员总数")

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


OWED = _dues("owed", "应交", "d.owed")
PAID = _dues("paid", "实交", "d.paid", Condition("d.paid > 0", "没有交纳记录"))
UNPAID = _dues("unpaid", "欠交", "d.lacking", _BEHIND)
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
    TRAINED, TRAINING_RATE, *BY_GRADE.values(), UNGRADED, PROBATIONARY, EXCELLENT_RATE,
    RESERVES, OWED, PAID, UNPAID, MONTHS_UNPAID, *PAID_IN)
