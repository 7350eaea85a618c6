"""决议: what a meeting decided, who carries it out and by when; each becomes a matter."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.matters.matter import Matter, assign, report
from models.meetings.meeting import Meeting, kind_title
from models.registers.people import Person
from models.values.kinds import DAY, LINK, NOTE
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
