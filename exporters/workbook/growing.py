"""Rows put in below the lines of a sheet, and what refers to cells follows them."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from models.values.problem import Problem
from models.values.spreadsheet import column_letter, column_number

if TYPE_CHECKING:
    from openpyxl.formula.tokenizer import Token

Here = Callable[[str | None], bool]
"""Whether a reference that names this sheet, or none, means the grown sheet."""
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

    def grown(found: re.Match[str]) -> str:
        left, first, right, last = found.groups()
        top, bottom = growth.row(_number(first)), _number(last or first)
        bottom = bottom + growth.count if bottom >= growth.last else bottom
        start = f"{left or ''}{_like(first, top)}"
        if last is None and top == bottom:
            return start
        return f"{start}:{(right if last else left) or ''}{_like(last or first, bottom)}"

    return " ".join(_AREA.sub(grown, each) for each in areas.split())


def grown_formula(formula: str, growth: Growth, here: Here, *, inside: bool) -> str:
    """A formula after the growth.

    :param inside: the formula stands on one of the lines: its ranges that end on the line itself
        (running totals) stay, only those fixed with ``$`` grow.
    :raises Problem: it can't be read, or names the last line by its number.
    """

    def moved(sheet: str | None, found: re.Match[str]) -> str:
        if not here(sheet):
            return found[0]
        left, first, right, last = found.groups()
        if last is None:
            return f"{left}{_like(first, growth.row(_number(first)))}"
        top, bottom = growth.area(_number(first), _number(last))
        if inside and left and not last.startswith("$"):
            bottom = growth.row(_number(last))
        return f"{left or ''}{_like(first, top)}:{right or ''}{_like(last, bottom)}"

    _refuse_counted(formula, growth)
    return _rewritten(formula, moved)


def copied_formula(formula: str, rows: int, columns: int = 0) -> str:
    """A formula copied some rows down and columns right: what is not fixed with ``$`` moves.

    :raises Problem: it can't be read.
    """

    def moved(sheet: str | None, found: re.Match[str]) -> str:
        if not found[1]:
            return found[0]
        said = f"{_right(found[1], columns)}{_down(found[2], rows)}"
        if found[4]:
            said += f":{_right(found[3], columns)}{_down(found[4], rows)}"
        return said

    return _rewritten(formula, moved)


def _rewritten(formula: str, moved: Callable[[str | None, re.Match[str]], str]) -> str:
    """The formula with each reference to cells as ``moved(sheet, reference)`` has it.

    Words, names, functions, columns of a smart table and other workbooks stay as they are.
    """
    from openpyxl.formula.tokenizer import Token

    def token(each: Token) -> str:
        said, colon, rest = str(each.value), "", ""
        if each.type == Token.FUNC:  # A1:INDEX(…) begins with a cell
            said, colon, rest = said.partition(":")
        elif (each.type, each.subtype) != (Token.OPERAND, Token.RANGE):
            return said
        sheet, mark, place = said.rpartition("!")
        found = _AREA.fullmatch(place)
        if found is None or "[" in sheet or not (found[1] or found[4]):
            return str(each.value)
        named = sheet.strip("'").replace("''", "'") if sheet else None
        return f"{sheet}{mark}{moved(named, found)}{colon}{rest}"

    tokens = _tokens(formula)
    said = [token(each) for each in tokens]
    same = said == [each.value for each in tokens]
    return formula if same else "".join(said)


def _refuse_counted(formula: str, growth: Growth) -> None:
    """:raises Problem: where the lines end, or a row below, is a figure or text in it
    (``INDEX(D:D,5)``), which would go on meaning the old one."""
    if not _COUNTING.search(formula):
        return
    from openpyxl.formula.tokenizer import Token

    lines = growth.last - growth.first + 1
    for each in _tokens(formula):
        said = [int(number) for number in re.findall(r"\d+", str(each.value))]
        literal = each.type == Token.OPERAND and each.subtype != Token.RANGE
        if literal and any(number >= growth.last or number == lines for number in said):
            raise Problem(f"表样里的公式“{formula}”把行号写死了，插行以后会少算。{_REMEDY}")


_COUNTING = re.compile(r"(INDEX|OFFSET|INDIRECT|ADDRESS)\(", re.IGNORECASE)
_REMEDY = "请先在表格软件里插够空行，再填。"


def _tokens(formula: str) -> list[Token]:
    """:raises Problem: it can't be read."""
    from openpyxl.formula.tokenizer import Tokenizer, TokenizerError

    try:
        return list(Tokenizer(f"={formula}").items)
    except TokenizerError:
        raise Problem(f"表样里的公式“{formula}”读不懂，插行后不知道怎么改。{_REMEDY}") from None


def _number(row: str) -> int:
    return int(row.lstrip("$"))


def _like(before: str, row: int) -> str:
    return f"${row}" if before.startswith("$") else str(row)


def _down(row: str, rows: int) -> str:
    return row if row.startswith("$") else str(int(row) + rows)


def _right(column: str, columns: int) -> str:
    if column.startswith("$") or not columns:
        return column
    return column_letter(column_number(column) + columns)
