"""The village's points ledger in the data file: it opens what an act needs and keeps what it wrote.

The rules are the engine's own (:mod:`models.points.engine.acts`); here an account, an
earlier award or a sum is read from the file when a rule looks at it, and the lines written are kept
with their totals.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from contextlib import suppress
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal, localcontext
from typing import TYPE_CHECKING

from models.points.book.accounts import Account, Belonging, account_codes, belongings
from models.points.book.entries import Entry, KeptTaking, score_days, score_months, takings_of
from models.points.book.looked_back import PERSON, KeptTally, LookingBack
from models.points.book.scheme_versions import SchemeVersion, in_force
from models.points.book.slips import Slip, reversed_by
from models.points.engine.account import (
    LedgerAccount,
    Standing,
    balance_on,
    next_clearing,
    standing,
)
from models.points.engine.acts import ACTS
from models.points.engine.counted import Per, Stretch, stretch
from models.points.engine.judging import Refused
from models.points.engine.ledger import Ledger, LedgerLine, Marks, Posted
from models.points.engine.operations import Op, Operation, SplitShare
from models.points.engine.reader import EXACT
from models.points.engine.scheme import Scheme, Versions
from models.points.engine.takings import clear_before, unredeem
from models.values.periods import Period

if TYPE_CHECKING:
    from models.keeping.store import Store

AWARDS = (Op.AWARD, Op.REGROUP)
DAY = timedelta(days=1)


@dataclass
class WrittenLine:
    """A line of the present act: whose it is, which award it is about, and what it moved."""

    line: LedgerLine
    account: LedgerAccount
    slip: int
    moves: list[tuple[date, Decimal]] = field(default_factory=list)
    award: Posted | None = None
    after: Decimal | None = None

    @property
    def booked(self) -> date:
        """The day it counts from."""
        return self.moves[0][0] if self.line.op in AWARDS else self.line.on


class KeptLedger(Ledger):
    """The engine's ledger, which notes for every line what the data file has to keep with it.

    It holds the lines of the present act alone; an account opened by it, too, notes the moves of
    its score.
    """

    def __init__(self, versions: dict[str, Versions], earlier: int) -> None:
        super().__init__(versions, earlier=earlier, tally=lambda: KeptTally(list))
        self.written: list[WrittenLine] = []
        self.newest: dict[str, WrittenLine] = {}
        self.slip = 0

    def write(self, entry: LedgerLine, account: LedgerAccount) -> None:
        """Adds a line and lets the balance feel it."""
        self.settle_last(account)
        score = account.score
        assert isinstance(score, KeptTally)
        moves, score.moves = score.moves, []
        line = WrittenLine(entry, account, self.slip, moves)
        self.written.append(line)
        self.newest[account.code] = line
        super().write(entry, account)

    def begin_page(self) -> None:
        """The lines written so far are kept: forget them, and number the next ones on from them."""
        self.earlier = self.reaches
        for page in (self.entries, self.written, self.newest):
            page.clear()

    def settle_last(self, account: LedgerAccount) -> None:
        """Complete the account's newest line before the next one, or at the end of the act."""
        last = self.newest.get(account.code)
        if last is None or last.after is not None:
            return
        score = account.score
        assert isinstance(score, KeptTally)
        if last.line.op in AWARDS:
            last.moves, score.moves = score.moves[:1], score.moves[1:]
        last.award = self._about(last.line)
        last.after = balance_on(account, last.line.on)

    def _about(self, entry: LedgerLine) -> Posted | None:
        source = entry.source
        if source is None or entry.op not in (*AWARDS, Op.REVERSE):
            return None
        return self.posted.get((source.of if entry.op == Op.REVERSE else source.id) or "")


class Book:
    """The ledger of one kind of account, opened on the accounts an act needs."""

    def __init__(self, store: Store, kind: str) -> None:
        self.store, self.kind = store, kind
        self.versions: dict[str, Versions] = {}
        self.scheme_row: dict[tuple[str, date], int] = {}
        self.schemes: dict[int, Scheme] = {}
        self._read_schemes(in_force(store, kind))
        earlier = store.query("SELECT coalesce(max(id), 0) FROM entry")[0][0]
        self.ledger = KeptLedger(self.versions, earlier)
        self.rows: dict[str, int] = {}
        self.codes: dict[int, str] = {}
        self.records: dict[int, Account] = {}
        self.people: dict[tuple[str, str], int] = {}
        self.names: dict[tuple[int, int], str] = {}
        self.takings: dict[int, list[KeptTaking]] = {}
        self._posted: dict[int, Posted] = {}
        back = LookingBack(store, kind, self.rows, self.people, self.posted)
        self.ledger.counts = back.counts()
        self.ledger.published, self.ledger.closed_years = published(store, kind)

    def _read_schemes(self, found: Iterable[SchemeVersion]) -> None:
        by_track: dict[str, list[Scheme]] = {}
        for each in found:
            assert each.id is not None
            by_track.setdefault(each.track, []).append(each.scheme)
            self.scheme_row[each.track, each.valid_from] = each.id
            self.schemes[each.id] = each.scheme
        self.versions |= {track: Versions(schemes) for track, schemes in by_track.items()}

    # ── opening ──────────────────────────────────────────────────────────────

    def open(self, accounts: Collection[int]) -> None:
        """Read accounts that are not open yet.

        :raises Refused: an account's kind has no scheme at all.
        """
        missing = [each for each in dict.fromkeys(accounts) if each not in self.records]
        for start in range(0, len(missing), 500):
            self._open(missing[start : start + 500])

    def open_ahead(self, accounts: Collection[int]) -> None:
        """Read many accounts at once; where there is no scheme it shows when one is needed."""
        with suppress(Refused):
            self.open(accounts)

    def _open(self, accounts: list[int]) -> None:
        codes = account_codes(self.store, accounts)
        marks = ", ".join("?" * len(accounts))
        people = belongings(self.store, self.kind, accounts)
        takings = takings_of(self.store, accounts)
        for record in self.store.find(Account, f"id IN ({marks})", accounts):
            assert record.id is not None
            code = codes[record.id]
            self.records[record.id], self.codes[record.id] = record, code
            self.rows[code] = record.id
            self.takings[record.id] = takings.get(record.id, [])
            account = self._reckoned(record, code, people.get(record.id, []))
            self.ledger.accounts[code] = account
            for kept in self.takings[record.id]:
                account.takings.append(kept.taking)
                if kept.taking.id is not None:
                    self.ledger.takings[kept.taking.id] = account, kept.taking

    def _reckoned(self, record: Account, code: str, people: list[Belonging]) -> LedgerAccount:
        track, row = record.track, record.rowid
        if track not in self.versions:
            raise Refused("还没有启用的积分细则，请先在“细则”里启用一份")
        for each in people:
            self.people[code, each.label] = each.person
            self.names[row, each.person] = each.label
        account = LedgerAccount(
            code, track, record.opened, self.versions[track],
            {each.label: each.until for each in people},
            {each.label: (PERSON, str(each.person)) for each in people},
        )
        account.score = KeptTally(lambda: score_days(self.store, row),
                                  lambda: score_months(self.store, row))
        account.funds, account.honour = record.funds, record.honour
        account.since, account.closed = record.since, record.closed
        account.score_since = record.score_since or date.min
        account.next_clearing = next_clearing(
            account.versions, record.opened, record.cleared or record.opened - DAY
        )
        return account

    def expect(self, record: Account) -> str:
        """Make room for an account that an act is going to open; its name in the ledger."""
        assert record.id is not None
        code = account_codes(self.store, [record.id])[record.id]
        self.records[record.id], self.codes[record.id] = record, code
        self.rows[code], self.takings[record.id] = record.id, []
        return code

    def account(self, row: int) -> LedgerAccount:
        """The running sums of an account."""
        self.open([row])
        return self.ledger.accounts[self.codes[row]]

    def standing(self, row: int, day: date) -> Standing:
        """How an account stands at the end of a day."""
        with localcontext(EXACT):
            return standing(self.account(row), day)

    def posted(self, slip: int) -> Posted:
        """An award that the ledger took, with all that a reversal must give back."""
        if slip not in self._posted:
            self._posted[slip] = self._read_posted(self.store.get(Slip, slip))
        return self._posted[slip]

    def _read_posted(self, slip: Slip) -> Posted:
        assert slip.id is not None and slip.account is not None
        lines = self.store.find(Entry, "award = ? AND op IN ('award', 'regroup')", (slip.id,))
        if not lines:
            raise Refused(f"{slip.id} 号记分单还没有入账，无从冲销")
        account, first = self.account(slip.account), lines[0]
        scheme = self.schemes[first.scheme or 0]
        item, operation = scheme.item_by_code[slip.item or ""], self.operation(slip)
        found = Posted(
            operation, account, scheme, item, Marks(account, item, operation, operation.person),
            (first.rowid) - 1, first.booked, first.asked or Decimal(0),
            sum((each.credited for each in lines), Decimal(0)),
            reversed_by(self.store, slip.id) is not None,
        )
        self.ledger.posted[str(slip.id)] = found
        return found

    # ── acting ───────────────────────────────────────────────────────────────

    def operation(self, slip: Slip) -> Operation:
        """What the engine is told; names stand for accounts and people."""
        if slip.account is not None:
            self.open([slip.account])
        return Operation(
            line=slip.rowid, op=slip.op, on=slip.on_day, id=str(slip.rowid),
            account=self.codes.get(slip.account or 0), kind=slip.kind, entered=slip.entered,
            members=tuple(self._name(slip.account or 0, each) for each in slip.moved),
            person=self._name(slip.account or 0, slip.person) if slip.person else None,
            item=slip.item, times=slip.times, points=slip.points, findings=slip.findings,
            key=slip.key, group=slip.subject, event=slip.event, reason=slip.note,
            of=str(slip.of) if slip.of else None, goods=slip.goods,
            vouchers=slip.voucher_numbers, year=slip.year,
            period=Period.parse(slip.period) if slip.period else None,
            share=slip.share or SplitShare.NONE,
        )

    def _name(self, account: int, person: int) -> str:
        known = self.names.get((account, person))
        if known is not None:
            return known
        return str(self.store.query("SELECT name FROM person WHERE id = ?", (person,))[0][0])

    def take(self, slip: Slip, into: str | None = None) -> list[WrittenLine]:
        """Let the ledger take a slip; the lines it wrote.

        :param into: the name of the account that a split opens.
        :raises Refused: with the rule; the ledger is as it was.
        """
        operation = replace(self.operation(slip), into=into)
        if slip.op == Op.REVERSE and slip.of is not None:
            self.posted(slip.of)
        self.ledger.slip, before = slip.rowid, len(self.ledger.written)
        self.ledger.vouchers |= used_vouchers(self.store, slip.voucher_numbers)
        with localcontext(EXACT):
            if slip.op == Op.CLEAR:
                clear_before(self.ledger, self.account(slip.account or 0), slip.on_day)
            elif slip.op == Op.UNREDEEM:
                unredeem(self.ledger, operation, self.operation(self.store.get(Slip, slip.of or 0)))
            else:
                ACTS[slip.op](self.ledger, operation)
            written = self.ledger.written[before:]
            for each in reversed(written):
                self.ledger.settle_last(each.account)
        self._remember(slip)
        return written

    def _remember(self, slip: Slip) -> None:
        posted = self.ledger.posted.get(str(slip.rowid))
        if posted is not None:
            self._posted[slip.rowid] = posted

    def written(self) -> None:
        """The lines of the act are in the data file; sums not read yet are read from there."""
        counts = self.ledger.counts
        sums = [account.score for account in self.ledger.accounts.values()]
        for each in (counts.items, counts.categories, counts.heads, counts.awarded):
            sums += each.values()
        for tally in sums:
            if isinstance(tally, KeptTally):
                tally.written()

    def due_clearing(self, row: int, day: date) -> bool:
        """Whether a clearing day before ``day`` has not been done yet on the account."""
        account = self.account(row)
        clearing = account.next_clearing
        closed = account.closed is not None and clearing is not None and account.closed <= clearing
        return clearing is not None and clearing < day and not closed


def published(store: Store, kind: str) -> tuple[list[Stretch], set[int]]:
    """The stretches of time whose notices are out, and the years that are closed."""
    periods = [Period.parse(row[0]) for row in store.query(
        "SELECT period FROM notice WHERE kind = ? AND corrects IS NULL", (kind,))]
    years = {row[0] for row in store.query("SELECT year FROM year_close WHERE kind = ?", (kind,))}
    stretches = [Stretch(each.start, each.end) for each in periods]
    return stretches + [stretch(Per.YEAR, date(year, 1, 1)) for year in sorted(years)], years


def used_vouchers(store: Store, numbers: Collection[str]) -> set[str]:
    """Which of these voucher numbers were handed in before."""
    if not numbers:
        return set()
    marks = ", ".join("?" * len(numbers))
    rows = store.query(
        f"""SELECT v.value FROM slip s, json_each(s.vouchers) v
            WHERE s.op = 'redeem' AND s.state = 'approved' AND v.value IN ({marks})
              AND NOT EXISTS (SELECT 1 FROM slip r WHERE r."of" = s.id AND r.op = 'unredeem')""",
        tuple(numbers),
    )
    return {row[0] for row in rows}


def book_of(store: Store, account: int) -> Book:
    """The book that an account stands in, opened on it."""
    record = store.get(Account, account)
    book = Book(store, record.kind)
    book.open([account])
    return book
