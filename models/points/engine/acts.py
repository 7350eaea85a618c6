"""The operations a ledger understands; the plain ones: opening, redeeming, closing, splitting."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import date
from decimal import ROUND_DOWN, Decimal, Inexact, localcontext

from models.points.engine.account import Account, balance_on, barred_until, redeemable_on
from models.points.engine.awarding import award, reverse
from models.points.engine.counted import ZERO, Stretch, stretch
from models.points.engine.judging import Refused
from models.points.engine.ledger import Ledger, scheme_for
from models.points.engine.operations import Operation
from models.points.engine.reader import EXACT, show
from models.points.engine.takings import appeal, clear_before, veto


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
    ledger.accounts[code] = Account(code, kind, operation.on, versions, members)


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
    ledger.line("redeem", account, operation.on, -points, words, balance=-points, source=operation)


def close_year(ledger: Ledger, operation: Operation) -> None:
    """Closes a year: what is entered for it later books to the period in which it is entered."""
    year = operation.year or operation.on.year
    ledger.closed_years.add(year)
    ledger.published.append(stretch("year", date(year, 1, 1)))


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
    ledger.line("close_account", account, operation.on, ZERO, words, source=operation)
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
    new = Account(
        operation.into or "",
        old.kind,
        operation.on,
        old.versions,
        dict.fromkeys(moving, date.max),
        {person: old.identity(person) for person in moving},
    )
    ledger.accounts[new.code] = new
    if operation.share == "per-person":
        _divide(ledger, operation, old, new, len(moving), len(staying))
    for person in moving:
        old.members[person] = operation.on


def _divide(
    ledger: Ledger, operation: Operation, old: Account, new: Account, heads: int, of: int
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
            "split",
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
    "open": open_account,
    "award": award,
    "reverse": reverse,
    "veto": veto,
    "appeal": appeal,
    "redeem": redeem,
    "close": close_year,
    "publish": publish,
    "close_account": close_account,
    "split": split,
}


def apply(ledger: Ledger, operation: Operation) -> None:
    """Does one operation, after the clearings that came before its day.

    :raises Refused: when a rule does not take it; the ledger is then as it was.
    """
    account = _account_of(ledger, operation)
    if account is not None:
        clear_before(ledger, account, operation.on)
    ACTS[operation.op](ledger, operation)


def _account_of(ledger: Ledger, operation: Operation) -> Account | None:
    if operation.op == "reverse":
        posted = ledger.posted.get(operation.of or "")
        return posted.account if posted else None
    if operation.op == "appeal":
        found = ledger.takings.get(operation.of or "")
        return found[0] if found else None
    return ledger.accounts.get(operation.account or "")
