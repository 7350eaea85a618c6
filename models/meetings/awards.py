"""到会计分: what the members' scheme gives for coming is drawn from the attendance, never typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from models.meetings.events import AttendanceEvent, attendance_events
from models.meetings.kinds import all_kinds
from models.meetings.meeting import Meeting, kind_title
from models.points.book.account_acts import reverse
from models.points.book.accounts import account_of
from models.points.book.approval import withdraw
from models.points.book.entering import keep
from models.points.book.scheme_versions import in_force
from models.points.book.slips import Draft, Slip, reversed_by
from models.points.engine.scheme import Item, Scheme

if TYPE_CHECKING:
    from models.keeping.store import Store

SIGNED_IN = "签到"
"""An item whose evidence is a sign-in sheet is given for coming."""
CHANGED = "签到更正"


def item_for(store: Store, meeting: Meeting) -> tuple[Scheme, Item] | None:
    """What the members' scheme of the day gives for coming to a meeting of this kind, or None.

    The item is known by the name of the kind and by its evidence, a sign-in sheet.
    """
    titles = names_of_kind(meeting.kind)
    for version in in_force(store, "member"):
        ended = version.valid_until is not None and version.valid_until < meeting.held
        if version.valid_from > meeting.held or ended:
            continue
        for item in version.scheme.items:
            if SIGNED_IN in (item.evidence or "") and item.title in titles:
                return version.scheme, item
    return None


def names_of_kind(code: str) -> set[str]:
    """Everything a kind of meeting is called."""
    found = {kind_title(code)}
    for each in all_kinds():
        if each.code == code:
            found |= {each.title, *each.aliases}
    return found


def follow_attendance(store: Store, meeting: Meeting, today: date) -> int:
    """Let the points follow the attendance: award who came, take back from who did not.

    An award is known by its line of attendance, so doing it again changes nothing and a
    correction reverses what was given. Returns how many lines were written.
    """
    found = item_for(store, meeting)
    if found is None or meeting.id is None:
        return 0
    events = {each.key: each for each in attendance_events(store, meeting.id)}
    live = {each.event or "": each for each in _live(store, meeting.id)}
    gone = [slip for key, slip in live.items()
            if key not in events or events[key].status != "present"]
    new = [each for key, each in events.items() if each.status == "present" and key not in live]
    drafts = list(_drafts(store, meeting, found[1], new))
    if not gone and not drafts:
        return 0
    with store.act(f"到会计分：{kind_title(meeting.kind)} {meeting.held}"):
        for slip in gone:
            _take_back(store, slip, today)
        kept = keep(store, drafts, today).slips if drafts else ()
    return len(gone) + len(kept)


def _live(store: Store, meeting: int) -> list[Slip]:
    found = store.find(
        Slip, "op = 'award' AND \"key\" = ? AND event LIKE 'attendance:%' "
              "AND state IN ('pending', 'approved')", (_session(meeting),),
    )
    return [each for each in found
            if each.state == "pending" or reversed_by(store, each.rowid) is None]


def _session(meeting: int) -> str:
    return f"会议{meeting}"


def _drafts(
    store: Store, meeting: Meeting, item: Item, events: list[AttendanceEvent]
) -> Iterator[Draft]:
    for each in events:
        account = account_of(store, member=each.member)
        if account is not None and account.id is not None and account.opened <= meeting.held:
            yield Draft(
                account=account.id, on=meeting.held, item=item.code, person=each.person,
                key=_session(each.meeting), event=each.key, evidence=SIGNED_IN,
                note=meeting.title or None,
            )


def _take_back(store: Store, slip: Slip, today: date) -> None:
    assert slip.id is not None
    if slip.state == "pending":
        withdraw(store, [slip.id], today, CHANGED)
    else:
        reverse(store, slip.id, today, CHANGED)
