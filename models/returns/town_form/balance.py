"""期末结余 on a points form must be the ledger's own: opening, what came in, what went out."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from models.returns.facts.fact import Fact, Subject
from models.returns.facts.view import View
from models.values.kinds import show_decimal

_CAME_IN, _WENT_OUT = "points.in.", ("points.deducted", "points.redeemed", "points.cleared")


def imbalance(
    view: View, subject: Subject, row: Any, facts: Iterable[tuple[Fact, str]]
) -> str | None:
    """Why the columns of a line do not add up to the ledger's balance; None when they do.

    They fall short when points came in under a head the form has no column for, or were cleared.
    """
    asked = {fact.name: (fact, view.over(span)) for fact, span in facts}
    if "points.opening" not in asked or not any(name.startswith(_CAME_IN) for name in asked):
        return None
    closing = subject.fact("points.closing")
    opening, stretch = asked["points.opening"]
    if closing is None or opening.read(stretch, row) is None:
        return None
    total = Decimal(0)
    for name, (fact, over) in asked.items():
        sign = -1 if name in _WENT_OUT else int(name == "points.opening"
                                                or name.startswith(_CAME_IN))
        total += sign * fact.read(over, row) if sign else 0
    own = Decimal(closing.read(stretch, row))
    if total == own:
        return None
    return (f"台账期末结余是 {show_decimal(own)}，表上各栏算出来是 {show_decimal(total)}，"
            "有的加分或到期清零在表上没有对应的栏")
