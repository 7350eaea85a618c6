"""Visit sheets on paper: printed blank with a number, keyed back row by row in the same order.

What is keyed for a row, then Enter:

=============  ==========================================================================
``28``         visited at home on the 28th (``1003`` is 3 October)
``.``          visited at home on the same day as the row above
``28/``        by telephone; ``28*`` outside contact
``28+水渠堵了``  visited, and a problem was found
``-``          not reached
=============  ==========================================================================
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.values.kinds import DAY, FLAG, LINK, NUMBER
from models.values.problem import Invalid
from models.visits.visit import Visit, add_months, problem_of, record_visit, visit_before

if TYPE_CHECKING:
    from models.keeping.store import Store

_KEYS = re.compile(r"(?P<day>\.|\d{1,2}|\d{4})(?P<way>[/*]?)(?:\+(?P<problem>.+))?")
_WAY = {"": "home", "/": "phone", "*": "away"}


class VisitSheet(Record, table="visit_sheet", label="走访单"):
    """One printed sheet: its number, the member it is for, and the day it was printed."""

    number: int = required("单号", NUMBER)
    member: int = required("走访党员", LINK)
    printed: date = required("打印日期", DAY)
    reason: str | None = field("事由")


class SheetRow(Record, table="visit_sheet_row", label="走访单行"):
    """One row of a sheet, in the order printed: still blank, visited, or not reached."""

    sheet: int = required("走访单", LINK)
    place: int = required("行", NUMBER)
    household: int = required("户", LINK)
    visit: int | None = field("走访", LINK)
    missed: bool | None = field("没走到", FLAG)


@dataclass(frozen=True)
class Keyed:
    """What the keys of one row say; ``day`` is None when the household was not reached."""

    day: date | None
    way: str = "home"
    problem: str = ""


def issue_sheet(
    store: Store, member: int, households: Sequence[int], day: date, reason: str = ""
) -> VisitSheet:
    """Give out a blank sheet with the next number. :raises Invalid: no household on it."""
    if not households:
        raise Invalid({"households": "单上还没有户，请先给这名党员结对或另选几户。"})
    number = (store.query("SELECT max(number) FROM visit_sheet")[0][0] or 0) + 1
    with store.act(f"打印 {number} 号走访单"):
        sheet = store.save(
            VisitSheet(number=number, member=member, printed=day, reason=reason or None)
        )
        for place, household in enumerate(households, 1):
            store.save(SheetRow(sheet=sheet.rowid, place=place, household=household))
    return sheet


def sheet_numbered(store: Store, number: int) -> VisitSheet:
    """The sheet with that number. :raises Invalid: there is none."""
    found = store.find(VisitSheet, "number = ?", (number,))
    if not found:
        raise Invalid({"number": f"没有 {number} 号走访单，请核对单子右上角的号。"})
    return found[0]


def rows_of(store: Store, sheet: int) -> list[SheetRow]:
    """The rows of a sheet in the order printed."""
    return store.find(SheetRow, "sheet = ?", (sheet,), "place")


def read_keys(keys: str, printed: date, above: date | None, today: date) -> Keyed:
    """What was keyed for a row; days count from the day of printing.

    :raises ValueError: with the sentence for the row.
    """
    keys = keys.strip()
    if keys in ("-", "－"):
        return Keyed(None)
    found = _KEYS.fullmatch(keys.replace("＋", "+").replace("。", ".").replace("／", "/"))
    if found is None:
        raise ValueError(f"“{keys}”看不懂。去过请填日，例如 28；同上一行填 .；没走到填 -。")
    day = above if found["day"] == "." else _day(found["day"], printed)
    if day is None:
        raise ValueError("上一行没有日期，请填日，例如 28。" if found["day"] == "."
                         else f"没有“{found['day']}”这一天，请核对。")
    if day > today:
        raise ValueError(f"{day} 还没有到，请核对。")
    return Keyed(day, _WAY[found["way"]], found["problem"] or "")


def _day(digits: str, printed: date) -> date | None:
    """A day of the month, in the month of printing or the one after; or month and day."""
    try:
        if len(digits) == 4:
            day = printed.replace(month=int(digits[:2]), day=int(digits[2:]))
            return day if day >= printed else day.replace(year=day.year + 1)
        day = printed.replace(day=int(digits))
        if day >= printed:
            return day
        after = add_months(printed.replace(day=1), 1)
        return after.replace(day=int(digits))
    except ValueError:
        return None


def key_row(store: Store, row: SheetRow, keys: str, *, today: date) -> SheetRow:
    """Keep what was keyed for a row; a row keyed again replaces what stood there.

    :raises Invalid: with the sentence beside the row; nothing was kept.
    """
    sheet = store.get(VisitSheet, row.sheet)
    try:
        keyed = read_keys(keys, sheet.printed, _day_above(store, row), today)
    except ValueError as error:
        raise Invalid({"keys": str(error)}) from None
    with store.act(f"录入 {sheet.number} 号走访单第 {row.place} 行"):
        if keyed.day is None:
            return _unreached(store, row)
        visit = Visit(id=row.visit, member=sheet.member, household=row.household, day=keyed.day,
                      way=keyed.way, reason=sheet.reason, entered=today)
        kept, _matter = record_visit(store, visit, problem_of(keyed.problem, keyed.day))
        return store.save(row.but(visit=kept.id, missed=None))


def row_asked(store: Store, row: SheetRow, keys: str, *, today: date) -> str:
    """What to ask about keys for a row: the household was visited that day already."""
    sheet = store.get(VisitSheet, row.sheet)
    try:
        keyed = read_keys(keys, sheet.printed, _day_above(store, row), today)
    except ValueError:
        return ""
    return day_asked(store, row, keyed.day)


def day_asked(store: Store, row: SheetRow, day: date | None) -> str:
    """The same of the day that was keyed; nobody went without one."""
    if day is None:
        return ""
    member = store.get(VisitSheet, row.sheet).member
    return visit_before(store, Visit(
        id=row.visit, member=member, household=row.household, day=day, entered=day)) or ""


def _unreached(store: Store, row: SheetRow) -> SheetRow:
    if row.visit is not None and store.count("matter", "visit = ?", (row.visit,)):
        raise Invalid({"keys": "这一行的走访已经登记了问题，不能改成没走到。"})
    after = store.save(row.but(visit=None, missed=True))
    if row.visit is not None:
        store.remove(store.get(Visit, row.visit))
    return after


def _day_above(store: Store, row: SheetRow) -> date | None:
    rows = store.query(
        """SELECT v.day FROM visit_sheet_row r JOIN visit v ON v.id = r.visit
           WHERE r.sheet = ? AND r.place < ? ORDER BY r.place DESC LIMIT 1""",
        (row.sheet, row.place),
    )
    return date.fromisoformat(rows[0][0]) if rows else None


def sheet_words(store: Store, sheet: VisitSheet) -> str:
    """12 号走访单：18 行全部录入, or which rows are still blank."""
    rows = rows_of(store, sheet.rowid)
    blank = [row.place for row in rows if row.visit is None and not row.missed]
    missed = sum(bool(row.missed) for row in rows)
    said = f"{sheet.number} 号走访单：{len(rows)} 行"
    if blank:
        said += f"录入 {len(rows) - len(blank)} 行，还差第 {'、'.join(map(str, blank[:8]))} 行"
        said += " 等" if len(blank) > 8 else ""
    else:
        said += "全部录入"
    return said + (f"，其中没走到 {missed} 户" if missed else "")
