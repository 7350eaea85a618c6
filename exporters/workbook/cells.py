"""The cells of rows, as a workbook keeps them."""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Sequence
from datetime import date, datetime, time
from decimal import Decimal
from typing import Any, NamedTuple

from exporters.form import wording
from models.values.kinds import CHANGE, DAY, MOMENT, MONEY, PART_DAY, RATIO, Field, Kind
from models.values.problem import Problem
from models.values.sheet import Column
from models.values.spreadsheet import column_letter

CellWriter = Callable[[Any, str], str]
"""From a value and the row's number to the cell as XML."""

EXACT_DIGITS = 15
"""Excel keeps this many digits of a number; a longer one is written as text, whole."""

LONGEST_TEXT = 32_767
"""Excel keeps this many characters in a cell and calls a file with more of them damaged."""

_FORMATS = {DAY: "yyyy-mm-dd", PART_DAY: "yyyy-mm-dd", MOMENT: "yyyy-mm-dd hh:mm",
            MONEY: "#,##0.00", RATIO: "0.0%", CHANGE: "+General;-General;0"}
TEXT = "@"
"""Excel's format for text, which stays text when it is edited."""

RATE = "0.0%"
"""Excel's format for a share."""
_SHARE = re.compile(r"-?\d{1,6}(?:\.\d)?%")
_COUNTED = frozenset({"序号", "行次", "年度"})
"""Headings under which digits are a number, however they are kept."""
_DIGITS = re.compile(r"0|[1-9]\d{0,8}")

_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WHOLE_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")
_EPOCH = date(1899, 12, 30)
_FIRST_SURE_DAY = date(1900, 3, 1)  # before it Excel and the calendar disagree


def number_format(field: Field) -> str:
    """Excel's format for a column of ``field``."""
    if field.options is not None:
        return TEXT
    return _FORMATS.get(field.kind, "General" if field.kind.numeric else TEXT)


class Styles(NamedTuple):
    """The styles of one column's cells, by number: its values; what stands there in words, a day
    known in part too, so that Excel doesn't make it a whole one; a share; a number.
    """

    values: int
    words: int
    rates: int
    numbers: int


def cell_writers(columns: Sequence[Column], styles: Sequence[Styles]) -> list[CellWriter]:
    """For each column a function that writes its cells in its styles."""
    return [
        _writer(column, f'<c r="{column_letter(number)}', style)
        for number, (column, style) in enumerate(zip(columns, styles, strict=True), 1)
    ]


def share(value: Any) -> Decimal | None:
    """The number a share in words stands for: 87.5% is 0.875; None of anything else."""
    said = isinstance(value, str) and _SHARE.fullmatch(value)
    return Decimal(value[:-1]) / 100 if said else None


def legal(text: str) -> str:
    """``text`` without the control characters a workbook can't hold."""
    return text if text.isprintable() else _ILLEGAL.sub("", text)


def exact(value: Any) -> str | None:
    """The digits of a number that Excel keeps whole, or None when ``value`` must stand as text."""
    if type(value) is int:
        return str(value) if abs(value) < 10**EXACT_DIGITS else None
    if isinstance(value, Decimal):
        keeps = value.is_finite() and len(value.as_tuple().digits) <= EXACT_DIGITS
        return format(value, "f") if keeps else None
    return repr(value) if isinstance(value, float) and math.isfinite(value) else None


def serial(value: Any) -> str | None:
    """The number Excel keeps for a day or a moment; None for a day it can't count."""
    if isinstance(value, datetime):
        days = serial(value.date())
        at = value - datetime.combine(value.date(), time())
        return days and f"{days}{format(at.total_seconds() / 86400, '.9f')[1:]}"
    if not isinstance(value, date) or value < _FIRST_SURE_DAY:
        return None
    return str((value - _EPOCH).days)


def known_day(value: Any) -> str | None:
    """The number Excel keeps for a day known whole (1965-03-12); None for 1965-03, which Excel
    would make the first of that month.
    """
    if type(value) is date:
        return serial(value)
    if not isinstance(value, str) or not _WHOLE_DAY.fullmatch(value):
        return None
    try:
        return serial(date.fromisoformat(value))
    except ValueError:
        return None


_CONVERT: dict[Kind, Callable[[Any], str | None]] = {
    DAY: serial, MOMENT: serial, PART_DAY: known_day,
}


def _writer(column: Column, start: str, styles: Styles) -> CellWriter:
    style = f'" s="{styles.values}"'
    blank, words = f"{style}/>", wording(column)
    counted = column.label in _COUNTED or column.field.kind is PART_DAY  # a year alone
    said_style = f'" s="{styles.words}"' if column.field.kind is PART_DAY else style
    text_start, figure_start = f'{said_style} t="inlineStr"><is><t>', f"{style}><v>"

    def text(value: Any, row: str) -> str:
        if value is None or value == "":
            return start + row + blank
        said = words(value)
        if said[-1:] == "%" and (part := share(said)) is not None:
            return f'{start}{row}" s="{styles.rates}"><v>{part}</v></c>'
        if counted and _DIGITS.fullmatch(said):
            return f'{start}{row}" s="{styles.numbers}"><v>{said}</v></c>'
        if len(said) > LONGEST_TEXT:
            raise Problem(
                f"第 {row} 行的“{column.label}”超过 {LONGEST_TEXT} 个字，Excel 放不下。请把它改短。"
            )
        if not said.isprintable() or said[:1] == " " or said[-1:] == " ":
            said = legal(said)
            return (f'{start}{row}{said_style} t="inlineStr"><is><t xml:space="preserve">'
                    f"{_escaped(said)}</t></is></c>")
        return f"{start}{row}{text_start}{_escaped(said)}</t></is></c>"

    def figure(value: Any, row: str) -> str:
        digits = convert(value)
        if digits is None:
            return text(value, row)
        return f"{start}{row}{figure_start}{digits}</v></c>"

    if column.field.options is not None:
        return text
    convert = _CONVERT.get(column.field.kind, exact)
    return figure if column.numeric or convert is not exact else text


def _escaped(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
