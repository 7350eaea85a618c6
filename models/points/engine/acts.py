"""The operations a ledger understands: awards, reversals, opening, redeeming, closing, 分户."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from contextlib import suppress
from dataclasses import replace
from datetime import date
from decimal import ROUND_DOWN, Decimal, Inexact, localcontext

from models.points.engine.account import (
    LedgerAccount,
    balance_on,
    barred_until,
    excluded_on,
    redeemable_on,
)
from models.points.engine.counted import ZERO, Per, Stretch, booked_day, period_name, stretch
from models.points.engine.judging import Award, Event, Refused, credit, judge
from models.points.engine.ledger import (
    Ledger,
    LedgerLine,
    Marks,
    Posted,
    count,
    history_of,
    item_of,
    member_of,
    scheme_for,
)
from models.points.engine.operations import Op, Operation, SplitShare
from models.points.engine.reader import EXACT, show
from models.points.engine.scheme import Item, Scheme
from models.points.engine.takings import appeal, clear_before, extend, spared, veto


def award(ledger: Ledger, operation: Operation) -> None:
    """Judges an event and writes its line.

    :raises Refused: when a rule does not take it.
    """
    account = ledger.account(operation.account, operation.on)
    ledger.account(operation.account, operation.stands)
    scheme = scheme_for(account, operation.on)
    item = item_of(scheme, operation.item)
    if excluded_on(account, scheme, operation.on):
        limit = show(scheme.exclude_below or ZERO)
        raise Refused(f"账户{account.code}低于{limit}分，已退出积分，下一期再计")
    person = member_of(account, operation.person, operation.on)
    marks = Marks(account, item, operation, person)
    booked = _booked(ledger, operation, scheme)
    history = history_of(ledger, scheme, item, marks, account, operation.on, booked)
    given = judge(scheme, item, _event(operation, person), history)
    ledger.claim(operation)
    _post(ledger, operation, account, scheme, item, marks, booked, given)


def _booked(ledger: Ledger, operation: Operation, scheme: Scheme) -> date:
    """Where an award counts: one in place of another, as the reversal of that, on its day."""
    if operation.stands != operation.on:
        return operation.stands
    entered = operation.entered or operation.on
    return booked_day(operation.on, entered, scheme.cutoff_day, ledger.published)


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
    account: LedgerAccount,
    scheme: Scheme,
    item: Item,
    marks: Marks,
    booked: date,
    given: Award,
) -> None:
    number = ledger.reaches
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
    entry = LedgerLine(
        op=source.op,
        account=account.code,
        on=source.stands,
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
            again = replace(highest.operation, op=Op.REGROUP, on=operation.on, entered=None)
            _write(ledger, highest, raised, operation.on, raised.reason, again)
            highest.credited += raised.credited


# ── opening, redeeming, closing, splitting ───────────────────────────────────


def open_account(ledger: Ledger, operation: Operation) -> None:
    """A new account with its members.

    :raises Refused: when the account is there already.
    """
    code = operation.account or ""
    if code in ledger.accounts:
        raise Refused(f"账户{code}已经开过，不能重复开户")
    kind = operation.kind or ""
    versions = ledger.versions[kind]
    members = dict.fromkeys(operation.members, date.max)
    ledger.accounts[code] = LedgerAccount(
        code, kind, operation.on, versions, members, score=ledger.tally())


def redeem(ledger: Ledger, operation: Operation) -> None:
    """Goods against points: from the balance only, never from the score.

    :raises Refused: when redemption is barred or closed, a voucher was used, or the points do not
        suffice; no redemption makes a debt.
    """
    account = ledger.account(operation.account, operation.on)
    scheme, points = scheme_for(account, operation.on), operation.points or ZERO
    if not scheme.redeemable:
        raise Refused(f"细则《{scheme.name}》没有兑换")
    if points <= 0:
        raise Refused("兑换的分数应大于0")
    barred = barred_until(account, operation.on)
    if barred is not None:
        raise Refused(f"账户{account.code}的兑换资格取消至{barred}")
    used = [number for number in operation.vouchers if number in ledger.vouchers]
    if used:
        raise Refused(f"兑换券{'、'.join(used)}已经用过")
    left = redeemable_on(account, operation.on)
    if points > left:
        raise Refused(f"要兑换{show(points)}分，账户{account.code}现可兑换{show(left)}分，不够")
    ledger.claim(operation)
    ledger.vouchers.update(operation.vouchers)
    goods = operation.goods or "物品"
    words = f"兑换{goods}：兑前可兑换{show(left)}分，用去{show(points)}分，得分不变"
    ledger.line(Op.REDEEM, account, operation.on, -points, words, balance=-points, source=operation)


def close_year(ledger: Ledger, operation: Operation) -> None:
    """Closes a year: what is entered for it later books to the period in which it is entered."""
    year = operation.year or operation.on.year
    ledger.closed_years.add(year)
    ledger.published.append(stretch(Per.YEAR, date(year, 1, 1)))


def publish(ledger: Ledger, operation: Operation) -> None:
    """The notice of a period is out: nothing is booked into it any more."""
    if operation.period is not None:
        ledger.published.append(Stretch(operation.period.start, operation.period.end))


def close_account(ledger: Ledger, operation: Operation) -> None:
    """Moved out or died: nothing more is booked, and the balance stays readable.

    :raises Refused: when there is no such account, or it is closed.
    """
    account = ledger.account(operation.account, operation.on)
    if account.closed is not None:
        raise Refused(f"账户{account.code}已在{account.closed}销户")
    left = show(balance_on(account, operation.on))
    words = f"销户（{operation.reason or '未写原因'}），结存{left}分，留待处理"
    ledger.line(Op.CLOSE_ACCOUNT, account, operation.on, ZERO, words, source=operation)
    account.closed = operation.on


def split(ledger: Ledger, operation: Operation) -> None:
    """分户: members move to a new account; with ``per-person`` score and balance go by heads.

    :raises Refused: when the new account exists, or somebody does not belong to the old one.
    """
    old = ledger.account(operation.account, operation.on)
    if operation.into in ledger.accounts:
        raise Refused(f"账户{operation.into}已经有了，分户要分到新账户")
    staying = [person for person, left in old.members.items() if operation.on < left]
    moving = list(dict.fromkeys(operation.members))
    strangers = [person for person in moving if person not in staying]
    if strangers:
        raise Refused(f"{'、'.join(strangers)}不在账户{old.code}里，不能分出")
    new = LedgerAccount(
        operation.into or "",
        old.kind,
        operation.on,
        old.versions,
        dict.fromkeys(moving, date.max),
        {person: old.identity(person) for person in moving},
        ledger.tally(),
    )
    ledger.accounts[new.code] = new
    if operation.share == SplitShare.PER_PERSON:
        _divide(ledger, operation, old, new, len(moving), len(staying))
    for person in moving:
        old.members[person] = operation.on


def _divide(
    ledger: Ledger, operation: Operation, old: LedgerAccount, new: LedgerAccount, heads: int,
    of: int,
) -> None:
    """Moves the heads' part of what was earned; no base is divided, each account has its own."""
    scheme = old.versions.near(operation.on)
    period = stretch(scheme.ranks_per, operation.on)
    earned = old.score.between(max(period.start, old.score_since), period.end)
    score = portion(earned, heads, of, scheme.decimals)
    funds = portion(old.funds, heads, of, scheme.decimals)
    words = f"分户，{of}人分出{heads}人，按人头分得分{show(score)}分、结存{show(funds)}分"
    for account, sign in ((old, -1), (new, 1)):
        account.score.add(operation.on, sign * score)
        ledger.line(
            Op.SPLIT,
            account,
            operation.on,
            sign * score,
            words,
            score=sign * score,
            balance=sign * funds,
            source=operation,
        )


def portion(whole: Decimal, heads: int, of: int, decimals: int) -> Decimal:
    """The part of some heads: exact where decimals can say it, else cut to the places shown.

    What is cut stays with those who stay, so that both parts always add up to the whole.
    """
    with localcontext(EXACT) as context:
        try:
            return whole * heads / of
        except Inexact:
            context.traps[Inexact] = False
            part = whole * heads / of
            return part.quantize(Decimal(1).scaleb(-decimals), ROUND_DOWN)


ACTS: Mapping[str, Callable[[Ledger, Operation], None]] = {
    Op.OPEN: open_account,
    Op.AWARD: award,
    Op.REVERSE: reverse,
    Op.VETO: veto,
    Op.APPEAL: appeal,
    Op.REDEEM: redeem,
    Op.CLOSE: close_year,
    Op.PUBLISH: publish,
    Op.CLOSE_ACCOUNT: close_account,
    Op.SPLIT: split,
}


def apply(ledger: Ledger, operation: Operation) -> None:
    """Does one operation, after the clearings that came before its day.

    :raises Refused: when a rule does not take it; the ledger is then as it was.
    """
    account = _account_of(ledger, operation)
    if account is not None:
        clear_before(ledger, account, operation.stands)
    ACTS[operation.op](ledger, operation)


def _account_of(ledger: Ledger, operation: Operation) -> LedgerAccount | None:
    if operation.op == Op.REVERSE:
        posted = ledger.posted.get(operation.of or "")
        return posted.account if posted else None
    if operation.op == Op.APPEAL:
        found = ledger.takings.get(operation.of or "")
        return found[0] if found else None
    return ledger.accounts.get(operation.account or "")
