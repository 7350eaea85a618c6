"""Households: permanent numbers, heads, categories with dates; a household is never deleted."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.values.codes import HOUSEHOLD_CATEGORY
from models.values.kinds import DAY, LINK, NOTE, Choices
from models.values.privacy import Privacy

if TYPE_CHECKING:
    from models.keeping.store import Store

HEAD = "02"
"""GB/T 4761-2008: 户主."""

HOUSEHOLD_LEFT = Choices(moved="迁出", closed="销户", merged="并户")


class Household(Record, table="household", label="户"):
    """A household with its permanent 户号; it may be empty, and leaves with a reason."""

    number: str = required("户号", width=8,
                           aliases=("户编号", "编号", "户码", "户序号", "家庭编号", "户内编号"))
    group: int | None = field("村民小组", LINK, width=8)
    address: str | None = field("住址", width=24, privacy=Privacy.ADDRESS,
                                aliases=("家庭住址", "地址", "家庭地址", "详细地址"))
    phone: str | None = field("户联系电话", width=14, privacy=Privacy.PHONE)
    note: str | None = field("备注", NOTE, width=14, privacy=Privacy.SENSITIVE)
    since: date | None = field("立户日期", DAY, width=11)
    left: date | None = field("离册日期", DAY, width=11)
    left_reason: str | None = field("离册原因", options=HOUSEHOLD_LEFT, width=8)


class HouseholdCategory(Record, table="household_category", label="户类别"):
    """What a household counts as (脱贫户, 低保户 …) from a day until a day, on which paper."""

    household: int = required("户", LINK)
    category: str = required("类别", options=HOUSEHOLD_CATEGORY,
                             privacy=Privacy.SENSITIVE, width=14,
                             aliases=("户类型", "户类别", "类型", "家庭类型", "户属性"))
    since: date | None = field("起", DAY)
    until: date | None = field("止", DAY)
    source: str | None = field("依据", width=16)


@dataclass(frozen=True)
class HouseholdLine:
    """A household as a list shows it."""

    id: int
    number: str
    group: str
    head: str
    size: int


def household_lines(store: Store) -> list[HouseholdLine]:
    """Every household still on the register, in order of group and number."""
    rows = store.query(
        """SELECT h.id, h.number, coalesce(g.name, ''),
                  coalesce((SELECT p.name FROM person p WHERE p.household = h.id
                            AND p.relation = ? AND p.left IS NULL ORDER BY p.id LIMIT 1), ''),
                  (SELECT count(*) FROM person p WHERE p.household = h.id AND p.left IS NULL)
           FROM household h LEFT JOIN "group" g ON g.id = h."group"
           WHERE h.left IS NULL ORDER BY g.place, g.id, h.number""",
        (HEAD,),
    )
    return [HouseholdLine(*row) for row in rows]


def categories_of(store: Store, household: int, on: date) -> list[HouseholdCategory]:
    """The categories a household is in on a day."""
    day = on.isoformat()
    return store.find(
        HouseholdCategory,
        "household = ? AND coalesce(since, '') <= ? AND (until IS NULL OR until >= ?)",
        (household, day, day),
    )
