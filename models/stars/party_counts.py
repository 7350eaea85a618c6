"""Counts of branch life: meetings held, members trained, households paired and visited."""

from __future__ import annotations

from collections.abc import Callable

from models.meetings.held import fell_through
from models.meetings.kinds import known_rules
from models.meetings.meeting import Meeting, attendance_of, kind_title, meetings_between
from models.pairing.workbench import base_sql
from models.stars.counting import Counting
from models.values.figure import Figure, Seen, of


def party_meetings(kind: str) -> Callable[[Counting], Figure]:
    """The meetings of one kind held in the year; one that could not open is missed, with why."""

    def counted(counting: Counting) -> Figure:
        return _meetings(counting, kind)

    return counted


def meetings_held(counting: Counting) -> Figure:
    """All meetings of the year."""
    return _meetings(counting, None)


def _meetings(counting: Counting, kind: str | None) -> Figure:
    good: list[Seen] = []
    missed: list[Seen] = []
    for each in meetings_between(counting.store, counting.first, counting.last):
        if kind not in (None, each.kind):
            continue
        reason = _not_valid(counting, each)
        seen = Seen(("meeting", each.rowid), f"{each.held} {each.title or kind_title(each.kind)}",
                    reason)
        (missed if reason else good).append(seen)
    return of(good, missed, "次")


def _not_valid(counting: Counting, meeting: Meeting) -> str:
    rows = attendance_of(counting.store, meeting.rowid)
    if not rows and meeting.due_count is None:
        return "没有签到记录，请补签到"
    short = fell_through(meeting, rows, known_rules(counting.store))
    return "到会人数没有达到开会要求" if short else ""


def reserves(counting: Counting) -> Figure:
    """后备干部 on the list at the end; those taken off are missed."""
    on = counting.last.isoformat()
    rows = counting.store.query(
        """SELECT r.id, p.name, r.ended, r.end_reason FROM reserve r
           JOIN person p ON p.id = r.person WHERE r.listed <= ? ORDER BY r.id""", (on,))
    good = [Seen(("reserve", row), name) for row, name, ended, _ in rows
            if ended is None or ended > on]
    missed = [Seen(("reserve", row), name, f"{ended} 已出库{f'：{why}' if why else ''}")
              for row, name, ended, why in rows if ended is not None and ended <= on]
    return of(good, missed, "人")


def paired(counting: Counting) -> Figure:
    """Households with a main member on the day, of those that should be paired."""
    on = counting.last.isoformat()
    rows = counting.store.query(
        f"""SELECT h.id, h.number, coalesce(g.name, ''), EXISTS (
               SELECT 1 FROM pairing x WHERE x.household = h.id AND x.role = 'main'
               AND x.since <= ?1 AND (x.until IS NULL OR x.until >= ?1))
           FROM household h LEFT JOIN "group" g ON g.id = h."group"
           WHERE h.id IN ({base_sql(counting.store, counting.last)})
           ORDER BY g.place, g.id, h.number""", (on,))
    good = [Seen(("household", row), f"{group} {number} 户")
            for row, number, group, has in rows if has]
    missed = [Seen(("household", row), f"{group} {number} 户", "没有主联党员")
              for row, number, group, has in rows if not has]
    return of(good, missed, "户", "应结对户")


def visited(counting: Counting) -> Figure:
    """Households visited at least once in the year."""
    first, last = counting.days
    rows = counting.store.query(
        """SELECT h.id, h.number, coalesce(g.name, ''), (
               SELECT count(*) FROM visit v WHERE v.household = h.id AND v.day BETWEEN ?1 AND ?2)
           FROM household h LEFT JOIN "group" g ON g.id = h."group"
           WHERE coalesce(h.since, '') <= ?2 AND (h.left IS NULL OR h.left > ?2)
           ORDER BY g.place, g.id, h.number""", (first, last))
    good = [Seen(("household", row), f"{group} {number} 户（{times} 次）")
            for row, number, group, times in rows if times]
    missed = [Seen(("household", row), f"{group} {number} 户", "本年没有走访记录")
              for row, number, group, times in rows if not times]
    return of(good, missed, "户", "在册户")


def members_trained(counting: Counting) -> Figure:
    """Members who took part in at least one training of the year."""
    first, last = counting.days
    rows = counting.store.query(
        """SELECT m.id, p.name, (
               SELECT count(*) FROM activity_person ap JOIN activity a ON a.id = ap.activity
               WHERE ap.person = m.person AND a.kind = 'training' AND a.on_day BETWEEN ?1 AND ?2)
           FROM member m JOIN person p ON p.id = m.person
           WHERE coalesce(m.joined, '') <= ?2 AND (m.left IS NULL OR m.left > ?2) ORDER BY m.id""",
        (first, last))
    good = [Seen(("member", row), f"{name}（{times} 次）") for row, name, times in rows if times]
    missed = [Seen(("member", row), name, "本年没有参加培训的记录")
              for row, name, times in rows if not times]
    return of(good, missed, "人", "在册党员")
