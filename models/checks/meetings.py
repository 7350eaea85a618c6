"""Checks of meetings: cadence, quorum, votes, minutes without a decision, late absences."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from models.meetings.absences import WARNED_AFTER, consecutive_absences
from models.meetings.calendar import calendar
from models.meetings.kinds import known_rules
from models.meetings.meeting import Meeting, attendance_at, kind_title, opening, turnout_of
from models.meetings.rules import rule_for
from models.meetings.votes import outcome, votes_of
from models.values.periods import Period, Span
from models.values.problem import ALWAYS, Finding, Problem, on

if TYPE_CHECKING:
    from models.keeping.store import Store

SECRET_FROM = 2026
"""The year of the rules that ask for a secret vote on admissions."""


def cadence(store: Store) -> Iterator[Finding]:
    """三会一课 that was due last quarter or this one, was not held, and nobody said why."""
    today = date.today()
    if not store.count("meeting"):
        return
    now = Period.of(today, Span.QUARTER)
    for quarter in (now.previous(), now):
        for line in calendar(store, quarter, today):
            if line.state == "late" and line.kind.three_lessons:
                what = f"{line.words}，请补登记或填未开展原因。{line.kind.basis}。"
                where = (("meeting_plan", line.plan.rowid),) if line.plan else ()
                yield Finding("warning", "meeting-cadence", what, where,
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
            yield Finding("error", "meeting-counts", f"{name}：{problem.sentence}", where, day)
            continue
        if told and not told.opens:
            yield Finding("error", "meeting-quorum", f"{name}：{told.sentence}", where, day)
        count = turnout_of(meeting, rows)
        for vote in votes_of(store, meeting.rowid):
            try:
                outcome(meeting, vote, count, rules)
            except Problem as problem:
                what = f"{name} {vote.subject}：{problem.sentence}"
                yield Finding("error", "votes-present", what, (*where, ("vote", vote.rowid)), day)


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
        yield Finding("warning", "minutes-decision",
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
            yield Finding("notice", "admission-secret", what,
                          (("meeting", meeting), ("vote", row)), on(held))


def unmarked(store: Store) -> Iterator[Finding]:
    """Attendance that was begun and not finished."""
    for row, kind, held, count in store.query(
        """SELECT m.id, m.kind, m.held, count(*) FROM attendance a
           JOIN meeting m ON m.id = a.meeting WHERE a.status IS NULL GROUP BY m.id"""
    ):
        yield Finding("notice", "attendance-unmarked",
                      f"{held} {kind_title(kind)}还有{count}人没有签到，请补上。",
                      (("meeting", row),), on(held))


def keeping_away(store: Store) -> Iterator[Finding]:
    """Members absent without leave for months on end."""
    for each in consecutive_absences(store, date.today(), times=2):
        if each.months >= WARNED_AFTER:
            yield Finding("warning", "absence-months", each.sentence, (("member", each.member),),
                          (each.since, each.until))


MEETING_CHECKS = (
    cadence, quorum, without_decision, open_admissions, unmarked, keeping_away,
)
