"""党员联户 and 走访 in figures: who looks after how many, how often they went, what they found."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from models.figures.measure import (
    AnyMeasure,
    Condition,
    Counted,
    Days,
    Distinct,
    Latest,
    Measure,
    Rate,
    Source,
    lasting,
)
from models.figures.reckon import reckon
from models.figures.registers import HOUSEHOLDS
from models.keeping.lasting import on
from models.keeping.record import stood_on
from models.matters.ledger import stands
from models.office.village import groups
from models.pairing.pairing import Pairing, rules
from models.registers.people import STAYS, Household, HouseholdCategory, Residence
from models.values.codes import HOUSEHOLD_CATEGORY
from models.values.figure import rate
from models.values.kinds import DAY, NUMBER, TEXT, Field

if TYPE_CHECKING:
    from datetime import date

    from models.keeping.store import Store

@cache
def _paired(order: tuple[str, ...]) -> Source:
    """The households looked after; ``k.first`` is the place of the first category that fits."""
    ranks = " ".join(f"WHEN c.category LIKE '{code}%' THEN {at}" for at, code in enumerate(order))
    return Source(
        "pairing",
        f"""pairing x JOIN {stood_on(Household, ':last')} h ON h.id = x.household
            LEFT JOIN (SELECT c.household, min(CASE {ranks} END) AS first,
                              group_concat(c.category) AS all_of
                       FROM household_category c WHERE {on(HouseholdCategory, 'c', ':last')}
                       GROUP BY c.household) k ON k.household = h.id""",
        {"member": "x.member", "household": "x.household", "group": 'h."group"'},
        where=(*lasting(Pairing, "{} 才结对", "{} 已终止"),
               Condition(on(Household, "h", ":last"), "户已不在册", "h.number"),
               Condition("x.role = 'main'", "是备联，只计主联")),
    )


def _homes(source: Source, code: str, label: str, *where: Condition) -> Measure:
    return Measure(code, Field(label, NUMBER, width=7), "户", source, where, Distinct("household"))


OTHER = "other"
"""The households of none of the categories that are told apart."""
IN_ORDER = ("TP", "JC", "DB", "TK")
"""As the town's form has them; a household of several counts once, in the first."""
_SAID = {"TK": "特困户"}


@cache
def by_category(order: tuple[str, ...]) -> dict[str, Measure]:
    """By category the households looked after, each once, in the first of ``order`` that fits it;
    and the others."""
    paired = _paired(order)
    others = _homes(paired, f"links.{OTHER}", HOUSEHOLD_CATEGORY.label("YB"),
                    Condition("k.first IS NULL"))
    return {code: _homes(
        paired, f"links.{code}", _SAID.get(code) or HOUSEHOLD_CATEGORY.label(code),
        Condition(f"instr(coalesce(k.all_of, ''), '{code}')"),
        Condition(f"k.first = {place}", "已按次序计在前面的类别"),
    ) for place, code in enumerate(order)} | {OTHER: others}


PAIRED = _paired(IN_ORDER)
HOMES = _homes(PAIRED, "links", "联系户数")
LINKING = Measure("village.members.linking", Field("联户党员数", NUMBER, width=7), "名", PAIRED,
                  how=Distinct("member"))
BY_CATEGORY = tuple(by_category(IN_ORDER).values())
OTHERS = BY_CATEGORY[-1]

VISIT = Source(
    "visit",
    f"""visit x JOIN {stood_on(Household, ':last')} h ON h.id = x.household
       LEFT JOIN (SELECT m.visit, count(*) AS found, sum(coalesce(t.kind = 'closed', 0)) AS solved
                  FROM matter m LEFT JOIN ({stands(':last')}) t ON t.matter = m.id
                  WHERE m.visit IS NOT NULL GROUP BY m.visit) f ON f.visit = x.id""",
    {"visit": "x.id", "member": "x.member", "household": "x.household", "group": 'h."group"',
     "pairing": f"""(SELECT max(k.id) FROM pairing k WHERE k.member = x.member
                     AND k.household = x.household AND {on(Pairing, 'k', ':last')})"""},
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
UNSOLVED = Measure("problems.open", Field("未解决", NUMBER, width=7), "件", VISIT,
                   (_FOUND, Condition("f.solved IS NOT f.found", "问题已办结")))
SOLVE_RATE = Rate("problems.rate", Field("解决率", TEXT, width=8), SOLVED, WITH_PROBLEM,
                  "走访发现的问题")

AT_HOME = Measure("visits.at-home", Field("入户次数", NUMBER, width=7), "次", VISIT,
                  (Condition("x.way = 'home'", "不是入户走访"),))
OTHERWISE = Measure("visits.otherwise", Field("电话外出联系次数", NUMBER, width=7), "次", VISIT,
                    (Condition("x.way <> 'home'", "是入户走访"),))
PHONED = Measure("visits.phone", Field("电话走访次数", NUMBER, width=7), "次", VISIT,
                 (Condition("x.way = 'phone'", "不是电话走访"),))


def _living_there(store: Store, days: Days) -> str:
    """Every household, whether somebody lives there where that is asked, paired and seen."""
    lived_in = "SELECT id AS household FROM household"
    if rules(store, days.last).inhabited_only:
        lived_in = f"""SELECT DISTINCT s.household FROM {STAYS} s
                       WHERE {on(Residence, 's', ':last')}"""
    return f"""{stood_on(Household, ':last')} x
        LEFT JOIN ({lived_in}) lived ON lived.household = x.id
        LEFT JOIN (SELECT DISTINCT household FROM pairing k
                   WHERE k.role = 'main' AND {on(Pairing, 'k', ':last')}) main
             ON main.household = x.id
        LEFT JOIN (SELECT household, max(way = 'home') AS at_home FROM visit
                   WHERE day BETWEEN :first AND :last GROUP BY household) seen
             ON seen.household = x.id"""


HOME = Source("household", _living_there, {"household": "x.id", "group": 'x."group"'},
              where=lasting(Household, "{} 才立户", "{} 已离册"))
TO_PAIR = replace(HOME, where=(
    *HOME.where, Condition("lived.household IS NOT NULL", "那时没有人在册")))
"""The households that should be paired on the last day, and walked to."""


def _of_base(code: str, label: str, *where: Condition) -> Measure:
    return Measure(code, Field(label, NUMBER, width=10), "户", TO_PAIR, where)


DUE = _of_base("liaison.due", "应结对户")
PAIRED_HOMES = _of_base("village.linked", "已结对户",
                        Condition("main.household IS NOT NULL", "没有主联党员"))
COVERAGE = Rate("liaison.coverage", Field("结对覆盖率", TEXT, width=8), PAIRED_HOMES, DUE,
                "应结对户")
REACHED = _of_base("visits.reached", "已入户户数",
                   Condition("coalesce(seen.at_home, 0)", "本期没有入户走访"))
UNREACHED = _of_base("visits.unreached", "未走到户数",
                     Condition("NOT coalesce(seen.at_home, 0)"))
REACH = Rate("visits.coverage", Field("户户到覆盖率", TEXT, width=8), REACHED, DUE, "应走访户")

SEEN = Measure("visits.seen", Field("走访到户户数", NUMBER, width=10), "户", HOME,
               (Condition("seen.household IS NOT NULL", "本期没有走访记录"),))
SEEN_RATE = Rate("visits.seen-rate", Field("走访到户率", TEXT, width=8), SEEN, HOUSEHOLDS, "在册户")

LIAISON_MEASURES: tuple[AnyMeasure, ...] = (
    HOMES, *BY_CATEGORY, LINKING, DUE, PAIRED_HOMES, COVERAGE, VISITS, VISITED, LAST_VISIT, AT_HOME,
    OTHERWISE, PHONED, REACHED, UNREACHED, REACH, SEEN, SEEN_RATE, WITH_PROBLEM, SOLVED, UNSOLVED,
    SOLVE_RATE)


class Covered(NamedTuple):
    """How many households of one group (None: without one), or of the village, are covered."""

    group: int | None
    name: str
    part: int
    base: int

    @property
    def gaps(self) -> int:
        """Those that are not."""
        return self.base - self.part


def coverage(store: Store, day: date) -> Covered:
    """已结对 of the whole village on a day."""
    days = Days(day, day)
    part, base = reckon(store, [(COVERAGE, days)]).value(COVERAGE, days)
    return Covered(None, "全村", int(part), int(base))


def coverage_words(store: Store, day: date) -> str:
    """已结对 571 户／应结对 600 户，95.2%."""
    found = coverage(store, day)
    share = f"，{rate(found.part, found.base)}" if found.base else ""
    return f"已结对 {found.part} 户／应结对 {found.base} 户{share}"


def covered_by_group(store: Store, share: Rate, days: Days) -> list[Covered]:
    """A share of households, a line for each group in the village's order."""
    found = reckon(store, [(share, days)], "group")
    names = [*((each.id, each.name) for each in groups(store)), (None, "未分组")]
    return [Covered(row, name, *map(int, found.value(share, days, row)))
            for row, name in names if row in found.subjects()]
