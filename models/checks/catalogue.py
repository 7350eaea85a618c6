"""Every check there is, in the order the findings are shown."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import TYPE_CHECKING

from models.checks.party import MEETING_CHECKS, MEMBER_CHECKS
from models.checks.points import POINTS_CHECKS
from models.checks.registers import PAIRING_CHECKS, REGISTER_CHECKS, VISIT_CHECKS
from models.checks.stars import ECONOMY_CHECKS, STAR_CHECKS
from models.values.finding import Finding, Level

if TYPE_CHECKING:
    from models.keeping.store import Store

CHECKS: tuple[Callable[[Store], Iterator[Finding]], ...] = (
    *REGISTER_CHECKS, *PAIRING_CHECKS, *VISIT_CHECKS, *MEETING_CHECKS, *MEMBER_CHECKS,
    *STAR_CHECKS, *ECONOMY_CHECKS, *POINTS_CHECKS,
)


def findings(store: Store) -> list[Finding]:
    """Everything that does not keep a rule, the gravest first."""
    found = [each for check in CHECKS for each in check(store)]
    return sorted(found, key=lambda each: list(Level).index(each.level))
