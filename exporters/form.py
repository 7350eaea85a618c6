"""What a form says around its rows: the head, the line under the title, notes, signatures."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from enum import StrEnum
from itertools import groupby, islice
from typing import Any, NamedTuple

from models.returns.document import Document
from models.values.kinds import DAY, MOMENT, NOTE, NUMBER, PART_DAY
from models.values.sheet import Column, Sheet

_LEFT_FROM = 22
"""Text columns this wide (half-characters) hold sentences and addresses: they start at the left."""

_SERIAL = 6
"""Columns of 序号 are no wider than this."""

_LOOKED_AT = 1000
"""So many rows, from all over a table, tell how wide the words of a column are."""

_LEAST, _MOST = 0.7, 1.5
"""How far the words may make a column narrower or wider than its natural width."""


class Align(StrEnum):
    """Where words stand in the room they have."""

    LEFT = "left"
    CENTER = "center"
    RIGHT = "right"

    def shift(self, room: float) -> float:
        """How far from the left they begin when so much ``room`` is left over."""
        return {Align.LEFT: 0.0, Align.CENTER: room / 2, Align.RIGHT: room}[self]


class About(NamedTuple):
    """What a file says of itself to whoever looks for it: what it is, of whom, of when, and on
    which day it was drawn.
    """

    title: str
    unit: str = ""
    when: str = ""
    made: date | None = None

    @classmethod
    def of(cls, paper: Sheet | Document) -> About:
        """What the file of a table or a document says."""
        return cls(paper.title, paper.unit, paper.when, paper.made)

    @property
    def subject(self) -> str:
        """Of when it is, in words."""
        return self.when or (f"截至{chinese_day(self.made)}" if self.made else "")

    @property
    def keywords(self) -> str:
        """The words it is found by among other files."""
        said = (LEDGER, self.unit, self.title, self.subject)
        return "；".join(dict.fromkeys(filter(None, said)))


LEDGER = "村级台账"
"""What all files of ours are."""


class HeadCell(NamedTuple):
    """One cell of the head; rows and columns count from 0."""

    text: str
    row: int
    column: int
    rows: int
    columns: int


def head_rows(columns: Sequence[Column]) -> int:
    """How many lines the head has: two when a heading stands over several columns."""
    return 2 if any(column.parent for column in columns) else 1


def head_cells(columns: Sequence[Column]) -> list[HeadCell]:
    """The cells of the head: neighbours with the same parent share it, others reach down."""
    deep = head_rows(columns)
    cells, at = [], 0
    for parent, group in groupby(columns, key=lambda column: column.parent):
        members = list(group)
        if parent:
            cells.append(HeadCell(parent, 0, at, 1, len(members)))
        for offset, column in enumerate(members):
            top = 1 if parent else 0
            cells.append(HeadCell(column.label, top, at + offset, deep - top, 1))
        at += len(members)
    return cells


def alignment(column: Column) -> Align:
    """Right for figures, left for sentences and addresses, the middle for the rest.

    序号 and 名次 are figures nobody adds up: narrow numbers without a sum stand in the middle.
    """
    if column.numeric:
        counted = column.total or column.width > _SERIAL or column.field.kind is not NUMBER
        return Align.RIGHT if counted else Align.CENTER
    kind = column.field.kind
    if kind in (DAY, MOMENT, PART_DAY) or column.field.options is not None:
        return Align.CENTER
    return Align.LEFT if kind is NOTE or column.width >= _LEFT_FROM else Align.CENTER


def wording(column: Column) -> Callable[[Any], str]:
    """How to say a value of ``column``; the same words as :meth:`Column.show`."""
    if column.field.options is not None:
        return column.show
    show = column.field.show
    return lambda value: value if type(value) is str else show(value)


def some_rows(sheet: Sheet, most: int) -> list[tuple[Any, ...]]:
    """The values of about so many rows, at most, from all over the table."""
    return [row.values for row in islice(sheet.rows, 0, None, -(-len(sheet.rows) // most) or 1)]


def widths_of_words(sheet: Sheet, measure: Callable[[str], float]) -> list[list[float]]:
    """How wide the words of each column are in its rows and 合计, as ``measure`` says."""
    rows = some_rows(sheet, _LOOKED_AT)
    if sheet.total is not None:
        rows.append(sheet.total)
    says = [wording(column) for column in sheet.columns]
    return [[0.0 if row[i] is None else measure(say(row[i])) for row in rows]
            for i, say in enumerate(says)]


def widest_words(sheet: Sheet, measure: Callable[[str], float]) -> list[float]:
    """How wide the widest of them are."""
    return [max(words, default=0.0) for words in widths_of_words(sheet, measure)]


def wanted_width(column: Column, widest: float) -> float:
    """The width a column wants, in half-characters, for its ``widest`` words and its heading.

    A column of nothing but blanks keeps its natural width: it will be filled in by hand.
    """
    words = widest + 1 if widest else float(column.width)
    if not column.numeric and column.field.kind not in (DAY, MOMENT):
        words = min(words, column.width * _MOST)
    return max(words, heading_width(column), column.width * _LEAST)


def heading_width(column: Column) -> float:
    """The width of a column's heading, on two lines when it has more than four characters."""
    letters = len(column.label)
    return (2 * letters if letters <= 4 else letters + letters % 2) + 0.5


def bends(column: Column, widest: float) -> bool:
    """Whether the words of a column may take several lines: sentences, addresses, lists."""
    if alignment(column) == Align.LEFT:
        return True
    said = not column.numeric and column.field.kind not in (DAY, MOMENT, PART_DAY)
    return said and widest > column.width * _MOST


def half_width(text: str) -> int:
    """The width of ``text`` in half-characters, as office fonts have it."""
    return len(text) if text.isascii() else sum(2 if char > "\xff" else 1 for char in text)


def under_title(sheet: Sheet) -> tuple[str, str]:
    """The line under the title: who reports and for when, at the right 单位, and the day where no
    stamp is put over it below.
    """
    who = "公示单位" if sheet.public else "填报单位"
    left = (f"{who}：{sheet.unit}" if sheet.unit else "", sheet.when)
    day = chinese_day(sheet.made) if sheet.made and not sheet.seal else ""
    right = f"单位：{sheet.measure}" if sheet.measure else "", day
    return "　".join(filter(None, left)), "　".join(filter(None, right))


def notes(sheet: Sheet) -> list[str]:
    """The notes as they are printed: one alone after 说明：, several numbered."""
    if len(sheet.notes) < 2:
        return [f"说明：{note}" for note in sheet.notes]
    return [
        f"{'说明：' if number == 1 else '　　　'}{number}. {note}"
        for number, note in enumerate(sheet.notes, 1)
    ]


def signatures(sheet: Sheet) -> list[str]:
    """The words of the signature line, each with its colon; a day is the hand's to write, unless it
    stands under the stamp.
    """
    stamped = sheet.seal and sheet.made is not None
    return [
        f"{words}：　　年　月　日" if words.endswith("日期") else f"{words}："
        for words in sheet.signatures if not (stamped and words.endswith("日期"))
    ]


def chinese_day(day: date) -> str:
    """2026年9月1日, months and days without a leading zero (GB/T 9704-2012, 7.3.5.4)."""
    return f"{day.year}年{day.month}月{day.day}日"
