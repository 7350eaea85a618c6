"""Checks of meetings and of the members' files."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from models.meetings.calendar import MeetingState, calendar
from models.meetings.due_list import WARNED_AFTER, consecutive_absences
from models.meetings.kinds import known_rules
from models.meetings.meeting import Meeting, attendance_at, kind_title, opening, turnout_of
from models.meetings.rules import rule_for
from models.meetings.votes import outcome, votes_of
from models.members.appraisal import Appraisal, appraisal_count
from models.members.development import admissions, development_files
from models.members.development_rules import months_after
from models.members.member import NO_PROBATION, away_on, members_on
from models.members.posts import reserve_on, reserve_warning
from models.registers.people import Person
from models.values import clock
from models.values.finding import ALWAYS, Finding, Level, on
from models.values.periods import Period, Span
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store


SECRET_FROM = 2026
"""The year of the rules that ask for a secret vote on admissions."""


def cadence(store: Store) -> Iterator[Finding]:
    """三会一课 that was due last quarter or this one, was not held, and nobody said why."""
    today = clock.today()
    if not store.count("meeting"):
        return
    now = Period.of(today, Span.QUARTER)
    for quarter in (now.previous(), now):
        for line in calendar(store, quarter, today):
            if line.state == MeetingState.LATE and line.kind.three_lessons:
                what = f"{line.words}，请补登记或填未开展原因。{line.kind.basis}。"
                where = (("meeting_plan", line.plan.rowid),) if line.plan else ()
                yield Finding(Level.WARNING, "meeting-cadence", what, where,
                              (line.slot.first, line.slot.last) if line.slot else ALWAYS)


def quorum(store: Store) -> Iterator[Finding]:
    """Meetings at which too few came to open, and votes that don't add up."""
    rules = known_rules(store)
    meetings = store.find(Meeting, order="held, id")
    attended = attendance_at(store, meetings)
    for meeting in meetings:
        rows, where = attended[meeting.rowid], (("meeting", meeting.rowid),)
        day = on(meeting.held)
        name = f"{meeting.held} {kind_title(meeting.kind)}"
        try:
            told = opening(meeting, rows, rules)
        except Problem as problem:
            yield Finding(Level.ERROR, "meeting-counts", f"{name}：{problem.sentence}", where, day)
            continue
        if told and not told.opens:
            yield Finding(Level.ERROR, "meeting-quorum", f"{name}：{told.sentence}", where, day)
        count = turnout_of(meeting, rows)
        for vote in votes_of(store, meeting.rowid):
            try:
                outcome(meeting, vote, count, rules)
            except Problem as problem:
                what = f"{name} {vote.subject}：{problem.sentence}"
                refs = (*where, ("vote", vote.rowid))
                yield Finding(Level.ERROR, "votes-present", what, refs, day)


def without_decision(store: Store) -> Iterator[Finding]:
    """Minutes of meetings that decide, without a word of what was decided."""
    for row, kind, held in store.query(
        """SELECT m.id, m.kind, m.held FROM meeting m
           WHERE m.kind IN ('party-meeting', 'committee', 'joint-meeting', 'representatives',
                            'villagers', 'villager-group')
             AND m.decision IS NULL
             AND NOT EXISTS (SELECT 1 FROM decision d WHERE d.meeting = m.id)
           ORDER BY m.held"""
    ):
        yield Finding(Level.WARNING, "minutes-decision",
                      f"{held} {kind_title(kind)}没有写决议，请补上（没有形成决议的，写明）。",
                      (("meeting", row),), on(held))


def open_admissions(store: Store) -> Iterator[Finding]:
    """Admissions from 2026-05-11 on that were not voted in secret (2026 细则; 参考)."""
    for meeting, row, held, subject in store.query(
        """SELECT m.id, v.id, m.held, v.subject FROM vote v JOIN meeting m ON m.id = v.meeting
           WHERE coalesce(v.purpose, m.purpose) = 'admit-member' AND v.secret = 0"""
    ):
        rule = rule_for("admit-member", date.fromisoformat(held), known_rules(store))
        if rule.source.year >= SECRET_FROM:
            what = f"{held} {subject}：接收预备党员、转正应无记名投票，请核对。{rule.basis}。"
            yield Finding(Level.NOTICE, "admission-secret", what,
                          (("meeting", meeting), ("vote", row)), on(held))


def unmarked(store: Store) -> Iterator[Finding]:
    """Attendance that was begun and not finished."""
    for row, kind, held, count in store.query(
        """SELECT m.id, m.kind, m.held, count(*) FROM attendance a
           JOIN meeting m ON m.id = a.meeting WHERE a.status IS NULL GROUP BY m.id"""
    ):
        yield Finding(Level.NOTICE, "attendance-unmarked",
                      f"{held} {kind_title(kind)}还有{count}人没有签到，请补上。",
                      (("meeting", row),), on(held))


def keeping_away(store: Store) -> Iterator[Finding]:
    """Members absent without leave for months on end."""
    for each in consecutive_absences(store, clock.today(), times=2):
        if each.months >= WARNED_AFTER:
            yield Finding(Level.WARNING, "absence-months", each.sentence,
                          (("member", each.member),),
                          (each.since, each.until))


MEETING_CHECKS = (
    cadence, quorum, without_decision, open_admissions, unmarked, keeping_away,
)


# ── the members' files ───────────────────────────────────────────────────────


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
    for each in members_on(store, clock.today()):
        dates = (each.joined or "", each.confirmed or "")
        if any(len(written) < WHOLE_DAY for written in dates):
            continue
        problem = probation_problem(*map(date.fromisoformat, dates))
        if problem:
            name = store.get(Person, each.person).name
            yield Finding(Level.WARNING, "probation", f"{name}：{problem}",
                          (("member", each.rowid),))


def development(store: Store) -> Iterator[Finding]:
    """Intervals of the development files that were not kept, and three years without anyone."""
    today = clock.today()
    for file in development_files(store, today):
        where = (("candidate", file.candidate.rowid),)
        for sentence in file.faults:
            yield Finding(Level.WARNING, "development-interval", f"{file.name}：{sentence}", where)
        if file.next and file.next.deadline and file.next.deadline < today:
            yield Finding(Level.WARNING, "development-late",
                          f"{file.name}：{file.next.sentence}", where)
    told = admissions(store, today)
    if told.barren:
        yield Finding(Level.NOTICE, "development-barren", told.sentence)


def grade_caps(store: Store) -> Iterator[Finding]:
    """More 优秀 than a third of the members, in any year."""
    for year, in store.query("SELECT DISTINCT year FROM appraisal ORDER BY year"):
        warning = appraisal_count(store, year, clock.today()).warning
        if warning:
            rows = store.find(Appraisal, "year = ? AND grade = 'excellent'", (year,))
            where = tuple(("appraisal", each.rowid) for each in rows)
            yield Finding(Level.WARNING, "grade-cap", f"{year}年民主评议：{warning}", where,
                          Period(year).days)


def reserve(store: Store) -> Iterator[Finding]:
    """A reserve that is too small or too large, once there is one."""
    held = reserve_on(store, clock.today())
    warning = reserve_warning(len(held)) if held else None
    if warning:
        yield Finding(Level.NOTICE, "reserve-size", warning,
                      tuple(("reserve", each.rowid) for each in held))


def silent(store: Store) -> Iterator[Finding]:
    """Members away whom nobody has reached for too long."""
    for each in away_on(store, clock.today()):
        if each.advice:
            name = store.get(Person, each.member.person).name
            yield Finding(Level.NOTICE, "mobile-silent", f"{name}：{each.advice}。",
                          (("journey", each.journey.rowid), ("member", each.member.rowid)))


MEMBER_CHECKS = (probation, development, grade_caps, reserve, silent)
