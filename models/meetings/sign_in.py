"""签到: attendance typed with single keys, and who sits where on the roster."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from models.keeping.lasting import on
from models.meetings.absences import LEAVE_REASONS
from models.meetings.attendance import Attendance, Presence
from models.members.member import Member, MemberKind

if TYPE_CHECKING:
    from models.keeping.store import Store


KEYS = {key: status for keys, status in zip(("d1", "j2", "q3", "l4", "s5"), Presence, strict=False)
        for key in keys} | {"enter": Presence.PRESENT}
"""到 假 缺 列席 书面意见 by first letter or by number; Enter is 到 too."""

REST = "r"
UP, DOWN, CLEAR = "up", "down", "backspace"


@dataclass(frozen=True)
class Grid:
    """The roster and where the cursor stands; ``asking`` when the reason of a leave is awaited."""

    rows: tuple[Attendance, ...]
    cursor: int = 0
    asking: bool = False

    @property
    def done(self) -> bool:
        """Whether everyone has been marked."""
        return all(row.status is not None for row in self.rows)


def grid(rows: Iterable[Attendance]) -> Grid:
    """A roster ready to be typed, the cursor on the first person not yet marked."""
    every = tuple(rows)
    return Grid(every, _next_unmarked(every, -1))


def press(now: Grid, key: str) -> Grid:
    """The grid after one key.

    A status key marks the person and moves on to the next one not marked. After 假 the cursor
    waits: a digit 1–5 gives the reason; any other key goes on without one. ``r`` marks everyone
    left as 到; the arrows move; backspace clears. A key that means nothing changes nothing.
    """
    if not now.rows:
        return now
    if now.asking:
        if key in map(str, range(1, len(LEAVE_REASONS) + 1)):
            return _moved_on(_marked(now, reason=LEAVE_REASONS[int(key) - 1]))
        now = _moved_on(now)
    if key in KEYS:
        marked = _marked(now, status=KEYS[key], reason=None)
        leave = KEYS[key] == Presence.LEAVE
        return replace(marked, asking=True) if leave else _moved_on(marked)
    if key == REST:
        return _rest_present(now)
    if key == CLEAR:
        return _marked(now, status=None, reason=None)
    if key in (UP, DOWN):
        step = -1 if key == UP else 1
        return replace(now, cursor=max(0, min(len(now.rows) - 1, now.cursor + step)))
    return now


def typed(rows: Iterable[Attendance], keys: Iterable[str]) -> tuple[Attendance, ...]:
    """The roster after a row of keys."""
    now = grid(rows)
    for key in keys:
        now = press(now, key)
    return now.rows


def _marked(now: Grid, **says: str | None) -> Grid:
    rows = list(now.rows)
    rows[now.cursor] = rows[now.cursor].but(**says)
    return replace(now, rows=tuple(rows))


def _moved_on(now: Grid) -> Grid:
    return replace(now, cursor=_next_unmarked(now.rows, now.cursor), asking=False)


def _next_unmarked(rows: Sequence[Attendance], after: int) -> int:
    """The next person not marked, or the one below when all are."""
    for place in range(after + 1, len(rows)):
        if rows[place].status is None:
            return place
    return min(after + 1, max(len(rows) - 1, 0))


def _rest_present(now: Grid) -> Grid:
    rows = tuple(row.but(status=row.status or Presence.PRESENT) for row in now.rows)
    return Grid(rows, len(rows) - 1)


# ── who sits where ───────────────────────────────────────────────────────────


class Seat(NamedTuple):
    """What stands beside a person's attendance."""

    name: str
    party_group: str = ""
    probationary: bool = False


def seats_of(store: Store, people: Iterable[int], day: date) -> dict[int, Seat]:
    """Person id → seat on a day."""
    ids = list(people)
    marks = ",".join("?" * len(ids))
    rows = store.query(
        f"""SELECT p.id, p.name, coalesce(m.party_group, ''), m.kind FROM person p
            LEFT JOIN member m ON m.person = p.id AND {on(Member, "m")}
            WHERE p.id IN ({marks})""", (day.isoformat(), *ids),
    )
    return {
        person: Seat(name, group, kind == MemberKind.PROBATIONARY)
        for person, name, group, kind in rows
    }
