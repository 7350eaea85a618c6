"""A finished table of a return: what it says, and which records stand behind every row of it."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from datetime import date
from typing import Any, NamedTuple

from models.values.kinds import AMOUNT, POINTS, Field
from models.values.privacy import Privacy, mask
from models.values.problem import Problem

Ref = tuple[str, int]
"""A record behind a row: its table and its id."""
OF_A_RECORD = re.compile(r".*/\d+")
"""The key of a line that is about a record: notice_line/110."""


@dataclass(frozen=True)
class Column:
    """One column: a field of the records, and where it stands in the head of the sheet.

    ``parent`` is the heading written over several columns; ``total`` asks for a sum in 合计.
    ``share`` are the keys of the two columns of which it is the share of the first in the second.
    """

    field: Field
    parent: str = ""
    total: bool = False
    share: tuple[tuple[str, str], ...] = ()

    @property
    def key(self) -> tuple[str, str]:
        """What it is known by, whatever is written over it this time: 当月, 本季."""
        return self.parent, self.field.name or self.field.label

    @property
    def label(self) -> str:
        """The heading of the column."""
        return self.field.label

    @property
    def heading(self) -> str:
        """The heading with what is written over it: 入户（次）·当月."""
        return self.label if self.parent in ("", self.label) else f"{self.parent}·{self.label}"

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
    """One line of a sheet and the records it was drawn from; a ``sensitive`` one is not posted.

    ``key`` is whom the figures of the line are about.
    """

    values: tuple[Any, ...]
    refs: tuple[Ref, ...] = ()
    sensitive: bool = False
    key: int | str | None = None


def loaded(columns: Sequence[Column], stored: Sequence[Any]) -> tuple[Any, ...]:
    """The values of one line read from the data file, column by column."""
    return tuple(each.load(value) for each, value in zip(columns, stored, strict=True))


class Rows(Sequence[Row]):
    """Lines read from the data file as they are asked for: a ledger too long to hold.

    None of them is sensitive.

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
    blanks of the signature line; ``seal`` leaves room for the stamp. ``one_page`` is for what is
    hung up: the type is made so small that all of it is seen at once. ``by_hand``: its rows are
    written on, however many, and keep their height. What is ``public`` is masked
    already, and ``cleared`` once every text of it was looked through; ``internal``, ``sensitive``
    and ``inside`` are as the return says. ``head`` is that of the log when it was drawn, at the
    foot of every page; two tables that say the same are equal whatever was done in between.
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
    one_page: bool = False
    by_hand: bool = False
    internal: bool = False
    sensitive: bool = False
    inside: bool = False
    cleared: bool = False
    head: str = field(default="", compare=False)

    @property
    def wide(self) -> bool:
        """Landscape from nine columns on, as village printers expect."""
        return len(self.columns) >= 9

    @property
    def alike(self) -> bool:
        """Whether each line is a figure of its own, the same in every village: nothing is summed.

        A line about a record, whose key ends with its id, is of one village alone.
        """
        return (bool(self.rows) and self.total is None
                and not any(each.total for each in self.columns)
                and all(isinstance(row.key, str) and not OF_A_RECORD.fullmatch(row.key)
                        for row in self.rows))

    @property
    def paper(self) -> str:
        """``A4``, or ``A3`` from sixteen columns on and for long boards."""
        long = self.one_page and len(self.rows) > LONG_BOARD
        return "A3" if long or len(self.columns) >= 16 else "A4"


LONG_BOARD = 16
"""So many lines of a board can be read from a step away on an A4; longer ones take an A3."""


def summed(columns: Sequence[Column], rows: Sequence[Row], label: str = "合计") -> tuple[Any, ...]:
    """The 合计 line: sums where a column asks for one, blank elsewhere, the label in front.

    A column in which no line says anything has no sum: 0 would say that there was nothing.
    """
    totals: list[Any] = [_sum([row.values[at] for row in rows]) if column.total else None
                         for at, column in enumerate(columns)]
    totals[0] = label if totals[0] is None else totals[0]
    return tuple(totals)


def _sum(values: Sequence[Any]) -> Any:
    said = [each for each in values if each is not None]
    return sum(said) if said or not values else None


def under(
    columns: Sequence[Column], rows: Iterable[Row], label: str, parent: str = ""
) -> list[Any]:
    """What stands under one heading, line by line; ``parent`` begins the heading over it."""
    at = next(i for i, each in enumerate(columns)
              if each.label == label and each.parent.startswith(parent))
    return [row.values[at] for row in rows]


def refuse_posted(title: str, *, sensitive: bool, inside: bool) -> None:
    """Say why a return has no public form. :raises Problem: it has none."""
    if sensitive:
        raise Problem(f"“{title}”上有谁，就等于说出了谁的情况，遮住姓名也不能公示。"
                      "请出内部版，不要张贴。")
    if inside:
        raise Problem(f"“{title}”是村里内部用的，没有公示版。请不要张贴。")


def without(sheet: Sheet, left_out: Callable[[Row], bool]) -> Sheet:
    """The sheet without some of its lines, numbered anew where any is left out: a gap would tell
    that something was. A ledger, read as it is asked for, keeps all of them.
    """
    if isinstance(sheet.rows, Rows):
        return sheet
    kept = [row for row in sheet.rows if not left_out(row)]
    if len(kept) < len(sheet.rows) and sheet.columns[0].label == "序号":
        kept = [row._replace(values=(place, *row.values[1:])) for place, row in enumerate(kept, 1)]
    return replace(sheet, rows=kept)


def masked(sheet: Sheet) -> Sheet:
    """The public version: sensitive columns and rows left out, the rest masked in their values.

    What a reader could copy from the file is masked too, not only what is seen
    (个人信息保护法 第二十五条；2018 年政务公开要点“去标识化”).

    The 户号 stays where it stands for itself; beside points, of which some may have been taken
    away, it would say whose they are.

    What was typed is still to be looked through: :mod:`models.returns.leaving`.

    :raises Problem: who stands on the sheet tells already what nobody may know (第二十八条), or it
        is nobody's business outside.
    """
    refuse_posted(sheet.title, sensitive=sheet.sensitive, inside=sheet.inside)
    sensitive = [each.field.privacy is Privacy.SENSITIVE for each in sheet.columns]
    kept = [i for i, hidden in enumerate(sensitive) if not hidden]
    columns = tuple(sheet.columns[i] for i in kept)
    points = any(each.field.kind in (POINTS, AMOUNT) for each in columns)
    plain = {Privacy.OPEN} if points else {Privacy.OPEN, Privacy.HOUSEHOLD}

    def cover(row: Row) -> Row:
        values = tuple(
            row.values[i] if column.field.privacy in plain or row.values[i] is None
            else mask(column.show(row.values[i]), column.field.privacy)
            for i, column in zip(kept, columns, strict=True)
        )
        return Row(values, row.refs)

    shown = without(sheet, lambda row: row.sensitive).rows
    rows = Rows(len(shown), lambda: map(cover, shown))
    total = sheet.total and tuple(sheet.total[i] for i in kept)
    notes = () if sheet.internal else sheet.notes
    return replace(sheet, columns=columns, rows=rows, total=total, notes=notes, public=True)
