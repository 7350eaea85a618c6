"""党员名册 as the list shows it, and everything the branch knows of one member."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.figures.liaison import HOMES
from models.figures.measure import Days, this_year
from models.figures.meetings import PARTY_CAME, PARTY_DUE, PARTY_TURNOUT
from models.figures.reckon import reckon
from models.keeping.lasting import unended
from models.meetings.attendance import STATUSES
from models.meetings.due_list import Absence, consecutive_absences
from models.meetings.meeting import FELL_THROUGH, fallen_between, kind_title
from models.members.appraisal import Appraisal, Talk, talks_of
from models.members.dues import Dues, dues_of_year
from models.members.member import Duty, Journey, Member, MemberKind, Post, away_on, members_on
from models.registers.people import Person
from models.values.figure import rate

if TYPE_CHECKING:
    from models.keeping.store import Store


UNPAID = 2
"""Months in a row without dues from which a member is shown as 欠费."""


@dataclass(frozen=True)
class MemberLine:
    """One member: ``came`` of ``due`` meetings of the year, ``households`` looked after.

    ``unpaid`` months of dues in a row up to now, 0 in a branch that keeps no dues; ``absent``
    meetings in a row missed without leave.
    """

    member: Member
    name: str
    posts: str
    households: int
    came: int
    due: int
    unpaid: int
    absent: int
    away: bool

    @property
    def attendance(self) -> str:
        """出勤率 of the year."""
        return rate(self.came, self.due)


FILTERS: dict[str, tuple[str, Callable[[MemberLine], bool]]] = {
    "all": ("全部", lambda each: True),
    MemberKind.FULL: ("正式", lambda each: each.member.kind == MemberKind.FULL),
    MemberKind.PROBATIONARY: ("预备", lambda each: each.member.kind == MemberKind.PROBATIONARY),
    "away": ("流动", lambda each: each.away),
    "lost": ("失联", lambda each: bool(each.member.lost)),
    "unpaid": ("欠费", lambda each: each.unpaid >= UNPAID),
    "absent": ("连续缺席", lambda each: each.absent > 1),
}
"""The questions over the list: key → (words, who answers it)."""


def member_lines(store: Store, day: date) -> dict[int, MemberLine]:
    """Member id → line, of the members of a day, in the order of the register."""
    names, posts, days = _names(store), _posts(store, day), this_year(Days(day, day))
    found = reckon(store, [(each, days) for each in (HOMES, PARTY_CAME, PARTY_DUE)], "member")
    kept = store.count("dues", "month LIKE ?", (f"{day.year}-%",)) > 0
    unpaid = {each.member.id: each.unpaid_run for each in dues_of_year(store, day.year, day)}
    absent = {each.member: each.times for each in consecutive_absences(store, day)}
    away = {each.member.id for each in away_on(store, day)}
    return {
        each.rowid: MemberLine(
            each, names.get(each.person, ""), posts.get(each.person, ""),
            found.value(HOMES, days, each.id), found.value(PARTY_CAME, days, each.id),
            found.value(PARTY_DUE, days, each.id),
            unpaid.get(each.id, 0) if kept else 0,
            absent.get(each.rowid, 0), each.id in away or bool(each.mobile),
        )
        for each in members_on(store, day)
    }


def names_of_members(store: Store) -> dict[int, str]:
    """Member id → name, of everybody who ever was one."""
    return {row[0]: row[1] for row in store.query(
        "SELECT m.id, p.name FROM member m JOIN person p ON p.id = m.person"
    )}


def member_of(store: Store, person: int) -> int | None:
    """The member file of a person, or None."""
    found = store.find(Member, "person = ?", (person,), f"NOT ({unended(Member)}), id")
    return found[0].id if found else None


def _names(store: Store) -> dict[int, str]:
    return {row[0]: row[1] for row in store.query(
        "SELECT p.id, p.name FROM person p JOIN member m ON m.person = p.id"
    )}


def _posts(store: Store, day: date) -> dict[int, str]:
    found: dict[int, str] = {}
    for each in store.on(Post, day):
        before = found.get(each.person)
        found[each.person] = f"{before}、{each.title}" if before else each.title
    return found


# ── the card of one member ───────────────────────────────────────────────────


@dataclass(frozen=True)
class Attended:
    """One meeting in a member's file."""

    meeting: int
    held: date
    kind: str
    title: str
    status: str
    reason: str
    fell_through: bool = False

    @property
    def words(self) -> str:
        """2026-09-05 主题党日：到."""
        aside = f"（{self.reason}）" if self.reason else ""
        aside += f"（{FELL_THROUGH}）" if self.fell_through else ""
        return f"{self.held} {self.kind}：{self.status}{aside}"


@dataclass(frozen=True)
class MemberCard:
    """What stands on the card; ``attended`` is the year of the day asked, newest first."""

    member: Member
    person: Person
    posts: tuple[Post, ...]
    attended: tuple[Attended, ...]
    attendance: str
    absence: Absence | None
    appraisals: tuple[Appraisal, ...]
    talks: tuple[Talk, ...]
    dues: tuple[Dues, ...]
    journeys: tuple[Journey, ...]
    duties: tuple[Duty, ...]


def member_card(store: Store, member: int, day: date) -> MemberCard:
    """One member's card as of a day. :raises Problem: the member is not there."""
    file = store.get(Member, member)
    attended = attended_in(store, file.person, day.year)
    days = this_year(Days(day, day))
    turnout = reckon(store, [(PARTY_TURNOUT, days)], "member").value(PARTY_TURNOUT, days, member)
    absence = next((each for each in consecutive_absences(store, day) if each.member == member),
                   None)
    return MemberCard(
        file, store.get(Person, file.person),
        tuple(store.find(Post, "person = ?", (file.person,), "since DESC, id DESC")),
        attended, f"{turnout.part:f}／{turnout.base:f}（{turnout}）", absence,
        tuple(store.find(Appraisal, "member = ?", (member,), "year DESC")),
        tuple(talks_of(store, file.person)),
        tuple(store.find(Dues, "member = ?", (member,), "month DESC")),
        tuple(store.find(Journey, "member = ?", (member,), "went DESC")),
        tuple(store.find(Duty, "member = ?", (member,), "since DESC")),
    )


def attended_in(store: Store, person: int, year: int) -> tuple[Attended, ...]:
    """What a person was due at in a year, the newest first; what is not marked is left out."""
    fallen = fallen_between(store, date(year, 1, 1), date(year, 12, 31))
    found = store.query(
        """SELECT m.id, m.held, m.kind, coalesce(m.title, ''), a.status, coalesce(a.reason, '')
           FROM attendance a JOIN meeting m ON m.id = a.meeting
           WHERE a.person = ? AND m.held BETWEEN ? AND ? AND a.status IS NOT NULL
           ORDER BY m.held DESC, m.id DESC""",
        (person, f"{year}-01-01", f"{year}-12-31"),
    )
    return tuple(
        Attended(meeting, date.fromisoformat(held), kind_title(kind), title,
                 STATUSES.label(status), reason, meeting in fallen)
        for meeting, held, kind, title, status, reason in found
    )
