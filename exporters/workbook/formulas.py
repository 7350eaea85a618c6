"""Cells worked out from others of their line: shares and 小计, as formulas that go on working.

A formula is written only where it gives the very value that stands on the sheet.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, NamedTuple

from exporters.workbook.cells import exact, share
from models.values.sheet import Column
from models.values.spreadsheet import column_letter

SUBTOTAL = "小计"
"""The heading of what adds up the columns before it under the same heading."""


class Formula(NamedTuple):
    """A formula without its sign, and the digits of its value."""

    text: str
    value: str


Worked = Callable[[Sequence[Any], int], Formula | None]
"""From the values of a line and its row to the formula of one of its cells."""


def worked_out(columns: Sequence[Column]) -> dict[int, Worked]:
    """The columns, from 0, whose cells are worked out from others."""
    at = {column.key: i for i, column in enumerate(columns)}
    found: dict[int, Worked] = {}
    for i, column in enumerate(columns):
        if column.share and all(key in at for key in column.share):
            found[i] = _share(i, *(at[key] for key in column.share))
        elif column.label == SUBTOTAL and column.parent:
            first = next((at for at, each in enumerate(columns) if each.parent == column.parent))
            if first < i:
                found[i] = _across(i, first, i - 1)
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
