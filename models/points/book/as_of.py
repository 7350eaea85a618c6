"""How the accounts stood at the end of any day, and what a balance holds that no line says yet.

Everything is read from the lines of the ledger: a line counts from its own day on, a clearing ends
only what was written before it, so an award of an earlier day that was booked later still counts.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, localcontext
from functools import cache, cached_property, partial
from typing import TYPE_CHECKING, Any, NamedTuple

from models.keeping.asked_once import asked_once
from models.points.book.accounts import Account
from models.points.book.entries import Days, days_read
from models.points.book.looked_back import KeptTally
from models.points.book.scheme_versions import track_of, versions
from models.points.engine.account import (
    LedgerAccount,
    Standing,
    Taking,
    balance_on,
    next_clearing,
    standing,
)
from models.points.engine.counted import DAY, ZERO
from models.points.engine.ledger import Ledger, LedgerLine
from models.points.engine.reader import EXACT
from models.points.engine.scheme import ClearScope, VetoScope
from models.points.engine.takings import settle
from models.values.kinds import from_stored

if TYPE_CHECKING:
    from models.keeping.store import Store


@dataclass(frozen=True)
class Then:
    """An account at the end of a day.

    ``begun`` is the line after which its points are counted; ``due`` are clearings whose day has
    passed though nothing was booked since to write them down.
    """

    record: Account
    account: LedgerAccount
    day: date
    begun: int
    due: tuple[LedgerLine, ...] = ()

    @property
    def balance(self) -> Decimal:
        """What could be spent, the base included."""
        return balance_on(self.account, self.day)

    @cached_property
    def standing(self) -> Standing:
        """Score, balance and what may be redeemed."""
        with localcontext(EXACT):
            return standing(self.account, self.day)


@asked_once
def accounts_on(
    store: Store, kind: str, day: date, rows: tuple[int, ...] | None = None
) -> dict[int, Then]:
    """The accounts of a kind that were opened by a day as they stood at its end.

    An account no scheme judges is left out.

    :param rows: only these.
    """
    known, on = versions(store, kind), day.isoformat()
    which, values = _which(kind, rows)
    records = {each.rowid: each for each in store.find(
        Account, f"id IN ({which}) AND opened <= ?", (*values, on), "id") if each.track in known}
    sums, bars = _sums(store, which, values, on), _bars(store, which, values, on)
    scores = cache(partial(_scores, store, which, values, on))
    past, begun = Ledger(known), dict[int, int]()
    for row, record in records.items():
        line, funds, honour, cleared, before = sums.get(row, (0, 0, 0, None, 0))
        account = LedgerAccount(str(row), record.track, record.opened, known[record.track])
        account.closed = record.closed if record.closed and record.closed <= day else None
        account.honour, account.takings = from_stored(honour), bars[row]
        account.score = KeptTally(partial(_score_of, scores, row))
        _begin(account, record, day, cleared, from_stored(before))
        account.funds += from_stored(funds)
        past.accounts[account.code], begun[row] = account, line
    past.closed_years = {year for (year,) in store.query(
        "SELECT year FROM year_close WHERE kind = ? AND on_day <= ?", (kind, on))}
    with localcontext(EXACT):
        settle(past, day)
    due: dict[int, list[LedgerLine]] = defaultdict(list)
    for each in past.entries:
        due[int(each.account)].append(each)
    return {row: Then(record, past.accounts[str(row)], day, begun[row], tuple(due[row]))
            for row, record in records.items()}


def account_on(store: Store, account: int, day: date) -> Then | None:
    """One account at the end of a day; None when it was not open or no scheme judges it."""
    return accounts_on(store, store.get(Account, account).kind, day, (account,)).get(account)


def _begin(
    account: LedgerAccount, record: Account, day: date, cleared: str | None, before: Decimal
) -> None:
    """Let an account begin after its last clearing up to the day, with the debt it carried on."""
    on = date.fromisoformat(cleared) if cleared else None
    scheme = account.versions.near(on) if on else None
    if on is not None and scheme is not None:
        account.since = on + DAY
        account.funds = min(ZERO, before) if scheme.carry_debt else ZERO
        account.next_clearing = next_clearing(account.versions, record.opened, on)
    if record.score_since is not None and record.score_since <= day + DAY:
        account.score_since = record.score_since
    elif record.score_since is not None and scheme and scheme.clear == ClearScope.WITH_SCORE:
        account.score_since = account.since


def _which(kind: str, rows: Collection[int] | None) -> tuple[str, tuple[Any, ...]]:
    if rows is None:
        return "SELECT id FROM account WHERE kind = ?", (kind,)
    return ", ".join("?" * len(rows)), tuple(rows)


def _sums(
    store: Store, which: str, values: tuple[Any, ...], on: str
) -> dict[int, tuple[int, int, int, str | None, int]]:
    """Account → last clearing, points since, honour, and that clearing's day and balance before."""
    return {row[0]: row[1:] for row in store.query(
        f"""WITH line AS (SELECT * FROM entry WHERE account IN ({which}) AND on_day <= ?),
                 cleared AS (SELECT account, max(id) AS id FROM line WHERE op = 'clear'
                             GROUP BY account)
            SELECT e.account, coalesce(c.id, 0),
                   sum(CASE WHEN c.id IS NULL OR e.id > c.id THEN e.balance ELSE 0 END),
                   sum(CASE WHEN e.op IN ('award', 'regroup', 'reverse') THEN e.credited
                            ELSE 0 END),
                   max(CASE WHEN e.id = c.id THEN e.on_day END),
                   sum(CASE WHEN e.id = c.id THEN e."after" - e.balance ELSE 0 END)
            FROM line e LEFT JOIN cleared c ON c.account = e.account GROUP BY e.account""",
        (*values, on),
    )}


def _bars(
    store: Store, which: str, values: tuple[Any, ...], on: str
) -> defaultdict[int, list[Taking]]:
    """Account → the vetoes that barred it from redeeming and were not appealed by the day."""
    found: defaultdict[int, list[Taking]] = defaultdict(list)
    for row, began, until in store.query(
        f"""SELECT account, on_day, barred_until FROM taking t
            WHERE account IN ({which}) AND barred_until IS NOT NULL AND on_day <= ?
              AND NOT EXISTS (SELECT 1 FROM slip s WHERE s."of" = t.slip AND s.op = 'appeal'
                              AND s.state = 'approved' AND s.on_day <= ?)""",
        (*values, on, on),
    ):
        found[row].append(Taking(None, date.fromisoformat(began), 0, VetoScope.REDEEM,
                                 barred_until=date.fromisoformat(until)))
    return found


def _scores(
    store: Store, which: str, values: tuple[Any, ...], on: str
) -> defaultdict[int, Days]:
    """Account → what every day did to its score, by the lines up to a day."""
    found: defaultdict[int, Days] = defaultdict(lambda: defaultdict(Decimal))
    for row, booked, score, days in store.query(
        f"""SELECT account, booked, sum(score), days FROM entry
            WHERE account IN ({which}) AND on_day <= ?
            GROUP BY account, booked, CASE WHEN days IS NULL THEN 0 ELSE id END""",
        (*values, on),
    ):
        moved = days_read(days) if days else {date.fromisoformat(booked): from_stored(score)}
        for day, points in moved.items():
            found[row][day] += points
    return found


def _score_of(scores: Callable[[], dict[int, Days]], row: int) -> Iterable[tuple[date, Decimal]]:
    return scores()[row].items()


# ── what a balance holds that no line says ───────────────────────────────────


class Unwritten(NamedTuple):
    """What an account's balance holds on a day beside the sum of its lines.

    ``base`` is what its bases come to; ``due`` what clearings took that are not written yet.
    """

    base: Decimal
    due: tuple[LedgerLine, ...]

    @property
    def points(self) -> Decimal:
        """Both together."""
        return self.base + sum((each.balance for each in self.due), ZERO)


def unwritten(store: Store, kind: str, day: date) -> dict[int, Unwritten]:
    """The accounts of a kind whose lines alone do not say their balance on a day."""
    rows = _doubtful(store, kind, day)
    if not rows:
        return {}
    stood, written = accounts_on(store, kind, day, tuple(rows)), _written(store, kind, day)
    found = {}
    for row, then in stood.items():
        due = sum((each.balance for each in then.due), ZERO)
        found[row] = Unwritten(then.balance - due - written.get(row, ZERO), then.due)
    return {row: each for row, each in found.items() if each.base or each.due}


def _doubtful(store: Store, kind: str, day: date) -> list[int]:
    """The accounts that may have a base, or a clearing that has passed and was not written."""
    known = versions(store, kind)
    with_base = {track for track, found in known.items() if any(
        each.has_base for each in found.all)}

    @cache
    def passed(track: str, opened: str, cleared: str | None) -> bool:
        since = date.fromisoformat(opened)
        last = date.fromisoformat(cleared) if cleared else since - DAY
        due = next_clearing(known[track], since, last)
        return due is not None and due <= day

    rows = store.query(
        """SELECT a.id, a.member_class, a.opened,
                  (SELECT max(e.on_day) FROM entry e
                   WHERE e.account = a.id AND e.op = 'clear' AND e.on_day <= ?2)
           FROM account a WHERE a.kind = ?1 AND a.opened <= ?2""", (kind, day.isoformat()))
    return [row for row, own, opened, cleared in rows
            if (track := track_of(kind, own)) in known
            and (track in with_base or passed(track, opened, cleared))]


def _written(store: Store, kind: str, day: date) -> dict[int, Decimal]:
    return {row: from_stored(points) for row, points in store.query(
        """SELECT e.account, sum(e.balance) FROM entry e JOIN account a ON a.id = e.account
           WHERE a.kind = ? AND e.on_day <= ? GROUP BY 1""", (kind, day.isoformat()))}
