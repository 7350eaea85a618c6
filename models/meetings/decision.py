"""决议与传达: what a meeting decided, who carries it out by when, and who was told afterwards."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.matters.matter import Matter, assign, report
from models.meetings.attendance import Attendance, absentees, attendance_of
from models.meetings.meeting import Meeting, kind_title
from models.registers.people import Person
from models.values.kinds import DAY, LINK, NOTE, Choices
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store


DECIDED = "decision"
"""The kind of matter a decision becomes."""


class Decision(Record, table="decision", label="决议"):
    """One decision with its owner and deadline; ``matter`` is the 事项 it became."""

    meeting: int = required("会议", LINK)
    content: str = required("决议内容", NOTE, width=30)
    owner: int | None = field("责任人", LINK, width=8)
    deadline: date | None = field("完成时限", DAY, width=11)
    matter: int | None = field("事项", LINK)
    note: str | None = field("备注", NOTE, width=14)


def decide(store: Store, meeting: Meeting, decisions: Iterable[Decision]) -> list[Decision]:
    """Write a meeting's decisions, in place of those written before.

    One that already became a matter is kept as it is when it is left out.

    :raises Invalid: a deadline before the meeting.
    """
    assert meeting.id is not None
    rows = list(decisions)
    for each in rows:
        if each.deadline and each.deadline < meeting.held:
            raise Invalid({"deadline": f"“{each.content}”的完成时限早于会议日期，请核对。"})
    kept = {each.id for each in rows}
    with store.act(f"登记决议：{meeting.held}"):
        for gone in decisions_of(store, meeting.id):
            if gone.id not in kept and gone.matter is None:
                store.remove(gone)
        return [store.save(each.but(meeting=meeting.id)) for each in rows]


def decisions_of(store: Store, meeting: int) -> list[Decision]:
    """What a meeting decided, in the order written."""
    return store.find(Decision, "meeting = ?", (meeting,))


def matter_of(store: Store, decision: Decision) -> Decision:
    """Make a decision a matter of the ledger, handed to its owner by its deadline, as one act.

    A decision that already is one stays as it is; without an owner the matter waits to be assigned.
    """
    if decision.matter is not None:
        return decision
    meeting = store.get(Meeting, decision.meeting)
    title = kind_title(meeting.kind)
    with store.act(f"决议转事项：{decision.content[:12]}"):
        matter = report(
            store, Matter(kind=DECIDED, what=decision.content, found=meeting.held,
                          source=f"{title}决议"), today=meeting.entered,
        )
        assert matter.id is not None
        if decision.owner is not None:
            owner = store.get(Person, decision.owner).name
            assign(store, matter.id, owner, meeting.held, deadline=decision.deadline,
                   today=meeting.entered)
        return store.save(decision.but(matter=matter.id))


# ── 传达 ─────────────────────────────────────────────────────────────────────


WAYS = Choices(home="上门", phone="电话", written="书面", lesson="补课")


class Briefing(Record, table="briefing", label="传达"):
    """One absent person told, by whom and how."""

    meeting: int = required("会议", LINK)
    person: int = required("人员", LINK)
    on_day: date = required("传达日期", DAY, width=11)
    teller: int | None = field("传达人", LINK, width=8)
    way: str | None = field("方式", options=WAYS, width=7)
    note: str | None = field("备注", NOTE, width=14)


def brief(store: Store, meeting: Meeting, briefing: Briefing) -> Briefing:
    """Note that an absent person was told. :raises Invalid: told before the meeting was held."""
    assert meeting.id is not None
    if briefing.on_day < meeting.held:
        raise Invalid({"on_day": "传达日期早于会议日期，请核对。"})
    return store.save(briefing.but(meeting=meeting.id))


def briefings_of(store: Store, meeting: int) -> list[Briefing]:
    """Who was told afterwards."""
    return store.find(Briefing, "meeting = ?", (meeting,))


def not_yet_told(store: Store, meeting: int) -> list[Attendance]:
    """The absent who have not been told yet."""
    told = {each.person for each in briefings_of(store, meeting)}
    return [row for row in absentees(attendance_of(store, meeting)) if row.person not in told]
