"""党费: what each member owes and paid, month by month."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from models.keeping.asked_once import asked_once
from models.keeping.record import Record, field, required
from models.members.member import Member, members_on
from models.values.kinds import DAY, LINK, MONEY, NOTE
from models.values.periods import Period, Span

if TYPE_CHECKING:
    from models.keeping.store import Store

UNPAID_WARNED = 6
"""Months in a row unpaid without cause from which 自行脱党 has to be considered (党章 第九条)."""


def _month_problem(text: str) -> str | None:
    try:
        right = Period.parse(text).span is Span.MONTH
    except Exception:
        right = False
    return None if right else f"“{text}”不是月份，请写成 2026-09。"


class Dues(Record, table="dues", label="党费"):
    """One member's dues of one month."""

    member: int = required("党员", LINK)
    month: str = required("月份", check=_month_problem, width=8)
    standard: Decimal | None = field("应交", MONEY, width=8)
    paid: Decimal | None = field("实交", MONEY, width=8)
    paid_on: date | None = field("交纳日期", DAY, width=11)
    note: str | None = field("备注", NOTE, width=12)

    def faults(self) -> dict[str, str]:
        """Money is never negative."""
        if min(self.standard or Decimal(), self.paid or Decimal()) < 0:
            return {"paid": "党费不能小于0，请改正。"}
        return {}


@dataclass(frozen=True)
class DuesLine:
    """One member's year: what was paid in each month (None: nothing written), owed and total.

    ``lacking`` is what is missing of the months owed, ``unpaid`` how many of them lack something.
    ``assumed`` is what was taken for a month of one for whom nobody ever wrote a standard: what was
    asked of most.
    """

    member: Member
    name: str
    months: tuple[Decimal | None, ...]
    owed: Decimal
    paid: Decimal
    paid_until: str | None
    unpaid_run: int
    lacking: Decimal
    unpaid: int
    assumed: Decimal | None


def pay(
    store: Store, member: int, month: str, paid: Decimal, paid_on: date,
    standard: Decimal | None = None,
) -> Dues:
    """Note a payment, in place of what was written for the month."""
    before = store.find(Dues, "member = ? AND month = ?", (member, month))
    row = before[0] if before else Dues(member=member, month=month)
    kept = row.but(paid=paid, paid_on=paid_on, standard=standard or row.standard)
    with store.act(f"党费 {month}"):
        return store.save(kept)


def enter(store: Store, member: int, month: str, paid: Decimal | None, day: date) -> None:
    """What was typed into the sheet of the year; blank takes back what was written by mistake."""
    if paid is not None:
        pay(store, member, month, paid, day)
        return
    for before in store.find(Dues, "member = ? AND month = ?", (member, month)):
        with store.act(f"党费 {month} 清空"):
            if before.standard is None and before.note is None:
                store.remove(before)
            else:
                store.save(before.but(paid=None, paid_on=None))


@asked_once
def dues_of_year(store: Store, year: int, today: date) -> list[DuesLine]:
    """Everyone's year as it stood on ``today``, in the order of the register.

    Owed are the months from the year's first, or the one of joining, to that of the day. What
    stands for a later month says nothing of them; paid is what was paid by the day, or where
    nobody wrote when, what stands for a month that had begun.
    """
    end = min(date(year, 12, 31), max(today, date(year, 1, 1)))
    now = f"{end:%Y-%m}"
    every = [_as_of(each, end)
             for each in store.find(Dues, "month <= ?", (f"{year}-12",), "month, id")]
    told = {each.member: _asked_for(each) for each in every if each.month < f"{year}-01"}
    asked = Counter(filter(None, (*told.values(), *(
        _asked_for(each) for each in every if f"{year}-01" <= each.month <= now))))
    usual = asked.most_common(1)[0][0] if asked else Decimal()
    written = {(each.member, each.month): each for each in every if each.month >= f"{year}-01"}
    names: dict[int, str] = {row[0]: row[1] for row in store.query(
        "SELECT m.id, p.name FROM member m JOIN person p ON p.id = m.person"
    )}
    return [_line(each, names[each.rowid], written, end, told.get(each.rowid), usual)
            for each in members_on(store, end)]


def _asked_for(row: Dues) -> Decimal | None:
    """What a month asked for, as far as was written: where nobody wrote it, what was paid."""
    return row.standard if row.standard is not None else row.paid


def _as_of(row: Dues, end: date) -> Dues:
    paid = (row.paid_on.isoformat() if row.paid_on else row.month) <= end.isoformat()
    return row if paid else row.but(paid=None, paid_on=None)


def _line(
    member: Member, name: str, written: dict[tuple[int, str], Dues], end: date,
    before: Decimal | None, usual: Decimal,
) -> DuesLine:
    rows = [written.get((member.rowid, f"{end.year}-{month:02}")) for month in range(1, 13)]
    paid = tuple(each.paid if each else None for each in rows)
    run = 0
    for amount in reversed(paid[: end.month]):
        if amount is not None:
            break
        run += 1
    last = max((month for month, amount in enumerate(paid, 1) if amount is not None), default=0)
    standards = [_asked_for(each) if each else None for each in rows[: end.month]]
    known = next((each for each in (before, *standards) if each is not None), None)
    owed = _owed(member, standards, end, usual if known is None else known)
    missing = [each - (amount or Decimal()) for each, amount in zip(owed, paid, strict=False)]
    short = [each for each in missing if each > 0]
    return DuesLine(
        member, name, paid, sum(owed, Decimal()),
        sum((each or Decimal() for each in paid), Decimal()),
        f"{end.year}-{last:02}" if last else None, run, sum(short, Decimal()), len(short),
        usual if known is None else None,
    )


def _owed(
    member: Member, standards: list[Decimal | None], end: date, known: Decimal
) -> list[Decimal]:
    """What each month until that of ``end`` asks for.

    A month nobody wrote a standard for has that of the month before, the first ``known``.
    """
    owed = []
    for month, standard in enumerate(standards, 1):
        known = known if standard is None else standard
        since = (member.joined or "")[: len("2026-09")]
        owed.append(known if f"{end.year}-{month:02}" >= since else Decimal())
    return owed
