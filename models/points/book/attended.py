"""Members' points from attendance: taken from the meeting's own list, never typed a second time."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.keeping.record import Record, required
from models.meetings.attendance import STATUSES, AttendanceEvent, attendance_events
from models.points.book.account_acts import reverse
from models.points.book.accounts import Account, account_of
from models.points.book.approval import withdraw
from models.points.book.entering import keep, preview
from models.points.book.exemptions import exemption_on
from models.points.book.looked_back import LIVE
from models.points.book.scheme_versions import versions
from models.points.book.slips import Draft, Slip
from models.points.engine.scheme import Item

if TYPE_CHECKING:
    from models.keeping.store import Store


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
    )


def settle_attendance(store: Store, meeting: int, today: date) -> Settled:
    """Bring the members' points in step with a meeting's attendance, as one act.

    An attendance corrected since is reversed and awarded anew under the same key.
    """
    items = {(each.meeting_kind, each.status): each.item for each in store.find(AttendanceRule)}
    left_out: list[tuple[str, str]] = []
    back: list[Slip] = []
    drafts: list[Draft] = []
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
                drafts.append(Draft(
                    account.rowid, event.on_day, wanted, person=event.person, key=event.key,
                    event=event.key, note=event.reason, evidence="会议签到",
                ))
        awarded = _keep(store, drafts, today, left_out)
    return Settled(tuple(awarded), tuple(back), unchanged, tuple(left_out))


def _keep(
    store: Store, drafts: list[Draft], today: date, left_out: list[tuple[str, str]]
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
    known = versions(store, "member").get(account.track)
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
    if slip.state == "pending":
        return withdraw(store, [slip.rowid], today, "出勤更正")[0]
    return reverse(store, slip.rowid, today, "出勤更正")


def _name(store: Store, person: int) -> str:
    return str(store.query("SELECT name FROM person WHERE id = ?", (person,))[0][0])
