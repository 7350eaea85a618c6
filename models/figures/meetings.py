"""Meetings in figures: how many were held, who was due at them and who came."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from models.figures.measure import AnyMeasure, Measure, Rate, Total
from models.figures.source import Condition, Days, Source, worked_out
from models.meetings.attendance import CAME, NOT_DUE
from models.meetings.held import fallen_between, why_fallen
from models.meetings.kinds import all_kinds
from models.meetings.meeting import kind_title
from models.values.kinds import NUMBER, TEXT, Field

if TYPE_CHECKING:
    from models.keeping.store import Store


def _in(column: str, codes: frozenset[str]) -> str:
    marks = ", ".join(f"'{each}'" for each in sorted(codes))
    return f"coalesce({column}, '') IN ({marks})"


_TURNOUT = f"""(SELECT meeting, sum(NOT {_in('status', NOT_DUE)}) AS due,
                       sum({_in('status', CAME)}) AS came FROM attendance GROUP BY meeting)"""


def _called(store: Store, days: Days) -> str:
    fallen = [(row, why_fallen(why)) for row, (_, why) in fallen_between(
        store, *days.around).items()]
    return f"""meeting x LEFT JOIN {_TURNOUT} t ON t.meeting = x.id
               LEFT JOIN {worked_out(('meeting', 'why'), fallen)} f ON f.meeting = x.id"""


MEETING = Source("meeting", _called, {"kind": "x.kind"}, day="x.held",
                 where=(Condition("f.meeting IS NULL", "{}", "f.why"),))
"""One that too few came to was called and not held: it is counted nowhere."""


def _counted(name: str, written: str) -> Total:
    """By name where there is attendance, else the number written."""
    return Total(f"CASE WHEN t.meeting IS NULL THEN coalesce(x.{written}, 0) ELSE t.{name} END")


HELD = Measure("meetings", Field("次数", NUMBER, width=5), "次", MEETING)
DUE = Measure("meetings.due", Field("应到人次", NUMBER, width=7), "人次", MEETING,
              how=_counted("due", "due_count"))
CAME_TO = Measure("meetings.came", Field("实到人次", NUMBER, width=7), "人次", MEETING,
                  how=_counted("came", "present_count"))
TURNOUT = Rate("meetings.rate", Field("出勤率", TEXT, width=8), CAME_TO, DUE, "应到人次")

_SIGNED = Condition("t.meeting IS NOT NULL OR x.due_count IS NOT NULL", "没有签到记录，请补签到")
"""What the stars ask of a meeting beside that it was held."""


def _signed(code: str, label: str, *where: Condition) -> Measure:
    return Measure(f"meetings.{code}", Field(label, NUMBER, width=8), "次", MEETING,
                   (*where, _SIGNED))


@cache
def of_kind(code: str) -> Measure:
    """The meetings of one kind that were held, with who came written down."""
    return _signed(code, f"{kind_title(code)}次数", Condition(f"x.kind = '{code}'"))


SIGNED = _signed("signed", "有签到的会议次数")

MEETING_MEASURES: tuple[AnyMeasure, ...] = (HELD, DUE, CAME_TO, TURNOUT, SIGNED,
                    *map(of_kind, dict.fromkeys(each.code for each in all_kinds())))
