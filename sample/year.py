"""A year of the sample village: who looks after whom, its meetings, and what was sent."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from models.meetings.attendance import Presence
from models.meetings.kinds import COMMITTEE, GROUP_MEETING
from models.meetings.meeting import Attendance, Meeting, hold
from models.pairing.pairing import Pairing, PairingRole, pair
from models.returns.calendar import line_of, report_since
from models.returns.catalogue import RETURNS
from models.returns.returning import SPANS, Asked
from models.returns.sending import ReturnState, answered, send
from models.values.periods import Period
from sample.cast import FIRST, LAST, Cast, words

if TYPE_CHECKING:
    from models.keeping.store import Store


EXCUSES = ("外出务工", "生病住院", "年老体弱", "家中有事")
UNPAIRED = 2
"""Households left without a member, so that there is something to find."""


def live_a_year(store: Store, chance: random.Random, cast: Cast) -> None:
    """Pairings in the first weeks, then the meetings the rules ask for, month by month."""
    _pair_everyone(store, chance, cast)
    for day, kind, topic in _calendar(chance):
        _meet(store, chance, cast, day, kind, topic)


def _pair_everyone(store: Store, chance: random.Random, cast: Cast) -> None:
    able = [member for member, _ in cast.members if not member.mobile]
    share = -(-len(cast.homes) // len(able))
    for place, home in enumerate(cast.homes[:-UNPAIRED]):
        store_day = FIRST + timedelta(days=chance.randint(0, 20))
        pair(store, Pairing(
            member=able[place // share].rowid, household=home.rowid, since=store_day,
            basis=chance.choice(("near", "near", "kin", "willing")), consented=store_day,
            notified=store_day + timedelta(days=3),
        ))
        if place % 9 == 0:
            pair(store, Pairing(
                member=able[(place // share + 1) % len(able)].rowid, household=home.rowid,
                role=PairingRole.STANDIN, since=store_day, basis="assigned",
            ))


def _calendar(chance: random.Random) -> Iterator[tuple[date, str, dict[str, Any]]]:
    topics: dict[str, list[dict[str, Any]]] = {}
    for each in words()["meeting"]:
        topics.setdefault(each["kind"], []).append(each)
    month = date(FIRST.year, FIRST.month + 1, 1)
    while month <= LAST:
        kinds = [("committee", 5), ("group-meeting", 12), ("party-day", 15)]
        if month.month % 3 == 2:
            kinds += [("party-meeting", 24), ("party-lecture", 25)]
        for kind, day in kinds:
            held = month.replace(day=day)
            if held <= LAST:
                yield held, kind, chance.choice(topics[kind])
        month = (month + timedelta(days=32)).replace(day=1)


def _meet(
    store: Store, chance: random.Random, cast: Cast, day: date, kind: str, topic: dict[str, Any]
) -> None:
    invited = cast.members[:5] if kind == COMMITTEE else cast.members
    on = day.isoformat()
    due = [(member, person) for member, person in invited if (member.joined or "") <= on]
    rows = [
        _attendance(chance, member.votes, person.rowid, bool(member.mobile))
        for member, person in due
    ]
    if kind != GROUP_MEETING:
        _hold(store, day, kind, topic, rows)
        return
    groups = [member.party_group for member, _ in due]
    for group in dict.fromkeys(groups):
        own = [row for row, each in zip(rows, groups, strict=True) if each == group]
        _hold(store, day, kind, topic, own, group)


def _hold(
    store: Store, day: date, kind: str, topic: dict[str, Any], rows: list[Attendance],
    group: str | None = None,
) -> None:
    """One meeting, led by the first on its roster and written by another; both were there."""
    chair, recorder = rows[0].person, rows[-1 if kind == COMMITTEE else min(1, len(rows) - 1)]
    there = (chair, recorder.person)
    rows = [row.but(status=Presence.PRESENT, reason=None) if row.person in there else row
            for row in rows]
    hold(store, Meeting(
        kind=kind, held=day, started="19:00", ended="20:30", place="村党群服务中心",
        title=topic["title"], chair=chair, recorder=recorder.person, agenda=topic["title"],
        party_group=group, decision=topic["decision"] or None, entered=day,
    ), rows)


def _attendance(chance: random.Random, vote: bool, person: int, mobile: bool) -> Attendance:
    away = chance.random() < (0.7 if mobile else 0.08)
    status = Presence.LEAVE if away else Presence.PRESENT
    if not away and chance.random() < 0.02:
        status = Presence.ABSENT
    reason = chance.choice(EXCUSES) if away else None
    return Attendance(person=person, vote=vote, status=status, reason=reason)


# ── what was sent ────────────────────────────────────────────────────────────


BEGAN = date(2026, 1, 1)
SENT = (
    ("2026-H1", date(2026, 7, 6), date(2026, 7, 8)),
    ("2026-Q3", date(2026, 10, 4), date(2026, 10, 6)),
    ("2026-10", date(2026, 11, 4), date(2026, 11, 6)),
)
"""Period, the day it was sent, the day it was answered."""
WAITING = ("liaison-statistics", "meetings-quarter", "attendance")
RETURNED = {"matters": "有一件事项办结了没有写验收人，请核对后重报。"}


def report_to_the_town(store: Store) -> None:
    """Everything that was due is sent and accepted, but for what waits and what came back."""
    report_since(store, BEGAN)
    for written, on_day, answered_on in SENT:
        period = Period.parse(written)
        for each in RETURNS:
            if SPANS.get(each.cadence) is not period.span or each.code in WAITING:
                continue
            terms = line_of(store, each, period, on_day).terms
            sent = send(store, each.draw(store, Asked.of(period, on_day)), period,
                        recipient=terms.recipient, today=on_day)
            words = RETURNED.get(each.code, "")
            state = ReturnState.RETURNED if words else ReturnState.ACCEPTED
            answered(store, sent, state, words, answered_on)
