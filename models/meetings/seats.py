"""Who sits where on a roster: name, 党小组 and class beside each person's attendance."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, NamedTuple

if TYPE_CHECKING:
    from models.keeping.store import Store


class Seat(NamedTuple):
    """What stands beside a person's attendance."""

    name: str
    party_group: str = ""
    probationary: bool = False


def seats_of(store: Store, people: Iterable[int]) -> dict[int, Seat]:
    """Person id → seat."""
    ids = list(people)
    marks = ",".join("?" * len(ids))
    return {row[0]: Seat(row[1], row[2], row[3] == "probationary") for row in store.query(
        f"""SELECT p.id, p.name, coalesce(m.party_group, ''), m.kind FROM person p
            LEFT JOIN member m ON m.person = p.id AND m."left" IS NULL
            WHERE p.id IN ({marks})""", ids,
    )}
