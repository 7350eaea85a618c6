"""The ledger worked out anew: to check the kept one, and what a changed scheme would give."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from models.points.book.accounts import Account
from models.points.book.kept_ledger import Book
from models.points.book.scheme_versions import KINDS, track_of, versions
from models.points.book.slips import STANDS, Slip
from models.points.engine.account import Standing, standing
from models.points.engine.acts import ACTS, apply
from models.points.engine.counted import ZERO
from models.points.engine.judging import Refused
from models.points.engine.ledger import Ledger
from models.points.engine.operations import Op, Operation
from models.points.engine.reader import EXACT, show
from models.points.engine.scheme import Scheme, Versions
from models.points.engine.takings import clear_before, settle, unredeem
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store


@dataclass
class Recount:
    """A ledger that was worked out anew; ``codes`` are the accounts' names by id."""

    ledger: Ledger
    codes: dict[int, str]
    refused: list[tuple[Slip, str]] = field(default_factory=list)

    def standing(self, account: int, day: date) -> Standing:
        """How an account stands on a day."""
        with localcontext(EXACT):
            return standing(self.ledger.accounts[self.codes[account]], day)


def recount(
    store: Store, kind: str, *, versions: Mapping[str, Versions] | None = None,
    as_of: date | None = None,
) -> Recount:
    """Every approved slip of a kind once more through the engine, in the order they were taken.

    :param versions: judge by these schemes instead (what-if): what a rule refuses is listed, and
        balances are cleared by the calendar of these schemes up to ``as_of``.
    """
    book = Book(store, kind)
    records = store.find(Account, "kind = ?", (kind,))
    book.open([each.rowid for each in records if each.track in book.versions])
    found = Recount(Ledger(versions or book.versions), book.codes)
    split_off = {row[0] for row in store.query(
        "SELECT \"into\" FROM slip WHERE op = 'split' AND state = 'approved'")}
    with localcontext(EXACT):
        for record in records:
            if record.id not in split_off and record.track in found.ledger.versions:
                _open(book, found, record)
        for slip in store.find(
            Slip, f"id IN (SELECT s.id FROM slip s WHERE s.kind = ? AND s.state = 'approved' "
            f"AND {STANDS} <= ?)", (kind, (as_of or date.max).isoformat()), "place",
        ):
            _again(book, found, slip, by_calendar=versions is not None)
        if versions is not None and as_of is not None:
            settle(found.ledger, as_of)
    return found


def _open(book: Book, found: Recount, record: Account) -> None:
    code = book.codes[record.rowid]
    members = tuple(book.ledger.accounts[code].members)
    ACTS[Op.OPEN](found.ledger, Operation(
        0, Op.OPEN, record.opened, account=code, kind=record.track, members=members,
    ))
    found.ledger.accounts[code].identities.update(book.ledger.accounts[code].identities)


def _again(book: Book, found: Recount, slip: Slip, *, by_calendar: bool) -> None:
    ledger, operation = found.ledger, book.operation(slip)
    if slip.into is not None:
        operation = replace(operation, into=book.codes[slip.into])
    _belong(ledger, operation)
    try:
        _do(book, ledger, slip, operation, by_calendar=by_calendar)
    except Refused as rule:
        found.refused.append((slip, rule.sentence))
    new = ledger.accounts.get(operation.into or "")
    if new is not None:
        new.identities.update(book.ledger.accounts[new.code].identities)


def _belong(ledger: Ledger, operation: Operation) -> None:
    """Who belonged to the account was looked at when the slip was entered."""
    account = ledger.accounts.get(operation.account or "")
    if account is not None and operation.op in (Op.AWARD, Op.SPLIT):
        for each in (operation.person, *operation.members):
            if each is not None:
                account.members.setdefault(each, date.max)


def _do(
    book: Book, ledger: Ledger, slip: Slip, operation: Operation, *, by_calendar: bool
) -> None:
    account = ledger.accounts.get(operation.account or "")
    if slip.op == Op.UNREDEEM:
        redeemed = book.operation(book.store.get(Slip, slip.of or 0))
        if redeemed.id in ledger.ids:
            unredeem(ledger, operation, redeemed)
    elif by_calendar:
        if slip.op != Op.CLEAR:
            apply(ledger, operation)
    elif slip.op == Op.CLEAR and account is not None:
        clear_before(ledger, account, slip.on_day)
    else:
        ACTS[slip.op](ledger, operation)
    if slip.op == Op.CLOSE:
        settle(ledger, slip.on_day)


def differences(store: Store, kind: str, day: date) -> list[tuple[int, str]]:
    """The accounts whose kept figures differ from the slips worked out anew, with the sentence."""
    found = recount(store, kind)
    book, wrong = Book(store, kind), []
    book.open(list(found.codes))
    for row, code in found.codes.items():
        if code not in found.ledger.accounts:
            continue
        ours, true = book.standing(row, day), found.standing(row, day)
        for name, kept, right in (
            ("得分", ours.score, true.score), ("结存", ours.balance, true.balance),
            ("荣誉累计", ours.honour, true.honour),
        ):
            if kept != right:
                wrong.append((row, (
                    f"{code}的{name}记的是 {show(kept)}，按流水重算是 {show(right)}，"
                    f"相差 {show(kept - right)}。请先备份，再用最近的好备份核对。"
                )))
    return wrong


# ── 试算 with a changed scheme ───────────────────────────────────────────────


@dataclass(frozen=True)
class Beside:
    """An account as it is and as it would be."""

    account: int
    code: str
    now: Standing
    then: Standing

    @property
    def difference(self) -> Decimal:
        """How many points more it would have."""
        return self.then.score - self.now.score


@dataclass(frozen=True)
class WhatIf:
    """Every account side by side, and what the changed scheme would not have taken."""

    lines: tuple[Beside, ...]
    refused: tuple[tuple[Slip, str], ...]

    @property
    def now(self) -> Decimal:
        """All scores together as they are."""
        return sum((each.now.score for each in self.lines), ZERO)

    @property
    def then(self) -> Decimal:
        """All scores together as they would be."""
        return sum((each.then.score for each in self.lines), ZERO)

    @property
    def redeemable(self) -> tuple[Decimal, Decimal]:
        """What all may redeem, as it is and as it would be."""
        return (sum((each.now.redeemable for each in self.lines), ZERO),
                sum((each.then.redeemable for each in self.lines), ZERO))


def what_if(
    store: Store, schemes: Sequence[Scheme], as_of: date, *, member_class: str | None = None
) -> WhatIf:
    """Judge what was really written down by other schemes; nothing is changed.

    The versions given take the place of all those of their kind and class.

    :raises Problem: no scheme, or schemes of both kinds at once.
    """
    kinds = {each.account for each in schemes}
    if len(kinds) != 1:
        raise Problem("试算一次只算一种细则：都是户的，或都是党员的。")
    kind = kinds.pop()
    changed = versions(store, kind)
    changed[track_of(kind, member_class)] = Versions(schemes)
    found = recount(store, kind, versions=changed, as_of=as_of)
    book = Book(store, kind)
    if not book.versions:
        raise Problem(f"还没有启用的{KINDS.label(kind)}积分细则，没有可比的流水。")
    rows = [
        each.rowid for each in store.find(Account, "kind = ?", (kind,))
        if found.codes.get(each.rowid) in found.ledger.accounts
    ]
    book.open(rows)
    lines = tuple(
        Beside(row, found.codes[row], book.standing(row, as_of), found.standing(row, as_of))
        for row in rows
    )
    return WhatIf(lines, tuple(found.refused))
