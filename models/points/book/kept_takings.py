"""What a veto or a clearing took at one stroke, as the data file keeps it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.points.book.entries import days_read, days_written
from models.points.engine.account import Account as Reckoned
from models.points.engine.account import Taking
from models.values.kinds import AMOUNT, DAY, FLAG, LINK, NUMBER

if TYPE_CHECKING:
    from models.keeping.store import Store

NO_LIMIT = Decimal("Infinity")


class TakingRow(Record, table="taking", label="清扣"):
    """One taking; ``funds`` blank means whatever an award brought is forgiven."""

    account: int = required("账户", LINK)
    slip: int | None = field("记分单", LINK)
    on_day: date = required("日期", DAY)
    reaches: int = required("到第几行", NUMBER)
    scope: str = required("范围")
    funds: Decimal | None = field("清去结存", AMOUNT)
    days: str = required("清去得分")
    barred_until: date | None = field("停兑至", DAY)
    next_year: int | None = field("次年", NUMBER)
    undone: bool = field("已撤销", FLAG, default=False)


@dataclass
class KeptTaking:
    """A taking the engine works on, and the row it came from."""

    taking: Taking
    row: TakingRow


def takings_of(store: Store, accounts: Sequence[int]) -> dict[int, list[KeptTaking]]:
    """The takings of each account, in order."""
    marks = ", ".join("?" * len(accounts))
    found: dict[int, list[KeptTaking]] = {}
    for row in store.find(TakingRow, f"account IN ({marks})", accounts):
        taking = Taking(
            str(row.slip) if row.slip else None, row.on_day, row.reaches, row.scope,
            NO_LIMIT if row.funds is None else row.funds, days_read(row.days), row.barred_until,
            row.next_year, row.undone,
        )
        found.setdefault(row.account, []).append(KeptTaking(taking, row))
    return found


def keep_takings(
    store: Store, account: int, reckoned: Reckoned, known: list[KeptTaking]
) -> None:
    """Keep what the present act did to an account's takings."""
    for place, taking in enumerate(reckoned.takings):
        before = known[place].row if place < len(known) else None
        row = TakingRow(
            id=before.id if before else None, account=account,
            slip=int(taking.id) if taking.id else None, on_day=taking.on, reaches=taking.reaches,
            scope=taking.scope, funds=None if taking.funds == NO_LIMIT else taking.funds,
            days=days_written(taking.score), barred_until=taking.barred_until,
            next_year=taking.next_year, undone=taking.undone,
        )
        if row != before:
            row = store.save(row)
        if before is None:
            known.append(KeptTaking(taking, row))
        else:
            known[place].row = row
