"""Who belongs to an account, and until which day: the people of the household, or the member."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.registers.stays import STAYS, household_on

if TYPE_CHECKING:
    from models.keeping.store import Store


@dataclass(frozen=True)
class Belonging:
    """A person of an account, under the name the ledger's sentences use."""

    person: int
    label: str
    until: date


def belongings(store: Store, kind: str, accounts: Sequence[int]) -> dict[int, list[Belonging]]:
    """The people of each account, those who left included."""
    marks = ", ".join("?" * len(accounts))
    if kind == "household":
        rows = store.query(
            f"""SELECT a.id, p.id, p.name,
                       CASE WHEN count(*) > count(s.left) THEN NULL ELSE max(s.left) END
                FROM account a JOIN {STAYS} s ON s.household = a.household
                JOIN person p ON p.id = s.person
                WHERE a.id IN ({marks}) GROUP BY a.id, p.id ORDER BY p.id""", tuple(accounts),
        )
    else:
        rows = store.query(
            f"""SELECT a.id, p.id, p.name, NULL FROM account a JOIN member m ON m.id = a.member
                JOIN person p ON p.id = m.person WHERE a.id IN ({marks})""", tuple(accounts),
        )
    often = Counter((account, name) for account, _, name, _ in rows)
    found: dict[int, list[Belonging]] = {}
    for account, person, name, left in rows:
        label = f"{name}#{person}" if often[account, name] > 1 else name
        until = date.fromisoformat(left) if left else date.max
        found.setdefault(account, []).append(Belonging(person, label, until))
    return found


def stranger(store: Store, household: int, person: int, on: date) -> str | None:
    """The sentence when a person did not live in the household on the day, or None."""
    lived = household_on(store, person, on)
    if lived == household:
        return None
    name = store.query("SELECT name FROM person WHERE id = ?", (person,))[0][0]
    number = store.query("SELECT number FROM household WHERE id = ?", (household,))[0][0]
    if lived is None:
        return f"{name}在 {on} 不在册，不能记到 {number} 户，请核对人员和日期"
    other = store.query("SELECT number FROM household WHERE id = ?", (lived,))[0][0]
    return f"{name}在 {on} 是 {other} 户的人，不是 {number} 户的，请核对是哪一户"
