"""请假与缺席: who has asked for leave, and who keeps away without it, how often and how long."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.keeping.lasting import Through, on
from models.keeping.record import Record, field, required
from models.meetings.attendance import Presence
from models.meetings.held import fallen_between
from models.members.member import Member
from models.values.kinds import DAY, LINK, NOTE

if TYPE_CHECKING:
    from models.keeping.store import Store


LEAVE_REASONS = ("外出务工", "生病", "年老体弱", "公务", "其他")
"""The reasons in the order of their keys in the grid, 1 to 5."""


class Leave(Record, table="leave", label="请假", lasts=Through("since", "until")):
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
    return {each.person: each.reason for each in store.on(Leave, day, "since, id")}


# ── 缺席 ─────────────────────────────────────────────────────────────────────


OFTEN = 3
WARNED_AFTER, HANDLED_AFTER = 3, 6
"""Months without cause: 批评教育 from three, 组织处理 from six (党章 第九条; 参考)."""


@dataclass(frozen=True)
class Absence:
    """One member's run of absences without leave up to now, none of them in between attended.

    ``months`` are the whole months from the first to the last of them.
    """

    member: int
    name: str
    times: int
    since: date
    until: date

    @property
    def months(self) -> int:
        """Whole months the run has lasted."""
        months = (self.until.year - self.since.year) * 12 + self.until.month - self.since.month
        return months - (self.until.day < self.since.day)

    @property
    def sentence(self) -> str:
        """What it means, with the source."""
        words = f"{self.name}自{self.since}起连续无故缺席{self.times}次"
        if self.months >= HANDLED_AFTER:
            return f"{words}，已满{HANDLED_AFTER}个月，请按党章报上级党组织处理（参考）。"
        if self.months >= WARNED_AFTER:
            return f"{words}，已满{WARNED_AFTER}个月，请批评教育并记录（参考）。"
        return f"{words}，请了解原因。"


def consecutive_absences(store: Store, day: date, times: int = 1) -> list[Absence]:
    """Members whose last meetings up to ``day`` were all missed without leave, the longest first.

    Leave, 不计入应到 and a meeting that fell through neither lengthen a run nor end it; coming, in
    person or in writing, does.
    """
    runs: dict[int, list[date]] = {}
    names: dict[int, str] = {}
    for member, name, status, held in _marks(store, date.min, day):
        names[member] = name
        if status == Presence.ABSENT:
            runs.setdefault(member, []).append(held)
        elif status in (Presence.PRESENT, Presence.VISITING, Presence.WRITTEN):
            runs.pop(member, None)
    found = [
        Absence(member, names[member], len(days), days[0], days[-1])
        for member, days in runs.items() if len(days) >= times
    ]
    return sorted(found, key=lambda each: (-each.times, each.since, each.member))


def often_absent(store: Store, first: date, last: date, times: int = OFTEN) -> dict[str, int]:
    """Name → how often absent without leave between two days, of those at least ``times``."""
    missed: dict[tuple[int, str], int] = {}
    for member, name, status, _ in _marks(store, first, last):
        if status == Presence.ABSENT:
            missed[member, name] = missed.get((member, name), 0) + 1
    return {name: count for (_, name), count in missed.items() if count >= times}


def _marks(store: Store, first: date, last: date) -> list[tuple[int, str, str, date]]:
    fallen = fallen_between(store, first, last)
    found = store.query(
        f"""SELECT x.id, p.name, a.status, m.held, m.id FROM attendance a
           JOIN meeting m ON m.id = a.meeting JOIN member x ON x.person = a.person
           JOIN person p ON p.id = a.person
           WHERE m.held BETWEEN ?2 AND ?1 AND a.status IS NOT NULL AND {on(Member, "x")}
           ORDER BY m.held, m.id""",
        (last.isoformat(), first.isoformat()),
    )
    return [(member, name, status, date.fromisoformat(held))
            for member, name, status, held, meeting in found if meeting not in fallen]
