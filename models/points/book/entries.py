"""积分流水: the lines of the ledger as they are kept, and what was taken at one stroke."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.points.engine.account import LedgerAccount, Taking
from models.points.engine.counted import ZERO
from models.points.engine.operations import Op
from models.values.kinds import AMOUNT, DAY, FLAG, LINK, NUMBER, Choices, from_stored, to_stored

if TYPE_CHECKING:
    from models.keeping.store import Store


Days = dict[date, Decimal]


class Entry(Record, table="entry", label="积分流水"):
    """One line of the ledger.

    ``event_day`` is the day of the award the line is about, ``booked`` the day it counts from,
    ``award`` the slip of that award. ``score`` and ``balance`` are what the line does to ranking
    and to what can be spent; ``after`` is the balance when it was written. ``days`` says which
    days of the score it changed when that is not the booked day alone.
    """

    slip: int = required("记分单", LINK)
    award: int | None = field("计分单", LINK)
    account: int = required("账户", LINK)
    scheme: int | None = field("细则", LINK)
    op: str = required("类型", options=Choices(**Op.labels()), width=8)
    on_day: date = required("日期", DAY, width=11)
    event_day: date = required("发生日期", DAY, width=11)
    booked: date = required("入账日期", DAY, width=11)
    period: str = required("入账期", width=9)
    item: str | None = field("项目代号", width=10)
    category: str | None = field("类别代号", width=10)
    asked: Decimal | None = field("应计", AMOUNT, width=7)
    credited: Decimal = field("计分", AMOUNT, default=ZERO, width=7)
    clipped: Decimal = field("未计", AMOUNT, default=ZERO, width=7)
    score: Decimal = field("得分变动", AMOUNT, default=ZERO, width=8)
    balance: Decimal = field("结存变动", AMOUNT, default=ZERO, width=8)
    after: Decimal = field("结存", AMOUNT, default=ZERO, width=8)
    days: str | None = field("得分落在")
    reason: str = required("理由", width=36)


class MonthScore(Record, table="month_score", label="月得分"):
    """A kept total: what an account's score changed by in one month."""

    account: int = required("账户", LINK)
    month: str = required("月份")
    score: Decimal = field("得分", AMOUNT, default=ZERO)


def days_written(days: Days) -> str:
    """Points by day, as one text."""
    return json.dumps({day.isoformat(): to_stored(points) for day, points in days.items()})


def days_read(written: str) -> Days:
    """Points by day, from their text."""
    found: dict[str, int] = json.loads(written)
    return {date.fromisoformat(day): from_stored(points) for day, points in found.items()}


def score_days(store: Store, account: int) -> list[tuple[date, Decimal]]:
    """What every day did to an account's score."""
    rows = store.query(
        """SELECT booked, sum(score) FROM entry WHERE account = ? AND days IS NULL
           GROUP BY booked""", (account,),
    )
    found = [(date.fromisoformat(day), from_stored(points)) for day, points in rows]
    for (written,) in store.query(
        "SELECT days FROM entry WHERE account = ? AND days IS NOT NULL", (account,)
    ):
        found += days_read(written).items()
    return found


def score_months(store: Store, account: int) -> dict[str, Decimal]:
    """The kept sums of an account's score by month."""
    rows = store.query("SELECT month, score FROM month_score WHERE account = ?", (account,))
    return {month: from_stored(points) for month, points in rows}


# ── what was taken at one stroke ─────────────────────────────────────────────


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
    store: Store, account: int, reckoned: LedgerAccount, known: list[KeptTaking]
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
