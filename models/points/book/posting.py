"""Keeps what the ledger wrote: the lines, and in the same act the totals made of them."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING

from models.points.book.entries import Days, Entry, MonthScore, days_written, keep_takings
from models.points.book.kept_ledger import AWARDS, Book, WrittenLine
from models.points.book.slips import Slip, SlipState, next_place
from models.points.engine.counted import ZERO
from models.points.engine.judging import Refused
from models.points.engine.operations import Op
from models.values.problem import Problem

if TYPE_CHECKING:
    from models.keeping.store import Store


def post(
    store: Store, book: Book, slips: Sequence[Slip], *, decided: date, why: str | None = None
) -> tuple[list[Slip], list[tuple[Slip, str]]]:
    """Let the ledger take kept slips one after another, and keep what it wrote.

    Called inside an act. Returns the slips taken, and those refused with the rule.
    """
    taken, refused = [], []
    place = next_place(store)
    book.open_ahead([each.account for each in slips if each.account is not None])
    for slip in slips:
        for each in (*clearings_before(store, book, slip), slip):
            try:
                book.take(each)
            except Refused as rule:
                refused.append((each, rule.sentence))
                continue
            taken.append(store.save(each.but(
                state=SlipState.APPROVED, place=place, decided=decided,
                decided_by=store.operator or None, decided_why=why,
            )))
            place += 1
    flush(store, book)
    return taken, refused


def post_one(
    store: Store, book: Book, slip: Slip, *, decided: date, why: str | None = None
) -> Slip:
    """Keep a slip and let the ledger take it.

    :raises Problem: with the rule; called inside an act, which then takes everything back.
    """
    kept = store.save(slip)
    taken, refused = post(store, book, [kept], decided=decided, why=why)
    if refused:
        raise Problem(f"{refused[0][1]}。")
    return taken[-1]


def clearings_before(store: Store, book: Book, slip: Slip) -> list[Slip]:
    """The clearing an account still owes before a slip's day, as a slip of its own."""
    if slip.account is None or slip.op == Op.CLEAR:
        return []
    day = book.operation(slip).stands
    if not book.due_clearing(slip.account, day):
        return []
    return [store.save(Slip(
        op=Op.CLEAR, kind=slip.kind, account=slip.account, on_day=day,
        entered=slip.entered, note="到期清零",
    ))]


def flush(store: Store, book: Book) -> None:
    """Keep the lines written so far with their totals, and begin a new page."""
    touched = list(dict.fromkeys(each.account.code for each in book.ledger.written))
    for written in book.ledger.written:
        store.save(_entry(book, written))
    for code in touched:
        _keep_account(store, book, code)
    _keep_months(store, book)
    book.written()
    book.ledger.begin_page()


def _entry(book: Book, written: WrittenLine) -> Entry:
    line, posted = written.line, written.award
    about = posted.operation if posted else None
    days: Days = defaultdict(lambda: ZERO)
    for day, points in written.moves:
        days[day] += points
    usual = not days or dict(days) == {written.booked: line.score}
    scheme = None
    if posted is not None:
        scheme = book.scheme_row[posted.account.kind, posted.scheme.valid_from]
    return Entry(
        slip=written.slip, award=int(about.id) if about and about.id else None,
        account=book.rows[line.account], scheme=scheme, op=line.op, on_day=line.on,
        event_day=about.on if about else line.on, booked=written.booked, period=line.period,
        item=posted.item.code if posted else None,
        category=posted.item.category if posted else None, asked=_asked(written),
        credited=line.credited, clipped=line.clipped, score=line.score, balance=line.balance,
        after=written.after or ZERO, days=None if usual else days_written(days),
        reason=line.reason,
    )


def _asked(written: WrittenLine) -> Decimal | None:
    return written.award.asked if written.award else None


def _keep_account(store: Store, book: Book, code: str) -> None:
    row = book.rows[code]
    account, record = book.ledger.accounts[code], book.records[row]
    cleared = [each.on for each in account.takings if each.scope == Op.CLEAR]
    kept = record.but(
        funds=account.funds, honour=account.honour, since=account.since, closed=account.closed,
        score_since=None if account.score_since == date.min else account.score_since,
        cleared=max(cleared, default=record.cleared),
    )
    book.records[row] = store.save(kept)
    keep_takings(store, row, account, book.takings[row])


def _keep_months(store: Store, book: Book) -> None:
    changed: dict[tuple[int, str], Decimal] = defaultdict(lambda: ZERO)
    for written in book.ledger.written:
        moves = written.moves if written.moves or written.line.op in AWARDS else []
        for day, points in moves:
            changed[book.rows[written.line.account], day.isoformat()[:7]] += points
    for (account, month), points in changed.items():
        found = store.find(MonthScore, "account = ? AND month = ?", (account, month))
        total = found[0] if found else MonthScore(account=account, month=month, score=ZERO)
        if points:
            store.save(total.but(score=total.score + points))
