"""What a form may ask about points: balances, what came in by category, what was spent."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

from models.figures.measure import VILLAGE, AnyMeasure
from models.figures.points import OF, OF_HOUSEHOLDS, heads_added
from models.points.engine.scheme import AccountKind
from models.returns.facts.fact import Fact, measured

if TYPE_CHECKING:
    from models.keeping.store import Store
    from models.returns.facts.view import View


def of_accounts(
    kind: str, subject: str, measure: AnyMeasure, label: str, *aliases: str, under: str = ""
) -> Fact:
    """A figure of the accounts of a kind; unknown while nobody has one."""
    told = measured(measure, label, *aliases, subject=subject, under=under)

    def read(view: View, row: Any) -> Any:
        return told.read(view, row) if kind in view.accounts else None

    return replace(told, read=read)


def _moves(kind: str) -> tuple[Fact, ...]:
    """Under the names that those of households have."""
    return tuple(
        of_accounts(kind, kind, each, like.field.label, like.field.label, under=like.code)
        for each, like in zip(OF[kind].moves, OF_HOUSEHOLDS.moves, strict=True))


POINTS_OF_HOME, POINTS_OF_MEMBER = map(_moves, (AccountKind.HOUSEHOLD, AccountKind.MEMBER))


def of_village(measure: AnyMeasure, label: str) -> Fact:
    """A figure of the households' points, in the words for the whole village."""
    return of_accounts(AccountKind.HOUSEHOLD, VILLAGE, measure, label, label,
                       under=f"village.{measure.code}")


def heads_of(store: Store, kind: str) -> tuple[Fact, ...]:
    """What came in under each head of the village's own schemes, by the head's title."""
    return tuple(
        of_accounts(kind, kind, each, each.field.label,
                    *(wording.format(each.field.label) for wording in (
                        "{}", "加分/{}", "{}加分", "{}得分", "{}积分")), under=each.code)
        for each in heads_added(store, kind, date.max).values())
