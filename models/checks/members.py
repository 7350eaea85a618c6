"""Checks of the members' files: probation, intervals, the grade cap, the reserve, lost members."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from models.members.appraisal import Appraisal, appraisal_count
from models.members.development import admissions, development_files
from models.members.development_rules import months_after
from models.members.member import NO_PROBATION, Member, away_on
from models.members.posts import reserve_on, reserve_warning
from models.registers.people import Person
from models.values.periods import Period
from models.values.problem import Finding

if TYPE_CHECKING:
    from models.keeping.store import Store

PROBATION_MONTHS = 12

WHOLE_DAY = len("2026-09-01")
"""Dates written without a day can't be measured."""


def probation_problem(joined: date, confirmed: date) -> str | None:
    """Why 入党 and 转正 can't both be right, or None.

    Between 1969-04-01 and 1977-08-11 there was no probation and both may fall on one day;
    otherwise it lasted a year at least (党章 第七条).
    """
    first, last = NO_PROBATION
    if first <= joined <= last:
        return None
    if confirmed == joined:
        return f"入党和转正都写{joined}，这一天应有预备期，请核对入党志愿书。"
    if confirmed < months_after(joined, PROBATION_MONTHS):
        return f"入党{joined}到转正{confirmed}不满一年预备期，请核对入党志愿书。"
    return None


def probation(store: Store) -> Iterator[Finding]:
    """入党 and 转正 too near each other, save in the years without probation."""
    for each in store.find(Member, '"left" IS NULL'):
        dates = (each.joined or "", each.confirmed or "")
        if any(len(written) < WHOLE_DAY for written in dates):
            continue
        problem = probation_problem(*map(date.fromisoformat, dates))
        if problem:
            name = store.get(Person, each.person).name
            yield Finding("warning", "probation", f"{name}：{problem}",
                          (("member", each.rowid),))


def development(store: Store) -> Iterator[Finding]:
    """Intervals of the development files that were not kept, and three years without anyone."""
    today = date.today()
    for file in development_files(store, today):
        where = (("candidate", file.candidate.rowid),)
        for sentence in file.faults:
            yield Finding("warning", "development-interval", f"{file.name}：{sentence}", where)
        if file.next and file.next.deadline and file.next.deadline < today:
            yield Finding("warning", "development-late",
                          f"{file.name}：{file.next.sentence}", where)
    told = admissions(store, today)
    if told.barren:
        yield Finding("notice", "development-barren", told.sentence)


def grade_caps(store: Store) -> Iterator[Finding]:
    """More 优秀 than a third of the members, in any year."""
    for year, in store.query("SELECT DISTINCT year FROM appraisal ORDER BY year"):
        warning = appraisal_count(store, year).warning
        if warning:
            rows = store.find(Appraisal, "year = ? AND grade = 'excellent'", (year,))
            where = tuple(("appraisal", each.rowid) for each in rows)
            yield Finding("warning", "grade-cap", f"{year}年民主评议：{warning}", where,
                          Period(year).days)


def reserve(store: Store) -> Iterator[Finding]:
    """A reserve that is too small or too large, once there is one."""
    held = reserve_on(store, date.today())
    warning = reserve_warning(len(held)) if held else None
    if warning:
        yield Finding("notice", "reserve-size", warning,
                      tuple(("reserve", each.rowid) for each in held))


def silent(store: Store) -> Iterator[Finding]:
    """Members away whom nobody has reached for too long."""
    for each in away_on(store, date.today()):
        if each.advice:
            name = store.get(Person, each.member.person).name
            yield Finding("notice", "mobile-silent", f"{name}：{each.advice}。",
                          (("journey", each.journey.rowid), ("member", each.member.rowid)))


MEMBER_CHECKS = (probation, development, grade_caps, reserve, silent)
