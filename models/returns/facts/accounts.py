"""The points accounts of a village over a stretch of days, as forms ask about them."""

from __future__ import annotations

from datetime import date
from functools import cached_property
from typing import TYPE_CHECKING, Any

from models.figures.measure import Measure
from models.figures.points import OF, heads_added
from models.figures.reckon import Reckoned, reckon
from models.figures.source import VILLAGE, Days

if TYPE_CHECKING:
    from models.keeping.store import Store


class PointsView:
    """The accounts of one kind over a stretch of days; an owner is a household or member id."""

    def __init__(self, store: Store, kind: str, first: date, last: date) -> None:
        self.store, self.kind, self.days = store, kind, Days(first, last)

    @cached_property
    def known(self) -> bool:
        """Whether anybody had an account by then."""
        return bool(self.store.count("account", "kind = ? AND opened <= ?",
                                     (self.kind, self.days.last.isoformat())))

    @cached_property
    def heads(self) -> dict[str, Measure]:
        """What was added under each head of the village's schemes, by its code."""
        return heads_added(self.store, self.kind, date.max)

    @cached_property
    def _of_owners(self) -> Reckoned:
        return self._reckoned(self.kind)

    @cached_property
    def _of_village(self) -> Reckoned:
        return self._reckoned(VILLAGE)

    def _reckoned(self, subject: str) -> Reckoned:
        asked = (*OF[self.kind].moves, *self.heads.values())
        return reckon(self.store, [(each, self.days) for each in asked], subject)

    def value(self, measure: Measure, owner: int) -> Any:
        """A figure of all accounts of an owner; unknown while nobody has one."""
        return self._of_owners.value(measure, self.days, owner) if self.known else None

    def total(self, measure: Measure) -> Any:
        """A figure of the village."""
        return self._of_village.value(measure, self.days) if self.known else None
