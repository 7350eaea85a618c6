"""会议记录: how the minutes of each kind of meeting are divided, and what stands in each part."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING, Any

from models.meetings.attendance import AWAY, STATUSES, Attendance, Presence, attendance_of
from models.meetings.decision import decisions_of
from models.meetings.kinds import known_rules
from models.meetings.meeting import Meeting, opening, turnout_of
from models.meetings.votes import in_words, outcome, votes_of
from resources import resource

if TYPE_CHECKING:
    from models.keeping.store import Store


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
