"""The points ledger (积分流水): what happened goes in, lines with reasons come out."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from typing import Any, Protocol

from models.points.engine.account import LedgerAccount, Taking
from models.points.engine.counted import (
    ZERO,
    DayTally,
    ItemUnit,
    Per,
    Stretch,
    period_name,
    stretch,
)
from models.points.engine.judging import History, Refused
from models.points.engine.operations import Operation
from models.points.engine.reader import show
from models.points.engine.scheme import Item, Scheme, Versions


@dataclass(frozen=True)
class LedgerLine:
    """One line of the ledger.

    ``credited`` is the line's own amount; ``score`` and ``balance`` are what it does to the ranking
    and to what can be spent.
    """

    op: str
    account: str
    on: date
    credited: Decimal
    score: Decimal
    balance: Decimal
    period: str
    reason: str
    clipped: Decimal = ZERO
    asked: Decimal | None = None
    scheme: str | None = None
    source: Operation | None = None

    def row(self) -> dict[str, Any]:
        """The line for the JSON: amounts as decimal strings, what is empty left out."""
        source = self.source
        named = {
            key: getattr(source, key, None)
            for key in ("id", "of", "person", "item", "key", "group", "event", "goods")
        }
        row = {
            "line": source.line if source else None,
            "op": self.op,
            **named,
            "account": self.account,
            "on": self.on.isoformat(),
            "entered": source.entered.isoformat() if source and source.entered else None,
            "vouchers": list(source.vouchers) if source and source.vouchers else None,
            "note": source.reason if source else None,
            "asked": None if self.asked is None else show(self.asked),
            "credited": show(self.credited),
            "clipped": show(self.clipped),
            "score": show(self.score),
            "balance": show(self.balance),
            "period": self.period,
            "scheme": self.scheme,
            "reason": self.reason,
        }
        return {key: value for key, value in row.items() if value is not None}


class Marks:
    """Under what an award is counted: the subject of its caps, its key, its unit, its group."""

    def __init__(
        self, account: LedgerAccount, item: Item, operation: Operation, person: str | None
    ) -> None:
        whole: tuple[str, str | None] = (account.code, None)
        single = account.identity(person) if item.counts_persons and person else whole
        caps = single if item.per in (ItemUnit.PERSON_ONCE, ItemUnit.PERSON_YEAR) else whole
        counted = {
            ItemUnit.PERSON_ONCE: (),
            ItemUnit.HOUSEHOLD_ONCE: (),
            ItemUnit.PERSON_YEAR: (operation.on.year,),
            ItemUnit.HOUSEHOLD_YEAR: (operation.on.year,),
            ItemUnit.HOUSEHOLD_DAY: (operation.on,),
        }.get(ItemUnit(item.per))
        named = person if item.counts_persons else None
        self.item = (caps, item.code)
        self.head = (account.code, item.category)
        self.unit = None if counted is None else (single, item.code, *counted)
        self.key = operation.key and (account.code, named, item.code, operation.key)
        self.group = item.one_of and (account.code, item.one_of, operation.group)


@dataclass(eq=False)
class Posted:
    """An award in the ledger, with all that a reversal must give back."""

    operation: Operation
    account: LedgerAccount
    scheme: Scheme
    item: Item
    marks: Marks
    number: int
    booked: date
    asked: Decimal
    credited: Decimal
    reversed: bool = False


class Taken(Protocol):
    """What may be had once (a certificate, a person's one time): a set, or what answers so."""

    def __contains__(self, mark: object, /) -> bool:
        """Whether it is taken."""

    def add(self, mark: object, /) -> None:
        """Takes it."""

    def discard(self, mark: object, /) -> None:
        """Lets it go again."""


@dataclass
class Counts:
    """The indexes the rules look back on, each kept as lines are written."""

    items: defaultdict[object, DayTally] = field(default_factory=lambda: defaultdict(DayTally))
    categories: defaultdict[object, DayTally] = field(default_factory=lambda: defaultdict(DayTally))
    heads: defaultdict[object, DayTally] = field(default_factory=lambda: defaultdict(DayTally))
    awarded: defaultdict[str, DayTally] = field(default_factory=lambda: defaultdict(DayTally))
    keys: Taken = field(default_factory=set[object])
    units: Taken = field(default_factory=set[object])
    groups: defaultdict[object, list[Posted]] = field(default_factory=lambda: defaultdict(list))


class Ledger:
    """The accounts of a village and their lines; ``versions`` are the schemes of each kind.

    ``earlier`` lines stand before those of this ledger and are kept elsewhere: its own are numbered
    on from them. ``tally`` makes the empty score of an account that is opened here.
    """

    def __init__(
        self, versions: Mapping[str, Versions], *, earlier: int = 0,
        tally: Callable[[], DayTally] = DayTally,
    ) -> None:
        self.versions, self.earlier, self.tally = versions, earlier, tally
        self.accounts: dict[str, LedgerAccount] = {}
        self.entries: list[LedgerLine] = []
        self.counts = Counts()
        self.posted: dict[str, Posted] = {}
        self.ids: set[str] = set()
        self.vouchers: set[str] = set()
        self.takings: dict[str, tuple[LedgerAccount, Taking]] = {}
        self.published: list[Stretch] = []
        self.closed_years: set[int] = set()

    @property
    def reaches(self) -> int:
        """How many lines there are up to now, the earlier ones too: the number of the next line."""
        return self.earlier + len(self.entries)

    def account(self, code: str | None, on: date) -> LedgerAccount:
        """The account, which must be open on the day.

        :raises Refused: when there is none, or the day is outside its life.
        """
        found = self.accounts.get(code or "")
        if found is None:
            raise Refused(f"没有账户{code}，请先开户")
        if on < found.opened:
            raise Refused(f"账户{code}从{found.opened}起，{on}还没有开户")
        if found.closed is not None and on > found.closed:
            raise Refused(f"账户{code}已在{found.closed}销户")
        return found

    def claim(self, operation: Operation) -> None:
        """Keeps ids single.

        :raises Refused: when the id was used before.
        """
        if operation.id in self.ids:
            raise Refused(f"编号{operation.id}已经用过，请换一个")
        if operation.id is not None:
            self.ids.add(operation.id)

    def write(self, entry: LedgerLine, account: LedgerAccount) -> None:
        """Adds a line and lets the balance feel it."""
        self.entries.append(entry)
        account.funds += entry.balance

    def line(
        self,
        op: str,
        account: LedgerAccount,
        on: date,
        amount: Decimal,
        reason: str,
        *,
        score: Decimal = ZERO,
        balance: Decimal = ZERO,
        source: Operation | None = None,
    ) -> None:
        """Writes a line that is no award, booked to its own day."""
        period = period_name(account.versions.near(on).booking, on)
        self.write(LedgerLine(
            op, account.code, on, amount, score, balance, period, reason, source=source), account)


def scheme_for(account: LedgerAccount, on: date) -> Scheme:
    """The version in force on the day.

    :raises Refused: when there is none.
    """
    scheme = account.versions.at(on)
    if scheme is None:
        raise Refused(f"{on}没有生效的细则，不能计分")
    return scheme


def item_of(scheme: Scheme, code: str | None) -> Item:
    """The item under its code.

    :raises Refused: when the scheme has none.
    """
    item = scheme.item_by_code.get(code or "")
    if item is None:
        raise Refused(f"细则《{scheme.name}》里没有“{code}”这一项")
    return item


def member_of(account: LedgerAccount, person: str | None, on: date) -> str | None:
    """The person an event is counted for; the only member need not be named.

    :raises Refused: when the person did not belong to the account on the day.
    """
    if person is None:
        staying = [name for name, left in account.members.items() if on < left]
        return staying[0] if len(staying) == 1 else None
    if account.members and person not in account.members:
        raise Refused(f"{person}不在账户{account.code}里，请核对是哪一户")
    if on >= account.members.get(person, date.max):
        left = account.members[person]
        raise Refused(f"{person}已在{left}从账户{account.code}分出，请记到新户")
    return person


def history_of(
    ledger: Ledger,
    scheme: Scheme,
    item: Item,
    marks: Marks,
    account: LedgerAccount,
    on: date,
    booked: date,
) -> History:
    """What the rules look back on, looked up in the indexes that the item's rules need."""
    counts, head = ledger.counts, scheme.category_by_code[item.category]
    history: dict[str, Any] = {
        "key_taken": bool(marks.key) and marks.key in counts.keys,
        "unit_taken": marks.unit is not None and marks.unit in counts.units,
    }
    if item.cap_per:
        history["item_used"] = counts.items[marks.item].between(*stretch(item.cap_per, on))
    if head.cap_per:
        history["category_used"] = counts.categories[marks.head].between(*stretch(head.cap_per, on))
    if head.floor is not None:
        history["head"] = counts.heads[marks.head].between(*stretch(scheme.base_per, booked))
    if scheme.budget_points is not None:
        history["awarded"] = counts.awarded[account.kind].between(*stretch(Per.YEAR, on))
    if marks.group:
        live = (posted.asked for posted in counts.groups[marks.group])
        history["best"] = max(live, key=abs, default=ZERO)
    return History(**history)


def count(ledger: Ledger, posted: Posted, points: Decimal, booked: date) -> None:
    """Adds points, signed, to every index a cap, floor or budget looks at."""
    on, marks, counts = posted.operation.on, posted.marks, ledger.counts
    counts.items[marks.item].add(on, points)
    counts.categories[marks.head].add(on, points)
    counts.heads[marks.head].add(booked, points)
    if posted.asked > 0:
        counts.awarded[posted.account.kind].add(on, points)
