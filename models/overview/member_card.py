"""A member's card: everything the branch knows of one member, drawn from where it is kept."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.meetings.absences import Absence, consecutive_absences
from models.meetings.attendance import STATUSES
from models.meetings.held import FELL_THROUGH, fallen_between
from models.meetings.meeting import kind_title
from models.members.appraisal import Appraisal, Talk, talks_of
from models.members.dues import Dues
from models.members.duties import Duty
from models.members.member import Journey, Member, Post
from models.registers.people import Person
from models.values.figure import rate

if TYPE_CHECKING:
    from models.keeping.store import Store


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
    due = [each for each in attended
           if each.status not in ("列席", "不计入应到") and not each.fell_through]
    came = sum(each.status == "到" for each in due)
    absence = next((each for each in consecutive_absences(store, day) if each.member == member),
                   None)
    return MemberCard(
        file, store.get(Person, file.person),
        tuple(store.find(Post, "person = ?", (file.person,), "since DESC, id DESC")),
        attended, f"{came}／{len(due)}（{rate(came, len(due))}）", absence,
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
