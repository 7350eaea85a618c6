"""Points that go at one stroke and come back: 一票否决 and its appeal, 清零, 退兑."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

from models.points.engine.account import (
    LedgerAccount,
    Taking,
    balance_on,
    ended_year,
    free_on,
    next_clearing,
)
from models.points.engine.counted import DAY, ZERO
from models.points.engine.judging import Refused
from models.points.engine.ledger import Ledger, Posted, item_of, scheme_for
from models.points.engine.operations import Op, Operation
from models.points.engine.reader import show
from models.points.engine.scheme import ClearScope, Veto, VetoReach, VetoScope


def veto(ledger: Ledger, operation: Operation) -> None:
    """Applies the veto of an item by a line of its own; no earlier line is touched.

    :raises Refused: when the item carries no veto.
    """
    account = ledger.account(operation.account, operation.on)
    item = item_of(scheme_for(account, operation.on), operation.item)
    if item.veto is None:
        raise Refused(f"“{item.title}”没有定一票否决，不能按否决处理")
    ledger.claim(operation)
    taking = _taking(account, item.veto, operation)
    lost = sum(taking.score.values(), ZERO)
    for day, points in taking.score.items():
        account.score.add(day, -points)
    amount = lost if item.veto.scope == VetoScope.SCORE else taking.funds
    ledger.line(
        Op.VETO,
        account,
        operation.on,
        -amount,
        f"一票否决：{item.title}，{_veto_words(taking, lost)}",
        score=-lost,
        balance=-taking.funds,
        source=operation,
    )
    taking.reaches = ledger.reaches
    account.takings.append(taking)
    if operation.id is not None:
        ledger.takings[operation.id] = account, taking


def _taking(account: LedgerAccount, rule: Veto, operation: Operation) -> Taking:
    on, later = operation.on, rule.reach == VetoReach.NEXT_YEAR
    taking = Taking(operation.id, on, 0, rule.scope)
    if rule.scope == VetoScope.REDEEM:
        taking.barred_until = date(on.year + later, 12, 31)
        return taking
    taking.next_year = on.year + 1 if later else None
    taking.funds = max(ZERO, free_on(account, on))
    if rule.scope == VetoScope.SCORE:
        start = max(date(on.year, 1, 1), account.score_since)
        days = account.score.days(start, date(on.year, 12, 31))
        taking.score = days if sum(days.values(), ZERO) > 0 else {}
    return taking


def _veto_words(taking: Taking, lost: Decimal) -> str:
    if taking.barred_until:
        return f"取消兑换资格至{taking.barred_until}，积分照记"
    years = "当年和次年" if taking.next_year else "当年"
    if taking.scope == VetoScope.BALANCE:
        return f"{years}只清可兑换积分，清去{show(taking.funds)}分"
    return f"{years}积分清零，得分清去{show(lost)}分，可兑换清去{show(taking.funds)}分"


def extend(ledger: Ledger, posted: Posted) -> None:
    """A veto that reaches the next year takes what is credited in it comes."""
    account, points = posted.account, posted.credited
    for taking in account.takings:
        if taking.undone or taking.next_year != posted.operation.on.year or points <= 0:
            continue
        funds = max(ZERO, min(points, free_on(account, posted.operation.stands)))
        score = points if taking.scope == VetoScope.SCORE else ZERO
        if score:
            account.score.add(posted.booked, -score)
            taking.score[posted.booked] = taking.score.get(posted.booked, ZERO) + score
        taking.funds += funds
        ledger.line(
            Op.VETO,
            account,
            posted.operation.stands,
            -(score or funds),
            f"一票否决次年有效：{posted.item.title}所得随即清去",
            score=-score,
            balance=-funds,
        )
        taking.reaches = ledger.reaches
        return


def appeal(ledger: Ledger, operation: Operation) -> None:
    """Gives back what a veto took and lifts its bar.

    :raises Refused: when there is no such veto, or it was given back before.
    """
    if operation.of not in ledger.takings:
        raise Refused(f"没有编号为{operation.of}的否决，无从申诉")
    account, taking = ledger.takings[operation.of]
    if taking.undone:
        raise Refused(f"编号{operation.of}的否决已经申诉撤销过")
    ledger.claim(operation)
    taking.undone = True
    score = sum(taking.score.values(), ZERO)
    for day, points in taking.score.items():
        account.score.add(day, points)
    ledger.line(
        Op.APPEAL,
        account,
        operation.on,
        score if taking.scope == VetoScope.SCORE else taking.funds,
        f"申诉成立，撤销否决{operation.of}，退还所清积分",
        score=score,
        balance=taking.funds,
        source=operation,
    )


def spared(account: LedgerAccount, posted: Posted) -> tuple[Decimal, Decimal]:
    """Of an award that is being reversed, what takings have already taken from score and balance.

    The takings hold that much less from now on, as if the award had never been there.
    """
    score, rest = ZERO, max(ZERO, posted.credited)
    for taking in account.takings:
        if taking.undone or taking.reaches <= posted.number:
            continue
        funds = min(rest, taking.funds)
        taking.funds -= funds
        rest -= funds
        held = max(ZERO, min(posted.credited - score, taking.score.get(posted.booked, ZERO)))
        if held:
            taking.score[posted.booked] -= held
            score += held
    return score, max(ZERO, posted.credited) - rest


def clear_before(ledger: Ledger, account: LedgerAccount, day: date) -> None:
    """Lets every clearing day earlier than ``day`` do its work on the account."""
    while account.next_clearing is not None and account.next_clearing < day:
        if account.closed is not None and account.closed <= account.next_clearing:
            return
        _clear(ledger, account, account.next_clearing)


def settle(ledger: Ledger, day: date) -> None:
    """Brings all accounts to the end of ``day``.

    The balance may be used on its last day; that day's own clearing shows once the year is closed.
    """
    for account in ledger.accounts.values():
        clear_before(ledger, account, day)
        last = account.next_clearing
        if last == day and account.closed is None and ended_year(day) in ledger.closed_years:
            _clear(ledger, account, day)


def _clear(ledger: Ledger, account: LedgerAccount, on: date) -> None:
    scheme = account.versions.near(on)
    before = balance_on(account, on)
    debt = min(ZERO, before) if scheme.carry_debt else ZERO
    funds = account.funds
    account.since = on + DAY
    account.funds = debt
    after = balance_on(account, on)
    account.funds = funds
    forgiving = Decimal("Infinity") if not scheme.carry_debt else max(ZERO, before)
    ledger.line(
        Op.CLEAR,
        account,
        on,
        after - before,
        _clearing_words(before, after, debt),
        balance=after - before,
    )
    account.funds = debt
    account.takings.append(Taking(None, on, ledger.reaches, Op.CLEAR, forgiving))
    if scheme.clear == ClearScope.WITH_SCORE:
        account.score_since = on + DAY
    account.next_clearing = next_clearing(account.versions, account.opened, on)


def _clearing_words(before: Decimal, after: Decimal, debt: Decimal) -> str:
    words = f"到期清零：余额{show(before)}分，清零后{show(after)}分"
    return f"{words}，欠{show(-debt)}分结转" if debt else words


# ── 退兑 ─────────────────────────────────────────────────────────────────────


def unredeem(ledger: Ledger, operation: Operation, redeemed: Operation) -> None:
    """Gives the points of a redemption back by a line of its own.

    :raises Refused: the balance it was paid from has been cleared since.
    """
    account = ledger.account(operation.account, operation.on)
    if account.since > redeemed.on:
        raise Refused(
            f"账户{account.code}在{redeemed.on}兑换之后已经到期清零，不能再退回积分"
        )
    points = redeemed.points or ZERO
    ledger.vouchers -= set(redeemed.vouchers)
    because = f"（{operation.reason}）" if operation.reason else ""
    words = f"撤销{redeemed.on}兑换的{redeemed.goods or '物品'}{because}，退回{show(points)}分"
    ledger.line(Op.UNREDEEM, account, operation.on, points, words, balance=points, source=operation)
