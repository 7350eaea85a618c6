"""流动党员 and 失联党员: who is away, where, for how long, and who can't be reached."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.members.member import Member, members_on
from models.values.days import first_day
from models.values.kinds import DAY, LINK, NOTE

if TYPE_CHECKING:
    from models.keeping.store import Store

TRANSFER_AFTER = 6
"""Months at one place from which 组织关系 should be moved (参考)."""
LOST_AFTER = 6
"""Months without contact from which a member counts as 失联 (参考)."""


class Journey(Record, table="journey", label="流动党员"):
    """One stay away of a member: 外出流向, reason, certificate, last contact, return."""

    member: int = required("党员", LINK)
    went: date = required("外出时间", DAY, width=11, aliases=("流出时间",))
    destination: str = required("外出地点", width=16, aliases=("外出流向",))
    reason: str | None = field("外出原因", width=12, aliases=("流出原因",))
    certificate: str | None = field("流动党员活动证", width=12)
    contacted: date | None = field("最近联系", DAY, width=11)
    returned: date | None = field("返回时间", DAY, width=11)
    note: str | None = field("备注", NOTE, width=14)

    def faults(self) -> dict[str, str]:
        """A return before leaving."""
        if self.returned and self.returned < self.went:
            return {"returned": "返回时间早于外出时间，请核对。"}
        return {}


@dataclass(frozen=True)
class Away:
    """A member away on a day: whole months away and since the last contact, and what follows."""

    member: Member
    journey: Journey
    months: int
    silent: int
    advice: str


@dataclass(frozen=True)
class Lost:
    """A member who can't be reached, and for how many whole months (None: since when unknown)."""

    member: Member
    months: int | None


def go(store: Store, journey: Journey) -> Journey:
    """Note that a member is away; the register's 流动 mark and 流向 follow."""
    member = store.get(Member, journey.member)
    with store.act("登记流动党员"):
        kept = store.save(journey)
        away = journey.returned is None
        store.save(member.but(mobile=away, mobile_to=journey.destination if away else None))
    return kept


def away_on(store: Store, day: date) -> list[Away]:
    """The members away on a day, the longest first."""
    on = day.isoformat()
    members = {each.id: each for each in members_on(store, day)}
    found = store.find(
        Journey, "went <= ? AND (returned IS NULL OR returned > ?)", (on, on), "went, id"
    )
    return [_away(members[each.member], each, day) for each in found if each.member in members]


def lost_on(store: Store, day: date) -> list[Lost]:
    """The members marked 失联, with the months by the date written."""
    return [
        Lost(each, _months_since_part(each.lost_since, day))
        for each in members_on(store, day) if each.lost
    ]


def months_between(first: date, last: date) -> int:
    """Whole months from one day to another."""
    months = (last.year - first.year) * 12 + last.month - first.month
    return months - (last.day < first.day)


def _away(member: Member, journey: Journey, day: date) -> Away:
    months = months_between(journey.went, day)
    silent = months_between(journey.contacted or journey.went, day)
    advice = []
    if silent >= LOST_AFTER:
        advice.append(f"{silent}个月没有联系，满{LOST_AFTER}个月按失联党员登记")
    if months >= TRANSFER_AFTER:
        advice.append(f"外出满{TRANSFER_AFTER}个月且地点固定的，应转接组织关系")
    return Away(member, journey, months, silent, "；".join(advice))


def _months_since_part(written: str | None, day: date) -> int | None:
    return months_between(first_day(written), day) if written else None
