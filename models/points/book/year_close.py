"""年度结转: a year is closed and balances are cleared in one act, with a report two people sign."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from models.keeping.permissions import May
from models.keeping.record import Record, required
from models.points.book.accounts import Account
from models.points.book.approval import allow
from models.points.book.kept_ledger import Book
from models.points.book.posting import flush
from models.points.book.scheme_versions import KINDS, in_force
from models.points.book.slips import Slip, SlipState, next_place, waiting
from models.points.engine.account import balance_on
from models.points.engine.counted import ZERO
from models.points.engine.operations import Op
from models.points.engine.reader import EXACT, show
from models.points.engine.takings import settle
from models.values.kinds import AMOUNT, DAY, LINK, NUMBER
from models.values.problem import Invalid, Problem

if TYPE_CHECKING:
    from models.keeping.store import Store


class YearClose(Record, table="year_close", label="年度结转"):
    """What the closing of a year did, as two people signed it."""

    kind: str = required("户或党员", options=KINDS, width=6)
    year: int = required("年度", NUMBER, width=6)
    on_day: date = required("结转日期", DAY, width=11)
    accounts: int = required("账户数", NUMBER, width=7)
    cleared: int = required("清零户数", NUMBER, width=7)
    points: Decimal = required("清去分数", AMOUNT, width=9)
    debtors: int = required("欠分户数", NUMBER, width=7)
    debts: Decimal = required("结转欠分", AMOUNT, width=9)
    first_signer: str = required("经办人", width=8)
    second_signer: str = required("审核人", width=8)
    slip: int = required("结转单", LINK)


@dataclass(frozen=True)
class Clearing:
    """One account at the close: the balance before and after, and the debt it carries on."""

    account: int
    code: str
    before: Decimal
    after: Decimal
    debt: Decimal
    entry: int | None = None

    @property
    def cleared(self) -> Decimal:
        """What the clearing took (negative) or forgave (positive)."""
        return self.after - self.before


@dataclass(frozen=True)
class ClosingReport:
    """What closing a year does, account by account."""

    kind: str
    year: int
    lines: tuple[Clearing, ...]

    @property
    def cleared(self) -> tuple[Clearing, ...]:
        """The accounts whose balance changed."""
        return tuple(each for each in self.lines if each.cleared)

    @property
    def points(self) -> Decimal:
        """The sum of what was cleared, with its sign."""
        return sum((each.cleared for each in self.lines), ZERO)

    @property
    def debtors(self) -> tuple[Clearing, ...]:
        """The accounts that owe points."""
        return tuple(each for each in self.lines if each.debt)

    @property
    def debts(self) -> Decimal:
        """What is owed altogether, as a positive number."""
        return sum((each.debt for each in self.lines), ZERO)

    @property
    def sentence(self) -> str:
        """What is to be signed."""
        return (
            f"{self.year}年{KINDS.label(self.kind)}积分结转：{len(self.lines)} 个账户，"
            f"清零 {len(self.cleared)} 个，合计 {show(self.points)} 分；"
            f"欠分 {len(self.debtors)} 个，合计欠 {show(self.debts)} 分。"
        )


def closing_report(store: Store, kind: str, year: int, on: date) -> ClosingReport:
    """What closing the year would do today; nothing is changed."""
    book, lines = _closed(store, kind, year, on)
    return ClosingReport(kind, year, tuple(_clearings(store, book, year, lines, on)))


def closing_reports(store: Store, year: int, on: date) -> list[ClosingReport]:
    """What closing the year of households and of members would do today, as :func:`close_all`."""
    return [closing_report(store, kind, year, on) for kind in _kinds_in_force(store)]


def close_all(
    store: Store, year: int, on: date, signers: tuple[str, str]
) -> list[ClosingReport]:
    """Close the year of every kind of account a scheme is in force for, as one act.

    :raises Problem: no scheme is in force, or as :func:`close_year` says.
    """
    kinds = _kinds_in_force(store)
    if not kinds:
        raise Problem("还没有启用的细则，没有可结转的积分。")
    with store.act(f"{year} 年积分结转", final=True, may=May.PUBLISH):
        return [close_year(store, kind, year, on, signers)[1] for kind in kinds]


def _kinds_in_force(store: Store) -> list[str]:
    return list(dict.fromkeys(each.account for each in in_force(store)))


def _closed(store: Store, kind: str, year: int, on: date) -> tuple[Book, dict[int, Decimal]]:
    """The book after the close, not kept yet, and every account's balance before it."""
    book = Book(store, kind)
    rows = [each.rowid for each in store.find(Account, "kind = ?", (kind,))]
    book.open(rows)
    with localcontext(EXACT):
        before = {
            row: balance_on(book.account(row), min(on, date(year, 12, 31))) for row in rows
        }
    book.take(Slip(id=-1, op=Op.CLOSE, kind=kind, on_day=on, entered=on, year=year))
    with localcontext(EXACT):
        settle(book.ledger, on)
        for written in book.ledger.newest.values():
            book.ledger.settle_last(written.account)
    return book, before


def _clearings(
    store: Store, book: Book, year: int, before: dict[int, Decimal], on: date
) -> list[Clearing]:
    """Every account: cleared by this close, or for this year by the calendar already."""
    fresh = {
        book.rows[each.line.account]: (each.line.balance, each.after or ZERO)
        for each in book.ledger.written
    }
    for row, balance, after in store.query(
        """SELECT e.account, e.balance, e."after" FROM entry e JOIN account a ON a.id = e.account
           WHERE e.op = 'clear' AND a.kind = ? AND e.on_day BETWEEN ? AND ?""",
        (book.kind, f"{year}-04-01", f"{year + 1}-03-31"),
    ):
        fresh.setdefault(row, (AMOUNT.load(balance), AMOUNT.load(after)))
    found = []
    for row, balance in before.items():
        change, after = fresh.get(row, (ZERO, balance))
        debt = max(ZERO, -book.account(row).funds)
        found.append(Clearing(row, book.codes[row], after - change, after, debt))
    return found


def close_year(
    store: Store, kind: str, year: int, on: date, signers: tuple[str, str]
) -> tuple[YearClose, ClosingReport]:
    """Close a year and clear what its scheme clears, as one act that stands.

    :raises Problem: the year isn't over, is closed already, something still waits for approval, or
        two people have not signed.
    """
    allow(store, "publish", on)
    _refuse_close(store, kind, year, on, signers)
    with store.act(f"{year}年{KINDS.label(kind)}积分结转", final=True, may=May.PUBLISH):
        slip = store.save(Slip(
            op=Op.CLOSE, kind=kind, on_day=on, entered=on, year=year, note="年度结转",
            state=SlipState.APPROVED, place=next_place(store), decided=on,
            decided_by=store.operator or None, entered_by=store.operator or None,
        ))
        book, before = _closed(store, kind, year, on)
        for written in book.ledger.written:
            written.slip = slip.rowid
        report = ClosingReport(
            kind, year, tuple(_clearings(store, book, year, before, on)))
        flush(store, book)
        done = store.save(YearClose(
            kind=kind, year=year, on_day=on, accounts=len(report.lines),
            cleared=len(report.cleared), points=report.points, debtors=len(report.debtors),
            debts=report.debts, first_signer=signers[0].strip(), second_signer=signers[1].strip(),
            slip=slip.rowid,
        ))
    return done, report


def _refuse_close(
    store: Store, kind: str, year: int, on: date, signers: tuple[str, str]
) -> None:
    if on < date(year, 12, 31):
        raise Invalid({"year": f"{year} 年还没有过完，到年底再结转。"})
    for scheme in (each.scheme for each in in_force(store, kind)):
        if scheme.clear_on is not None and scheme.clear_on[0] <= 3:
            clearing = date(year + 1, *scheme.clear_on)
            if on < clearing:
                raise Invalid({"on_day": f"细则定在 {clearing} 清零，到那天再结转。"})
    if store.count("year_close", "kind = ? AND year = ?", (kind, year)):
        raise Problem(f"{year} 年已经结转过。")
    left = [each for each in waiting(store) if each.kind == kind and each.on_day.year <= year]
    if left:
        raise Problem(f"{year} 年还有 {len(left)} 条记分没有审批，请先审批或不予通过，再结转。")
    first, second = (each.strip() for each in signers)
    if not first or not second or first == second:
        raise Invalid({"second_signer": "结转报告要两个人签字，请写明经办人和审核人。"})
