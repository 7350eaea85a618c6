"""Awards that look like one written down before: a list taken in again, a session saved again."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.points.book.slips import AwardDraft, Slip
from models.points.engine.scheme import Fixed, Item

if TYPE_CHECKING:
    from models.keeping.store import Store

REMEDY = "确是另一次，请在“场次”里写明，例如“下午”"


@dataclass(frozen=True)
class Twin:
    """The award one looks like: its slip, or its line of the same list.

    Account, item, day, person and occasion are the same; ``same`` when the amount is as well.
    Whoever doesn't say the person or the occasion may mean any award that stands already.
    """

    slip: Slip
    line: int | None
    same: bool


class Twins:
    """What stands already for the accounts of some drafts, and what the drafts add."""

    def __init__(self, store: Store, drafts: Collection[AwardDraft]) -> None:
        self._known: dict[object, list[tuple[Slip, int | None]]] = defaultdict(list)
        if not drafts:
            return
        days = sorted({each.on.isoformat() for each in drafts})
        wanted = {each.account for each in drafts}
        for slip in store.find(
            Slip, """op = 'award' AND state IN ('draft', 'pending', 'approved')
            AND on_day BETWEEN ? AND ? AND NOT EXISTS (SELECT 1 FROM slip r
                WHERE r."of" = slip.id AND r.op = 'reverse' AND r.state = 'approved')""",
            (days[0], days[-1]),
        ):
            if slip.account in wanted:
                self._known[_mark(slip)].append((slip, None))

    def of(self, slip: Slip, item: Item) -> Twin | None:
        """The award a slip looks like, one of the same amount before others; None for a new one."""
        found = [Twin(other, line, _amount(other, item) == _amount(slip, item))
                 for other, line in self._known.get(_mark(slip), ())
                 if _may_be(slip.person, other.person, line)
                 and _may_be(slip.key or None, other.key or None, line)]
        return max(found, key=lambda each: each.same, default=None)

    def add(self, slip: Slip, line: int) -> None:
        """Remember a line of the list."""
        self._known[_mark(slip)].append((slip, line))


def _mark(slip: Slip) -> object:
    return slip.account, slip.item, slip.on_day


def _may_be(said: object, other: object, line: int | None) -> bool:
    return said == other or (said is None and line is None)


def _amount(slip: Slip, item: Item) -> object:
    """How much a slip says; what an item gives by itself may be written beside it or not."""
    points = None if isinstance(item.amount, Fixed) else slip.points
    return slip.times, points, slip.findings, slip.subject
