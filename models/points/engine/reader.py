"""Reads the values of a scheme or an operations file, and names every fault with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection, Mapping
from datetime import date, datetime
from decimal import ROUND_HALF_UP, Context, Decimal, Inexact
from typing import Any

from models.values.kinds import PLACES, show_decimal
from models.values.problem import Problem

Reader = Callable[[Any], Any]

EXACT = Context(prec=20_000, traps=[Inexact])
"""Arithmetic that would rather stop than round; needed where shares of shares grow long."""


def kept(amount: Decimal) -> Decimal:
    """The amount to the places that are kept, a half rounded up."""
    rounded = amount.quantize(Decimal(1).scaleb(-PLACES), ROUND_HALF_UP, Context(prec=100))
    return rounded.normalize() + 0

_AMOUNT = re.compile(r"[+-]?[0-9]{1,12}(\.[0-9]{1,6})?")
_YEARLESS = re.compile(r"([0-9]{2})-([0-9]{2})")


class InvalidFile(Problem):
    """A scheme or operations file that cannot be used; ``faults`` are all its faults in words."""

    def __init__(self, faults: Collection[str]) -> None:
        super().__init__("\n".join(faults))
        self.faults = tuple(faults)


class BinaryNumber(str):
    """A number of a JSON file with a point and no quotes, kept to be refused by name."""


def show(amount: Decimal) -> str:
    """An amount as a decimal string without trailing zeros; zero is never negative."""
    return show_decimal(amount) if amount else "0"


def text(value: Any) -> str:
    """Words that are not blank; a whole number is taken as its digits."""
    if isinstance(value, int) and not isinstance(value, bool):
        return str(value)
    if not isinstance(value, str) or isinstance(value, BinaryNumber) or not value.strip():
        raise ValueError("要写成不空的文字")
    return value.strip()


def flag(value: Any) -> bool:
    """True or false."""
    if not isinstance(value, bool):
        raise ValueError("要写 true 或 false")
    return value


def amount(value: Any) -> Decimal:
    """An exact decimal of at most 12 digits and 6 places, written as a string or a whole number."""
    if isinstance(value, (float, BinaryNumber)):
        raise ValueError(f'小数要加引号写成 "{value}"，不加引号算不准')
    if isinstance(value, bool) or not isinstance(value, (int, str)):
        raise ValueError('要写成数，如 "10" 或 "-0.5"')
    if not _AMOUNT.fullmatch(str(value).strip()):
        raise ValueError(f'“{value}”不是可用的数，请写成 "10" 或 "-0.5"，整数至多12位，小数至多6位')
    return Decimal(str(value).strip())


def amount_from_zero(value: Any) -> Decimal:
    """An amount that is not below zero."""
    found = amount(value)
    if found < 0:
        raise ValueError(f"“{value}”不能小于0")
    return found


def share(value: Any) -> Decimal:
    """A share between 0 and 1, as a decimal."""
    found = amount_from_zero(value)
    if found > 1:
        raise ValueError(f"“{value}”应在0与1之间")
    return found


def whole(low: int, high: int) -> Reader:
    """A whole number between the two."""

    def read(value: Any) -> int:
        if isinstance(value, str) and value.isascii() and value.isdigit():
            value = int(value)
        if isinstance(value, bool) or not isinstance(value, int) or not low <= value <= high:
            raise ValueError(f"要写{low}到{high}之间的整数")
        return value

    return read


def choice(*allowed: str) -> Reader:
    """One of the words of the format."""

    def read(value: Any) -> str:
        if value not in allowed:
            raise ValueError(f"“{value}”不认识，只能是 {'、'.join(allowed)} 之一")
        return str(value)

    return read


def day(value: Any) -> date:
    """A day, written 2026-03-31 or as a date of TOML."""
    if isinstance(value, date) and not isinstance(value, datetime):
        return value
    try:
        if not isinstance(value, str) or len(value) != 10:
            raise ValueError
        return date.fromisoformat(value)
    except ValueError:
        raise ValueError(f"“{value}”不是日期，请写成 2026-03-31") from None


def yearless_day(value: Any) -> tuple[int, int]:
    """A day of every year, written 12-31; 02-29 does not come every year and is refused."""
    found = _YEARLESS.fullmatch(value) if isinstance(value, str) else None
    try:
        if found is None:
            raise ValueError
        fixed = date(2025, *map(int, found.groups()))
    except ValueError:
        raise ValueError(f"“{value}”不是每年都有的日子，请写成 12-31") from None
    return fixed.month, fixed.day


def read_table(
    table: Mapping[str, Any],
    keys: Mapping[str, Reader],
    required: Collection[str],
    place: str,
    faults: list[str],
) -> dict[str, Any]:
    """The values of one table by key; each fault is added to ``faults`` as ``place：key …``."""
    read: dict[str, Any] = {}
    for key in required:
        if table.get(key) is None:
            faults.append(f"{place}：缺少 {key}")
    for key, value in table.items():
        if key not in keys:
            faults.append(f"{place}：{key} 不是细则里的写法，请删去或改正")
        elif value is not None:
            try:
                read[key] = keys[key](value)
            except ValueError as fault:
                faults.append(f"{place}：{key} {fault}")
    return read
