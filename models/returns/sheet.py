"""A finished table of a return: what it says, and which records stand behind every row of it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from typing import Any, NamedTuple

from models.privacy import Privacy, mask
from models.record import Field

Ref = tuple[str, int]
"""A record behind a row: its table and its id."""


@dataclass(frozen=True)
class Column:
    """One column: a field of the records, and where it stands in the head of the sheet.

    ``parent`` is the heading written over several columns; ``total`` asks for a sum in 合计.
    """

    field: Field
    parent: str = ""
    total: bool = False

    @property
    def label(self) -> str:
        """The heading of the column."""
        return self.field.label

    @property
    def width(self) -> int:
        """The natural width, in Chinese half-characters."""
        return self.field.width

    @property
    def numeric(self) -> bool:
        """Whether figures stand here: right-aligned, numbers in the workbook."""
        return self.field.kind.numeric and self.field.options is None

    def load(self, stored: Any) -> Any:
        """The value that a stored column of the data file means."""
        return None if stored is None else self.field.kind.load(stored)

    def show(self, value: Any) -> str:
        """The words to print for ``value``."""
        return value if isinstance(value, str) and self.field.options is None else (
            self.field.show(value)
        )


class Row(NamedTuple):
    """One line of a sheet and the records it was drawn from."""

    values: tuple[Any, ...]
    refs: tuple[Ref, ...] = ()


def loaded(columns: Sequence[Column], stored: Sequence[Any]) -> tuple[Any, ...]:
    """The values of one line read from the data file, column by column."""
    return tuple(each.load(value) for each, value in zip(columns, stored, strict=True))


class Rows(Sequence[Row]):
    """Lines read from the data file as they are asked for: a ledger too long to hold.

    :param count: how many lines there are.
    :param stream: starts reading them from the first.
    """

    def __init__(self, count: int, stream: Callable[[], Iterator[Row]]) -> None:
        self._count, self._stream = count, stream

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Row]:
        return self._stream()

    def __getitem__(self, index: Any) -> Any:
        return list(self)[index]


@dataclass(frozen=True)
class Sheet:
    """A table ready for the town: every exporter and the preview read this and nothing else.

    ``unit`` is who reports, ``measure`` the 单位 at the right (户、人、元), ``when`` the period in
    words. ``notes`` stand under the table (说明, 平衡关系); ``signatures`` are the words before the
    blanks of the signature line; ``seal`` leaves room for the stamp.
    """

    code: str
    title: str
    columns: tuple[Column, ...]
    rows: Sequence[Row]
    unit: str = ""
    measure: str = ""
    when: str = ""
    made: date | None = None
    total: tuple[Any, ...] | None = None
    notes: tuple[str, ...] = ()
    signatures: tuple[str, ...] = ("单位负责人", "审核人", "填表人", "联系电话", "报出日期")
    seal: bool = True
    public: bool = False

    @property
    def wide(self) -> bool:
        """Landscape from nine columns on, as village printers expect."""
        return len(self.columns) >= 9

    @property
    def paper(self) -> str:
        """``A4``, or ``A3`` from sixteen columns on."""
        return "A3" if len(self.columns) >= 16 else "A4"


SHOWN_IN_PUBLIC = frozenset({Privacy.OPEN, Privacy.NAME})


def summed(columns: Sequence[Column], rows: Sequence[Row], label: str = "合计") -> tuple[Any, ...]:
    """The 合计 line: sums where a column asks for one, blank elsewhere, the label in front."""
    totals: list[Any] = [
        sum((row.values[i] or 0 for row in rows), start=0) if column.total else None
        for i, column in enumerate(columns)
    ]
    totals[0] = label if totals[0] is None else totals[0]
    return tuple(totals)


def masked(sheet: Sheet) -> Sheet:
    """The public version: sensitive columns left out, the rest masked in their values.

    What a reader could copy from the file is masked too, not only what is seen
    (个人信息保护法 第二十五条；2018 年政务公开要点“去标识化”).
    """
    sensitive = [each.field.privacy is Privacy.SENSITIVE for each in sheet.columns]
    kept = [i for i, hidden in enumerate(sensitive) if not hidden]
    columns = tuple(sheet.columns[i] for i in kept)

    def cover(row: Row) -> Row:
        values = tuple(
            row.values[i] if column.field.privacy is Privacy.OPEN or row.values[i] is None
            else mask(column.show(row.values[i]), column.field.privacy)
            for i, column in zip(kept, columns, strict=True)
        )
        return Row(values, row.refs)

    rows = Rows(len(sheet.rows), lambda: map(cover, sheet.rows))
    total = sheet.total and tuple(sheet.total[i] for i in kept)
    return replace(sheet, columns=columns, rows=rows, total=total, public=True)
