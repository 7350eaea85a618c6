"""Points from meetings: what coming gives and staying away takes, and who is let off."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.keeping.lasting import Through, on
from models.keeping.record import Record, field, required
from models.meetings.attendance import (
    STATUSES,
    AttendanceEvent,
    Presence,
    attendance_events,
    attendance_of,
)
from models.meetings.calendar import MeetingPlan, fulfil
from models.meetings.kinds import PARTY_DAY, all_kinds, kind_of, known_rules
from models.meetings.meeting import (
    Attendance,
    Meeting,
    fallen_in_words,
    fell_through,
    hold,
    kind_title,
)
from models.office.star_sets import source_names
from models.points.book.account_acts import reverse
from models.points.book.accounts import Account, account_of
from models.points.book.approval import withdraw
from models.points.book.entering import keep, preview
from models.points.book.looked_back import LIVE
from models.points.book.scheme_versions import in_force, versions
from models.points.book.slips import AwardDraft, Slip, SlipState, reversed_by
from models.points.engine.counted import Per
from models.points.engine.reader import show
from models.points.engine.scheme import AccountKind, Fixed, Item, Scheme
from models.values.codes import Labelled
from models.values.kinds import DAY, LINK, Choices
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
    for version in in_force(store, AccountKind.MEMBER):
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
            if key not in events or events[key].status != Presence.PRESENT]
    new = [each for key, each in events.items()
           if each.status == Presence.PRESENT and key not in live]
    drafts = list(_award_drafts(store, meeting, found[1], new))
    if not gone and not drafts:
        return 0
    with store.act(f"到会计分：{kind_title(meeting.kind)} {meeting.held}"):
        for slip in gone:
            _cancel_award(store, slip, today)
        kept = keep(store, drafts, today).slips if drafts else ()
    return len(gone) + len(kept)


def _live(store: Store, meeting: int) -> list[Slip]:
    found = store.find(
        Slip, "op = 'award' AND \"key\" = ? AND event LIKE 'attendance:%' "
              "AND state IN ('pending', 'approved')", (_session(meeting),),
    )
    return [each for each in found
            if each.state == SlipState.PENDING or reversed_by(store, each.rowid) is None]


def _session(meeting: int) -> str:
    return f"会议{meeting}"


def _award_drafts(
    store: Store, meeting: Meeting, item: Item, events: list[AttendanceEvent]
) -> Iterator[AwardDraft]:
    for each in events:
        account = account_of(store, member=each.member)
        if account is not None and account.id is not None and account.opened <= meeting.held:
            yield AwardDraft(
                account=account.id, on=meeting.held, item=item.code, person=each.person,
                key=_session(each.meeting), event=each.key, evidence=SIGNED_IN,
                note=meeting.title or None,
            )


def _cancel_award(store: Store, slip: Slip, today: date) -> None:
    assert slip.id is not None
    if slip.state == SlipState.PENDING:
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
        cap = f"（每年封顶{show(item.cap)}）" if item.cap and item.cap_per == Per.YEAR else ""
        found.append(f"党员积分{each}{cap}")
    if kind_of(store, meeting.kind, meeting.held).three_lessons or meeting.kind == PARTY_DAY:
        found.append("三会一课季报")
    found.append("党员出勤表")
    found += [f"五星取数：{each.label}" for each in source_names() if each.code == meeting.kind]
    return found


# ── 免于考核 ─────────────────────────────────────────────────────────────────


class ExemptReason(Labelled):
    """Why a member can't come to what is counted."""

    FRAIL = "frail", "年老体弱"
    MOBILE = "mobile", "流动党员"
    NEW = "new", "下半年入党的预备党员"
    ILL = "ill", "患病"
    OTHER = "other", "其他"


class MemberExemption(
    Record, table="member_exemption", label="免于考核", lasts=Through("since", "until")
):
    """A member is let off deductions from a day until a day."""

    member: int = required("党员", LINK)
    reason: str = required("原因", width=12, options=Choices(**ExemptReason.labels()))
    since: date = required("起", DAY, width=11)
    until: date | None = field("止", DAY, width=11)
    note: str | None = field("说明", width=16)

    def faults(self) -> dict[str, str]:
        """其他 says what."""
        if self.reason == ExemptReason.OTHER and not self.note:
            return {"note": "原因选了其他，请写明是什么原因。"}
        return {}


def exemption_on(store: Store, member: int, day: date) -> MemberExemption | None:
    """The exemption of a member on a day, or None."""
    found = store.find(
        MemberExemption, f"{on(MemberExemption)} AND member = ?2", (day.isoformat(), member))
    return found[0] if found else None


# ── the members' own points ──────────────────────────────────────────────────


class AttendanceRule(Record, table="attendance_rule", label="出勤记分"):
    """Which item of the members' schemes an attendance stands for."""

    meeting_kind: str = required("会议", width=12)
    status: str = required("出勤", options=STATUSES, width=8)
    item: str = required("积分项目", width=14)


@dataclass(frozen=True)
class Settled:
    """What became of one meeting's attendance in the members' points."""

    awarded: tuple[Slip, ...]
    taken_back: tuple[Slip, ...]
    unchanged: int
    left_out: tuple[tuple[str, str], ...]
    fallen: tuple[str, ...] = ()

    @property
    def sentence(self) -> str:
        """新记 12 条，冲销 1 条，3 人没有记 …"""
        words = [f"新记 {len(self.awarded)} 条"]
        if self.taken_back:
            words.append(f"因出勤更正冲销 {len(self.taken_back)} 条")
        if self.unchanged:
            words.append(f"已记过 {self.unchanged} 条")
        if self.left_out:
            name, why = self.left_out[0]
            words.append(f"{len(self.left_out)} 人没有记（{name}：{why}）")
        words += [f"{each}，没有记分" for each in self.fallen]
        return "，".join(words) + "。"


def set_attendance_rules(store: Store, rules: list[AttendanceRule]) -> None:
    """Put these rules in the place of those there are."""
    with store.act("设定出勤记分"):
        for each in store.find(AttendanceRule):
            store.remove(each)
        for each in rules:
            store.save(each)


def attendance_rules(store: Store) -> list[AttendanceRule]:
    """The rules there are."""
    return store.find(AttendanceRule, order="meeting_kind, status, id")


def settle_meetings(store: Store, first: date, last: date, today: date) -> Settled:
    """The attendance of every meeting from one day to another, as one act."""
    rows = store.query("SELECT id FROM meeting WHERE held BETWEEN ? AND ? ORDER BY held, id",
                       (first.isoformat(), last.isoformat()))
    with store.act("从会议出勤记党员积分"):
        found = [settle_attendance(store, row, today) for (row,) in rows]
    return Settled(
        tuple(slip for each in found for slip in each.awarded),
        tuple(slip for each in found for slip in each.taken_back),
        sum(each.unchanged for each in found),
        tuple(dict.fromkeys(one for each in found for one in each.left_out)),
        tuple(one for each in found for one in each.fallen),
    )


def settle_attendance(store: Store, meeting: int, today: date) -> Settled:
    """Bring the members' points in step with a meeting's attendance, as one act.

    An attendance corrected since is reversed and awarded anew under the same key. A meeting that
    fell through gives and takes nothing.
    """
    fallen = _fallen(store, meeting)
    items = {} if fallen else {
        (each.meeting_kind, each.status): each.item for each in store.find(AttendanceRule)}
    left_out: list[tuple[str, str]] = []
    back: list[Slip] = []
    drafts: list[AwardDraft] = []
    unchanged = 0
    with store.act("从会议出勤记党员积分"):
        for event in attendance_events(store, meeting):
            account = account_of(store, member=event.member)
            wanted, why = _wanted(store, account, event, items)
            if why:
                left_out.append((_name(store, event.person), why))
            standing = _standing(store, event.key)
            if standing is not None and standing.item == wanted:
                unchanged += 1
                continue
            if standing is not None:
                back.append(_take_back(store, standing, today))
            if wanted is not None and account is not None:
                drafts.append(AwardDraft(
                    account.rowid, event.on_day, wanted, person=event.person, key=event.key,
                    event=event.key, note=event.reason, evidence="会议签到",
                ))
        awarded = _keep(store, drafts, today, left_out)
    return Settled(tuple(awarded), tuple(back), unchanged, tuple(left_out), fallen)


def _fallen(store: Store, meeting: int) -> tuple[str, ...]:
    """The sentence about a meeting that fell through; nothing about one that was held."""
    called = store.get(Meeting, meeting)
    told = fell_through(called, attendance_of(store, meeting), known_rules(store))
    return (fallen_in_words(called, told),) if told else ()


def _keep(
    store: Store, drafts: list[AwardDraft], today: date, left_out: list[tuple[str, str]]
) -> list[Slip]:
    worth = preview(store, drafts, today)
    left_out += [(each.account, each.refused) for each in worth if each.refused]
    good = [each.draft for each in worth if each.slip is not None]
    return list(keep(store, good, today, label="出勤记分").slips) if good else []


def _wanted(
    store: Store, account: Account | None, event: AttendanceEvent,
    items: dict[tuple[str, str], str],
) -> tuple[str | None, str]:
    """The item an attendance stands for, or None; and why somebody is left out."""
    code = items.get((event.kind, event.status or ""))
    if code is None:
        return None, ""
    if account is None:
        return None, "还没有党员积分账户"
    item = _item(store, account, code, event.on_day)
    exemption = exemption_on(store, event.member, event.on_day)
    if item is not None and item.deducts and exemption is not None:
        return None, f"免于考核：{exemption.field('reason').show(exemption.reason)}"
    return code, ""


def _item(store: Store, account: Account, code: str, on: date) -> Item | None:
    known = versions(store, AccountKind.MEMBER).get(account.track)
    scheme = known.at(on) if known else None
    return scheme.item_by_code.get(code) if scheme else None


def _standing(store: Store, key: str) -> Slip | None:
    """The slip that stands for an attendance: approved and not reversed, or waiting."""
    rows = store.query(
        f"""SELECT s.id FROM slip s WHERE s.event = ? AND s.kind = 'member'
            AND (({LIVE}) OR (s.op = 'award' AND s.state = 'pending'))""", (key,),
    )
    return store.get(Slip, rows[0][0]) if rows else None


def _take_back(store: Store, slip: Slip, today: date) -> Slip:
    if slip.state == SlipState.PENDING:
        return withdraw(store, [slip.rowid], today, "出勤更正")[0]
    return reverse(store, slip.rowid, today, "出勤更正")


def _name(store: Store, person: int) -> str:
    return str(store.query("SELECT name FROM person WHERE id = ?", (person,))[0][0])
