"""What is counted of visits and of the problems found on them, for anyone and any household."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import Decimal
from typing import Any

from models.returns.facts.fact import NOTHING, Fact, fact
from models.returns.facts.view import Call, View
from models.values.kinds import DAY, NUMBER, RATIO

Calls = Callable[[View, Any], Sequence[Call]]


def called(calls: Calls) -> tuple[Fact, ...]:
    """The facts about the visits that ``calls`` picks for a row."""

    def found(view: View, row: Any) -> list[Call]:
        return [each for each in calls(view, row) if each.found]

    def solved(view: View, row: Any) -> int:
        return sum(all(map(view.solved, each.found)) for each in found(view, row))

    def rate(view: View, row: Any) -> Any:
        base = len(found(view, row))
        return Decimal(solved(view, row)) / base if base else NOTHING

    def last(view: View, row: Any) -> Any:
        return max((each.record.day for each in calls(view, row)), default=NOTHING)

    def homes(view: View, row: Any) -> int:
        return len({each.record.household for each in calls(view, row)})

    def by_way(*ways: str) -> Callable[[View, Any], int]:
        return lambda view, row: sum(each.record.way in ways for each in calls(view, row))

    return (
        fact("visits", "走访次数", lambda view, row: len(calls(view, row)), kind=NUMBER),
        fact("visits.homes", "走访户数", homes, kind=NUMBER),
        fact("visits.at-home", "入户次数", by_way("home"), kind=NUMBER),
        fact("visits.otherwise", "电话联系次数", by_way("phone", "away"), kind=NUMBER),
        fact("visits.last", "最近走访日期", last,
             kind=DAY),
        fact("problems", "收集问题", lambda view, row: len(found(view, row)), kind=NUMBER),
        fact("problems.solved", "办结问题", solved, kind=NUMBER),
        fact("problems.open", "未办结问题",
             lambda view, row: len(found(view, row)) - solved(view, row), kind=NUMBER),
        fact("problems.rate", "办结率", rate, kind=RATIO),
    )
