"""The counts that answer the standard by themselves: each opens to whom it counted and missed."""

from __future__ import annotations

from collections.abc import Callable

from models.office.star_sets import SourceName, source_names
from models.stars.counts import (
    Counting,
    activities,
    cleaning,
    councils_set_up,
    disputes_solved,
    facilities,
    honours,
    income,
    jobs,
    led,
    meetings_held,
    members_trained,
    operating_profit,
    paired,
    party_meetings,
    projects,
    rectified,
    reserves,
    solved,
    tied,
    trainings,
    visited,
)
from models.values.figure import Figure
from models.values.problem import Problem

__all__ = ("Counting", "count", "source")

COUNTS: dict[str, Callable[[Counting], Figure]] = {
    "party-meeting": party_meetings("party-meeting"),
    "committee": party_meetings("committee"),
    "group-meeting": party_meetings("group-meeting"),
    "party-lecture": party_meetings("party-lecture"),
    "party-day": party_meetings("party-day"),
    "life-meeting": party_meetings("life-meeting"),
    "appraisal": party_meetings("appraisal"),
    "meetings": meetings_held,
    "reserves": reserves,
    "paired": paired,
    "visited": visited,
    "trained": members_trained,
    "trainings": trainings,
    "cleaning": cleaning,
    "solved": solved,
    "disputes-solved": disputes_solved,
    "rectified": rectified,
    "income": income,
    "operating-profit": operating_profit,
    "tied": tied,
    "led": led,
    "jobs": jobs,
    "facilities": facilities,
    "councils": councils_set_up,
}

OF_A_STAR: dict[str, Callable[[Counting, str], Figure]] = {
    "activities": activities, "projects": projects, "honours": honours,
}
"""Counts that take only what was written down for the star asked."""


def source(code: str) -> SourceName:
    """The count with that code. :raises Problem: there is none, with those there are."""
    for each in source_names():
        if each.code == code:
            return each
    known = "、".join(f"{each.code}（{each.label}）" for each in source_names())
    raise Problem(f"没有“{code}”这个取数来源。可用的有：{known}。")


def count(counting: Counting, code: str, star: str) -> Figure:
    """The figure of a source for a star's clause, for the year up to the day.

    Asked twice, it is counted once.
    """
    source(code)
    key = f"{code} {star}" if code in OF_A_STAR else code
    if key not in counting.known:
        counting.known[key] = (
            OF_A_STAR[code](counting, star) if code in OF_A_STAR else COUNTS[code](counting)
        )
    return counting.known[key]
