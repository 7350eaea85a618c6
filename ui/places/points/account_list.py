"""A list of accounts: households by group and number, members by 党小组."""

from __future__ import annotations

from collections.abc import Sequence

from models.points.engine.scheme import AccountKind
from ui.kit.record_list import RecordList
from ui.kit.table import Column


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
