"""免于考核: members who are not scored for what they can't come to, each with the reason."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.values.kinds import DAY, LINK, Choices

if TYPE_CHECKING:
    from models.keeping.store import Store

REASONS = Choices(
    frail="年老体弱", mobile="流动党员", new="下半年入党的预备党员", ill="患病", other="其他"
)


class MemberExemption(Record, table="member_exemption", label="免于考核"):
    """A member is let off deductions from a day until a day."""

    member: int = required("党员", LINK)
    reason: str = required("原因", options=REASONS, width=12)
    since: date = required("起", DAY, width=11)
    until: date | None = field("止", DAY, width=11)
    note: str | None = field("说明", width=16)

    def faults(self) -> dict[str, str]:
        """其他 says what, and an exemption ends after it began."""
        if self.reason == "other" and not self.note:
            return {"note": "原因选了其他，请写明是什么原因。"}
        if self.until is not None and self.until < self.since:
            return {"until": "止早于起，请核对日期。"}
        return {}


def exemption_on(store: Store, member: int, day: date) -> MemberExemption | None:
    """The exemption of a member on a day, or None."""
    on = day.isoformat()
    found = store.find(
        MemberExemption, "member = ? AND since <= ? AND (until IS NULL OR until >= ?)",
        (member, on, on),
    )
    return found[0] if found else None
