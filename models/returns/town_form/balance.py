"""Whether what a line of a form says of points comes to the ledger's own balance."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from models.figures.points import OF
from models.returns.facts.fact import Fact, FormSubject
from models.returns.facts.view import NOTHING, View
from models.values.kinds import show_decimal


def imbalance(
    view: View, subject: FormSubject, row: Any, facts: Iterable[tuple[Fact, str]]
) -> str | None:
    """Why the columns of a line do not add up to the ledger's balance; None when they do.

    They fall short when points came in under a head the form has no column for, or were cleared.
    """
    asked = {fact.name: (fact, view.over(span)) for fact, span in facts}
    of = next((each for each in OF.values() if each.opening.code in asked), None)
    closing = subject.fact(of.closing.code) if of else None
    if of is None or closing is None:
        return None
    came_in = [name for name in asked if name.startswith(of.heads)]
    opening, stretch = asked[of.opening.code]
    if not came_in or opening.read(stretch, row) in (None, NOTHING):
        return None
    added = [of.opening.code, *came_in]
    taken = [each.code for each in (of.deducted, of.redeemed, of.cleared) if each.code in asked]
    total, left = (sum((Decimal(fact.read(over, row) or 0) for fact, over in map(
        asked.__getitem__, names)), Decimal(0)) for names in (added, taken))
    own = Decimal(closing.read(stretch, row))
    if total - left == own:
        return None
    return (f"台账期末结余是 {show_decimal(own)}，表上各栏算出来是 {show_decimal(total - left)}，"
            "有的加分或到期清零在表上没有对应的栏")
