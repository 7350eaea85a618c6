"""积分账户: one of each household and of each member who takes part, and who belongs to it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from models.keeping.asked_once import asked_once
from models.keeping.lasting import Before, unended
from models.keeping.record import Record, field, required, stood_on
from models.members.member import Member
from models.points.book.scheme_versions import KINDS, track_of
from models.points.engine.counted import ZERO
from models.points.engine.scheme import AccountKind
from models.registers.people import STAYS, Household, Person, household_on, last_head
from models.values.kinds import AMOUNT, DAY, LINK
from models.values.names import match_key
from models.values.problem import Invalid, Problem

if TYPE_CHECKING:
    from models.keeping.store import Store


class Account(Record, table="account", label="积分账户", lasts=Before("opened", "closed")):
    """Whose points these are. ``funds`` and ``honour`` are kept totals of the ledger's lines.

    ``funds`` is what was gathered and not spent since ``since``, the base left out.
    """

    kind: str = required("类型", options=KINDS, width=6)
    member_class: str | None = field("党员类别", width=10)
    household: int | None = field("户", LINK)
    member: int | None = field("党员", LINK)
    opened: date = required("开户日期", DAY, width=11)
    closed: date | None = field("销户日期", DAY, width=11)
    closed_reason: str | None = field("销户原因", width=14)
    funds: Decimal = field("结存", AMOUNT, default=ZERO, width=8)
    honour: Decimal = field("荣誉累计", AMOUNT, default=ZERO, width=8)
    since: date = required("结存起算", DAY)
    score_since: date | None = field("得分起算", DAY)
    cleared: date | None = field("最近清零", DAY)

    @property
    def track(self) -> str:
        """Which schemes judge it."""
        return track_of(self.kind, self.member_class)

    def faults(self) -> dict[str, str]:
        """An account is of a household or of a member."""
        if getattr(self, self.kind) is None:
            return {self.kind: f"{KINDS.label(self.kind)}积分账户还没有写明是谁的。"}
        return {}


@dataclass(frozen=True)
class AccountLine:
    """An account as the entry grid and the lists show it, in walking order.

    ``number`` is the 户号, of members the 党小组; ``name`` the head or the member.
    """

    id: int
    kind: str
    group: str
    number: str
    name: str
    household: int | None
    member: int | None
    opened: date
    closed: date | None

    @property
    def label(self) -> str:
        """What the account is called in sentences and lists."""
        return f"{self.group} {self.number} {self.name}".strip()


_HOUSEHOLDS = f"""
    SELECT a.id, a.kind, coalesce(g.name, ''), h.number,
           coalesce({last_head()}, ''),
           a.household, a.member, a.opened, a.closed
    FROM account a JOIN {stood_on(Household)} h ON h.id = a.household
    LEFT JOIN "group" g ON g.id = h."group"
    WHERE {{}} ORDER BY g.place IS NULL, g.place, g.id, h.number, a.id"""

_MEMBERS = f"""
    SELECT a.id, a.kind, '', coalesce(m.party_group, ''), p.name, a.household, a.member,
           a.opened, a.closed
    FROM account a JOIN {stood_on(Member)} m ON m.id = a.member
    JOIN person p ON p.id = m.person
    WHERE {{}} ORDER BY m.party_group COLLATE counting NULLS LAST, m.id, a.id"""


@asked_once
def account_lines(
    store: Store, kind: str, day: date | None = None, *, closed: bool = False
) -> list[AccountLine]:
    """The accounts of a kind in walking order; with a day those open on it, the head of that day.

    :param closed: with a day, those closed by then as well.
    """
    where, values = "a.kind = ?2", [(day or date.max).isoformat(), kind]
    if day is not None:
        where += " AND a.opened <= ?1"
    if day is not None and not closed:
        where += " AND (a.closed IS NULL OR a.closed > ?1)"
    return _lines(store, kind, where, values)


def account_line(store: Store, account: int, day: date | None = None) -> AccountLine:
    """One account as the lists show it, the head that of the day."""
    kind = store.get(Account, account).kind
    return _lines(store, kind, "a.id = ?2", [(day or date.max).isoformat(), account])[0]


def _lines(store: Store, kind: str, where: str, values: list[Any]) -> list[AccountLine]:
    asked = _HOUSEHOLDS if kind == AccountKind.HOUSEHOLD else _MEMBERS
    rows = store.query(asked.format(where), values)
    return [AccountLine(*row[:7], *map(_day, row[7:])) for row in rows]


def _day(written: str | None) -> date | None:
    return date.fromisoformat(written) if written else None


def account_codes(store: Store, accounts: Collection[int]) -> dict[int, str]:
    """The name each account goes by in the ledger's sentences; no two are the same."""
    marks = ", ".join("?" * len(accounts))
    rows = store.query(
        f"""SELECT a.id, CASE WHEN a.household IS NOT NULL
                   THEN trim(coalesce(g.name, '') || ' ' || h.number)
                   ELSE '党员 ' || p.name END,
                   (SELECT count(*) FROM account b WHERE b.id < a.id
                    AND (b.household = a.household OR b.member = a.member))
            FROM account a LEFT JOIN household h ON h.id = a.household
            LEFT JOIN "group" g ON g.id = h."group"
            LEFT JOIN member m ON m.id = a.member LEFT JOIN person p ON p.id = m.person
            WHERE a.id IN ({marks})""", tuple(accounts),
    )
    names = {row: f"{name}（第{before + 1}本）" if before else name for row, name, before in rows}
    often = Counter(names.values())
    return {row: f"{name}#{row}" if often[name] > 1 else name for row, name in names.items()}


def account_of(
    store: Store, *, household: int | None = None, member: int | None = None
) -> Account | None:
    """The open account of a household or member, or None."""
    column, owner = ("household", household) if household is not None else ("member", member)
    found = store.find(Account, f"{column} = ? AND closed IS NULL", (owner,))
    return found[0] if found else None


def new_account(
    store: Store, opened: date, *, household: int | None = None, member: int | None = None,
    member_class: str | None = None,
) -> Account:
    """Keep a new account with nothing in it. :raises Invalid: there is an open one."""
    if account_of(store, household=household, member=member) is not None:
        raise Invalid({"account": "已经开过积分账户，不能重复开户。"})
    return store.save(Account(
        kind=AccountKind.MEMBER if household is None else AccountKind.HOUSEHOLD,
        member_class=member_class, household=household, member=member, opened=opened, since=opened,
    ))


def put_in_class(store: Store, account: int, member_class: str | None) -> Account:
    """Say which members' schemes judge an account.

    :raises Problem: points were written down already, judged by the schemes of before.
    """
    record = store.get(Account, account)
    if store.count("slip", "account = ?", (account,)):
        raise Problem("这个账户已经记过分，不能再改党员类别；请销户后按新的类别重新开户。")
    with store.act("党员类别"):
        return store.save(record.but(member_class=member_class))


def open_for_all(store: Store, kind: str, opened: date) -> int:
    """Open an account for everybody on the register who has none; returns how many.

    A household founded after ``opened`` has its account from its first day.
    """
    with store.act(f"给没有积分账户的{KINDS.label(kind)}开户"):
        if kind == AccountKind.HOUSEHOLD:
            rows = store.query(
                f"""SELECT id, since FROM household h WHERE {unended(Household)} AND NOT EXISTS
                   (SELECT 1 FROM account a WHERE a.household = h.id AND a.closed IS NULL)
                   ORDER BY id""")
            for row, since in rows:
                new_account(store, max(opened, _day(since) or opened), household=row)
            return len(rows)
        without = [
            each for each in store.find(Member, unended(Member))
            if account_of(store, member=each.id) is None
        ]
        for each in without:
            new_account(store, opened, member=each.id)
        return len(without)


# ── who belongs to an account ────────────────────────────────────────────────


@dataclass(frozen=True)
class Belonging:
    """A person of an account, under the name the ledger's sentences use."""

    person: int
    label: str
    until: date


def belongings(store: Store, kind: str, accounts: Sequence[int]) -> dict[int, list[Belonging]]:
    """The people of each account, those who left included."""
    marks = ", ".join("?" * len(accounts))
    if kind == AccountKind.HOUSEHOLD:
        rows = store.query(
            f"""SELECT a.id, p.id, p.name,
                       CASE WHEN count(*) > count(s.left) THEN NULL ELSE max(s.left) END
                FROM account a JOIN {STAYS} s ON s.household = a.household
                JOIN person p ON p.id = s.person
                WHERE a.id IN ({marks}) GROUP BY a.id, p.id ORDER BY p.id""", tuple(accounts),
        )
    else:
        rows = store.query(
            f"""SELECT a.id, p.id, p.name, NULL FROM account a JOIN member m ON m.id = a.member
                JOIN person p ON p.id = m.person WHERE a.id IN ({marks})""", tuple(accounts),
        )
    often = Counter((account, name) for account, _, name, _ in rows)
    found: dict[int, list[Belonging]] = {}
    for account, person, name, left in rows:
        label = f"{name}#{person}" if often[account, name] > 1 else name
        until = date.fromisoformat(left) if left else date.max
        found.setdefault(account, []).append(Belonging(person, label, until))
    return found


def person_named(store: Store, household: int, name: str) -> int | None:
    """Who of a household goes by a name: one who lives there before one who has left, or None."""
    rows = store.query(
        f"SELECT id, name FROM person WHERE household = ? ORDER BY NOT ({unended(Person)}), id",
        (household,),
    )
    return next((row for row, known in rows if match_key(known) == match_key(name)), None)


def stranger(store: Store, household: int, person: int, on: date) -> str | None:
    """The sentence when a person did not live in the household on the day, or None."""
    lived = household_on(store, person, on)
    if lived == household:
        return None
    name = store.query("SELECT name FROM person WHERE id = ?", (person,))[0][0]
    number = store.query("SELECT number FROM household WHERE id = ?", (household,))[0][0]
    if lived is None:
        return f"{name}在 {on} 不在册，不能记到 {number} 户，请核对人员和日期"
    other = store.query("SELECT number FROM household WHERE id = ?", (lived,))[0][0]
    return f"{name}在 {on} 是 {other} 户的人，不是 {number} 户的，请核对是哪一户"
