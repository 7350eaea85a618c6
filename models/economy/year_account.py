"""The collective's book: lines under the accounts of the yearly form, and 收益分配 of a year."""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
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


INCOME_BASE = "村集体经济收入（全部收入，含补助收入和其他收入）"
PROFIT_BASE = "村集体经济经营收益（不含补助收入和其他收支）"


Year = Mapping[str, Decimal]
"""The sums of a year in yuan, by the code of an account or a reckoned line of the form."""


def printed_balances(year: Year) -> list[str]:
    """The balances of the form with this year's figures in them: 7=1+2+3-4-5：28＝68+35+5-45-35."""
    rows = {each.row: each.code for each in accounts()}
    rows |= {each.row: each.code for each in results()}
    return [
        f"{each.balance}：{_with_figures(year, each.balance, rows)}" for each in results()
    ]


def _with_figures(year: Year, balance: str, rows: dict[int, str]) -> str:
    left, right = balance.split("=")
    words, number = "", ""
    for char in right + "\0":
        if char.isdigit():
            number += char
            continue
        amount = _short(year[rows[int(number)]])
        words += (f"（{amount}）" if amount.startswith("-") else amount) + char.strip("\0")
        number = ""
    return f"{_short(year[rows[int(left)]])}＝{words}"


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


def bands(year: Year) -> tuple[Band, Band]:
    """The band of the income, and that of the 经营收益: two measures that are never mixed."""
    return band(year["income"], INCOME_BASE), band(year["operating-profit"], PROFIT_BASE)


def carry_forward(store: Store, year: int, amount: Decimal) -> IncomeLine:
    """Write last year's 年末未分配收益 as this year's opening; done again, it is corrected."""
    day = date(year, 1, 1)
    found = store.find(
        IncomeLine, "account = 'opening' AND substr(on_day, 1, 4) = ?", (f"{year:04}",)
    )
    line = found[0] if found else IncomeLine(
        on_day=day, account="opening", amount=amount, summary=f"{year - 1} 年末结转"
    )
    with store.act(f"结转 {year - 1} 年末未分配收益"):
        return store.save(line.but(amount=amount))
