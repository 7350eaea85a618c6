"""What the attendance of a meeting says while it is typed: may it open, what is it used for."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.meetings.attendance import Attendance, turnout
from models.meetings.kinds import every_kind, kind
from models.meetings.meeting import Meeting, opening, purpose_of
from models.meetings.rules import EVERYONE, Rule, Tally
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store

_PARTS = {"1/2": "半数", "2/3": "三分之二", "1/3": "三分之一", "4/5": "五分之四"}


@dataclass(frozen=True)
class Readiness:
    """Whether a meeting may open: the ordinary rule, and the one its purpose asks for beyond it.

    ``faults`` are sentences that stand in the way of measuring at all.
    """

    came: int
    due: int
    listed: int
    ordinary: Tally | None
    special: Tally | None
    faults: tuple[str, ...] = ()


def readiness(
    meeting: Meeting, rows: Sequence[Attendance], rules: Sequence[Rule], ordinary: str | None
) -> Readiness:
    """Measure the rows typed so far; pure, asked after every key.

    ``ordinary`` is the first purpose of the kind, None when the kind has no rule.
    """
    count, found, faults = turnout(rows), [], []
    wanted = dict.fromkeys([ordinary, meeting.purpose])
    for purpose in wanted:
        told = None
        if purpose is not None:
            try:
                told = opening(meeting.but(purpose=purpose), rows, rules)
            except Problem as problem:
                faults.append(problem.sentence)
        found.append(told)
    special = found[1] if len(found) > 1 else None
    return Readiness(count.present, count.due, count.listed, found[0], special, tuple(faults))


def ordinary_purpose(store: Store, meeting: Meeting) -> str | None:
    """The purpose a kind of meeting has by itself; None when it has no rule."""
    try:
        purposes = kind(meeting.kind, meeting.held, every_kind(store)).purposes
    except Problem:
        return purpose_of(meeting)
    return purposes[0] if purposes else None


def missing_in_words(told: Tally) -> str:
    """还差1人到半数（5人）才能开会, or that it may open; who is not counted is said."""
    unit, need = told.rule.unit, told.needed_to_open
    part = in_words(told.rule)
    besides = ""
    if told.count.without_vote and told.rule.opens.base != EVERYONE:
        besides = "；预备党员不计"
    short = need - told.count.present
    if short > 0:
        return f"还差{short}{unit}到{part}（{need}{unit}）才能开会{besides}"
    return f"可以开会：已到{told.count.present}{unit}，{part}是{need}{unit}{besides}"


def in_words(rule: Rule) -> str:
    """半数, 过半数, 三分之二: the share a rule opens by."""
    return share_words(rule.opens.operator, str(rule.opens.fraction))


def share_words(operator: str, fraction: str) -> str:
    """A share as people say it: 半数 for >= 1/2, 过半数 for > 1/2."""
    words = _PARTS.get(fraction, fraction)
    return words if operator == ">=" else f"过{words}" if fraction == "1/2" else f"超过{words}"
