"""A points scheme (积分细则) as the village adopted it: one dated version, as plain values.

The keys of the TOML file and the names of the fields are the same, so that a scheme may come from
a file or from stored rows alike.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import cached_property

from models.points.engine.counted import ZERO
from models.points.engine.reader import kept

PERSON_UNITS = frozenset({"person-time", "person-once", "person-year"})
UNITS = {
    "person-time": "人次",
    "household-time": "户次",
    "household-day": "户/天",
    "person-once": "每人一次",
    "household-once": "每户一次",
    "person-year": "每人每年一次",
    "household-year": "每户每年一次",
}


@dataclass(frozen=True)
class Veto:
    """一票否决: what is lost (``balance``, ``score``, ``redeem``) and for how long."""

    scope: str
    reach: str = "this-year"


@dataclass(frozen=True)
class Fixed:
    """The same signed points every time."""

    points: Decimal


@dataclass(frozen=True)
class Range:
    """An amount the village decides between two."""

    low: Decimal
    high: Decimal


@dataclass(frozen=True)
class PerFinding:
    """Starts from ``start`` and changes by ``each`` for every finding, until it is used up."""

    each: Decimal
    start: Decimal


@dataclass(frozen=True)
class Category:
    """A head of the scheme, with what it starts from and how far it may go down or be added to."""

    code: str
    title: str
    base: Decimal = ZERO
    floor: Decimal | None = None
    cap: Decimal | None = None
    cap_per: str | None = None


@dataclass(frozen=True)
class Item:
    """What gives or takes points."""

    code: str
    category: str
    title: str
    amount: Fixed | Range | PerFinding
    per: str = "household-time"
    cap: Decimal | None = None
    cap_per: str | None = None
    one_of: str | None = None
    evidence: str | None = None
    needs_approval: bool = False
    public_wording: str | None = None
    name_on_notice: bool = True
    sensitive: bool = False
    veto: Veto | None = None

    @property
    def counts_persons(self) -> bool:
        """Whether the unit is a person rather than the household."""
        return self.per in PERSON_UNITS

    @property
    def deducts(self) -> bool:
        """Whether it only takes points; such lines carry no name on a notice by default."""
        match self.amount:
            case Fixed(points):
                return points < 0
            case Range(_, high):
                return high <= 0
            case PerFinding(each, start):
                return start <= 0 and each < 0


@dataclass(frozen=True)
class Grade:
    """A year-end grade, the points it begins at, and how many may have it."""

    title: str
    from_points: Decimal
    share_at_most: Fraction | None = None


@dataclass(frozen=True)
class Scheme:
    """One version of one scheme; every number a village may choose is here, none is in the code."""

    name: str
    account: str
    valid_from: date
    source: str
    valid_until: date | None = None
    base: Decimal | None = None
    base_period: str | None = None
    base_share_of_last: Decimal | None = None
    base_redeemable: bool | None = None
    redeem_value: Decimal | None = None
    min_award: Decimal | None = None
    budget_points: Decimal | None = None
    redeemable: bool = True
    rank_period: str | None = None
    exclude_below: Decimal | None = None
    suspend_below: Decimal | None = None
    cap_policy: str = "clip"
    booking: str = "month"
    cutoff_day: int | None = None
    clear_on: tuple[int, int] | None = None
    clear: str = "balance"
    carry_debt: bool = True
    decimals: int = 2
    boundary_inclusive: bool = True
    categories: tuple[Category, ...] = field(default=())
    items: tuple[Item, ...] = field(default=())
    grades: tuple[Grade, ...] = field(default=())

    @cached_property
    def item_by_code(self) -> dict[str, Item]:
        """The items under their codes."""
        return {item.code: item for item in self.items}

    @cached_property
    def category_by_code(self) -> dict[str, Category]:
        """The heads under their codes."""
        return {category.code: category for category in self.categories}

    @cached_property
    def heads_base(self) -> Decimal:
        """What all heads together start from."""
        return sum((category.base for category in self.categories), ZERO)

    @cached_property
    def has_base(self) -> bool:
        """Whether an account holds anything before it has earned anything."""
        return bool(self.base or self.base_share_of_last or self.heads_base)

    @property
    def base_may_be_spent(self) -> bool:
        """``base_redeemable``; when it is not said, a base is not for spending."""
        return not self.has_base if self.base_redeemable is None else self.base_redeemable

    @property
    def base_per(self) -> str:
        """How often the base is given anew; the year when it is not said."""
        return self.base_period or "year"

    @property
    def ranks_per(self) -> str:
        """The period ``score`` counts."""
        return self.rank_period or self.base_per

    def base_after(self, last_total: Decimal | None) -> Decimal:
        """What an account starts a base period with; ``last_total`` is None in its first.

        A share of the last total is rounded to the places that are kept: a fifth of a fifth of …
        would need one place more every quarter, and no book could hold it after three years.
        """
        own = self.base or ZERO
        if last_total is not None and self.base_share_of_last is not None:
            own = kept(self.base_share_of_last * last_total)
        return own + self.heads_base


class Versions:
    """The versions of one kind's scheme, of which the event's day picks one."""

    def __init__(self, schemes: Sequence[Scheme]) -> None:
        self.all = tuple(sorted(schemes, key=lambda scheme: scheme.valid_from))

    def at(self, day: date) -> Scheme | None:
        """The version in force on ``day``: the one that began last and has not ended."""
        for scheme in reversed(self.all):
            if scheme.valid_from <= day <= (scheme.valid_until or date.max):
                return scheme
        return None

    def near(self, day: date) -> Scheme:
        """The version in force, else the last one before ``day``, else the first."""
        in_force = self.at(day)
        if in_force is not None:
            return in_force
        begun = [scheme for scheme in self.all if scheme.valid_from <= day]
        return (begun or self.all[:1])[-1]
