"""出勤: who was due at a meeting and who came; the events that points and files are drawn from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.values.codes import Labelled
from models.values.figure import rate
from models.values.kinds import DAY, FLAG, LINK, Choices

if TYPE_CHECKING:
    from models.keeping.store import Store


class Presence(Labelled):
    """What is written of one person on the roll of a meeting."""

    PRESENT = "present", "到"
    LEAVE = "leave", "假"
    ABSENT = "absent", "缺"
    VISITING = "visiting", "列席"
    WRITTEN = "written", "书面意见"
    EXCLUDED = "excluded", "不计入应到"


STATUSES = Choices(**Presence.labels())
CAME = frozenset({Presence.PRESENT})
AWAY = frozenset({Presence.LEAVE, Presence.ABSENT, Presence.WRITTEN})
"""Due and not there: on leave, away without leave, or only in writing."""
NOT_DUE = frozenset({Presence.VISITING, Presence.EXCLUDED})

EXCLUSION_REASONS = (
    "患有精神疾病，不能表达本人意志",
    "自费出国半年以上",
    "受留党察看处分或正在服刑",
    "年老体弱卧床不起，长期生活不能自理",
    "迁居或外出半年以上，应转未转组织关系",
    "离退休回原籍，不能参加",
)
"""The six cases, each with the superior's approval and a vote of the members
(《中国共产党基层组织选举工作条例》2020 of those due; read at second hand: 参考)."""

EXCLUSION_BASIS = "依据《中国共产党基层组织选举工作条例》（参考）"


class Attendance(Record, table="attendance", label="出勤"):
    """One person due at, or visiting, a meeting."""

    meeting: int = field("会议", LINK, required=True, default=0)  # 0 until the meeting is kept
    person: int = required("人员", LINK)
    vote: bool = field("有表决权", FLAG, required=True, default=True)
    status: str | None = field("出勤", options=STATUSES, width=8)
    reason: str | None = field("事由", width=16)
    approved: date | None = field("上级批准日期", DAY, width=11)

    def faults(self) -> dict[str, str]:
        """Nobody is left out of those due without a reason and an approval."""
        if self.status != Presence.EXCLUDED:
            return {}
        if not self.reason:
            return {"reason": f"不计入应到要写明属于哪种情形。{EXCLUSION_BASIS}。"}
        if self.approved is None:
            return {"approved": "不计入应到要有上级党组织批准，并经党员大会通过，"
                                f"请填批准日期。{EXCLUSION_BASIS}。"}
        return {}


@dataclass(frozen=True)
class Turnout:
    """How many were due and came; due and present count those with a vote, guests nobody.

    ``written``: those with a vote who handed in an opinion before the meeting.
    """

    due: int
    present: int
    without_vote: int = 0
    without_vote_present: int = 0
    written: int = 0

    @property
    def listed(self) -> int:
        """应到: everyone due, with or without a vote."""
        return self.due + self.without_vote

    @property
    def came(self) -> int:
        """实到: everyone due who came."""
        return self.present + self.without_vote_present

    @property
    def rate(self) -> str:
        """出勤率 to one decimal; — when nobody was due."""
        return rate(self.came, self.listed)


def turnout(rows: Iterable[Attendance]) -> Turnout:
    """Count the attendance; 列席 and 不计入应到 are never due."""
    due = [row for row in rows if row.status not in NOT_DUE]
    votes = [row for row in due if row.vote]
    others = [row for row in due if not row.vote]
    return Turnout(
        len(votes), sum(row.status in CAME for row in votes),
        len(others), sum(row.status in CAME for row in others),
        sum(row.status == Presence.WRITTEN for row in votes),
    )


def attendance_of(store: Store, meeting: int) -> list[Attendance]:
    """Who was due at a meeting, in the order written."""
    return store.find(Attendance, "meeting = ?", (meeting,))


def absentees(rows: Iterable[Attendance]) -> list[Attendance]:
    """Those due who were not there."""
    return [row for row in rows if row.status in AWAY]


def unmarked(rows: Iterable[Attendance]) -> list[Attendance]:
    """Those whose attendance has not been written yet."""
    return [row for row in rows if row.status is None]


# ── the events drawn from it ─────────────────────────────────────────────────


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
