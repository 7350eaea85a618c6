"""A list of accounts by group and number, and what is asked before one is changed."""

from __future__ import annotations

from collections.abc import Sequence
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
