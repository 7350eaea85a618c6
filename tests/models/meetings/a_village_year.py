"""An invented branch of eighteen members and its year, entered as the secretary would."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from models.meetings.attendance import attendance_of
from models.meetings.due_list import due_list
from models.meetings.kinds import known_rules
from models.meetings.meeting import Meeting, hold, opening
from models.meetings.sign_in import typed
from models.meetings.votes import Vote, keep_votes
from models.members.member import Member, Post
from models.office.village import Unit
from models.registers.people import Person

YEAR = 2026
FULL, PROBATIONARY = 16, 2


@dataclass
class Branch:
    """Who was settled: ids of people and members by place, the committee first."""

    people: list[int] = field(default_factory=list)
    members: list[int] = field(default_factory=list)
    applicant: int = 0


def settle_branch(store) -> Branch:
    """Sixteen full members, two probationary, a committee of five, a village committee."""
    with store.act("建册"):
        return _settled(store)


def _settled(store) -> Branch:
    branch = Branch()
    store.save(Unit(name="槐湾村", branch="中共槐湾村支部委员会"))
    for place in range(FULL + PROBATIONARY):
        person = store.save(
            Person(
                name=f"槐{'甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未'[place]}",
                sex="2" if place % 4 == 0 else "1",
                born=f"18{80 + place}-03-05",
                education="31" if place < 4 else "71",
            )
        )
        full = place < FULL
        member = store.save(
            Member(
                person=person.id,
                kind="full" if full else "probationary",
                party_group="一组" if place % 2 else "二组",
                joined=f"{2001 + place}-07-01" if full else "2025-12-20",
                confirmed=f"{2002 + place}-07-01" if full else None,
            )
        )
        branch.people.append(person.id)
        branch.members.append(member.id)
    titles = ("书记", "副书记", "组织委员", "宣传委员", "纪检委员")
    for place, title in enumerate(titles):
        _post(store, branch.people[place], title, "branch")
    for place, title in ((0, "主任"), (1, "副主任"), (5, "委员")):
        _post(store, branch.people[place], title, "committee")
    for place in range(6, 12):
        _post(store, branch.people[place], "村民代表", "other")
    branch.applicant = store.save(Person(name="槐申", sex="1", born="1899-01-01")).id
    return branch


def _post(store, person: int, title: str, body: str) -> None:
    store.save(Post(person=person, title=title, body=body, since=date(2021, 1, 5)))


def held(store, branch: Branch, kind: str, day: date, keys: str = "r", **says) -> Meeting:
    """A meeting whose roster is drawn and typed with ``keys``."""
    says = {
        "title": f"{day.month}月议题",
        "decision": "同意。",
        "chair": branch.people[0],
        "recorder": branch.people[2],
        "place": "村部",
        "entered": day,
    } | says
    meeting = Meeting(kind=kind, held=day, **says)
    return hold(store, meeting, typed(due_list(store, meeting), keys))


def a_year(store, branch: Branch) -> None:
    """Twelve committee meetings, four members' meetings, twelve 主题党日, one admission."""
    with store.act("一年的会议"):
        _year(store, branch)


def _year(store, branch: Branch) -> None:
    for month in range(1, 13):
        held(store, branch, "committee", date(YEAR, month, 5), "ddddj1" if month == 8 else "r")
        held(store, branch, "party-day", date(YEAR, month, 15), "dqr" if month == 9 else "r")
    for month in (3, 6, 9, 12):
        purpose = "admit-member" if month == 9 else None
        meeting = held(
            store, branch, "party-meeting", date(YEAR, month, 20), "dqj2r", purpose=purpose
        )
        if month == 9:
            keep_votes(
                store,
                meeting,
                [
                    Vote(
                        meeting=0,
                        subject="接收槐申为预备党员",
                        person=branch.applicant,
                        secret=True,
                        in_favour=14,
                    )
                ],
            )


def opening_of(store, meeting):
    """Whether enough came to a kept meeting, by the rules of the village."""
    return opening(meeting, attendance_of(store, meeting.id), known_rules(store))
