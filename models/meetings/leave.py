"""请假: who has asked for leave, from when until when, so that the grid knows beforehand."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.values.kinds import DAY, LINK, NOTE

if TYPE_CHECKING:
    from models.keeping.store import Store

LEAVE_REASONS = ("外出务工", "生病", "年老体弱", "公务", "其他")
"""The reasons in the order of their keys in the grid, 1 to 5."""


class Leave(Record, table="leave", label="请假"):
    """One leave; without a last day it goes on until it is ended."""

    person: int = required("人员", LINK)
    since: date = required("起", DAY, width=11)
    until: date | None = field("止", DAY, width=11)
    reason: str = required("事由", width=12)
    note: str | None = field("备注", NOTE, width=14)

    def faults(self) -> dict[str, str]:
        """An end before the beginning."""
        if self.until and self.until < self.since:
            return {"until": "请假的止日早于起日，请核对。"}
        return {}


def on_leave(store: Store, day: date) -> dict[int, str]:
    """Person id → reason, of everyone on leave on a day."""
    on = day.isoformat()
    found = store.find(Leave, "since <= ? AND (until IS NULL OR until >= ?)", (on, on), "since, id")
    return {each.person: each.reason for each in found}


def leaves_of(store: Store, person: int) -> list[Leave]:
    """A person's leaves, the newest first."""
    return store.find(Leave, "person = ?", (person,), "since DESC, id DESC")
