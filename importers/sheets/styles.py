"""How cells look beside what they say: hidden, struck through, with zeros, a month for a day."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import NamedTuple

_ZEROS = re.compile(r"0{2,}")
_SPOKEN = re.compile(r'"[^"]*"|\[[^\]]*\]|[\\_*].|;.*', re.DOTALL)
_MONTHS = frozenset({17, 27, 36, 50, 52, 57})
"""Formats every spreadsheet knows by number alone that show year and month (ECMA-376, 18.8.30)."""


@dataclass
class Looks:
    """Hidden rows and columns, counted from 1; cells shown with zeros in front, as a month or a
    year (the pattern of ``strftime``), struck through; formulas and errors without a value."""

    hidden_rows: set[int] = field(default_factory=set)
    hidden_columns: set[int] = field(default_factory=set)
    padded: dict[tuple[int, int], int] = field(default_factory=dict)
    partial: dict[tuple[int, int], str] = field(default_factory=dict)
    struck: set[tuple[int, int]] = field(default_factory=set)
    errors: set[tuple[int, int]] = field(default_factory=set)
    formulas: set[tuple[int, int]] = field(default_factory=set)

    def dress(self, place: tuple[int, int], style: Style) -> None:
        """Note how the cell of a style looks."""
        if style.digits:
            self.padded[place] = style.digits
        if style.day:
            self.partial[place] = style.day
        if style.struck:
            self.struck.add(place)


class Style(NamedTuple):
    """What a cell style shows: so many digits, only a part of a day, a line through it."""

    digits: int = 0
    day: str = ""
    struck: bool = False


def style_of(number: int, code: str, *, struck: bool = False) -> Style:
    """The style of a number format, by its number and what the workbook says of it."""
    bare = _SPOKEN.sub("", code).strip().lower()
    digits = len(code) if _ZEROS.fullmatch(code) else 0
    if not code and number in _MONTHS:
        return Style(digits, "%Y-%m", struck)
    dated = "general" not in bare and re.search(r"yy|e", bare) and not re.search(r"[dh0#]", bare)
    return Style(digits, ("%Y-%m" if "m" in bare else "%Y") if dated else "", struck)


def telling(styles: Mapping[str, Style]) -> dict[str, Style]:
    """The styles that show something else than the value."""
    return {name: each for name, each in styles.items() if each != Style()}
