"""The points accounts of a village over a stretch of days, as forms ask about them."""

from __future__ import annotations

import copy
from collections import defaultdict
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from functools import cached_property
from typing import TYPE_CHECKING, Any, NamedTuple

from models.points.amounts import from_stored

if TYPE_CHECKING:
    from models.store import Store

ZERO = Decimal(0)
DAY = timedelta(days=1)
SPENT = {"redeem": 1, "unredeem": -1}


@dataclass
class Moves:
    """What happened on one account in a stretch of days."""

    added: dict[str, Decimal] = field(default_factory=lambda: defaultdict(Decimal))
    deducted: Decimal = ZERO
    redeemed: Decimal = ZERO
    redemptions: int = 0

    def take(self, op: str, category: str, points: Decimal, *, undoes_here: bool) -> None:
        """Count one line; a reversal of what happened in the same stretch takes it back there."""
        if op in SPENT:
            self.redeemed -= points
            self.redemptions += SPENT[op]
        elif (points >= 0) != undoes_here:
            self.added[category] += points
        else:
            self.deducted -= points


class Cleared(NamedTuple):
    """When an account was cleared, and the debt it had."""

    on: date
    debt: Decimal


class PointsView:
    """The accounts of one kind over a stretch of days; ``owner`` is a household or member id."""

    def __init__(self, store: Store, kind: str, first: date, last: date) -> None:
        self.store, self.kind, self.first, self.last = store, kind, first, last

    @cached_property
    def accounts(self) -> dict[int, list[int]]:
        """Owner → the accounts there were, an old one and the one after it."""
        found: dict[int, list[int]] = defaultdict(list)
        for account, owner in self.store.query(
            f"SELECT id, {self.kind} FROM account WHERE kind = ? AND opened <= ? ORDER BY id",
            (self.kind, self.last.isoformat()),
        ):
            found[owner].append(account)
        return found

    @cached_property
    def moves(self) -> dict[int, Moves]:
        """Account → what happened in the stretch."""
        days = (self.first.isoformat(), self.last.isoformat())
        found: dict[int, Moves] = defaultdict(Moves)
        for account, op, category, event_day, balance in self.store.query(
            """SELECT e.account, e.op, coalesce(e.category, ''), e.event_day, e.balance
               FROM entry e JOIN account a ON a.id = e.account
               WHERE a.kind = ? AND e.on_day BETWEEN ? AND ?""", (self.kind, *days),
        ):
            here = op == "reverse" and days[0] <= event_day <= days[1]
            found[account].take(op, category, from_stored(balance), undoes_here=here)
        return found

    def balance(self, account: int, day: date) -> Decimal:
        """What could be spent at the end of a day, the base included."""
        from models.points.account import balance_on

        past = copy.copy(self._book.account(account))
        cleared = self._cleared(day).get(account)
        past.since, debt = past.opened, ZERO
        if cleared is not None:
            past.since = cleared.on + DAY
            debt = cleared.debt if past.versions.near(cleared.on).carry_debt else ZERO
        past.funds = debt + self._gathered(day)[account]
        return balance_on(past, day)

    @cached_property
    def _book(self) -> Any:
        from models.points.book import Book

        book = Book(self.store, self.kind)
        book.open([each for rows in self.accounts.values() for each in rows])
        return book

    def _gathered(self, day: date) -> dict[int, Decimal]:
        """Account → what its lines from the last clearing to a day sum to."""
        if day not in self._sums:
            cleared = self._cleared(day)
            sums: dict[int, Decimal] = defaultdict(Decimal)
            for account, on_day, balance in self.store.query(
                """SELECT e.account, e.on_day, e.balance FROM entry e
                   JOIN account a ON a.id = e.account
                   WHERE a.kind = ? AND e.on_day <= ? AND e.op <> 'clear'""",
                (self.kind, day.isoformat()),
            ):
                if account not in cleared or on_day > cleared[account].on.isoformat():
                    sums[account] += from_stored(balance)
            self._sums[day] = sums
        return self._sums[day]

    @cached_property
    def _sums(self) -> dict[date, dict[int, Decimal]]:
        return {}

    def _cleared(self, day: date) -> dict[int, Cleared]:
        """Account → its last clearing up to a day."""
        if day not in self._clearings:
            self._clearings[day] = self._cleared_until(day)
        return self._clearings[day]

    @cached_property
    def _clearings(self) -> dict[date, dict[int, Cleared]]:
        return {}

    def _cleared_until(self, day: date) -> dict[int, Cleared]:
        return {
            account: Cleared(date.fromisoformat(on),
                             min(ZERO, from_stored(after) - from_stored(balance)))
            for account, on, after, balance in self.store.query(
                """SELECT e.account, e.on_day, e.after, e.balance FROM entry e
                   JOIN account a ON a.id = e.account
                   WHERE a.kind = ? AND e.op = 'clear' AND e.on_day <= ? ORDER BY e.on_day""",
                (self.kind, day.isoformat()),
            )
        }
