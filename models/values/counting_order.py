"""Putting 一组, 二组, 三组 and 2, 10 in the order people count them in; places by score."""

from __future__ import annotations

import re
from collections.abc import Hashable, Mapping
from datetime import date
from decimal import Decimal
from functools import cache
from typing import Any, TypeVar

K = TypeVar("K", bound=Hashable)
_NUMERAL = re.compile(r"\d+|[〇零一二三四五六七八九十百]+")
_FIGURE = re.compile(r"[-−]?\d[\d,]*(?:\.\d+)?")
_DIGITS = {char: number for number, char in enumerate("〇一二三四五六七八九")} | {"零": 0}
_UNITS = {"十": 10, "百": 100}


def chinese_number(text: str) -> int:
    """The number that 十二 or 一百零三 says."""
    total = digit = 0
    for char in text:
        if char in _UNITS:
            total += (digit or 1) * _UNITS[char]
            digit = 0
        else:
            digit = _DIGITS[char]
    return total + digit


@cache
def natural_key(text: str) -> tuple[tuple[int, int, str], ...]:
    """What to sort by so that numbers, Arabic or Chinese, come in their own order."""
    parts: list[tuple[int, int, str]] = []
    end = 0
    for found in _NUMERAL.finditer(text):
        parts += [(1, 0, text[end:found.start()])] if found.start() > end else []
        number = found[0]
        parts.append((0, int(number) if number.isdecimal() else chinese_number(number), ""))
        end = found.end()
    return (*parts, (1, 0, text[end:])) if end < len(text) else tuple(parts)


def compared(one: str, other: str) -> int:
    """Negative, 0 or positive: what SQL asks for by ``COLLATE counting``."""
    this, that = (natural_key(one), one), (natural_key(other), other)
    return (this > that) - (this < that)


def sort_key(value: Any, words: str, *, figure: bool = False) -> tuple[Any, ...]:
    """What to sort a cell by: numbers and days by themselves, others as one counts what they say.

    ``figure``: ``words`` begin with a number, as ``1,200.50`` or ``94.9%``.
    """
    if isinstance(value, date):
        return (0, float(value.toordinal()))
    if isinstance(value, int | float | Decimal):
        return (0, float(value))
    found = _FIGURE.match(words) if figure else None
    if found:
        return (0, float(found[0].replace(",", "").replace("−", "-")))
    return (1, natural_key(words))


def places(scores: Mapping[K, Any]) -> dict[K, int]:
    """The highest first; ties share a place and the next is left out (1, 2, 2, 4).

    >>> places({"一组": 92, "二组": 95, "三组": 92})
    {'一组': 2, '二组': 1, '三组': 2}
    """
    first: dict[Any, int] = {}
    for place, score in enumerate(sorted(scores.values(), reverse=True), 1):
        first.setdefault(score, place)
    return {key: first[score] for key, score in scores.items()}
