"""An invented village with a year of records, for trying everything out."""

from __future__ import annotations

import random
from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from models.matters.matter import Matter, assign, close, escalate, feed_back, handle, reopen, report
from models.meetings.attendance import Presence
from models.meetings.kinds import COMMITTEE, GROUP_MEETING
from models.meetings.meeting import Attendance, Meeting, hold
from models.office.village import policy, unit
from models.pairing.pairing import SERVES, Pairing, PairingRole, excuse, pair
from models.registers.people import HouseholdCategory
from models.returns.calendar import line_of, report_since
from models.returns.catalogue import RETURNS
from models.returns.returning import SPANS, Asked
from models.returns.sending import ReturnState, answered, send
from models.values.periods import Period
from models.values.problem import Problem
from models.visits.visit import Visit, record_visit, rhythm
from sample.cast import FIRST, LAST, Cast, people_the_village, words, works_away
from sample.party import keep_party_files
from sample.points import keep_points
from sample.stars import work_for_stars
from sample.telling import ending, handling, kinds_of, met, minutes, need, talk, trouble

if TYPE_CHECKING:
    from models.keeping.store import Store
    from models.members.member import Member
    from models.registers.people import Person

AWAY = "外出务工"
EXCUSES = ("生病住院", "家中有事", "陪护家人")
FRAIL, FRAILTY = 75, "年老体弱"
UNPAIRED = 2
"""Households left without a member, so that there is something to find."""


def live_a_year(store: Store, chance: random.Random, cast: Cast) -> None:
    """Pairings in the first weeks, then the meetings the rules ask for, month by month."""
    _pair_everyone(store, chance, cast)
    for day, kind, topic in _calendar():
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


def _calendar() -> Iterator[tuple[date, str, dict[str, Any]]]:
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
                usual = topics[kind]
                yield held, kind, usual[month.month * len(usual) // 12 % len(usual)]
        month = (month + timedelta(days=32)).replace(day=1)


def _meet(
    store: Store, chance: random.Random, cast: Cast, day: date, kind: str, topic: dict[str, Any]
) -> None:
    invited = cast.members[:5] if kind == COMMITTEE else cast.members
    on = day.isoformat()
    due = [(member, person) for member, person in invited if (member.joined or "") <= on]
    rows = [(person, _attendance(chance, cast, member, person, day)) for member, person in due]
    if kind != GROUP_MEETING:
        _hold(store, chance, day, kind, topic, rows)
        return
    groups = [member.party_group for member, _ in due]
    for group in dict.fromkeys(groups):
        own = [row for row, each in zip(rows, groups, strict=True) if each == group]
        _hold(store, chance, day, kind, topic, own, group)


def _hold(
    store: Store, chance: random.Random, day: date, kind: str, topic: dict[str, Any],
    rows: list[tuple[Person, Attendance]], group: str | None = None,
) -> None:
    """One meeting, led by the first who came and written by the next, in a committee by the last.
    """
    if all(row.status != Presence.PRESENT for _, row in rows):
        rows = [(rows[0][0], rows[0][1].but(status=Presence.PRESENT, reason=None)), *rows[1:]]
    came = [person for person, row in rows if row.status == Presence.PRESENT]
    chair, recorder = came[0], came[-1 if kind == COMMITTEE else min(1, len(came) - 1)]
    hold(store, Meeting(
        kind=kind, held=day, started="19:00", ended="20:30", place="村党群服务中心",
        title=topic["title"], chair=chair.rowid, recorder=recorder.rowid, agenda=topic["title"],
        minutes=minutes(chance, topic, chair, came[1:]),
        party_group=group, decision=topic["decision"] or None, entered=day,
    ), [row for _, row in rows])


def _attendance(
    chance: random.Random, cast: Cast, member: Member, person: Person, day: date
) -> Attendance:
    if works_away(member, day):
        return Attendance(person=person.rowid, vote=member.votes, status=Presence.LEAVE,
                          reason=AWAY)
    missing = chance.random() < 0.08
    status = Presence.LEAVE if missing else Presence.PRESENT
    if not missing and chance.random() < 0.02:
        status = Presence.ABSENT
    reason = None
    if missing:
        reason = FRAILTY if cast.age(person) >= FRAIL else chance.choice(EXCUSES)
    return Attendance(person=person.rowid, vote=member.votes, status=status, reason=reason)


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


# ── The visits of the year, and every problem found on them


FORGOTTEN = 0.04
"""The share of households nobody went back to after the summer: the overdue list has lines."""

FOUND = 0.025
"""How many visits find a problem."""

APART = 14
"""Matters of the year that no visit found."""

UNFINISHED = 18
"""So many days before the year ends matters are still under way."""

OWNERS = ("村委会主任", "治保主任", "妇联主席", "调解委员", "文书")


def go_visiting(store: Store, chance: random.Random, cast: Cast) -> None:
    """The visits of the year in order of day, and the matters with all their steps."""
    for member, _person in cast.members:
        if not member.mobile:
            excuse(store, member.rowid, SERVES, FIRST, "本人书面同意")
    found: list[Matter] = []
    for visit in sorted(_visits(store, chance, cast), key=lambda each: each.day):
        problem = _problem(chance, "problem", visit.day) if chance.random() < FOUND else None
        _kept, matter = record_visit(store, visit, problem)
        if matter is not None:
            found.append(store.get(Matter, matter))
    for _ in range(round(APART * len(cast.homes) / 570)):
        day = FIRST + timedelta(days=chance.randrange((LAST - FIRST).days))
        home = chance.choice(cast.homes).id
        made = _problem(chance, "apart", day).but(household=home, source="村里排查")
        found.append(report(store, made, today=day))
    for place, matter_found in enumerate(sorted(found, key=lambda each: each.found)):
        _see_to(store, chance, matter_found, place)


def _visits(store: Store, chance: random.Random, cast: Cast) -> Iterator[Visit]:
    told = policy(store, "visits", LAST)
    kinds: dict[int, list[str]] = {}
    for each in store.find(HouseholdCategory):
        kinds.setdefault(each.household, []).append(each.category)
    for pairing in store.find(Pairing, "role = 'main'"):
        months = rhythm(told["rhythm"], kinds.get(pairing.household, []))
        ends = LAST - timedelta(days=120) if chance.random() < FORGOTTEN else LAST
        day = pairing.since + timedelta(days=chance.randint(3, 25 * months))
        while day <= ends:
            yield _visit(chance, cast, pairing, day, told["reasons"])
            day += timedelta(days=chance.randint(22 * months, 29 * months))


def _visit(
    chance: random.Random, cast: Cast, pairing: Pairing, day: date, reasons: list[str]
) -> Visit:
    way = chance.choices(("home", "phone", "away"), (86, 10, 4))[0]
    reason = chance.choices(reasons, (60, *(5 for _ in reasons[1:])))[0]
    kinds = kinds_of(cast, pairing.household)
    return Visit(
        member=pairing.member, household=pairing.household, day=day, way=way, reason=reason,
        met=met(chance, cast, pairing.household), said=talk(chance, day, kinds),
        needs=need(chance, kinds) if chance.random() < 0.06 else None,
        entered=min(day + timedelta(days=chance.randint(0, 3)), LAST),
    )


def _problem(chance: random.Random, sort: str, day: date) -> Matter:
    """A problem; how it will end is not written before it does."""
    said = trouble(chance, sort)
    risk = "低" if said["kind"] == "dispute" else None
    return Matter(kind=said["kind"], topic=said["topic"], what=said["what"],
                  measure=said["measure"], risk=risk, found=day)


def _see_to(store: Store, chance: random.Random, matter: Matter, place: int) -> None:
    """Assign, handle, close and feed back; what was found lately is still under way."""
    row = matter.rowid
    day = matter.found + timedelta(days=chance.randint(0, 2))
    if day > LAST or (matter.found > LAST - timedelta(days=UNFINISHED) and place % 3 == 0):
        return
    assign(store, row, chance.choice(OWNERS), day, today=day)
    if place % 11 == 5:
        escalate(store, row, "town", "镇分管负责人", day, handling(chance, "escalated"), today=day)
    day += timedelta(days=chance.randint(1, 3))
    if day > LAST:
        return
    handle(store, row, day, handling(chance, "handled"), today=day)
    day += timedelta(days=chance.randint(1, 4))
    if day > LAST - timedelta(days=UNFINISHED) or place % 17 == 9:
        return
    _finish(store, chance, row, day, matter.what)
    if place % 19 == 7 and day + timedelta(days=12) <= LAST:
        day += timedelta(days=10)
        reopen(store, row, day, handling(chance, "again"), today=day)
        _finish(store, chance, row, day + timedelta(days=2), matter.what)


def _finish(store: Store, chance: random.Random, row: int, day: date, what: str) -> None:
    verdict = chance.choices(("pleased", "fair", "unhappy"), (76, 17, 7))[0]
    close(store, row, day, ending(what, well=verdict != "unhappy"), acceptor="村务监督委员会",
          today=day)
    if chance.random() < 0.92:
        told = min(day + timedelta(days=chance.randint(0, 3)), LAST)
        feed_back(store, row, told, verdict, today=told)


# ── The whole of it


COUNTED = ("group", "household", "person", "member", "post", "pairing", "visit", "matter",
           "account", "entry", "meeting", "attendance")


def fill(store: Store, *, households: int = 570, seed: int = 1) -> dict[str, int]:
    """Fill an empty data file; the same seed gives the same village. Returns counts by table.

    :raises Problem: the file holds a village already.
    """
    if unit(store) is not None or store.count("person"):
        raise Problem("这个资料文件里已有村的资料，示例村只能建在空文件里。请换一个文件名。")
    chance = random.Random(seed)
    with store.act("建立示例村"):
        cast = people_the_village(store, chance, households)
        live_a_year(store, chance, cast)
        go_visiting(store, chance, cast)
        keep_points(store, random.Random(seed), cast)
        work_for_stars(store, cast)
        keep_party_files(store, random.Random(seed), cast)
        report_to_the_town(store)
    return {table: store.count(table) for table in COUNTED} | {
        "person": store.count("person", "sent_by IS NULL")}
