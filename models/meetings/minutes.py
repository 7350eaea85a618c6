"""决议与会议记录: what a meeting decided, who carries it out, and how its minutes are divided."""

from __future__ import annotations

import tomllib
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cache
from typing import TYPE_CHECKING, Any

from models.keeping.record import Record, field, required
from models.matters.matter import Matter, assign, report
from models.meetings.attendance import (
    AWAY,
    STATUSES,
    Attendance,
    Presence,
    absentees,
    attendance_of,
)
from models.meetings.kinds import known_rules
from models.meetings.meeting import Meeting, kind_title, opening, turnout_of
from models.meetings.votes import in_words, outcome, votes_of
from models.registers.people import Person
from models.values.kinds import DAY, LINK, NOTE, Choices
from models.values.problem import Invalid
from resources import resource

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


# ── 会议记录: the parts of the minutes of each kind of meeting


@dataclass(frozen=True)
class Template:
    """The parts of the minutes: (heading, the place in the record it is filled from)."""

    kind: str
    purpose: str
    chair: str
    sections: tuple[tuple[str, str], ...]


@dataclass(frozen=True)
class Minutes:
    """The minutes of one meeting, ready to be set: what was not written is an empty text."""

    meeting: Meeting
    template: Template
    chair: str
    recorder: str
    turnout: str
    present: str
    absent: str
    visiting: str
    validity: str
    sections: tuple[tuple[str, str], ...]


def template_for(kind: str, purpose: str | None = None) -> Template:
    """The template of a kind, the one for its purpose before the plain one."""
    fitting = [each for each in _templates() if each.kind == kind]
    for each in fitting:
        if purpose and each.purpose == purpose:
            return each
    return next((each for each in fitting if not each.purpose), _templates()[0])


@cache
def _templates() -> tuple[Template, ...]:
    rows: list[dict[str, Any]] = tomllib.loads(
        resource("meetings/minutes.toml").read_text(encoding="utf-8")
    )["template"]
    return tuple(
        Template(row["kind"], row.get("purpose", ""), row["chair"],
                 tuple((heading, place) for heading, place in row["sections"]))
        for row in rows
    )


def minutes_of(store: Store, meeting: Meeting) -> Minutes:
    """What the book says of a meeting; nothing is written that nobody wrote."""
    assert meeting.id is not None
    rows = attendance_of(store, meeting.id)
    names = names_of(store, [row.person for row in rows] + [
        each for each in (meeting.chair, meeting.recorder) if each
    ])
    count = turnout_of(meeting, rows)
    template = template_for(meeting.kind, meeting.purpose)
    told = opening(meeting, rows, known_rules(store))
    return Minutes(
        meeting, template,
        names.get(meeting.chair or 0, ""), names.get(meeting.recorder or 0, ""),
        f"应到{count.listed}人，实到{count.came}人，缺席{count.listed - count.came}人",
        "、".join(names[row.person] for row in rows if row.status == Presence.PRESENT),
        _grouped(rows, names), _visiting(meeting, rows, names),
        told.sentence if told else "",
        tuple((heading, _text(store, meeting, place, rows)) for heading, place in
              template.sections),
    )


def names_of(store: Store, people: list[int]) -> dict[int, str]:
    """Person id → name."""
    marks = ",".join("?" * len(people))
    return {row[0]: row[1] for row in store.query(
        f"SELECT id, name FROM person WHERE id IN ({marks})", people
    )}


def _grouped(rows: list[Attendance], names: dict[int, str]) -> str:
    """缺席 by reason: 张三（假：生病）、李四（缺）; 不计入应到 is said with its reason."""
    parts = []
    for row in rows:
        if row.status and row.status in AWAY | {Presence.EXCLUDED}:
            word = STATUSES.label(row.status)
            reason = f"：{row.reason}" if row.reason else ""
            parts.append(f"{names.get(row.person, '')}（{word}{reason}）")
    return "、".join(parts) or "无"


def _visiting(meeting: Meeting, rows: list[Attendance], names: dict[int, str]) -> str:
    written = [names.get(row.person, "") for row in rows if row.status == Presence.VISITING]
    return "、".join([*written, *([meeting.guests] if meeting.guests else [])]) or "无"


def _text(store: Store, meeting: Meeting, place: str, rows: list[Attendance]) -> str:
    also = {"votes": lambda: _votes(store, meeting, rows),
            "decision": lambda: _decisions(store, meeting.rowid)}
    return "\n".join(filter(None, (getattr(meeting, place, ""), also.get(place, str)())))


def _votes(store: Store, meeting: Meeting, rows: list[Attendance]) -> str:
    assert meeting.id is not None
    rules, count = known_rules(store), turnout_of(meeting, rows)
    return "\n".join(
        f"{each.subject}：{in_words(each, outcome(meeting, each, count, rules))}。"
        for each in votes_of(store, meeting.id)
    )


def _decisions(store: Store, meeting: int) -> str:
    found = decisions_of(store, meeting)
    names = names_of(store, [each.owner for each in found if each.owner])
    return "\n".join(
        f"{place}．{each.content}"
        + (f"（责任人：{names.get(each.owner, '')}）" if each.owner else "")
        + (f"（{each.deadline} 前完成）" if each.deadline else "")
        for place, each in enumerate(found, 1)
    )
