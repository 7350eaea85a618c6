"""Every return the program can draw, in the order of the catalogue."""

from __future__ import annotations

from typing import TYPE_CHECKING

from models.returns.areas import AREA_RETURNS
from models.returns.document import DocumentReturn
from models.returns.economy import ECONOMY_RETURNS
from models.returns.liaison import LIAISON_RETURNS
from models.returns.matters import MATTER_RETURNS, OVERHAUL_RETURNS
from models.returns.meetings import ACTIVITY_RETURNS, MEETING_RETURNS
from models.returns.membership import MEMBERSHIP_RETURNS
from models.returns.minutes import ENTRY_RETURNS, MINUTES_DOCUMENTS, PROCEDURE_DOCUMENTS
from models.returns.own import own_returns
from models.returns.points import POINTS_RETURNS
from models.returns.points_evaluation import CLOSING_RETURNS, EVALUATION_RETURNS, SHOP_RETURNS
from models.returns.registers import REGISTERS
from models.returns.returning import SPANS, Return
from models.returns.services import SERVICE_RETURNS
from models.returns.stars import STAR_RETURNS, WEEKLY_RETURNS
from models.returns.training import TRAINING_RETURNS
from models.returns.visiting import VISIT_RETURNS
from models.values.periods import Period
from models.values.problem import Problem
from models.values.sheet import refuse_posted

if TYPE_CHECKING:
    from models.keeping.store import Store

RETURNS: tuple[Return, ...] = (
    *REGISTERS, *AREA_RETURNS, *LIAISON_RETURNS, *VISIT_RETURNS, *MATTER_RETURNS, *MEETING_RETURNS,
    *ENTRY_RETURNS, *MEMBERSHIP_RETURNS, *ACTIVITY_RETURNS,
    *TRAINING_RETURNS, *STAR_RETURNS, *WEEKLY_RETURNS, *ECONOMY_RETURNS, *SERVICE_RETURNS,
    *OVERHAUL_RETURNS,
    *POINTS_RETURNS, *CLOSING_RETURNS, *SHOP_RETURNS, *EVALUATION_RETURNS,
)

DOCUMENTS: tuple[DocumentReturn, ...] = (*MINUTES_DOCUMENTS, *PROCEDURE_DOCUMENTS)
"""The returns that are papers and no tables."""


def document_called(code: str) -> DocumentReturn:
    """The paper with that code. :raises Problem: there is none, with the codes there are."""
    for each in DOCUMENTS:
        if each.code == code:
            return each
    known = "、".join(each.code for each in DOCUMENTS)
    raise Problem(f"没有代号为“{code}”的文书。可用的代号：{known}。")


def every_return(store: Store) -> tuple[Return, ...]:
    """The returns that come with the program, and the village's own."""
    return (*RETURNS, *own_returns(store))


def return_called(code: str, store: Store | None = None) -> Return:
    """The return with that code; the village's own too, where its store is given.

    :raises Problem: there is none, with the codes there are.
    """
    every = RETURNS if store is None else every_return(store)
    for each in every:
        if each.code == code:
            return each
    known = "、".join(each.code for each in every)
    raise Problem(f"没有代号为“{code}”的报表。可用的代号：{known}。")


def refuse_posting(wanted: Return | DocumentReturn) -> None:
    """Say what may not be put up, before anything is drawn.

    :raises Problem: there is no public form: a paper is never masked, and of some returns it tells
        enough who stands on them.
    """
    if isinstance(wanted, DocumentReturn):
        raise Problem(f"“{wanted.title}”是内部文书，没有公示版。请不要张贴。")
    refuse_posted(wanted.title, sensitive=wanted.sensitive, inside=wanted.inside)


def due_for(store: Store, period: Period) -> list[Return]:
    """The returns that a period of this length asks for: its own and those of shorter rhythm."""
    length = _days(period)
    return [
        each for each in every_return(store)
        if each.cadence in SPANS and each.fits(period)
        and _days(Period.of(period.start, SPANS[each.cadence])) <= length
    ]


def _days(period: Period) -> int:
    return (period.end - period.start).days // 7
