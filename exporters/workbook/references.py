"""How the references of a workbook grow when rows are put in: sums, areas, print ranges."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

_REFERENCE = re.compile(
    r"""(?P<text>"(?:[^"]|"")*")"""
    r"""|(?P<sheet>(?:'(?:[^']|'')+'|[^\W\d][\w.]*)!)?"""
    r"""(?:(?<![\w.$])(?P<c1>\$?[A-Z]{1,3})(?P<r1>\$?\d+)"""
    r"""(?::(?P<c2>\$?[A-Z]{1,3})(?P<r2>\$?\d+))?(?![\w(.])"""
    r"""|(?<![\w.$:])(?P<rows1>\$?\d+):(?P<rows2>\$?\d+)(?![\w(.:]))"""
)
_AREA = re.compile(r"(\$?[A-Z]{1,3})?(\$?\d+)(?::(\$?[A-Z]{1,3})?(\$?\d+))?")


@dataclass(frozen=True)
class Growth:
    """``count`` rows put in below the row ``last``, the last of the lines from ``first`` on."""

    first: int
    last: int
    count: int

    def row(self, row: int) -> int:
        """Where a row stands afterwards."""
        return row + self.count if row > self.last else row

    def area(self, top: int, bottom: int) -> tuple[int, int]:
        """Where a range reaches afterwards; one that ends with the lines grows with them."""
        ends = bottom == self.last and (top < bottom or self.first == self.last)
        return self.row(top), bottom + self.count if ends else self.row(bottom)


def grown_areas(areas: str, growth: Growth) -> str:
    """The areas of a format or a validation (``G5:L24 N5:O24``) after the growth.

    What holds for the last line holds for the lines put in below it.
    """
    return " ".join(_AREA.sub(lambda found: _grown(found, growth), each) for each in areas.split())


def _grown(found: re.Match[str], growth: Growth) -> str:
    left, first, right, last = found.groups()
    top, bottom = growth.row(_number(first)), _number(last or first)
    bottom = bottom + growth.count if bottom >= growth.last else bottom
    start = f"{left or ''}{_like(first, top)}"
    if last is None and top == bottom:
        return start
    return f"{start}:{(right if last else left) or ''}{_like(last or first, bottom)}"


def grown_formula(formula: str, growth: Growth, here: Callable[[str | None], bool], *,
                  inside: bool) -> str:
    """A formula after the growth.

    :param here: whether a reference that names this sheet, or none, means the grown sheet.
    :param inside: the formula stands on one of the lines: its ranges that end on the line itself
        (running totals) stay, only those fixed with ``$`` grow.
    """

    def moved(found: re.Match[str]) -> str:
        sheet = found["sheet"]
        if found["text"] or not here(sheet[:-1].strip("'").replace("''", "'") if sheet else None):
            return found[0]
        said = sheet or ""
        if found["rows1"]:
            top, bottom = growth.area(_number(found["rows1"]), _number(found["rows2"]))
            return f"{said}{_like(found['rows1'], top)}:{_like(found['rows2'], bottom)}"
        first, last = found["r1"], found["r2"]
        if last is None:
            return f"{said}{found['c1']}{_like(first, growth.row(_number(first)))}"
        top, bottom = growth.area(_number(first), _number(last))
        if inside and not last.startswith("$"):
            bottom = growth.row(_number(last))
        return f"{said}{found['c1']}{_like(first, top)}:{found['c2']}{_like(last, bottom)}"

    return _REFERENCE.sub(moved, formula)


def copied_formula(formula: str, rows: int, columns: int = 0) -> str:
    """A formula copied some rows down and columns right: what is not fixed with ``$`` moves."""

    def moved(found: re.Match[str]) -> str:
        if found["text"] or found["rows1"]:
            return found[0]
        said = f"{found['sheet'] or ''}{_right(found['c1'], columns)}{_down(found['r1'], rows)}"
        if found["r2"]:
            said += f":{_right(found['c2'], columns)}{_down(found['r2'], rows)}"
        return said

    return _REFERENCE.sub(moved, formula)


def _number(row: str) -> int:
    return int(row.lstrip("$"))


def _like(before: str, row: int) -> str:
    return f"${row}" if before.startswith("$") else str(row)


def _down(row: str, rows: int) -> str:
    return row if row.startswith("$") else str(int(row) + rows)


def _right(column: str, columns: int) -> str:
    if column.startswith("$") or not columns:
        return column
    from openpyxl.utils import column_index_from_string, get_column_letter

    return get_column_letter(column_index_from_string(column) + columns)
