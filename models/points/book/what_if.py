"""试算: the year's real slips judged by a changed scheme, side by side with what they gave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from models.points.book.accounts import Account
from models.points.book.kept_ledger import Book
from models.points.book.recount import recount
from models.points.book.scheme_versions import KINDS, track_of, versions
from models.points.book.slips import Slip
from models.points.engine.account import Standing
from models.points.engine.counted import ZERO
from models.points.engine.scheme import Scheme, Versions
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store


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
