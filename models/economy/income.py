"""The lines of the collective's book: each under one account of the yearly form."""

from __future__ import annotations

import tomllib
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cache
from typing import TYPE_CHECKING, Any

from models.keeping.record import Record, field, required
from models.values.kinds import DAY, FLAG, LINK, MONEY, NOTE, Choices
from resources import resource

if TYPE_CHECKING:
    from models.keeping.store import Store


@dataclass(frozen=True)
class Account:
    """One line of the yearly form; ``operating`` ones make up 经营收益.

    ``side`` is income, expense, brought (brought forward) or share (handed out).
    """

    code: str
    label: str
    row: int
    side: str
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
def accounts() -> tuple[Account, ...]:
    """The accounts, in the order of the form."""
    return tuple(
        Account(row["code"], row["label"], row["row"], row["side"], row.get("operating", False))
        for row in table()["account"]
    )


@cache
def results() -> tuple[Result, ...]:
    """The reckoned lines, in the order of the form."""
    return tuple(Result(**row) for row in table()["result"])


ACCOUNTS = Choices(**{each.code: each.label for each in accounts()})


def account(code: str) -> Account:
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
        if self.amount < 0 and account(self.account).side != "brought":
            return {"amount": "金额不能是负数。支出请选支出科目；记错的请改那一笔。"}
        if not self.amount:
            return {"amount": "金额是 0，请填金额或删去这一笔。"}
        return {}


def lines_between(store: Store, first: date, last: date) -> list[IncomeLine]:
    """The lines from one day to another."""
    return store.find(IncomeLine, "on_day BETWEEN ? AND ?",
                      (first.isoformat(), last.isoformat()), "on_day, id")
