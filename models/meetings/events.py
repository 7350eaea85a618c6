"""Who came to what: the one event that the members' points and files are drawn from."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from models.keeping.store import Store


@dataclass(frozen=True)
class AttendanceEvent:
    """One member's attendance at one meeting.

    ``key`` stays the same through every correction: what was awarded under it is reversed and
    awarded anew when ``status`` has changed. ``status`` None: not marked yet; ``corrected``: the
    status was once another. ``act`` is the newest act that wrote the line.
    """

    key: str
    meeting: int
    kind: str
    on_day: date
    member: int
    person: int
    status: str | None
    reason: str | None
    corrected: bool
    act: int


def attendance_events(store: Store, meeting: int) -> list[AttendanceEvent]:
    """The events of one meeting, members only, in the order of its attendance."""
    found = store.query(
        """SELECT a.id, m.id, m.kind, m.held, x.id, a.person, a.status, a.reason,
                  EXISTS (SELECT 1 FROM change c WHERE c."table" = 'attendance' AND c.row = a.id
                          AND json_extract(c.before, '$.status') IS NOT NULL
                          AND json_extract(c.before, '$.status') IS NOT a.status),
                  coalesce((SELECT max(c.act) FROM change c
                            WHERE c."table" = 'attendance' AND c.row = a.id), 0)
           FROM attendance a JOIN meeting m ON m.id = a.meeting
           JOIN member x ON x.person = a.person
           WHERE a.meeting = ? ORDER BY a.id""",
        (meeting,),
    )
    return [
        AttendanceEvent(
            f"attendance:{row}", of, kind, date.fromisoformat(held), member, person, status, reason,
            bool(corrected), act,
        )
        for row, of, kind, held, member, person, status, reason, corrected, act in found
    ]
