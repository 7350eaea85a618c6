"""The sample branch's own files: one matter through 四议两公开, applicants, dues, talks, duties."""

from __future__ import annotations

import random
import tomllib
from collections.abc import Iterable
from datetime import date, timedelta
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from models.activities.activity import Activity, TaskRound, log, read_results
from models.meetings.attendance import Attendance, Presence
from models.meetings.due_list import Leave, due_list
from models.meetings.kinds import COMMITTEE, REPRESENTATIVES
from models.meetings.meeting import Meeting, fell_through, hold
from models.meetings.minutes import Decision, decide
from models.meetings.procedure import Procedure, ProcedureStep, open_procedure, take_step
from models.meetings.votes import Vote, keep_votes
from models.members.appraisal import Appraisal, Talk, grade
from models.members.development import OLD_ENOUGH, Candidate, DevelopmentStep, take
from models.members.dues import Dues
from models.members.member import Duty, Journey, Member, MemberKind, assign
from models.registers.people import Person
from models.values.days import age_on
from resources import resource
from sample.cast import FIRST, HOME_FOR_NEW_YEAR, LAST, Cast
from sample.cast import words as names
from sample.telling import minutes

if TYPE_CHECKING:
    from models.keeping.store import Store

ENOUGH = 12
"""A branch with fewer full members decides no land matter in the sample."""

MONTHLY = Decimal("3")
APPLICANT = range(20, 40)
"""At what age somebody applies in the sample."""
UNPAID, EXCELLENT = 4, 4
"""So many members are behind with their dues; of every so many one was 优秀."""


@cache
def words() -> dict[str, Any]:
    """The invented matters and words."""
    return tomllib.loads(resource("demo/party.toml").read_text(encoding="utf-8"))


def keep_party_files(store: Store, chance: random.Random, cast: Cast) -> None:
    """Posts, files and sheets of the branch; the land matter where there are enough to decide."""
    full = [(member, person) for member, person in cast.members if member.kind == MemberKind.FULL]
    _absent(store, cast)
    if len(full) >= ENOUGH:
        _decide_about_land(store, chance, cast)
    _applicants(store, chance, cast)
    _sheets(store, chance, cast, full)
    _talks(store, full)
    _activities(store)


# ── 四议两公开 ───────────────────────────────────────────────────────────────


def _decide_about_land(store: Store, chance: random.Random, cast: Cast) -> None:
    said = words()["land"]
    matter = open_procedure(store, Procedure(
        subject=said["subject"], category=said["category"], motion="cadres",
        opened=date(2026, 8, 3),
    ))
    met = (("committee", None, date(2026, 8, 6)), ("joint-meeting", None, date(2026, 8, 10)),
           ("party-meeting", "four-step-3", date(2026, 8, 20)),
           ("representatives", None, date(2026, 8, 27)))
    for number, (kind, purpose, day) in enumerate(met, 1):
        meeting = _meet(store, chance, kind, purpose, day, said)
        take_step(store, ProcedureStep(
            procedure=matter.rowid, step=number, meeting=meeting.rowid, held=day,
            sent=day - timedelta(days=5) if number == 3 else None, content=said["content"],
            town_people=said["town_people"] if number in (3, 4) else None,
        ))
    for number, day, until, content in (
        (5, date(2026, 8, 28), date(2026, 9, 6), said["content"]),
        (6, date(2026, 10, 15), date(2026, 10, 22), said["result"]),
    ):
        take_step(store, ProcedureStep(
            procedure=matter.rowid, step=number, held=day, until=until, content=content,
            place=said["place"], supervision=said["supervision"], note="没有异议。",
        ))


def _meet(
    store: Store, chance: random.Random, kind: str, purpose: str | None, day: date,
    said: dict[str, Any],
) -> Meeting:
    meeting = Meeting(
        kind=kind, purpose=purpose, held=day, started="15:00", ended="16:20",
        place="村党群服务中心", title=said["subject"], agenda="说明方案，讨论，表决。",
        dissent=said["dissent"] if kind == REPRESENTATIVES else None,
        decision="同意方案，进入下一步。", notified=day - timedelta(days=3), pages=2, entered=day,
    )
    rows = [_came(chance, row) for row in due_list(store, meeting)]
    if fell_through(meeting, rows):  # what is at home can wait
        rows = [row.but(status=Presence.PRESENT, reason=None) if row.reason == AT_HOME else row
                for row in rows]
    there = [store.get(Person, row.person) for row in rows if row.status == Presence.PRESENT]
    chair, recorder = there[0], there[-1]
    spoken = minutes(chance, {"points": [said["content"].rstrip("。"), *said["points"]]}, chair,
                     there[1:])
    kept = hold(store, meeting.but(chair=chair.rowid, recorder=recorder.rowid, minutes=spoken),
                rows)
    votes = sum(row.vote and row.status == Presence.PRESENT for row in rows)
    against = 1 if kind == REPRESENTATIVES else 0
    keep_votes(store, kept, [Vote(meeting=0, subject=said["subject"], secret=kind != COMMITTEE,
                                  in_favour=votes - against, against=against)])
    if kind == REPRESENTATIVES:
        decide(store, kept, [Decision(meeting=0, content="公开竞价发包，签订合同",
                                      owner=chair.rowid, deadline=date(2026, 9, 30))])
    return kept


AT_HOME = "家中有事"


def _came(chance: random.Random, row: Attendance) -> Attendance:
    """Who has leave is away; of the others one in fifteen had something at home."""
    if row.status is None and chance.random() < 1 / 15:
        return row.but(status=Presence.LEAVE, reason=AT_HOME)
    return row.but(status=row.status or Presence.PRESENT)


# ── the members' files ───────────────────────────────────────────────────────


def _applicants(store: Store, chance: random.Random, cast: Cast) -> None:
    known = {person.rowid for _, person in cast.members}
    others = [each for each in cast.grown
              if each.rowid not in known and cast.age(each) in APPLICANT]
    contacts = [person.rowid for _, person in cast.members[:2]]
    picked = chance.sample(others, min(len(others), len(words()["candidate"])))
    for person, written in zip(tuple(picked), words()["candidate"], strict=False):
        spare = [each for each in others if each not in picked]
        grown = [each for each in (person, *spare)
                 if age_on(each.born or "", min(written.values())) >= OLD_ENOUGH]
        if not grown:
            continue
        picked += grown[:1]
        file = store.save(Candidate(person=grown[0].rowid, contact=contacts[0],
                                    contact_two=contacts[-1], source="优秀青年"))
        for step, day in written.items():
            take(store, DevelopmentStep(candidate=file.rowid, step=step, on_day=day))


def _sheets(
    store: Store, chance: random.Random, cast: Cast, full: list[tuple[Member, Person]]
) -> None:
    """Dues up to last month, the grades of last year, a duty for everybody at home."""
    behind = chance.sample(range(len(cast.members)), min(UNPAID, len(cast.members)))
    for place, (member, _) in enumerate(cast.members):
        until = LAST.month - chance.randint(2, 7) if place in behind else LAST.month
        for month in range(1, until + 1):
            paid_on = date(2026, month, 10)
            if (member.joined or "") < paid_on.isoformat():
                store.save(Dues(member=member.rowid, month=f"2026-{month:02}", standard=MONTHLY,
                                paid=MONTHLY, paid_on=paid_on))
    grade(store, [
        Appraisal(member=member.rowid, year=2025,
                  grade="good" if place % EXCELLENT else "excellent")
        for place, (member, _) in enumerate(full)
    ])
    posts: list[str] = names()["duties"]
    for place, (member, _) in enumerate(full):
        if not member.mobile:
            post = posts[place % len(posts)]
            assign(store, Duty(member=member.rowid, team=member.party_group, post=post,
                               duty="联系本片户，每月报一次情况", since=date(2026, 3, 1)))


def _absent(store: Store, cast: Cast) -> None:
    for member, person in cast.members:
        if member.mobile:
            back, again = HOME_FOR_NEW_YEAR
            left = Journey(member=member.rowid, went=date(FIRST.year, 3, 1), reason="务工",
                           destination=member.mobile_to or "外地",
                           contacted=date(FIRST.year, 12, 20), returned=back)
            store.save(left)
            store.save(left.but(went=again, contacted=date(2026, 10, 8), returned=None))
            store.save(Leave(person=person.rowid, since=again, until=date(2026, 12, 31),
                             reason="外出务工"))


def _talks(store: Store, full: list[tuple[Member, Person]]) -> None:
    people = [person.rowid for _, person in full]
    for place, each in enumerate(words()["talk"]):
        for one, other in _pairs(people[place:], 2):
            store.save(Talk(on_day=date(2026, 5 + place, 11), pair=each["pair"], one=one,
                            other=other, place="村党群服务中心", content=each["content"]))


def _pairs(people: list[int], many: int) -> Iterable[tuple[int, int]]:
    return list(zip(people[:many], people[many:many * 2], strict=False))


def _activities(store: Store) -> None:
    for each in words()["round"]:
        store.save(TaskRound(**each))
    for each in words()["activity"]:
        says = dict(each)
        results = read_results(says.pop("results", ""))
        log(store, Activity(**says, entered=says["on_day"]), results=results)
