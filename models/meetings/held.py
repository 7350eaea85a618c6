"""Which meetings were held: enough came to open them. One that fell through is still due."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import TYPE_CHECKING

from models.meetings.attendance import Attendance
from models.meetings.kinds import known_rules
from models.meetings.meeting import (
    Meeting,
    attendance_at,
    kind_title,
    meetings_between,
    opening,
    purpose_of,
)
from models.meetings.rules import Rule, Tally
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store

FELL_THROUGH = "不成会"


def fell_through(
    meeting: Meeting, rows: Sequence[Attendance], rules: Sequence[Rule] | None = None
) -> Tally | None:
    """By how much a meeting failed its quorum; None when it was held.

    One whose numbers can't be true stands until they are mended: the checks name it.
    """
    try:
        told = opening(meeting, rows, rules)
    except Problem:
        return None
    return None if told is None or told.opens else told


def fallen_between(store: Store, first: date, last: date) -> dict[int, tuple[Meeting, Tally]]:
    """The meetings called from one day to another that could not open, by id, and why."""
    return {each.rowid: (each, why) for each, why in _judged(store, first, last)
            if why is not None}


def held_between(store: Store, first: date, last: date) -> list[Meeting]:
    """The meetings held from one day to another, in order."""
    return [each for each, why in _judged(store, first, last) if why is None]


def _judged(store: Store, first: date, last: date) -> list[tuple[Meeting, Tally | None]]:
    called, rules = meetings_between(store, first, last), known_rules(store)
    # Most meetings have no quorum: whoever came to those need not be read.
    attended = attendance_at(store, [each for each in called if purpose_of(each)])
    return [(each, fell_through(each, attended.get(each.rowid, ()), rules)) for each in called]


def why_fallen(told: Tally) -> str:
    """到会18人，不成会（至少23人）."""
    unit = told.rule.unit
    return f"到会{told.count.present}{unit}，{FELL_THROUGH}（至少{told.needed_to_open}{unit}）"


def fallen_in_words(meeting: Meeting, told: Tally) -> str:
    """11月29日支部党员大会到会18人，不成会（至少23人）."""
    day = meeting.held
    return f"{day.month}月{day.day}日{kind_title(meeting.kind)}{why_fallen(told)}"
