"""A new meeting as it is most likely to be: place, hour, chair and recorder of the last one."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.keeping.record import Draft
from models.meetings.calendar import MeetingPlan
from models.meetings.meeting import Meeting

if TYPE_CHECKING:

    from models.keeping.store import Store

HALL = "村党群服务中心"


def prepare(
    store: Store, kind: str | None, today: date, party_group: str | None = None
) -> Draft[Meeting]:
    """A meeting of today to be filled in; without an earlier one of its kind, the bare frame."""
    fresh = Draft(Meeting, {"kind": kind, "held": today, "entered": today, "place": HALL,
                            "party_group": party_group})
    if kind is None:
        return fresh
    found = store.find(
        Meeting, "kind = ? AND party_group IS ? AND held <= ?",
        (kind, party_group, today.isoformat()), "held DESC, id DESC LIMIT 1",
    )
    if not found:
        return fresh
    last = found[0]
    return fresh.but(place=last.place, started=last.started, chair=last.chair,
                     recorder=last.recorder, group=last.group)


def from_plan(store: Store, planned: MeetingPlan, today: date) -> Draft[Meeting]:
    """The meeting a plan announced."""
    made = prepare(store, planned.kind, today, planned.party_group)
    return made.but(
        held=min(planned.on_day, today), started=planned.started or made.get("started"),
        place=planned.place or made.get("place"), title=planned.title, notified=planned.notified,
    )
