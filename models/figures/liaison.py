"""党员联户 and 走访 in figures: who looks after how many, how often they went, what they found."""

from __future__ import annotations

from models.figures.measure import Counted, Distinct, Latest, Measure, Rate
from models.figures.source import Condition, Source, lasting
from models.keeping.lasting import on
from models.pairing.pairing import Pairing
from models.registers.people import Household, HouseholdCategory
from models.values.kinds import DAY, NUMBER, TEXT, Field

_ORDER = ("TP", "JC", "DB", "TK")
"""A household of several categories counts once, in the first of these."""

_RANK = " ".join(f"WHEN '{code}' THEN {place}" for place, code in enumerate(_ORDER))
_CATEGORIES = f"""(SELECT c.household, min(CASE substr(c.category, 1, 2) {_RANK} END) AS first,
                          group_concat(substr(c.category, 1, 2)) AS all_of
                   FROM household_category c WHERE {on(HouseholdCategory, 'c', ':last')}
                   GROUP BY c.household)"""

PAIRED = Source(
    "pairing",
    f"""pairing x JOIN household h ON h.id = x.household
        LEFT JOIN {_CATEGORIES} k ON k.household = h.id""",
    {"member": "x.member", "household": "x.household", "group": 'h."group"'},
    where=(*lasting(Pairing, "{} 才结对", "{} 已终止"),
           Condition(on(Household, "h", ":last"), "户已不在册", "h.number"),
           Condition("x.role = 'main'", "是备联，只计主联")),
)


def _homes(code: str, label: str, *where: Condition) -> Measure:
    return Measure(f"liaison.{code}", Field(label, NUMBER, width=7), "户", PAIRED, where,
                   Distinct("household"))


def _of_category(code: str, label: str) -> Measure:
    place = _ORDER.index(code)
    return _homes(code, label, Condition(f"instr(coalesce(k.all_of, ''), '{code}')"),
                  Condition(f"k.first = {place}", "已按次序计在前面的类别"))


HOMES = _homes("homes", "联系户数")
OTHERS = _homes("others", "一般户", Condition("k.first IS NULL"))
BY_CATEGORY = (
    _of_category("TP", "脱贫户"), _of_category("JC", "监测户"), _of_category("DB", "低保户"),
    _of_category("TK", "特困户"), OTHERS,
)

VISIT = Source(
    "visit",
    """visit x JOIN household h ON h.id = x.household
       LEFT JOIN (SELECT visit, count(*) AS found,
                         sum(coalesce(closed <= :last, 0)) AS solved
                  FROM matter WHERE visit IS NOT NULL GROUP BY visit) f ON f.visit = x.id""",
    {"member": "x.member", "household": "x.household", "group": 'h."group"'},
    day="x.day",
)
_FOUND = Condition("coalesce(f.found, 0) > 0", "没有登记问题")
_SOLVED = Condition("f.solved IS f.found", "问题还没有办结，或在期后才办结")

VISITS = Measure("visits", Field("走访次数", NUMBER, width=7), "次", VISIT, how=Counted())
VISITED = Measure("visits.homes", Field("走访户数", NUMBER, width=7), "户", VISIT,
                  how=Distinct("household"))
LAST_VISIT = Measure("visits.last", Field("最近走访", DAY, width=11), "", VISIT, how=Latest())
WITH_PROBLEM = Measure("problems", Field("发现问题", NUMBER, width=7), "件", VISIT, (_FOUND,))
SOLVED = Measure("problems.solved", Field("已解决", NUMBER, width=7), "件", VISIT,
                 (_FOUND, _SOLVED))
SOLVE_RATE = Rate("problems.rate", Field("解决率", TEXT, width=8), SOLVED, WITH_PROBLEM,
                  "走访发现的问题")

LIAISON_MEASURES = (HOMES, *BY_CATEGORY, VISITS, VISITED, LAST_VISIT, WITH_PROBLEM, SOLVED,
                    SOLVE_RATE)
