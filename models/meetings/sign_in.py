"""签到: attendance typed with single keys, who sits where, and what it says while it is typed."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import TYPE_CHECKING, NamedTuple

from models.keeping.lasting import on
from models.keeping.record import stood_on
from models.meetings.attendance import Attendance, Presence, turnout
from models.meetings.due_list import LEAVE_REASONS
from models.meetings.kinds import every_kind, kind
from models.meetings.meeting import Meeting, opening, purpose_of
from models.meetings.rules import EVERYONE, Rule, Tally
from models.members.member import Member, MemberKind
from models.values.problem import Problem

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
            LEFT JOIN {stood_on(Member)} m ON m.person = p.id AND {on(Member, "m")}
            WHERE p.id IN ({marks})""", (day.isoformat(), *ids),
    )
    return {
        person: Seat(name, group, kind == MemberKind.PROBATIONARY)
        for person, name, group, kind in rows
    }


# ── May it open, and what is it used for


_PARTS = {"1/2": "半数", "2/3": "三分之二", "1/3": "三分之一", "4/5": "五分之四"}


@dataclass(frozen=True)
class Readiness:
    """Whether a meeting may open: the ordinary rule, and the one its purpose asks for beyond it.

    ``faults`` are sentences that stand in the way of measuring at all.
    """

    came: int
    due: int
    listed: int
    ordinary: Tally | None
    special: Tally | None
    faults: tuple[str, ...] = ()


def readiness(
    meeting: Meeting, rows: Sequence[Attendance], rules: Sequence[Rule], ordinary: str | None
) -> Readiness:
    """Measure the rows typed so far; pure, asked after every key.

    ``ordinary`` is the first purpose of the kind, None when the kind has no rule.
    """
    count, found, faults = turnout(rows), [], []
    wanted = dict.fromkeys([ordinary, meeting.purpose])
    for purpose in wanted:
        told = None
        if purpose is not None:
            try:
                told = opening(meeting.but(purpose=purpose), rows, rules)
            except Problem as problem:
                faults.append(problem.sentence)
        found.append(told)
    special = found[1] if len(found) > 1 else None
    return Readiness(count.present, count.due, count.listed, found[0], special, tuple(faults))


def ordinary_purpose(store: Store, meeting: Meeting) -> str | None:
    """The purpose a kind of meeting has by itself; None when it has no rule."""
    try:
        purposes = kind(meeting.kind, meeting.held, every_kind(store)).purposes
    except Problem:
        return purpose_of(meeting)
    return purposes[0] if purposes else None


def missing_in_words(told: Tally) -> str:
    """还差1人到半数（5人）才能开会, or that it may open; who is not counted is said."""
    unit, need = told.rule.unit, told.needed_to_open
    part = in_words(told.rule)
    besides = ""
    if told.count.without_vote and told.rule.opens.base != EVERYONE:
        besides = "；预备党员不计"
    short = need - told.count.present
    if short > 0:
        return f"还差{short}{unit}到{part}（{need}{unit}）才能开会{besides}"
    return f"可以开会：已到{told.count.present}{unit}，{part}是{need}{unit}{besides}"


def in_words(rule: Rule) -> str:
    """半数, 过半数, 三分之二: the share a rule opens by."""
    return share_words(rule.opens.operator, str(rule.opens.fraction))


def share_words(operator: str, fraction: str) -> str:
    """A share as people say it: 半数 for >= 1/2, 过半数 for > 1/2."""
    words = _PARTS.get(fraction, fraction)
    return words if operator == ">=" else f"过{words}" if fraction == "1/2" else f"超过{words}"
