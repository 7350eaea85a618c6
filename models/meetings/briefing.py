"""传达: those who were absent are told what was decided (会后向缺席党员传达)."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.meetings.attendance import Attendance, absentees, attendance_of
from models.meetings.meeting import Meeting
from models.values.kinds import DAY, LINK, NOTE, Choices
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store

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
