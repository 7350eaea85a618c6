"""Matters in figures: found and solved by their steps, and what stood open or overdue on a day."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from models.figures.measure import AnyMeasure, Condition, Days, Measure, Middle, Rate, Source
from models.figures.reckon import EVERYBODY, Among, reckon
from models.keeping.record import stood_on
from models.matters.ledger import NEWEST, OPENED, stands
from models.registers.people import Household
from models.values.figure import FIGURE
from models.values.kinds import NUMBER, TEXT, Field
from models.values.periods import ONE_DAY

if TYPE_CHECKING:
    from collections.abc import Sequence

    from models.keeping.store import Store

_HOME = f"LEFT JOIN {stood_on(Household, ':last')} h ON h.id = {{}}.household"

STEP = Source(
    "matter_step", f"matter_step x JOIN matter m ON m.id = x.matter {_HOME.format('m')}",
    {"matter-kind": "m.kind", "household": "m.household", "group": 'h."group"',
     "member": "m.member"},
    day="x.day",
)
"""What was done about matters: one that was reopened was found again."""

_STANDING = f"""matter x {_HOME.format('x')}
    LEFT JOIN ({stands(':last')}) t ON t.matter = x.id
    LEFT JOIN ({NEWEST.format(day=':last')}) n ON n.matter = x.id"""
"""Every matter with how it stood on the last day, and the newest step that says until when."""

_OF = {"matter": "x.id", "matter-kind": "x.kind", "matter-topic": "x.topic",
       "household": "x.household", "group": 'h."group"', "area": "h.area", "member": "x.member"}
_BEGUN = Condition("t.matter IS NOT NULL", "{} 才发现", "x.found")
_OPEN = Condition(f"coalesce(t.kind, 'found') IN {OPENED}", "{} 已办结", "t.day")
_SOLVED = Condition("t.kind = 'closed'", "还没有办结，时限{}",
                    "coalesce(' ' || coalesce(n.deadline, x.deadline), '没有定')")
_LIMIT = "coalesce(n.deadline, x.deadline)"

STANDING = Source("matter", _STANDING, _OF, where=(_BEGUN,))
FOUND_MATTER = Source("matter", _STANDING, _OF, day="x.found", where=(_BEGUN,))
LIMITED = Source("matter", _STANDING, _OF, day=_LIMIT, where=(_BEGUN,))

_FROM_VISIT = Condition("m.visit IS NOT NULL")
_FOUND = Condition(f"x.kind IN {OPENED}")
_CLOSED = Condition("x.kind = 'closed'")
_REQUEST = Condition("m.kind = 'request'")
_PROBLEM = Condition("m.kind <> 'request'")


def _steps(code: str, label: str, *where: Condition) -> Measure:
    return Measure(code, Field(label, NUMBER, width=7), "件", STEP, where)


FOUND = _steps("matters.found", "发现事项", _FOUND)
SOLVED = _steps("matters.solved", "办结事项", _CLOSED)
REQUESTS = _steps("visits.requests", "走访收集诉求", _FROM_VISIT, _FOUND, _REQUEST)
PROBLEMS = _steps("visits.problems", "走访发现问题", _FROM_VISIT, _FOUND, _PROBLEM)
SOLVED_OF_VISITS = _steps("visits.solved", "走访问题解决", _FROM_VISIT, _CLOSED)


def _matters(code: str, label: str, source: Source, *where: Condition) -> Measure:
    return Measure(code, Field(label, NUMBER, width=7), "件", source, where)


OPEN = _matters("matters.open", "未结事项", STANDING, _OPEN)
OPEN_OF_VISITS = _matters("visits.open", "走访问题未解决", STANDING, _OPEN,
                          Condition("x.visit IS NOT NULL"))
OPEN_ABOVE = _matters("matters.above", "上报未结事项", STANDING, _OPEN,
                      Condition("n.level IN ('town', 'county')"))
OVERDUE = _matters("matters.overdue", "超期事项", STANDING, _OPEN,
                   Condition(f"{_LIMIT} < :last", "时限是 {}", f"coalesce({_LIMIT}, '没有定')"))
FALLING_DUE = _matters("matters.due", "到期事项", LIMITED, _OPEN)
FOUND_ONCE = _matters("matters.once", "首次发现事项", FOUND_MATTER)
SOLVED_OF_FOUND = _matters("matters.settled", "发现的事项已办结", FOUND_MATTER, _SOLVED)
SOLVE_RATE = Rate("matters.rate", Field("事项办结率", TEXT, width=8), SOLVED_OF_FOUND, FOUND_ONCE,
                  "本期发现的事项")


def _solved_of(code: str, label: str, *kinds: str) -> Rate:
    """Of the matters of some kinds that were found, those solved by the last day."""
    of_kind = Condition(f"x.kind IN ({', '.join(map(repr, kinds))})")
    found = _matters(f"matters.{code}", f"发现{label}", FOUND_MATTER, of_kind)
    solved = _matters(f"matters.{code}.settled", f"办结{label}", FOUND_MATTER, of_kind, _SOLVED)
    return Rate(f"matters.{code}.rate", Field(f"{label}办结率", TEXT, width=8), solved, found,
                SOLVE_RATE.base_label)


REQUEST_RATE = _solved_of("requests", "群众诉求", "request")
DISPUTE_RATE = _solved_of("disputes", "矛盾纠纷", "dispute")
EVENT_RATE = _solved_of("events", "网格事件", "event")
MENDED_RATE = _solved_of("mended", "整改事项", "rectification", "inspection")

_TAKEN = "CAST(julianday(t.day) - julianday(x.found) AS INTEGER)"
EVENT_MEAN, EVENT_MEDIAN = (
    Measure(f"matters.events.{code}", Field(f"网格事件{label}办结天数", FIGURE, width=9), "天",
            FOUND_MATTER, EVENT_RATE.part.where, Middle(_TAKEN, half=half))
    for code, label, half in (("mean", "平均", False), ("median", "中位", True)))
"""How long it took from being found until it was solved for good, of those found in the period."""

MATTER_MEASURES: tuple[AnyMeasure, ...] = (
    FOUND, SOLVED, OPEN, OVERDUE, FALLING_DUE, OPEN_ABOVE, FOUND_ONCE, SOLVED_OF_FOUND, SOLVE_RATE,
    REQUESTS, PROBLEMS, SOLVED_OF_VISITS, OPEN_OF_VISITS, EVENT_MEAN, EVENT_MEDIAN,
    *(each for rate in (REQUEST_RATE, DISPUTE_RATE, EVENT_RATE, MENDED_RATE)
      for each in (rate.base, rate.part, rate)))


class Balance(NamedTuple):
    """Opening + found − solved = open. What was reopened counts as found again."""

    opening: int
    found: int
    solved: int
    open: int


def balance(store: Store, days: Days, kinds: Sequence[str] = ()) -> Balance:
    """The balance of a stretch of days, of all matters or those of some kinds."""
    eve = Days(days.first - ONE_DAY, days.first - ONE_DAY)
    asked = [(OPEN, eve), (FOUND, days), (SOLVED, days), (OPEN, days)]
    found = reckon(store, asked, among=Among("matter-kind", kinds) if kinds else EVERYBODY)
    return Balance(*(found.value(*each) for each in asked))
