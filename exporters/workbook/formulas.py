"""Cells worked out from others: shares, 小计 and balances, as formulas that go on working.

A formula is written only where it gives the very value that stands on the sheet.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from exporters.workbook.cells import exact, share
from models.values.kinds import MONEY
from models.values.sheet import Sheet
from models.values.spreadsheet import column_letter

SUBTOTAL = "小计"
"""The heading of what adds up the columns before it under the same heading."""
LINE, BALANCE = "行次", "平衡关系"
"""The headings of a line's number, and of the lines its sum is worked out from: 7=1+2+3-4-5."""
_TERM = re.compile(r"([=+-])(\d+)")


class Formula(NamedTuple):
    """A formula without its sign, and the digits of its value."""

    text: str
    value: str


Worked = Callable[[Sequence[Any], int], Formula | None]
"""From the values of a line and its row to the formula of one of its cells."""

Lines = dict[str, tuple[int, Sequence[Any]]]
"""From the number of a line to the row it stands in and its values."""


def worked_out(sheet: Sheet, body: int) -> dict[int, Worked]:
    """The columns, from 0, whose cells are worked out from others; the first line stands in the row
    ``body``.
    """
    columns = sheet.columns
    at = {column.key: i for i, column in enumerate(columns)}
    found: dict[int, Worked] = {}
    for i, column in enumerate(columns):
        if column.share and all(key in at for key in column.share):
            found[i] = _share(i, *(at[key] for key in column.share))
        elif column.label == SUBTOTAL and column.parent:
            first = next((at for at, each in enumerate(columns) if each.parent == column.parent))
            if first < i:
                found[i] = _across(i, first, i - 1)
    labels = [column.label for column in columns]
    if LINE in labels and BALANCE in labels:
        number, balance = labels.index(LINE), labels.index(BALANCE)
        lines: Lines = {str(each.values[number]): (row, each.values)
                        for row, each in enumerate(sheet.rows, body)}
        found |= {i: _balanced(i, balance, lines)
                  for i, column in enumerate(columns) if column.field.kind is MONEY}
    return found


def _share(i: int, part: int, base: int) -> Worked:
    def formula(values: Sequence[Any], row: int) -> Formula | None:
        said, of = share(values[i]), values[base]
        if said is None or not isinstance(of, int) or not of or not isinstance(values[part], int):
            return None
        counted = Decimal(values[part]) / of
        if counted.quantize(Decimal("0.001"), ROUND_HALF_UP) != said:
            return None
        return Formula(f"{column_letter(part + 1)}{row}/{column_letter(base + 1)}{row}",
                       format(counted, "f"))

    return formula


def _across(i: int, first: int, last: int) -> Worked:
    def formula(values: Sequence[Any], row: int) -> Formula | None:
        added = [each or 0 for each in values[first:last + 1]]
        digits = exact(values[i])
        if digits is None or any(exact(each) is None for each in added) or sum(added) != values[i]:
            return None
        return Formula(f"SUM({column_letter(first + 1)}{row}:{column_letter(last + 1)}{row})",
                       digits)

    return formula


def _balanced(i: int, balance: int, lines: Lines) -> Worked:
    def formula(values: Sequence[Any], _: int) -> Formula | None:
        terms, digits = _TERM.findall(values[balance] or ""), exact(values[i])
        if digits is None or not terms or any(
                line not in lines or exact(lines[line][1][i]) is None for _, line in terms):
            return None
        added = sum(-lines[line][1][i] if sign == "-" else lines[line][1][i]
                    for sign, line in terms)
        text = "".join(f"{sign}{column_letter(i + 1)}{lines[line][0]}" for sign, line in terms)
        return Formula(text.removeprefix("="), digits) if added == values[i] else None

    return formula
