"""Meetings in figures: how many were held, who was due at them and who came."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.figures.measure import Measure, Rate, Total
from models.figures.source import Condition, Days, Source, worked_out
from models.meetings.attendance import CAME, NOT_DUE
from models.meetings.held import fallen_between, why_fallen
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

MEETING_MEASURES = (HELD, DUE, CAME_TO, TURNOUT)
