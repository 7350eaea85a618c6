"""The catalogue of returns as lists show it: each with how it stands with the town."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.returns.calendar import ReturnLine
from models.returns.catalogue import DOCUMENTS, RETURNS
from models.returns.document import DocumentReturn
from models.returns.own import own_returns
from models.returns.returning import Return
from models.returns.sending import ReturnState
from models.values.periods import Period
from ui.kit.marks import Face
from ui.kit.theme import Mark

if TYPE_CHECKING:
    from models.keeping.store import Store

CATALOGUE: tuple[Return | DocumentReturn, ...] = (*RETURNS, *DOCUMENTS)
"""Everything that comes with the program; a list names one by its place here, from 1."""


def catalogue_of(store: Store) -> tuple[Return | DocumentReturn, ...]:
    """Everything that can be drawn, the village's own after what comes with the program."""
    return (*CATALOGUE, *own_returns(store))


def place_of(store: Store, code: str) -> int:
    """Where a return stands in the catalogue, from 1."""
    return [each.code for each in catalogue_of(store)].index(code) + 1


MARKS = {ReturnState.WAITING: Mark.ASK, ReturnState.RETURNED: Mark.LATE,
         ReturnState.ACCEPTED: Mark.DONE, ReturnState.SENT: Mark.DONE}


def return_face(line: ReturnLine | None) -> Face:
    """How a return stands: what is late first, then the day it is due."""
    if line is None:
        return Face("")
    words, waits = line.state.label, line.state == ReturnState.WAITING
    if line.late:
        late = f"超 {line.late} 天"
        return Face(f"{words} {late}" if line.state == ReturnState.RETURNED else late, Mark.LATE)
    if waits or line.state == ReturnState.AHEAD:
        due = f"{line.due.month}月{line.due.day}日前"
        return Face(due, MARKS.get(line.state), "" if waits else "second")
    return Face(words, MARKS.get(line.state), "second")


def short_label(period: Period, today: date) -> str:
    """三季度 where it is of this year, else 2025年四季度."""
    return period.label.removeprefix(f"{today.year}年") or period.label
