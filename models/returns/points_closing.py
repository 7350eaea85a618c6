"""积分年度结转报告: what the close of a year cleared, or before it would clear, to be signed."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from models.figures.measure import Days, Measure, Source, Total, worked_out
from models.points.book.accounts import account_lines
from models.points.book.entries import Entry
from models.points.book.scheme_versions import KINDS
from models.points.book.year_close import YearClose, closing_report
from models.points.engine.scheme import AccountKind
from models.returns.listing import GROUP_NAME, HEAD_NAME, HOUSEHOLD_NUMBER, Listing, Written, listed
from models.returns.points import KIND
from models.returns.returning import Asked
from models.values.figure import Ref
from models.values.kinds import NOTE, POINTS, Field
from models.values.sheet import Column, Row

if TYPE_CHECKING:
    from models.keeping.store import Store

Cleared = tuple[int, Decimal, Decimal, Decimal, str, Ref]
"""An account of a close: before, what was cleared, after, why, and what that rests on."""


def found(store: Store, kind: str, day: date) -> tuple[bool, list[Cleared], tuple[str, ...]]:
    """Whether the year of a day is closed, what that cleared or would clear, and what it says."""
    done = store.find(YearClose, "kind = ? AND year = ?", (kind, day.year))
    if done:
        return True, *_closed(store, done[0])
    if day < date(day.year, 12, 31):
        return False, [], ("本年度还没有结转。",)
    return False, *_to_close(store, kind, day)


def _listing(kind: str) -> Listing:
    def lines(store: Store, days: Days) -> list[tuple[Any, ...]]:
        names = {each.id: each for each in account_lines(store, kind, days.last, closed=True)}
        return [(names[row].group, names[row].number, names[row].name,
                 *map(POINTS.store, amounts), why, row)
                for row, *amounts, why, _ in found(store, kind, days.last)[1]]

    def drawn(store: Store, days: Days) -> str:
        rows = [(row, ref[0], ref[1], *map(POINTS.store, amounts))
                for row, *amounts, _, ref in found(store, kind, days.last)[1]]
        return worked_out(("account", "place", "id", "before", "cleared", "after"), rows) + " x"

    source = Source("account", drawn, {"account": "x.account"}, of="x.place")
    measures = (Measure(f"closing.{code}", Field(label, POINTS, width=8), "分", source, (),
                        Total(f"x.{code}"))
                for code, label in (
                    ("before", "清零前"), ("cleared", "清零"), ("after", "清零后")))
    return Listing({"account": "a.id"}, lines, (
        (GROUP_NAME, ""), (HOUSEHOLD_NUMBER, ""), (HEAD_NAME, ""),
        *((Column(each.field, total=True), Written("", each)) for each in measures),
        (Column(Field("说明", NOTE, width=26)), ""),
    ))


def _kind(asked: Asked) -> str:
    return asked.answers.get("kind") or AccountKind.HOUSEHOLD


def _says(store: Store, asked: Asked, rows: Sequence[Row]) -> dict[str, Any]:
    """What the close of the year cleared, account by account, to be signed; of a year that is over
    and not closed yet what the close would do."""
    done, _, notes = found(store, _kind(asked), asked.day)
    draft = "" if done or not rows else "（试算，未结转）"
    return {"title": f"{KINDS.label(_kind(asked))}积分年度结转报告{draft}",
            "measure": "分", "notes": notes,
            "signatures": ("经办人", "审核人", "村务监督委员会主任", "日期")}


def _closed(store: Store, done: YearClose) -> tuple[list[Cleared], tuple[str, ...]]:
    lines = store.find(Entry, "slip = ? AND op = 'clear'", (done.slip,))
    return [(each.account, each.after - each.balance, each.balance, each.after, each.reason,
             ("entry", each.rowid)) for each in lines], (
        f"账户 {done.accounts} 个；清零 {done.cleared} 个，合计 {done.points:f} 分；"
        f"欠分 {done.debtors} 个，合计欠 {done.debts:f} 分。",
        f"经办人 {done.first_signer}，审核人 {done.second_signer}，{done.on_day} 结转。",
    )


def _to_close(
    store: Store, kind: str, day: date
) -> tuple[list[Cleared], tuple[str, ...]]:
    report = closing_report(store, kind, day.year, day)
    return [(each.account, each.before, each.cleared, each.after,
             f"欠{each.debt:f}分，结转到下年" if each.debt else "", ("account", each.account))
            for each in report.lines if each.cleared or each.debt], (
        report.sentence, "还没有结转：这里是照现在的账试算的，结转以后才能签字。")


CLOSING_RETURNS = (
    listed("points-closing", "积分年度结转报告", "year", lambda _, asked: _listing(_kind(asked)),
           _says, _listing(AccountKind.HOUSEHOLD).columns, asks=(KIND,)),
)
