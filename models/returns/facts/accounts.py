"""The points accounts of a village over a stretch of days, as forms ask about them."""

from __future__ import annotations

from collections import defaultdict
from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING

from models.points.book.as_of import Moves, moves_between

if TYPE_CHECKING:
    from models.keeping.store import Store


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
        """Account → what it had, what happened in the stretch, what was left."""
        found: dict[int, Moves] = defaultdict(Moves)
        found.update(moves_between(self.store, self.kind, self.first, self.last))
        return found
