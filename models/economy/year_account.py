"""The collective's book: lines under the accounts of the yearly form, and 收益分配 of a year."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from enum import StrEnum
from functools import cache
from typing import TYPE_CHECKING, Any

from models.keeping.record import Record, field, required
from models.values.kinds import DAY, FLAG, LINK, MONEY, NOTE, Choices
from resources import resource

if TYPE_CHECKING:
    from models.keeping.store import Store


class AccountSide(StrEnum):
    """Which side of the year an account stands on; ``BROUGHT`` forward, ``SHARE``: handed out."""

    INCOME, EXPENSE, BROUGHT, SHARE = "income", "expense", "brought", "share"


@dataclass(frozen=True)
class YearFormLine:
    """One line of the yearly form; ``operating`` ones make up 经营收益."""

    code: str
    label: str
    row: int
    side: AccountSide
    operating: bool


@dataclass(frozen=True)
class Result:
    """A line that is reckoned and never typed, with the balance printed on the form."""

    code: str
    label: str
    row: int
    balance: str


@cache
def table() -> dict[str, Any]:
    """What is shipped of the yearly form, with its source (resources/economy/accounts.toml)."""
    return tomllib.loads(resource("economy/accounts.toml").read_text(encoding="utf-8"))


@cache
def accounts() -> tuple[YearFormLine, ...]:
    """The accounts, in the order of the form."""
    return tuple(
        YearFormLine(
            row["code"], row["label"], row["row"], AccountSide(row["side"]),
            row.get("operating", False))
        for row in table()["account"]
    )


@cache
def results() -> tuple[Result, ...]:
    """The reckoned lines, in the order of the form."""
    return tuple(Result(**row) for row in table()["result"])


OPERATING = "operating-profit"
ACCOUNTS = Choices(**{each.code: each.label for each in accounts()})


def account(code: str) -> YearFormLine:
    """The account with that code."""
    return next(each for each in accounts() if each.code == code)


class IncomeLine(Record, table="income_line", label="集体经济收支"):
    """One sum that came in or went out: day, account, what for."""

    on_day: date = required("日期", DAY, width=11)
    account: str = required("科目", options=ACCOUNTS, width=14, aliases=("类别", "收支类别"))
    amount: Decimal = required("金额", MONEY, width=12, aliases=("金额（元）",))
    about: bool = field("约", FLAG, default=False, width=4)
    summary: str = required("摘要", width=20, aliases=("事由", "说明"))
    party: str | None = field("对方", width=14, aliases=("来源", "付款单位", "收款单位"))
    voucher: str | None = field("凭证号", width=9)
    asset: int | None = field("资产", LINK)
    lease: int | None = field("租约", LINK)
    note: str | None = field("备注", NOTE, width=14)

    def faults(self) -> dict[str, str]:
        """An amount of nothing, or below nothing anywhere but in what was brought forward."""
        if self.amount < 0 and account(self.account).side != AccountSide.BROUGHT:
            return {"amount": "金额不能是负数。支出请选支出科目；记错的请改那一笔。"}
        if not self.amount:
            return {"amount": "金额是 0，请填金额或删去这一笔。"}
        return {}


def lines_between(store: Store, first: date, last: date) -> list[IncomeLine]:
    """The lines from one day to another."""
    return store.find(IncomeLine, "on_day BETWEEN ? AND ?",
                      (first.isoformat(), last.isoformat()), "on_day, id")


# ── 收益分配 ─────────────────────────────────────────────────────────────────


ZERO = Decimal(0)
INCOME_BASE = "村集体经济收入（全部收入，含补助收入和其他收入）"
PROFIT_BASE = "村集体经济经营收益（不含补助收入和其他收支）"


@dataclass(frozen=True)
class YearAccount:
    """The sums of a year by account, in yuan; everything else is reckoned from them."""

    year: int
    sums: dict[str, Decimal]
    lines: tuple[IncomeLine, ...] = ()

    def sum(self, code: str) -> Decimal:
        """What stands under an account or a reckoned line."""
        return getattr(self, code.replace("-", "_")) if code in _RECKONED else \
            self.sums.get(code, ZERO)

    def side(self, side: AccountSide, *, operating: bool | None = None) -> Decimal:
        """The sum of one side: income, expense, brought or share."""
        return sum((self.sums.get(each.code, ZERO) for each in accounts() if each.side == side
                    and operating in (None, each.operating)), ZERO)

    @property
    def income(self) -> Decimal:
        """收入: everything that came in."""
        return self.side(AccountSide.INCOME)

    @property
    def operating_profit(self) -> Decimal:
        """经营收益: subsidies and other income do not count."""
        spent = self.side(AccountSide.EXPENSE, operating=True)
        return self.side(AccountSide.INCOME, operating=True) - spent

    @property
    def profit(self) -> Decimal:
        """本年收益."""
        return self.income - self.side(AccountSide.EXPENSE)

    @property
    def distributable(self) -> Decimal:
        """可分配收益."""
        return self.profit + self.side(AccountSide.BROUGHT)

    @property
    def distributed(self) -> Decimal:
        """分配合计."""
        return self.side(AccountSide.SHARE)

    @property
    def closing(self) -> Decimal:
        """年末未分配收益."""
        return self.distributable - self.distributed

    def behind(self, code: str) -> tuple[IncomeLine, ...]:
        """The lines an account or a reckoned line was summed from."""
        if code not in _RECKONED:
            return tuple(each for each in self.lines if each.account == code)
        income, expense, brought, share = AccountSide
        sides = {OPERATING: (income, expense), "profit": (income, expense), "income": (income,),
                 "distributable": (income, expense, brought), "distributed": (share,),
                 "closing": (income, expense, brought, share)}
        return tuple(
            each for each in self.lines if account(each.account).side in sides[code]
            and (code != OPERATING or account(each.account).operating)
        )


_RECKONED = frozenset({"income", *(each.code for each in results())})


def reckoned(year: int, lines: list[IncomeLine]) -> YearAccount:
    """The year's account from its lines."""
    sums: dict[str, Decimal] = {}
    for each in lines:
        sums[each.account] = sums.get(each.account, ZERO) + each.amount
    return YearAccount(year, sums, tuple(lines))


def year_account(store: Store, year: int, day: date = date.max) -> YearAccount:
    """The account of a year as it stands in the book, until a day of it."""
    return reckoned(year, lines_between(store, date(year, 1, 1), min(date(year, 12, 31), day)))


def printed_balances(year: YearAccount) -> list[str]:
    """The balances of the form with this year's figures in them: 7=1+2+3-4-5：28＝68+35+5-45-35."""
    rows = {each.row: each.code for each in accounts()}
    rows |= {each.row: each.code for each in results()}
    return [
        f"{each.balance}：{_with_figures(year, each.balance, rows)}" for each in results()
    ]


def _with_figures(year: YearAccount, balance: str, rows: dict[int, str]) -> str:
    left, right = balance.split("=")
    words, number = "", ""
    for char in right + "\0":
        if char.isdigit():
            number += char
            continue
        amount = _short(year.sum(rows[int(number)]))
        words += (f"（{amount}）" if amount.startswith("-") else amount) + char.strip("\0")
        number = ""
    return f"{_short(year.sum(rows[int(left)]))}＝{words}"


def _short(amount: Decimal) -> str:
    return MONEY.show(amount).removesuffix(".00")


@dataclass(frozen=True)
class Band:
    """A reporting band with the base it was read on."""

    label: str
    base: str


def band(amount: Decimal, base: str) -> Band:
    """The band of an amount in yuan: 5 万元以下, 5—10 万元, 10 万元以上; the base is always said.

    The bounds are those of the 2008 statistical form (参考); they are no line a star is won by.
    """
    for each in table()["band"]:
        if "until" not in each:
            return Band(each["label"], base)
        limit = Decimal(each["until"])
        if amount <= 0 == limit or (limit and amount < limit):
            return Band(each["label"], base)
    raise AssertionError("the last band is open")


def bands(year: YearAccount) -> tuple[Band, Band]:
    """The band of the income, and that of the 经营收益: two measures that are never mixed."""
    return band(year.income, INCOME_BASE), band(year.operating_profit, PROFIT_BASE)


def trend(store: Store, year: int, day: date = date.max, years: int = 3) -> list[YearAccount]:
    """The last years up to ``year``, the earliest first; that year until a day of it."""
    return [year_account(store, each, day) for each in range(year - years + 1, year + 1)]


def carry_forward(store: Store, year: int) -> IncomeLine:
    """Write last year's 年末未分配收益 as this year's opening; done again, it is corrected."""
    amount = year_account(store, year - 1).closing
    day = date(year, 1, 1)
    found = store.find(
        IncomeLine, "account = 'opening' AND substr(on_day, 1, 4) = ?", (f"{year:04}",)
    )
    line = found[0] if found else IncomeLine(
        on_day=day, account="opening", amount=amount, summary=f"{year - 1} 年末结转"
    )
    with store.act(f"结转 {year - 1} 年末未分配收益"):
        return store.save(line.but(amount=amount))
