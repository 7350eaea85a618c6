"""退兑: a redemption taken back; the points return to what can be spent, the score never moved."""

from __future__ import annotations

from models.points.engine.counted import ZERO
from models.points.engine.judging import Refused
from models.points.engine.ledger import Ledger
from models.points.engine.operations import Operation
from models.points.engine.reader import show


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
    ledger.line("unredeem", account, operation.on, points, words, balance=points, source=operation)
