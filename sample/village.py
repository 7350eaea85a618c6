"""An invented village with a year of records, for trying everything out."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterator
from datetime import date, timedelta
from functools import cache
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
from resources import resource
from sample.cast import FIRST, LAST, Cast, people_the_village, words
from sample.party import keep_party_files
from sample.points import keep_points
from sample.stars import work_for_stars

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


@cache
def liaison_words() -> dict[str, Any]:
    """What is said and found on visits."""
    return tomllib.loads(resource("demo/liaison.toml").read_text(encoding="utf-8"))


def go_visiting(store: Store, chance: random.Random, cast: Cast) -> None:
    """The visits of the year in order of day, and the matters with all their steps."""
    for member, _person in cast.members:
        if not member.mobile:
            excuse(store, member.rowid, SERVES, FIRST, "本人书面同意")
    found: list[Matter] = []
    for visit in sorted(_visits(store, chance), key=lambda each: each.day):
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


def _visits(store: Store, chance: random.Random) -> Iterator[Visit]:
    told = policy(store, "visits", LAST)
    kinds: dict[int, list[str]] = {}
    for each in store.find(HouseholdCategory):
        kinds.setdefault(each.household, []).append(each.category)
    for pairing in store.find(Pairing, "role = 'main'"):
        months = rhythm(told["rhythm"], kinds.get(pairing.household, []))
        ends = LAST - timedelta(days=120) if chance.random() < FORGOTTEN else LAST
        day = pairing.since + timedelta(days=chance.randint(3, 25 * months))
        while day <= ends:
            yield _visit(chance, pairing, day, told["reasons"])
            day += timedelta(days=chance.randint(22 * months, 29 * months))


def _visit(chance: random.Random, pairing: Pairing, day: date, reasons: list[str]) -> Visit:
    said = liaison_words()
    way = chance.choices(("home", "phone", "away"), (86, 10, 4))[0]
    reason = chance.choices(reasons, (60, *(5 for _ in reasons[1:])))[0]
    return Visit(
        member=pairing.member, household=pairing.household, day=day, way=way, reason=reason,
        met=chance.choice(said["met"]), said=chance.choice(said["talks"]),
        needs=chance.choice(said["needs"]) if chance.random() < 0.06 else None,
        entered=min(day + timedelta(days=chance.randint(0, 3)), LAST),
    )


def _problem(chance: random.Random, sort: str, day: date) -> Matter:
    said = chance.choice(liaison_words()[sort])
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
        escalate(store, row, "town", "镇分管负责人", day, "村里解决不了，请镇里协调", today=day)
    day += timedelta(days=chance.randint(1, 3))
    if day > LAST:
        return
    handle(store, row, day, "已到现场看过，正在办", today=day)
    day += timedelta(days=chance.randint(1, 4))
    if day > LAST - timedelta(days=UNFINISHED) or place % 17 == 9:
        return
    _finish(store, chance, row, day, matter.what)
    if place % 19 == 7 and day + timedelta(days=12) <= LAST:
        day += timedelta(days=10)
        reopen(store, row, day, "户主说又出现了，再办一次", today=day)
        _finish(store, chance, row, day + timedelta(days=2), matter.what)


def _finish(store: Store, chance: random.Random, row: int, day: date, what: str) -> None:
    results = {each["what"]: each["result"] for sort in ("problem", "apart")
               for each in liaison_words()[sort]}
    close(store, row, day, results[what], acceptor="村务监督委员会", today=day)
    if chance.random() < 0.92:
        told = min(day + timedelta(days=chance.randint(0, 3)), LAST)
        verdict = chance.choices(("pleased", "fair", "unhappy"), (80, 17, 3))[0]
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
    return {table: store.count(table) for table in COUNTED}
