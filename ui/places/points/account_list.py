"""A list of accounts by group and number, and what is asked before one is changed."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from typing import TYPE_CHECKING

from models.keeping.record import Record, field, required
from models.points.engine.operations import SplitShare
from models.points.engine.scheme import AccountKind
from models.values.kinds import DAY, LINK, NOTE, Choices
from ui.kit.record_list import RecordList
from ui.kit.table import Column

if TYPE_CHECKING:
    pass


def whose(kind: str) -> tuple[Column, ...]:
    """The columns that say whose account a row is; of members 组别 stays empty and is hidden."""
    if kind == AccountKind.HOUSEHOLD:
        return Column("组别", 6), Column("户号", 8), Column("户主", 8, lead=True)
    return Column("组别", 6), Column("党小组", 13), Column("党员", 8, lead=True)


class AccountList(RecordList):
    """Its headings follow the kind of account that is listed."""

    def show_columns(self, columns: Sequence[Column], kind: str) -> None:
        """The columns of a kind, as wide as they need."""
        self.table.columns = tuple(columns)
        group = next(at for at, each in enumerate(columns) if each.label == "组别")
        self.setColumnHidden(group, kind == AccountKind.MEMBER)


# ── A session


CAME, WORTH = "came", "amount"
"""The columns of who took part and of how often, or how many points."""


def entry_columns(
    kind: str, amount: str, odd: Callable[[int, str], str] | None = None
) -> tuple[Column, ...]:
    """Whose account, what was typed, and what it comes to."""
    return (
        Column("序号", 4, numeric=True), *whose(kind),
        Column("参加", 4, key=CAME, editable=True),
        Column(amount, 5, key=WORTH, editable=True, odd=odd),
        Column("人员", 7, key="person", editable=True),
        Column("计分", 6, face=lambda face: face), Column("理由", 30, face=lambda face: face),
    )


# ── Why, and from which day


class Because(Record, table="because", label="原因"):
    """What is asked before something is taken back; kept with the slip."""

    on: date = required("日期", DAY)
    why: str = required("原因", NOTE)


class Moved(Record, table="moved", label="更正"):
    """What is asked when an award belongs to another household."""

    account: int = required("应记给", LINK)
    on: date = required("日期", DAY)
    why: str = required("原因", NOTE)


class Parted(Record, table="parted", label="积分分户"):
    """What is asked when people of a household have become one of their own."""

    household: int = required("分出的新户", LINK)
    share: str = field("原户积分", required=True, default=SplitShare.NONE,
                       options=Choices(**SplitShare.labels()))
    on: date = required("日期", DAY)
