"""积分年度结转报告: what the close of a year cleared, or before it would clear, to be signed."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from models.points.book.accounts import account_lines
from models.points.book.entries import Entry
from models.points.book.scheme_versions import KINDS
from models.points.book.year_close import YearClose, closing_report
from models.points.engine.scheme import AccountKind
from models.returns.listing import GROUP_NAME, HEAD_NAME, HOUSEHOLD_NUMBER, NUMBERED
from models.returns.points import KIND
from models.returns.returning import Asked, Return, headed
from models.values.figure import Ref
from models.values.kinds import NOTE, POINTS, Field
from models.values.sheet import Column, Row, Sheet, summed

if TYPE_CHECKING:
    from models.keeping.store import Store

CLOSING = (
    NUMBERED, GROUP_NAME, HOUSEHOLD_NUMBER, HEAD_NAME,
    Column(Field("清零前", POINTS, width=8), total=True),
    Column(Field("清零", POINTS, width=8), total=True),
    Column(Field("清零后", POINTS, width=8), total=True), Column(Field("说明", NOTE, width=26)),
)


def closing(store: Store, asked: Asked) -> Sheet:
    """积分年度结转报告: what the close of the year cleared, account by account, to be signed.

    Of a year that is over and not closed yet it says what the close would do.
    """
    kind = asked.answers.get("kind") or AccountKind.HOUSEHOLD
    year = asked.period.year
    done = store.find(YearClose, "kind = ? AND year = ?", (kind, year))
    names = {each.id: each for each in account_lines(store, kind, asked.day, closed=True)}
    found, said = (_closed(store, done[0]) if done else
                   _to_close(store, kind, year, asked.day) if asked.day >= date(year, 12, 31)
                   else ([], ("本年度还没有结转。",)))
    rows = []
    for place, (row, before, cleared, after, why, ref) in enumerate(found, 1):
        account = names[row]
        rows.append(Row((place, account.group, account.number, account.name, before, cleared,
                         after, why), (ref,)))
    draft = "" if done or not rows else "（试算，未结转）"
    return headed(
        store, asked, code="points-closing", title=f"{KINDS.label(kind)}积分年度结转报告{draft}",
        columns=CLOSING, rows=rows, total=summed(CLOSING, rows), measure="分", notes=said,
        signatures=("经办人", "审核人", "村务监督委员会主任", "日期"),
    )


Cleared = tuple[int, Decimal, Decimal, Decimal, str, Ref]
"""An account of a close: before, what was cleared, after, why, and what that rests on."""


def _closed(store: Store, done: YearClose) -> tuple[list[Cleared], tuple[str, ...]]:
    lines = store.find(Entry, "slip = ? AND op = 'clear'", (done.slip,))
    return [(each.account, each.after - each.balance, each.balance, each.after, each.reason,
             ("entry", each.rowid)) for each in lines], (
        f"账户 {done.accounts} 个；清零 {done.cleared} 个，合计 {done.points:f} 分；"
        f"欠分 {done.debtors} 个，合计欠 {done.debts:f} 分。",
        f"经办人 {done.first_signer}，审核人 {done.second_signer}，{done.on_day} 结转。",
    )


def _to_close(
    store: Store, kind: str, year: int, day: date
) -> tuple[list[Cleared], tuple[str, ...]]:
    report = closing_report(store, kind, year, day)
    return [(each.account, each.before, each.cleared, each.after,
             f"欠{each.debt:f}分，结转到下年" if each.debt else "", ("account", each.account))
            for each in report.lines if each.cleared or each.debt], (
        report.sentence, "还没有结转：这里是照现在的账试算的，结转以后才能签字。")


CLOSING_RETURNS = (
    Return("points-closing", "积分年度结转报告", "year", CLOSING, closing, asks=(KIND,)),
)
