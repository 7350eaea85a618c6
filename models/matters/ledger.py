"""The ledger of matters: open, overdue, a balance that always agrees; and 软弱涣散整顿 in it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Annotated

from models.keeping.lasting import begun
from models.keeping.named_rows import named_rows
from models.matters.matter import OPEN, Handling, Matter, Overhaul, matters_on, report
from models.registers.people import head_on
from models.values.periods import Period, shipped_holidays
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store

OPENED = "('found', 'reopened')"
"""Steps after which a matter is open; ``closed`` is the one after which it is not."""


@dataclass(frozen=True)
class MatterLine:
    """A matter as a list shows it; days are ISO text, ``late`` is working days over the limit."""

    id: Annotated[int, "m.id"]
    number: Annotated[str, "coalesce(m.number, '')"]
    kind: Annotated[str, "m.kind"]
    what: Annotated[str, "m.what"]
    found: Annotated[str, "m.found"]
    household: Annotated[str, "coalesce(h.number, '')"]
    head: Annotated[str, f"coalesce({head_on()}, '')"]
    owner: Annotated[str, "coalesce(m.owner, '')"]
    level: Annotated[str | None, "m.level"]
    deadline: Annotated[str | None, "m.deadline"]
    state: Annotated[str, "m.state"]
    late: int = 0


_LAST = 10**11
"""What a matter says itself to be closed was closed after the steps told of that day."""


def stands(day: str) -> str:
    """SQL: by matter the newest step up to a day that left it open or closed, and its day.

    What no step tells, taken in from elsewhere, the matter says itself: found, and closed.
    """
    untold = """UNION ALL SELECT m.id, '{0}', m.{0}, {1} FROM matter m WHERE m.{0} IS NOT NULL
                AND NOT EXISTS (SELECT 1 FROM matter_step t WHERE t.matter = m.id
                                AND t.kind = '{0}')"""
    return f"""SELECT s.matter, s.kind, s.day, max(s.day || printf('%012d', s.id))
               FROM (SELECT matter, kind, day, id FROM matter_step
                     WHERE kind IN ('found', 'reopened', 'closed')
                     {untold.format('found', -1)} {untold.format('closed', _LAST)}) s
               WHERE s.day <= {day} GROUP BY s.matter"""


NEWEST = """SELECT s.matter, s.level, s.deadline, max(s.day || printf('%012d', s.id))
            FROM matter_step s WHERE s.day <= {day} GROUP BY s.matter"""
"""By matter the newest step up to a day: who has it, until when."""


def open_on(store: Store, day: date, *, kinds: Sequence[str] = ()) -> list[int]:
    """The matters that were open at the end of a day."""
    kind = f"AND m.kind IN ({','.join('?' * len(kinds))})" if kinds else ""
    rows = store.query(
        f"""SELECT m.id FROM matter m JOIN ({stands('?')}) t ON t.matter = m.id
            WHERE t.kind IN {OPENED} {kind} ORDER BY m.id""", (day.isoformat(), *kinds))
    return [row for (row,) in rows]


def matter_ids(
    store: Store, *, state: str | None = None, kind: str | None = None, open_only: bool = False,
    overdue: date | None = None, household: int | None = None, member: int | None = None,
) -> list[int]:
    """The matters asked for, those with the nearest deadline first; ``overdue`` is today."""
    where, values = ["1"], []
    for column, value in (("state", state), ("kind", kind), ("household", household),
                          ("member", member)):
        if value is not None:
            where.append(f"{column} = ?")
            values.append(value)
    if open_only or overdue is not None:
        where.append(f"state IN {OPEN}")
    if overdue is not None:
        where.append("deadline < ?")
        values.append(overdue.isoformat())
    rows = store.query(
        f"""SELECT id FROM matter WHERE {' AND '.join(where)}
            ORDER BY state NOT IN {OPEN}, deadline IS NULL, deadline, found DESC, id DESC""",
        values,
    )
    return [row for (row,) in rows]


def matter_lines(store: Store, ids: Sequence[int], today: date) -> list[MatterLine]:
    """The matters with these ids, in this order."""
    rows = named_rows(
        store, MatterLine,
        f"""FROM matter m LEFT JOIN household h ON h.id = m.household
            WHERE m.id IN ({','.join(map(str, map(int, ids)))})""", (today.isoformat(),)
    )
    lines = {
        each.id: replace(each, late=_late(each.deadline, each.state, today)) for each in rows
    }
    return [lines[each] for each in ids if each in lines]


def _late(deadline: str | None, state: str, today: date) -> int:
    if deadline is None or state not in OPEN:
        return 0
    return workdays_late(date.fromisoformat(deadline), today)


def workdays_late(deadline: date, today: date) -> int:
    """How many working days have begun since the deadline; 0 until it has passed."""
    calendar = shipped_holidays()
    days = (today - deadline).days
    return sum(calendar.is_workday(deadline + timedelta(n)) for n in range(1, days + 1))


# ── 软弱涣散整顿: a plan, a measure for each problem, a report a month


@dataclass(frozen=True)
class OverhaulProgress:
    """A problem in a month: what was done in it, and whether it was solved by its end."""

    matter: Matter
    done: str
    solved: bool
    solved_before: bool


@dataclass(frozen=True)
class OverhaulStanding:
    """How many problems there were by the end of a month, and how many of them were solved."""

    problems: int
    solved: int


def begin(store: Store, overhaul: Overhaul) -> Overhaul:
    """List the branch with its plan."""
    with store.act(f"列入整顿：{overhaul.plan}"):
        return store.save(overhaul)


def add_problem(
    store: Store, overhaul: int, matter: Matter, *, today: date | None = None
) -> Matter:
    """Add a problem with its measure. :raises Invalid: another problem has the same measure."""
    measure = (matter.measure or "").strip()
    if not measure:
        raise Invalid({"measure": "一问题一对策：请写这个问题自己的对策。"})
    if store.count("matter", "overhaul = ? AND measure = ?", (overhaul, measure)):
        raise Invalid({"measure": "另一个问题已经用了同一条对策。一问题一对策，请分开写。"})
    return report(store, matter.but(kind="overhaul", overhaul=overhaul), today=today)


def lift(store: Store, overhaul: int, day: date, conclusion: str) -> Overhaul:
    """Assess the branch and take it off the list. :raises Invalid: problems are open."""
    waiting = [
        each for each in store.find(Matter, "overhaul = ?", (overhaul,)) if each.is_open
    ]
    if waiting:
        numbers = "、".join(each.number or "" for each in waiting)
        raise Invalid(
            {"assessed": f"还有 {len(waiting)} 个问题没有化解（{numbers}），办结后再验收。"}
        )
    if not conclusion.strip():
        raise Invalid({"conclusion": "评估结论还没有填。"})
    with store.act("整顿验收"):
        return store.save(store.get(Overhaul, overhaul).but(assessed=day, conclusion=conclusion))


def progress(store: Store, overhaul: int, month: Period) -> list[OverhaulProgress]:
    """Every problem found by the end of the month, with what was done in the month."""
    waiting_before = set(open_on(store, month.previous().end, kinds=("overhaul",)))
    lines = []
    for matter, steps in matters_on(store, month.end):
        if matter.overhaul != overhaul:
            continue
        done = [each for each in steps
                if each.kind in (Handling.HANDLED, Handling.CLOSED) and month.contains(each.day)]
        before = matter.found < month.start and matter.id not in waiting_before
        lines.append(OverhaulProgress(matter, "；".join(each.words or "" for each in done),
                              not matter.is_open, before))
    return lines


def standing(store: Store, overhaul: int, month: Period) -> OverhaulStanding:
    """The figures of one month, to be set against the month before."""
    lines = progress(store, overhaul, month)
    return OverhaulStanding(len(lines), sum(each.solved for each in lines))


def current_overhaul(store: Store, day: date) -> Overhaul | None:
    """The overhaul the branch is, or was last, listed for on a day."""
    found = store.find(Overhaul, begun(Overhaul), (day.isoformat(),), "listed DESC, id DESC")
    return found[0] if found else None
