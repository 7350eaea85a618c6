"""Who is due at a meeting: drawn from the register as it was on the day, leave already marked."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.keeping.lasting import not_over, on
from models.meetings.absences import on_leave
from models.meetings.attendance import Attendance, Presence, attendance_of
from models.meetings.kinds import Audience, kind_of
from models.members.development import Candidate
from models.members.member import Member, Post, members_on
from models.members.posts import posts_on
from models.registers.people import Person
from models.registers.stays import stays_on
from models.values.days import age_on

if TYPE_CHECKING:
    from models.keeping.store import Store
    from models.meetings.meeting import Meeting

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
           LEFT JOIN household h ON h.id = s.household
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
