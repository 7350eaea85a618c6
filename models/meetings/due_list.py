"""Who is due at a meeting, as of its day; who asked for leave, and who keeps away without it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.keeping.asked_once import asked_once
from models.keeping.lasting import Through, not_over, on
from models.keeping.record import Record, field, required, stood_on
from models.meetings.attendance import Attendance, Presence, attendance_of
from models.meetings.kinds import Audience, kind_of
from models.meetings.meeting import fallen_between
from models.members.development import Candidate
from models.members.member import Member, Post, members_on
from models.members.posts import posts_on
from models.registers.people import Household, Person, stays_on
from models.values.days import age_on
from models.values.kinds import DAY, LINK, NOTE

if TYPE_CHECKING:
    from models.keeping.store import Store
    from models.meetings.meeting import Meeting

LEAVE_REASONS = ("外出务工", "生病", "年老体弱", "公务", "其他")
"""The reasons in the order of their keys in the grid, 1 to 5."""


class Leave(Record, table="leave", label="请假", lasts=Through("since", "until")):
    """One leave; without a last day it goes on until it is ended."""

    person: int = required("人员", LINK)
    since: date = required("起", DAY, width=11)
    until: date | None = field("止", DAY, width=11)
    reason: str = required("事由", width=12)
    note: str | None = field("备注", NOTE, width=14)


def on_leave(store: Store, day: date) -> dict[int, str]:
    """Person id → reason, of everyone on leave on a day."""
    return {each.person: each.reason for each in store.on(Leave, day, "since, id")}


# ── 缺席 ─────────────────────────────────────────────────────────────────────


OFTEN = 3
WARNED_AFTER, HANDLED_AFTER = 3, 6
"""Months without cause: 批评教育 from three, 组织处理 from six (党章 第九条; 参考)."""


@dataclass(frozen=True)
class Absence:
    """One member's run of absences without leave up to now, none of them in between attended.

    ``seats`` are the lines of the attendance, ``months`` the whole months from the first to the
    last of them.
    """

    member: int
    name: str
    since: date
    until: date
    seats: tuple[int, ...]

    @property
    def times(self) -> int:
        """How often."""
        return len(self.seats)

    @property
    def months(self) -> int:
        """Whole months the run has lasted."""
        months = (self.until.year - self.since.year) * 12 + self.until.month - self.since.month
        return months - (self.until.day < self.since.day)

    @property
    def sentence(self) -> str:
        """What it means, with the source."""
        words = f"{self.name}自{self.since}起连续无故缺席{self.times}次"
        if self.months >= HANDLED_AFTER:
            return f"{words}，已满{HANDLED_AFTER}个月，请按党章报上级党组织处理（参考）。"
        if self.months >= WARNED_AFTER:
            return f"{words}，已满{WARNED_AFTER}个月，请批评教育并记录（参考）。"
        return f"{words}，请了解原因。"


@asked_once
def consecutive_absences(store: Store, day: date, times: int = 1) -> list[Absence]:
    """Members whose last meetings up to ``day`` were all missed without leave, the longest first.

    Leave, 不计入应到 and a meeting that fell through neither lengthen a run nor end it; coming, in
    person or in writing, does.
    """
    runs: dict[int, list[tuple[date, int]]] = {}
    names: dict[int, str] = {}
    for member, name, status, held, seat in _marks(store, date.min, day):
        names[member] = name
        if status == Presence.ABSENT:
            runs.setdefault(member, []).append((held, seat))
        elif status in (Presence.PRESENT, Presence.VISITING, Presence.WRITTEN):
            runs.pop(member, None)
    found = [
        Absence(member, names[member], run[0][0], run[-1][0],
                tuple(seat for _, seat in run))
        for member, run in runs.items() if len(run) >= times
    ]
    return sorted(found, key=lambda each: (-each.times, each.since, each.member))


def often_absent(store: Store, first: date, last: date, times: int = OFTEN) -> dict[str, int]:
    """Name → how often absent without leave between two days, of those at least ``times``."""
    missed: dict[tuple[int, str], int] = {}
    for member, name, status, *_ in _marks(store, first, last):
        if status == Presence.ABSENT:
            missed[member, name] = missed.get((member, name), 0) + 1
    return {name: count for (_, name), count in missed.items() if count >= times}


def _marks(store: Store, first: date, last: date) -> list[tuple[int, str, str, date, int]]:
    fallen = fallen_between(store, first, last)
    found = store.query(
        f"""SELECT x.id, p.name, a.status, m.held, a.id, m.id FROM attendance a
           JOIN meeting m ON m.id = a.meeting JOIN member x ON x.person = a.person
           JOIN person p ON p.id = a.person
           WHERE m.held BETWEEN ?2 AND ?1 AND a.status IS NOT NULL AND {on(Member, "x")}
           ORDER BY m.held, m.id""",
        (last.isoformat(), first.isoformat()),
    )
    return [(member, name, status, date.fromisoformat(held), seat)
            for member, name, status, held, seat, meeting in found if meeting not in fallen]


# ── Who is due: drawn from the register, leave already marked


GROWN = 18
NO_RIGHTS = frozenset({"suspended", "expelled"})
REPRESENTATIVE = "村民代表"

_BODIES = {
    Audience.COMMITTEE: ("branch",),
    Audience.BOTH_COMMITTEES: ("branch", "committee"),
    Audience.SUPERVISORS: ("supervision",),
    Audience.CADRES: ("branch", "committee"),
    Audience.REPRESENTATIVES: ("committee",),
}


def votes_on(member: Member, day: date) -> bool:
    """Whether a member had a vote on a day: 正式党员 by then, in normal standing.

    预备党员 have none (党章 第七条); who was confirmed later had none before.
    """
    return member.full_on(day) and member.standing not in NO_RIGHTS


def due_list(store: Store, meeting: Meeting) -> list[Attendance]:
    """A fresh attendance for a meeting: everyone due that day, those on leave marked so.

    Their ``meeting`` is 0 until it is kept. Empty when the register has nobody for this kind.
    """
    away = on_leave(store, meeting.held)
    return [
        Attendance(person=person, vote=vote,
                   status=Presence.LEAVE if person in away else None, reason=away.get(person))
        for person, vote in _due(store, meeting).items()
    ]


def last_roster(store: Store, meeting: Meeting) -> list[Attendance]:
    """The roster of the last meeting of the kind, statuses cleared, leave of the day marked.

    People who have since left are not carried over.
    """
    found = store.query(
        """SELECT id FROM meeting WHERE kind = ? AND held <= ? AND id IS NOT ?
           AND party_group IS ? ORDER BY held DESC, id DESC LIMIT 1""",
        (meeting.kind, meeting.held.isoformat(), meeting.id, meeting.party_group),
    )
    if not found:
        return []
    away = on_leave(store, meeting.held)
    gone = _gone(store, meeting.held)
    return [
        Attendance(person=row.person, vote=row.vote,
                   status=Presence.LEAVE if row.person in away else None,
                   reason=away.get(row.person))
        for row in attendance_of(store, found[0][0])
        if row.status != Presence.VISITING and row.person not in gone
    ]


def _gone(store: Store, day: date) -> set[int]:
    return {row[0] for row in store.query(
        f"SELECT id FROM person WHERE NOT {not_over(Person)}", (day.isoformat(),)
    )}


def _due(store: Store, meeting: Meeting) -> dict[int, bool]:
    """Person id → whether with a vote."""
    who, day = kind_of(store, meeting.kind, meeting.held).due, meeting.held
    if who in (Audience.MEMBERS, Audience.LECTURE):
        due = {each.person: votes_on(each, day) for each in members_on(store, day)}
        extra = _activists(store, day) if who == Audience.LECTURE else []
        return due | {person: False for person in extra if person not in due}
    if who == Audience.PARTY_GROUP:
        return {
            each.person: votes_on(each, day) for each in members_on(store, day)
            if meeting.party_group in (None, each.party_group)
        }
    if who in (Audience.ADULTS, Audience.GROUP_ADULTS):
        group = meeting.group if who == Audience.GROUP_ADULTS else None
        return dict.fromkeys(_adults(store, day, group), True)
    people = {post.person for post in posts_on(store, day, _BODIES.get(who, ()))}
    if who == Audience.REPRESENTATIVES:
        people |= _representatives(store, day)
    return dict.fromkeys(sorted(people), True)


def _representatives(store: Store, day: date) -> set[int]:
    return {each.person for each in store.on(Post, day) if REPRESENTATIVE in each.title}


def _adults(store: Store, day: date, group: int | None) -> list[int]:
    found = store.query(
        f"""SELECT p.id, p.born FROM {stays_on()} s JOIN person p ON p.id = s.person
           LEFT JOIN {stood_on(Household)} h ON h.id = s.household
           WHERE (?2 IS NULL OR h."group" = ?2) ORDER BY p.id""",
        (day.isoformat(), group),
    )
    return [person for person, born in found if born and age_on(born, day) >= GROWN]


def _activists(store: Store, day: date) -> list[int]:
    """入党积极分子 and 发展对象 of the day: lectures are for them too (条例 第十六条)."""
    return [row[0] for row in store.query(
        f"""SELECT DISTINCT c.person FROM candidate c
           JOIN development_step s ON s.candidate = c.id
           WHERE s.step = 'activist' AND s.on_day <= ?1 AND {on(Candidate, "c")}
           ORDER BY c.person""",
        (day.isoformat(),),
    )]
