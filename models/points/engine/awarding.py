"""Books what happened: an award as it is judged, and the reversal that takes one back."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import Decimal

from models.points.engine.account import Account, excluded_on
from models.points.engine.counted import ZERO, booked_day, period_name
from models.points.engine.judging import Award, Event, Refused, credit, judge
from models.points.engine.ledger import (
    Entry,
    Ledger,
    Marks,
    Posted,
    count,
    history_of,
    item_of,
    member_of,
    scheme_for,
)
from models.points.engine.operations import Operation
from models.points.engine.reader import show
from models.points.engine.scheme import Item, Scheme
from models.points.engine.takings import extend, spared


def award(ledger: Ledger, operation: Operation) -> None:
    """Judges an event and writes its line.

    :raises Refused: when a rule does not take it.
    """
    account = ledger.account(operation.account, operation.on)
    scheme = scheme_for(account, operation.on)
    item = item_of(scheme, operation.item)
    if excluded_on(account, scheme, operation.on):
        limit = show(scheme.exclude_below or ZERO)
        raise Refused(f"账户{account.code}低于{limit}分，已退出积分，下一期再计")
    person = member_of(account, operation.person, operation.on)
    marks = Marks(account, item, operation, person)
    entered = operation.entered or operation.on
    booked = booked_day(operation.on, entered, scheme.cutoff_day, ledger.published)
    history = history_of(ledger, scheme, item, marks, account, operation.on, booked)
    given = judge(scheme, item, _event(operation, person), history)
    ledger.claim(operation)
    _post(ledger, operation, account, scheme, item, marks, booked, given)


def _event(operation: Operation, person: str | None) -> Event:
    return Event(
        operation.on,
        person,
        operation.times,
        operation.points,
        operation.findings,
        operation.key,
    )


def _post(
    ledger: Ledger,
    operation: Operation,
    account: Account,
    scheme: Scheme,
    item: Item,
    marks: Marks,
    booked: date,
    given: Award,
) -> None:
    number = len(ledger.entries)
    posted = Posted(
        operation, account, scheme, item, marks, number, booked, given.asked, given.credited
    )
    _write(ledger, posted, given, booked, given.reason, operation)
    if operation.id is not None:
        ledger.posted[operation.id] = posted
    if marks.key:
        ledger.counts.keys.add(marks.key)
    if marks.unit is not None:
        ledger.counts.units.add(marks.unit)
    if marks.group:
        ledger.counts.groups[marks.group].append(posted)
    extend(ledger, posted)


def _write(
    ledger: Ledger,
    posted: Posted,
    given: Award,
    booked: date,
    reason: str,
    source: Operation,
) -> None:
    account, points = posted.account, given.credited
    entry = Entry(
        op=source.op,
        account=account.code,
        on=source.on,
        credited=points,
        score=points,
        balance=points,
        period=period_name(posted.scheme.booking, booked),
        reason=reason,
        clipped=given.clipped,
        asked=given.asked,
        scheme=posted.scheme.name,
        source=source,
    )
    ledger.write(entry, account)
    account.score.add(booked, points)
    account.honour += points
    count(ledger, posted, points, booked)


def reverse(ledger: Ledger, operation: Operation) -> None:
    """Takes an award back by a line of the opposite sign, booked to its own day.

    What the award held of a cap, a key or a unit is free again. Points that a veto or a clearing
    has already taken are not taken twice.

    :raises Refused: when there is no such award, or it was reversed before.
    """
    posted = ledger.posted.get(operation.of or "")
    if posted is None:
        raise Refused(f"没有编号为{operation.of}的计分，无从冲销")
    if posted.reversed:
        raise Refused(f"编号{operation.of}的计分已经冲销过")
    ledger.claim(operation)
    posted.reversed = True
    account, back = posted.account, -posted.credited
    kept_score, kept_funds = spared(account, posted)
    account.score.add(operation.on, back + kept_score)
    account.honour += back
    ledger.line(
        operation.op,
        account,
        operation.on,
        back,
        _reversal_words(posted, operation, kept_score, kept_funds),
        score=back + kept_score,
        balance=back + kept_funds,
        source=operation,
    )
    count(ledger, posted, back, operation.on)
    _release(ledger, posted)
    if posted.marks.group:
        _regroup(ledger, posted, operation)


def _reversal_words(
    posted: Posted, operation: Operation, kept_score: Decimal, kept_funds: Decimal
) -> str:
    because = f"（{operation.reason}）" if operation.reason else ""
    words = f"冲销{operation.of}{because}：{posted.item.title}原计{show(posted.credited)}分"
    if kept_funds:
        words += f"，其中{show(kept_funds)}分已被清去，余额不再扣"
    if kept_score:
        words += f"，其中{show(kept_score)}分已从得分清去，得分不再扣"
    return words


def _release(ledger: Ledger, posted: Posted) -> None:
    counts, marks = ledger.counts, posted.marks
    counts.keys.discard(marks.key)
    counts.units.discard(marks.unit)
    if marks.group:
        counts.groups[marks.group].remove(posted)


def _regroup(ledger: Ledger, gone: Posted, operation: Operation) -> None:
    """就高不重复 after a reversal: the highest left counts in full, by a line of its own."""
    left = ledger.counts.groups[gone.marks.group]
    if not left:
        return
    highest = max(left, key=lambda posted: abs(posted.asked))
    missing = highest.asked - sum(posted.credited for posted in left)
    history = history_of(
        ledger,
        highest.scheme,
        highest.item,
        highest.marks,
        highest.account,
        highest.operation.on,
        operation.on,
    )
    opening = f"{highest.item.title}：就高不重复，改按{show(highest.asked)}分计，补差额"
    with suppress(Refused):
        raised = credit(highest.scheme, highest.item, missing, history, opening, highest.asked)
        if raised.credited:
            again = replace(highest.operation, op="regroup", on=operation.on, entered=None)
            _write(ledger, highest, raised, operation.on, raised.reason, again)
            highest.credited += raised.credited
