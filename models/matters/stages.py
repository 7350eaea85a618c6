"""How a matter moves on: found, assigned, handled, closed with a result, fed back, reopened."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Any

from models.matters.matter import LEVELS, Matter, Step
from models.office.policies import policy
from models.values.periods import add_workdays
from models.values.problem import Invalid

if TYPE_CHECKING:
    from models.keeping.store import Store

MEASURED = ("rectification", "overhaul")
"""Kinds that keep 一问题一对策: no closing without a measure of their own."""


def report(store: Store, matter: Matter, *, today: date | None = None) -> Matter:
    """Write a new matter down, with the next number of its year.

    :raises Invalid: it was found on a day that lies ahead.
    """
    if matter.found > (today or date.today()):
        raise Invalid({"found": f"{matter.found} 还没有到，请核对发现日期。"})
    with store.act(f"登记事项：{matter.what[:12]}"):
        kept = store.save(matter.but(number=matter.number or next_number(store, matter.found.year),
                                     state="found"))
        assert kept.id is not None
        store.save(Step(matter=kept.id, kind="found", day=matter.found, words=matter.source))
    return kept


def next_number(store: Store, year: int) -> str:
    """2026-001, counting on within the year."""
    rows = store.query(
        "SELECT max(CAST(substr(number, 6) AS INTEGER)) FROM matter WHERE number LIKE ?",
        (f"{year}-%",),
    )
    return f"{year}-{(rows[0][0] or 0) + 1:03}"


def assign(
    store: Store, matter: int, owner: str, day: date, *, level: str = "village",
    deadline: date | None = None, words: str = "", today: date | None = None,
) -> Matter:
    """Hand a matter to somebody, or to somebody else; without a deadline the level's working
    days count from ``day``."""
    kind = "assigned" if store.get(Matter, matter).owner is None else "reassigned"
    return _hand(store, matter, kind, owner, level, day, deadline, words, today)


def escalate(
    store: Store, matter: int, level: str, owner: str, day: date, words: str, *,
    deadline: date | None = None, today: date | None = None,
) -> Matter:
    """Hand a matter up: 村报告、乡处理、县办结. :raises Invalid: the level is not higher."""
    order = [code for code, _ in LEVELS.pairs()]
    now = store.get(Matter, matter).level or "village"
    if order.index(level) <= order.index(now):
        raise Invalid({"level": f"现在已在{LEVELS.label(now)}一级，上报请选更高一级。"})
    return _hand(store, matter, "escalated", owner, level, day, deadline, words, today)


def _hand(
    store: Store, matter: int, kind: str, owner: str, level: str, day: date,
    deadline: date | None, words: str, today: date | None,
) -> Matter:
    if not owner.strip():
        raise Invalid({"owner": "责任人还没有填，请写交给谁办。"})
    limit = deadline or add_workdays(day, policy(store, "matters", day)["days"][level])[0]
    if limit < day:
        raise Invalid({"deadline": f"时限 {limit} 早于交办日期 {day}，请改晚。"})
    return _step(store, matter, kind, day, words, today, ("found", "assigned"), state="assigned",
                 owner=owner, level=level, deadline=limit)


def handle(
    store: Store, matter: int, day: date, words: str, *, today: date | None = None
) -> Matter:
    """Say how far it is. :raises Invalid: nothing was said."""
    if not words.strip():
        raise Invalid({"words": "办理情况还没有填。"})
    return _step(store, matter, "handled", day, words, today, ("found", "assigned"))


def close(
    store: Store, matter: int, day: date, result: str, *, acceptor: str | None = None,
    today: date | None = None,
) -> Matter:
    """Close a matter with its result. :raises Invalid: no result, or none of its own measure."""
    known = store.get(Matter, matter)
    if not result.strip():
        raise Invalid({"result": "办结要写办理结果，请写一句怎样解决的。"})
    if known.kind in MEASURED and not (known.measure or "").strip():
        raise Invalid({"measure": "一问题一对策：这个问题还没有对策，请先写对策再销号。"})
    return _step(store, matter, "closed", day, result, today, ("found", "assigned"),
                 state="closed", closed=day, result=result, acceptor=acceptor or known.acceptor)


def feed_back(
    store: Store, matter: int, day: date, verdict: str, *, words: str = "",
    today: date | None = None,
) -> Matter:
    """Tell the household, and keep what it says of the result."""
    said = "；".join(filter(None, (Matter.field("verdict").show(verdict), words)))
    return _step(store, matter, "told", day, said, today, ("closed", "told"), state="told",
                 told=day, verdict=verdict)


def reopen(
    store: Store, matter: int, day: date, reason: str, *, today: date | None = None
) -> Matter:
    """The solution did not hold: the matter counts as found again. The earlier result stays in
    the steps."""
    if not reason.strip():
        raise Invalid({"reason": "重新办理要写原因。"})
    known = store.get(Matter, matter)
    return _step(store, matter, "reopened", day, reason, today, ("closed", "told"),
                 state="assigned" if known.owner else "found", closed=None, result=None, told=None,
                 verdict=None)


def steps_of(store: Store, matter: int) -> list[Step]:
    """What was done about a matter, in order."""
    return store.find(Step, "matter = ?", (matter,), "day, id")


_NOT_NOW = {
    "assigned": "这件事已经办结，要再办请先重新办理。",
    "closed": "这件事还没有办结，请先办结。",
}


def _step(
    store: Store, matter: int, kind: str, day: date, words: str, today: date | None,
    states: tuple[str, ...], **changes: Any,
) -> Matter:
    known = store.get(Matter, matter)
    if known.state not in states:
        raise Invalid({"state": _NOT_NOW["closed" if "closed" in states else "assigned"]})
    if day > (today or date.today()):
        raise Invalid({"day": f"{day} 还没有到，请核对日期。"})
    last = steps_of(store, matter)[-1]
    if day < last.day:
        raise Invalid({"day": f"上一步在 {last.day}，日期不能比它早。"})
    after = known.but(**changes)
    with store.act(f"{Step.field('kind').show(kind)}：{known.number}"):
        store.save(Step(matter=matter, kind=kind, day=day, words=words or None, level=after.level,
                        owner=after.owner, deadline=after.deadline))
        return store.save(after)
