"""到会计分: what the members' scheme gives for coming is drawn from the attendance, never typed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from typing import TYPE_CHECKING

from models.meetings.attendance import AttendanceEvent, attendance_events
from models.meetings.calendar import MeetingPlan, fulfil
from models.meetings.kinds import all_kinds, kind_of
from models.meetings.meeting import Attendance, Meeting, hold, kind_title
from models.office.star_sets import source_names
from models.points.book.account_acts import reverse
from models.points.book.accounts import account_of
from models.points.book.approval import withdraw
from models.points.book.entering import keep
from models.points.book.scheme_versions import in_force
from models.points.book.slips import Draft, Slip, reversed_by
from models.points.engine.reader import show
from models.points.engine.scheme import Fixed, Item, Scheme
from models.values.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

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


def write_down(
    store: Store, meeting: Meeting, rows: Sequence[Attendance], today: date,
    planned: MeetingPlan | None = None,
) -> tuple[Meeting, str]:
    """Keep a meeting with its attendance, and let the plan and the points follow, as one act.

    Returns the meeting and what could not follow, in a sentence; blank when all did.

    :raises Invalid: as :func:`models.meetings.meeting.hold`.
    """
    left = ""
    with store.act(f"登记会议：{kind_title(meeting.kind)} {meeting.held}"):
        kept = hold(store, meeting, rows)
        if planned is not None and planned.meeting is None:
            fulfil(store, planned, kept)
        try:
            follow_attendance(store, kept, today)
        except Problem as refusal:
            left = f"签到已存，积分没有跟上：{refusal.sentence}"
    return kept, left


def uses(store: Store, meeting: Meeting) -> list[str]:
    """出勤会用到: where this attendance is used without being written again."""
    found = []
    given = item_for(store, meeting)
    if given is not None:
        item = given[1]
        each = f" +{show(item.amount.points)}/人" if isinstance(item.amount, Fixed) else ""
        cap = f"（每年封顶{show(item.cap)}）" if item.cap and item.cap_per == "year" else ""
        found.append(f"党员积分{each}{cap}")
    if kind_of(store, meeting.kind, meeting.held).three_lessons or meeting.kind == "party-day":
        found.append("三会一课季报")
    found.append("党员出勤表")
    found += [f"五星取数：{each.label}" for each in source_names() if each.code == meeting.kind]
    return found
