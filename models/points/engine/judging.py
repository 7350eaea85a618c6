"""What one event is worth under the scheme, and the sentence that says why.

Pure: everything the rules look back on is handed in as a ``History``, whoever kept it. The ledger
in memory and the ledger of the data file ask the same ``judge``.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from models.points.engine.counted import ZERO, ItemUnit, Per
from models.points.engine.reader import show
from models.points.engine.scheme import (
    CapPolicy,
    Category,
    Fixed,
    Item,
    PerFinding,
    Range,
    Scheme,
)
from models.values.problem import Problem


class Refused(Problem):
    """An operation the rules do not take; the sentence names the rule."""


@dataclass(frozen=True, slots=True)
class Event:
    """What happened, as somebody wrote it down."""

    on: date
    person: str | None = None
    times: int = 1
    points: Decimal | None = None
    findings: int | None = None
    key: str | None = None


@dataclass(frozen=True, slots=True)
class History:
    """What the rules look back on, reversals already taken off.

    ``item_used`` and ``category_used`` are what was credited in the cap's period to the person or
    account the cap counts for; ``head`` is what the category was credited in its base period;
    ``best`` is the highest award the one_of subject has had; ``awarded`` is what all accounts were
    awarded in the year.
    """

    key_taken: bool = False
    unit_taken: bool = False
    item_used: Decimal = ZERO
    category_used: Decimal = ZERO
    head: Decimal = ZERO
    best: Decimal = ZERO
    awarded: Decimal = ZERO


@dataclass(frozen=True, slots=True)
class Award:
    """What is credited, what a cap or floor cut off (with the sign of the award), and why.

    ``asked`` is the event's worth by itself; in a one_of group less than that may be due.
    """

    asked: Decimal
    credited: Decimal
    clipped: Decimal
    reason: str


def judge(scheme: Scheme, item: Item, event: Event, history: History) -> Award:
    """The award for ``event``.

    :raises Refused: when the item is already counted, the amount is not one of the item's, or a cap
        is crossed under ``cap_policy = "reject"``.
    """
    _refuse_repeats(item, event, history)
    asked = _asked(item, event)
    if scheme.min_award is not None and 0 < asked < scheme.min_award:
        raise Refused(f"“{item.title}”计{show(asked)}分，少于每次最低的{show(scheme.min_award)}分")
    opening = _opening(item, event, asked)
    if item.one_of is None:
        return credit(scheme, item, asked, history, opening, asked)
    if abs(asked) <= abs(history.best):
        kept = f"{opening}，就高不重复，已按{show(history.best)}分计，这次计0分"
        return Award(asked, ZERO, ZERO, kept)
    if history.best:
        opening += f"，就高不重复，已按{show(history.best)}分计，补差额"
    return credit(scheme, item, asked - history.best, history, opening, asked)


def credit(
    scheme: Scheme, item: Item, due: Decimal, history: History, opening: str, asked: Decimal
) -> Award:
    """As much of ``due`` as caps, budget and floor leave room for.

    :raises Refused: when a cap is crossed and the scheme rejects what crosses one.
    """
    if due < 0:
        return _debit(scheme.category_by_code[item.category], due, history, opening, asked)
    rooms = _rooms(scheme, item, history)
    if not rooms or due == 0:
        said = "" if opening.endswith(f"：{show(due)}分") else f"，计{show(due)}分"
        return Award(asked, due, ZERO, f"{opening}{said}")
    room, words = min(rooms, key=lambda found: found[0])
    if due <= room:
        return Award(asked, due, ZERO, f"{opening}，{words}，计{show(due)}分")
    if scheme.cap_policy == CapPolicy.REJECT:
        raise Refused(f"“{item.title}”这次{show(due)}分会超过上限：{words}，按细则不予计分")
    cut = due - room
    return Award(asked, room, cut, f"{opening}，{words}，计{show(room)}分，{show(cut)}分不计")


def _debit(head: Category, due: Decimal, history: History, opening: str, asked: Decimal) -> Award:
    if head.floor is None:
        return Award(asked, due, ZERO, f"{opening}，扣{show(-due)}分")
    left = max(ZERO, head.base + history.head - head.floor)
    taken = max(due, -left)
    words = f"“{head.title}”扣完为止，还可扣{show(left)}分，扣{show(-taken)}分"
    return Award(asked, taken, due - taken, f"{opening}，{words}")


def _rooms(scheme: Scheme, item: Item, history: History) -> list[tuple[Decimal, str]]:
    """How much every cap leaves, with its words."""
    head = scheme.category_by_code[item.category]
    caps = [
        (item.cap, Per(item.cap_per or Per.ONCE).label, history.item_used),
        (head.cap, f"“{head.title}”{Per(head.cap_per or Per.ONCE).label}", history.category_used),
        (scheme.budget_points, "全部账户全年", history.awarded),
    ]
    return [
        (max(ZERO, cap - used), f"{whose}封顶{show(cap)}分，已记{show(used)}分")
        for cap, whose, used in caps
        if cap is not None
    ]


def _refuse_repeats(item: Item, event: Event, history: History) -> None:
    whom = f"给{event.person}" if item.counts_persons and event.person else ""
    if history.key_taken:
        raise Refused(f"“{item.title}”凭“{event.key}”已经{whom}记过，同一场次或证书只记一次")
    once = {
        ItemUnit.PERSON_ONCE: "每人只计一次",
        ItemUnit.HOUSEHOLD_ONCE: "每户只计一次",
        ItemUnit.PERSON_YEAR: "每人每年只计一次",
        ItemUnit.HOUSEHOLD_YEAR: "每户每年只计一次",
        ItemUnit.HOUSEHOLD_DAY: "每户每天只计一次",
    }.get(ItemUnit(item.per))
    if once and history.unit_taken:
        raise Refused(f"“{item.title}”{once}，已经{whom}记过")
    if once and item.per != ItemUnit.HOUSEHOLD_DAY and event.times > 1:
        raise Refused(f"“{item.title}”{once}，次数应为1，现在写了{event.times}")


def _asked(item: Item, event: Event) -> Decimal:
    """The worth of the event before any limit."""
    match item.amount:
        case Range(low, high):
            return _within(item, event, low, high) * event.times
        case PerFinding(each, start):
            total = start + each * (event.findings or 0)
            used_up = start > 0 > total
            return ZERO if used_up else total * event.times
        case Fixed(points):
            if event.points is not None and event.points != points:
                raise Refused(
                    f"“{item.title}”每次固定{show(points)}分，不能另写{show(event.points)}分"
                )
            return points * event.times


def _within(item: Item, event: Event, low: Decimal, high: Decimal) -> Decimal:
    between = f"“{item.title}”在{show(low)}到{show(high)}分之间评定"
    if event.points is None:
        raise Refused(f"{between}，请写明评了多少分")
    if not low <= event.points <= high:
        raise Refused(f"{between}，{show(event.points)}分不在其中")
    return event.points


def _opening(item: Item, event: Event, asked: Decimal) -> str:
    match item.amount:
        case PerFinding(each, start):
            worth = f"基数{show(start)}分，发现{event.findings or 0}处，每处{show(each)}分"
        case Fixed(points) if event.times > 1:
            worth = f"每次{show(points)}分，共{event.times}次"
        case _:
            worth = f"{show(asked)}分"
    return f"{item.title}：{worth}"
